"""Journeys: moves tried on a fork that the panes show, while the board goes on underneath."""

from __future__ import annotations

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import AddNote, PlaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import VisitState
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.journeys.days import a_day, a_route
from tests.journeys.journey import Dispatcher, at_the_console, starts

NOW = at("10:00")


def differences(me: Dispatcher) -> list[tuple[str, ...]]:
    assert me.state.sheet is not None
    return [tuple(piece[0] for piece in row.cells.values()) for row in me.state.sheet.rows]


async def test_moves_are_tried_on_all_panes_and_nothing_is_sent_until_they_are_committed() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("W")
        assert "WHAT-IF 0 moves" in me.lines()[0]
        assert "LIVE" not in me.lines()[0]
        await me.press("J", "enter")
        assert "WHAT-IF 2 moves tried" in me.lines()[0]
        assert me.said.startswith("Tried: V62 to T01")
        assert "12:00" in me.line_of("V61   •")
        assert me.session.asked == []
        await me.press(">", "enter", "W")
        assert ("arrival", "V62", "T01 arrives at V62 at 11:00; before T01 at 12:00.") in differences(me)
        assert ("arrival", "V61", "T01 arrives at V61 at 12:15; before T01 at 11:00.") in differences(me)
        await me.press("enter")
        await me.until(lambda: "applied, 0 refused" in me.said)
        assert (starts(me)["V62"], starts(me)["V61"]) == ("T01 11:00", "T01 12:15")
        assert "LIVE" in me.lines()[0]


async def test_the_last_try_is_taken_back_and_what_is_left_is_dropped_only_when_asked() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("W", "<", "enter", "j", "X")
        await me.type("64")
        await me.press("enter", "enter")
        assert "WHAT-IF 3 moves" in me.lines()[0]
        await me.press("u")
        assert me.said.startswith("No longer tried: V62, V64.")
        await me.press("escape")
        assert me.said == "Drop the 1 move tried? Enter does it, Esc leaves it."
        await me.press("escape", "escape", "enter")
        assert me.said == "Dropped: 1 tried. The board is live again."
        assert "11:00" in me.line_of("V61   •")
        assert me.session.asked == []


async def test_a_candidate_is_tried_and_what_moves_nobody_is_not() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("W", "a", "enter")
        assert "planned" in me.line_of("▌ V60")
        await me.press(":")
        await me.type("release 61")
        await me.press("enter")
        assert me.said == "What-if tries moves only; nothing was done of: V61 released."
        await me.press("y")
        await me.until(lambda: "1 applied" in me.said)
        assert me.session.desk.board.visits["V60"].state is VisitState.PLANNED
        assert me.session.desk.board.visits["V61"].state is VisitState.PLANNED


async def test_the_feed_goes_on_underneath_and_a_move_it_overtakes_is_said() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("W", "J", "enter")
        me.session.desk.somebody(AddNote(visit_id="V64", text="dog"))
        await me.until(lambda: me.state.picture.board.visits["V64"].notes)
        assert "12:00" in me.line_of("V61   •")
        me.session.desk.somebody(PlaceVisit(visit_id="V62", technician_id="T02", start_s=at("12:30")))
        await me.until(lambda: me.said.startswith("Overtaken while you tried: V62 was changed by dirk"))
        assert "WHAT-IF 2 moves" in me.lines()[0]
        await me.press("W")
        assert differences(me)[0][:2] == ("overtaken", "V62")
        me.session.desk.somebody(AdvanceVisit(visit_id="V62", step=Step.CANCEL, reason="solved"), reason="solved")
        await me.until(lambda: "WHAT-IF 1 move" in me.lines()[0])


async def test_a_lost_link_keeps_what_was_tried() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        await me.press("W", "J", "enter")
        me.session.drop()
        await me.press("y")
        assert me.said.startswith("Offline: this was not sent and does not wait")
        assert "WHAT-IF 2 moves" in me.lines()[0]
        me.session.connect()
        await me.until(lambda: me.state.link.live)
        await me.press("y")
        await me.until(lambda: "0 refused" in me.said)
        assert starts(me)["V62"] == "T01 11:00"


async def test_the_summary_and_the_counts_tell_what_loses_its_place() -> None:
    async with at_the_console(*a_route(), now_s=NOW) as me:
        assert " 0 unplaced" in me.lines()[0]
        await me.press("W", "U")
        assert " 1 unplaced" in me.lines()[0]
        assert "1 move, 1 back to the queue" in me.said
        assert " more late" not in me.said
        await me.press("u")
        assert " 0 unplaced" in me.lines()[0]


async def test_what_a_try_does_to_the_risk_of_visits_is_told_among_its_effects() -> None:
    rows = a_working_board(
        a_work_order(id="W61", response_due="12:30"), a_visit(id="V61", technician="T01", start="13:00"),
        technicians=2,
    ).rows()  # fmt: skip
    async with at_the_console(*rows, now_s=at("10:00")) as me:
        await me.press("W", ":")
        await me.type("a 61 2")
        await me.press("enter")
        await me.foreseen()
        await me.press("W")
        assert "V61 is late with 0%, 100% before." in me.screen()


async def test_what_changes_tells_the_percentage_at_once_also_of_what_nobody_had() -> None:
    board = a_working_board(a_work_order(id="W60", response_due="10:20"), a_visit(id="V60"))
    async with at_the_console(*board.rows(), now_s=at("10:00")) as me:
        await me.type(":goto 60")
        await me.press("enter", "W", "a", "enter", "W")
        assert "V60 is late with 0%, nobody had it before." in me.screen()
