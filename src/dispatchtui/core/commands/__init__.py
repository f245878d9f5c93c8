"""Everything that one may ask, one file a noun: each command and its decision side by side.

A command is imperative and may be refused; `decide` turns it into facts or a refusal and
touches nothing. Rights, versions and constraints are judged around it by `constraints.gate`.
Never: I/O, a clock, chance.
Why: console and server ask the same question of the same board and must hear the same answer.
"""

from __future__ import annotations

from typing import assert_never

from dispatchtui.core.board import Board
from dispatchtui.core.commands.alerts import (
    AcknowledgeAlert,
    EscalateAlert,
    RaiseAlert,
    ResolveAlert,
    SnoozeAlert,
    mind,
)
from dispatchtui.core.commands.ask import Ask, Decision
from dispatchtui.core.commands.clocks import HoldClock, ResumeClock, turn_clock
from dispatchtui.core.commands.fetching import FetchParts, fetch_parts
from dispatchtui.core.commands.learning import LearnBehaviour, RecordDurationModel, RemoveDurationModel, learn
from dispatchtui.core.commands.lives import AdvanceVisit, advance_visit
from dispatchtui.core.commands.moves import MoveVisits, move_visits
from dispatchtui.core.commands.proposals import AnswerProposal, answer_proposal
from dispatchtui.core.commands.reference import (
    RecordSkill,
    RecordSlaPolicy,
    RecordTerritory,
    RecordWorkType,
    record_reference,
)
from dispatchtui.core.commands.ruling import (
    HandOverDesk,
    RecordCapacityCell,
    RecordDesk,
    RecordPolicy,
    RecordWeatherAlert,
    RemoveWeatherAlert,
    rule,
)
from dispatchtui.core.commands.supply import (
    CountStock,
    RecordCrew,
    RecordStockLocation,
    RecordVehicle,
    ReleaseParts,
    ReserveParts,
    supply,
)
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
    record_absence,
    record_shift,
    record_technician,
    remove_absence,
    remove_shift,
)
from dispatchtui.core.commands.visits import (
    AddNote,
    AmendVisit,
    ExtendVisit,
    LockVisit,
    PlaceVisit,
    RecordAgreement,
    UnplaceVisit,
    add_note,
    amend_visit,
    extend_visit,
    lock_visit,
    place_visit,
    record_agreement,
    unplace_visit,
)
from dispatchtui.core.commands.work_orders import (
    AmendWorkOrder,
    TakeRequest,
    amend_work_order,
    take_request,
)

Command = (
    TakeRequest
    | AmendWorkOrder
    | PlaceVisit
    | UnplaceVisit
    | MoveVisits
    | AdvanceVisit
    | AmendVisit
    | ExtendVisit
    | LockVisit
    | AddNote
    | RecordAgreement
    | RecordTechnician
    | RecordShift
    | RemoveShift
    | RecordAbsence
    | RemoveAbsence
    | RecordTerritory
    | RecordSkill
    | RecordSlaPolicy
    | RecordWorkType
    | RecordPolicy
    | RecordCapacityCell
    | RecordWeatherAlert
    | RemoveWeatherAlert
    | RecordDesk
    | HandOverDesk
    | RecordCrew
    | RecordVehicle
    | RecordStockLocation
    | CountStock
    | ReserveParts
    | ReleaseParts
    | HoldClock
    | ResumeClock
    | RaiseAlert
    | AcknowledgeAlert
    | SnoozeAlert
    | EscalateAlert
    | ResolveAlert
    | LearnBehaviour
    | RecordDurationModel
    | RemoveDurationModel
    | AnswerProposal
    | FetchParts
)
"""Everything that may be asked."""


def decide(board: Board, command: Command, ask: Ask) -> Decision:
    """Turn a command into facts, or refuse it; the board is only read."""
    match command:
        case TakeRequest():
            return take_request(board, command, ask)
        case AmendWorkOrder():
            return amend_work_order(board, command, ask)
        case PlaceVisit():
            return place_visit(board, command, ask)
        case UnplaceVisit():
            return unplace_visit(board, command, ask)
        case MoveVisits():
            return move_visits(board, command, ask)
        case AdvanceVisit():
            return advance_visit(board, command, ask)
        case AmendVisit():
            return amend_visit(board, command, ask)
        case ExtendVisit():
            return extend_visit(board, command, ask)
        case LockVisit():
            return lock_visit(board, command, ask)
        case AddNote():
            return add_note(board, command, ask)
        case RecordAgreement():
            return record_agreement(board, command, ask)
        case RecordTechnician():
            return record_technician(board, command, ask)
        case RecordShift():
            return record_shift(board, command, ask)
        case RemoveShift():
            return remove_shift(board, command, ask)
        case RecordAbsence():
            return record_absence(board, command, ask)
        case RemoveAbsence():
            return remove_absence(board, command, ask)
        case RecordTerritory() | RecordSkill() | RecordSlaPolicy() | RecordWorkType():
            return record_reference(board, command, ask)
        case (
            RecordPolicy() | RecordCapacityCell() | RecordWeatherAlert() | RemoveWeatherAlert()
            | RecordDesk() | HandOverDesk()
        ):  # fmt: skip
            return rule(board, command, ask)
        case (
            RecordCrew() | RecordVehicle() | RecordStockLocation() | CountStock() | ReserveParts() | ReleaseParts()
        ):  # fmt: skip
            return supply(board, command, ask)
        case HoldClock() | ResumeClock():
            return turn_clock(board, command, ask)
        case RaiseAlert() | AcknowledgeAlert() | SnoozeAlert() | EscalateAlert() | ResolveAlert():
            return mind(board, command, ask)
        case LearnBehaviour() | RecordDurationModel() | RemoveDurationModel():
            return learn(board, command, ask)
        case FetchParts():
            return fetch_parts(board, command, ask)
        case AnswerProposal():
            return answer_proposal(board, command, ask)
        case _:
            assert_never(command)
