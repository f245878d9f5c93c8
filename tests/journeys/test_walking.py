"""Journeys: going through what needs the dispatcher, with acts between."""

from __future__ import annotations

from dispatchtui.core.commands.visits import LockVisit
from dispatchtui.core.model import Lock, Row, VisitState
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.journey import Dispatcher, at_the_console

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
    return me.state.visit_id, me.said.rpartition("(")[2].rstrip(")")


async def test_after_an_act_the_next_key_shows_the_next_and_not_what_was_just_done() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        assert await _next(me) == ("V2", "1 of 3")
        await me.do("assign", "take")
        await me.until(lambda: not me.state.pending and me.session.desk.board.visits["V2"].crew)
        assert await _next(me) == ("V3", "1 of 2")
        await me.press("j", "k", "2")
        assert await _next(me) == ("V4", "2 of 2")
        assert await _next(me) == ("V3", "1 of 2, first again")


async def test_what_somebody_changed_is_shown_before_the_round_goes_on() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        assert [(await _next(me))[0] for _ in range(2)] == ["V2", "V3"]
        me.session.desk.somebody(LockVisit(visit_id="V2", lock=Lock.NO_AUTO))
        await me.until(
            lambda: me.state.picture.board.visits["V2"].version == me.session.desk.board.visits["V2"].version
        )
        assert [(await _next(me))[0] for _ in range(2)] == ["V2", "V4"]


async def test_what_is_under_way_comes_only_when_nothing_else_is_left() -> None:
    rows = [row for row in _day() if row.id in ("W1", "V1") or row.TABLE not in ("visits", "work_orders")]
    async with at_the_console(*rows, now_s=NOW) as me:
        assert await _next(me) == ("V1", "1 of 1, all acted on or under way")
