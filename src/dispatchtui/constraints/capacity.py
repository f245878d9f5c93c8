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
from dispatchtui.constraints.words import length, minutes, moment, span
from dispatchtui.core.capacity import capacity_of, cells_at, inside_s, is_for, reserved_left_s
from dispatchtui.core.model import CapacityCell, Visit
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Standing


def check(trial: Trial) -> Iterator[Violation]:
    """Yield what forbids selling each slot that holds the arrival."""
    level = Level.DISPATCHER if trial.standing is Standing.DESK else Level.NOBODY
    for cell in cells_at(trial.board, trial.visit, trial.line.start_s):
        own_s = inside_s(replace(trial.visit, crew=trial.people), cell)
        if not _stands_in(trial.visit, cell, own_s):
            for each in _sale(trial, cell, own_s):
                yield replace(each, level=level, subject=f"capacity_cells/{cell.id}")


def _stands_in(visit: Visit, cell: CapacityCell, own_s: int) -> bool:
    """Whether the visit has its place in the slot already and takes no more of it."""
    present = visit.assignment
    return present is not None and cell.start_s <= present.start_s < cell.end_s and own_s <= inside_s(visit, cell)


def _sale(trial: Trial, cell: CapacityCell, own_s: int) -> Iterator[Violation]:
    zone = _zone(trial)
    slot = f"{cell.territory} {span(cell.start_s, cell.end_s, zone, trial.at_s)}"
    slot += f" for {cell.category}" if cell.category else ""
    if cell.closed:
        why = f": {cell.reason}" if cell.reason else ""
        yield _violation(need="an open slot", have="closed", amount=1, unit="slot", sentence=f"{slot} is closed{why}.")
        return
    if cell.close_at_s is not None and trial.at_s > cell.close_at_s:
        past_s = trial.at_s - cell.close_at_s
        closed = moment(cell.close_at_s, zone, trial.at_s)
        yield _violation(
            need=f"until {closed}",
            have=moment(trial.at_s, zone, cell.close_at_s),
            amount=minutes(past_s),
            sentence=f"{slot} was sold until {closed}, {length(past_s)} ago.",
        )
    yield from _too_much(trial, cell, slot, own_s)


def _too_much(trial: Trial, cell: CapacityCell, slot: str, own_s: int) -> Iterator[Violation]:
    """Yield by how much the work is more than the slot may sell, or than it may sell to others than its class."""
    found = capacity_of(trial.board, cell, but=trial.visit.id)
    over_s = found.sold_s + own_s - found.limit_s
    kept_s = 0 if is_for(trial.board, trial.visit, cell) else reserved_left_s(cell, found)
    sold, limit, own, kept, left = (_words(each) for each in (found.sold_s, found.limit_s, own_s, kept_s, -over_s))
    if over_s > 0:
        yield _violation(
            need=f"at most {limit}",
            have=f"{sold} sold",
            amount=minutes(over_s),
            sentence=f"{slot} sells at most {limit} ({cell.stop_at_percent}% of {_words(found.offered_s)}) and has "
            f"sold {sold}; {trial.visit.id} takes {own}: {length(over_s)} too much.",
        )
    elif over_s + kept_s > 0:
        yield _violation(
            need=f"{kept} for {cell.reserved_for}",
            have=f"{left} left",
            amount=minutes(over_s + kept_s),
            sentence=f"{slot} keeps {kept} for {cell.reserved_for} and {trial.visit.id} would leave {left}: "
            f"{length(over_s + kept_s)} too little.",
        )


def _violation(*, need: str, have: str, amount: float, sentence: str, unit: str = "min") -> Violation:
    return Violation(constraint="capacity", level=Level.NOBODY, need=need, have=have, amount=amount, unit=unit,
                     sentence=sentence)  # fmt: skip


def _words(duration_s: int) -> str:
    return length(duration_s) if duration_s else "0 min"


def _zone(trial: Trial) -> str:
    territory = trial.board.territories.get(trial.visit.territory)
    return territory.zone if territory is not None else ""


CAPACITY = Constraint(
    name="capacity",
    requires="The booking slot is open, and sells no more than it offers and keeps for nobody else.",
    override="X for a customer, the office and automation; D for a dispatcher.",
    check=check,
    of_plans=False,
    of_visit=True,
)
