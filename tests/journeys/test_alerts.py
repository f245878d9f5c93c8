"""Journeys: alerts seen, quiet and passed on, with one key each, and clocks held with a note."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.commands.alerts import AcknowledgeAlert
from dispatchtui.core.model import Row
from dispatchtui.protocol.frames import Person
from dispatchtui.tui.views.attention import of_alert
from tests.builders import a_policy, a_visit, a_work_order, a_working_board, at
from tests.journeys.journey import Dispatcher, at_the_console
from tests.tui.alert_rows import an_alert

NOW = at("10:00")
WIDE = (200, 60)


def _day(*rows: Row) -> tuple[Row, ...]:
    """V60 waits for somebody and may be late; the watch has said so."""
    return tuple(a_working_board(
        a_work_order(id="W60", response_due="11:00", priority=2), a_visit(id="V60"),
        a_work_order(id="W61", response_due="16:00"), a_visit(id="V61", technician="T02", start="13:00"),
        *(rows or (an_alert(act_by="10:40", percent=35),)),
    ).rows())  # fmt: skip


def _alert(me: Dispatcher, name: str = "breach:V60"):
    return me.session.desk.board.tables["alerts"][name]


async def test_space_acknowledges_the_alert_of_the_selected_visit_once() -> None:
    async with at_the_console(*_day(), now_s=NOW, size=WIDE) as me:
        assert me.state.visit_id == "V60"
        await me.press("space")
        await me.until(lambda: _alert(me).acknowledged_s == NOW and not me.state.pending)
        assert me.said == "V60 (not placed): seen by you."
        assert "✓" in me.line_of("▌ V60"), "the queue tells it as well"
        await me.until(lambda: "seen by Dora" in me.line_of("◆ RISK"))
        await me.press("space")
        assert me.said == "Dora has acknowledged breach:V60 already, at 10:00."
        assert len(me.session.asked) == 1
        await me.press("u")
        assert me.said == "V60 (not placed): seen by you. That cannot be taken back; nothing was changed."


async def test_what_lies_behind_an_alert_that_was_seen_is_not_offered_and_asks_before_it_is_taken_back() -> None:
    async with at_the_console(*_day(), now_s=NOW, size=WIDE) as me:
        await me.press("i")
        await me.until(lambda: len(me.state.done) == 1)
        await me.press("space")
        await me.until(lambda: len(me.state.done) == 2)
        await me.press("u")
        assert me.said == "V60 (not placed): seen by you. That cannot be taken back; nothing was changed."
        asked = len(me.session.asked)
        await me.press("u")
        assert len(me.session.asked) == asked
        assert me.said.startswith("Undo V60")
        await me.press("enter")
        await me.until(lambda: len(me.session.asked) == asked + 1 and not me.state.pending)


async def test_space_acts_on_what_was_brought_and_says_which_visits_it_covers() -> None:
    overrun = an_alert(kind="overrun", subject="visits/V13", visit="V60", cause="V13 runs over", act_by="10:20")
    async with at_the_console(*_day(an_alert(act_by="10:40"), overrun), now_s=NOW, size=WIDE) as me:
        picture = me.state.picture
        shown = replace(of_alert(overrun), others=("V61",))
        picture.attention.take(picture.board, (of_alert(an_alert(act_by="10:19")), shown))
        await me.do("next", "next")
        assert (me.state.visit_id, me.said) == ("V60", f"(2 of 2) {overrun.sentence}")
        await me.press("space")
        await me.until(lambda: _alert(me, "overrun:V13").acknowledged_s == NOW and not me.state.pending)
        assert me.said == "V13 runs over: seen by you; it covers V60 and V61."
        assert _alert(me).acknowledged_s is None


async def test_on_a_row_it_is_the_alert_to_which_its_standing_belongs() -> None:
    overrun = an_alert(kind="overrun", subject="visits/V13", visit="V60", cause="V13 runs over", act_by="10:20")
    async with at_the_console(*_day(overrun), now_s=NOW, size=WIDE) as me:
        picture = me.state.picture
        shown = replace(of_alert(overrun), others=("V61",))
        picture.attention.take(picture.board, (of_alert(an_alert(kind="conflict", subject="visits/V61")), shown))
        await me.press("j")
        assert me.state.visit_id == "V61"
        await me.press("z")
        await me.until(lambda: _alert(me, "overrun:V13").snoozed_until_s == at("10:10") and not me.state.pending)
        assert me.said == "V13 runs over: quiet until 10:10; it covers V60 and V61."


async def test_an_alert_that_was_raised_for_a_former_cause_is_that_of_the_entry() -> None:
    async with at_the_console(*_day(an_alert(act_by="10:40")), now_s=NOW, size=WIDE) as me:
        picture = me.state.picture
        now_behind = replace(of_alert(an_alert()), kind="overrun", subject="visits/V13", cause="V13 runs over")
        picture.attention.take(picture.board, (now_behind,))
        await me.do("next")
        await me.press("space")
        await me.until(lambda: _alert(me).acknowledged_s == NOW and not me.state.pending)
        assert me.said == "V13 runs over: seen by you; it covers V60."


async def test_who_acknowledged_before_is_named_also_when_both_press_at_once() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        me.session.meet(Person(session="s2", actor="ana", name="Ana", visit_id="V60", doing="looking", since_s=NOW))
        me.session.hold = True
        me.session.desk.somebody(AcknowledgeAlert(alert_id="breach:V60"), by="ana")
        await me.press("space")
        await me.until(lambda: not me.state.pending)
        assert me.said.startswith("ana has acknowledged breach:V60 already.")
        me.session.deliver()
        await me.until(lambda: me.state.picture.board.tables["alerts"]["breach:V60"].acknowledged_by == "ana")
        await me.press("3", "space")
        assert me.said == "Ana has acknowledged breach:V60 already, at 10:00."


async def test_z_lets_the_alert_rest_as_long_as_the_policy_says_and_typed_minutes_as_long_as_they_say() -> None:
    async with at_the_console(*_day(), now_s=NOW, size=WIDE) as me:
        await me.press("3", "z")
        await me.until(lambda: _alert(me).snoozed_until_s == at("10:10"))
        await me.until(lambda: "quiet until 10:10" in me.line_of("◆ RISK"))
        await me.press(":")
        await me.type("snooze 25 V60")
        await me.press("enter")
        await me.until(lambda: _alert(me).snoozed_until_s == at("10:25"))
        await me.press(":")
        await me.type("snooze soon")
        await me.press("enter")
        assert "An alert rests for 1 to 1440 minutes, not soon." in me.said


async def test_what_has_no_alert_says_so_and_what_is_typed_by_name_is_found() -> None:
    async with at_the_console(*_day(), now_s=NOW) as me:
        await me.press("j", "space")
        assert me.said == "No alert stands for V61."
        await me.press(":")
        await me.type("ack 60")
        await me.press("enter")
        await me.until(lambda: _alert(me).acknowledged_s is not None)
        await me.press(":")
        await me.type("ack breach:V60")
        await me.press("enter")
        assert "has acknowledged breach:V60 already" in me.said


async def test_clocks_are_held_with_a_note_and_run_again() -> None:
    policy = replace(a_policy(), pauses_by_hand=True)
    rows = [policy if row.TABLE == "sla_policies" else row for row in _day()]
    rows = [replace(row, sla_policy="STD") if row.TABLE == "work_orders" else row for row in rows]
    async with at_the_console(*rows, now_s=NOW, size=WIDE) as me:
        await me.press(":")
        await me.type("hold-clock 60")
        await me.press("enter")
        assert "Why are the clocks of V60 held? hold-clock V60 NOTE." in me.said
        await me.type(" waits for the owner")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].held_from_s == NOW)
        assert me.session.desk.board.visits["V60"].held_note == "waits for the owner"
        await me.until(lambda: "‖ " in me.line_of("▌ V60"))
        await me.press(":")
        await me.type("resume-clock 60")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].held_from_s is None)
        await me.until(lambda: "‖" not in me.line_of("▌ V60"))
