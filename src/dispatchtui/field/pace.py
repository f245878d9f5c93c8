"""How long things really take: the work, the way, and the break before the next.

Units: epoch seconds.
"""

from __future__ import annotations

from dispatchtui.core import travel
from dispatchtui.core.breaks import Owed, Rest, rest_from
from dispatchtui.core.model import Break, Location, Shift, Visit, VisitState
from dispatchtui.field.phone import Phone, free_from_s, here, planned_s, there


def rested_s(phone: Phone, shift: Shift, visit: Visit, ready_s: float, at_s: float) -> float:
    """When somebody who is ready, and would set out for a visit at a time, does so after the breaks that come first."""
    free_s, taken = max((free_from_s(each) for each in phone.mine), default=0), list[Rest]()
    for window in shift.breaks:
        if _has_rested(phone, window):
            continue
        owed = Owed(shift_id=shift.id, window=window, until_s=shift.end_s + shift.overtime_s)
        if not _is_eager(phone, window):
            rest = _rest_before(phone, visit, owed, max(free_s, shift.start_s), ready_s)
        else:
            rest = rest_from(owed, max(free_s, shift.start_s), taken) if at_s >= window.start_s else None
        if rest is not None:
            taken.append(rest)
            ready_s = max(ready_s, rest.end_s)
            at_s = max(at_s, ready_s)
    return at_s


def _is_eager(phone: Phone, window: Break) -> bool:
    """Whether a break is taken as soon as it may be; who has driven on since then does not take it so."""
    if not phone.draws.chance(phone.world.eager, phone.technician_id, window.start_s, "eager"):
        return False
    return all((each.stamps.en_route_s or 0) < window.start_s for each in phone.mine)


def _rest_before(phone: Phone, visit: Visit, owed: Owed, free_s: int, ready_s: float) -> Rest | None:
    """The break before the way to a visit; nothing when it is put off, as the rule of breaks has it (see core.breaks).

    People judge by what they were told: the usual drive and the planned work.
    """
    line = visit.assignment
    rest = rest_from(owed, free_s, ())
    if line is None or rest is None:
        return None
    drive_s = travel.seconds(here(phone, visit), there(phone, visit))
    arrival_s = max(ready_s + drive_s, line.start_s)
    end_s = round(max(arrival_s, visit.promise.start_s if visit.promise else 0) + planned_s(visit))
    if rest.start_s >= end_s:
        return None
    later = rest_from(owed, end_s, ())
    can_wait = later is not None and not later.late_s
    delays = max(max(ready_s, rest.end_s) + drive_s, line.start_s) > arrival_s
    return None if can_wait and delays else rest


def _has_rested(phone: Phone, rest: Break) -> bool:
    """Whether a break was taken: so long nothing was done between two stops since its window opened."""
    been = sorted((each for each in phone.mine if each.stamps.en_route_s), key=lambda each: each.stamps.en_route_s or 0)
    free_s = float(rest.start_s)
    for visit in been:
        left_s = visit.stamps.en_route_s or 0
        if left_s - max(free_s, rest.start_s) >= rest.length_s:
            return True
        free_s = max(free_s, free_from_s(visit), left_s)
    return False


def work_length_s(phone: Phone, visit: Visit) -> float:
    """How long the work really takes: the planned median and the effects of day, area, person and type."""
    draws, world, brief = phone.draws, phone.world, phone.briefs[visit.id]
    factor = (
        world.type_medians.get(brief.work_order.work_type, 1.0)
        * draws.lognormal(1, world.day_sigma, "day")
        * phone.nature.lognormal(1, world.area_sigma, visit.territory, "area")
        * phone.nature.lognormal(1, world.technician_sigma, phone.technician_id, "pace")
        * draws.lognormal(1, world.work_sigma, visit.id, "work")
    )
    return max(world.shortest_work_s, planned_s(visit) * factor)


def arrival_s(phone: Phone, visit: Visit) -> float:
    """When the technician who set out for a visit gets there."""
    draws, world = phone.draws, phone.world
    estimate_s = travel.seconds(here(phone, visit), there(phone, visit))
    drive_s = draws.lognormal(estimate_s * world.travel_median, world.travel_sigma, visit.id, "drive")
    return (visit.stamps.en_route_s or 0) + drive_s + draws.between(world.parking_s, visit.id, "parking")


def where(phone: Phone, now_s: float) -> tuple[Location, bool] | None:
    """Where the device is, and whether it moves."""
    for visit in phone.mine:
        if visit.state is VisitState.EN_ROUTE and visit.id in phone.briefs:
            begin, end = here(phone, visit), there(phone, visit)
            if begin is None or end is None:
                return None
            began_s = visit.stamps.en_route_s or 0
            share = min(1.0, max(0.0, (now_s - began_s) / max(1.0, arrival_s(phone, visit) - began_s)))
            share **= phone.draws.lognormal(1, phone.world.uneven_way, visit.id, "way")
            return Location(latitude=begin.latitude + (end.latitude - begin.latitude) * share,
                            longitude=begin.longitude + (end.longitude - begin.longitude) * share), True  # fmt: skip
    place = here(phone, None)
    return (place, False) if place is not None else None
