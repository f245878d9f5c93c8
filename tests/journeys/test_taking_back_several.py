"""Journeys: what is done to several is named before and taken back after, and what is said of an act is true."""

from __future__ import annotations

import pytest

from dispatchtui.core.model import Lock, Row, VisitState
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.days import a_day
from tests.journeys.journey import Dispatcher, at_the_console, starts
from tests.journeys.test_answering import leaving_soon
from tests.journeys.test_marking import five

NOW = at("10:00")


def planned() -> tuple[Row, ...]:
    """V1, V2 and V3 are planned, each with somebody else."""
    rows: list[Row] = []
    for number in (1, 2, 3):
        rows.append(a_work_order(id=f"W{number}", response_due=f"{15 + number}:00"))
        rows.append(a_visit(id=f"V{number}", technician=f"T0{number}", start=f"{12 + number}:00"))
    return tuple(a_working_board(*rows).rows())


async def goes_to(me: Dispatcher, number: str) -> None:
    await me.type(f":goto {number}")
    await me.press("enter")


async def test_putting_several_back_is_asked_for_once_and_taken_back_newest_first() -> None:
    async with at_the_console(*planned(), now_s=NOW) as me:
        before = starts(me)
        await me.press("v", "j", "j", "U")
        assert me.said == "Unassign V1, V2, V3? Enter does it, Esc leaves it."
        assert all(f"would be  V{each}" in me.screen() for each in (1, 2, 3))
        assert me.session.asked == []
        await me.press("enter")
        await me.until(lambda: "3 applied" in me.said)
        assert "undo these" in me.lines()[-1]
        assert {each.state for each in me.session.desk.board.visits.values()} == {VisitState.QUALIFIED}
        await me.press("u")
        assert "Undo 3, newest first?" in me.screen()
        assert len(me.session.asked) == 3
        await me.press("u")
        await me.until(lambda: me.said.startswith("Undone: Unassign 3 visits: 3 applied"))
        assert starts(me) == before
        assert [each.act.visit_id for each in me.session.asked[3:]] == ["V3", "V2", "V1"]
        assert me.state.done == []


async def test_of_several_those_that_are_held_are_answered_for_once() -> None:
    async with at_the_console(*leaving_soon(), now_s=NOW) as me:
        await goes_to(me, "37")
        await me.press("v", "G", "gg"[0], "g", "U", "enter")
        assert "Unassign 3 visits? It breaks 2 rules (D). Why?" in me.screen()
        assert me.session.asked == []
        await me.press("1", "enter")
        await me.until(lambda: "3 applied" in me.said)
        assert {each.override.code for each in me.session.asked} == {"customer_asked"}


async def test_nothing_is_done_to_several_when_the_question_is_left() -> None:
    async with at_the_console(*planned(), now_s=NOW) as me:
        await me.press("v", "j", "U", "escape")
        assert me.state.sheet is None
        assert me.state.marked == ("V1", "V2")
        assert me.session.asked == []


async def test_a_cancelling_names_its_visits_and_is_not_offered_to_be_undone() -> None:
    async with at_the_console(*five(), now_s=NOW) as me:
        await me.press("v", "j", "j", "c")
        assert "Why cancel V1, V2, V3? This cannot be undone." in me.screen()
        await me.press("2", "enter")
        await me.until(lambda: "3 applied" in me.said)
        assert "undo these" not in me.lines()[-1]
        await me.press("u")
        assert me.said == "None of these can be undone."
        await me.press("escape")
        assert "undo:" not in me.screen()


async def test_a_list_to_read_is_not_undone() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("N")
        await me.type("gate 4")
        await me.press("enter")
        await me.until(lambda: me.state.done)
        assert "undo:" not in me.screen()
        await me.press(".")
        assert "undo these" not in me.lines()[-1]
        await me.press("u")
        assert me.said == "Only a list of what became of acts can be undone here."


async def test_undoing_says_what_is_true_afterwards() -> None:
    board = a_working_board(
        a_work_order(id="W60"), a_visit(id="V60", technician="T01", start="14:00", lock=Lock.NO_AUTO)
    )
    async with at_the_console(*board.rows(), now_s=NOW) as me:
        await me.press("i")
        await me.until(lambda: me.state.done)
        await me.press("u")
        await me.until(lambda: me.said.startswith("Undone"))
        assert me.said == "Undone: V60 not locked; V60 is no automation again."
        await me.press("U")
        await me.until(lambda: me.session.desk.board.visits["V60"].state is VisitState.QUALIFIED)
        await me.until(lambda: me.state.done)
        await me.press("u")
        await me.until(lambda: me.said.startswith("Undone"))
        assert me.said == "Undone: V60 back in the queue; V60 to T01 Technician T01 at 14:00 again."


async def test_a_lock_of_what_has_no_place_says_when_it_holds() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("i")
        await me.until(lambda: me.state.done)
        assert me.said == "V60 technician locked as soon as it has a place."


@pytest.mark.parametrize("minutes", ["99999999999999999999", "-9999", "0", "²"])
async def test_minutes_beyond_a_day_are_a_slip_of_the_finger(minutes: str) -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.type(f":extend 62 {minutes}")
        await me.press("enter")
        assert ":extend 62" in me.said
        assert "From 1 to 1440 minutes" in me.said or "Minutes are a number" in me.said
        assert me.session.asked == []


async def test_one_mark_and_the_cursor_change_places() -> None:
    async with at_the_console(*planned(), now_s=NOW) as me:
        await me.press("v", "v", "j", "X")
        assert me.state.sheet is not None
        assert {move.visit_id for move in me.state.sheet.payload.moves} == {"V1", "V2"}
