"""Which panes a screen has room for, and the frame that holds them.

Never: a border, a scroll bar, a pane too narrow to read.
Why: at 80x24 one pane read well beats four that are guessed at; the others are one key away.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.widget import Widget

from dispatchtui.tui.actions import ACTIONS
from dispatchtui.tui.keymap import Keymap
from dispatchtui.tui.panes.detail import DetailPane
from dispatchtui.tui.panes.lists import ListPane, view_pane
from dispatchtui.tui.panes.sheet import SheetPane
from dispatchtui.tui.panes.timeline import TimelinePane
from dispatchtui.tui.state import PANES, State
from dispatchtui.tui.terminal.paint import lay_out_now
from dispatchtui.tui.views import alerts, queue, status, technicians
from dispatchtui.tui.widgets import StatusLine, StripList
from dispatchtui.tui.widgets.bare import BareHorizontal, BareVertical

LEAST = (60, 15)
FOUR_PANES = (100, 30)
DETAIL_FROM = 180
"""From this width on the detail stands beside the queue and the lists; below it takes the lists' place."""
QUEUE_CELLS = 76
"""What the queue needs to show the work and its place."""
LEAST_UPPER = 4
"""Rows of the board that stay in sight above what is read."""
HEAD = 6
"""Lines around the rows of an option: the options, what the keys do to one, what gets worse, what else it comes to, and
two for a row."""
TALL = ("help", "risk", "proposals")
"""The lists that are read rather than chosen from: they have the room that they need."""
TOO_SMALL = "Enlarge this terminal to 60x15."


class Plan(Struct, frozen=True):
    """What is shown at a size: panes, and how many cells the parts with a fixed size have."""

    panes: tuple[str, ...]
    strip: bool = False
    side_cells: int = 0
    timeline_cells: int = 0
    sheet_cells: int = 0
    detail_cells: int = 0
    said_cells: int = 0
    too_small: bool = False


