"""Taking acts back: the last one, step by step, and never somebody else's."""

from __future__ import annotations

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, VisitState
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.days import a_day
from tests.journeys.journey import at_the_console

NOW = at("10:00")


async def test_undo_takes_back_the_last_act_and_only_that() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("a", "enter")
        await me.until(lambda: me.state.done)
        await me.do("undo")
        await me.until(lambda: not me.session.desk.board.visits["V60"].crew)
        await me.until(lambda: me.said.startswith("Undone"))
        await me.do("undo")
        assert "Nothing of yours to undo" in me.said


async def test_undo_is_refused_when_somebody_built_on_it() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("a", "enter")
        await me.until(lambda: me.state.done)
        me.session.desk.somebody(AdvanceVisit(visit_id="V60", step=Step.RELEASE))
        await me.until(lambda: "released" in me.line_of("▌ V60"))
        await me.do("undo")
        await me.until(lambda: "Not undone, and no longer offered" in me.said)
        assert me.session.desk.board.visits["V60"].crew
        await me.do("undo")
        assert "Nothing of yours to undo" in me.said


async def test_undo_goes_back_step_by_step_through_our_own_changes_of_one_visit() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        visits = me.session.desk.board.visits
        for lock in (Lock.RESOURCE, Lock.TIME, Lock.TIME_RANGE):
            await me.do("lock")
            await me.until(lambda lock=lock: visits["V60"].lock is lock and not me.state.pending)
        for lock in (Lock.TIME, Lock.RESOURCE, Lock.NONE):
            assert "undo: V60" in me.lines()[-1]
            await me.do("undo")
            await me.until(lambda lock=lock: visits["V60"].lock is lock and not me.state.pending)
        assert me.state.done == []


async def test_undo_says_what_cannot_be_undone_and_touches_nothing_else() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.do("lock")
        await me.until(lambda: len(me.state.done) == 1)
        await me.press("j", "c", "2", "enter")
        await me.until(lambda: len(me.state.done) == 2)
        asked = len(me.session.asked)
        await me.do("undo")
        assert "V63 cancelled: this cannot be undone; nothing was changed." in me.said
        assert len(me.session.asked) == asked
        await me.do("undo")
        await me.until(lambda: me.session.desk.board.visits["V60"].lock is Lock.NONE)


async def test_a_sickness_recorded_by_mistake_is_undone_by_the_number_the_desk_gave_it() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("2", "S", "enter")
        await me.until(lambda: me.session.desk.board.absences and me.state.done)
        await me.do("undo")
        await me.until(lambda: not me.session.desk.board.absences)


async def test_what_somebody_would_be_told_of_is_shown_before_it_is_taken_back() -> None:
    board = a_working_board(
        a_work_order(id="W61", response_due="16:00"), a_visit(id="V61", technician="T02", start="13:00")
    )
    async with at_the_console(*board.rows(), now_s=NOW) as me:
        await me.do("release")
        await me.until(lambda: me.state.done)
        await me.do("undo")
        assert me.said.startswith("Undo V61 released: ")
        assert "T02" in me.line_of("tells")
        assert len(me.session.asked) == 1
        await me.press("u")
        await me.until(lambda: me.session.desk.board.visits["V61"].state is VisitState.PLANNED)
        assert me.state.sheet is None


async def test_the_key_that_undoes_confirms_nothing_else() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("2", "S", "u")
        assert me.session.asked == []
        assert me.said == "Enter does it, Esc leaves it."


async def test_what_automation_released_meanwhile_is_taken_back_with_its_recall() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("a", "enter")
        await me.until(lambda: me.state.done)
        me.session.desk.somebody(AdvanceVisit(visit_id="V60", step=Step.RELEASE), by="automation")
        await me.until(lambda: "released" in me.line_of("▌ V60"))
        await me.do("undo")
        said = "V60 was released by automation meanwhile. Not undone yet: u again recalls it too."
        await me.until(lambda: me.said == said)
        assert len(me.state.done) == 1
        await me.do("undo")
        assert "Enter does it, Esc leaves it." in me.said
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].state is VisitState.QUALIFIED)
        await me.until(lambda: me.said.startswith("Undone"))
        assert me.state.done == []


async def test_a_place_before_that_automation_released_is_given_back_untold() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        visits = me.session.desk.board.visits
        await me.type(":assign 61 T01")
        await me.press("enter")
        await me.until(lambda: visits["V61"].crew[0].technician_id == "T01" and not me.state.pending)
        me.session.desk.somebody(AdvanceVisit(visit_id="V61", step=Step.RELEASE), by="automation")
        await me.until(lambda: me.state.picture.board.visits["V61"].state is VisitState.RELEASED)
        await me.do("undo")
        await me.press("enter")
        await me.until(lambda: me.said.startswith("V61 was released by automation"))
        await me.do("undo")
        await me.press("enter")
        await me.until(lambda: visits["V61"].crew[0].technician_id == "T02" and not me.state.pending)
        assert visits["V61"].state is VisitState.PLANNED
