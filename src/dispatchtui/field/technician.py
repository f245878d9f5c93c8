"""What a technician does next: a pure question of their own rows, the briefs they read, and the draws.

Nothing is remembered: what is due follows from the stamps on the visits, so a device that was
off, or a field that was restarted, goes on where the board says it is, with the same identities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from msgspec import Struct

from dispatchtui.client.api import Brief
from dispatchtui.client.ids import derived
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.commands.visits import ExtendVisit
from dispatchtui.core.lifecycle import STARTED, Step
from dispatchtui.core.model import Absence, Break, Location, PartUse, Shift, TechnicianId, Visit, VisitState
from dispatchtui.core.requests import Request
from dispatchtui.field import parameters as p
from dispatchtui.field.draws import Draws


class Due(Struct, frozen=True):
    """An act and the moment, on the server's clock, at which it happens."""

    at_s: float
    request: Request


class Phone(Struct, frozen=True):
    """What a technician knows: their rows, and the briefs of their visits."""

    board: Board
    technician_id: TechnicianId
    briefs: Mapping[str, Brief]
    draws: Draws

    @property
    def mine(self) -> tuple[Visit, ...]:
        """My visits, in planned order."""
        return self.board.route(self.technician_id)

    @property
    def shift(self) -> Shift | None:
        """My shift; the last one when there are several."""
        shifts = self.board.shifts_of(self.technician_id)
        return shifts[-1] if shifts else None

    def unread(self) -> tuple[str, ...]:
        """The visits whose brief is still to be read."""
        return tuple(visit.id for visit in self.mine if visit.id not in self.briefs)


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
            pause_s = phone.draws.between(p.SUSPEND_S, visit.id, "pause")
            yield _step(phone, visit, began + pause_s, Step.RESUME)
        case _:
            return


def _acknowledgement(phone: Phone, visit: Visit) -> Iterator[Due]:
    released_s = visit.stamps.released_s or 0
    delay_s = phone.draws.lognormal(p.ACKNOWLEDGE_MEDIAN_S, p.ACKNOWLEDGE_SIGMA, *_told(phone, visit), "acknowledge")
    if phone.draws.chance(p.REJECT, *_told(phone, visit), "reject"):
        reason = phone.draws.one_of(p.REJECT_REASONS, visit.id, "reject reason")
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
    estimate_s = travel.seconds(_here(phone, visit), _there(phone, visit))
    early_s = phone.draws.between((0, p.EARLY_S), visit.id, "early")
    free_s = max((_free_from_s(each) for each in phone.mine), default=0)
    leave_s = phone.draws.between(p.LEAVE_S, visit.id, "leave")
    ready_s = max(visit.stamps.accepted_s or 0, free_s, shift.start_s) + leave_s
    at_s = rested_s(phone, shift, max(ready_s, line.start_s - estimate_s - early_s))
    if at_s < shift.end_s + shift.overtime_s and not _absent_at(phone, at_s):
        yield _step(phone, visit, at_s, Step.DEPART)


def _beginning(phone: Phone, visit: Visit) -> Iterator[Due]:
    on_site_s = visit.stamps.on_site_s or 0
    if phone.draws.chance(p.NO_ACCESS, visit.id, "no access"):
        reason = phone.draws.one_of(p.NO_ACCESS_REASONS, visit.id, "no access reason")
        yield _step(phone, visit, on_site_s + p.NO_ACCESS_WAIT_S, Step.NO_ACCESS, reason=reason)
    else:
        yield _step(phone, visit, on_site_s + phone.draws.between(p.SETTLE_S, visit.id, "settle"), Step.START)


def _work(phone: Phone, visit: Visit) -> Iterator[Due]:
    draws, began_s = phone.draws, visit.stamps.working_s or 0
    work_s, planned_s = work_length_s(phone, visit), _planned_s(visit)
    suspends = draws.chance(p.SUSPEND, visit.id, "suspend")
    if suspends and visit.remaining_s is None:
        reason = draws.one_of(p.SUSPEND_REASONS, visit.id, "suspend reason")
        yield _step(phone, visit, began_s + work_s * p.SUSPEND_AT, Step.SUSPEND, reason=reason,
                    remaining_s=round(work_s * (1 - p.SUSPEND_AT)))  # fmt: skip
        return
    over_s = work_s - planned_s
    if over_s >= p.OVERRUN_FROM_S and not visit.extended_s:
        by_s = ceil(over_s / 300) * 300
        at_s = began_s + planned_s * p.OVERRUN_SEEN_AT
        act = ExtendVisit(visit_id=visit.id, by_s=by_s, reason="takes longer than planned")
        yield Due(at_s, _request(phone, at_s, act, visit.id, "extend"))
    resumed_s = visit.stamps.resumed_s
    end_s = resumed_s + work_s * (1 - p.SUSPEND_AT) if resumed_s else began_s + work_s
    if draws.chance(p.INCOMPLETE, visit.id, "incomplete"):
        reason = draws.one_of(p.INCOMPLETE_REASONS, visit.id, "incomplete reason")
        yield _step(phone, visit, end_s, Step.LEAVE_INCOMPLETE, reason=reason, remaining_s=round(planned_s / 2))
    else:
        used = tuple(PartUse(part=need.part, quantity=need.quantity) for need in visit.parts)
        yield _step(phone, visit, end_s, Step.COMPLETE, documents=_documents(phone, visit), parts_used=used)


