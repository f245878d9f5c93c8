"""Journeys: moving about, filtering, finding; nothing moves under the cursor by itself."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Lock
from tests.builders import a_technician, a_visit, a_work_order, a_working_board, at
from tests.journeys.days import a_queue
from tests.journeys.journey import at_the_console

NOW = at("10:00")


async def test_the_keys_of_vi_and_the_arrows_move() -> None:
    async with at_the_console(*a_queue(), now_s=NOW) as me:
        seen = []
        for key in ("j", "j", "k", "down", "up", "G", "g", "g", "ctrl+d", "home", "end"):
            await me.press(key)
            seen.append(me.cursor)
        assert seen == ["V2", "V3", "V2", "V3", "V2", "V30", "V30", "V1", seen[8], "V1", "V30"]
        assert int(seen[8][1:]) > 15


async def test_a_sequence_begun_waits_without_a_clock() -> None:
    async with at_the_console(*a_queue(), now_s=NOW) as me:
        await me.press("G", "g")
        assert me.lines()[-1].strip() == "g and then?"
        await me.press("j")
        assert me.cursor == "V30"


async def test_what_is_new_waits_until_it_is_asked_for() -> None:
    async with at_the_console(*a_queue(5), now_s=NOW) as me:
        await me.press("j", "j")
        before = me.lines()[3:8]
        order = a_work_order(id="", response_due="10:05", priority=1)
        me.session.desk.somebody(TakeRequest(row=order))
        me.session.desk.somebody(AdvanceVisit(visit_id="V1", step=Step.CANCEL, reason="solved"), reason="solved")
        await me.until(lambda: "newer, r" in me.lines()[1])
        after = me.lines()[3:8]
        assert [line[:8] for line in after] == [line[:8] for line in before]
        assert "cancelled" in after[0]
        assert me.cursor == "V3"
        await me.do("newer")
        assert me.cursor == "V3"
        assert "V6" in me.lines()[3]
        assert "V1 " not in me.screen()


async def test_the_order_waits_while_one_looks_elsewhere_until_an_act_of_ones_own() -> None:
    async with at_the_console(*a_queue(5), now_s=NOW) as me:
        rows = me.app.frame.lists["queue"].list
        before = list(rows.rows)
        await me.press("2", "?", "escape")
        me.session.desk.somebody(TakeRequest(row=a_work_order(id="", response_due="10:05", priority=1)))
        await me.until(lambda: "1 newer" in me.lines()[1])
        assert list(rows.rows) == before
        await me.press("1")
        assert list(rows.rows) == before
        await me.press("3", "i")
        await me.until(lambda: not me.state.pending and rows.rows[0] == "V6")


async def test_alerts_show_their_worst_while_nobody_is_in_them() -> None:
    many = [row for n in range(1, 41) for row in (a_work_order(id=f"W{n}", response_due="09:00"), a_visit(id=f"V{n}"))]
    async with at_the_console(*a_working_board(*many).rows(), now_s=NOW) as me:
        alerts = me.app.frame.lists["alerts"].list
        await me.press("3", "G")
        assert alerts.above > 0
        assert f"{alerts.above} above" in me.lines()[1]
        await me.press("1")
        assert alerts.above == 0


async def test_what_was_said_of_a_lost_link_goes_when_it_is_back() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        me.session.drop()
        await me.do("lock")
        assert "was not sent" in me.said
        me.session.connect()
        await me.until(lambda: "LIVE" in me.lines()[0])
        assert "was not sent" not in me.said


async def test_tab_and_digits_change_the_pane_and_capital_z_zooms() -> None:
    async with at_the_console(*a_queue(5), now_s=NOW) as me:
        panes = []
        for key in ("tab", "tab", "tab", "tab", "tab", "shift+tab", "3", "1"):
            await me.press(key)
            panes.append(me.state.pane)
        assert panes == ["technicians", "alerts", "timeline", "detail", "queue", "detail", "alerts", "queue"]
        await me.press("4", "Z")
        assert "QUEUE" not in me.screen()
        await me.press("Z")
        assert "QUEUE" in me.screen()


async def test_the_filter_works_while_it_is_typed_and_a_slip_is_a_sentence() -> None:
    async with at_the_console(*a_queue(12), now_s=NOW) as me:
        await me.do("filter")
        await me.type("due<12:04")
        assert list(me.app.frame.lists["queue"].list.rows) == ["V1", "V2", "V3"]
        await me.type(" foo:1")
        assert "There is no field foo." in me.said
        await me.press("ctrl+u")
        await me.type("due<12:03")
        await me.press("enter")
        assert "/due<12:03" in me.lines()[1]
        await me.press("escape")
        assert len(me.app.frame.lists["queue"].list.rows) == 12


async def test_leaving_the_filter_line_puts_back_what_was_there() -> None:
    async with at_the_console(*a_queue(12), now_s=NOW) as me:
        await me.type("/id:V3")
        await me.press("enter", "/", "ctrl+u")
        await me.type("p:3")
        await me.press("escape")
        assert "/id:V3" in me.lines()[1]


async def test_find_goes_to_a_visit_a_customer_or_a_technician() -> None:
    async with at_the_console(*a_queue(12), now_s=NOW) as me:
        await me.do("find")
        await me.type("customer 7")
        assert "V7" in me.screen()
        await me.press("enter")
        assert (me.cursor, me.state.pane) == ("V7", "queue")
        await me.do("find")
        await me.type("t03")
        await me.press("enter")
        assert (me.cursor, me.state.pane) == ("T03", "technicians")


async def test_n_goes_through_what_needs_me() -> None:
    board = a_working_board(
        a_work_order(id="W1", response_due="10:20"), a_visit(id="V1", technician="T01", start="11:00"),
        a_work_order(id="W2", response_due="09:50"), a_visit(id="V2"),
        a_work_order(id="W3", response_due="16:00"), a_visit(id="V3", technician="T02", start="12:00"),
    )  # fmt: skip
    async with at_the_console(*board.rows(), now_s=NOW) as me:
        seen = []
        for keys in (("3", "n"), ("n",), ("n",), ("j", "n")):
            await me.press(*keys)
            seen.append((me.state.pane, me.cursor, me.said.partition(")")[0]))
        assert seen == [
            ("queue", "V1", "(1 of 2"),
            ("queue", "V2", "(2 of 2"),
            ("queue", "V1", "(1 of 2, first again"),
            ("queue", "V2", "(2 of 2"),
        ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("asign 60", "There is no command asign. Did you mean assign?"),
        ("a 99", "There is no visit 99."),
        ("a 1 nobody", "There is no technician nobody."),
        ("sick T01 25:00", "From when? A time such as 0710, not 25:00."),
        ("park 1 rain", "A reason is one of parts, customer, access, weather, permit, or its number, not rain."),
        ("goto", "Go where? goto V60, or goto T08."),
        ("release 1 2 3", "release takes [VISIT], not 3 words."),
        ("filter foo:1", "There is no field foo."),
    ],
)
async def test_a_slip_on_the_command_line_is_a_sentence_and_the_line_stays(line: str, sentence: str) -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        await me.press(":")
        me.app.state.entry = me.app.state.entry.with_text(line)
        await me.press("enter")
        assert sentence in me.said
        assert me.app.state.entry.text == line


async def test_the_dotted_form_assigns() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        await me.type(":a.2.3")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V2"].crew)
        assert me.session.desk.board.visits["V2"].crew[0].technician_id == "T03"


async def test_find_takes_a_telephone_number_as_it_is_typed() -> None:
    board = a_working_board(
        a_work_order(id="W1"), a_visit(id="V1"), a_work_order(id="W2"), a_visit(id="V2"),
        replace(a_technician(id="T09", name="Vera"), phone="+1 (410) 555-0199"),
    )  # fmt: skip
    order = board.work_orders["W2"]
    board.put(replace(order, customer=replace(order.customer, phone="+1 410 555-0134")))
    async with at_the_console(*board.rows(), now_s=NOW) as me:
        for typed, found in (
            ("410-555-0134", "visits/V2"),
            ("0410 5550134", "visits/V2"),
            ("4105550199", "technicians/T09"),
        ):
            await me.do("find")
            await me.type(typed)
            assert [row.id for row in me.state.sheet.rows] == [found]
            assert "555-01" in me.state.sheet.rows[0].cells["text"][0]
            await me.press("escape")


@pytest.mark.parametrize(
    ("typed", "lock"), [("tech", Lock.RESOURCE), ("window", Lock.TIME_RANGE), ("both", Lock.RESOURCE_AND_TIME)]
)
async def test_a_lock_is_typed_by_the_word_that_is_shown(typed: str, lock: Lock) -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        await me.press(":")
        me.app.state.entry = me.app.state.entry.with_text(f"lock 1 {typed}")
        await me.press("enter")
        await me.until(lambda: me.session.desk.board.visits["V1"].lock is lock)


@pytest.mark.parametrize("size", [(59, 24), (80, 14)])
async def test_a_screen_too_small_says_so(size: tuple[int, int]) -> None:
    async with at_the_console(*a_queue(3), now_s=NOW, size=size) as me:
        assert "Enlarge this terminal to 60x15." in me.screen()


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_every_pane_draws_at_every_size(size: tuple[int, int]) -> None:
    async with at_the_console(*a_queue(40), now_s=NOW, size=size) as me:
        for key in ("1", "2", "3", "4", "5", "a", "w", "escape", "escape", "?", "escape", "1"):
            await me.press(key)
            lines = me.lines()
            assert len(lines) == size[1]
            assert all(len(line) <= size[0] for line in lines)
        assert me.cursor == "V1"


async def test_the_timeline_zooms_and_pans() -> None:
    async with at_the_console(*a_queue(3), now_s=NOW) as me:
        await me.press("4")
        hours = me.line_of("09 ").strip()
        await me.press("+")
        assert me.line_of("09:00") or "09:30" in me.screen()
        await me.press("]", "0")
        assert me.line_of("09 ").strip() == hours


async def test_a_hostile_row_draws_as_harmless_text() -> None:
    evil = "\x1b]52;c;aGk=\x07[bold]\u202e\x9b31m漢" + "x" * 100_000
    board = a_working_board(a_work_order(id="W1", summary=evil, customer=evil, address=evil), a_visit(id="V1"))
    order = replace(board.work_orders["W1"], extra={evil[:40]: evil})
    board.put(order)
    async with at_the_console(*board.rows(), now_s=NOW, size=(200, 60)) as me:
        screen = me.screen()
        assert "[bold]" in screen
        for control in ("\x1b", "\x9b", "\x07", "\u202e"):
            assert control not in screen
        await me.press("f")
        await me.type("[bold]")
        await me.press("enter", "5", "j", "G", "a", "escape")
        assert me.app.is_running
