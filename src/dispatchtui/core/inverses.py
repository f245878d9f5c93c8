"""How what was recorded is recorded back: people, rosters, reference data, rules, parts, desks, clocks that stand.

A row that is new and that nothing removes is emptied where empty means nothing (a policy, a slot's limits);
where it does not, there is no way back.
"""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import policy_of
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.clocks import HoldClock, ResumeClock
from dispatchtui.core.commands.learning import RecordDurationModel, RemoveDurationModel
from dispatchtui.core.commands.reference import RecordSkill, RecordSlaPolicy, RecordTerritory, RecordWorkType
from dispatchtui.core.commands.ruling import (
    HandOverDesk,
    RecordCapacityCell,
    RecordDesk,
    RecordPolicy,
    RecordWeatherAlert,
    RemoveWeatherAlert,
)
from dispatchtui.core.commands.supply import (
    CountStock,
    RecordCrew,
    RecordStockLocation,
    RecordVehicle,
    ReleaseParts,
    ReserveParts,
)
from dispatchtui.core.commands.technicians import (
    RecordAbsence,
    RecordShift,
    RecordTechnician,
    RemoveAbsence,
    RemoveShift,
)
from dispatchtui.core.commands.work_orders import AmendWorkOrder
from dispatchtui.core.model import Row, Rules, Visit

R = TypeVar("R", bound=Row)

_RECORDS = (
    AmendWorkOrder, RecordTechnician, RecordTerritory, RecordSkill, RecordSlaPolicy, RecordWorkType, RecordDesk,
    RecordCrew, RecordVehicle, RecordStockLocation, RecordShift, RecordAbsence, RecordPolicy, RecordCapacityCell,
    RecordWeatherAlert, RecordDurationModel,
)  # fmt: skip
"""The commands that say a whole row; the former row said again takes them back."""


def recorded_back(before: Board, act: Command, now: Board | None) -> Command | None:
    """The command that takes back a record; `now` knows the numbers that the desk gave since."""
    if isinstance(act, _RECORDS):
        former: Row | None = before.tables[act.row.TABLE].get(act.row.id) if act.row.id else None
        return type(act)(row=_bare(former)) if former is not None else _new_one_gone(before, act, now)  # type: ignore[arg-type]
    match act:
        case RemoveShift():
            shift = before.shifts.get(act.shift_id)
            return RecordShift(row=_bare(shift)) if shift is not None else None
        case RemoveAbsence():
            absence = before.absences.get(act.absence_id)
            return RecordAbsence(row=_bare(absence)) if absence is not None else None
        case RemoveWeatherAlert():
            alert = before.tables["weather_alerts"].get(act.alert_id)
            return RecordWeatherAlert(row=_bare(alert)) if alert is not None else None
        case RemoveDurationModel():
            model = before.tables["duration_models"].get(act.model_id)
            return RecordDurationModel(row=_bare(model)) if model is not None else None
        case HoldClock():
            return ResumeClock(visit_id=act.visit_id)
        case ResumeClock():
            return _held_again(before, before.visits.get(act.visit_id))
        case HandOverDesk():
            desk = before.tables["desks"].get(act.desk_id)
            return HandOverDesk(desk_id=desk.id, to=desk.holder, note=desk.note) if desk is not None else None
        case _:
            return _parts_back(before, act, now)


def _held_again(before: Board, visit: Visit | None) -> Command | None:
    """Hold clocks again that stood by somebody's decision; what suspended work held, only that work can."""
    policy = policy_of(before, visit) if visit is not None else None
    if visit is None or visit.held_from_s is None or policy is None or not policy.pauses_by_hand:
        return None
    return HoldClock(visit_id=visit.id, note=visit.held_note.strip() or "undo")


def _new_one_gone(before: Board, act: Command, now: Board | None) -> Command | None:
    """How a row that was not there before comes to say nothing again."""
    match act:
        case RecordShift():
            return RemoveShift(shift_id=act.row.id)
        case RecordAbsence():
            absence_id = act.row.id or _absence_made(before, act, now)
            return RemoveAbsence(absence_id=absence_id) if absence_id else None
        case RecordWeatherAlert():
            return RemoveWeatherAlert(alert_id=act.row.id)
        case RecordDurationModel():
            return RemoveDurationModel(model_id=act.row.id)
        case RecordPolicy():
            return RecordPolicy(row=replace(act.row, rules=Rules()))
        case RecordCapacityCell():
            row = replace(act.row, closed=False, close_at_s=None, stop_at_percent=100, reserved_for="", reserved_s=0)
            return RecordCapacityCell(row=row)
        case _:
            return None


def _parts_back(before: Board, act: Command, now: Board | None) -> Command | None:
    match act:
        case CountStock():
            was = stock.on_hand(before, act.stock_id, act.part)
            return CountStock(stock_id=act.stock_id, part=act.part, on_hand=was) if was >= 0 else None
        case ReserveParts():
            made = [
                each.id
                for each in (stock.reservations_for(now, act.visit_id) if now is not None else ())
                if each.id not in before.tables["part_reservations"]
                and (each.stock_id, each.part, each.quantity) == (act.stock_id, act.part, act.quantity)
            ]
            return ReleaseParts(reservation_id=made[0]) if made else None
        case ReleaseParts():
            held = before.tables["part_reservations"].get(act.reservation_id)
            if held is None:
                return None
            return ReserveParts(visit_id=held.visit_id, stock_id=held.stock_id, part=held.part, quantity=held.quantity)
        case _:
            return None


def _absence_made(before: Board, act: RecordAbsence, now: Board | None) -> str:
    """The number that the desk gave to an absence that asked for one."""
    asked = act.row
    for each in now.absences_of(asked.technician_id) if now is not None else ():
        given = (each.start_s, each.end_s, each.kind) == (asked.start_s, asked.end_s, asked.kind)
        if given and each.id not in before.absences:
            return each.id
    return ""


def _bare(row: R) -> R:
    return replace(row, version=0, changed=None)
