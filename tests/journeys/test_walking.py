"""Journeys: going through what needs the dispatcher, with acts between."""

from __future__ import annotations

from dispatchtui.core.commands.visits import LockVisit
from dispatchtui.core.model import Lock, Row, VisitState
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.journey import Dispatcher, at_the_console
from tests.tui.alert_rows import an_alert

NOW = at("10:00")


def _day() -> tuple[Row, ...]:
    """V1 is being worked on too long; V2 and V3 wait past their time, V4 soon."""
    return tuple(a_working_board(
        a_work_order(id="W1", resolution_due="08:30"),
        a_visit(id="V1", technician="T03", start="08:00", state=VisitState.WORKING),
        a_work_order(id="W2", response_due="09:00"), a_visit(id="V2"),
        a_work_order(id="W3", response_due="09:30"), a_visit(id="V3"),
        a_work_order(id="W4", response_due="10:30"), a_visit(id="V4"),
    ).rows())  # fmt: skip


async def _next(me: Dispatcher) -> tuple[str, str]:
    await me.do("next")
    return me.state.visit_id, me.said.partition(")")[0].lstrip("(")


async def test_what_can_still_be_saved_comes_first_with_what_to_do() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        await me.do("next")
        assert me.said.startswith("(1 of 3) V4 is due at 10:30: 30 min left to act (not placed). V4 is kept if T01 is")
        assert me.lines()[-1].endswith("sent now. → a: T01 keeps it")
        await me.do("next")
        assert me.said == "(2 of 3) V2 was due at 09:00: breached 1 h (not placed). → tell the customer"


async def test_after_an_act_the_next_key_shows_the_next_and_not_what_was_just_done() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        assert await _next(me) == ("V4", "1 of 3")
        await me.do("assign", "take")
        await me.until(lambda: not me.state.pending and me.session.desk.board.visits["V4"].crew)
        await me.foreseen()
        assert await _next(me) == ("V2", "1 of 2")
        await me.press("j", "k", "2")
        assert await _next(me) == ("V3", "2 of 2")
        assert await _next(me) == ("V2", "1 of 2, first again")


async def test_what_somebody_changed_is_shown_before_the_round_goes_on() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        assert [(await _next(me))[0] for _ in range(2)] == ["V4", "V2"]
        me.session.desk.somebody(LockVisit(visit_id="V4", lock=Lock.NO_AUTO))
        await me.until(
            lambda: me.state.picture.board.visits["V4"].version == me.session.desk.board.visits["V4"].version
        )
        assert [(await _next(me))[0] for _ in range(2)] == ["V4", "V3"]


async def test_what_somebody_looks_after_or_lets_rest_comes_only_when_nothing_else_is_left() -> None:
    seen = an_alert(subject="visits/V4", visit="V4", seen_by="ana")
    quiet = an_alert(subject="visits/V2", visit="V2", band="breached", quiet_until="10:20")
    async with at_the_console(*_day(), seen, quiet, now_s=NOW) as me:
        assert await _next(me) == ("V3", "1 of 1")
        assert await _next(me) == ("V3", "1 of 1, first again")
        me.session.at(at("10:20"))
        await me.until(lambda: me.state.picture.now_s == at("10:20"))
        await me.foreseen()
        assert (await _next(me))[0] == "V2"


async def test_what_is_about_nobody_in_particular_is_shown_among_the_alerts() -> None:
    gap = an_alert(kind="coverage", subject="territories/EAST:PLUMB", visit="", band="", act_by="10:30",
                   sentence="EAST is without PLUMB from 11:00.")  # fmt: skip
    person = an_alert(kind="absent", subject="technicians/T02", visit="", band="", act_by="10:40")
    async with at_the_console(*a_working_board(gap, person).rows(), now_s=NOW) as me:
        await me.do("next")
        assert (me.state.pane, me.cursor) == ("alerts", "coverage:EAST:PLUMB")
        assert me.said == "(1 of 2) EAST is without PLUMB from 11:00."
        await me.press("space")
        assert me.session.asked[-1].act.alert_id == "coverage:EAST:PLUMB"
        await me.do("next")
        assert (me.state.pane, me.cursor) == ("technicians", "T02")


async def test_what_is_under_way_comes_only_when_nothing_else_is_left() -> None:
    rows = [row for row in _day() if row.id in ("W1", "V1") or row.TABLE not in ("visits", "work_orders")]
    async with at_the_console(*rows, now_s=NOW) as me:
        assert await _next(me) == ("V1", "1 of 1, all looked after or under way")
