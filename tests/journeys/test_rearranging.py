"""Journeys: a day put in another order, seen before Enter and sent as one act."""

from __future__ import annotations

from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.model import VisitState
from tests.builders import a_visit, a_working_board, at
from tests.journeys.days import a_route
from tests.journeys.journey import at_the_console, starts

NOW = at("10:00")


async def test_two_keys_swap_a_visit_with_the_next_one_in_one_act() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        assert me.cursor == "V61"
        await me.press("J")
        assert me.said == "Enter: V62 11:00 (was 12:00), V61 12:00 (was 11:00)."
        assert me.session.asked == []
        await me.press("enter")
        await me.until(lambda: me.state.done)
        assert starts(me) == {"V61": "T01 12:00", "V62": "T01 11:00", "V63": "T01 13:30", "V64": "T02 15:00"}
        (request,) = me.session.asked
        assert isinstance(request.act, MoveVisits)
        assert request.pre == {"visits/V61": 1, "visits/V62": 1, "lanes/T01:2019-10-21": 0}
        await me.do("undo")
        await me.until(lambda: starts(me)["V61"] == "T01 11:00" and not me.state.pending)


async def test_back_and_forth_is_where_it_was_and_the_first_has_nothing_before_it() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("K")
        assert me.said == "Nothing before V61 in its day can change places with it."
        await me.press("J", "K")
        assert me.said == "V61 is where it was."
        assert me.state.sheet is None


async def test_a_quarter_of_an_hour_again_and_again_pushes_what_it_runs_into() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press(">", ">")
        assert me.said == "Enter: V61 11:30 (was 11:00), V62 12:30 (was 12:00)."
        assert "V61 tried 30m later: 2 visits move" in me.screen()
        await me.press(">")
        assert me.said == "Enter: V61 11:45 (was 11:00), V62 12:45 (was 12:00), V63 13:45 (was 13:30)."
        await me.press("<", "<", "enter")
        await me.until(lambda: me.state.done)
        assert starts(me)["V61"] == "T01 11:15"
        assert starts(me)["V62"] == "T01 12:15"
        assert starts(me)["V63"] == "T01 13:30"


async def test_a_start_alone_is_moved_by_the_short_act() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("<", "enter")
        await me.until(lambda: me.state.done)
        (request,) = me.session.asked
        assert request.act == PlaceVisit(visit_id="V61", technician_id="T01", start_s=at("10:45"))


async def test_what_nobody_may_break_is_said_and_not_sent() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("j", "<")
        assert "V62 11:45 to 12:45 overlaps by 15 min." in me.said
        assert me.said.endswith("Nobody may break this.")
        await me.press("enter")
        await me.press("o")
        assert me.said.endswith("Nobody may break this.")
        assert me.session.asked == []
        await me.press("escape")
        assert me.state.mode == "board"


async def test_two_visits_take_each_others_place() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("X")
        assert me.said == ":swap V61"
        await me.type("64")
        await me.press("enter")
        assert me.said == "Enter: V61 T02 15:00 (was 11:00), V64 T01 11:00 (was 15:00)."
        await me.press("enter")
        await me.until(lambda: me.state.done)
        assert (starts(me)["V61"], starts(me)["V64"]) == ("T02 15:00", "T01 11:00")


async def test_a_draft_that_others_have_overtaken_is_said_and_made_anew() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("J")
        moves = (Move(visit_id="V62", technician_id="T02", start_s=at("12:30")),)
        me.session.desk.somebody(MoveVisits(moves=moves))
        await me.until(lambda: "has changed since this list was made" in me.said)
        await me.press("enter")
        assert me.session.asked == []
        await me.press("r")
        assert me.said == "Enter: V62 T01 11:00 (was 12:30), V61 12:00 (was 11:00)."


async def test_work_that_has_begun_has_no_other_time() -> None:
    begun = a_visit(id="V61", technician="T01", start="09:30", state=VisitState.WORKING)
    async with at_the_console(*a_working_board(begun).rows(), now_s=NOW) as me:
        await me.press(">")
        assert me.said == "V61 is working; only what is planned, released or accepted is moved in its day."
