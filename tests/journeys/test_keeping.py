"""Journeys: how likely each candidate keeps the visit's word, beside the list and never in its way."""

from __future__ import annotations

from tests.builders import a_shift, a_technician, a_visit, a_work_order, a_working_board, at, north
from tests.journeys.journey import at_the_console

NOW = at("10:00")


async def test_candidates_say_with_which_probability_they_keep_the_word_once_that_is_worked_out() -> None:
    rows = a_working_board(
        a_work_order(id="W60", response_due="10:20"), a_visit(id="V60"),
        a_technician(id="T09", home=north(40)), a_shift(technician="T09"), technicians=1,
    ).rows()  # fmt: skip
    async with at_the_console(*rows, now_s=NOW, size=(160, 40)) as me:
        await me.press("a")
        assert "KEEPS" in me.listed("TECHNICIAN")
        await me.until(lambda: " 100% " in me.listed("1 T01"))
        await me.until(lambda: "▲ -20m    0% " in me.listed("2 T09"))
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew[0].technician_id == "T01")


async def test_where_no_word_was_given_there_is_nothing_to_keep() -> None:
    rows = a_working_board(a_visit(id="V60"), technicians=1).rows()
    async with at_the_console(*rows, now_s=NOW, size=(160, 40)) as me:
        await me.press("a")
        await me.until(lambda: me.state.sheet.payload.percents == {"T01": None})
        assert "%" not in me.listed("1 T01")
