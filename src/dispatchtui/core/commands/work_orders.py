"""Commands on work orders: taking a request and amending it."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, missing, unchanged
from dispatchtui.core.commands.checks import (
    unfit_duration,
    unfit_place,
    unfit_priority,
    unfit_skills,
    unfit_times,
    unfit_zone,
)
from dispatchtui.core.commands.limits import unfit_site
from dispatchtui.core.commands.needs import unfit_person, unfit_supplies
from dispatchtui.core.durations import planned_for
from dispatchtui.core.events import Event, VisitAdded, VisitAmended, WorkOrderAmended, WorkOrderOpened
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import (
    CrewNeed,
    Duration,
    PartNeed,
    SkillNeed,
    Visit,
    VisitState,
    Window,
    WorkOrder,
    WorkOrderId,
    WorkType,
)
from dispatchtui.core.refusals import Refusal, invalid


class TakeRequest(Act, frozen=True, kw_only=True, tag="take_request"):
    """Take a request from any channel into one work order with its first visit.

    An empty `row.id` asks for the next free one, and no other number makes a new work order. One that
    carries an external name already known is amended instead, so taking the same request twice changes
    nothing.
    What is absent comes from the work type: needs, duration, SLA policy, safety.
    """

    RIGHT: ClassVar[str] = "intake"
    row: WorkOrder
    needs: tuple[SkillNeed, ...] | None = None
    duration: Duration | None = None
    promise: Window | None = None
    earliest_s: int | None = None
    latest_s: int | None = None
    parts: tuple[PartNeed, ...] | None = None
    equipment: tuple[str, ...] | None = None
    crew_needs: tuple[CrewNeed, ...] | None = None

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where the request came to be, and where it is now said to be."""
        before = _known(board, self.row)
        return (before.territory, self.row.territory) if before else (self.row.territory,)

    def reaches(self, board: Board) -> dict[str, str]:
        """The people whom it newly names."""
        return _people(_known(board, self.row), self.row)

    def names(self, board: Board) -> dict[str, str]:
        """The work orders that its id and its outside names stand for."""
        given = {f"work_orders/{self.row.id}": "row.id"} if self.row.id in board.work_orders else {}
        return {**_outside_names(board, self.row), **given}


class AmendWorkOrder(Act, frozen=True, kw_only=True, tag="amend_work_order"):
    """Replace a work order's own fields with these."""

    RIGHT: ClassVar[str] = "amend"
    row: WorkOrder

    def subjects(self) -> tuple[str, ...]:
        """The work order."""
        return (f"work_orders/{self.row.id}",)

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where it is now said to be."""
        return (self.row.territory,)

    def reaches(self, board: Board) -> dict[str, str]:
        """The people whom it newly names."""
        return _people(board.work_orders.get(self.row.id), self.row)

    def names(self, board: Board) -> dict[str, str]:
        """The work orders that its outside names stand for."""
        return _outside_names(board, self.row)


def take_request(board: Board, command: TakeRequest, ask: Ask) -> Decision:
    """Open a work order and its first visit, or amend the one with the same external name."""
    wrong = (
        _wrong_with(board, command.row)
        or _wrong_number(board, command.row)
        or unfit_skills(board, command.needs or (), "needs")
        or unfit_duration(command.duration)
        or unfit_times(command.promise, command.earliest_s, command.latest_s)
        or unfit_supplies(board, command.parts, command.equipment, command.crew_needs)
    )
    if wrong:
        return wrong
    known = _known(board, command.row)
    if known is not None:
        return _amend_known(board, known, command)
    row = _completed(board, command.row, ask)
    work_order = replace(row, id=row.id or board.next_id("W"))
    work_type = board.work_types.get(row.work_type)
    usual = work_type or WorkType(id="")
    needs = usual.skills if command.needs is None else command.needs
    duration = command.duration or (planned_for(board, work_type.id, command.row.territory) if work_type else None)
    complete = bool(work_type) and duration is not None
    visit = Visit(
        id=board.next_id("V"),
        work_order_id=WorkOrderId(work_order.id),
        state=VisitState.QUALIFIED if complete else VisitState.NEW,
        territory=work_order.territory,
        needs=needs,
        parts=usual.parts if command.parts is None else command.parts,
        equipment=usual.equipment if command.equipment is None else command.equipment,
        crew_needs=usual.crew_needs if command.crew_needs is None else command.crew_needs,
        outdoor=usual.outdoor,
        duration=duration,
        promise=command.promise,
        earliest_s=command.earliest_s,
        latest_s=command.latest_s,
    )
    return (WorkOrderOpened(row=work_order), VisitAdded(row=visit))


def amend_work_order(board: Board, command: AmendWorkOrder, ask: Ask) -> Decision:
    """Replace a work order's fields; what it was asked for stays in the log."""
    before = board.work_orders.get(command.row.id)
    if before is None:
        return missing(f"work_orders/{command.row.id}")
    wrong = _wrong_with(board, command.row) or _names_taken(board, command.row)
    if wrong:
        return wrong
    return () if unchanged(before, command.row) else (WorkOrderAmended(row=command.row),)


def _known(board: Board, row: WorkOrder) -> WorkOrder | None:
    for ref in row.external:
        found = board.by_external(ref.source, ref.id)
        if found is not None:
            return found
    return board.work_orders.get(row.id) if row.id else None


