"""The console as a user's terminal sees it: sizes, hostile rows, resizing, and how quick a key is."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from statistics import median
from time import monotonic

import pytest

from tests.pty_screen import PtyScreen

CONSOLE = Path(__file__).with_name("console_on_a_pty.py")
pytestmark = pytest.mark.slow
FOREIGN = re.compile(rb"[\x00-\x06\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b[^\[]|\xc2[\x80-\x9f]|\x07")
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u2028\u2029]")


def at_the_console(columns: int = 120, rows: int = 40, **env: str) -> PtyScreen:
    screen = PtyScreen([sys.executable, str(CONSOLE)], columns=columns, rows=rows,
                       env={"COLORTERM": "truecolor", **env})  # fmt: skip
    try:
        screen.wait_for("LIVE", 30)
        screen.wait_for("▌ V1 ")
    except BaseException:
        screen.close()
        raise
    return screen


@pytest.mark.parametrize(("columns", "rows", "panes"), [
    (80, 24, ["1 QUEUE"]),
    (120, 40, ["1 QUEUE", "2 TECHNICIANS", "3 ALERTS", "4 TIMELINE"]),
    (200, 60, ["1 QUEUE", "2 TECHNICIANS", "3 ALERTS", "4 TIMELINE", "5 DETAIL"]),
])  # fmt: skip
def test_a_visit_is_assigned_with_two_keys(columns: int, rows: int, panes: list[str]) -> None:
    with at_the_console(columns, rows) as screen:
        screen.settle()
        assert sorted(re.findall(r"[1-5] [A-Z]{5,}", screen.screen)) == panes
        screen.press("a")
        screen.wait_for("Enter: V1 to T01")
        screen.press("enter")
        screen.wait_for(lambda s: "planned" in next(line for line in s.lines if "▌ V1 " in line))
        screen.wait_for("V1 to T01 Technician T01 at")
        screen.press("Q")
        screen.wait_for("Leave the console?")
        screen.settle(0.35)  # an Enter at once would be taken for a pasted one
        screen.press("enter")
        assert screen.wait_exit() == 0
        assert not screen.modes & {1000, 1049, 2004}


def test_hostile_rows_do_nothing_to_the_terminal() -> None:
    with at_the_console(200, 60, ROWS="hostile") as screen:
        screen.settle()
        for _row in range(11):
            for key in ("5", "G", ".", "escape", "1", "a", "w", "escape", "escape", "j"):
                screen.press(key)
                screen.settle(0.02)
        screen.press("2", "4", "3", "/")
        screen.settle()
        raw = bytes(screen.raw)
        assert not FOREIGN.search(raw)
        assert not DIRECTION.search(raw.decode())
        screen.press("escape")
        screen.settle()
        screen.press("1")
        screen.wait_for("markup [b")
        screen.wait_for("LIVE")


def test_a_resize_shows_other_panes_and_keeps_the_cursor() -> None:
    with at_the_console(120, 40) as screen:
        screen.press("j", "j")
        screen.wait_for("▌ V3 ")
        for columns, rows, seen in ((80, 24, "1 QUEUE"), (50, 12, "Enlarge this terminal"), (200, 60, "5 DETAIL"),
                                    (120, 40, "4 TIMELINE")):  # fmt: skip
            screen.resize(columns, rows)
            screen.wait_for(seen)
        screen.wait_for("▌ V3 ")
        screen.settle()
        drawn = screen.cells()
        screen.press("ctrl+l")
        screen.settle()
        assert screen.cells() == drawn


def test_a_key_is_painted_at_once_while_the_feed_runs() -> None:
    with at_the_console(120, 40, COUNT="400", FEED="500") as screen:
        times = []
        for number in range(2, 32):
            began = monotonic()
            screen.press("j")
            screen.wait_for(f"▌ V{number} ")
            times.append((monotonic() - began) * 1000)
        assert median(times) < 60, times


def test_escape_and_a_key_in_one_packet_are_two_keys() -> None:
    with at_the_console() as screen:
        screen.press("a")
        screen.wait_for("V1 to whom?")
        screen.send("\x1bj")
        screen.wait_for(lambda s: "▌ V2 " in s.screen and "to whom?" not in s.screen)
        screen.press("a")
        screen.wait_for("V2 to whom?")
        screen.send("\x1bjk\x1b")
        screen.wait_for(lambda s: "▌ V2 " in s.screen and "to whom?" not in s.screen)
        screen.press("a")
        screen.wait_for("V2 to whom?")
        screen.send("\x1b2")
        screen.wait_for(lambda s: "▌ T01" in s.screen and "to whom?" not in s.screen)