def _sick_call(phone: Phone) -> Iterator[Due]:
    shift = phone.shift
    if shift is None or phone.board.absences_of(phone.technician_id):
        return
    if not phone.draws.chance(p.SICK, phone.technician_id, "sick"):
        return
    if any(each.state in STARTED for each in phone.mine):
        return
    at_s = shift.start_s + phone.draws.between(p.SICK_BETWEEN_S, phone.technician_id, "sick at")
    row = Absence(id="", technician_id=phone.technician_id, start_s=int(at_s),
                  end_s=shift.end_s + shift.overtime_s, kind="sick", reason=p.SICK_REASON)  # fmt: skip
    yield Due(at_s, _request(phone, at_s, RecordAbsence(row=row), phone.technician_id, "sick"))


# How long things take.


def rested_s(phone: Phone, shift: Shift, at_s: float) -> float:
    """When somebody who would set out at a time does so after the breaks that are open by then and not yet taken."""
    for rest in shift.breaks:
        if at_s >= rest.start_s and not _has_rested(phone, rest):
            free_s = max((_free_from_s(each) for each in phone.mine), default=0)
            at_s = max(at_s, max(rest.start_s, free_s, shift.start_s) + rest.length_s)
    return at_s


def _has_rested(phone: Phone, rest: Break) -> bool:
    """Whether a break was taken: so long nothing was done between two stops inside its window."""
    been = sorted((each for each in phone.mine if each.stamps.en_route_s), key=lambda each: each.stamps.en_route_s or 0)
    free_s = float(rest.start_s)
    for visit in been:
        left_s = visit.stamps.en_route_s or 0
        if min(left_s, rest.end_s) - max(free_s, rest.start_s) >= rest.length_s:
            return True
        free_s = max(free_s, _free_from_s(visit), left_s)
    return False


def work_length_s(phone: Phone, visit: Visit) -> float:
    """How long the work really takes: the planned median and the effects of day, area, person and type."""
    draws, brief = phone.draws, phone.briefs[visit.id]
    factor = (
        p.TYPE_MEDIAN.get(brief.work_order.work_type, 1.0)
        * draws.lognormal(1, p.DAY_SIGMA, "day")
        * draws.lognormal(1, p.AREA_SIGMA, visit.territory, "area")
        * draws.lognormal(1, p.TECHNICIAN_SIGMA, phone.technician_id, "pace")
        * draws.lognormal(1, p.WORK_SIGMA, visit.id, "work")
    )
    return max(p.SHORTEST_WORK_S, _planned_s(visit) * factor)


def arrival_s(phone: Phone, visit: Visit) -> float:
    """When the technician who set out for a visit gets there."""
    estimate_s = travel.seconds(_here(phone, visit), _there(phone, visit))
    drive_s = phone.draws.lognormal(estimate_s * p.TRAVEL_MEDIAN, p.TRAVEL_SIGMA, visit.id, "drive")
    return (visit.stamps.en_route_s or 0) + drive_s + phone.draws.between(p.PARKING_S, visit.id, "parking")


def where(phone: Phone, now_s: float) -> tuple[Location, bool] | None:
    """Where the device is, and whether it moves."""
    for visit in phone.mine:
        if visit.state is VisitState.EN_ROUTE and visit.id in phone.briefs:
            here, there = _here(phone, visit), _there(phone, visit)
            if here is None or there is None:
                return None
            began_s = visit.stamps.en_route_s or 0
            share = min(1.0, max(0.0, (now_s - began_s) / max(1.0, arrival_s(phone, visit) - began_s)))
            return Location(latitude=here.latitude + (there.latitude - here.latitude) * share,
                            longitude=here.longitude + (there.longitude - here.longitude) * share), True  # fmt: skip
    here = _here(phone, None)
    return (here, False) if here is not None else None


def _here(phone: Phone, next_visit: Visit | None) -> Location | None:
    """The last place where the technician was: a site they arrived at, or home."""
    been = [each for each in phone.mine
            if each.stamps.on_site_s and each is not next_visit and each.id in phone.briefs]  # fmt: skip
    if been:
        last = max(been, key=lambda each: each.stamps.on_site_s or 0)
        return phone.briefs[last.id].work_order.site.location
    me = phone.board.technicians.get(phone.technician_id)
    return me.home if me else None


def _there(phone: Phone, visit: Visit) -> Location | None:
    return phone.briefs[visit.id].work_order.site.location


def _planned_s(visit: Visit) -> int:
    return visit.duration.p50_s if visit.duration else 1800


def _free_from_s(visit: Visit) -> int:
    """When the technician was through with a visit, as far as it went."""
    stamps = visit.stamps
    if visit.state is VisitState.NO_ACCESS and visit.changed:
        return visit.changed.at_s
    return max(stamps.done_s or 0, stamps.on_site_s or 0)


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
