"""Bars: to an eighth of a cell where symbols allow, readable where they do not, and never wider than the row."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.tui.safe import cell_width
from dispatchtui.tui.terminal.glyphs import ASCII, CONSOLE, UNICODE
from dispatchtui.tui.widgets import Span, bar_strip

JOB = "bar.job"


def text_of(pieces) -> str:
    return "".join(text for text, _ in pieces)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 80, [("  ", JOB), ("  ", "bar.wait")]),
        (10, 80, [("▎", "bar.wait|bar.job"), (" ", JOB), ("  ", "bar.wait")]),
        (0, 75, [(" ", JOB), ("▉", "bar.job|bar.wait"), ("  ", "bar.wait")]),
        (-500, 40, [(" ", JOB), ("   ", "bar.wait")]),
        (120, 900, [("   ", "bar.wait"), (" ", JOB)]),
        (200, 900, [("    ", "bar.wait")]),
    ],
)
def test_edges_fall_on_the_nearest_eighth(start: int, end: int, expected) -> None:
    assert bar_strip(4, 0, 40, [Span(start, end, JOB)]) == expected


def test_two_edges_in_a_cell_leave_it_to_the_widest_part() -> None:
    pieces = bar_strip(3, 0, 80, [Span(100, 140, JOB)])
    assert pieces == [(" ", "bar.wait"), (" ", JOB), (" ", "bar.wait")]


def test_neighbours_share_an_edge() -> None:
    assert bar_strip(2, 0, 80, [Span(0, 120, JOB), Span(120, 160, "bar.late")]) == [
        (" ", JOB),
        ("▌", "bar.job|bar.late"),
    ]


def test_labels_are_cut_and_give_way_to_marks() -> None:
    assert bar_strip(8, 0, 10, [Span(0, 80, JOB, "V-4711 boiler", "●")]) == [("V-4711  ", JOB)]
    assert bar_strip(8, 0, 10, [Span(0, 80, JOB, "V-4711-11", "●")]) == [("V-4711-…", JOB)]
    assert bar_strip(8, 0, 10, [Span(0, 30, JOB, "V-4711", "●")]) == [("●  ", JOB), ("     ", "bar.wait")]
    assert bar_strip(6, 0, 10, [Span(0, 50, JOB, "漢字漢字")]) == [("漢字…", JOB), (" ", "bar.wait")]


def test_later_spans_lie_over_earlier_ones_and_labels_stay_on_their_own() -> None:
    pieces = bar_strip(10, 0, 10, [Span(0, 100, JOB, "underneath"), Span(50, 80, "bar.conflict")])
    assert pieces == [("unde…", JOB), ("‼‼‼", "bar.conflict"), ("  ", JOB)]


def test_now_is_drawn_over_the_bar_and_never_halves_a_wide_character() -> None:
    assert bar_strip(4, 0, 10, [Span(0, 40, JOB)], now_s=15)[1] == ("│", "bar.job+now")
    assert text_of(bar_strip(6, 0, 10, [Span(0, 60, JOB, "漢字漢")], now_s=15)) == " │字漢"
    assert text_of(bar_strip(6, 0, 10, [Span(0, 60, JOB, "漢字漢")], now_s=25)) == "漢│ 漢"
    assert bar_strip(4, 0, 10, [], now_s=-5) == [("    ", "bar.wait")]


def test_without_eighths_bars_are_told_apart_without_colour() -> None:
    spans = [Span(0, 40, "bar.travel"), Span(40, 80, JOB, "V-1"), Span(80, 110, "bar.conflict")]
    assert text_of(bar_strip(12, 0, 10, spans, glyphs=ASCII)) == "----V-1=XXX "
    assert text_of(bar_strip(12, 0, 10, spans, glyphs=CONSOLE)) == "····V-1 ‼‼‼ "
    assert all("|" not in style for _, style in bar_strip(12, 3, 10, spans, glyphs=CONSOLE))


spans = st.builds(
    Span,
    st.integers(-5000, 50_000),
    st.integers(-5000, 60_000),
    st.sampled_from([JOB, "bar.late", "bar.travel"]),
    st.sampled_from(["", "V-1", "漢字漢字", "\x1b[2Jx", "e\u0301" * 9]),
    st.sampled_from(["", "●", "\u0301"]),
)


@given(
    st.integers(0, 60),
    st.lists(spans, max_size=12),
    st.floats(1, 3000),
    st.none() | st.integers(-500, 40_000),
    st.sampled_from([UNICODE, CONSOLE, ASCII]),
)
def test_a_row_is_always_exactly_as_wide_as_it_should_be(width, given_spans, scale, now_s, glyphs) -> None:
    pieces = bar_strip(width, 0, scale, given_spans, now_s=now_s, glyphs=glyphs)
    assert cell_width(text_of(pieces)) == width
    assert text_of(pieces).isprintable()
    assert all(a[1] != b[1] for a, b in pairwise(pieces))


def test_more_spans_than_a_row_can_hold_are_no_error() -> None:
    many = [Span(n, n + 1, JOB) for n in range(1000)]
    assert cell_width(text_of(bar_strip(50, 0, 20, many))) == 50
