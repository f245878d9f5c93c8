"""Two people at once: what was seen, what they did, what was wanted, side by side; kept or tried again, knowingly."""

from __future__ import annotations

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.commands.visits import LockVisit, PlaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Absence, Lock, VisitState
from dispatchtui.core.requests import Request
from dispatchtui.tui import versions
from dispatchtui.tui.effects import Submit
from dispatchtui.tui.state import CANDIDATES, CONFLICT, DRAFT
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.days import a_day, a_route
from tests.journeys.journey import Dispatcher, at_the_console, starts

NOW = at("10:00")


async def loses(me: Dispatcher, act: PlaceVisit | AdvanceVisit | MoveVisits | LockVisit, *keys: str) -> None:
    """Press keys while the console does not hear that dirk was faster; then hear it and open the conflict."""
    me.session.hold = True
    assert me.session.desk.somebody(act, reason="urgent").refusal is None
    await me.press(*keys)
    await me.until(lambda: me.state.conflicts)
    me.session.deliver()
    await me.do("conflict")


def listed(me: Dispatcher) -> list[str]:
    """The rows under the conflict's title and columns."""
    lines = me.lines()
    return lines[next(number for number, line in enumerate(lines) if line.startswith(" Conflict")) + 2 :]


async def test_base_theirs_and_mine_stand_side_by_side_and_mine_can_be_retried() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await loses(me, PlaceVisit(visit_id="V60", technician_id="T03", start_s=at("12:00")), "a", "enter")
        row, under, *_ = listed(me)
        assert (
            row.index("V60") < row.index("unplaced") < row.index("T03 12:00-13:00 planned") < row.index("T01 at 10:00")
        )
        assert under.endswith(" you")
        assert "version 1 " in under
        assert "dirk at 10:00, version 2" in under
        await me.do("retry-mine")
        await me.until(lambda: me.session.desk.board.visits["V60"].assignment.technician_id == "T01")
        await me.until(lambda: not me.state.conflicts)
        assert me.session.asked[-1].pre["visits/V60"] == 2


async def test_nothing_is_tried_again_before_the_board_has_heard_of_the_change() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        me.session.hold = True
        me.session.desk.somebody(PlaceVisit(visit_id="V60", technician_id="T03", start_s=at("12:00")))
        await me.press("a", "enter")
        await me.until(lambda: me.state.conflicts)
        await me.do("conflict")
        assert "changed, not heard of yet" in listed(me)[0]
        await me.do("retry-mine")
        assert me.said == "This board has not heard of the change yet: wait a moment, then 2 again."
        assert len(me.session.asked) == 1
        me.session.deliver()
        await me.until(lambda: "T03 12:00-13:00 planned" in listed(me)[0])


async def test_theirs_can_be_kept() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await loses(me, PlaceVisit(visit_id="V60", technician_id="T03", start_s=at("12:00")), "a", "enter")
        await me.do("keep-theirs")
        assert me.session.desk.board.visits["V60"].assignment.technician_id == "T03"
        assert me.state.conflicts == []
        assert me.state.sheet is None


async def test_an_overlap_names_and_shows_the_other_visit_and_retrying_finds_the_next_time() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        theirs = PlaceVisit(visit_id="V63", technician_id="T01", start_s=at("10:00"))
        await loses(me, theirs, "a", "enter")
        assert "V63" in me.line_of("Conflict: ")
        ours, other, who, *_ = listed(me)
        assert ours.split()[-4:] == ["it", "T01", "at", "10:00"]
        assert "unplaced" in other
        assert other.endswith("T01 10:00-11:00 planned")
        assert "dirk at 10:00, version 2" in who
        await me.do("retry-mine")
        assert len(me.session.asked) == 1
        assert me.state.mode == DRAFT
        assert "Enter: V60 to T01" in me.screen()
        assert me.state.conflicts
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].assignment)
        assert starts(me)["V60"].startswith("T01")
        assert starts(me)["V60"] != "T01 10:00"
        await me.until(lambda: not me.state.conflicts)


