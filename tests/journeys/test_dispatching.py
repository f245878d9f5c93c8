"""Journeys: a dispatcher at the keyboard, from key to fact and back."""

from __future__ import annotations

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import AddNote, PlaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock, Row, VisitState
from dispatchtui.tui.haste import PAUSE_S
from tests.builders import a_technician, a_visit, a_work_order, a_working_board, an_actor, at
from tests.journeys.days import a_day
from tests.journeys.journey import at_the_console

NOW = at("10:00")


async def test_two_keys_give_a_visit_to_the_best_candidate() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        assert me.cursor == "V60"
        me.session.answering.clear()
        await me.press("a", "enter")
        await me.until(lambda: "1 pending" in me.screen())
        row = me.line_of("V60")
        assert "planned" in row
        assert "T01" in row
        assert "~" in row
        me.session.answering.set()
        await me.until(lambda: not me.state.pending)
        assert me.session.desk.board.visits["V60"].assignment.technician_id == "T01"
        assert "~" not in me.line_of("V60")
        assert me.said.startswith("V60 to T01")
        request = me.session.asked[0]
        assert request.pre == {"visits/V60": 1, "lanes/T01:2019-10-21": 0}


async def test_a_digit_takes_another_candidate_and_nothing_happens_before_enter() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.do("assign")
        assert "V60 to whom?" in me.screen()
        assert me.said.startswith("Enter: V60 to T01")
        assert me.session.asked == []
        await me.press("2")
        await me.until(lambda: me.session.desk.board.visits["V60"].assignment)
        assert me.session.desk.board.visits["V60"].assignment.technician_id == "T02"


async def test_a_refusal_rolls_back_and_says_its_sentence() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        me.session.hold = True  # the console does not hear that V60 was cancelled
        me.session.desk.somebody(AdvanceVisit(visit_id="V60", step=Step.CANCEL, reason="solved"), reason="solved")
        await me.press("a", "enter")
        await me.until(lambda: me.state.conflicts)
        assert "unplaced" in me.line_of("V60")
        assert "changed by dirk" in me.screen()
        me.session.deliver()
        await me.until(lambda: "cancelled" in me.line_of(" V60 "))


async def test_the_board_shows_what_another_console_does() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        me.session.desk.somebody(PlaceVisit(visit_id="V60", technician_id="T02", start_s=at("10:30")))
        await me.until(lambda: "T02" in me.line_of("▌ V60"))
        me.session.desk.somebody(AdvanceVisit(visit_id="V60", step=Step.RELEASE))
        await me.until(lambda: "released" in me.line_of("▌ V60"))
        assert me.cursor == "V60"


def beyond_skill() -> tuple[Row, ...]:
    """V60 needs more of PLUMB than both technicians have, which a lead may waive."""
    skills = a_visit(id="V60", needs={"PLUMB": 5})
    return tuple(a_working_board(skills, technicians=2).rows())


async def test_who_may_not_break_a_rule_is_not_offered_it() -> None:
    async with at_the_console(*beyond_skill(), now_s=NOW, actor=an_actor("dispatcher")) as me:
        await me.do("assign")
        assert "0 can, 2 out (w tells why)" in me.screen()
        await me.do("why")
        assert "Breaking it needs a lead." in me.screen()


async def test_a_lead_breaks_a_leads_rule_in_words() -> None:
    async with at_the_console(*beyond_skill(), now_s=NOW, actor=an_actor("lead")) as me:
        await me.do("assign")
        assert "0 can, 2 break a rule" in me.screen()
        await me.press("o", "2")
        assert "it is more urgent than the rule, in words:" in me.said
        await me.type("flooding")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].overrides)
        override = me.session.desk.board.visits["V60"].overrides[0]
        assert (override.code, override.text) == ("urgent", "flooding")


async def test_a_lost_link_shows_at_once_refuses_acts_and_keeps_the_draft() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.do("assign")
        me.session.drop()
        await me.until(lambda: "OFFLINE" in me.lines()[0])
        assert "old" in me.lines()[0]
        await me.press("enter")
        assert me.said.startswith("Offline: this was not sent and does not wait")
        assert "V60 to whom?" in me.screen()
        assert me.session.asked == []
        me.session.desk.somebody(AddNote(visit_id="V61", text="meanwhile"))
        me.session.connect()
        await me.until(lambda: "LIVE" in me.lines()[0])
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].crew)
        assert me.state.picture.board.visits["V61"].notes[0].text == "meanwhile"


async def test_a_typed_draft_survives_the_loss_of_the_link() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.do("note")
        await me.type("gate 4")
        me.session.drop()
        await me.press("enter")
        assert "gate 4" in me.said
        assert "this was not sent; Enter again when the link is back." in me.said
        me.session.connect()
        await me.until(lambda: me.state.link.live)
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].notes)
        assert me.session.desk.board.visits["V60"].notes[0].text == "gate 4"