def _amend_known(board: Board, known: WorkOrder, command: TakeRequest) -> Decision:
    merged = replace(
        command.row,
        id=known.id,
        requested_s=command.row.requested_s or known.requested_s,
        sla_policy=command.row.sla_policy or known.sla_policy,
        response_due_s=command.row.response_due_s or known.response_due_s,
        resolution_due_s=command.row.resolution_due_s or known.resolution_due_s,
        safety=command.row.safety or known.safety,
        owner=command.row.owner or known.owner,
    )
    facts: list[Event] = []
    wrong = _names_taken(board, merged)
    if wrong is not None:
        return wrong
    if not unchanged(known, merged):
        facts.append(WorkOrderAmended(row=merged))
    first = next(iter(board.visits_of(known.id)), None)
    if first is not None and first.state not in ENDED:
        earliest_s = first.earliest_s if command.earliest_s is None else command.earliest_s
        latest_s = first.latest_s if command.latest_s is None else command.latest_s
        wrong = unfit_times(None, earliest_s, latest_s)
        if wrong is not None:
            return wrong
        amended = VisitAmended(visit_id=first.id, promise=command.promise,
                               duration=command.duration, earliest_s=command.earliest_s,
                               latest_s=command.latest_s)  # fmt: skip
        same = (
            (command.promise or first.promise) == first.promise
            and (command.duration or first.duration) == first.duration
            and (earliest_s, latest_s) == (first.earliest_s, first.latest_s)
        )
        if not same:
            facts.append(amended)
    return facts


def _completed(board: Board, row: WorkOrder, ask: Ask) -> WorkOrder:
    requested_s = row.requested_s or ask.at_s
    work_type = board.work_types.get(row.work_type)
    policy_id = row.sla_policy or (work_type.sla_policy if work_type else "")
    policy = board.sla_policies.get(policy_id)
    response_s = policy.response_s if policy else None
    resolution_s = policy.resolution_s if policy else None
    return replace(
        row,
        requested_s=requested_s,
        sla_policy=policy_id,
        safety=row.safety or bool(work_type and work_type.safety),
        response_due_s=row.response_due_s or (requested_s + response_s if response_s is not None else None),
        resolution_due_s=row.resolution_due_s or _resolution_due(row, requested_s, response_s, resolution_s),
    )


def _resolution_due(row: WorkOrder, requested_s: int, response_s: int | None, resolution_s: int | None) -> int | None:
    """When the work is due by its policy; a response agreed for later moves it along."""
    if resolution_s is None:
        return None
    due_s = requested_s + resolution_s
    if row.response_due_s is None:
        return due_s
    return max(due_s, row.response_due_s + max(0, resolution_s - (response_s or 0)))


def _wrong_with(board: Board, row: WorkOrder) -> Refusal | None:
    if row.work_type and row.work_type not in board.work_types:
        return invalid("row.work_type", f"There is no work type {row.work_type}.")
    if row.territory and row.territory not in board.territories:
        return invalid("row.territory", f"There is no territory {row.territory}.")
    if row.sla_policy and row.sla_policy not in board.sla_policies:
        return invalid("row.sla_policy", f"There is no SLA policy {row.sla_policy}.")
    return (
        unfit_priority(row.priority)
        or (unfit_zone(row.site.zone, "row.site.zone") if row.site.zone else None)
        or (unfit_place([row.site.location], "row.site.location") if row.site.location else None)
        or unfit_site(board, row.site)
        or unfit_person(board, row.account_owner, "row.account_owner")
        or _wrong_names(row)
    )


def _wrong_names(row: WorkOrder) -> Refusal | None:
    refs = [(ref.source, ref.id) for ref in row.external]
    if not all(source.strip() and name.strip() for source, name in refs):
        return invalid("row.external", "An outside name needs both its source and its id.")
    if len(set(refs)) < len(refs):
        return invalid("row.external", "The same outside name stands there twice.")
    return None


def _wrong_number(board: Board, row: WorkOrder) -> Refusal | None:
    """Refuse a given id that is no work order's and not the next one's, so that nobody uses up the numbers."""
    if row.id in ("", board.next_id("W")) or row.id in board.work_orders:
        return None
    return invalid("row.id", f"There is no work order {row.id}; a new one gets its number from the desk.")


def _people(before: WorkOrder | None, row: WorkOrder) -> dict[str, str]:
    """The technicians whom a work order names and did not name before, and the field that names each."""
    known = _named(before) if before is not None else {}
    return {f"technicians/{who}": field for who, field in _named(row).items() if who not in known}


def _named(row: WorkOrder) -> dict[str, str]:
    people: dict[str, str] = {row.account_owner: "row.account_owner"} if row.account_owner else {}
    for who in row.site.preferred:
        people[who] = "row.site.preferred"
    for ban in row.site.bans:
        people[ban.technician_id] = "row.site.bans"
    return people


def _outside_names(board: Board, row: WorkOrder) -> dict[str, str]:
    found = (board.by_external(ref.source, ref.id) for ref in row.external)
    return {f"work_orders/{each.id}": "row.external" for each in found if each is not None}


def _names_taken(board: Board, row: WorkOrder) -> Refusal | None:
    for ref in row.external:
        found = board.by_external(ref.source, ref.id)
        if found is not None and found.id != row.id:
            return invalid("row.external", f"{ref.source} {ref.id} is the name of another work order.")
    return None
