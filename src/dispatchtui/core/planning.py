"""The lines that placing a visit writes: who goes in which role, from when to when, and the way there."""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import Assignment, TechnicianId, Visit
from dispatchtui.core.work import service_s
from dispatchtui.core.zones import local_day


def planned_line(board: Board, visit: Visit, technician_id: str, start_s: int, role: str = "lead") -> Assignment:
    """The line that placing would write: on-site times, travel from the stop before, lane."""
    technician = board.technicians[technician_id]
    return Assignment(
        technician_id=TechnicianId(technician_id),
        start_s=start_s,
        end_s=start_s + service_s(visit),
        travel_s=travel.before(board, visit, technician, start_s),
        day=local_day(start_s, technician.zone),
        role=role,
    )


def planned_crew(board: Board, visit: Visit, people: Sequence[str], start_s: int) -> tuple[Assignment, ...]:
    """Everybody's lines, the lead's first; the others take the roles that the visit needs, in their order."""
    pairs = zip(people, roles_of(visit, len(people)), strict=False)
    return tuple(planned_line(board, visit, person, start_s, role) for person, role in pairs)


def roles_of(visit: Visit, people: int) -> list[str]:
    """The roles of so many people, the lead's first."""
    return ["lead", *(need.role for need in visit.crew_needs), *["second"] * (people - 1 - len(visit.crew_needs))]