def plan(state: State, width: int, height: int, said: int = 1) -> Plan:
    """Work out what a screen of this size shows, where what was said has so many lines.

    Units: cells.
    """
    if width < LEAST[0] or height < LEAST[1]:
        return Plan((), too_small=True)
    rows = len(state.sheet.rows) + state.sheet.coming if state.sheet is not None else 0
    rows += HEAD if state.sheet is not None and state.sheet.columns == "proposals" else 0
    single = width < FOUR_PANES[0] or height < FOUR_PANES[1]
    more = max(0, said - 2)
    body = height - 3 - int(single) - more
    wanted = max(rows, 1) + 2
    if state.zoomed or single:
        most = body - LEAST_UPPER if state.sheet is not None and state.sheet.columns in TALL else body * 2 // 3
        sheet = min(wanted, most) if state.sheet is not None else 0
        return Plan((state.pane,), strip=single, sheet_cells=sheet, said_cells=more)
    panes: tuple[str, ...] = ("queue", "technicians", "alerts", "timeline", "detail")
    detail = min(60, width - QUEUE_CELLS - 44)
    if width < DETAIL_FROM:
        detail = 54 if state.pane == "detail" else 0
        panes = ("queue", "timeline", "detail") if detail else panes[:4]
    people = sum(1 for each in state.picture.board.technicians.values() if each.active)
    bars = min(people + 2, body * 2 // 5)
    most = body - LEAST_UPPER if state.sheet is not None and state.sheet.columns in TALL else body // 2
    sheet = min(max(wanted, bars), most) if state.sheet is not None else 0
    side = max(44, min(76, (width - detail) * 47 // 100, width - detail - QUEUE_CELLS))
    return Plan(panes, side_cells=side, timeline_cells=max(bars, 6),
                sheet_cells=sheet, detail_cells=detail, said_cells=more)  # fmt: skip


class Frame(BareVertical):
    """All panes and lines; `sync` makes them show the state."""

    DEFAULT_CSS: ClassVar[str] = """
    Frame { height: 1fr; width: 1fr; }
    Frame Horizontal { height: 1fr; width: 1fr; }
    Frame Vertical { height: 1fr; width: 1fr; }
    """

    def __init__(self, state: State, keymap: Keymap, status_line: StatusLine) -> None:
        """Make every pane once; which are shown is a matter of the plan."""
        super().__init__()
        self._state = state
        self._keymap = keymap
        self._plan: Plan | None = None
        self.status_line = status_line
        self.strip, self.message, self.keys = (StatusLine() for _ in range(3))
        self.more = tuple(StatusLine() for _ in range(status.MOST_LINES - 2))
        self.lists: dict[str, ListPane] = {
            "queue": view_pane("queue", state, queue.ids, queue.row, empty="The queue is empty."),
            "technicians": view_pane(
                "technicians", state, technicians.ids, technicians.row, empty="No technicians yet."
            ),
            "alerts": view_pane("alerts", state, alerts.ids, alerts.row, empty="Nothing late or at risk."),
            "timeline": TimelinePane(state),
        }
        self.detail = DetailPane(state)
        self.sheet = SheetPane(state)
        self.side = BareVertical()
        self.upper = BareHorizontal()
        self.body = BareVertical()

    def compose(self) -> ComposeResult:
        """Panes, then what is said and the keys; the status line above is there already."""
        yield self.strip
        with self.body:
            with self.upper:
                yield self.lists["queue"]
                with self.side:
                    yield self.lists["alerts"]
                    yield self.lists["technicians"]
                yield self.detail
            yield self.lists["timeline"]
            yield self.sheet
        yield self.message
        yield from self.more
        yield self.keys

    @property
    def active(self) -> StripList | None:
        """The list that has the keys; nothing when the detail pane has them."""
        if self._state.sheet is not None:
            return self.sheet.list
        pane = self.lists.get(self._state.pane)
        return pane.list if pane is not None else None

    @property
    def drawn(self) -> tuple[Widget, ...]:
        """Everything that draws."""
        lists = [part for pane in self.lists.values() for part in (pane.title_line, pane.list)]
        lines = (self.status_line, self.strip, self.message, *self.more, self.keys)
        return (*lines, *lists, *self.sheet.drawn, self.detail.title_line, self.detail.text)

    def on_mount(self) -> None:
        """Arrange the panes before anything is painted."""
        self.sync()

    def sync(self) -> None:
        """Make everything on screen show the state; nothing of it is painted before all of it is there."""
        with self.app.batch_update():
            self._sync()

    def _sync(self) -> None:
        size = self.app.size
        said = status.message_lines(self._state, size.width)
        present = plan(self._state, size.width, size.height, len(said))
        if present != self._plan:
            self._plan = present
            self._arrange(present)
            if not lay_out_now(self.screen, self):
                self.call_after_refresh(self.sync)  # once more, when every pane knows its size
        if present.too_small:
            self.status_line.show(((TOO_SMALL, "text"),))
            return
        self.sync_lines()
        for name in PANES[:4]:
            if self.lists[name].display:
                self.lists[name].sync()
        if "detail" in present.panes:
            self.detail.sync()
        self.sheet.sync()
        focus = self.active
        if self.screen.focused is not focus:
            self.screen.set_focus(focus, scroll_visible=False)

    def sync_lines(self) -> None:
        """Show the lines around the panes."""
        state = self._state
        self.status_line.show(*status.status(state, state.picture.index.counts, self.app.size.width))
        if self._plan is not None and self._plan.strip:
            self.strip.show(alerts.strip(state.picture))
        width = self.app.size.width
        first, *rest = status.message_lines(state, width)
        self.message.show(first)
        for line, each in zip(self.more, rest[:-1], strict=False):
            line.show(each)
        self.keys.show(rest[-1] if rest else status.keys(state, ACTIONS, self._keymap, width))

    def _arrange(self, present: Plan) -> None:
        panes = present.panes
        for name, pane in self.lists.items():
            pane.display = name in panes
        side = "alerts" in panes or "technicians" in panes
        self.side.display = side
        self.detail.display = "detail" in panes
        self.upper.display = "queue" in panes or side or self.detail.display
        self.strip.display = present.strip
        for number, line in enumerate(self.more):
            line.display = number < present.said_cells
        self.message.display = self.keys.display = self.body.display = not present.too_small
        self.sheet.display = bool(present.sheet_cells)
        self.side.styles.width = present.side_cells or "1fr"
        self.detail.styles.width = present.detail_cells or "1fr"
        timeline = self.lists["timeline"]
        four = len(panes) > 1
        timeline.display = "timeline" in panes and not (four and present.sheet_cells)
        timeline.styles.height = present.timeline_cells if four else "1fr"
        self.sheet.styles.height = present.sheet_cells or 1
