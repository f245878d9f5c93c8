"""Journeys: alerts seen, quiet and passed on, with one key each, and clocks held with a note."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.commands.alerts import AcknowledgeAlert
from dispatchtui.core.model import Row
from dispatchtui.protocol.frames import Person
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
        assert me.said == "Alert breach:V60 acknowledged."
        await me.until(lambda: "seen by Dora" in me.line_of("◆ RISK"))
        await me.press("space")
        assert me.said == "Dora has acknowledged breach:V60 already, at 10:00."
        assert len(me.session.asked) == 1
        await me.press("u")
        assert me.said.startswith("alert breach:V60 acknowledged: this cannot be undone; nothing was changed.")


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
        await me.until(lambda: "‖ held" in me.line_of("▌ V60"))
        await me.press(":")
        await me.type("resume-clock 60")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V60"].held_from_s is None)
        await me.until(lambda: "‖" not in me.line_of("▌ V60"))
