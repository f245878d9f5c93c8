"""Who of a crew fills which need: the lead the visit's own, each of the others a crew need of their own.

The others are matched to the needs so that as many needs as possible are filled, among these
matches so that as many as possible are filled by who is also valid for the whole visit. First
come, first served would leave a need open that another order fills.
Cost: nothing for one person; else the cube of the number of people, who are few.
Source: the assignment problem, by shortest augmenting paths (Jonker and Volgenant 1987).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dispatchtui.constraints.base import Trial
from dispatchtui.core.model import Assignment, CrewNeed, SkillNeed, Technician

_INVALID, _UNFIT = 1, 1_000
_NEVER = 1 << 60


def needs_of(trial: Trial, *, valid: bool = False) -> tuple[SkillNeed, ...]:
    """The skills that the person of this line must bring; `valid` prefers who is valid then, where levels are equal."""
    if trial.technician.id == trial.people[0].technician_id:
        return trial.visit.needs
    for need, line in filled(trial, valid=valid):
        if line is not None and line.technician_id == trial.technician.id:
            return need.needs
    return ()


def filled(trial: Trial, *, valid: bool = False) -> tuple[tuple[CrewNeed, Assignment | None], ...]:
    """Every crew need and the line of who fills it best; nobody where too few go."""
    needs, lines = trial.visit.crew_needs, trial.people[1:]
    if not needs or not lines:
        return tuple((need, None) for need in needs)
    people = [trial.board.technicians.get(line.technician_id) for line in lines]
    width = max(len(needs), len(lines))
    costs = [
        [_cost(trial, who, needs[at].needs, valid) if at < len(needs) else 0 for at in range(width)] for who in people
    ]
    by_need = {at: lines[row] for row, at in enumerate(_cheapest(costs))}
    return tuple((need, by_need.get(at)) for at, need in enumerate(needs))


def has_levels(technician: Technician | None, needs: Iterable[SkillNeed]) -> bool:
    """Whether somebody has each skill at its level, valid or not."""
    held = technician.skills if technician is not None else ()
    return all(any(each.skill == need.skill and each.level >= need.level for each in held) for need in needs)


def _cost(trial: Trial, technician: Technician | None, needs: Iterable[SkillNeed], valid: bool) -> int:
    if technician is None or not has_levels(technician, needs):
        return _UNFIT
    return _INVALID if valid and not _all_valid(trial, technician, needs) else 0


def _all_valid(trial: Trial, technician: Technician, needs: Iterable[SkillNeed]) -> bool:
    start_s, end_s = trial.line.start_s, trial.line.end_s
    return all(
        any(
            each.skill == need.skill
            and each.level >= need.level
            and (each.valid_from_s is None or each.valid_from_s <= start_s)
            and (each.valid_until_s is None or end_s <= each.valid_until_s)
            for each in technician.skills
        )
        for need in needs
    )


def _cheapest(costs: Sequence[Sequence[int]]) -> list[int]:
    """A column for each row, none twice, at the least cost in all; there are no more rows than columns."""
    columns = range(len(costs[0]))
    row_price, column_price = [0] * len(costs), [0] * len(columns)
    owner: dict[int, int] = {}
    for first in range(len(costs)):
        least, came_from = [_NEVER] * len(columns), [-1] * len(columns)
        done: set[int] = set()
        row, at = first, -1
        while True:
            for column in columns:
                cost = costs[row][column] - row_price[row] - column_price[column]
                if column not in done and cost < least[column]:
                    least[column], came_from[column] = cost, at
            step, at = min((least[column], column) for column in columns if column not in done)
            row_price[first] += step
            for column in columns:
                if column in done:
                    row_price[owner[column]] += step
                    column_price[column] -= step
                else:
                    least[column] -= step
            if at not in owner:
                break
            done.add(at)
            row = owner[at]
        while at != -1:
            before = came_from[at]
            owner[at] = owner[before] if before != -1 else first
            at = before
    by_row = {row: column for column, row in owner.items()}
    return [by_row[row] for row in range(len(costs))]