async def test_a_rule_is_broken_with_a_reason_of_one_digit() -> None:
    board = a_working_board(
        a_visit(id="V60", territory="WEST", needs={"PLUMB": 2}), a_work_order(id="W60", territory="WEST"), technicians=1
    )
    async with at_the_console(*board.rows(), now_s=NOW) as me:
        await me.do("assign")
        assert me.said.startswith("Breaks a rule (D):")
        await me.press("enter")
        assert "o and a digit" in me.said
        assert me.session.asked == []
        await me.press("o", "2")
        assert me.said.startswith("Enter: V60 to T01 although")
        assert me.said.endswith("because it is more urgent than the rule.")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].overrides)
        override = me.session.desk.board.visits["V60"].overrides[0]
        assert (override.constraint, override.code, override.by) == ("territory", "urgent", "dora")
        await me.until(lambda: "‼" in me.line_of("▌ V60"))


async def test_park_takes_a_digit_and_the_same_key_takes_it_back() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("H", "1")
        await me.until(lambda: me.session.desk.board.visits["V60"].state is VisitState.PARKED)
        await me.until(lambda: "parked" in me.line_of("▌ V60"))
        await me.press("H")
        await me.until(lambda: me.session.desk.board.visits["V60"].state is VisitState.QUALIFIED)


async def test_cancelling_needs_a_reason_and_enter() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("c", "enter")
        assert "Pick a reason first" in me.said
        await me.press("2")
        assert me.session.asked == []
        assert me.said == "Enter: cancel V60, a duplicate of another request; this cannot be undone."
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].state is VisitState.CANCELLED)
        assert me.session.asked[0].reason.code == "duplicate"


async def test_a_reason_of_ones_own_asks_for_words() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("H", "6")
        await me.type("roof is wet")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].state is VisitState.PARKED)
        assert me.session.desk.board.visits["V60"].state_reason == "roof is wet"


async def test_release_unassign_lock_and_extend() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press(":")
        await me.type("goto 61")
        await me.press("enter")
        assert me.cursor == "V61"
        await me.do("release")
        await me.until(lambda: me.session.desk.board.visits["V61"].state is VisitState.RELEASED)
        await me.do("lock")
        await me.until(lambda: me.session.desk.board.visits["V61"].lock is Lock.RESOURCE)
        await me.do("lock", "lock", "lock", "lock", "lock")
        await me.until(lambda: me.session.desk.board.visits["V61"].lock is Lock.NONE)
        await me.until(lambda: not me.state.pending)
        await me.do("unassign")
        await me.until(lambda: me.session.desk.board.visits["V61"].state is VisitState.QUALIFIED)
        await me.type(":goto 62")
        await me.press("enter", "e")
        await me.type("40")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V62"].extended_s == 2400)


async def test_a_sick_technician_takes_two_keys_and_says_what_it_means() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("2", "j", "S")
        assert "T02 Technician T02 sick from 10:00 to 17:00: 1 visit needs somebody else" in me.screen()
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.absences)
        absence = next(iter(me.session.desk.board.absences.values()))
        assert (absence.technician_id, absence.kind, absence.start_s, absence.end_s) == (
            "T02",
            "sick",
            NOW,
            at("17:00"),
        )
        await me.until(lambda: "✕ sick" in me.line_of("▌ T02"))


async def test_why_not_tells_each_reason() -> None:
    board = a_working_board(*a_day(), a_technician(id="T09", name="Vera", active=False))
    async with at_the_console(*board.rows(), now_s=NOW) as me:
        await me.type(":why 60 3")
        await me.press("enter")
        assert me.said.startswith("T03 is candidate")
        await me.type(":why 60 T77")
        await me.press("enter")
        assert "There is no technician T77." in me.said


async def test_a_key_that_cannot_act_says_why() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.do("release")
        assert me.said == "V60 is unplaced; only what is planned can be released."
        await me.press("Y")
        assert me.said == "Y does nothing here; ? shows the keys."
    async with at_the_console(*a_day(), now_s=NOW, actor=an_actor("support", id="sue")) as me:
        await me.do("assign")
        assert me.said == "Sue lacks the right place: place, move and unplace visits."


async def test_one_key_never_leaves_the_console() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.press("q", "ctrl+q", "ctrl+c")
        assert me.app.is_running
        await me.do("quit")
        assert "Leave the console?" in me.screen()
        await me.press("escape")
        assert me.app.is_running
        await me.do("quit")
        me.app.haste._asked_at -= PAUSE_S
        await me.press("enter")
        await me.until(lambda: not me.app.is_running)


async def test_candidates_found_while_the_keys_rested_are_those_of_the_board_as_it_is() -> None:
    async with at_the_console(*a_day(), now_s=NOW) as me:
        await me.until(lambda: me.state.ahead is not None)
        found = me.state.ahead.found
        me.session.desk.somebody(PlaceVisit(visit_id="V63", technician_id="T01", start_s=at("10:00")))
        await me.until(lambda: "T01" in me.line_of(" V63"))
        await me.do("assign")
        assert found[0].technician_id == "T01"
        choices = me.state.sheet.payload
        assert choices.by_row["T01"].knock_on or choices.by_row["T01"].start_s > at("10:00")
        await me.press("escape")
        await me.until(lambda: me.state.ahead is not None)
        before = me.state.ahead.asking
        await me.do("assign")
        assert me.state.asking is before
