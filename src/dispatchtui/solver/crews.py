"""Who goes along: a standing crew first, else the nearest free people who bring what the others of a crew must.

Nobody is named who is away, busy or out of their shift then; where nobody is found the place stays open, and the
checker says so.

Cost: nothing for a visit that one person can do; else a pass over the technicians of the lead's territory.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.roles import has_levels
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import Crew, Technician, TechnicianId, Visit
from dispatchtui.core.work import service_s


def mates_for(board: Board, visit: Visit, lead: Technician, start_s: int) -> tuple[TechnicianId, ...]:
    """The people beside the lead, in the order of the visit's crew needs; fewer where nobody is free."""
    end_s = start_s + service_s(visit)
    others = [each for each in _others(board, visit, lead, start_s) if _is_free(board, visit, each, start_s, end_s)]
    # The need with the fewest who could fill it chooses first, so that nobody is taken whom another need lacks.
    fit = {place: [each for each in others if has_levels(each, need.needs)]
           for place, need in enumerate(visit.crew_needs)}  # fmt: skip
    chosen: dict[int, TechnicianId] = {}
    for place in sorted(fit, key=lambda each: len(fit[each])):
        mate = next((each for each in fit[place] if each.id not in chosen.values()), None)
        if mate is not None:
            chosen[place] = TechnicianId(mate.id)
    return tuple(chosen[place] for place in sorted(chosen))


def _others(board: Board, visit: Visit, lead: Technician, start_s: int) -> list[Technician]:
    """Everybody else who comes into question, the standing crew first, then the nearest."""
    site = travel.site_of(board, visit)
    crew = {member: place for place, member in enumerate(_members(board, lead, start_s))}
    territory = visit.territory or lead.territory
    near = [
        each
        for each in board.technicians.values()
        if each.active and each.id != lead.id
        and (each.id in crew or territory in (each.territory, *each.covers) or not territory)
    ]  # fmt: skip
    return sorted(near, key=lambda each: (crew.get(each.id, len(crew)), travel.seconds(each.home, site), each.id))


def _members(board: Board, lead: Technician, start_s: int) -> Iterator[str]:
    """The others of the lead's standing crews at a moment."""
    for crew_id in board.indexes.of("crews", lead.id):
        crew: Crew = board.tables["crews"][crew_id]
        begun = crew.from_s is None or crew.from_s <= start_s
        if begun and (crew.until_s is None or start_s < crew.until_s):
            yield from (member for member in crew.members if member != lead.id)


def _is_free(board: Board, visit: Visit, technician: Technician, start_s: int, end_s: int) -> bool:
    """Whether somebody is on shift and there, with nothing else to do and time for the way on either side."""
    if not any(each.start_s <= start_s and end_s <= each.end_s for each in board.shifts_of(technician.id)):
        return False
    if any(each.start_s < end_s and start_s < each.end_s for each in board.absences_of(technician.id)):
        return False
    site = travel.site_of(board, visit)
    for from_s, until_s, visit_id in board.indexes.around(technician.id, start_s, end_s, visit.id):
        way_s = travel.seconds(travel.site_of(board, board.visits[visit_id]), site)
        if from_s - way_s < end_s and start_s < until_s + way_s:
            return False
    return True
