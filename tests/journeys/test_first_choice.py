"""What `a` Enter takes: the best of those whom somebody may take now, and never who has the visit already."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.model import Row, TechnicianId
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.journey import at_the_console

NOW = at("10:00")


def placed() -> tuple[Row, ...]:
    """V60 is with T01, who is as good as the two others."""
    visit = a_visit(id="V60", technician="T01", start="14:00")
    return tuple(a_working_board(a_work_order(id="W60", response_due="16:00"), visit).rows())


async def test_who_has_it_already_is_not_what_enter_takes_first() -> None:
    async with at_the_console(*placed(), now_s=NOW) as me:
        await me.press("a")
        assert [row.id for row in me.state.sheet.rows] == ["T02", "T03", "T01"]
        assert me.line_of("has it now").split()[:2] == ["3", "T01"]
        assert "3 can; no rule broken first, then by cost" in me.screen()
        assert "Enter: V60 from T01 at 14:00 to T02" in me.said
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew[0].technician_id == "T02")


async def test_who_breaks_nothing_comes_before_who_is_sooner_but_breaks_a_rule() -> None:
    board = a_working_board(
        a_work_order(id="W60", territory="EAST", response_due="10:30"),
        a_work_order(id="W61"), a_visit(id="V61", technician="T01", start="10:05", travel_minutes=5),
        replace(a_visit(id="V60"), required_technician=TechnicianId("T01")),
    )  # fmt: skip
    async with at_the_console(*board.rows(), now_s=NOW) as me:
        await me.type(":goto 60")
        await me.press("enter", "a")
        broken = [bool(me.state.sheet.payload.by_row[row.id].violations) for row in me.state.sheet.rows]
        assert broken == [False, True, True]
        assert me.state.sheet.at == me.state.sheet.rows[0].id == "T01"