async def test_what_mine_would_break_by_now_is_shown_and_not_sent() -> None:
    visit = a_visit(id="V61", technician="T01", start="13:00")
    board = a_working_board(a_work_order(id="W61", response_due="16:00"), visit)
    async with at_the_console(*board.rows(), now_s=NOW) as me:
        await loses(me, LockVisit(visit_id="V61", lock=Lock.RESOURCE_AND_TIME), ">", "enter")
        await me.do("retry-mine")
        assert len(me.session.asked) == 1
        assert me.state.mode == DRAFT
        assert "Breaks a rule (D): V61" in me.said
        assert "o and a digit override" in me.screen()
        await me.press("escape")
        assert me.state.mode == CONFLICT
        assert len(me.state.conflicts) == 1


async def test_what_is_not_possible_any_more_is_said_and_stays_to_be_decided() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await loses(me, AdvanceVisit(visit_id="V60", step=Step.CANCEL, reason="solved"), "a", "enter")
        assert "cancelled" in listed(me)[0]
        await me.do("retry-mine")
        assert len(me.session.asked) == 1
        assert "1 keeps theirs" in me.said
        await me.do("keep-theirs")
        assert me.session.desk.board.visits["V60"].state is VisitState.CANCELLED


async def test_who_has_no_time_left_is_not_offered_again_and_the_others_are_ranked_anew() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await loses(me, PlaceVisit(visit_id="V60", technician_id="T03", start_s=at("12:00")), "a", "enter")
        me.session.desk.act(_sick(), me.session.actor)
        await me.do("retry-mine")
        assert me.state.mode == CANDIDATES
        assert "Ranked anew" in me.screen()
        assert len(me.session.asked) == 1


def _sick() -> Request:
    row = Absence(id="", technician_id="T01", start_s=NOW, end_s=at("23:00"), kind="sick")
    return Request(id="sick", act=RecordAbsence(row=row))


async def test_several_visits_are_shown_a_row_each_and_tried_again_together() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("2")
        board = me.state.picture.board
        moves = (
            Move(visit_id="V61", technician_id="T01", start_s=at("12:00")),
            Move(visit_id="V62", technician_id="T01", start_s=at("11:00")),
        )
        pre = versions.of_moves(board, moves)
        me.session.hold = True
        me.session.desk.somebody(LockVisit(visit_id="V62", lock=Lock.TIME))
        me.app.send(Submit(act=MoveVisits(moves=moves), label="V61 and V62 swapped", pre=pre))
        await me.until(lambda: me.state.conflicts)
        me.session.deliver()
        await me.do("conflict")
        ids = [row.id for row in me.state.sheet.rows]
        assert ids == ["visits/V61", "visits/V62", "visits/V62 by"]
        assert listed(me)[0].endswith("T01 at 12:00")
        await me.do("retry-mine")
        assert me.state.mode == DRAFT
        assert [row.id for row in me.state.sheet.rows] == ["V61", "V62"]
        assert "V62 is locked" in me.screen() or "Breaks a rule (D)" in me.screen()


async def test_an_act_that_moves_nobody_is_asked_again_as_it_was() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await loses(me, LockVisit(visit_id="V60", lock=Lock.TIME), "i")
        await me.do("retry-mine")
        await me.until(lambda: me.session.desk.board.visits["V60"].lock is Lock.RESOURCE)
        assert me.session.asked[-1].pre["visits/V60"] == 2


async def test_a_reason_given_for_another_rule_is_not_used_again() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        me.session.hold = True
        me.session.desk.somebody(LockVisit(visit_id="V61", lock=Lock.RESOURCE_AND_TIME))
        act = PlaceVisit(visit_id="V61", technician_id="T01", start_s=at("10:45"))
        me.app.send(Submit(act=act, label="V61 earlier", pre={"visits/V61": 1}, override=Reason(code="urgent")))
        await me.until(lambda: me.state.conflicts)
        me.session.deliver()
        await me.do("conflict", "retry-mine")
        assert len(me.session.asked) == 1
        assert me.state.mode in (DRAFT, CANDIDATES)
