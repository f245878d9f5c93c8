"""Journeys: what is offered is accepted in two keys, in part or in whole, row by row, or rejected with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.commands.visits import PlaceVisit, RecordAgreement
from dispatchtui.core.model import Lock, Row
from dispatchtui.solver.proposing.proposal import Proposal
from dispatchtui.solver.proposing.rows import option_of, rows_of
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.journey import Dispatcher, at_the_console, starts
from tests.tui.small_worker import SmallWorker, a_proposal, an_option

NOW = at("10:00")
SICK = "TECH_SICK:T01"


def the_day() -> tuple[Row, ...]:
    """T01 has V61 and V62, which T02 and T03 can take, and V63, on which a lock lies; T02 has V64 at four."""
    due = [a_work_order(id=f"W6{number}", response_due="19:00") for number in (1, 2, 3, 4)]
    return tuple(a_working_board(
        *due, a_visit(id="V61", technician="T01", start="11:00"), a_visit(id="V62", technician="T01", start="12:00"),
        a_visit(id="V63", technician="T01", start="14:00", lock=Lock.RESOURCE_AND_TIME),
        a_visit(id="V64", technician="T02", start="16:00"),
    ).rows())  # fmt: skip


def to(visit_id: str, technician_id: str, start: str) -> Move:
    return Move(visit_id=visit_id, technician_id=technician_id, start_s=at(start))


def away(board: Board, now_s: int) -> Iterable[Proposal]:
    """What is offered while T01 has something left: all to others, or the first one alone to T03."""
    left = [each.id for each in board.route("T01")]
    if not left:
        return ()
    moves = [to("V61", "T02", "11:00"), to("V62", "T03", "12:00"), to("V63", "T02", "14:00")]
    together = an_option(board, now_s, *(each for each in moves if each.visit_id in left), kind="replan")
    alone = an_option(board, now_s, to(left[0], "T03", "15:00"))
    return (a_proposal(together, alone, visits=tuple(left), act_by_s=at("10:30"), sentence="T01 is away."),)


def outcome(me: Dispatcher) -> tuple[str, str, tuple[str, ...]]:
    answer = me.session.desk.board.tables["answers"][SICK]
    return answer.outcome, answer.option, answer.visits


TOP, GREEN, REJECTED = ("p", "y"), ("p", "Y"), ("p", "x", "2")
"""The keys that accept the top proposal, that accept its green rows, and that reject it with a reason."""


def test_no_more_keys_are_needed_than_a_dispatcher_has_patience_for() -> None:
    assert (len(TOP), len(GREEN), len(REJECTED)) == (2, 2, 3)


async def test_two_keys_accept_the_top_proposal_whole_where_it_asks_nothing() -> None:
    def green(board: Board, now_s: int) -> Iterable[Proposal]:
        left = [to(each.id, "T02", "11:00") for each in board.route("T01") if each.id == "V61"]
        return [a_proposal(an_option(board, now_s, *left), visits=("V61",))] if left else []

    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(green)) as me:
        await me.press(*TOP)
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me)["V61"] == "T02 11:00"
        assert outcome(me) == ("accepted", "move", ("V61",))


async def test_two_keys_accept_the_green_rows_and_leave_the_rest() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        assert "1 proposal: p" in me.lines()[0]
        await me.press(*GREEN)
        await me.until(lambda: "answers" in me.session.desk.board.tables and me.session.desk.board.tables["answers"])
        assert starts(me) == {"V61": "T02 11:00", "V62": "T03 12:00", "V63": "T01 14:00", "V64": "T02 16:00"}
        assert outcome(me) == ("edited", "replan", ("V61", "V62"))
        assert [request.cause for request in me.session.asked] == [SICK] * 3
        assert [row.cells["how"][0] for row in me.state.sheet.rows] == ["applied", "applied", "left"]


async def test_two_keys_accept_all_and_a_digit_answers_for_what_is_broken() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        await me.press("p", "y")
        assert "V63: breaks lock. Why?" in me.screen()
        await me.press("2")
        assert me.said.startswith("Enter: 3 rows accepted although V63 is locked")
        assert me.said.endswith("because it is more urgent than the rule.")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me) == {"V61": "T02 11:00", "V62": "T03 12:00", "V63": "T02 14:00", "V64": "T02 16:00"}
        assert outcome(me) == ("accepted", "replan", ("V61", "V62", "V63"))
        codes = {request.act.visit_id: request.override and request.override.code for request in me.session.asked[:-1]}
        assert codes == {"V61": None, "V62": None, "V63": "urgent"}


async def test_the_pane_tells_the_cause_and_each_row_from_whom_to_whom() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        await me.press("p")
        assert "PROPOSALS 1 of 1  T01 is away." in me.screen()
        assert [row.cells["move"][0] for row in me.state.sheet.rows] == [
            "T01 11:00 → T02 11:00", "T01 12:00 → T03 12:00", "T01 14:00 → T02 14:00"]  # fmt: skip
        assert [row.cells["grade"][0] for row in me.state.sheet.rows] == ["✓ green", "✓ green", "? review"]
        assert "V61 goes from T01 to T02 at 11:00, 8 h to spare." in me.screen()
        assert me.listed("1 3 to T02 T03").startswith("▌10:30 T01 is away            2")


async def test_enter_accepts_the_row_under_the_cursor_alone() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        await me.press("p", "j", "enter")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me)["V61"] == "T01 11:00"
        assert starts(me)["V62"] == "T03 12:00"
        assert outcome(me) == ("edited", "replan", ("V62",))


async def test_a_digit_shows_another_option_and_y_accepts_that_one() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        await me.press("p", "2", "y")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me)["V61"] == "T03 15:00"
        assert outcome(me) == ("accepted", "move", ("V61",))


async def test_three_keys_reject_with_a_reason_and_the_same_is_not_offered_again() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        assert "1 proposal: p" in me.lines()[0]
        await me.press(*REJECTED)
        await me.until(lambda: me.session.desk.board.tables["answers"])
        answer = me.session.desk.board.tables["answers"][SICK]
        assert (answer.outcome, answer.reason, answer.basis) == ("rejected", "technician", "b1")
        me.app.connection.planning._asked = 0.0
        await me.until(lambda: not me.state.offered.looking and len(me.session.asked) == 1)
        assert me.state.offered.ready == ()
        assert "proposal" not in me.lines()[0]
        await me.press("p")
        assert me.said == "Nothing is offered: nothing makes the plan wrong that has a way out."


async def test_one_key_undoes_the_whole_acceptance() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        before = starts(me)
        await me.press("p", "Y")
        await me.until(lambda: me.session.desk.board.tables["answers"] and not me.state.pending)
        await me.press("escape", "u")
        await me.until(lambda: starts(me) == before)
        await me.until(lambda: not me.state.pending)
        assert not me.state.done


async def test_what_somebody_took_meanwhile_fails_alone_and_says_why() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        me.session.hold = True  # the feed is behind: this console does not know yet
        reply = me.session.desk.somebody(PlaceVisit(visit_id="V61", technician_id="T03", start_s=at("15:00")))
        assert reply.refusal is None
        await me.press("p", "Y")
        await me.until(lambda: "applied" in [row.cells["how"][0] for row in me.state.sheet.rows])
        assert starts(me)["V61"] == "T03 15:00"
        assert starts(me)["V62"] == "T03 12:00"
        assert "V61 was changed by dirk" in me.listed("refused")
        assert not me.state.conflicts


async def test_a_row_that_the_board_has_overtaken_says_so_and_the_others_land() -> None:
    worker = SmallWorker(away)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("p")
        worker.holds = True
        me.session.desk.somebody(PlaceVisit(visit_id="V61", technician_id="T03", start_s=at("15:30")))
        await me.until(lambda: "stale" in me.state.sheet.rows[0].cells["grade"][0])
        assert [row.cells["grade"][0] for row in me.state.sheet.rows[:2]] == ["‼ stale", "~ green"]
        assert "Overtaken: V61 was changed since this was found." in me.screen()
        await me.press("Y")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert starts(me)["V61"] == "T03 15:30"
        assert starts(me)["V62"] == "T03 12:00"
        assert "V61 was changed by dirk" in me.listed("refused")


async def test_what_is_newer_waits_for_a_key_while_the_cursor_is_on_it() -> None:
    worker = SmallWorker(away)
    async with at_the_console(*the_day(), now_s=NOW, worker=worker) as me:
        await me.press("p", "j")
        before = [row.id for row in me.state.sheet.rows]
        worker.ways = lambda board, now_s: [a_proposal(an_option(board, now_s, to("V62", "T02", "12:00")),
                                                       visits=("V62",), basis="b2")]  # fmt: skip
        me.app.connection.planning._dirty, me.app.connection.planning._asked = True, 0.0
        await me.until(lambda: "newer: r" in me.screen())
        assert [row.id for row in me.state.sheet.rows] == before
        assert me.cursor == before[1]
        await me.press("r")
        assert [row.cells["move"][0] for row in me.state.sheet.rows] == ["T01 12:00 → T02 12:00"]


async def test_an_option_is_tried_on_a_fork_that_all_panes_show() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        await me.press("p", "2", "W")
        assert me.state.picture.board.visits["V61"].crew[0].technician_id == "T03"
        assert starts(me)["V61"] == "T01 11:00"
        assert "WHAT-IF 1 move tried" in me.lines()[0]


async def test_the_next_thing_walks_what_is_offered_and_says_which_key_shows_it() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away)) as me:
        await me.press("n")
        assert "T01 is away." in me.said
        assert me.said.endswith("p: 2 ways out.")
        assert me.cursor == "V61"
        await me.press("p")
        assert me.state.sheet.subject == SICK


async def test_it_works_at_the_smallest_size() -> None:
    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(away), size=(80, 24)) as me:
        await me.press("p")
        line = me.listed("V62")
        assert "✓ green" in line
        assert "T01 12:00 → T03 12:00" in line
        assert "? review" in me.listed("V63")
        assert "y accepts 3 of 3 rows, Y the 2 green; 100% sure to keep every word" in me.screen()
        keys = me.lines()[-1]
        assert all(word in keys for word in ("y accept", "Y the green", "x reject"))


async def test_a_customer_s_consent_is_asked_for_and_written_down_before_the_visit_moves() -> None:
    def dated(board: Board, now_s: int) -> Iterable[Proposal]:
        steps = {"V61": (RecordAgreement(visit_id="V61", about="promise", text="agreed to 15:00"),)}
        rows = rows_of(board, (to("V61", "T03", "15:00"),), now_s, steps=steps)
        return [a_proposal(option_of(board, "another_day", rows, now_s), visits=("V61",))] if not _agreed(board) else []

    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(dated)) as me:
        await me.press("p", "y")
        assert "V61: the customer has to agree. Why?" in me.screen()
        assert me.session.asked == []
        await me.press("1")
        assert me.said == "Enter: 1 row accepted, because the customer agreed."
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert [type(each.act).__name__ for each in me.session.asked] == [
            "RecordAgreement", "PlaceVisit", "AnswerProposal"]  # fmt: skip
        assert starts(me)["V61"] == "T03 15:00"
        assert outcome(me)[0] == "accepted"


async def test_behind_an_act_that_is_refused_the_rest_of_its_row_is_not_asked_for() -> None:
    def impossible(board: Board, now_s: int) -> Iterable[Proposal]:
        option = an_option(board, now_s, to("V61", "T03", "15:00"), to("V62", "T02", "12:00"))
        first, second = option.rows
        wrong = (RecordAgreement(visit_id="V61", about="weather", text="sun"), *first.acts)
        return [a_proposal(replace(option, rows=(replace(first, acts=wrong), second)), visits=("V61",))]

    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(impossible)) as me:
        await me.press("p", "y")
        await me.until(lambda: me.session.desk.board.tables["answers"])
        assert [row.cells["how"][0] for row in me.state.sheet.rows] == ["refused", "refused", "applied"]
        assert "Not asked for, for what comes before it was refused" in me.screen()
        assert starts(me)["V61"] == "T01 11:00"
        assert starts(me)["V62"] == "T02 12:00"
        assert outcome(me)[0] == "edited"


def _agreed(board: Board) -> bool:
    return bool(board.visits["V61"].agreements)


async def test_the_cause_that_is_shown_is_in_sight_however_many_there_are() -> None:
    def many(board: Board, now_s: int) -> Iterable[Proposal]:
        option = an_option(board, now_s, to("V64", "T02", "16:30"))
        every = [a_proposal(option, subject=f"technicians/X{number}", act_by_s=at("10:30") + 60 * number)
                 for number in range(40)]  # fmt: skip
        return [*every, a_proposal(option, subject="technicians/T02", visits=("V64",), act_by_s=at("12:00"))]

    async with at_the_console(*the_day(), now_s=NOW, worker=SmallWorker(many)) as me:
        await me.press("p")
        assert "PROPOSALS 41 of 41" in me.screen()
        await me.until(lambda: any(line.startswith("▌12:00 T02 is away") for line in me.lines()))
