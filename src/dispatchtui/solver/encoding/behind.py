"""Routes that reality is behind: what can no longer begin as planned stays as it is, what comes after it is open.

Whoever is late, or stands in two places at once on paper, can still be planned for from when they are free.

Units: epoch seconds.
Cost: one walk over a route that cannot be timed as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from dispatchtui.solver.encoding.draft import Stop, Vehicle
from dispatchtui.solver.encoding.routes import timed
from dispatchtui.solver.problem import NEVER, Problem


def begin_behind(problem: Problem, place: int, vehicle: Vehicle, stops: Sequence[Stop]) -> bool:
    """Let a vehicle begin behind the last stop that is too late for its spans; tell whether that is enough.

    What would end behind the close is too late as well. It is not enough where breaks find no time, or something
    stands behind the close.
    """
    stood = {number: stops[number].was_s or 0 for number in vehicle.stops if stops[number].pinned}
    late = timed(_open(problem), place, vehicle.stops, stood)
    if late is None or vehicle.must_end:
        return False
    missed = [turn for turn, (number, start_s) in enumerate(zip(vehicle.stops, late, strict=True))
              if start_s + stops[number].lasts_s > vehicle.close_s
              or not any(from_s <= start_s <= until_s for from_s, until_s in stops[number].spans)]  # fmt: skip
    if missed:
        # What comes before it stays too: moved later, it would take the time that this one has in the plan.
        _pass(vehicle, stops, late[: missed[-1] + 1])
    return True


def _pass(vehicle: Vehicle, stops: Sequence[Stop], starts: Sequence[int]) -> None:
    """Let a vehicle begin when its first stops are done as they will be, and no earlier than they are planned to be."""
    passed = [stops[number] for number in vehicle.stops[: len(starts)]]
    ends = [max(start_s, each.was_s or 0) + each.lasts_s + each.visit.buffer_after_s
            for each, start_s in zip(passed, starts, strict=True)]  # fmt: skip
    day, free_s = vehicle.day, max(vehicle.day.open_s, *ends)
    vehicle.stops = vehicle.stops[len(starts) :]
    vehicle.day = replace(day, start=passed[-1].facts.place, open_s=free_s, free_s=free_s,
                          held=(*day.held, *(each.visit.id for each in passed)),
                          breaks=tuple(each for each in day.breaks if each[1] >= free_s))  # fmt: skip
    vehicle.close_s = max(vehicle.close_s, free_s)


def _open(problem: Problem) -> Problem:
    """The same in which nothing is ever too late."""
    windows = problem.windows.copy()
    ends = problem.window_from[1:]
    windows[ends[ends > problem.window_from[:-1]] - 1, 1] = NEVER
    return replace(problem, windows=windows, close_s=problem.close_s * 0 + NEVER)
