"""What a technician does next: a pure question of their own rows, the briefs they read, and the draws.

Nothing is remembered: what is due follows from the stamps on the visits, so a device that was
off, or a field that was restarted, goes on where the board says it is, with the same identities.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from dispatchtui.client.ids import derived
from dispatchtui.core import travel
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.commands.visits import ExtendVisit
from dispatchtui.core.lifecycle import STARTED, Step
from dispatchtui.core.model import Absence, PartUse, Visit, VisitState
from dispatchtui.core.requests import Request
from dispatchtui.field.pace import arrival_s, rested_s, work_length_s
from dispatchtui.field.phone import Due, Phone, free_from_s, here, planned_s, there
from dispatchtui.field.world import (
    INCOMPLETE_REASONS,
    NO_ACCESS_REASONS,
    REJECT_REASONS,
    SICK_REASON,
    SUSPEND_REASONS,
)


def due(phone: Phone) -> tuple[Due, ...]:
    """Everything that this technician will do as things stand, earliest first."""
    found = [*_sick_call(phone)]
    for visit in phone.mine:
        if visit.id in phone.briefs and _leads(phone, visit):
            found.extend(_on_visit(phone, visit))
    return tuple(sorted(found, key=lambda each: each.at_s))


def _leads(phone: Phone, visit: Visit) -> bool:
    """Whether this phone reports for the visit: of a crew only the lead's does."""
    return visit.assignment is not None and visit.assignment.technician_id == phone.technician_id


def _on_visit(phone: Phone, visit: Visit) -> Iterator[Due]:
    match visit.state:
        case VisitState.RELEASED:
            yield from _acknowledgement(phone, visit)
        case VisitState.ACCEPTED:
            yield from _departure(phone, visit)
        case VisitState.EN_ROUTE:
            yield _step(phone, visit, arrival_s(phone, visit), Step.ARRIVE)
        case VisitState.ON_SITE:
            yield from _beginning(phone, visit)
        case VisitState.WORKING:
            yield from _work(phone, visit)
        case VisitState.SUSPENDED:
            began = visit.changed.at_s if visit.changed else 0
            pause_s = phone.draws.between(phone.world.suspend_s, visit.id, "pause")
            yield _step(phone, visit, began + pause_s, Step.RESUME)
        case _:
            return


def _acknowledgement(phone: Phone, visit: Visit) -> Iterator[Due]:
    released_s = visit.stamps.released_s or 0
    median_s, sigma = phone.world.acknowledge_median_s, phone.world.acknowledge_sigma
    delay_s = phone.draws.lognormal(median_s, sigma, *_told(phone, visit), "acknowledge")
    if phone.draws.chance(phone.world.reject, *_told(phone, visit), "reject"):
        reason = phone.draws.one_of(REJECT_REASONS, visit.id, "reject reason")
        yield _step(phone, visit, released_s + delay_s, Step.REJECT, reason=reason)
    elif not _absent_at(phone, released_s + delay_s):
        yield _step(phone, visit, released_s + delay_s, Step.ACCEPT)


def _departure(phone: Phone, visit: Visit) -> Iterator[Due]:
    """Set out for the first accepted visit, when free, on shift, and in time for its plan."""
    accepted = [each for each in phone.mine if each.state is VisitState.ACCEPTED]
    busy = any(each.state in STARTED for each in phone.mine)
    line, shift = visit.assignment, phone.shift
    if busy or visit.id != accepted[0].id or line is None or shift is None:
        return
    estimate_s = travel.seconds(here(phone, visit), there(phone, visit))
    early_s = phone.draws.between((0, phone.world.early_s), visit.id, "early")
    free_s = max((free_from_s(each) for each in phone.mine), default=0)
    leave_s = phone.draws.between(phone.world.leave_s, visit.id, "leave")
    planned_s = line.start_s - estimate_s
    # Whoever is to be there when the shift begins drives before it; nobody else does.
    begins_s = shift.start_s if planned_s >= shift.start_s else 0
    ready_s = max(visit.stamps.accepted_s or 0, free_s, begins_s) + leave_s
    wish_s = max(ready_s, planned_s - early_s)
    at_s = rested_s(phone, shift, visit, ready_s, wish_s)
    if at_s < shift.end_s + shift.overtime_s and not _absent_at(phone, at_s):
        yield _step(phone, visit, at_s, Step.DEPART)


