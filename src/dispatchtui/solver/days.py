"""A technician's working days as ranking reads them: the stops of a shift, the ways between them, when they are away.

A day is kept from one question to the next and made anew only when one of the rows that it was made of is
another: rows are immutable, so it is enough to look whether they are still the same ones.

Cost: some tens of microseconds for a day that is made, some microseconds for one that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dispatchtui.constraints.objectives.scene import RATES
from dispatchtui.constraints.objectives.unassigned import UNASSIGNED_S
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.indexes import RouteEntry
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Absence, Location, Shift, SlaPolicy, Technician, Visit, WorkOrder
from dispatchtui.core.sla import due_of
from dispatchtui.solver.rests import Rests, rests_of

BESIDE_S = 6 * 3600
"""How far beside a shift a stop can still matter: the longest way anybody is sent."""
MOST_KEPT = 20_000
"""Days that are kept at once; when there are more, all are forgotten."""


MOST_RATE = max(RATES.values())
LEAST_LOST_S = min(UNASSIGNED_S.values())


class Stop(Struct, frozen=True):
    """A visit that stands in a route: its planned time with what was added, and the way from the stop before.

    `slack_s` is by how much the stop before may be later without making this one later, `due_s` when arrival is due.
    """

    visit: Visit
    site: Location | None
    start_s: int
    end_s: int
    way_s: int
    slack_s: int
    priority: int
    due_s: int | None

    @property
    def begun(self) -> bool:
        """Whether somebody has set out for it, so that it is not moved any more."""
        return self.visit.state not in PLACED


class Day(Struct, frozen=True):
    """One shift: its stops and those beside it, and the positions between them, from `first` to `last`.

    Position k is before stop k. `away` are absences and fixed breaks, earliest first; `least_displaced` is by
    position what displacing any of the stops behind it costs at least, the travel that it spares taken off. `box`
    holds all its places, ended work included, from south to north and west to east; none where one is unknown. `rests`
    are the breaks of the shift, where it has any.
    """

    start_s: int
    end_s: int
    overtime_s: int
    stops: tuple[Stop, ...]
    first: int
    last: int
    away: tuple[tuple[int, int], ...]
    least_displaced: tuple[float, ...]
    box: tuple[float, float, float, float] | None
    rests: Rests | None

    def past_away(self, start_s: int, length_s: int) -> int:
        """The earliest start from a moment on at which work of a length meets no absence and no fixed break."""
        for from_s, until_s in self.away:
            if from_s < start_s + length_s and start_s < until_s:
                start_s = until_s
        return start_s


class _Kept(Struct, frozen=True):
    """A day, and the rows that it was made of."""

    shift: Shift
    entries: tuple[RouteEntry, ...]
    absences: tuple[Absence, ...]
    visits: list[Visit]
    orders: list[WorkOrder | None]
    policies: list[SlaPolicy | None]
    day: Day


_kept: dict[tuple[str, str], _Kept] = {}


def day_of(board: Board, technician: Technician, shift: Shift, absences: tuple[Absence, ...], skip: str) -> Day:
    """A technician's day as if one visit had no place in it."""
    reach_s = shift.end_s + shift.overtime_s + BESIDE_S
    entries = board.indexes.around(technician.id, shift.start_s - BESIDE_S, reach_s, skip)
    rows, orders = board.tables["visits"], board.tables["work_orders"]
    visits: list[Visit] = [rows[entry[2]] for entry in entries]
    works: list[WorkOrder | None] = [orders.get(visit.work_order_id) for visit in visits]
    terms = board.tables["sla_policies"]
    policies: list[SlaPolicy | None] = [terms.get(order.sla_policy) if order is not None else None for order in works]
    key = (technician.id, shift.id)
    kept = _kept.get(key)
    # Rows that are the same ones are not looked into: what holds them compares identities first.
    if (
        kept is not None
        and kept.shift is shift
        and (kept.entries, kept.absences, kept.visits) == (entries, absences, visits)
        and (kept.orders, kept.policies) == (works, policies)
    ):
        return kept.day
    rests = rests_of(board, technician, shift, BESIDE_S, skip)
    day = _made(shift, rests, absences, _stops(board, entries, zip(visits, works, strict=True)),
                [travel.site_of(board, each) for each in visits])  # fmt: skip
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[key] = _Kept(shift, entries, absences, visits, works, policies, day)
    return day


def _stops(
    board: Board, entries: tuple[RouteEntry, ...], works: Iterable[tuple[Visit, WorkOrder | None]]
) -> list[Stop]:
    """The work of a route that has not ended."""
    stops: list[Stop] = []
    for (start_s, end_s, _), (visit, order) in zip(entries, works, strict=True):
        if visit.state not in ENDED:
            site = travel.site_of(board, visit)
            previous = stops[-1] if stops else None
            way_s = travel.seconds(previous.site, site) if previous is not None else 0
            ready_s = visit.buffer_before_s + way_s
            ready_s += previous.end_s + previous.visit.buffer_after_s if previous is not None else 0
            priority = order.priority if order is not None else 3
            due_s = due_of(board, visit, 0)
            stops.append(Stop(visit, site, start_s, end_s, way_s, start_s - ready_s, priority, due_s))
    return stops


def _made(
    shift: Shift,
    rests: Rests | None,
    absences: tuple[Absence, ...],
    stops: list[Stop],
    sites: list[Location | None],
) -> Day:
    begun = max((place for place, stop in enumerate(stops) if stop.begun), default=-1)
    first = sum(1 for stop in stops if stop.end_s <= shift.start_s)
    last = sum(1 for stop in stops if stop.start_s < shift.end_s + shift.overtime_s)
    return Day(
        start_s=shift.start_s,
        end_s=shift.end_s,
        overtime_s=shift.overtime_s,
        stops=tuple(stops),
        first=max(first, begun + 1),
        last=max(last, begun + 1, first),
        least_displaced=tuple(_least_displaced(stops[place:]) for place in range(len(stops) + 1)),
        box=_box(sites),
        away=tuple(sorted([*((each.start_s, each.end_s) for each in absences), *_fixed_breaks(shift)])),
        rests=rests,
    )


def _fixed_breaks(shift: Shift) -> list[tuple[int, int]]:
    """The breaks that must be taken and leave no choice when."""
    return [
        (each.start_s, each.end_s)
        for each in shift.breaks
        if each.mandatory and each.end_s - each.start_s <= each.length_s
    ]


def _box(places: list[Location | None]) -> tuple[float, float, float, float] | None:
    known = [each for each in places if each is not None]
    if not known or len(known) < len(places):
        return None
    latitudes, longitudes = [each.latitude for each in known], [each.longitude for each in known]
    return min(latitudes), max(latitudes), min(longitudes), max(longitudes)


def _least_displaced(stops: list[Stop]) -> float:
    """What it costs at least that stops behind a position lose their place.

    Who goes on past a stop that is left out saves at most twice the way from it to the next one.
    """
    ways = [*(stop.way_s for stop in stops[1:]), 0]
    costs = [
        UNASSIGNED_S.get(stop.priority, LEAST_LOST_S) - MOST_RATE * 2 * (way_s + 1)
        for stop, way_s in zip(stops, ways, strict=False)
    ]
    gains = [cost for cost in costs if cost < 0]
    return sum(gains) if gains else min(costs, default=0.0)
