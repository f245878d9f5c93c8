"""What a visit may be said to need: checks that every command makes of it by field.

Each check answers a refusal by field, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dispatchtui.core.board import Board
from dispatchtui.core.commands.checks import DAY_S, unfit_skills
from dispatchtui.core.commands.uses import MOST_PIECES, unfit_part
from dispatchtui.core.model import CrewNeed, Dependency, PartNeed, Visit
from dispatchtui.core.refusals import Refusal, invalid

MOST_NEEDS = 50
"""Entries of one kind that a visit may need."""
LONGEST_BUFFER_S = DAY_S
LONGEST_GAP_S = 366 * DAY_S


def unfit_supplies(
    board: Board,
    parts: Sequence[PartNeed] | None,
    equipment: Sequence[str] | None,
    crew_needs: Sequence[CrewNeed] | None,
) -> Refusal | None:
    """Refuse parts, equipment and people that cannot be needed."""
    if max(len(each or ()) for each in (parts, equipment, crew_needs)) > MOST_NEEDS:
        return invalid("parts", f"A visit needs at most {MOST_NEEDS} things of a kind.")
    for need in parts or ():
        wrong = unfit_part(need.part, "parts")
        if wrong is not None or not 1 <= need.quantity <= MOST_PIECES:
            return wrong or invalid("parts", f"{need.quantity} of {need.part} cannot be needed.")
    if len({need.part for need in parts or ()}) < len(parts or ()):
        return invalid("parts", "The same part is needed twice; say its whole quantity once.")
    if not all(each.strip() for each in equipment or ()):
        return invalid("equipment", "A kind of equipment needs a name.")
    skills = [skill for need in crew_needs or () for skill in need.needs]
    return unfit_skills(board, skills, "crew_needs")


def unfit_buffers(*buffers_s: int | None) -> Refusal | None:
    """Refuse time kept free around work that is negative or longer than a day."""
    if all(0 <= (each or 0) <= LONGEST_BUFFER_S for each in buffers_s):
        return None
    return invalid("buffer_before_s", "Time kept free before or after work is not negative and at most a day.")


def unfit_person(board: Board, technician_id: str | None, field: str = "required_technician") -> Refusal | None:
    """Refuse to name somebody who is not there; empty names nobody."""
    if not technician_id or technician_id in board.technicians:
        return None
    return invalid(field, f"There is no technician {technician_id}.")


def unfit_dependencies(board: Board, visit: Visit, dependencies: Iterable[Dependency] | None) -> Refusal | None:
    """Refuse to wait for what is not there, for oneself, for ever, or in a circle."""
    awaited = [each.visit_id for each in dependencies or ()]
    if len(set(awaited)) < len(awaited):
        return invalid("dependencies", "The same visit is waited for twice; say it once.")
    for each in dependencies or ():
        if each.visit_id == visit.id:
            return invalid("dependencies", f"{visit.id} cannot wait for itself.")
        if each.visit_id not in board.visits:
            return invalid("dependencies", f"There is no visit {each.visit_id}.")
        longest_s = LONGEST_GAP_S if each.max_gap_s is None else each.max_gap_s
        if not 0 <= each.min_gap_s <= longest_s <= LONGEST_GAP_S:
            return invalid("dependencies", "A gap is not negative, and its least is not above its most.")
        if _waits_for(board, each.visit_id, visit.id):
            return invalid("dependencies", f"{visit.id} and {each.visit_id} would wait for each other.")
    return None


def _waits_for(board: Board, visit_id: str, other: str) -> bool:
    """Whether a visit waits for another, through whatever stands between."""
    seen: set[str] = set()
    ahead = [visit_id]
    while ahead:
        visit = board.visits.get(ahead.pop())
        for each in visit.dependencies if visit is not None else ():
            if each.visit_id == other:
                return True
            if each.visit_id not in seen:
                seen.add(each.visit_id)
                ahead.append(each.visit_id)
    return False
