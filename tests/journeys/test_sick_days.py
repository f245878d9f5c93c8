"""Journeys: somebody falls ill, and their day is with others three keys later."""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.core.board import Board
from dispatchtui.solver.proposing.proposal import Proposal
from tests.builders import at
from tests.journeys.journey import Dispatcher, at_the_console, starts
from tests.journeys.test_proposals import NOW, away, the_day, to
from tests.tui.small_worker import SmallWorker, a_proposal, an_option

MOVED = {"V61": "T02 11:00", "V62": "T03 12:00", "V63": "T01 14:00", "V64": "T02 16:00"}


def once_ill(board: Board, now_s: int) -> Iterable[Proposal]:
    return away(board, now_s) if board.absences_of("T01") else ()


async def pressed(me: Dispatcher, *keys: str) -> int:
    """Press keys, the next one when what the one before caused is on screen; answer how many they were."""
    for key in keys:
        await me.until(lambda: not me.state.pending and not me.state.offered.looking)
        await me.press(key)
    return len(keys)


async def test_three_keys_record_a_sickness_and_give_the_green_visits_to_others() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(once_ill)) as me:
        await me.press("2")
        assert me.cursor == "T01"
        assert await pressed(me, "S", "enter", "Y") == 3
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me) == MOVED
        assert [each.kind for each in me.session.desk.board.absences_of("T01")] == ["sick"]


async def test_the_same_by_command_takes_three_keys_and_six_letters() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(once_ill)) as me:
        typed = "sick 1"
        keys = await pressed(me, ":")
        await me.type(typed)
        keys += await pressed(me, "enter", "Y")
        assert (keys, len(typed)) == (3, 6)
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me) == MOVED


async def test_from_when_somebody_is_sick_can_be_typed_and_one_key_takes_it_back() -> None:
    async with at_the_console(*the_day(), now_s=NOW) as me:
        await me.press(":")
        await me.type("sick 1 1130")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.absences_of("T01"))
        (absence,) = me.session.desk.board.absences_of("T01")
        assert (absence.start_s, absence.end_s) == (at("11:30"), at("17:00"))
        await me.until(lambda: not me.state.pending)
        await me.press("u")
        await me.until(lambda: not me.session.desk.board.absences_of("T01"))


async def test_until_something_is_found_the_pane_says_that_it_is_worked_out() -> None:
    worker = SmallWorker(once_ill)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        worker.holds = True
        await me.press("2", "S", "enter")
        await me.until(lambda: me.state.mode == "proposals")
        assert "TECH_SICK:T01: working…" in me.screen()
        await me.press("Y")
        assert me.said == "Nothing is offered here yet: it is being worked out."
        worker.find()
        await me.until(lambda: me.state.sheet.rows)
        assert "T01 is away." in me.screen()
        assert me.cursor == me.state.sheet.rows[0].id


async def test_who_presses_another_key_is_not_thrown_into_the_pane() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(once_ill)) as me:
        me.session.answering.clear()
        await me.press("2", "S", "enter", "1")
        me.session.answering.set()
        await me.until(lambda: me.state.offered.ready)
        assert me.state.mode == "board"
        assert "1 proposal: p" in me.lines()[0]


async def test_a_sickness_that_is_undone_opens_nothing() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(once_ill)) as me:
        await pressed(me, "2", "S", "enter", "escape", "u")
        await me.until(lambda: not me.session.desk.board.absences_of("T01"))
        assert me.state.mode == "board"


async def test_what_a_sickness_stands_against_is_taken_back_once_the_sickness_is() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(once_ill)) as me:
        before = starts(me)
        await me.press("2")
        await pressed(me, "S", "enter", "Y")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        await pressed(me, "escape", "u")
        assert me.said.startswith(
            "None of these can be undone yet: u again undoes T01 Technician T01 sick from 10:00, then this."
        )
        assert starts(me) == MOVED
        await pressed(me, "u")
        await me.until(lambda: not me.session.desk.board.absences_of("T01"))
        await pressed(me, "u")
        await me.until(lambda: starts(me) == before)
        assert me.state.done == []


async def test_one_visit_given_away_by_hand_comes_back_once_the_sickness_is_taken_back() -> None:
    async with at_the_console(*the_day(), now_s=NOW) as me:
        before = starts(me)
        for line in ("sick 1", "assign 61 2"):
            await me.type(f":{line}")
            await pressed(me, "enter")
        await me.until(lambda: starts(me)["V61"].startswith("T02"))
        await pressed(me, "u")
        await me.until(lambda: "Not undone yet: u again undoes" in me.screen())
        await pressed(me, "u")
        await me.until(lambda: not me.session.desk.board.absences_of("T01"))
        await pressed(me, "u")
        await me.until(lambda: starts(me) == before)


async def test_what_was_accepted_together_goes_back_as_it_came_once_nothing_stands_against_a_part_of_it() -> None:
    def both(board: Board, now_s: int) -> Iterable[Proposal]:
        option = an_option(board, now_s, to("V61", "T02", "11:00"), to("V64", "T02", "15:00"), kind="replan")
        return (a_proposal(option, visits=("V61",)),) if board.absences_of("T01") else ()

    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(both)) as me:
        before = starts(me)
        await me.press("2")
        await pressed(me, "S", "enter", "Y")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        after = starts(me)
        assert (after["V61"], after["V64"]) == ("T02 11:00", "T02 15:00")
        await pressed(me, "escape", "u")
        assert me.said.startswith("1 of these 2 cannot be undone yet: u again undoes T01 Technician T01 sick")
        assert starts(me) == after
        await pressed(me, "u")
        await me.until(lambda: not me.session.desk.board.absences_of("T01"))
        await pressed(me, "u")
        await me.until(lambda: starts(me) == before)
