"""Technicians: what each is doing, and one with their day."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Absence, Position, Shift, Technician
from dispatchtui.core.scope import Scope
from dispatchtui.core.status import TechnicianStatus, technician_status
from dispatchtui.core.timeline import Stop, project
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint


class TechnicianLine(Technician, frozen=True, kw_only=True):
    """A technician with what they are doing now."""

    status: TechnicianStatus | None = None


class TechnicianBrief(Struct, frozen=True, kw_only=True):
    """A technician with status, shifts, absences, where the device was last, and the stops ahead."""

    technician: Technician
    status: TechnicianStatus
    shifts: tuple[Shift, ...] = ()
    absences: tuple[Absence, ...] = ()
    position: Position | None = None
    stops: tuple[Stop, ...] = ()


async def technicians(call: Call) -> list[TechnicianLine]:
    """The technicians in the asker's scope."""
    board, now_s = call.office.hub.board, call.office.clock.now_s()
    sees = call.scope.sees
    found = []
    for each in board.technicians.values():
        if sees(each):
            fields: dict[str, Any] = msgspec.structs.asdict(each)
            status = _within(board, technician_status(board, each.id, now_s), call.scope)
            found.append(TechnicianLine(**fields, status=status))
    return found


async def one_technician(call: Call) -> TechnicianBrief | Problem:
    """One technician with their day."""
    board, now_s = call.office.hub.board, call.office.clock.now_s()
    technician_id = call.path["technician_id"]
    technician = board.technicians.get(technician_id)
    if technician is None or not call.scope.sees(technician):
        return problem(404, f"There is no technician {technician_id[:60]}.")
    position = call.office.hub.whereabouts.get(technician_id)
    stops = project(board, technician_id, now_s, position)
    sees = call.scope.sees
    return TechnicianBrief(
        technician=technician,
        status=_within(board, technician_status(board, technician_id, now_s, stops), call.scope),
        shifts=board.shifts_of(technician_id),
        absences=board.absences_of(technician_id),
        position=position,
        stops=tuple(stop for stop in stops if sees(board.visits.get(stop.visit_id))),
    )


def _within(board: Board, status: TechnicianStatus, scope: Scope) -> TechnicianStatus:
    """A status without the name of a visit that lies outside the scope; that they are busy may be known."""
    if status.visit_id is None or scope.sees(board.visits.get(status.visit_id)):
        return status
    return replace(status, visit_id=None)


ENDPOINTS = (
    Endpoint(method="GET", path="/technicians", summary="List technicians with what they are doing.",
             handle=technicians, answer=list[TechnicianLine]),
    Endpoint(method="GET", path="/technicians/{technician_id}", summary="One technician with their day.",
             handle=one_technician, answer=TechnicianBrief, problems=(404,)),
)  # fmt: skip
