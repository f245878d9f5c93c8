"""The notebook: reads from the facts how each stop really went.

Units: instants epoch seconds, durations seconds.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core import events as e
from dispatchtui.core.absences import GONE
from dispatchtui.core.board import Board
from dispatchtui.core.durations import BY_TYPE
from dispatchtui.core.lifecycle import TRANSITIONS, Step
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.policy import rules_of
from dispatchtui.risk.learning.observed import (
    DONE,
    INCOMPLETE,
    NO_ACCESS,
    REOPENED,
    UNSEEN,
    Exposure,
    Observation,
    doubt,
)
from dispatchtui.risk.learning.setting_out import Whereabouts

__all__ = ["Exposure", "Notebook", "Observation", "exposure_of"]

AT_ONCE_S = 10 * 60
"""What is reopened within this of its end was ended by mistake, and its work went on."""
KEPT = 20_000
"""Ended stops that can still be reopened."""


class _Trail(Struct):
    """What was followed of one attempt so far; `reports` are when each step happened and was recorded."""

    reports: list[tuple[int, int]]
    planned_s: int = 0
    p80_s: int = 0
    by_type: bool = False
    estimate_s: int | None = None
    ready_s: int | None = None
    planned_leave_s: int | None = None
    rested: bool | None = None
    waited_s: int = 0
    paused_from_s: int | None = None
    pauses: tuple[int, ...] = ()
    extended_s: int | None = None
    extended_by_s: int = 0
    on_behalf: bool = False
    corrected: bool = False
    gap: bool = False


class Notebook:
    """Reads observations from the facts, in the order of the log.

    Cost: some microseconds a fact.
    """

    def __init__(self, technician_of: Callable[[str], str] = str) -> None:
        """Start empty; `technician_of` tells whose device an actor is, by default the technician of that id."""
        self.seq = 0
        self._technician_of = technician_of
        self._trails: dict[str, _Trail] = {}
        self._ended: dict[str, _Trail] = {}
        self._where = Whereabouts()

    def follow(self, board: Board, recorded: e.Recorded) -> list[Observation]:
        """The observations that a fact completes or takes back; `board` is as it was before the fact.

        A fact that was followed already tells nothing.
        """
        if recorded.seq <= self.seq:
            return []
        self.seq = recorded.seq
        event = recorded.event
        match event:
            case e.VisitAdvanced():
                visit = board.visits.get(event.visit_id)
                return self._step(board, visit, event, recorded) if visit is not None else []
            case e.VisitPlaced():
                visit = board.visits.get(event.visit_id)
                self._where.replanned((*(visit.crew if visit else ()), *event.crew), recorded.at_s)
            case e.VisitUnplaced():
                visit = board.visits.get(event.visit_id)
                self._where.replanned(visit.crew if visit else (), recorded.at_s)
                self._trails.pop(event.visit_id, None)
            case e.DurationExtended():
                trail = self._trails.get(event.visit_id)
                if trail is not None and trail.extended_s is None:
                    trail.extended_s, trail.extended_by_s = recorded.at_s, event.by_s
            case _:
                pass
        return []

    def _step(self, board: Board, visit: Visit, event: e.VisitAdvanced, recorded: e.Recorded) -> list[Observation]:
        at_s, step = event.occurred_s, event.step
        if step is Step.DEPART:
            self._trails[visit.id] = self._set_out(board, visit, at_s)
        trail = self._trails.get(visit.id)
        if trail is not None:
            trail.reports.append((at_s, recorded.at_s))
            lead = visit.crew[0].technician_id if visit.crew else ""
            trail.on_behalf |= self._technician_of(recorded.actor) != lead
        match step:
            case Step.STOP_TRAVEL:
                self._trails.pop(visit.id, None)
                self._where.lost(visit.crew)
            case Step.ARRIVE:
                self._where.arrived(board, visit, at_s)
                if trail is not None and visit.promise is not None:
                    trail.waited_s = max(0, visit.promise.start_s - at_s)
            case Step.START if trail is not None and visit.duration is not None:
                trail.planned_s, trail.p80_s = visit.duration.p50_s, visit.duration.p80_s
                trail.by_type = visit.duration.source in BY_TYPE
            case Step.SUSPEND if trail is not None:
                trail.paused_from_s = at_s
            case Step.RESUME if trail is not None and trail.paused_from_s is not None:
                trail.pauses, trail.paused_from_s = (*trail.pauses, at_s - trail.paused_from_s), None
            case Step.NO_ACCESS | Step.COMPLETE | Step.LEAVE_INCOMPLETE:
                return self._end(board, visit, event, recorded)
            case Step.REOPEN:
                return self._take_back(board, visit, event, recorded)
            case _ if TRANSITIONS[step].frees:
                self._where.replanned(visit.crew, recorded.at_s)
                self._trails.pop(visit.id, None)
            case _:
                pass
        return []

    def _set_out(self, board: Board, visit: Visit, at_s: int) -> _Trail:
        setting_out = self._where.set_out(board, visit, at_s)
        return _Trail(reports=[], estimate_s=setting_out.estimate_s, ready_s=setting_out.ready_s,
                      planned_leave_s=setting_out.planned_leave_s, rested=setting_out.rested)  # fmt: skip

    def _end(self, board: Board, visit: Visit, event: e.VisitAdvanced, recorded: e.Recorded) -> list[Observation]:
        self._where.free(visit, event.occurred_s)
        if visit.state is VisitState.NO_ACCESS:
            return []  # it was told when nobody opened
        trail = self._trails.pop(visit.id, None)
        if trail is not None and event.step is Step.COMPLETE:
            self._ended[visit.id] = trail
            if len(self._ended) > KEPT:
                del self._ended[next(iter(self._ended))]
        ended = _ENDS[event.step]
        found = _observed(
            board, visit, trail or _Trail(reports=[]), ended=ended, at_s=event.occurred_s, seq=recorded.seq
        )
        stale_s = rules_of(board, visit, None, event.occurred_s).stale_s or 0
        reason = UNSEEN if trail is None else doubt(found, trail.reports, stale_s)
        if not reason and trail is not None and trail.gap:
            reason = REOPENED
        return [replace(found, excluded=reason)]

    def _take_back(self, board: Board, visit: Visit, event: e.VisitAdvanced, recorded: e.Recorded) -> list[Observation]:
        trail = self._ended.pop(visit.id, None)
        done_s = visit.stamps.done_s
        former = _observed(board, visit, trail or _Trail(reports=[]), ended=DONE, at_s=done_s, seq=recorded.seq)
        if trail is not None:
            trail.gap |= done_s is None or event.occurred_s - done_s > AT_ONCE_S
            trail.corrected = True
            self._trails[visit.id] = trail
        return [replace(former, excluded=REOPENED)]


_ENDS = {Step.COMPLETE: DONE, Step.LEAVE_INCOMPLETE: INCOMPLETE, Step.NO_ACCESS: NO_ACCESS}


def _observed(board: Board, visit: Visit, trail: _Trail, *, ended: str, at_s: int | None, seq: int) -> Observation:
    """What the board and the trail tell of an attempt that ended at a time."""
    stamps, line = visit.stamps, visit.assignment
    order = board.work_orders.get(visit.work_order_id)
    return Observation(
        id=f"{visit.id}:{stamps.on_site_s}",
        visit_id=visit.id,
        seq=seq,
        work_type=order.work_type if order is not None else "",
        territory=visit.territory,
        technician_id=line.technician_id if line is not None else "",
        day=line.day if line is not None else "",
        ended=ended,
        planned_s=trail.planned_s,
        p80_s=trail.p80_s,
        by_type=trail.by_type,
        estimate_s=trail.estimate_s,
        released_s=stamps.released_s,
        accepted_s=stamps.accepted_s,
        en_route_s=stamps.en_route_s,
        on_site_s=stamps.on_site_s,
        working_s=stamps.working_s,
        done_s=at_s,
        ready_s=trail.ready_s,
        planned_leave_s=trail.planned_leave_s,
        rested=trail.rested,
        waited_s=trail.waited_s,
        pauses=trail.pauses,
        extended_s=trail.extended_s,
        extended_by_s=trail.extended_by_s,
        corrected=trail.corrected,
        on_behalf=trail.on_behalf,
    )


def exposure_of(board: Board, from_s: int, until_s: int) -> Exposure:
    """The hours of shifts on the board between two moments, and how many of them sickness cut short."""
    worked_s, absences = 0, 0
    for shift in board.shifts.values():
        begin_s, end_s = max(shift.start_s, from_s), min(shift.end_s, until_s)
        for absence in board.absences_of(shift.technician_id):
            if absence.kind in GONE and absence.start_s < end_s and begin_s < absence.end_s:
                absences += absence.kind == "sick" and max(begin_s, shift.start_s + 1) <= absence.start_s
                end_s = absence.start_s
        worked_s += max(0, end_s - begin_s)
    return Exposure(hours=round(worked_s / 3600, 2), absences=absences)
