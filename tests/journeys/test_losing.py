"""Journeys: the one whose place somebody else has changed is told by whom and to what."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import LockVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Row
from dispatchtui.protocol.frames import Person
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.journey import Dispatcher, at_the_console

NOW = at("10:00")


def a_day() -> tuple[Row, ...]:
    """V60 waits and may begin at 14:00 only."""
    return tuple(a_working_board(
        a_work_order(id="W60", response_due="16:00"), replace(a_visit(id="V60"), earliest_s=at("14:00")),
    ).rows())  # fmt: skip


async def _place(me: Dispatcher) -> None:
    """Give V60 to T01 at ten for two, while Dirk looks at it, and go on to eleven."""
    me.session.meet(Person(session="s2", actor="dirk", name="Dirk Desk", visit_id="V60", doing="looking", since_s=NOW))
    await me.press("a")
    await me.until(lambda: me.state.sheet is not None and me.state.sheet.rows)
    await me.press("enter")
    await me.until(lambda: not me.state.pending and me.state.done)
    me.session.meet()
    me.session.at(at("11:00"))


async def test_who_moved_what_i_had_placed_is_said_once() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await _place(me)
        moved = PlaceVisit(visit_id="V60", technician_id="T02", start_s=at("14:30"))
        assert me.session.desk.somebody(moved).refusal is None
        await me.until(lambda: me.said == "Dirk Desk moved V60 from T01 to T02, which you had placed at 10:00.")
        await me.press("u", "escape", "escape")
        me.session.desk.somebody(PlaceVisit(visit_id="V60", technician_id="T02", start_s=at("15:00")))
        await me.until(lambda: me.state.picture.board.visits["V60"].version == 4)
        assert "which you had placed" not in me.said


async def test_another_time_a_displacement_and_a_cancellation_are_said() -> None:
    told = {
        "moved V60 with T01 from 14:00 to 15:00": PlaceVisit(visit_id="V60", technician_id="T01", start_s=at("15:00")),
        "put V60 back in the queue from T01 at 14:00": UnplaceVisit(visit_id="V60", bumped=True),
        "cancelled V60, with T01 at 14:00": AdvanceVisit(visit_id="V60", step=Step.CANCEL, reason="solved"),
    }
    for what, act in told.items():
        async with at_the_console(*a_day(), now_s=NOW) as me:
            await _place(me)
            assert me.session.desk.somebody(act, reason="solved").refusal is None
            await me.until(lambda: "which you" in me.said)
            assert me.said == f"Dirk Desk {what}, which you had placed at 10:00."


async def test_what_leaves_the_place_as_it_is_and_what_i_do_myself_are_no_loss() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await _place(me)
        me.session.desk.somebody(LockVisit(visit_id="V60", lock=Lock.RESOURCE))
        await me.until(lambda: me.state.picture.board.visits["V60"].version == 3)
        assert "which you" not in me.said
        assert "V60" in me.state.held_places
        me.session.desk.somebody(LockVisit(visit_id="V60", lock=Lock.NONE))
        await me.press("U")
        await me.until(lambda: not me.state.pending and not me.state.picture.board.visits["V60"].crew)
        assert "which you" not in me.said
        assert me.state.held_places == {}


async def test_an_overlap_names_who_placed_the_other_visit_and_lists_no_act_of_mine_as_theirs() -> None:
    rows = a_working_board(
        *(row for number in (60, 61, 63) for row in (a_work_order(id=f"W{number}"), a_visit(id=f"V{number}")))
    ).rows()
    async with at_the_console(*rows, now_s=NOW) as me:
        me.session.meet(
            Person(session="s2", actor="dirk", name="Dirk Desk", visit_id="V63", doing="looking", since_s=NOW)
        )
        me.session.hold = True
        me.session.desk.somebody(PlaceVisit(visit_id="V63", technician_id="T01", start_s=at("10:00")))
        own = PlaceVisit(visit_id="V61", technician_id="T01", start_s=at("15:00"))
        assert me.session.desk.somebody(own, by="dora").refusal is None
        await me.press(":")
        await me.type("a 60 1")
        await me.press("enter")
        await me.until(lambda: me.state.conflicts)
        me.session.deliver()
        await me.until(lambda: me.state.picture.board.visits["V63"].crew)
        await me.do("conflict")
        assert "Dirk Desk placed V63 at 10:00." in me.screen().replace("\n", " ")
        assert "Dirk Desk at 10:00, version 2" in me.screen()
        assert {row.id.partition(" ")[0] for row in me.state.sheet.rows} == {"visits/V60", "visits/V63"}


async def test_a_candidate_whose_day_has_changed_is_not_taken_at_the_old_time() -> None:
    other = (a_work_order(id="W61"), a_visit(id="V61"))
    async with at_the_console(*a_day(), *other, now_s=NOW) as me:
        await me.press("a")
        who = me.state.sheet.at
        assert "Enter: V60 to" in me.said
        me.session.desk.somebody(PlaceVisit(visit_id="V61", technician_id=who, start_s=at("14:00")))
        await me.until(lambda: me.said == f"{who} has changed since this list was made: r ranks anew.")
        await me.press("enter")
        assert me.session.asked == []
        await me.press("r", "enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew)
