"""Journeys: every position of a day, what somebody could take next, what fills a freed time, and the backlog."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.commands.moves import MoveVisits
from dispatchtui.core.model import CrewNeed, Row, VisitState
from dispatchtui.core.zones import clock
from tests.builders import ZONE, a_technician, a_visit, a_work_order, a_working_board, at, north
from tests.journeys.days import a_day, a_route
from tests.journeys.journey import Dispatcher, at_the_console

NOW = at("10:00")


def shown(me: Dispatcher, *columns: str) -> list[tuple[str, ...]]:
    assert me.state.sheet is not None
    return [tuple(row.cells[column][0] for column in columns) for row in me.state.sheet.rows]


def full_days() -> tuple[Row, ...]:
    """T01 alone: V61 and V62 stand at 11:00 and 12:00; V60 waits and is due at noon."""
    board = a_working_board(
        a_work_order(id="W60", response_due="12:00", priority=1, location=north(0.05)), a_visit(id="V60"),
        a_work_order(id="W61", response_due="16:00"), a_visit(id="V61", technician="T01", start="10:30"),
        a_work_order(id="W62", response_due="17:00", location=north(0.1)),
        a_visit(id="V62", technician="T01", start="11:30"),
        technicians=1,
    )  # fmt: skip
    return tuple(board.rows())


async def test_every_position_of_a_day_is_one_key_from_the_candidate() -> None:
    async with at_the_console(*full_days(), now_s=NOW) as me:
        await me.press("a", "+")
        assert "V60 in the day of T01 Technician T01:" in me.screen()
        positions = shown(me, "after", "before")
        assert ("first", "V61") in positions
        assert ("V61", "V62") in positions
        assert ("V62", "last") in positions
        await me.press("escape")
        assert "V60 to whom?" in me.screen()


async def test_a_candidate_that_pushes_others_says_whom_and_moves_all_in_one_act() -> None:
    async with at_the_console(*full_days(), now_s=NOW) as me:
        await me.press("a", "+")
        pushing = next(number for number, cells in enumerate(shown(me, "later"), 1) if cells[0].startswith("V6"))
        moved = shown(me, "later")[pushing - 1][0].split()[0]
        await me.press(str(pushing))
        if "o and a digit" in me.said:
            await me.press("o", "2", "enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew)
        (request,) = me.session.asked
        assert isinstance(request.act, MoveVisits)
        assert moved in {move.visit_id for move in request.act.moves}


async def test_a_technician_is_offered_what_they_could_take_next() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("2", "a")
        assert "What could T01 Technician T01 take next? 2 fit, 0 not" in me.screen()
        assert {each[0] for each in shown(me, "id")} == {"V60", "V63"}
        first = shown(me, "id")[0][0]
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits[first].crew)
        assert me.session.desk.board.visits[first].crew[0].technician_id == "T01"


async def test_a_cancelled_visit_leaves_a_time_that_four_keys_fill() -> None:
    waiting = (a_work_order(id="W70", response_due="15:00", location=north(0.2)), a_visit(id="V70"))
    async with at_the_console(*a_route(), *waiting, now_s=NOW) as me:
        await me.press("j")
        assert me.cursor == "V61"
        await me.press("c", "2", "enter")
        await me.until(lambda: me.state.sheet is not None and me.state.sheet.columns == "work")
        assert "T01 is free 10:00 to 12:00: 1 fits, 0 not" in me.screen()
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V70"].crew)
        line = me.session.desk.board.visits["V70"].crew[0]
        assert (line.technician_id, clock(line.start_s, ZONE)) == ("T01", "10:00")
        assert me.session.desk.board.visits["V61"].state is VisitState.CANCELLED
        await me.press("B")
        assert "T01 is free 11:00 to 12:00: 0 fit, 0 not" in me.screen()


async def test_a_freed_time_that_is_full_again_is_said_to_be_taken() -> None:
    long = (a_work_order(id="W70", response_due="15:00"), a_visit(id="V70", minutes=120))
    async with at_the_console(*a_route(), *long, now_s=NOW) as me:
        await me.press("j", "c", "2", "enter")
        await me.until(lambda: me.state.sheet is not None and me.state.sheet.columns == "work")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V70"].crew and not me.state.pending)
        await me.press("B")
        assert me.said == "Nothing is left of 08:00 to 12:00 with T01: taken by V70."


async def test_what_breaks_a_rule_does_not_count_as_fitting() -> None:
    elsewhere = (a_work_order(id="W70", response_due="15:00"), a_visit(id="V70", territory="NORTH"))
    async with at_the_console(*a_route(), *elsewhere, now_s=NOW) as me:
        await me.press("j", "c", "2", "enter")
        await me.until(lambda: me.state.sheet is not None and me.state.sheet.columns == "work")
        assert "T01 is free 10:00 to 12:00: 0 fit, 1 breaks a rule, 0 not" in me.screen()
        await me.press("w")
        assert "Nothing is left out; 1 breaks a rule." in me.screen()


async def test_what_does_not_fit_says_why_and_an_unplaced_visit_frees_its_time_too() -> None:
    long = (a_work_order(id="W70", response_due="20:00", location=north(0.2)), a_visit(id="V70", minutes=300))
    async with at_the_console(*a_route(), *long, now_s=NOW) as me:
        await me.press(":")
        await me.type("un 62")
        await me.press("enter")
        await me.until(lambda: "B offers what fits" in me.said)
        await me.press("B", "w")
        assert "300 > " in me.screen()
        assert "V70" in {each[0] for each in shown(me, "id")}


async def test_three_keys_place_the_first_of_the_backlog() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("4", "b")
        assert [each[0] for each in shown(me, "id")] == ["V60", "V63"]
        await me.press("enter", "enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew)


async def test_nobody_in_the_backlog_is_said() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("b")
        assert me.said == "Everything has its place."
        await me.press("B")
        assert me.said == "No time has become free by an act from this console."


async def test_mates_are_named_with_the_candidate() -> None:
    visit = replace(a_visit(id="V60", needs={"PLUMB": 2}), crew_needs=(CrewNeed(),))
    rows = a_working_board(visit, a_technician(id="T04", skills={})).rows()
    async with at_the_console(*rows, now_s=NOW) as me:
        await me.press("a")
        mates = me.state.sheet.payload.by_row["T01"].mates
        assert mates
        assert f"with {mates[0]}" in me.said


async def test_a_list_in_which_nothing_fits_offers_no_key_that_takes() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("U")
        await me.until(lambda: "B offers what fits" in me.said)
        await me.type(":park 61 1")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V61"].state is VisitState.PARKED)
        await me.press("B")
        assert "0 fit" in me.screen()
        assert not any(label in me.lines()[-1] for label in ("take", "override", "1-9"))
        assert "why not" in me.lines()[-1]
        await me.press("enter")
        assert me.said == "Nothing fits; w tells why."
