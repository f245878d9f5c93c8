"""The life of a visit: which step leads from where to where, and which right it takes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from dispatchtui.core.model import Visit, VisitState, WorkOrderStatus

S = VisitState


class Step(StrEnum):
    """One act in a visit's life, named for what the actor does."""

    QUALIFY = "qualify"
    RELEASE = "release"
    ACCEPT = "accept"
    REJECT = "reject"
    RECALL = "recall"
    DEPART = "depart"
    STOP_TRAVEL = "stop_travel"
    ARRIVE = "arrive"
    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    NO_ACCESS = "no_access"
    RETURN = "return"
    COMPLETE = "complete"
    LEAVE_INCOMPLETE = "leave_incomplete"
    PARK = "park"
    UNPARK = "unpark"
    CANCEL = "cancel"
    CLOSE = "close"
    REOPEN = "reopen"


class Transition(Struct, frozen=True, kw_only=True):
    """One legal step.

    `right` is what a desk role needs; `field` says that the visit's own technician may do it.
    `stamp` names the field of `Stamps` that the step sets; `frees` gives the time back.
    """

    step: Step
    sources: tuple[VisitState, ...]
    target: VisitState
    right: str
    field: bool = False
    stamp: str = ""
    reason: bool = False
    frees: bool = False
    past: str


BEFORE_WORK = (
    S.NEW, S.QUALIFIED, S.PLANNED, S.RELEASED, S.ACCEPTED, S.EN_ROUTE, S.ON_SITE,
)  # fmt: skip
PICKUP = "pickup"
"""The kind of a visit that fetches parts for others."""
PLACED = (S.PLANNED, S.RELEASED, S.ACCEPTED)
"""States in which a visit has a planned time and nobody has set out."""
TOLD = (S.RELEASED, S.ACCEPTED)
STARTED = (S.EN_ROUTE, S.ON_SITE, S.WORKING, S.SUSPENDED)
ENDED = (S.DONE, S.CLOSED, S.INCOMPLETE, S.CANCELLED)
UNPLACED = (S.NEW, S.QUALIFIED)


def _t(
    step: Step,
    sources: VisitState | tuple[VisitState, ...],
    target: VisitState,
    right: str,
    past: str,
    *,
    field: bool = False,
    stamp: str = "",
    reason: bool = False,
    frees: bool = False,
) -> Transition:
    sources = sources if isinstance(sources, tuple) else (sources,)
    return Transition(step=step, sources=sources, target=target, right=right, past=past,
                      field=field, stamp=stamp, reason=reason, frees=frees)  # fmt: skip


TRANSITIONS: dict[Step, Transition] = {
    row.step: row
    for row in (
        _t(Step.QUALIFY, S.NEW, S.QUALIFIED, "qualify", "qualified"),
        _t(Step.RELEASE, S.PLANNED, S.RELEASED, "release", "released", stamp="released_s"),
        _t(Step.ACCEPT, S.RELEASED, S.ACCEPTED, "on_behalf", "accepted", field=True,
           stamp="accepted_s"),
        _t(Step.REJECT, TOLD, S.QUALIFIED, "on_behalf", "rejected", field=True, reason=True,
           frees=True),
        _t(Step.RECALL, TOLD, S.QUALIFIED, "recall", "recalled", frees=True),
        _t(Step.DEPART, S.ACCEPTED, S.EN_ROUTE, "on_behalf", "set out", field=True,
           stamp="en_route_s"),
        _t(Step.STOP_TRAVEL, S.EN_ROUTE, S.ACCEPTED, "on_behalf", "stopped travelling",
           field=True),
        _t(Step.ARRIVE, S.EN_ROUTE, S.ON_SITE, "on_behalf", "arrived", field=True,
           stamp="on_site_s"),
        _t(Step.START, S.ON_SITE, S.WORKING, "on_behalf", "started work", field=True,
           stamp="working_s"),
        _t(Step.SUSPEND, S.WORKING, S.SUSPENDED, "on_behalf", "suspended", field=True,
           reason=True),
        _t(Step.RESUME, S.SUSPENDED, S.WORKING, "on_behalf", "resumed", field=True,
           stamp="resumed_s"),
        _t(Step.NO_ACCESS, S.ON_SITE, S.NO_ACCESS, "on_behalf", "found no access", field=True,
           reason=True),
        _t(Step.RETURN, S.NO_ACCESS, S.QUALIFIED, "recall", "returned to the queue",
           frees=True),
        _t(Step.COMPLETE, S.WORKING, S.DONE, "on_behalf", "done", field=True, stamp="done_s"),
        _t(Step.LEAVE_INCOMPLETE, (S.WORKING, S.SUSPENDED, S.NO_ACCESS), S.INCOMPLETE,
           "on_behalf", "left incomplete", field=True, reason=True, stamp="done_s"),
        _t(Step.PARK, BEFORE_WORK, S.PARKED, "park", "parked", reason=True, frees=True),
        _t(Step.UNPARK, S.PARKED, S.QUALIFIED, "park", "unparked"),
        _t(Step.CANCEL, (*BEFORE_WORK, S.PARKED), S.CANCELLED, "cancel", "cancelled",
           reason=True, frees=True),
        _t(Step.CLOSE, S.DONE, S.CLOSED, "close_work", "closed", stamp="closed_s"),
        _t(Step.REOPEN, (S.DONE, S.CLOSED), S.WORKING, "reopen", "reopened", reason=True),
    )
}  # fmt: skip
"""The whole lifecycle but placing and unplacing, which carry a plan (see commands.visits).

Source: the lifecycle table of the domain; WORKING is never cancelled, it becomes INCOMPLETE.
"""


def work_order_status(visits: Iterable[Visit]) -> WorkOrderStatus:
    """Derive a work order's status from its visits; a partial visit leaves it open."""
    states = [visit.state for visit in visits]
    living = [state for state in states if state not in (S.CANCELLED, S.INCOMPLETE)]
    if not living:
        only_cancelled = bool(states) and all(state is S.CANCELLED for state in states)
        return WorkOrderStatus.CANCELLED if only_cancelled else WorkOrderStatus.OPEN
    if all(state is S.CLOSED for state in living):
        return WorkOrderStatus.POSTED
    if all(state in (S.DONE, S.CLOSED) for state in living):
        return WorkOrderStatus.COMPLETED
    if any(state in STARTED for state in living):
        return WorkOrderStatus.IN_PROGRESS
    if any(state in PLACED for state in living):
        return WorkOrderStatus.SCHEDULED
    return WorkOrderStatus.OPEN
