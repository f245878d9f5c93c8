"""Whatever the sequence of updates, the terminal shows what writing everything anew would show."""

from dataclasses import dataclass, field

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, InlineUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from dispatchtui.tui.terminal.cells import Painter, Pen, change
from dispatchtui.tui.terminal.frames import CLEAR, Frames
from dispatchtui.tui.terminal.guard import Guard
from tests.pty_screen import look_of

STYLES = [
    None,
    Style(color="#ff5f5f", bgcolor="#1e1e1e", bold=True),
    Style(color="#ff5f5f", bgcolor="#1e1e1e"),
    Style(color="#d4d4d4", bgcolor="#1e1e1e"),
    Style(bgcolor="#cfe3ff", color="#101010", italic=True),
    Style(reverse=True),
    Style(underline=True, color="bright_yellow"),
]
PIECES = [" ", "a", "bc", "hello", "     ", "é", "漢", "字かな", "😀", "e\u0301", "▲", "│", "漢e\u0301x", "▋"]
segments = st.tuples(st.sampled_from(PIECES), st.sampled_from(STYLES)).map(lambda pair: Segment(*pair))
rows = st.lists(segments, min_size=0, max_size=9)


def strip_of(row: list[Segment], width: int) -> Strip:
    """Cut or pad segments to a strip of exactly a width, as a widget's line is."""
    return Strip(row).adjust_cell_length(width)


@dataclass
class Model:
    """A screen with one line widget a row and an overlay, and the updates Textual would make of it."""

    width: int
    height: int
    base: list[Strip] = field(default_factory=list)
    overlay: tuple[int, int, list[Strip]] | None = None

    def __post_init__(self) -> None:
        self.base = [Strip.blank(self.width) for _ in range(self.height)]

    def chops(self) -> tuple[list[dict[int, Strip]], list[list[int]]]:
        """Cut every line where the overlay begins and ends, and let the overlay win."""
        if self.overlay is None:
            return [{0: strip} for strip in self.base], [[self.width]] * self.height
        a, b, over = self.overlay
        chops = []
        for base, top in zip(self.base, over, strict=True):
            cuts = [cut for cut in (a, b, self.width) if cut]
            parts = dict(zip([0, *cuts], base.divide(cuts), strict=False))
            parts[a] = top
            chops.append({x: part for x, part in parts.items() if x < self.width})
        ends = [[*list(line)[1:], self.width] for line in chops]
        return chops, ends

    def partial(self, spans: list[tuple[int, int, int]]) -> ChopsUpdate:
        chops, ends = self.chops()
        return ChopsUpdate(chops, sorted(spans), ends)

    def full(self) -> LayoutUpdate:
        chops, _ = self.chops()
        return LayoutUpdate([line.values() for line in chops], Region(0, 0, self.width, self.height))


def shown(width: int, height: int, data: str) -> list[list[tuple[object, ...]]]:
    """What an emulated terminal shows after some output."""
    screen = pyte.Screen(width, height)
    screen.reset_mode(pyte.modes.DECAWM)
    pyte.Stream(screen).feed(data)
    return [[look_of(screen.buffer[y][x]) for x in range(width)] for y in range(height)]


def stock(model: Model) -> list[list[tuple[object, ...]]]:
    """What Textual's own full repaint shows."""
    console = Console(force_terminal=True, color_system="truecolor", _environ={})
    return shown(model.width, model.height, model.full().render_segments(console))


def frames() -> Frames:
    return Frames(Painter("truecolor", Guard()))


def anew(model: Model) -> list[list[tuple[object, ...]]]:
    """What writing everything on an empty screen shows: the same as Textual's own repaint.

    But where an overlay cuts a wide character before a combining mark: there Textual lets the mark fall on the overlay.
    """
    buffer = frames()
    buffer.apply(model.full())
    written = shown(model.width, model.height, buffer.flush())
    if model.overlay is None or not any("\u0301" in strip.text for strip in model.base):
        assert written == stock(model)
    return written


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_terminal_equals_full_repaint_after_any_sequence_of_updates(data: st.DataObject) -> None:
    model = Model(data.draw(st.integers(4, 24)), data.draw(st.integers(1, 4)))
    buffer = frames()
    assert buffer.apply(model.full())
    screen = pyte.Screen(model.width, model.height)
    screen.reset_mode(pyte.modes.DECAWM)
    stream = pyte.Stream(screen)
    for _ in range(data.draw(st.integers(1, 8))):
        act = data.draw(st.sampled_from(["rows", "rows", "part", "over", "under", "full", "resize", "noise", "flush"]))
        y = data.draw(st.integers(0, model.height - 1))
        if act in ("rows", "part"):
            model.base[y] = strip_of(data.draw(rows), model.width)
            # A row changes as a whole but Textual may be told of a part only where the rest is the same.
            assert buffer.apply(model.partial([(y, 0, model.width)]))
        elif act == "over":
            if model.overlay is not None:
                a, b, _ = model.overlay
                model.overlay = None
                assert buffer.apply(model.partial([(n, a, b) for n in range(model.height)]))
            a = data.draw(st.integers(0, model.width - 2))
            b = data.draw(st.integers(a + 1, model.width))
            model.overlay = (a, b, [strip_of(data.draw(rows), b - a) for _ in range(model.height)])
            assert buffer.apply(model.partial([(n, a, b) for n in range(model.height)]))
        elif act == "under" and model.overlay is not None:
            a, b, _ = model.overlay
            model.overlay = None
            assert buffer.apply(model.partial([(n, a, b) for n in range(model.height)]))
        elif act == "full":
            assert buffer.apply(model.full())
        elif act == "resize":
            model = Model(data.draw(st.integers(4, 24)), data.draw(st.integers(1, 4)))
            screen.resize(model.height, model.width)
            buffer.invalidate()
            assert buffer.apply(model.full())
        elif act == "noise":
            stream.feed("\x1b[H\x1b[35mnoise from another program\x1b[5;3Hx")
            buffer.invalidate()
        if act != "flush" and data.draw(st.booleans()):
            continue  # held back by the flow control
        stream.feed(buffer.flush())
        wanted = [[look_of(screen.buffer[n][x]) for x in range(model.width)] for n in range(model.height)]
        assert wanted == anew(model)
    stream.feed(buffer.flush())
    assert [[look_of(screen.buffer[n][x]) for x in range(model.width)] for n in range(model.height)] == anew(model)
    assert buffer.flush() == ""


