"""What is asked of a ranking, and one technician looked at for it: with the least that a placement can cost.

The least is the part of the cost that plain numbers give: travel, waiting, lateness, what is displaced, and the end
of the shift. No objective and no rule can bring a placement below it, so whoever costs more than the last one shown
at least need not be weighed.

Units: epoch seconds; costs in seconds of travel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

from msgspec import Struct

from dispatchtui.constraints.objectives import OBJECTIVES, Knock, Scene
from dispatchtui.constraints.objectives.base import URGENCY
from dispatchtui.constraints.objectives.priority_start import PRIORITY_START
from dispatchtui.constraints.objectives.sla_lateness import SLA_LATENESS
from dispatchtui.constraints.objectives.stability import STABILITY
from dispatchtui.constraints.objectives.travel import TRAVEL
from dispatchtui.constraints.objectives.unassigned import UNASSIGNED, UNASSIGNED_S
from dispatchtui.core.board import Board
from dispatchtui.core.hours import first_open_s
from dispatchtui.core.model import Absence, Location, Position, Shift, Site, Technician, TechnicianId, Visit
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from dispatchtui.core.sla import due_of
from dispatchtui.core.timeline import NIGHT_S
from dispatchtui.core.work import service_s
from dispatchtui.core.zones import local, local_day
from dispatchtui.solver.days import Day, Stop, day_of
from dispatchtui.solver.outset import Outset, outset_of

HORIZON_S = 14 * 24 * 3600
"""How far ahead a time is looked for."""
MOST_SAVED_S = 2 * 3600
"""The most travel that a placement may save: what it displaces is no longer driven to."""
BROKEN_S = {Level.NOBODY: 1e15, Level.LEAD: 1e12, Level.DISPATCHER: 1e9, Level.WARNING: 3600.0}
"""What a broken rule weighs: more than any lateness, so that who breaks nothing comes before who needs an answer."""

_GAIN_S = sum(
    min(0.0, each.least * each.weight_s) for each in OBJECTIVES if each not in (TRAVEL, SLA_LATENESS, PRIORITY_START)
)
"""What the objectives that the least leaves out can take away at most."""
_SLACK_S = 1e-6
"""More than sums of the same numbers in another order can differ by."""


class Asked(Struct, frozen=True, kw_only=True):
    """One visit looking for a place: who asks when, and what everybody's placement has in common.

    `door` is the site where it is not always open.
    """

    board: Board
    visit: Visit
    at_s: int
    standing: Standing
    positions: Mapping[str, Position]
    scene: Scene
    site: Location | None
    length_s: int
    priority: int
    due_s: int | None
    done_s: int | None
    door: Site | None

    @property
    def skip(self) -> str:
        """The visit itself where it stands in a route, as its present place counts as empty."""
        return self.visit.id if self.visit.crew else ""

    def priority_of(self, visit_id: str) -> int:
        """The priority of another visit."""
        return self.scene.work(self.board.visits[visit_id]).priority


class Look(Struct, frozen=True, kw_only=True):
    """One technician looked at for one visit; a day in the horizon is looked at when its turn comes.

    `who_s` is what who they are costs, whenever; `broken_s` the part of it that neither time nor place can mend.
    """

    asked: Asked
    technician: Technician
    shifts: Sequence[Shift]
    absences: tuple[Absence, ...]
    outset: Outset
    from_s: int
    midnight_s: int
    rate: float
    who_s: float
    broken_s: float

    def day(self, shift: Shift) -> Day:
        """A shift's stops and positions."""
        return day_of(self.asked.board, self.technician, shift, self.absences, self.asked.skip)

    def past_closed(self, start_s: int, until_s: int) -> int:
        """The first moment from one on at which the site is open for long enough; that one when there is none."""
        asked, door = self.asked, self.asked.door
        if door is None:
            return start_s
        zone = door.zone or self.technician.zone
        found = first_open_s(door.hours, door.closed, zone, start_s, length_s=asked.length_s, until_s=until_s)
        return start_s if found is None else found

    def is_today(self, day: Day) -> bool:
        """Whether what happens now decides where the day begins."""
        return day.start_s < self.midnight_s

    def begins_at(self, day: Day) -> Location | None:
        """Where the technician sets out from to the first position of a day."""
        return self.outset.place if self.is_today(day) else self.technician.home

    def goes_on(self, before: Stop, day: Day) -> bool:
        """Whether a stop beside a shift is left straight for its first position, and not from home."""
        return not before.begun and before.end_s > day.start_s - NIGHT_S

    def local_day(self, at_s: int) -> str:
        """The local date of an instant of the horizon, as 2026-11-21."""
        return day_at(at_s, self.technician.zone)

    def least_of(self, start_s: int, end_s: int, added_s: int, knocks: tuple[Knock, ...]) -> float:
        """What a placement costs at least."""
        least = self.who_s + least_cost(self.asked, start_s, end_s, added_s * self.rate)
        for knock in knocks:
            least += self._least_of_knock(knock)
        return least

    def _least_of_knock(self, knock: Knock) -> float:
        priority = self.asked.priority_of(knock.visit_id)
        if knock.displaced:
            return UNASSIGNED_S.get(priority, 7_200) * UNASSIGNED.weight_s
        urgency, late_s = URGENCY.get(priority, 1.0) / 60, max(0, knock.late_s - knock.was_late_s)
        waiting = knock.later_s * PRIORITY_START.weight_s + late_s * SLA_LATENESS.weight_s
        return urgency * waiting + STABILITY.weight_s


