"""The command that takes an act back, where there is one, and who would be told of it.

Undo is a new act, judged like any other: it is recorded, it may be refused, and it never erases. What told
somebody something is taken back by telling them again, so the notices are shown first.

There is none for what the lifecycle has no way back from (qualified, accepted, cancelled, done, closed), for
what only a person in the field knows, and for what amending cannot empty again.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import (
    AmendVisit,
    ExtendVisit,
    LockVisit,
    PlaceVisit,
    RecordAgreement,
    UnplaceVisit,
)
from dispatchtui.core.events import Reason
from dispatchtui.core.inverses import recorded_back
from dispatchtui.core.lifecycle import PLACED, TOLD, Step
from dispatchtui.core.model import Position, Visit, VisitState
from dispatchtui.core.notices import Notice, notices_of
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.rehearsal import carry_out

_STRICTEST = ("L", "D", "")


class Undo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How an act would be taken back now, and what that would cause.

    `override` is the reason with which somebody had answered for the former place, should it break the same
    rule again. `refusal` says why the board as it is now does not let it happen.
    """

    act: Command
    override: Reason | None = None
    refusal: Refusal | None = None
    notices: tuple[Notice, ...] = ()


def undo_of(
    board_before: Board,
    act: Command,
    board_now: Board,
    at_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
) -> Undo | None:
    """How an act is taken back, from the board before it and the board as it is now; nothing where it cannot be."""
    back = inverse(board_before, act, board_now)
    if back is None:
        return None
    return undone(back, board_now, at_s, override=former_reason(board_before, back), positions=positions)


def undone(
    back: Command,
    board_now: Board,
    at_s: int,
    *,
    override: Reason | None = None,
    positions: Mapping[str, Position] | None = None,
) -> Undo:
    """What taking an act back by a command would cause now, for whoever kept the command and not the board."""
    fork = board_now.fork()
    refusal = carry_out(fork, back, at_s)
    notices = () if refusal is not None else notices_of(board_now, fork, at_s, positions=positions)
    return Undo(act=back, override=override, refusal=refusal, notices=notices)


def former_reason(board_before: Board, back: Command) -> Reason | None:
    """The reason with which somebody answered for a place that a visit is to have again, the gravest first."""
    found = [
        override
        for visit_id in _replaced(back)
        for override in (board_before.visits[visit_id].overrides if visit_id in board_before.visits else ())
    ]
    if not found:
        return None
    gravest = min(found, key=lambda each: _STRICTEST.index(each.level) if each.level in _STRICTEST else 1)
    text = gravest.text or next((each.text for each in found if each.text), "")
    return Reason(code=gravest.code, text=text)


def inverse(board_before: Board, act: Command, board_now: Board | None = None) -> Command | None:
    """The command that undoes an act, from the board as it was before it; nothing where there is none.

    What the desk numbered itself is found on the board as it is now.
    """
    match act:
        case PlaceVisit() | UnplaceVisit():
            return _placed_as(board_before.visits.get(act.visit_id), act)
        case MoveVisits():
            return _moved_back(board_before, act)
        case LockVisit():
            visit = board_before.visits.get(act.visit_id)
            return LockVisit(visit_id=act.visit_id, lock=visit.lock) if visit is not None else None
        case ExtendVisit():
            return ExtendVisit(visit_id=act.visit_id, by_s=-act.by_s, reason="undo")
        case AmendVisit():
            return _amended_as(board_before.visits.get(act.visit_id), act)
        case RecordAgreement():
            return _agreed_as(board_before.visits.get(act.visit_id), act)
        case AdvanceVisit():
            return _stepped_back(board_before.visits.get(act.visit_id), act)
        case _:
            return recorded_back(board_before, act, board_now)


def _replaced(back: Command) -> tuple[str, ...]:
    """The visits that a command gives a place."""
    match back:
        case PlaceVisit():
            return (back.visit_id,)
        case MoveVisits():
            return tuple(move.visit_id for move in back.moves if move.technician_id)
        case _:
            return ()


def _placed_as(visit: Visit | None, act: PlaceVisit | UnplaceVisit) -> Command | None:
    if visit is None:
        return None
    if visit.state is VisitState.QUALIFIED:
        return UnplaceVisit(visit_id=visit.id)
    line = visit.assignment
    if line is None or visit.state not in PLACED:
        return None
    if isinstance(act, UnplaceVisit) and act.bumped:
        return MoveVisits(moves=(_there(visit, unbumped=True),))
    mates = tuple(each.technician_id for each in visit.crew[1:])
    return PlaceVisit(visit_id=visit.id, technician_id=line.technician_id, start_s=line.start_s, mates=mates)


def _there(visit: Visit, *, unbumped: bool = False, unparked: bool = False) -> Move:
    """The move that puts a visit where it stands, told or not as it is."""
    return Move(
        visit_id=visit.id,
        technician_id=visit.crew[0].technician_id,
        start_s=visit.crew[0].start_s,
        mates=tuple(each.technician_id for each in visit.crew[1:]),
        told=visit.state in TOLD,
        unbumped=unbumped,
        unparked=unparked,
    )


def _moved_back(board: Board, act: MoveVisits) -> Command | None:
    """Every visit back where it stood, in one act; nothing where one of them was under way or parked."""
    moves: list[Move] = []
    for move in act.moves:
        visit = board.visits.get(move.visit_id)
        if visit is None or visit.state not in (VisitState.QUALIFIED, *PLACED):
            return None
        bumped = move.bumped and not move.technician_id
        moves.append(_there(visit, unbumped=bumped) if visit.crew else Move(visit_id=visit.id))
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


def _agreed_as(visit: Visit | None, act: RecordAgreement) -> Command | None:
    """Say the former agreement again, or take back that there is one."""
    if visit is None:
        return None
    former = next((each.text for each in visit.agreements if each.about == act.about), "")
    return RecordAgreement(visit_id=visit.id, about=act.about, text=former)


def _stepped_back(visit: Visit | None, act: AdvanceVisit) -> Command | None:
    if visit is None:
        return None
    if act.step in (Step.RELEASE, Step.RECALL, Step.PARK) and visit.crew and visit.state in PLACED:
        return MoveVisits(moves=(_there(visit, unparked=act.step is Step.PARK),))
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
