"""A small console for the tests in a real pty: a list, a timeline, a field and a status line."""

import os
import sys
from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from dispatchtui.tui.terminal.base import ConsoleBase
from dispatchtui.tui.widgets import Column, Piece, Span, StatusLine, StripList, bar_strip, look_of, pieces_to_strip

STATES = ("ok", "risk", "late", "waiting", "held", "breached")
ROWS = int(os.environ.get("ROWS", "1000"))
NOTE = os.environ.get("NOTE", "plain note")


class Rows:
    """Rows that count how often they were changed."""

    def __init__(self) -> None:
        self.changes = dict.fromkeys(range(ROWS), 0)
        self.app: ConsoleBase[None] | None = None

    def revision(self, row_id: Hashable) -> Hashable:
        return self.changes[row_id]

    def cells(self, row_id: Hashable, keys: Sequence[str]) -> Sequence[Piece]:
        state = STATES[row_id % len(STATES)]
        symbol = getattr(self.app.look.glyphs, state)
        cells = {
            "state": (f"{symbol} {state}", state),
            "id": (f"V-{row_id:04}", "dim"),
            "note": (NOTE if row_id == 3 else f"Customer {row_id} Müller 漢字", "text"),
            "changes": (f"rev {self.changes[row_id]}", "dim"),
        }
        return [cells[key] for key in keys]


class Timeline(Widget):
    """Three rows of bars."""

    DEFAULT_CSS = "Timeline { height: 3; }"

    def render_line(self, y: int) -> Strip:
        look, width = look_of(self), self.size.width
        bars = ("bar.job", "bar.travel", "bar.late", "bar.risk", "bar.break")
        spans = [Span(n * 3000 + y * 400, n * 3000 + 2600, bars[(n + y) % 5], f"V-{n}", "●") for n in range(12)]
        return pieces_to_strip(bar_strip(width, 0, 300, spans, now_s=9000, glyphs=look.glyphs), look, width=width)


class SampleConsole(ConsoleBase[None]):
    """What the console's own app looks like from the terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "move(1)", ""), ("k", "move(-1)", ""), ("d", "page(1)", ""), ("g", "home", ""), ("G", "end", ""),
        ("space", "mark", ""), ("t", "tick", ""), ("x", "fail", ""), ("escape", "escape", ""), ("q", "quit", ""),
        ("b", "block", ""), ("i", "field", ""),
    ]  # fmt: skip

    def compose(self):
        self.source = Rows()
        self.source.app = self
        columns = [
            Column("state", "STATE", 10),
            Column("id", "ID", 7, priority=1),
            Column("note", "NOTE", 14, flex=1),
            Column("changes", "CHANGES", 8, priority=2, align="right"),
        ]
        self.list = StripList(columns, self.source)
        self.status = StatusLine()
        yield Input(id="field")
        yield self.list
        yield Timeline()
        yield self.status

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.list.set_rows(range(ROWS), 1)
        self.list.focus()
        self.say("ready")
        if os.environ.get("FEED"):
            self.set_interval(0.1, self.feed)

    def say(self, text: str) -> None:
        self.status.show([(f" {text} ", "bar")], [(f"foreign {self.guard.replaced} ", "bar.dim")])
        self.paint_now(self.status)

    def feed(self) -> None:
        for row_id in self.list.rows[:20]:
            self.source.changes[row_id] += 1
        self.list.apply(set(self.list.rows[:20]))

    def action_move(self, rows: int) -> None:
        self.list.move(rows)

    def action_page(self, pages: int) -> None:
        self.list.page(pages)

    def action_home(self) -> None:
        self.list.home()

    def action_end(self) -> None:
        self.list.end()

    def action_mark(self) -> None:
        self.list.toggle_mark()

    def action_tick(self) -> None:
        self.source.changes[2] += 1
        self.list.apply({2})

    def action_field(self) -> None:
        self.query_one(Input).focus()

    def action_escape(self) -> None:
        self.list.focus()
        self.say("escaped")

    def action_fail(self) -> None:
        secret = "not for the screen"
        raise RuntimeError(f"failed with \x1b]52;c;aGk=\x07 [/] {len(secret)}")

    def action_block(self) -> None:
        import time

        time.sleep(30)


if __name__ == "__main__":
    app = SampleConsole()
    app.run()
    sys.exit(app.return_code or 0)
