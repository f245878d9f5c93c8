"""Whatever the data says, a cell is text that can only be read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import get_character_cell_size

from dispatchtui.tui import safe as safe_module
from dispatchtui.tui.safe import ELLIPSIS, cell_width, fit, is_foreign, safe, safe_lines

HOSTILE = [
    "\x1b[2J",
    "\x1b]52;c;aGk=\x07",
    "\x1b]8;;http://x\x1b\\y",
    "\x1bP+q544e\x1b\\",
    "\x9b31m",
    "\x90x\x9c",
    "a\rb\x08c\x7f\x00",
    "[/]",
    "[@click=app.quit]x[/]",
    "[bold]",
    "<" * 20_000,
    "\u202egnp.exe\u202c",
    "\u2066x\u2069",
    "a\u200bb\u2060c\ufeff",
    "a\u2028b\u2029c",
    "\U000e0041\U000e007f",
    "\ud800\udfff",
    "e" + "\u0301" * 400,
    "\u0301start",
    "👨\u200d👩\u200d👧",
    "❤\ufe0f",
    "漢字かな",
    "x" * 100_000,
    "\u115f\u1160\u3164\uffa0",
    "\ue000\uffff\ufdd0",
    "👍🏽",
    "🇩🇪",
    "\x85",
    "\xad",
]
any_text = st.text(st.characters(), max_size=60) | st.sampled_from(HOSTILE)


@given(any_text)
def test_nothing_that_is_drawn_can_be_obeyed(text: str) -> None:
    drawn = safe(text)
    assert not any(is_foreign(character) for character in drawn)
    assert len(drawn) <= safe_module.LIMIT
    drawn.encode("utf-8")  # no lone surrogate is left
    assert "\n" not in drawn


@given(any_text)
def test_safe_text_stays_as_it_is(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(any_text)
def test_no_cell_carries_more_than_four_marks_and_none_starts_with_one(text: str) -> None:
    drawn = safe(text)
    run = 0
    for index, character in enumerate(drawn):
        run = run + 1 if get_character_cell_size(character) == 0 else 0
        assert run <= safe_module.MARKS_PER_CELL
        assert not (index == 0 and run)


@given(any_text, st.integers(0, 30), st.sampled_from(["left", "right"]))
def test_fit_fills_exactly_the_cells_it_is_given(text: str, width: int, align) -> None:
    fitted = fit(safe(text), width, align)
    assert cell_width(fitted) == width == sum(get_character_cell_size(character) for character in fitted)


@given(st.text(st.characters(), max_size=300), st.integers(1, 40), st.integers(1, 6))
def test_lines_are_narrow_enough_and_few_enough(text: str, width: int, most: int) -> None:
    lines = safe_lines(text, width, most)
    assert 1 <= len(lines) <= most
    for line in lines:
        assert cell_width(line) <= max(width, 2)
        assert safe(line, 10_000) == line


def test_every_ordinary_range_really_fills_its_cells() -> None:
    # The quick path trusts these ranges without looking at the characters.
    for code in range(0x20, 0x20000):
        character = chr(code)
        if character.isprintable() and not safe_module._SUSPECT(character):
            assert get_character_cell_size(character) > 0, hex(code)
            assert unicodedata.category(character) not in ("Mn", "Me"), hex(code)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Leaking boiler", "Leaking boiler"),
        ("Müller, Škoda, Łódź, Ёлка", "Müller, Škoda, Łódź, Ёлка"),
        ("array[0] [URGENT] [/]", "array[0] [URGENT] [/]"),
        ("a\x1b[31mb", "a␛[31mb"),
        ("\x9b31m", "�31m"),
        ("a\nb\tc", "a␤b c"),
        ("\u202eabc", "⇄abc"),
        ("a\u200bb", "a·b"),
        ("non\u00a0breaking", "non breaking"),
        ("\u0301x", "◌\u0301x"),
        ("👍🏽 ❤\ufe0f 😀", "👍 ❤ 😀"),
        ("x\u200f", "x⇄"),
        ("\x7f\x00", "␡␀"),
        ("\ud800", "�"),
    ],
)
def test_examples(text: str, drawn: str) -> None:
    assert safe(text) == drawn


def test_limit_counts_the_ellipsis() -> None:
    assert safe("abcdef", 4) == "abc" + ELLIPSIS
    assert safe("é" * 20, 4) == "ééé" + ELLIPSIS
    assert safe("abcd", 4) == "abcd"
    assert safe("abc", 0) == ""


def test_cutting_never_halves_a_wide_character() -> None:
    assert fit("漢字漢字", 6) == "漢字 …"
    assert fit("漢字", 4) == "漢字"
    assert fit("abc", 0) == ""


def test_lines_wrap_at_words_and_say_that_something_is_missing() -> None:
    assert safe_lines("hello world this is\ta note\r\nnext", 11, 9) == ["hello world", "this is a", "note", "next"]
    assert safe_lines("a\n\nb\nc\nd", 12, 3) == ["a", "", "b…"]
    assert safe_lines("x" * 25, 10, 2) == ["x" * 10, "x" * 9 + "…"]
    assert safe_lines("anything", 0, 5) == []
    assert safe_lines("", 10, 5) == [""]
