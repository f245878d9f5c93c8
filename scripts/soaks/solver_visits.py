"""Random visits for the boards of the solver's soak: plans that mostly hold, and all that can be asked of a visit."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from dispatchtui.core import travel
from dispatchtui.core.model import (
    Agreement,
    Assignment,
    Ban,
    CoolDown,
    CrewNeed,
    Customer,
    Dependency,
    Duration,
    Hazard,
    Location,
    Lock,
    Opening,
    PartNeed,
    PartReservation,
    Row,
    Shift,
    Site,
    SkillId,
    SkillNeed,
    Stamps,
    Technician,
    TechnicianId,
    TerritoryId,
    Visit,
    VisitId,
    VisitState,
    Window,
    WorkOrder,
    WorkOrderId,
)
from dispatchtui.core.zones import local_day

S = VisitState
ZONE, NOW_S, HOUR_S = "America/New_York", 1_571_630_400 + 36_000, 3600
LOCKS = (*[Lock.NONE] * 12, *Lock)


def visits_of(chance: Random, shifts: list[Shift], people: dict[str, Technician]) -> list[Row]:
    """The visits of a day: one route for each shift, some that wait, parts set aside for a few."""
    rows: list[Row] = []
    for shift in shifts:
        rows += _route(chance, shift, people, len(rows) // 2 + 1)
    waiting = chance.randint(0, 8)
    for _ in range(waiting):
        number = len(rows) // 2 + 1
        order, visit = _asked(
            chance, number, chance.choice(("EAST", "WEST", "")), NOW_S + chance.randint(-1, 8) * HOUR_S
        )
        rows += [order, visit]
    visits = [each for each in rows if isinstance(each, Visit)]
    for each in visits:
        if each.parts and chance.random() < 0.3:
            stock = f"VAN{chance.choice(sorted(people))[1:]}" if chance.random() < 0.8 else "DEPOT"
            rows.append(PartReservation(id=f"R{each.id[1:]}", visit_id=VisitId(each.id), stock_id=stock,
                                        part=each.parts[0].part, quantity=each.parts[0].quantity))  # fmt: skip
    return rows


def _route(chance: Random, shift: Shift, people: dict[str, Technician], number: int) -> list[Row]:
    """Stops one after another, mostly with time enough between them; what lies behind now has mostly happened."""
    who = people[shift.technician_id]
    rows: list[Row] = []
    busy_s, place, running = shift.start_s + chance.choice((0, 0, -1800, 1800, 7200)), who.home, False
    for _ in range(chance.randint(0, 6)):
        covered = (who.territory, who.territory, *who.covers, "")
        order, visit = _asked(chance, number + len(rows) // 2, chance.choice(covered), busy_s)
        site = order.site.location
        tight = chance.random() < 0.05
        start_s = busy_s + (0 if tight else travel.seconds(place, site) + chance.choice((0, 300, 1200, 3600)))
        start_s += 0 if tight else visit.buffer_before_s
        if visit.promise is not None and chance.random() < 0.9:
            low_s = start_s - chance.randint(0, 3) * 1800
            visit = replace(visit, promise=Window(start_s=low_s, end_s=start_s + chance.randint(0, 6) * 1800))
        assert visit.duration is not None
        end_s = start_s + visit.duration.p50_s
        if end_s > shift.end_s + (1800 if chance.random() < 0.2 else 0):
            break
        crew = [_line(who.id, start_s, end_s)]
        other = chance.choice(sorted(people))
        if other != who.id and (visit.crew_needs or chance.random() < 0.04):
            crew.append(replace(_line(other, start_s, end_s), role="second"))
        state, stamps = _state(chance, start_s, end_s, running=running)
        running = running or state in {S.EN_ROUTE, S.ON_SITE, S.WORKING, S.SUSPENDED}
        rows += [order, replace(visit, crew=tuple(crew), state=state, stamps=stamps, lock=chance.choice(LOCKS))]
        busy_s, place = end_s + (0 if tight else visit.buffer_after_s), site
    return rows


def _line(who: str, start_s: int, end_s: int) -> Assignment:
    return Assignment(technician_id=TechnicianId(who), start_s=start_s, end_s=end_s, travel_s=600,
                      day=local_day(start_s, ZONE))  # fmt: skip


def _state(chance: Random, start_s: int, end_s: int, *, running: bool) -> tuple[VisitState, Stamps]:
    if end_s <= NOW_S and not running and chance.random() < 0.85:
        return S.DONE, Stamps(on_site_s=start_s, working_s=start_s, done_s=end_s + chance.choice((0, -300, 600)))
    if start_s - 900 <= NOW_S and not running and chance.random() < 0.7:
        if start_s > NOW_S:
            return S.EN_ROUTE, Stamps(en_route_s=NOW_S - 300)
        return chance.choice(((S.WORKING, Stamps(on_site_s=start_s, working_s=start_s)),
                              (S.ON_SITE, Stamps(on_site_s=start_s))))  # fmt: skip
    return chance.choice((S.PLANNED, S.PLANNED, S.RELEASED, S.ACCEPTED)), Stamps()


def _asked(chance: Random, number: int, area: str, near_s: int) -> tuple[WorkOrder, Visit]:
    """A work order and its visit, which waits."""
    return _order(chance, number, area), _visit(chance, number, area, near_s)


def _order(chance: Random, number: int, area: str) -> WorkOrder:
    def some(share: float) -> bool:
        return chance.random() < share

    hours = (Opening(weekdays=(0, 1, 2, 3, 4), opens_min=chance.choice((7, 8, 9)) * 60,
                     closes_min=chance.choice((15, 18, 22)) * 60),) if some(0.15) else ()  # fmt: skip
    return WorkOrder(
        id=f"W{number}",
        work_type=chance.choice(("LEAK", "WIRE")),
        priority=chance.choice((1, 2, 3, 3, 4)),
        sla_policy="STD",
        account_owner=TechnicianId("T01") if some(0.1) else TechnicianId(""),
        customer=Customer(id=f"C{number % 7}", language=chance.choice(("", "", "es"))),
        site=Site(
            address="1 Main St",
            location=None if some(0.02) else Location(latitude=39.29 + chance.uniform(-0.06, 0.06),
                                                      longitude=-76.61 + chance.uniform(-0.08, 0.08)),
            zone=ZONE,
            hours=hours,
            closed=("2019-10-22",) if some(0.05) else (),
            hazards=(Hazard(kind="gas", people=chance.choice((1, 2)), alone_s=chance.choice((None, 3600))),)
            if some(0.06) else (),
            bans=(Ban(technician_id=TechnicianId("T02"), by=chance.choice(("customer", "office"))),)
            if some(0.08) else (),
            preferred=(TechnicianId("T03"),) if some(0.1) else (),
        ),
        territory=TerritoryId(area),
        requested_s=NOW_S - 7200,
        response_due_s=NOW_S + chance.randint(-1, 8) * HOUR_S if some(0.5) else None,
        resolution_due_s=NOW_S + chance.randint(1, 12) * HOUR_S if some(0.3) else None,
    )  # fmt: skip


def _visit(chance: Random, number: int, area: str, near_s: int) -> Visit:
    def some(share: float) -> bool:
        return chance.random() < share

    promise_s = near_s + chance.randint(-2, 4) * 1800
    return Visit(
        id=f"V{number}",
        work_order_id=WorkOrderId(f"W{number}"),
        state=S.QUALIFIED,
        territory=TerritoryId(area),
        needs=tuple(SkillNeed(skill=SkillId(each), level=chance.randint(1, 2)) for each in ("PLUMB", "ELEC", "GAS")
                    if some(0.25)),
        crew_needs=(CrewNeed(),) if some(0.04) else (),
        parts=(PartNeed(part=chance.choice(("CAP", "FUSE")), quantity=chance.randint(1, 2), mandatory=some(0.7)),)
        if some(0.25) else (),
        equipment=("ladder",) if some(0.1) else (),
        outdoor=some(0.2),
        dependencies=(Dependency(visit_id=VisitId(f"V{max(1, number - 1)}"), min_gap_s=chance.choice((0, 1800)),
                                 same_technician=some(0.2)),)
        if number > 1 and some(0.06) else (),
        required_technician=TechnicianId(f"T0{chance.randint(1, 3)}") if some(0.05) else TechnicianId(""),
        duration=Duration(p50_s=0 if some(0.01) else chance.randint(1, 6) * 900, p80_s=2 * HOUR_S),
        buffer_before_s=600 if some(0.08) else 0,
        buffer_after_s=600 if some(0.08) else 0,
        promise=Window(start_s=promise_s, end_s=promise_s + chance.choice((1, 2, 4)) * HOUR_S) if some(0.5) else None,
        earliest_s=NOW_S + chance.randint(-4, 4) * HOUR_S if some(0.1) else None,
        latest_s=NOW_S + chance.randint(1, 9) * HOUR_S if some(0.1) else None,
        bump_count=chance.choice((0, 0, 0, 1)),
        agreements=(Agreement(about="access", text="yes"),) if some(0.05) else (),
        cool_downs=(CoolDown(technician_id=TechnicianId("T01"), until_s=NOW_S + chance.randint(-1, 9) * HOUR_S),)
        if some(0.06) else (),
        extended_s=900 if some(0.04) else 0,
    )  # fmt: skip
