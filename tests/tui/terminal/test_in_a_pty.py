"""The console's terminal side as a user's terminal sees it."""

import re
import signal
import sys
from pathlib import Path
from statistics import median
from time import monotonic

import pytest

from tests.pty_screen import PtyScreen

SAMPLE = Path(__file__).with_name("sample_console.py")
pytestmark = pytest.mark.slow
ENVIRONMENTS = [
    ("xterm-256color", {"COLORTERM": "truecolor"}),
    ("xterm-256color", {}),
    ("xterm", {}),
    ("screen", {}),
    ("linux", {}),
    ("vt100", {}),
    ("xterm-256color", {"NO_COLOR": "1"}),
]
SIZES = [(80, 24), (120, 40), (200, 60)]
FOREIGN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]|\x1b[^\[]|\xc2[\x80-\x9f]|\x1b\[\?1003h|\x1b\[\?12h")


def sample(**options) -> PtyScreen:
    return PtyScreen([sys.executable, str(SAMPLE)], **options)


def started(**options) -> PtyScreen:
    screen = sample(**options)
    try:
        screen.wait_for("V-0000")
        screen.wait_for("ready")
        screen.settle()
    except BaseException:
        screen.close()
        raise
    return screen


@pytest.mark.parametrize(("columns", "rows"), SIZES)
@pytest.mark.parametrize(("term", "env"), ENVIRONMENTS)
def test_a_cursor_is_moved_and_seen_on_every_terminal(term, env, columns: int, rows: int) -> None:
    with started(term=term, env=env, columns=columns, rows=rows) as screen:
        assert screen.lines[4][0] != " "  # the cursor's symbol, below the field and the header
        screen.press("j")
        screen.wait_for(lambda s: s.lines[5][0] != " " and s.lines[4][0] == " ")
        cursor, other = screen.cell(20, 5), screen.cell(20, 4)
        assert (cursor.bg, cursor.reverse) != (other.bg, other.reverse)
        assert screen.cursor_hidden
        assert not FOREIGN.search(bytes(screen.raw))
        if term in ("linux", "vt100"):
            assert b"\x1b[>" not in screen.raw
            assert b"$p" not in screen.raw
        if "NO_COLOR" in env or term == "vt100":
            for codes in re.findall(rb"\x1b\[([0-9;]*)m", bytes(screen.raw)):
                assert set(codes.split(b";")) <= {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"9"}
        if term == "vt100":
            assert screen.raw.isascii()


def test_a_terminal_that_cannot_be_drawn_on_is_refused_in_one_sentence() -> None:
    with sample(term="dumb") as screen:
        assert screen.wait_exit() == 2
        assert "dispatchtui get" in screen.screen.replace("\n", "")
        assert b"\x1b" not in screen.raw


def test_escape_is_told_from_a_sequence_within_forty_milliseconds() -> None:
    with started() as screen:
        took = []
        for _ in range(7):
            screen.press("i")
            screen.settle()
            before = len(screen.raw)
            began = monotonic()
            screen.press("escape")
            screen.wait_for(lambda s, before=before: len(s.raw) > before)
            took.append(monotonic() - began)
            screen.settle()
        assert median(took) < 0.06, f"{median(took) * 1000:.0f} ms"
        screen.press("down", "up", "home")  # sequences that begin with Escape stay whole
        screen.press("j")
        screen.wait_for(lambda s: s.lines[5][0] != " ")


def test_only_clicks_are_reported_and_a_click_selects() -> None:
    with started() as screen:
        assert {1000, 1006} <= screen.modes
        assert not {1002, 1003, 1004, 1015, 1016} & screen.modes
        screen.click(20, 8)
        screen.wait_for(lambda s: s.lines[8][0] != " ")


def test_a_key_writes_two_rows_and_one_changed_row_only_what_changed() -> None:
    with started(columns=120, rows=40) as screen:
        before = len(screen.raw)
        screen.press("t")
        screen.wait_for("rev 1")
        screen.settle()
        assert len(screen.raw) - before <= 30
        before = len(screen.raw)
        screen.press("j")
        screen.wait_for(lambda s: s.lines[5][0] != " ")
        screen.settle()
        assert len(screen.raw) - before <= 600
        before = len(screen.raw)
        assert not screen.pump(0.5)
        assert len(screen.raw) == before  # an idle console says nothing


def clean(screen: PtyScreen) -> None:
    """Check that the terminal is as it was: no modes of ours, the cursor shown, the pen plain."""
    raw = bytes(screen.raw)
    assert not {1000, 1002, 1003, 1004, 1006, 1049, 2004} & screen.modes
    assert not screen.cursor_hidden
    assert raw.rfind(b"\x1b[?1049l") > raw.rfind(b"\x1b[?1049h")
    pens = re.findall(rb"\x1b\[([0-9;]*)m", raw[: raw.rfind(b"\x1b[?1049l")])
    assert pens[-1] in (b"", b"0")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_soon_and_leaves_the_terminal_clean(number: signal.Signals) -> None:
    with started() as screen:
        began = monotonic()
        screen.signal(number)
        assert screen.wait_exit() == 128 + number
        assert monotonic() - began < 1.5
        clean(screen)


def test_a_signal_ends_it_even_while_it_is_busy() -> None:
    with started() as screen:
        screen.press("b")
        screen.pump(0.2)
        began = monotonic()
        screen.signal(signal.SIGTERM)
        assert screen.wait_exit() == 128 + signal.SIGTERM
        assert monotonic() - began < 2.5
        clean(screen)


def test_quitting_leaves_the_terminal_clean() -> None:
    with started() as screen:
        screen.press("q")
        assert screen.wait_exit() == 0
        clean(screen)


def test_a_crash_leaves_the_terminal_clean_and_says_what_failed_without_obeying_it() -> None:
    with started(rows=60) as screen:
        screen.press("x")
        assert screen.wait_exit() == 1
        clean(screen)
        after = bytes(screen.raw[screen.raw.rfind(b"\x1b[?1049l") :])
        assert b"RuntimeError: failed with" in after
        assert b"\x1b]" not in after
        assert b"\x07" not in after
        assert b"not for the screen" not in after.replace(b'secret = "not for the screen"', b"")


@pytest.mark.parametrize("ignore", [False, True])
def test_a_vanished_terminal_ends_it_within_a_second(ignore: bool) -> None:
    # With SIGHUP ignored, as under nohup and some supervisors, only the closed line itself can tell.
    argv = [sys.executable, str(SAMPLE)]
    if ignore:
        argv = ["/bin/sh", "-c", 'trap "" HUP; exec "$@"', "sh", *argv]
    with PtyScreen(argv, env={"FEED": "1"}) as screen:
        screen.wait_for("ready")
        began = monotonic()
        screen.hang_up()
        assert screen.wait_exit() == 128 + signal.SIGHUP
        assert monotonic() - began < 1.5


def test_everything_is_drawn_again_on_ctrl_l() -> None:
    with started() as screen:
        before = screen.cells()
        screen._stream.feed("\x1b[H\x1b[2Jnoise from another program")
        assert screen.cells() != before
        screen.press("ctrl+l")
        screen.wait_for(lambda s: s.cells() == before)


def test_a_storm_of_resizes_ends_in_the_right_picture() -> None:
    with started(columns=100, rows=30) as screen:
        for columns, rows in [(80, 24), (120, 40), (60, 15), (200, 50), (80, 24), (100, 30), (81, 25), (100, 30)]:
            screen.resize(columns, rows)
            screen.pump(0.002)
        screen.settle(0.4)
        with started(columns=100, rows=30) as fresh:
            assert screen.cells() == fresh.cells()


def test_suspending_gives_the_terminal_back_and_resuming_draws_everything() -> None:
    argv = [sys.executable, str(SAMPLE)]
    with PtyScreen(argv) as screen:
        screen.wait_for("ready")
        screen.settle()
        before = screen.cells()
        screen.signal(signal.SIGTSTP)
        screen.wait_for(lambda s: 1049 not in s.modes and not s.cursor_hidden)
        screen.settle()
        screen._stream.feed("\x1b[H\x1b[2Jshell")
        screen.signal(signal.SIGCONT)
        screen.wait_for(lambda s: 1049 in s.modes and s.cells() == before)
        screen.press("j")
        screen.wait_for(lambda s: s.lines[5][0] != " ")


def test_a_stray_continue_signal_changes_nothing() -> None:
    with started() as screen:
        screen.signal(signal.SIGCONT)
        screen.press("j")
        screen.wait_for(lambda s: s.lines[5][0] != " ")


def test_one_feed_frame_is_under_way_until_the_terminal_answers() -> None:
    with sample(env={"FEED": "1"}) as screen:
        screen.wait_for("rev 3")
        screen.answers = False
        screen.settle(0.5, 4)  # quiet though the feed runs on: the last frame has not been answered
        stale = screen.screen
        screen.press("j")  # a key is shown all the same, with whatever the feed has brought
        screen.wait_for(lambda s: s.lines[5][0] != " ")
        assert screen.screen != stale
        screen.answers = True
        screen.send("\x1b[1;1R")
        screen.wait_for(lambda s: "rev 3 " not in s.screen)


def test_a_terminal_that_never_answers_is_drawn_on_all_the_same() -> None:
    with sample(env={"FEED": "1"}, answers=False) as screen:
        screen.wait_for("rev 60", timeout_s=20)


HOSTILE = {
    "escape": "\x1b[2J\x1b[1;1HOWNED",
    "clipboard": "\x1b]52;c;aGFjaw==\x07",
    "link": "\x1b]8;;http://x\x1b\\click\x1b]8;;\x1b\\",
    "device": "\x1bP+q544e\x1b\\ \x1b[c \x1b[21t",
    "c1": "\x9b2J \x90x\x9c \x85",
    "bell": "\x07\x08\x08\r\n\x0b\x0c\x7f",
    "markup": "[/] [bold] array[0]",
    "action": "[@click=app.quit]x[/]",
    "angles": "<" * 20_000,
    "reorder": "\u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "invisible": "a\u200bb\u2060c\ufeffd\u200d\u00ad\U000e0041",
    "marks": "\u0301e" + "\u0301" * 300 + " \u20e3",
    "family": "👨\u200d👩\u200d👧 ❤\ufe0f 👍🏽 🇩🇪",
    "wide": "漢字かな交じり文" * 20,
    "long": "x" * 100_000,
    "separators": "a\u2028b\u2029c\u3000d\u3164e",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_changes_nothing_outside_its_own_cell(name: str) -> None:
    # The environment cannot carry what is long or not text, so the sample is told where to read it.
    code = (
        "import sys,runpy;sys.argv=[sys.argv[1]];m=runpy.run_path(sys.argv[0]);m['Rows'].cells.__globals__['NOTE']="
        f"{HOSTILE[name]!a};a=m['SampleConsole']();a.run();sys.exit(a.return_code or 0)"
    )
    with started(columns=100, rows=30) as tame, PtyScreen(
        [sys.executable, "-c", code, str(SAMPLE)], columns=100, rows=30
    ) as screen:  # fmt: skip
        screen.wait_for("ready")
        screen.settle()
        for y, (hostile_row, tame_row) in enumerate(zip(screen.cells(), tame.cells(), strict=True)):
            if y == 7:  # the row's own line: what is not the note is as it was
                assert hostile_row[:21] == tame_row[:21]
                assert hostile_row[91:] == tame_row[91:]
            else:
                assert hostile_row == tame_row
        assert not FOREIGN.search(bytes(screen.raw))
        assert "foreign 0" in screen.screen  # `safe` had left nothing for the guard to replace
        screen.press("j", "j", "j", "j", "k")
        screen.wait_for(lambda s: s.lines[7][0] != " ")
        assert not FOREIGN.search(bytes(screen.raw))
        screen.press("q")
        assert screen.wait_exit() == 0
