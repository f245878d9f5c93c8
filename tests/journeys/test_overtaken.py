"""Journeys: what the board has overtaken is not offered anew, and no key counts it as something to accept."""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.solver.proposing.proposal import Proposal
from tests.builders import at
from tests.journeys.journey import at_the_console
from tests.journeys.test_proposals import NOW, away, the_day, to
from tests.tui.small_worker import SmallWorker, a_proposal, an_option


async def test_a_pane_opened_anew_offers_nothing_that_was_overtaken() -> None:
    worker = SmallWorker(away)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("p")
        worker.holds = True
        assert [each.kind for each in me.state.sheet.payload.shown.options] == ["replan", "move"]
        me.session.desk.somebody(PlaceVisit(visit_id="V61", technician_id="T03", start_s=at("15:30")))
        await me.until(lambda: "stale" in me.state.sheet.rows[0].cells["grade"][0])
        assert "y accepts 2 of 3 rows, Y the 1 green" in me.screen()  # V61 is gone; a lock lies on V63
        await me.press("2")
        assert "nothing to accept any more: r looks again" in me.screen()
        await me.press("escape", "p")
        assert [each.kind for each in me.state.sheet.payload.shown.options] == ["replan"]
        assert "y accepts 2 of 3 rows, Y the 1 green" in me.screen()


def alone(board: Board, now_s: int) -> Iterable[Proposal]:
    """One visit to somebody else, and nothing beside it."""
    return (a_proposal(an_option(board, now_s, to("V61", "T03", "15:00")), visits=("V61",), sentence="T01 is away."),)


async def test_where_all_was_overtaken_nothing_is_offered_until_it_was_looked_at_again() -> None:
    worker = SmallWorker(alone)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("p")
        worker.holds = True
        me.session.desk.somebody(PlaceVisit(visit_id="V61", technician_id="T03", start_s=at("15:30")))
        await me.until(lambda: "stale" in me.state.sheet.rows[0].cells["grade"][0])
        await me.press("r")
        assert me.state.sheet.rows == ()
        assert "y accepts" not in me.screen()
        assert me.state.offered.ready == ()
        await me.press("y")
        assert "Nothing is offered here yet: it is being worked out." in me.screen()
