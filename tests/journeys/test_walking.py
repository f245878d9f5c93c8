"""Journeys: going through what needs the dispatcher, with acts between."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import LockVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Row, VisitState
from dispatchtui.tui.views.attention import of_alert
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


async def test_nothing_comes_twice_in_a_round_unless_it_has_got_worse() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        assert [(await _next(me))[0] for _ in range(2)] == ["V4", "V2"]
        me.session.desk.somebody(LockVisit(visit_id="V4", lock=Lock.NO_AUTO))
        await me.until(
            lambda: me.state.picture.board.visits["V4"].version == me.session.desk.board.visits["V4"].version
        )
        await me.foreseen()
        assert (await _next(me))[0] == "V3"
        me.session.at(at("10:31"))
        await me.until(lambda: me.state.picture.now_s == at("10:31"))
        await me.foreseen()
        assert [(await _next(me))[0] for _ in range(2)] == ["V4", "V2"], "V4 broke its word, then a new round"


async def test_what_comes_up_with_an_earlier_moment_to_act_is_next_wherever_one_stands() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        assert [(await _next(me))[0] for _ in range(2)] == ["V4", "V2"]
        soon = an_alert(kind="coverage", subject="territories/EAST:PLUMB", visit="", band="", act_by="10:04",
                        sentence="EAST is without PLUMB.")  # fmt: skip
        attention = me.state.picture.attention
        attention.take(me.state.picture.board, (of_alert(soon), *attention.found))
        await me.do("next")
        assert (me.cursor, me.said) == (soon.id, "(1 of 4) EAST is without PLUMB.")
        assert (await _next(me))[0] == "V3"


async def test_what_goes_back_to_another_cause_by_now_is_no_other_thing() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        assert (await _next(me))[0] == "V4"
        attention = me.state.picture.attention
        other = [replace(each, kind="overrun", subject="visits/V9") if each.visit_id == "V4" else each
                 for each in attention.found]  # fmt: skip
        attention.take(me.state.picture.board, tuple(other))
        assert (await _next(me))[0] == "V2"


async def test_what_was_said_of_an_entry_is_renewed_as_long_as_it_stands() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        await _next(me)
        assert me.said.startswith("(1 of 3) V4 is due at 10:30: 30 min left to act")
        me.session.at(at("10:12"))
        await me.until(lambda: "V4 is due at 10:30: 18 min left to act" in me.said)
        assert me.said.startswith("(1 of 3) V4")
        me.session.desk.somebody(AdvanceVisit(visit_id="V4", step=Step.CANCEL), reason="duplicate")
        await me.until(lambda: me.said == "V4 (not placed): nothing is needed any more.")
        await me.press("j")
        me.session.at(at("10:14"))
        await me.until(lambda: me.state.picture.now_s == at("10:14"))
        await me.foreseen()
        assert "nothing is needed" not in me.said


async def test_a_visit_gone_to_tells_as_much_as_when_its_turn_comes() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        await me.do("next")
        turn = me.state.message.sentence.partition("3) ")[2]
        assert turn.endswith("a: T01 keeps it")
        await me.press("G", ":")
        await me.type("goto V4")
        await me.press("enter")
        assert (me.state.visit_id, me.state.message.sentence) == ("V4", turn)


async def test_moving_on_to_a_visit_tells_what_to_do_where_there_is_no_room_for_all() -> None:
    async with at_the_console(*_day(), now_s=NOW, size=(80, 24)) as me:
        await me.until(lambda: me.state.visit_id)
        await me.press("gg", "j", "j")
        assert me.state.visit_id == "V4"
        await me.until(lambda: "V4 is kept if T01 is sent by" in me.lines()[-2])
        assert me.lines()[-2].rstrip().endswith("there at 10:00 if sent now.")


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
