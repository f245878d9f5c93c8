"""Random boards on which much stands in the way: weather, vehicles, licences, waits, slots, breaks, absences."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import (
    Break,
    CapacityCell,
    Dependency,
    Hours,
    Opening,
    Policy,
    Row,
    Rules,
    TerritoryId,
    VisitId,
    Window,
)
from tests.builders import a_board, a_competence, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north
from tests.supplies import a_vehicle, an_alert

STEP_S = 300
OPENS_S = at("08:00")
_MOMENT = st.integers(-6, 102)
_SPAN = st.tuples(_MOMENT, st.integers(2, 48))
_STOPS = st.lists(st.tuples(st.integers(0, 24), st.integers(1, 6), st.integers(-15, 15)), max_size=4)
_KINDS = ("weather", "vehicle", "licence", "waits", "followed", "slot", "full", "on_call", "breaks", "hours", "absence",
          "blackout", "notice", "holiday", "promise", "site")  # fmt: skip


def moment(steps: int) -> int:
    """So many steps of five minutes after eight."""
    return OPENS_S + steps * STEP_S


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """A board at 07:00 with V61 waiting, T05 with a route from eight to five, and two or three hindrances."""
    kinds = draw(st.sets(st.sampled_from(_KINDS), min_size=1, max_size=3))
    visit = a_visit(id="V61", minutes=draw(st.sampled_from((30, 60, 90))), needs={"PLUMB": 1})
    order = a_work_order(id="W61", location=north(draw(st.integers(-15, 15))))
    technician, shift, rules = a_technician(), a_shift(overtime_minutes=30), Rules()
    rows, busy_s = list[Row](), OPENS_S
    for number, (pause, quarters, place) in enumerate(draw(_STOPS)):
        start_s = busy_s + pause * STEP_S
        busy_s = start_s + quarters * 900
        rows += (a_work_order(id=f"W{number}", location=north(place)),
                 a_visit(id=f"V{number}", technician="T05", start=start_s, minutes=quarters * 15))  # fmt: skip
    for kind in sorted(kinds):
        begin, steps = draw(_SPAN)
        from_s, until_s = moment(begin), moment(begin + steps)
        if kind == "weather":
            visit = replace(visit, outdoor=True)
            rows.append(an_alert(start=from_s, end=until_s))
        elif kind == "vehicle":
            visit = replace(visit, equipment=("lift",) if steps % 2 else ())
            rows.append(a_vehicle(equipment=("lift",), out=(from_s, until_s)))
        elif kind == "licence":
            until = until_s if steps % 3 == 0 else None
            technician = replace(technician, skills=(a_competence(valid_from_s=from_s, valid_until_s=until),))
        elif kind == "waits":
            most_s = steps * 600 if steps % 3 == 0 else None
            visit = replace(visit, dependencies=(_wait("V70", steps % 5 * STEP_S, most_s),))
            rows.append(a_visit(id="V70", technician="T06", start=from_s, minutes=steps * 5))
        elif kind == "followed":
            follower = a_visit(id="V71", technician="T06", start=until_s, minutes=30)
            rows.append(replace(follower, dependencies=(_wait("V61", steps % 5 * STEP_S, begin % 5 * 1800),)))
        elif kind == "slot":
            rows.append(_cell("C1", from_s, until_s, closed=True))
        elif kind == "full":
            rows += (_cell("C2", from_s, until_s, stop_at_percent=steps), _cell("C3", until_s, until_s + 3600))
        elif kind == "on_call":
            technician = replace(technician, tags=("on_call",))
            closes = max(9 * 60, 8 * 60 + (begin + steps) * 5)
            rules = replace(rules, working=(Opening(weekdays=(0, 1, 2), opens_min=8 * 60, closes_min=closes),))
        elif kind == "breaks":
            rest = Break(start_s=from_s, end_s=until_s, length_s=steps * STEP_S // (1 + steps % 2),
                         mandatory=begin % 3 != 0)  # fmt: skip
            shift = replace(shift, breaks=(rest,))
        elif kind == "hours":
            technician = replace(technician, hours=Hours(work_s=steps * 900, break_s=1800, rest_s=11 * 3600))
        elif kind == "absence":
            away = an_absence(kind="meeting" if steps % 2 else "sick")
            rows.append(replace(away, start_s=from_s, end_s=until_s))
        elif kind == "blackout":
            rules = replace(rules, blackouts=(Window(start_s=from_s, end_s=until_s),))
        elif kind == "notice":
            rules = replace(rules, notice_s=steps * 600)
        elif kind == "holiday":
            rules = replace(rules, holidays=("2019-10-21",))
        elif kind == "promise":
            visit = replace(visit, promise=Window(start_s=from_s, end_s=until_s), earliest_s=from_s)
        else:
            hours = (Opening(weekdays=(0,), opens_min=8 * 60, closes_min=8 * 60 + 5 * steps + 60),
                     Opening(weekdays=(0,), opens_min=15 * 60, closes_min=18 * 60))  # fmt: skip
            order = replace(order, site=replace(order.site, hours=hours))
    tomorrow = a_shift(id="T05:tomorrow", start="32:00", end="41:00")
    people = (technician, shift, tomorrow, a_technician(id="T06"), a_shift(technician="T06"))
    return a_board(*people, order, visit, *rows, Policy(id="P1", rules=rules))


def _wait(visit_id: str, least_s: int, most_s: int | None) -> Dependency:
    return Dependency(visit_id=VisitId(visit_id), min_gap_s=least_s, max_gap_s=most_s)


def _cell(cell_id: str, from_s: int, until_s: int, *, closed: bool = False, stop_at_percent: int = 100) -> CapacityCell:
    return CapacityCell(id=cell_id, territory=TerritoryId("EAST"), start_s=from_s, end_s=until_s, closed=closed,
                        stop_at_percent=stop_at_percent)  # fmt: skip
