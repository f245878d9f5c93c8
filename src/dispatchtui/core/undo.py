"""The command that takes an act back, where there is one.

Undo is a new act, judged like any other: it is recorded, it may be refused, and it never
erases. What told somebody something (a release, a recall) is not taken back silently.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.reference import (
    RecordSkill,
    RecordSlaPolicy,
    RecordTerritory,
    RecordWorkType,
)
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
)
from dispatchtui.core.commands.visits import AmendVisit, ExtendVisit, LockVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder
from dispatchtui.core.lifecycle import PLACED, Step
from dispatchtui.core.model import Row, Visit, VisitState

R = TypeVar("R", bound=Row)


def inverse(board_before: Board, act: Command) -> Command | None:
    """The command that undoes an act, from the board as it was before it; nothing where there is none."""
    match act:
        case PlaceVisit() | UnplaceVisit():
            return _placed_as(board_before.visits.get(act.visit_id))
        case MoveVisits():
            return _moved_back(board_before, act)
        case LockVisit():
            visit = board_before.visits.get(act.visit_id)
            return LockVisit(visit_id=act.visit_id, lock=visit.lock) if visit is not None else None
        case ExtendVisit():
            return ExtendVisit(visit_id=act.visit_id, by_s=-act.by_s, reason="undo")
        case AmendVisit():
            return _amended_as(board_before.visits.get(act.visit_id), act)
        case AdvanceVisit():
            return _stepped_back(board_before.visits.get(act.visit_id), act)
        case _:
            return _recorded_as(board_before, act)


def _placed_as(visit: Visit | None) -> Command | None:
    if visit is None:
        return None
    line = visit.assignment
    if visit.state is VisitState.QUALIFIED:
        return UnplaceVisit(visit_id=visit.id)
    if line is None or visit.state not in PLACED:
        return None
    mates = tuple(each.technician_id for each in visit.crew[1:])
    return PlaceVisit(visit_id=visit.id, technician_id=line.technician_id, start_s=line.start_s, mates=mates)


def _moved_back(board: Board, act: MoveVisits) -> Command | None:
    """Every visit back where it stood, in one act; nothing where one of them was under way."""
    moves: list[Move] = []
    for move in act.moves:
        visit = board.visits.get(move.visit_id)
        if visit is None or visit.state not in (VisitState.QUALIFIED, *PLACED):
            return None
        line = visit.assignment
        if line is None:
            moves.append(Move(visit_id=visit.id))
        else:
            mates = tuple(each.technician_id for each in visit.crew[1:])
            moves.append(Move(visit_id=visit.id, technician_id=line.technician_id, start_s=line.start_s, mates=mates))
    return MoveVisits(moves=tuple(moves))


def _amended_as(visit: Visit | None, act: AmendVisit) -> Command | None:
    """Say the former values again; what was empty before cannot be emptied by amending."""
    if visit is None:
        return None
    names = (name for name in act.__struct_fields__ if name != "visit_id")
    fields = [name for name in names if getattr(act, name) is not None]
    former = {name: getattr(visit, name) for name in fields}
    if not former or None in former.values():
        return None
    return AmendVisit(visit_id=visit.id, **former)


def _stepped_back(visit: Visit | None, act: AdvanceVisit) -> Command | None:
    if visit is None:
        return None
    back: dict[tuple[Step, VisitState], AdvanceVisit] = {
        (Step.PARK, VisitState.QUALIFIED): AdvanceVisit(visit_id=visit.id, step=Step.UNPARK),
        (Step.UNPARK, VisitState.PARKED): AdvanceVisit(
            visit_id=visit.id, step=Step.PARK, reason=visit.state_reason or "undo"
        ),
        (Step.DEPART, VisitState.ACCEPTED): AdvanceVisit(visit_id=visit.id, step=Step.STOP_TRAVEL),
        (Step.STOP_TRAVEL, VisitState.EN_ROUTE): AdvanceVisit(
            visit_id=visit.id, step=Step.DEPART, occurred_s=visit.stamps.en_route_s
        ),
        (Step.SUSPEND, VisitState.WORKING): AdvanceVisit(visit_id=visit.id, step=Step.RESUME),
        (Step.RESUME, VisitState.SUSPENDED): AdvanceVisit(
            visit_id=visit.id, step=Step.SUSPEND, reason=visit.state_reason or "undo", remaining_s=visit.remaining_s
        ),
    }
    return back.get((act.step, visit.state))


def _recorded_as(board: Board, act: Command) -> Command | None:
    match act:
        case AmendWorkOrder():
            order = board.work_orders.get(act.row.id)
            return AmendWorkOrder(row=_bare(order)) if order is not None else None
        case RecordTechnician():
            technician = board.technicians.get(act.row.id)
            return RecordTechnician(row=_bare(technician)) if technician is not None else None
        case RecordShift():
            shift = board.shifts.get(act.row.id)
            return RecordShift(row=_bare(shift)) if shift is not None else RemoveShift(shift_id=act.row.id)
        case RemoveShift():
            shift = board.shifts.get(act.shift_id)
            return RecordShift(row=_bare(shift)) if shift is not None else None
        case RecordAbsence():
            absence = board.absences.get(act.row.id)
            if absence is not None:
                return RecordAbsence(row=_bare(absence))
            # An absence that asked for the next free number is known to the desk's answer alone.
            return RemoveAbsence(absence_id=act.row.id) if act.row.id else None
        case RemoveAbsence():
            absence = board.absences.get(act.absence_id)
            return RecordAbsence(row=_bare(absence)) if absence is not None else None
        case _:
            return _reference_as(board, act)


def _reference_as(board: Board, act: Command) -> Command | None:
    match act:
        case RecordTerritory():
            territory = board.territories.get(act.row.id)
            return RecordTerritory(row=_bare(territory)) if territory is not None else None
        case RecordSkill():
            skill = board.skills.get(act.row.id)
            return RecordSkill(row=_bare(skill)) if skill is not None else None
        case RecordSlaPolicy():
            policy = board.sla_policies.get(act.row.id)
            return RecordSlaPolicy(row=_bare(policy)) if policy is not None else None
        case RecordWorkType():
            work_type = board.work_types.get(act.row.id)
            return RecordWorkType(row=_bare(work_type)) if work_type is not None else None
        case _:
            return None


def _bare(row: R) -> R:
    return replace(row, version=0, changed=None)
