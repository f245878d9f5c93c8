"""No foreign control byte leaves, and everything the console itself says does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.tui.terminal.driver import RESTORE
from dispatchtui.tui.terminal.guard import Guard

OURS = [
    "\x1b[m", "\x1b[0;1;38;2;1;2;3;48;5;9m", "\x1b[H", "\x1b[12;40H", "\x1b[C", "\x1b[3C", "\x1b[2J", "\x1b[6n",
    "\x1b[?1049h", "\x1b[?25l", "\x1b[?1000h\x1b[?1006h", "\x1b[?2026$p", "\x1b[?2026h", "\x1b[>25u", "\x1b[<u",
    "\x1b[?2004h", "\x1b[?7l", "plain text ▲ 漢字 é😀", RESTORE,
]  # fmt: skip
FOREIGN = [
    "\x1b]0;title\x07", "\x1b]52;c;aGk=\x07x", "\x1b]8;;http://x\x1b\\", "\x1bPq\x1b\\", "\x1bc", "\x1b[?1003h",
    "\x1b[5n", "\x1b[?47h", "\x1b[1;1r", "\x1b[>c", "\x1b[c", "\x1b[21t", "\x9b2J", "\x90q\x9c", "\x08", "\r", "\n",
    "a\x07", "\x7f",
    "\x1b", "\x1b[", "\x0e", "\x1b[1;2;3H\x1b", "\x1b(0",
]  # fmt: skip


@pytest.mark.parametrize("data", OURS)
def test_our_own_vocabulary_passes_untouched(data: str) -> None:
    guard = Guard()
    assert guard.output(data) == data
    assert guard.output("text " + data + " more") == "text " + data + " more"
    assert guard.replaced == 0


@pytest.mark.parametrize("data", FOREIGN)
def test_everything_else_is_made_harmless_and_counted(data: str) -> None:
    guard = Guard()
    clean = guard.output("\x1b[1;1H" + data + "\x1b[m")
    assert clean.startswith("\x1b[1;1H")
    assert clean.endswith("\x1b[m")
    assert "\ufffd" in clean
    assert guard.replaced >= 1


def test_bell_and_clipboard_are_known_only_on_their_own() -> None:
    guard = Guard()
    for alone in ("\x07", "\x1b]52;c;aGVsbG8=\x07", "\x1b]52;c;aGVsbG8=\x1b\\"):
        assert guard.output(alone) == alone
        assert guard.output("x" + alone) != "x" + alone
    assert guard.output("\x1b]52;c;!\x07") != "\x1b]52;c;!\x07"


@given(st.lists(st.sampled_from(OURS + FOREIGN) | st.text(max_size=8), max_size=8).map("".join))
def test_what_leaves_passes_a_second_time(data: str) -> None:
    first = Guard().output(data)
    again = Guard()
    assert again.output(first) == first
    assert again.replaced == 0


def test_text_keeps_spaces_of_any_kind_and_loses_what_is_invisible() -> None:
    guard = Guard()
    assert guard.text("a\u00a0b\u3000c") == "a\u00a0b\u3000c"
    assert guard.text("a\u202eb\u200dc\x1bd\ud800") == "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert guard.replaced == 4
