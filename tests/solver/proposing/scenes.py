"""The days at the desk of the scenarios as boards, and the same days at other times, in other zones, by other names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands import Command
from dispatchtui.core.model import (
    Assignment,
    Break,
    CrewNeed,
    Lane,
    Location,
    Lock,
    PartLevel,
    PartNeed,
    Position,
    Row,
    SkillId,
    SkillNeed,
    Stamps,
    StockLocation,
    TechnicianId,
    Visit,
    VisitState,
    lane_id,
)
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.zones import local_day
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import Disruption, Option, Proposal
from dispatchtui.solver.proposing.settle import propose
from dispatchtui.solver.proposing.ways import options_for
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, window
from tests.journeys.scenarios import CENTRE, away, between, position
from tests.rows import ZONE

S = VisitState
_INSTANT = 1_000_000_000


def offered(board: Board, disruption_id: str, now_s: int, **more: Any) -> Proposal:
    """What is offered for one disruption of a board."""
    (found,) = [each for each in disruptions(board, now_s) if each.id == disruption_id]
    return propose(board, found, options_for(board, found, now_s, **more), now_s=now_s)


def ids(found: Iterable[Disruption]) -> list[str]:
    """The names of disruptions, in their order."""
    return [each.id for each in found]


def brief(option: Option) -> tuple[Any, ...]:
    """What an option does in a few words: its kind, and each row's visit, person and arrival."""
    return option.kind, *((each.visit_id, each.technician_id, each.arrival_s) for each in option.rows)


def shifted(board: Board, by_s: int, zone: str, rename: tuple[str, str] | None = None) -> Board:
    """The same board so much later, in another zone, with other ids: `rename` is a pattern and what stands for it."""
    rows = []
    for row in board.rows():
        told = _told(msgspec.to_builtins(row), by_s, zone, rename)
        found = msgspec.convert(told, type(row))
        if isinstance(found, Visit):
            crew = tuple(replace(each, day=local_day(each.start_s, zone)) for each in found.crew)
            found = replace(found, crew=crew)
        elif isinstance(found, Lane):
            day = local_day(at("12:00", day=found.day) + by_s, zone)
            found = replace(found, day=day, id=lane_id(found.technician_id, day))
        rows.append(found)
    return board_of(rows, board.seq)


