"""Where people are free for a visit that several go to: spans in which each could begin without pushing anything.

Units: epoch seconds; prices in seconds of travel, as the objectives weigh them.
Cost: a look at each technician's days in the span, some tens of microseconds each.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from dispatchtui.constraints.objectives.travel import TRAVEL
from dispatchtui.constraints.objectives.unassigned import UNASSIGNED_S
from dispatchtui.constraints.roles import has_levels
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import SkillNeed, Technician, Visit
from dispatchtui.core.timeline import NIGHT_S
from dispatchtui.solver.days import Day
from dispatchtui.solver.look import Asked, Look, ask, least_cost, look_at
from dispatchtui.solver.positions import Slot, slots_in

NEAREST = 12
"""People that are looked at for each part of a crew, those that come at the least price."""
LEAD = "lead"


class Gap(Struct, frozen=True):
    """Somebody could begin from one moment until another, for the price of the way that is added."""

    technician_id: str
    from_s: int
    until_s: int
    price: float


class Crewed(Struct, frozen=True, kw_only=True):
    """A visit for several: its parts with the gaps of who could fill each, the lead's first, and its price."""

    asked: Asked
    parts: tuple[tuple[Gap, ...], ...]
    price: float

    @property
    def id(self) -> str:
        """The visit."""
        return self.asked.visit.id

    def starts(self) -> list[int]:
        """The moments at which the best common begin can be: the first of each gap."""
        return sorted({gap.from_s for part in self.parts for gap in part})

    def waiting(self, start_s: int) -> float:
        """What it costs to begin at a moment, whoever goes."""
        return least_cost(self.asked, start_s, start_s + self.asked.length_s, 0)


def crewed(board: Board, visit_id: str, now_s: int, from_s: int, until_s: int) -> Crewed:
    """A visit with everybody's gaps for each of its parts in a span of time."""
    asked = ask(board, board.visits[visit_id], now_s)
    visit = asked.visit
    gaps = {each.id: tuple(_gaps(asked, each, from_s, until_s)) for each in _near(board, visit)}
    needs = (visit.needs, *(each.needs for each in visit.crew_needs))
    return Crewed(
        asked=asked,
        parts=tuple(_nearest(board, need, gaps) for need in needs),
        price=float(UNASSIGNED_S.get(asked.priority, min(UNASSIGNED_S.values()))),
    )


def _near(board: Board, visit: Visit) -> list[Technician]:
    """Who covers the visit's territory."""
    where = visit.territory
    return [each for each in board.technicians.values()
            if each.active and (not where or where in {each.territory, *each.covers})]  # fmt: skip


def _nearest(board: Board, need: tuple[SkillNeed, ...], gaps: dict[str, tuple[Gap, ...]]) -> tuple[Gap, ...]:
    """The gaps of those who bring what is needed and come at the least price."""
    able = [who for who, own in gaps.items() if own and has_levels(board.technicians[who], need)]
    able.sort(key=lambda who: (min(gap.price for gap in gaps[who]), who))
    return tuple(gap for who in able[:NEAREST] for gap in gaps[who])


def _gaps(asked: Asked, technician: Technician, from_s: int, until_s: int) -> Iterator[Gap]:
    look = look_at(asked, technician)
    for shift in look.shifts:
        if shift.end_s > from_s and shift.start_s < until_s:
            day = look.day(shift)
            for slot in slots_in(look, day):
                begin_s, end_s = max(slot.start_s, from_s), _latest(look, day, slot)
                if begin_s <= end_s:
                    yield Gap(technician.id, begin_s, end_s, slot.added_s * look.rate * TRAVEL.weight_s / 60)


def _latest(look: Look, day: Day, slot: Slot) -> int:
    """When the visit can begin at the latest in a position, with nothing pushed and the shift kept."""
    asked, visit = look.asked, look.asked.visit
    latest = [day.end_s]
    if slot.number < len(day.stops):
        follows = day.stops[slot.number]
        if follows.start_s - slot.start_s < NIGHT_S:
            way_s = travel.seconds(asked.site, follows.site)
            latest.append(follows.start_s - follows.visit.buffer_before_s - way_s - visit.buffer_after_s)
    begins = [each - asked.length_s for each in latest]
    begins += [each for each in (visit.latest_s, visit.promise.end_s if visit.promise is not None else None)
               if each is not None]  # fmt: skip
    return min(begins)
