"""Journeys: whoever works through what is offered stays in the list of it until they leave it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.model import Answer
from dispatchtui.solver.proposing.proposal import Proposal
from dispatchtui.solver.proposing.rows import hard_row
from tests.builders import at
from tests.journeys.journey import Dispatcher, at_the_console, starts
from tests.journeys.test_proposals import NOW, the_day, to
from tests.tui.small_worker import SmallWorker, a_proposal, an_option

V61, V62, V63 = (f"UNPLACED:V6{number}" for number in (1, 2, 3))


def three(board: Board, now_s: int) -> Iterable[Proposal]:
    """One cause after another, ten minutes between them."""
    answers: dict[str, Answer] = board.tables["answers"]
    for number, start in (("1", "15:00"), ("2", "13:00"), ("3", "16:00")):
        option = an_option(board, now_s, to(f"V6{number}", "T03", start))
        proposal = a_proposal(option, kind="UNPLACED", subject=f"visits/V6{number}", visits=(f"V6{number}",),
                              act_by_s=at(f"10:{number}0"))  # fmt: skip
        if proposal.id not in answers:
            yield proposal


def shown(me: Dispatcher) -> str:
    return me.state.sheet.subject if me.state.mode == "proposals" else me.state.mode


async def test_esc_leads_from_the_candidates_back_to_the_proposals_also_after_ranking_anew() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(three)) as me:
        await me.press("p", "J")
        assert shown(me) == V62
        for keys in (("a",), ("a", "r"), ("w", "escape")):
            await me.press(*keys)
            assert shown(me) == "candidates"
            await me.press("escape")
            assert shown(me) == V62
        assert starts(me)["V62"] == "T01 12:00"


async def test_a_rejection_goes_on_to_the_cause_behind_it_and_from_the_last_one_to_the_first() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(three)) as me:
        await me.press("p", "J", "x", "2")
        await me.until(lambda: V62 in me.session.desk.board.tables["answers"])
        assert shown(me) == V63
        assert "PROPOSALS 2 of 2" in me.screen()
        await me.press("x", "2")
        await me.until(lambda: V63 in me.session.desk.board.tables["answers"])
        assert shown(me) == V61
        await me.press("x", "2")
        await me.until(lambda: V61 in me.session.desk.board.tables["answers"])
        assert shown(me) == "board"


async def test_what_presses_most_is_not_opened_in_place_of_what_was_just_changed_without_a_word() -> None:
    worker = SmallWorker(three)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        assert me.cursor == "V64"
        worker.holds = True
        await me.press("i")
        await me.until(lambda: me.state.done and me.state.offered.behind)
        await me.press("p")
        assert me.said == "Ways out for V64 are being worked out; p again in a moment."
        assert shown(me) == "board"
        await me.until(lambda: me.state.offered.looking)
        worker.holds = False
        worker.find()
        await me.until(lambda: not me.state.offered.behind)
        await me.press("p")
        assert me.said == "Nothing is offered for V64: this is what presses most."
        assert shown(me) == V61


async def test_no_key_is_offered_for_what_nobody_can_accept() -> None:
    def hard(board: Board, now_s: int) -> Iterable[Proposal]:
        option = an_option(board, now_s, to("V61", "T03", "15:00"), kind="human")
        yield a_proposal(replace(option, rows=(hard_row(board, "V61", "Nobody can come before noon."),)))

    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(hard)) as me:
        await me.press("p")
        assert "nothing to accept: a person decides" in me.screen()
        assert not any(word in me.lines()[-1] for word in ("accept", "the green", "this row"))
        assert "x reject" in me.lines()[-1]
        for key in ("y", "Y", "enter"):
            await me.press(key)
            assert me.said == "Nothing here can be accepted: a person has to find a way; a ranks who could, by hand."
        assert me.session.asked == []


async def test_where_all_is_refused_nothing_is_called_accepted() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(three)) as me:
        me.session.hold = True  # the feed is behind: this console does not know yet
        me.session.desk.somebody(PlaceVisit(visit_id="V61", technician_id="T03", start_s=at("15:30")))
        await me.press("p", "y")
        await me.until(lambda: "Nothing was done. V61 was changed by dirk" in me.screen())
        assert me.state.sheet.title.startswith("Nothing was done. Accepted: V61")
