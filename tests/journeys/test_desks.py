"""Desk areas: who sits where, taking one, handing it over in two Enters, being told, and seeing only one's own."""

from __future__ import annotations

from dispatchtui.core.commands.ruling import HandOverDesk
from dispatchtui.core.model import Desk, Row, TerritoryId
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.journey import Dispatcher, at_the_console

NOW = at("10:00")


def an_area(holder: str = "", name: str = "NORTHEAST") -> tuple[Row, ...]:
    """V60 in the east, whose desk is somebody's; V61 elsewhere, whose desk is nobody's."""
    since_s = at("06:45") if holder else None
    desks = (
        Desk(
            id=name,
            name="North and East",
            territories=(TerritoryId("EAST"),),
            holder=holder,
            since_s=since_s,
            note="V60 calls back",
        ),
        Desk(id="SOUTHWEST", territories=()),
    )
    board = a_working_board(
        a_work_order(id="W60", response_due="12:00"), a_visit(id="V60"),
        a_work_order(id="W61", response_due="13:00"), a_visit(id="V61", territory=""),
    )  # fmt: skip
    return (*board.rows(), *desks)


def holder(me: Dispatcher, name: str = "NORTHEAST") -> str:
    return me.session.desk.board.tables["desks"][name].holder


async def command(me: Dispatcher, line: str) -> None:
    await me.press(":")
    await me.type(line)
    await me.press("enter")


async def test_the_list_says_who_sits_where_since_when_and_what_they_were_told() -> None:
    async with at_the_console(*an_area("dirk"), now_s=NOW, size=(160, 40)) as me:
        await command(me, "desk")
        line = me.line_of("▌ NORTHEAST")
        assert line.split()[2:5] == ["dirk", "06:45,", "3:15"]
        assert "North and East" in line
        assert "V60 calls back" in line
        assert "nobody" in me.line_of(" SOUTHWEST ")
        assert "desk NORTHEAST: dirk" in me.lines()[0]


async def test_a_free_desk_is_taken_at_once_and_left_again() -> None:
    async with at_the_console(*an_area(), now_s=NOW) as me:
        await command(me, "desk north")
        await me.until(lambda: holder(me) == me.session.actor.id)
        await me.until(lambda: "desk NORTHEAST: you" in me.lines()[0])
        await command(me, "desk NORTHEAST free")
        await me.until(lambda: holder(me) == "")
        await me.until(lambda: "desk" not in me.lines()[0])
        await me.do("undo")
        await me.until(lambda: holder(me) == me.session.actor.id)


async def test_enter_in_the_list_types_the_line_and_enter_again_takes_the_desk() -> None:
    async with at_the_console(*an_area(), now_s=NOW) as me:
        await command(me, "desk")
        await me.press("enter")
        assert me.said.startswith(":desk NORTHEAST")
        assert me.session.asked == []
        await me.press("enter")
        await me.until(lambda: holder(me) == me.session.actor.id)


async def test_somebody_elses_desk_is_taken_after_one_question() -> None:
    async with at_the_console(*an_area("dirk"), now_s=NOW) as me:
        await command(me, "desk NORTHEAST")
        assert "Take it from dirk? NORTHEAST North and East (EAST): dirk since 06:45, 3:15" in me.screen()
        assert me.session.asked == []
        await me.press("enter")
        await me.until(lambda: holder(me) == me.session.actor.id)


async def test_a_desk_is_handed_over_with_a_note_in_two_enters() -> None:
    actor = "dora"
    async with at_the_console(*an_area(actor), now_s=NOW) as me:
        assert me.session.actor.id == actor
        await command(me, "handover dirk watch V60")
        assert "Hand NORTHEAST over to dirk: watch V60 Nobody of that name has acted here." in me.screen()
        assert me.session.asked == []
        await me.press("enter")
        await me.until(lambda: holder(me) == "dirk")
        assert me.session.desk.board.tables["desks"]["NORTHEAST"].note == "watch V60"


async def test_the_list_that_lies_open_follows() -> None:
    async with at_the_console(*an_area("dirk"), now_s=NOW) as me:
        await command(me, "desk")
        await me.press("j")
        me.session.desk.somebody(HandOverDesk(desk_id="NORTHEAST", to="eve"))
        await me.until(lambda: "eve" in me.line_of("  NORTHEAST"))
        assert me.cursor == "SOUTHWEST"


async def test_who_holds_no_desk_hands_none_over() -> None:
    async with at_the_console(*an_area("dirk"), now_s=NOW) as me:
        await command(me, "handover eve")
        assert "You sit at no desk area: desk NAME takes one." in me.screen()


async def test_being_handed_a_desk_and_losing_it_is_said() -> None:
    async with at_the_console(*an_area("dirk"), now_s=NOW) as me:
        mine = me.session.actor.id
        me.session.desk.somebody(HandOverDesk(desk_id="NORTHEAST", to=mine, note="V60 calls back at noon"))
        await me.until(lambda: me.said == "dirk handed you NORTHEAST: V60 calls back at noon.")
        me.session.desk.somebody(HandOverDesk(desk_id="NORTHEAST", to="dirk"))
        await me.until(lambda: me.said == "dirk took NORTHEAST from you.")


async def test_a_name_that_fits_no_desk_is_told_which_there_are() -> None:
    async with at_the_console(*an_area(), now_s=NOW) as me:
        await command(me, "desk moon")
        assert "There is no desk area moon; there are NORTHEAST, SOUTHWEST." in me.screen()


async def test_every_pane_is_narrowed_to_a_desk() -> None:
    async with at_the_console(*an_area("dora"), now_s=NOW) as me:
        for pane, all_rows in (("1", ["V60", "V61"]), ("3", None), ("2", None), ("4", None)):
            await me.press(pane)
            await command(me, "filter desk:mine")
            rows = [str(each) for each in me.app.frame.lists[me.state.pane].list.rows]
            assert "V61" not in rows, pane
            if all_rows:
                assert rows == ["V60"]
            await command(me, "filter desk:free")
            assert "V60" not in [str(each) for each in me.app.frame.lists[me.state.pane].list.rows], pane
        await me.press("1")
        await command(me, "filter desk:northeast")
        assert [str(each) for each in me.app.frame.lists["queue"].list.rows] == ["V60"]