def _beginning(phone: Phone, visit: Visit) -> Iterator[Due]:
    world, on_site_s = phone.world, visit.stamps.on_site_s or 0
    if phone.draws.chance(world.no_access, visit.id, "no access"):
        reason = phone.draws.one_of(NO_ACCESS_REASONS, visit.id, "no access reason")
        yield _step(phone, visit, on_site_s + world.no_access_wait_s, Step.NO_ACCESS, reason=reason)
    else:
        waits = phone.draws.chance(world.patient, visit.id, "patient")
        begin_s = max(on_site_s, visit.promise.start_s) if waits and visit.promise else on_site_s
        yield _step(phone, visit, begin_s + phone.draws.between(world.settle_s, visit.id, "settle"), Step.START)


def _work(phone: Phone, visit: Visit) -> Iterator[Due]:
    draws, world, began_s = phone.draws, phone.world, visit.stamps.working_s or 0
    work_s = work_length_s(phone, visit)
    if draws.chance(world.suspend, visit.id, "suspend") and visit.remaining_s is None:
        reason = draws.one_of(SUSPEND_REASONS, visit.id, "suspend reason")
        yield _step(phone, visit, began_s + work_s * world.suspend_at, Step.SUSPEND, reason=reason,
                    remaining_s=round(work_s * (1 - world.suspend_at)))  # fmt: skip
        return
    yield from _overrun(phone, visit, work_s)
    resumed_s = visit.stamps.resumed_s
    end_s = resumed_s + work_s * (1 - world.suspend_at) if resumed_s else began_s + work_s
    if draws.chance(world.incomplete, visit.id, "incomplete"):
        reason = draws.one_of(INCOMPLETE_REASONS, visit.id, "incomplete reason")
        remaining_s = round(planned_s(visit) / 2)
        yield _step(phone, visit, end_s, Step.LEAVE_INCOMPLETE, reason=reason, remaining_s=remaining_s)
    else:
        used = tuple(PartUse(part=need.part, quantity=need.quantity) for need in visit.parts)
        yield _step(phone, visit, end_s, Step.COMPLETE, documents=_documents(phone, visit), parts_used=used)


def _overrun(phone: Phone, visit: Visit, work_s: float) -> Iterator[Due]:
    """Say once that work takes longer, as far as one sees it and says so."""
    draws, world, over_s = phone.draws, phone.world, work_s - planned_s(visit)
    if over_s < world.overrun_from_s or visit.extended_s:
        return
    if draws.chance(world.overrun_reported, visit.id, "overrun"):
        seen_s = draws.lognormal(over_s, world.overrun_sigma, visit.id, "overrun seen")
        at_s = (visit.stamps.working_s or 0) + planned_s(visit) * draws.between(world.overrun_seen_at, visit.id, "seen")
        act = ExtendVisit(visit_id=visit.id, by_s=ceil(seen_s / 300) * 300, reason="takes longer than planned")
        yield Due(at_s, _request(phone, at_s, act, visit.id, "extend"))


def _sick_call(phone: Phone) -> Iterator[Due]:
    shift = phone.shift
    if shift is None or phone.board.absences_of(phone.technician_id):
        return
    if not phone.draws.chance(phone.world.sick, phone.technician_id, "sick"):
        return
    if any(each.state in STARTED for each in phone.mine):
        return
    at_s = shift.start_s + phone.draws.between(phone.world.sick_between_s, phone.technician_id, "sick at")
    row = Absence(id="", technician_id=phone.technician_id, start_s=int(at_s),
                  end_s=shift.end_s + shift.overtime_s, kind="sick", reason=SICK_REASON)  # fmt: skip
    yield Due(at_s, _request(phone, at_s, RecordAbsence(row=row), phone.technician_id, "sick"))


def _absent_at(phone: Phone, at_s: float) -> bool:
    return any(each.start_s <= at_s < each.end_s for each in phone.board.absences_of(phone.technician_id))


def _documents(phone: Phone, visit: Visit) -> tuple[str, ...]:
    work_type = phone.board.work_types.get(phone.briefs[visit.id].work_order.work_type)
    return work_type.documents if work_type else ()


# Saying so.


def _told(phone: Phone, visit: Visit) -> tuple[object, ...]:
    """What an answer to an instruction belongs to: the visit and this person."""
    return visit.id, phone.technician_id


def _step(phone: Phone, visit: Visit, at_s: float, step: Step, *, reason: str = "",
          remaining_s: int | None = None, documents: tuple[str, ...] = (),
          parts_used: tuple[PartUse, ...] = ()) -> Due:  # fmt: skip
    act = AdvanceVisit(visit_id=visit.id, step=step, occurred_s=int(at_s), reason=reason, remaining_s=remaining_s,
                       documents=documents, parts_used=parts_used)  # fmt: skip
    return Due(at_s, _request(phone, at_s, act, visit.id, step, visit.stamps.released_s))


def _request(phone: Phone, at_s: float, act: Command, *key: object) -> Request:
    return Request(id=derived(at_s, phone.draws.seed, phone.technician_id, *key), act=act)
