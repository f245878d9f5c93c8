"""Journeys: what is offered before its effects are counted is shown as that, and taken only once they are."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from dispatchtui.constraints.effects import Effects
from dispatchtui.core.board import Board
from dispatchtui.core.disrupting import KEEP
from dispatchtui.engine.jobs import Repair
from dispatchtui.solver.proposing.proposal import Option, Proposal
from tests.journeys.journey import at_the_console, starts
from tests.journeys.test_proposals import NOW, SICK, the_day, to
from tests.tui.small_worker import SmallWorker, a_proposal, an_option

KEPT = Option(kind=KEEP, rows=())


def whole(board: Board, now_s: int) -> Option:
    return an_option(board, now_s, to("V61", "T02", "11:00"), to("V62", "T03", "12:00"), kind="replan")


def at_first(board: Board, now_s: int) -> Iterable[Proposal]:
    """The first answer of a search: what it does is known, what follows from it is not."""
    found = whole(board, now_s)
    rows = tuple(replace(each, effects=Effects()) for each in found.rows)
    brief = replace(found, rows=rows, effects=Effects(), brief=True)
    return (a_proposal(brief, visits=("V61", "V62"), sentence="T01 is away.", final=False),)


def in_full(board: Board, now_s: int) -> Iterable[Proposal]:
    """The same behind another one, with its effects."""
    return (a_proposal(KEPT, whole(board, now_s), visits=("V61", "V62"), sentence="T01 is away."),)


async def test_what_is_not_counted_is_not_accepted_and_is_counted_under_the_cursor() -> None:
    worker = SmallWorker(at_first)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("p")
        assert "its effects are being counted" in me.screen()
        assert "nothing else changes" not in me.screen()
        worker.holds = True
        for key in ("y", "Y", "enter"):
            asked = len(worker.jobs)
            await me.press(key)
            assert "What it changes is not counted yet: the same key takes it in a moment." in me.screen()
            await me.until(lambda asked=asked: len(worker.jobs) > asked)
            assert list(worker.jobs.values())[-1] == Repair(ids=(SICK,), seconds=3.0)
        assert starts(me)["V61"] == "T01 11:00"
        worker.ways = in_full
        worker.find()
        await me.until(lambda: "effects are being counted" not in me.screen())
        assert "newer: r" not in me.screen()
        assert "2 arrivals" in me.screen()
        await me.press("y")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert (starts(me)["V61"], starts(me)["V62"]) == ("T02 11:00", "T03 12:00")


async def test_where_something_else_was_found_a_key_shows_it_and_no_other_takes_what_is_not_counted() -> None:
    worker = SmallWorker(at_first)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("p")
        worker.ways = lambda board, now_s: [a_proposal(an_option(board, now_s, to("V61", "T03", "11:00")))]
        me.app.connection.planning._dirty, me.app.connection.planning._asked = True, 0.0
        await me.until(lambda: "newer: r" in me.screen())
        await me.press("y")
        assert "What it changes was not counted, and something newer is there: r shows it." in me.screen()
        assert starts(me)["V61"] == "T01 11:00"
        await me.press("r", "y")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me)["V61"] == "T03 11:00"
