"""A booking slot is not sold when it is closed, beyond what it offers, nor what is kept for other work.

Units: minutes of work too much, minutes after the slot closed. A slot holds the arrival; the work
that falls into it counts, of everybody who goes. A visit that stands in the slot already and takes
no more of it than before sells nothing. Where no row limits a slot, nothing is judged.
Source: the constraint table of the domain (CSR X; dispatcher D).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import begun, later
from dispatchtui.constraints.words import length, minutes, moment, span
from dispatchtui.core.capacity import Capacity, capacity_of, cells_at, inside_s, is_for, reserved_left_s
from dispatchtui.core.model import CapacityCell, Visit
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Standing
from dispatchtui.core.work import lines_of

_MOST_SLOTS = 48
"""Slots that are stepped past one after another."""


def check(trial: Trial) -> Iterator[Violation]:
    """Yield what forbids selling each slot that holds the arrival."""
    level = Level.DISPATCHER if trial.standing is Standing.DESK else Level.NOBODY
    for cell in cells_at(trial.board, trial.visit, trial.line.start_s):
        own_s = inside_s(trial.people, cell)
        if not _stands_in(trial.visit, cell, own_s):
            for each in _sale(trial, cell, own_s):
                yield replace(each, level=level, subject=f"capacity_cells/{cell.id}")


def _stands_in(visit: Visit, cell: CapacityCell, own_s: int) -> bool:
    """Whether the visit has its place in the slot already and takes no more of it."""
    present = visit.assignment
    inside = present is not None and cell.start_s <= present.start_s < cell.end_s
    return inside and own_s <= inside_s(lines_of(visit), cell)


def _sale(trial: Trial, cell: CapacityCell, own_s: int) -> Iterator[Violation]:
    if cell.closed:
        why = f": {cell.reason}" if cell.reason else ""
        sentence = f"{_slot(trial, cell)} is closed{why}."
        yield _violation(need="an open slot", have="closed", amount=1, unit="slot", sentence=sentence)
        return
    if cell.close_at_s is not None and trial.at_s > cell.close_at_s:
        zone, past_s = _zone(trial), trial.at_s - cell.close_at_s
        closed = moment(cell.close_at_s, zone, trial.at_s)
        yield _violation(
            need=f"until {closed}",
            have=moment(trial.at_s, zone, cell.close_at_s),
            amount=minutes(past_s),
            sentence=f"{_slot(trial, cell)} was sold until {closed}, {length(past_s)} ago.",
        )
    found = capacity_of(trial.board, cell, but=trial.visit.id)
    over_s = found.sold_s + own_s - found.limit_s
    if over_s > 0:
        yield _too_much(trial, cell, own_s, found)
        return
    kept_s = reserved_left_s(cell, found)
    if over_s + kept_s > 0 and not is_for(trial.board, trial.visit, cell):
        yield _kept(trial, cell, -over_s, kept_s)


def _too_much(trial: Trial, cell: CapacityCell, own_s: int, found: Capacity) -> Violation:
    """Say by how much the work is more than the slot may sell."""
    over_s = found.sold_s + own_s - found.limit_s
    sold, limit, own = _words(found.sold_s), _words(found.limit_s), _words(own_s)
    return _violation(
        need=f"at most {limit}",
        have=f"{sold} sold",
        amount=minutes(over_s),
        sentence=f"{_slot(trial, cell)} sells at most {limit} ({cell.stop_at_percent}% of {_words(found.offered_s)}) "
        f"and has sold {sold}; {trial.visit.id} takes {own}: {length(over_s)} too much.",
    )


def _kept(trial: Trial, cell: CapacityCell, left_s: int, kept_s: int) -> Violation:
    """Say by how much the work would leave less than is kept for a class."""
    kept, left = _words(kept_s), _words(left_s)
    return _violation(
        need=f"{kept} for {cell.reserved_for}",
        have=f"{left} left",
        amount=minutes(kept_s - left_s),
        sentence=f"{_slot(trial, cell)} keeps {kept} for {cell.reserved_for} and {trial.visit.id} would leave {left}: "
        f"{length(kept_s - left_s)} too little.",
    )


def _slot(trial: Trial, cell: CapacityCell) -> str:
    hours = span(cell.start_s, cell.end_s, _zone(trial), trial.at_s)
    return f"{cell.territory} {hours}" + (f" for {cell.category}" if cell.category else "")


def _violation(*, need: str, have: str, amount: float, sentence: str, unit: str = "min") -> Violation:
    return Violation(constraint="capacity", level=Level.NOBODY, need=need, have=have, amount=amount, unit=unit,
                     sentence=sentence)  # fmt: skip


def _words(duration_s: int) -> str:
    return length(duration_s) if duration_s else "0 min"


def _zone(trial: Trial) -> str:
    territory = trial.board.territories.get(trial.visit.territory)
    return territory.zone if territory is not None else ""


def clears(trial: Trial) -> int | None:
    """The first begin at which every slot that holds the arrival may be sold: the end of it, or near its end."""
    if not trial.board.indexes.of("capacity_cells", trial.visit.territory):
        return None
    start_s = trial.line.start_s
    for _ in range(_MOST_SLOTS):
        there = begun(trial, start_s)
        shut = [cell for cell in cells_at(there.board, there.visit, start_s) if not _is_sold(there, cell)]
        if not shut:
            return later(trial, start_s)
        start_s = max(_beyond_s(there, cell) for cell in shut)
    return None


def _is_sold(trial: Trial, cell: CapacityCell) -> bool:
    """Whether a slot takes the visit, or has it already."""
    own_s = inside_s(trial.people, cell)
    return _stands_in(trial.visit, cell, own_s) or not any(True for _ in _sale(trial, cell, own_s))


def _beyond_s(trial: Trial, cell: CapacityCell) -> int:
    """The first begin at which a slot that does not take the visit now does, or does not hold it."""
    low_s, high_s = trial.line.start_s, cell.end_s
    # The later the begin, the less of the work falls into the slot.
    while high_s - low_s > 1:
        middle_s = (low_s + high_s) // 2
        low_s, high_s = (low_s, middle_s) if _is_sold(begun(trial, middle_s), cell) else (middle_s, high_s)
    return high_s


CAPACITY = Constraint(
    name="capacity",
    requires="The booking slot is open, and sells no more than it offers and keeps for nobody else.",
    override="X for a customer, the office and automation; D for a dispatcher.",
    check=check,
    clears=clears,
    of_plans=False,
    of_visit=True,
)
