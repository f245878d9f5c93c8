"""What the console says: histories, messages, help, and what has changed meanwhile."""

from __future__ import annotations

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.lifecycle import Step
from tests.builders import at
from tests.journeys.days import a_queue
from tests.journeys.journey import at_the_console
from tests.tui.small_desk import SmallDesk

NOW = at("10:00")


async def test_history_tells_who_did_what_and_why() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        me.session.desk.somebody(PlaceVisit(visit_id="V1", technician_id="T02", start_s=at("12:30")))
        me.session.desk.somebody(AdvanceVisit(visit_id="V1", step=Step.PARK, reason="parts"), by="ana", reason="parts")
        await me.until(lambda: "parked" in me.line_of("▌ V1"))
        await me.do("history")
        screen = me.screen()
        assert "History of V1: 2 facts" in screen
        assert screen.index("parked at") < screen.index("placed: T02 at 12:30")
        assert "dirk" in screen
        assert "ana" in screen


async def test_history_tells_what_happened_before_this_console_opened() -> None:
    desk = SmallDesk(a_queue(3), NOW)
    desk.somebody(PlaceVisit(visit_id="V1", technician_id="T02", start_s=at("12:30")))
    async with at_the_console(now_s=NOW, desk=desk) as me:
        me.session.answering.clear()
        await me.type(":history 1")
        await me.press("enter")
        assert "0 facts, newest first, since this console opened" in me.screen()
        me.session.answering.set()
        await me.until(lambda: "placed: T02 at 12:30" in me.screen())
        assert "History of V1: 1 fact, newest first" in me.screen()
        assert "since this console opened" not in me.screen()


async def test_a_filter_that_matches_nothing_says_so() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        await me.type("/zzz")
        assert "Nothing matches zzz" in me.screen()
        await me.press("enter", "escape")
        assert "V1" in me.screen()


async def test_a_message_that_is_long_is_shown_to_its_end() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW, size=(80, 24)) as me:
        me.state.say(f"{'much was said ' * 8}and this is the end.", "alarm")
        me.app.show()
        assert "and this is the end." in me.lines()[-1]
        await me.press("escape")
        assert "? help" in me.lines()[-1]


async def test_help_takes_the_screen_but_for_the_first_rows() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        await me.do("help")
        assert sum(1 for line in me.lines() if ":" in line or "." in line) > 30
        assert "V1 " in me.lines()[3]


async def test_a_list_of_candidates_says_at_once_that_its_visit_has_changed() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        await me.do("assign")
        me.session.desk.somebody(PlaceVisit(visit_id="V1", technician_id="T02", start_s=at("12:30")))
        await me.until(lambda: "V1 has changed since this list was made: r ranks anew." in me.said)


async def test_help_lists_the_keys_and_why_some_do_not_work() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW, size=(140, 60)) as me:
        await me.do("help")
        await me.press("G", "g", "g")
        rows = {row.id: row.cells for row in me.state.sheet.rows}
        assert "Not now: V1 is unplaced; only what is planned can be released." in rows["release"]["what"][0]
        assert rows["assign"]["what"][1] == "text"