def ask(
    board: Board,
    visit: Visit,
    at_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    standing: Standing = Standing.DESK,
    scene: Scene | None = None,
) -> Asked:
    """Ask for a place for a visit; what several visits have in common is the scene."""
    shared = scene or Scene(board, at_s)
    work = shared.work(visit)
    order = board.work_orders.get(visit.work_order_id)
    return Asked(
        board=board,
        visit=visit,
        at_s=at_s,
        standing=standing,
        positions=positions or {},
        scene=shared,
        site=work.site,
        length_s=service_s(visit),
        priority=work.priority,
        due_s=due_of(board, visit, at_s),
        done_s=work.resolution_due_s,
        door=order.site if order is not None and (order.site.hours or order.site.closed) else None,
    )


def least_cost(asked: Asked, start_s: int, end_s: int, travel_s: float) -> float:
    """What a begin, an end and the travel added, at its rate, cost at least, whoever goes."""
    urgency = URGENCY.get(asked.priority, 1.0) / 60
    least = _GAIN_S - _SLACK_S + travel_s * TRAVEL.weight_s / 60
    if start_s > asked.at_s:
        least += (start_s - asked.at_s) * urgency * PRIORITY_START.weight_s
    late_s = 0 if asked.due_s is None else start_s - asked.due_s
    if asked.done_s is not None:
        late_s = max(late_s, end_s - asked.done_s)
    return least + late_s * urgency * SLA_LATENESS.weight_s if late_s > 0 else least


def shifts_ahead(asked: Asked, technician: Technician) -> tuple[int, list[Shift]]:
    """The earliest begin that the visit allows, and the technician's shifts from then on."""
    from_s = from_of(asked)
    return from_s, _shifts(asked.board, technician, asked.at_s, from_s)


def from_of(asked: Asked) -> int:
    """The earliest begin that the visit allows."""
    visit, at_s = asked.visit, asked.at_s
    promised_s = visit.promise.start_s if visit.promise is not None else at_s
    return max(at_s, promised_s, at_s if visit.earliest_s is None else visit.earliest_s)


def look_at(
    asked: Asked, technician: Technician, who_s: float = 0, broken_s: float = 0, *, outset: Outset | None = None
) -> Look:
    """Look at a technician's day as if the visit had no place in it yet; `outset` is theirs, where it is known."""
    board, visit, at_s = asked.board, asked.visit, asked.at_s
    from_s, shifts = shifts_ahead(asked, technician)
    if outset is None:
        fresh_s = rules_of(board, visit, technician, at_s).fresh_s or 0
        position = asked.positions.get(technician.id)
        outset = outset_of(board, technician, at_s, position=position, fresh_s=fresh_s, skip=asked.skip)
    return Look(
        asked=asked,
        technician=technician,
        shifts=shifts,
        absences=board.absences_of(technician.id),
        outset=outset,
        from_s=from_s,
        midnight_s=_midnight_s(at_s - at_s % 900, technician.zone),
        rate=asked.scene.person(technician).rate,
        who_s=who_s,
        broken_s=broken_s,
    )


def _shifts(board: Board, technician: Technician, at_s: int, from_s: int) -> list[Shift]:
    """The shifts in the horizon, earliest first; the next day where no shift is known."""
    shifts = board.shifts_of(technician.id)
    if not shifts:
        return [Shift(id="", technician_id=TechnicianId(technician.id), start_s=at_s, end_s=from_s + 24 * 3600)]
    last_s = at_s + HORIZON_S
    return [each for each in shifts if each.start_s < last_s and each.end_s + each.overtime_s > from_s]


@lru_cache(maxsize=256)
def _midnight_s(quarter_s: int, zone: str) -> int:
    """The end of a local day, asked by the quarter of an hour, as no zone's midnight lies within one."""
    today = local(quarter_s, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return int((today + timedelta(days=1)).timestamp())


def day_at(at_s: int, zone: str) -> str:
    """The local date of an instant, as 2026-11-21; remembered by the quarter of an hour."""
    return _local_day(at_s - at_s % 900, zone)


@lru_cache(maxsize=4096)
def _local_day(quarter_s: int, zone: str) -> str:
    return local_day(quarter_s, zone)
