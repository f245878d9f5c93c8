"""Journeys: a day or a route is planned better on demand, its progress seen, stopped, and accepted in part or whole."""

from __future__ import annotations

from dispatchtui.core.commands.moves import Move
from dispatchtui.engine.jobs import Explain, Failed, Found, Horizon, Optimise
from tests.builders import at
from tests.journeys.journey import Dispatcher, at_the_console, starts
from tests.journeys.test_proposals import NOW, away, the_day
from tests.tui.small_worker import SmallWorker, an_option

DAY_S = 86_400
MIDNIGHT = at("00:00") + DAY_S


def found(me: Dispatcher, worker: SmallWorker, *, final: bool = False, moves: tuple[Move, ...] = ()) -> Found:
    """What the last job has found after 4 s."""
    option = an_option(me.session.desk.board, NOW, *moves, kind="replan") if moves else None
    return Found(job_id=str(len(worker.jobs)), option=option, cost=7200.0, first_cost=9000.0, iterations=52_000,
                 elapsed_s=4.0, final=final)  # fmt: skip


MOVES = (Move(visit_id="V61", technician_id="T02", start_s=at("11:00")),
         Move(visit_id="V62", technician_id="T03", start_s=at("12:00")))  # fmt: skip


async def test_a_day_is_planned_on_one_key_and_the_diff_is_accepted_on_another() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("O")
        assert list(worker.jobs.values())[-1] == Optimise(from_s=NOW, until_s=MIDNIGHT)
        worker.tell(found(me, worker))
        await me.until(lambda: "52k tries" in me.screen())
        assert me.said == ("Plan everybody today: 4 s, 52k tries, 20.0% better. Esc stops it.")
        assert "planning 4 s -20.0%" in me.lines()[0]
        worker.tell(found(me, worker, moves=MOVES, final=True))
        await me.until(lambda: me.state.mode == "proposals")
        assert [row.cells["move"][0] for row in me.state.sheet.rows] == [
            "T01 11:00 → T02 11:00", "T01 12:00 → T03 12:00"]  # fmt: skip
        assert "plan Mon 21 Oct" in me.screen()
        await me.press("y")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me)["V61"] == "T02 11:00"
        assert starts(me)["V62"] == "T03 12:00"
        (answer,) = me.session.desk.board.tables["answers"].values()
        assert (answer.trigger, answer.outcome) == ("OPTIMISE", "accepted")


async def test_escape_stops_a_search_and_the_best_so_far_is_what_the_next_p_shows() -> None:
    worker = SmallWorker(away)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("O")
        worker.tell(found(me, worker, moves=MOVES))
        await me.until(lambda: "20.0% better" in me.said)
        await me.press("escape")
        assert worker.cancelled == [str(len(worker.jobs))]
        await me.until(lambda: me.state.offered.running is None)
        assert "p shows it." in me.said
        await me.press("p")
        assert [row.cells["id"][0] for row in me.state.sheet.rows] == ["V61", "V62"]
        await me.press("escape", "p")
        assert "T01 is away." in me.screen()  # what was seen comes in its turn


async def test_a_search_that_found_nothing_leaves_the_plan_and_says_so() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("O")
        worker.tell(found(me, worker, final=True))
        await me.until(lambda: "nothing better" in me.said)
        assert me.state.mode == "board"
        assert me.state.offered.ready == ()


async def test_a_worker_that_dies_is_one_sentence_and_the_board_is_as_it_was() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        before = starts(me)
        await me.press("O")
        worker.sentence, worker.state = "The planner ended with signal 9.", "failed"
        worker.tell(Failed(job_id=str(len(worker.jobs)), sentence=worker.sentence))
        await me.until(lambda: "signal 9" in me.said)
        assert me.state.offered.running is None
        assert starts(me) == before
        await me.press("p")
        assert me.said == "The planner ended with signal 9."


async def test_a_day_a_territory_a_route_and_days_can_be_named() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        for line, job in (
            ("optimise east T02 tomorrow", Optimise(territories=("EAST",), technicians=("T02",), from_s=MIDNIGHT,
                                                    until_s=MIDNIGHT + DAY_S)),
            ("resequence 2", Optimise(technicians=("T02",), from_s=NOW, until_s=MIDNIGHT, seconds=3.0,
                                      place_unplaced=False)),
            ("plan-days 5", Horizon(from_s=NOW, days=5)),
            ("explain V61", Explain(visit_id="V61")),
            ("explain 61 2", Explain(visit_id="V61", technician_id="T02")),
        ):  # fmt: skip
            await me.press(":")
            await me.type(line)
            await me.press("enter")
            assert list(worker.jobs.values())[-1] == job
            worker.tell(found(me, worker, final=True))
            await me.until(lambda: me.state.offered.running is None)


async def test_what_would_have_to_change_is_told_in_sentences() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press(":")
        await me.type("explain 61")
        await me.press("enter")
        told = ("No technician with GAS 3 is free before 15:00.", "With 20 min overtime T07 could.")
        worker.tell(Found(job_id=str(len(worker.jobs)), sentences=told, final=True))
        await me.until(lambda: me.state.mode == "reading")
        assert " Explain V61" in me.screen()
        assert told[0] in me.screen()
        assert told[1] in me.screen()


async def test_a_long_sentence_goes_on_in_the_next_line_on_the_smallest_screen() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker, size=(80, 24)) as me:
        await me.press(":")
        await me.type("explain 61")
        await me.press("enter")
        told = ("T10 is the best for V61, there at 09:42: " + "it is nearest of all; " * 5 + "it ends here.", "So.")
        worker.tell(Found(job_id=str(len(worker.jobs)), sentences=told, final=True))
        await me.until(lambda: me.state.mode == "reading")
        assert "it ends here." in me.screen()


async def test_the_worker_is_ended_with_the_console() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker):
        assert not worker.closed
    assert worker.closed


async def test_who_gets_late_is_named_on_a_line_of_its_own_before_anything_is_accepted() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker, size=(80, 24)) as me:
        await me.press("O")
        after_seven = Move(visit_id="V62", technician_id="T03", start_s=at("19:30"))
        worker.tell(found(me, worker, moves=(MOVES[0], after_seven), final=True))
        await me.until(lambda: me.state.mode == "proposals")
        assert me.listed("more late") == " 1 more late: V62 100%; 1 rule broken"
        assert me.listed("2 arrivals") == " 2 arrivals, 1 h more overtime"
        assert "? review" in me.listed("T03 19:30")


async def test_of_a_plan_of_which_one_move_is_accepted_the_rest_is_what_the_next_p_shows() -> None:
    worker = SmallWorker()
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("O")
        worker.tell(found(me, worker, moves=MOVES, final=True))
        await me.until(lambda: me.state.mode == "proposals")
        await me.press("enter")
        await me.until(lambda: starts(me)["V61"] == "T02 11:00" and not me.state.pending)
        await me.press("escape", "p")
        assert [row.cells["id"][0] for row in me.state.sheet.rows] == ["V62"]
        assert "1 arrival" in me.screen()
        await me.press("y")
        await me.until(lambda: starts(me)["V62"] == "T03 12:00")
        assert me.state.offered.ready == ()
