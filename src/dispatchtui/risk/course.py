"""A technician's route as legs of curves: what both engines follow.

Units: epoch seconds.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Owed
from dispatchtui.core.lifecycle import PLACED, STARTED
from dispatchtui.core.model import Position, Shift
from dispatchtui.core.timeline import Projection, Step, is_fresh, project_day
from dispatchtui.risk.eagerness import eagerness
from dispatchtui.risk.habits import habits_of
from dispatchtui.risk.legs import Leg, Outset, ahead, begun


class Course(Struct, frozen=True, kw_only=True):
    """The plain projection of a route, its legs in the order in which they are followed, and what goes with them.

    `eager` is how likely each of the breaks that are `owed` is taken as soon as it may be. `busy_s` is since when
    the technician has been at what is under way: now, where nothing is.
    """

    technician_id: str
    now_s: int
    plain: Projection
    busy_s: int = 0
    legs: tuple[Leg, ...] = ()
    owed: tuple[Owed, ...] = ()
    eager: tuple[float, ...] = ()
    position: Position | None = None
    absent_per_h: float = 0.0
    shifts: tuple[Shift, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether the plain projection says all there is to say."""
        return all(leg.certain for leg in self.legs) and not any(self.eager)


def course_of(
    board: Board, technician_id: str, now_s: int, position: Position | None = None, until_s: int | None = None
) -> Course:
    """Reduce what a board knows of a technician's route to its legs."""
    steps: list[Step] = []
    plain = project_day(board, technician_id, now_s, position, until_s=until_s, steps=steps)
    seen = position if is_fresh(position, now_s) else None
    technician = board.technicians.get(technician_id)
    if technician is None or not steps:
        return Course(technician_id=technician_id, now_s=now_s, plain=plain, position=seen)
    habits = habits_of(board, technician.territory)
    shifts = board.shifts_of(technician_id) if habits.rows != (None, None) else ()
    outset = Outset(board, technician_id, habits, now_s, seen)
    first = next((place for place, step in enumerate(steps) if step.visit.state in PLACED), len(steps))
    legs = [begun(outset, step) for step in steps[:first]]
    idle = all(leg.end is not None and leg.end.certain and leg.step.stop.end_s <= now_s for leg in legs)
    for place, step in enumerate(steps[first:]):
        legs.append(ahead(outset, step, _shift_start(shifts, step), idle=idle and not place))
    owed = _owed(steps[first:])
    under_way = [step.visit.stamps.en_route_s or now_s for step in steps[:first] if step.visit.state in STARTED]
    return Course(
        technician_id=technician_id, now_s=now_s, plain=plain, legs=tuple(legs), position=seen, shifts=shifts,
        busy_s=min((now_s, *under_way)), owed=owed, eager=eagerness(outset, legs, owed),
        absent_per_h=habits.field.absent_per_h,
    )  # fmt: skip


def _owed(steps: list[Step]) -> tuple[Owed, ...]:
    """The breaks that may come between what is ahead; what begins long after it plays no part."""
    if not steps:
        return ()
    last_s = max(step.stop.end_s for step in steps)
    margin_s = max(6 * 3600, (last_s - steps[0].stop.travel_start_s) // 2)
    return tuple(each for each in steps[0].owed if each.window.start_s < last_s + margin_s)


def _shift_start(shifts: tuple[Shift, ...], step: Step) -> int | None:
    """When the shift begins that a stop is planned in."""
    for shift in shifts:
        if shift.start_s <= step.line.start_s < shift.end_s + shift.overtime_s:
            return shift.start_s
    return None
