"""evolve(board, recorded): fold one fact into the board; one exhaustive match.

A fact is never refused here: it happened. What may be asked is decided before.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from dispatchtui.core import alerting, stock
from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import held_for, paused_for, stills_until
from dispatchtui.core.lifecycle import TRANSITIONS, Step
from dispatchtui.core.model import (
    Assignment,
    Changed,
    CoolDown,
    Lane,
    Note,
    Stamps,
    Still,
    Technician,
    TerritoryId,
    Visit,
    VisitState,
    WorkOrder,
    lane_id,
)
from dispatchtui.core.recording import record, successor
from dispatchtui.core.scope import territories_of
from dispatchtui.core.work import longer

MOST_NOTES = 50
"""Notes kept on the row of a visit; older ones stay in the log."""


def evolve(board: Board, recorded: e.Recorded) -> None:
    """Fold one recorded fact into the board, in place.

    Cost: some microseconds, whatever the size of the board.
    """
    changed = Changed(seq=recorded.seq, at_s=recorded.at_s, by=recorded.actor)
    event = recorded.event
    match event:
        case (
            e.TerritoryRecorded() | e.SkillRecorded() | e.SlaPolicyRecorded()
            | e.WorkTypeRecorded() | e.WorkOrderOpened() | e.VisitAdded() | e.PolicyRecorded()
            | e.CapacityCellRecorded() | e.WeatherAlertRecorded() | e.DeskRecorded() | e.CrewRecorded()
            | e.BehaviourLearned() | e.DurationModelRecorded() | e.AlertRaised() | e.ProposalAnswered()
        ):  # fmt: skip
            record(board, event.row, changed)
        case e.TechnicianRecorded():
            _record_technician(board, event.row, changed)
        case e.ShiftRecorded() | e.AbsenceRecorded() | e.VehicleRecorded():
            territories = _territories(board, event.row.technician_id)
            record(board, replace(event.row, territories=territories), changed)
        case e.StockLocationRecorded():
            territories = _territories(board, event.row.technician_id)
            record(board, replace(event.row, territories=territories), changed)
            stock.follow(board, event.row.id, changed)
        case e.PartLevelRecorded():
            record(board, stock.owned(board, event.row), changed)
        case e.PartReserved():
            record(board, stock.owned(board, event.row), changed)
        case e.PartReservationRemoved():
            board.drop("part_reservations", event.reservation_id)
        case e.WeatherAlertRemoved():
            board.drop("weather_alerts", event.alert_id)
        case e.DurationModelRemoved():
            board.drop("duration_models", event.model_id)
        case e.AlertResolved():
            board.drop("alerts", event.alert_id)
        case e.AlertAcknowledged() | e.AlertSnoozed() | e.AlertEscalated():
            alerting.follow(board, event, changed)
        case e.WorkOrderAmended():
            _amend_work_order(board, event.row, changed)
        case e.ShiftRemoved():
            board.drop("shifts", event.shift_id)
        case e.AbsenceRemoved():
            board.drop("absences", event.absence_id)
        case (
            e.VisitAmended() | e.VisitPlaced() | e.VisitUnplaced() | e.VisitAdvanced()
            | e.VisitLocked() | e.DurationExtended() | e.NoteAdded() | e.AgreementRecorded()
            | e.ClockHeld() | e.ClockResumed()
        ):  # fmt: skip
            before = board.visits.get(event.visit_id)
            if before is not None:
                after = _visit_after(before, event, recorded)
                board.put(successor(before, after, changed))
                _touch_lanes(board, before.crew, after.crew, changed)
                if isinstance(event, e.VisitAdvanced):
                    stock.after_step(board, before, event, changed)
                stock.follow_visit(board, before.id, changed)
        case _:
            assert_never(event)
    board.seq = recorded.seq


def _territories(board: Board, technician_id: str) -> tuple[TerritoryId, ...]:
    technician = board.technicians.get(technician_id)
    return territories_of(technician) or () if technician is not None else ()


def _record_technician(board: Board, row: Technician, changed: Changed) -> None:
    """Record a technician; what belongs to them follows to their new territories."""
    before = _territories(board, row.id)
    record(board, row, changed)
    after = _territories(board, row.id)
    if before == after:
        return
    for table in ("shifts", "absences", "lanes", "vehicles", "stock_locations"):
        for row_id in board.indexes.of(table, row.id):
            owned = board.tables[table][row_id]
            board.put(successor(owned, replace(owned, territories=after), changed))
            if table == "stock_locations":
                stock.follow(board, row_id, changed)


def _amend_work_order(board: Board, row: WorkOrder, changed: Changed) -> None:
    record(board, row, changed)
    for visit in board.visits_of(row.id):
        if visit.territory != row.territory:
            board.put(successor(visit, replace(visit, territory=row.territory), changed))
            stock.follow_visit(board, visit.id, changed)


def _touch_lanes(board: Board, before: tuple[Assignment, ...], after: tuple[Assignment, ...], changed: Changed) -> None:
    if before == after:
        return
    for technician_id, day in sorted({(line.technician_id, line.day) for line in before + after}):
        row_id = lane_id(technician_id, day)
        lane = Lane(id=row_id, technician_id=technician_id, day=day,
                    territories=_territories(board, technician_id))  # fmt: skip
        board.put(successor(board.lanes.get(row_id), lane, changed))


VisitFact = (
    e.VisitAmended | e.VisitPlaced | e.VisitUnplaced | e.VisitAdvanced | e.VisitLocked
    | e.DurationExtended | e.NoteAdded | e.AgreementRecorded | e.ClockHeld | e.ClockResumed
)  # fmt: skip


def _visit_after(visit: Visit, event: VisitFact, recorded: e.Recorded) -> Visit:
    match event:
        case e.VisitAmended():
            return replace(visit, **amended(event))
        case e.AgreementRecorded():
            kept = [each for each in visit.agreements if each.about != event.agreement.about]
            agreement = replace(event.agreement, by=recorded.actor, at_s=recorded.at_s)
            return replace(visit, agreements=(*kept, agreement) if agreement.text else tuple(kept))
        case e.VisitPlaced():
            state = VisitState.RELEASED if event.released else VisitState.PLANNED
            released_s = recorded.at_s if event.released else None
            return replace(visit, crew=event.crew, state=state, overrides=event.overrides,
                           stamps=Stamps(released_s=released_s), state_reason="",
                           bump_count=max(0, visit.bump_count - event.unbumped),
                           duration=longer(visit.duration, visit.extended_s), extended_s=0)  # fmt: skip
        case e.VisitUnplaced():
            return replace(visit, crew=(), state=VisitState.QUALIFIED, overrides=event.overrides,
                           stamps=Stamps(), bump_count=visit.bump_count + event.bumped)  # fmt: skip
        case e.VisitAdvanced():
            return _advanced(visit, event)
        case e.VisitLocked():
            return replace(visit, lock=event.lock)
        case e.DurationExtended():
            return replace(visit, extended_s=visit.extended_s + event.by_s)
        case e.ClockHeld() | e.ClockResumed():
            return _clock_turned(visit, event)
        case e.NoteAdded():
            note = Note(at_s=recorded.at_s, by=recorded.actor, text=event.text)
            return replace(visit, notes=(*visit.notes, note)[-MOST_NOTES:])
        case _:
            assert_never(event)


def _clock_turned(visit: Visit, event: e.ClockHeld | e.ClockResumed) -> Visit:
    """Time that is parked and held counts as held, for which no policy is asked; it never counts twice."""
    if isinstance(event, e.ClockHeld):
        return replace(visit, held_from_s=event.occurred_s, held_note=event.note,
                       stills=stills_until(visit, event.occurred_s), paused_from_s=None,
                       paused_s=paused_for(visit, event.occurred_s))  # fmt: skip
    parked_from_s = event.occurred_s if visit.state is VisitState.PARKED else None
    return replace(visit, held_from_s=None, held_s=held_for(visit, event.occurred_s), held_note=event.note,
                   stills=stills_until(visit, event.occurred_s), paused_from_s=parked_from_s)  # fmt: skip


def _unparked(visit: Visit, now_s: int) -> tuple[Still, ...]:
    """The times of a visit that is parked no more; while its clocks are held, its time parked was told already."""
    return stills_until(visit, now_s) if visit.held_from_s is None else visit.stills


def amended(event: e.VisitAmended) -> dict[str, object]:
    """The fields of a visit that an amendment says, and their values."""
    names = (name for name in event.__struct_fields__ if name != "visit_id")
    return {name: value for name in names if (value := getattr(event, name)) is not None}


def _advanced(visit: Visit, event: e.VisitAdvanced) -> Visit:
    transition = TRANSITIONS[event.step]
    after = replace(visit, state=transition.target, state_reason=event.reason)
    if transition.stamp:
        after = replace(after, stamps=replace(after.stamps, **{transition.stamp: event.occurred_s}))
    if event.remaining_s is not None:
        after = replace(after, remaining_s=event.remaining_s)
    match event.step:
        case Step.REJECT if event.cool_down_until_s is not None and visit.assignment:
            cool_down = CoolDown(technician_id=visit.assignment.technician_id,
                                 until_s=event.cool_down_until_s)  # fmt: skip
            after = replace(after, cool_downs=(*visit.cool_downs, cool_down))
        case Step.SUSPEND:
            # What remains was asked anew, so it already holds what had been added.
            after = replace(after, extended_s=0)
        case Step.STOP_TRAVEL:
            after = replace(after, stamps=replace(after.stamps, en_route_s=None))
        case Step.REOPEN:
            after = replace(after, former_stamps=(*visit.former_stamps, visit.stamps),
                            stamps=replace(visit.stamps, done_s=None, closed_s=None))  # fmt: skip
        case Step.PARK if visit.held_from_s is None:
            after = replace(after, paused_from_s=event.occurred_s)
        case Step.UNPARK:
            after = replace(after, paused_from_s=None, paused_s=paused_for(visit, event.occurred_s),
                            stills=_unparked(visit, event.occurred_s))  # fmt: skip
        case _:
            pass
    if transition.frees:
        after = replace(after, crew=(), overrides=(), stamps=Stamps())
    if event.overrides:
        after = replace(after, overrides=(*after.overrides, *event.overrides))
    if event.parts_used:
        after = replace(after, parts_used=stock.used(visit.parts_used, event.parts_used))
    return after
