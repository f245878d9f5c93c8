"""A plan as moves of the board: only what differs from the live plan, at times as near to it as the order allows.

Units: epoch seconds.
Cost: a walk over each route that is another than it was, some times over.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import TechnicianId
from dispatchtui.solver.encoding.encoder import Encoded
from dispatchtui.solver.encoding.routes import timed
from dispatchtui.solver.problem import Plan


def moves_of(encoded: Encoded, plan: Plan) -> tuple[Move, ...]:
    """The moves that lead from the live plan to a plan of its problem; a visit that loses its place is displaced.

    Who was taken out and finds no place moves only where its time is taken by others. A route in its old order stands
    as it is, though reality may be behind it.
    """
    placed: dict[int, tuple[str, int]] = {}
    standing = encoded.start.routes
    for vehicle, route in enumerate(plan.routes):
        if route == standing[vehicle]:
            placed.update((stop, was) for stop in route if (was := encoded.was[stop]) is not None)
            continue
        who = encoded.people[vehicle][0]
        for stop, start_s in zip(route, _starts(encoded, plan, vehicle, route), strict=True):
            placed[stop] = who, start_s
    moves = [
        Move(visit_id=encoded.visits[stop], technician_id=TechnicianId(who), start_s=start_s)
        for stop, (who, start_s) in sorted(placed.items(), key=lambda each: each[1][1])
        if stop not in encoded.pinned and encoded.was[stop] != (who, start_s)
    ]
    return (*_leaving(encoded, plan, placed), *moves)


def _leaving(encoded: Encoded, plan: Plan, placed: dict[int, tuple[str, int]]) -> list[Move]:
    """Who goes back to the queue: what stood and has no place any more, and what was taken out where others go now."""
    found: list[Move] = []
    for stop, was in enumerate(encoded.was):
        if was is None or stop in placed:
            continue
        home = encoded.out.get(stop)
        if home is None or (home >= 0 and plan.routes[home] != encoded.start.routes[home]):
            found.append(Move(visit_id=encoded.visits[stop], bumped=True))
    return found


def _starts(encoded: Encoded, plan: Plan, vehicle: int, route: Sequence[int]) -> tuple[int, ...]:
    """When each stop of a route begins: when it did, where the order leaves it that, else as early as can be."""
    who = encoded.people[vehicle][0]
    stood = {stop: was[1] for stop in route if (was := encoded.was[stop]) is not None and was[0] == who}
    found = timed(encoded.problem, vehicle, route, stood)
    if found is not None and all(found[route.index(stop)] == start_s for stop, start_s in stood.items()):
        return found
    held: dict[int, int] = {}
    found = timed(encoded.problem, vehicle, route)
    if found is None:
        return tuple(plan.starts[stop] for stop in route)
    for stop in reversed(route):
        if stop in stood:
            tried = timed(encoded.problem, vehicle, route, {**held, stop: stood[stop]})
            if tried is not None and all(tried[route.index(each)] == start_s for each, start_s in
                                         {**held, stop: stood[stop]}.items()):  # fmt: skip
                held[stop], found = stood[stop], tried
    return found