def _told(value: Any, by_s: int, zone: str, rename: tuple[str, str] | None) -> Any:
    if isinstance(value, dict):
        return {key: _told(each, by_s, zone, rename) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_told(each, by_s, zone, rename) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and value > _INSTANT:
        return value + by_s
    if value == ZONE:
        return zone
    return re.sub(*rename, value) if rename is not None and isinstance(value, str) else value


def line(visit: Visit, *, travel: int) -> Visit:
    """The same visit with a way of so many minutes before it."""
    crew: tuple[Assignment, ...] = tuple(replace(each, travel_s=travel * 60) for each in visit.crew)
    return replace(visit, crew=crew)


def sure(visit: Visit, minutes: int = 60, p80: int | None = None) -> Visit:
    """The same visit with work that takes exactly so long, unless a p80 is given."""
    assert visit.duration is not None
    lasts = replace(visit.duration, p50_s=minutes * 60, p80_s=(minutes if p80 is None else p80) * 60)
    return replace(visit, duration=lasts)


# Scenario 3: at 10:00 a job runs over by 40 minutes.

V12, V13 = CENTRE, away(20, 0)
V14, V11 = between(V12, 20, V13, 10), between(V12, 15, V13, 25, side=-1)
V10 = between(V13, 12, V12, 25, side=-1)
V15 = between(V13, 15, V10, 10)


def overrun(*, extended: int = 40, now: str = "10:00", free: bool = True) -> Board:
    """T02 at V11 since 09:00, V12, V13 and V14 ahead; T05 is free from 11:15 to 12:45, 12 min from V13."""
    lunch = Break(start_s=at("11:00"), end_s=at("14:00"), length_s=30 * 60)
    sites = {"W10": V10, "W11": V11, "W12": V12, "W13": V13, "W14": V14, "W15": V15}

    def visit(name: str, who: str, start: str, way: int, **more: Any) -> Visit:
        return line(sure(a_visit(id=name, technician=who, start=start, **more)), travel=way)

    other = "T05" if free else "T09"
    return a_board(
        a_technician(id="T02", home=V11), replace(a_shift(technician="T02"), breaks=(lunch,)),
        a_technician(id=other, home=V10, skills={"PLUMB": 3} if free else {}), a_shift(technician=other),
        *(a_work_order(id=name, location=site, address=f"{name[1:]} Mill St") for name, site in sites.items()),
        sure(replace(a_visit(id="V11", technician="T02", start="09:00", state=S.WORKING, extended_minutes=extended),
                     stamps=Stamps(en_route_s=at("08:59"), on_site_s=at("09:00"), working_s=at("09:00"))), 60, 75),
        visit("V12", "T02", "10:15", 15, promise=("10:00", "12:00"), state=S.RELEASED),
        visit("V13", "T02", "11:35", 20, promise=("11:00", "12:00"), state=S.RELEASED, needs={"PLUMB": 1}),
        visit("V14", "T02", "13:15", 10, promise=("13:00", "15:00"), state=S.RELEASED),
        visit("V10", other, "10:15", 0), visit("V15", other, "12:45", 10),
    )  # fmt: skip


# Scenario 4: at 11:20 a flood is reported.

FLOOD = CENTRE
OF_V31, OF_V21 = away(15, 200), away(9, 100)
OF_V22 = between(FLOOD, 16, OF_V21, 24)
PLACES = {"T06": away(12, 20), "T08": away(18, 290), "T10": away(35, 60)}


def flood(*, bumps: int = 0, set_out: bool = False) -> Board:
    """A flood at the centre; T08 is free until V31, T03 works until 12:05, T06 lacks a level, T10 is on call."""
    people = [a_technician(id=who, skills={"PLUMB": 2 if who == "T06" else 3}, home=PLACES.get(who, OF_V21))
              for who in ("T03", "T06", "T08")]  # fmt: skip
    on_call = replace(a_technician(id="T10", home=PLACES["T10"]), tags=("on_call",))
    stamps = Stamps(en_route_s=at("11:15")) if set_out else Stamps()
    v31 = a_visit(id="V31", technician="T08", start="12:30", promise=("12:00", "13:00"), stamps=stamps,
                  state=S.EN_ROUTE if set_out else S.PLANNED)  # fmt: skip
    return a_board(
        *people, on_call, *(a_shift(technician=each.id) for each in (*people, on_call)),
        a_shift(technician="T08", start="32:00", end="41:00", id="T08:next"),
        a_shift(technician="T08", start="56:00", end="65:00", id="T08:third"),
        a_work_order(id="W60", priority=1, safety=True, response_due="13:20", location=FLOOD, requested="11:20"),
        sure(a_visit(id="V60", needs={"PLUMB": 3}), 90),
        a_work_order(id="W21", location=OF_V21, address="9 Mill St"),
        sure(replace(a_visit(id="V21", technician="T03", start="11:05", state=S.WORKING),
                     stamps=Stamps(en_route_s=at("11:00"), on_site_s=at("11:05"), working_s=at("11:05")))),
        a_work_order(id="W22", location=OF_V22, priority=2, response_due="12:30", address="16 Mill St"),
        line(sure(a_visit(id="V22", technician="T03", start="12:30")), travel=24),
        a_work_order(id="W31", location=OF_V31, priority=4, address="15 Mill St"),
        line(sure(replace(v31, bump_count=bumps)), travel=15),
    )  # fmt: skip


def here(now_s: int) -> dict[str, Position]:
    """Where those are who are not at work."""
    return {who: position(who, spot, now_s) for who, spot in PLACES.items()}


# Scenario 5: at 13:05 a visit is cancelled.

V39, V41 = CENTRE, away(20, 45)
THIS_SIDE, THAT_SIDE = (between(V39, 10, V41, 15, side=side) for side in (1, -1))


def freed(*acts: Command) -> Board:
    """T07 is done at 13:50 and due at V41 at 15:45; V40 was between, and what waits is 10 min and 15 min away."""

    def order(name: str, site: Location, **said: Any) -> Row:
        return a_work_order(id=name, location=site, address=f"{name[1:]} Mill St", **said)

    def visit(name: str, **said: Any) -> Visit:
        return a_visit(id=name, work_order=f"W{name[1:]}" if name[0] == "V" else f"W{name}", **said)

    board = a_board(
        a_technician(id="T07", home=V39), a_shift(technician="T07", end="20:00"),
        a_technician(id="T01", home=THAT_SIDE, skills={}), a_shift(technician="T01", end="20:00"),
        order("W39", V39),
        replace(visit("V39", technician="T07", start="12:50", state=S.WORKING), stamps=Stamps(working_s=at("12:50"))),
        order("W40", THIS_SIDE), visit("V40", technician="T07", start="14:00", minutes=90),
        order("W41", V41), visit("V41", technician="T07", start="15:45"),
        order("WB1", THIS_SIDE, priority=2), visit("B1", technician="T01", start="16:00", earliest_s=at("12:00")),
        order("WB2", THAT_SIDE, priority=2), visit("B2", minutes=120),
        order("WB3", THIS_SIDE, priority=3, response_due="16:00"), visit("B3", minutes=75),
        order("WB4", THAT_SIDE, priority=2), visit("B4", earliest_s=at("17:00")),
        order("WB5", THIS_SIDE, priority=4), visit("B5", minutes=45),
    )  # fmt: skip
    for act in acts:
        assert carry_out(board, act, at("13:05")) is None
    return board


# Scenario 2: at 07:10 a technician with eight visits is sick.

NIGH = {name: away(5, 45 * number) for number, name in enumerate(("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8"))}
"""Eight places around the centre, five minutes from it."""


def sick(*, savable: bool = True, gone: bool = True) -> Board:
    """T04 has eight visits and is sick; whoever could take them has time, or where it is not `savable`, has not.

    V1 is due at 10:00, V2 needs a licence that T09 alone has as well, V3 a part that only the van of T04 carries, V4
    goes to two people, V5 is locked, V6 and V7 are routine, V8 is promised from 15:00 to 17:00.
    """
    home = CENTRE
    people = [
        a_technician(id="T04", home=home, skills={"PLUMB": 3, "GAS": 3}),
        a_technician(id="T05", home=home), a_technician(id="T06", home=home), a_technician(id="T07", home=home),
        a_technician(id="T09", home=home, skills={"PLUMB": 3, "GAS": 3} if savable else {"PLUMB": 3}),
    ]  # fmt: skip
    starts = {"V1": "08:30", "V2": "09:45", "V3": "10:30", "V4": "11:30", "V5": "12:45", "V6": "13:30", "V7": "14:15",
              "V8": "15:00"}  # fmt: skip
    visits = {name: sure(a_visit(id=name, technician="T04", start=start, state=S.RELEASED, minutes=30), 30)
              for name, start in starts.items()}  # fmt: skip
    visits["V2"] = replace(visits["V2"], needs=(SkillNeed(skill=SkillId("GAS"), level=2),))
    visits["V3"] = replace(visits["V3"], parts=(PartNeed(part="CAP-45"),))
    mate = replace(visits["V4"].crew[0], technician_id=TechnicianId("T07"), role="second")
    visits["V4"] = replace(visits["V4"], crew_needs=(CrewNeed(),), crew=(*visits["V4"].crew, mate))
    visits["V5"] = replace(visits["V5"], lock=Lock.RESOURCE_AND_TIME)
    visits["V8"] = replace(visits["V8"], promise=window("15:00", "17:00"))
    busy = [] if savable else [
        sure(a_visit(id=f"V{20 + number}", technician=who, start="08:00", state=S.RELEASED, minutes=minutes,
                     promise=("08:00", "08:10")), minutes)
        for number, (who, minutes) in enumerate((("T05", 150), ("T06", 155), ("T07", 160), ("T09", 165)))
    ]  # fmt: skip
    others = ("T05", "T06", "T07", "T09")
    rows: list[Row] = [
        *people, *(a_shift(technician=each.id) for each in people),
        *(a_shift(technician=each.id, start="32:00", end="41:00", id=f"{each.id}:next") for each in people),
        *(a_work_order(id=f"W{name[1:]}", location=site, address=f"{name[1:]} Mill St")
          for name, site in NIGH.items() if name != "V1"),
        a_work_order(id="W1", location=NIGH["V1"], priority=1, response_due="10:00"),
        *visits.values(), *busy,
        StockLocation(id="VAN4", technician_id=TechnicianId("T04")),
        PartLevel(id="VAN4:CAP-45", stock_id="VAN4", part="CAP-45", on_hand=1),
        *(StockLocation(id=f"VAN{who[2:]}", technician_id=TechnicianId(who)) for who in others),
    ]  # fmt: skip
    if gone:
        rows.append(an_absence(id="A4", technician="T04", start="07:10", end="17:00", kind="sick"))
    return a_board(*rows)