def one_row(text: str, style: Style | None = None, width: int = 40) -> LayoutUpdate:
    return LayoutUpdate([[strip_of([Segment(text, style)], width)]], Region(0, 0, width, 1))


def test_only_what_differs_is_written() -> None:
    buffer = frames()
    buffer.apply(one_row("visit 4711 late"))
    assert buffer.flush().startswith(CLEAR)
    buffer.apply(one_row("visit 4712 late"))
    assert buffer.flush() == "\x1b[1;10H2"
    buffer.apply(one_row("visit 4712 late"))
    assert not buffer.pending
    assert buffer.flush() == ""


def test_an_update_taken_back_before_it_was_sent_costs_nothing() -> None:
    buffer = frames()
    buffer.apply(one_row("a"))
    buffer.flush()
    buffer.apply(one_row("b"))
    buffer.apply(one_row("a"))
    assert buffer.flush() == ""


def test_distrust_clears_and_writes_everything() -> None:
    buffer = frames()
    buffer.apply(one_row("visit"))
    first = buffer.flush()
    buffer.invalidate()
    assert buffer.pending
    assert buffer.flush() == first


def test_a_short_gap_is_written_again_and_a_long_one_jumped_over() -> None:
    buffer = frames()
    buffer.apply(one_row("a bc d" + " " * 20 + "e"))
    buffer.flush()
    buffer.apply(one_row("A bc D" + " " * 20 + "E"))
    assert buffer.flush() == "\x1b[1HA bc D\x1b[20CE"


def test_after_a_character_of_doubtful_width_the_place_is_said_again() -> None:
    buffer = frames()
    buffer.apply(one_row("😀ab"))
    assert "  \x1b[1;1H😀\x1b[1;3Hab" in buffer.flush()


def test_an_update_of_another_size_or_kind_is_not_guessed_at() -> None:
    buffer = frames()
    buffer.apply(one_row("a", width=10))
    assert not buffer.apply(ChopsUpdate([{0: Strip.blank(10)}] * 2, [(0, 0, 10)], [[10]] * 2))
    assert not buffer.apply(ChopsUpdate([{0: Strip.blank(12)}], [(0, 0, 12)], [[12]]))
    assert not buffer.apply(InlineUpdate([Strip.blank(10)]))


@pytest.mark.parametrize(
    ("before", "after", "sequence"),
    [
        (Pen("", "31", ""), Pen("", "31", ""), ""),
        (Pen("", "31", ""), Pen("", "32", ""), "\x1b[32m"),
        (Pen("", "31", "41"), Pen("", "", "42"), "\x1b[39;42m"),
        (Pen("1", "31", ""), Pen("", "", ""), "\x1b[m"),
        (Pen("", "31", ""), Pen("1;7", "31", "44"), "\x1b[0;1;7;31;44m"),
    ],
)
def test_pens_change_by_what_differs(before: Pen, after: Pen, sequence: str) -> None:
    assert change(before, after) == sequence


def test_without_colour_no_colour_leaves_and_a_background_is_reversed() -> None:
    painter = Painter("none", Guard())
    assert painter.pen(Style(color="red", bold=True)) == Pen("1", "", "")
    assert painter.pen(Style(bgcolor="white", color="black")) == Pen("7", "", "")
    assert painter.pen(Style(bgcolor="default", dim=True)) == Pen("2", "", "")


def test_links_and_blinking_are_not_passed_on() -> None:
    pen = Painter("256", Guard()).pen(Style(blink=True, link="http://x", color="#ff0000"))
    assert pen == Pen("", "38;5;196", "")


def test_ascii_terminals_get_a_likeness_for_every_cell() -> None:
    painter = Painter("16", Guard(), ascii_only=True)
    assert painter.cells("Mü…漢▲") == ["M", "u", "~", "?", "?", "^"]


def test_foreign_text_in_a_segment_becomes_a_visible_mark_and_is_counted() -> None:
    guard = Guard()
    buffer = Frames(Painter("256", guard))
    buffer.apply(one_row("a\x1b]52;c;aGk=\x07b\x9b2J\u202ec"))
    sent = buffer.flush()
    assert "\x1b]" not in sent
    assert "\x07" not in sent
    assert "\x9b" not in sent
    assert guard.replaced == 4
