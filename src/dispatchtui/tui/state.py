"""Where the dispatcher is in the console: pane, selection, what lies open, what was typed, what was said.

Never: a widget, a socket, a clock; nothing here draws or sends.
Why: an action is a function of this and can be tried in a test without a screen; a draft survives the loss of the
link because it is only a value here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Technician, Visit
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.requests import Request
from dispatchtui.tui.effects import Say
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.offered import Offered
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture

if TYPE_CHECKING:
    from dispatchtui.client.facts import Told
    from dispatchtui.tui.ahead import Ahead
    from dispatchtui.tui.asking import Asking
    from dispatchtui.tui.health import Counted
    from dispatchtui.tui.losing import Held
    from dispatchtui.tui.offering import Freed
    from dispatchtui.tui.trying import Trying
    from dispatchtui.tui.walking import Brought, Shown

PANES: Final = ("queue", "technicians", "alerts", "timeline", "detail")
(
    BOARD, CANDIDATES, EXCLUDED, READING, REASONS, CONFLICT, CONFIRM, LINE, DRAFT, WHAT_IF, EFFECTS, BACKLOG, OFFERS,
    SUGGESTIONS, PROPOSALS, AUTOMATIC,
) = (
    "board", "candidates", "excluded", "reading", "reasons", "conflict", "confirm", "line", "draft", "what-if",
    "effects", "backlog", "offers", "suggestions", "proposals",
    "automatic",
)  # fmt: skip
MODES: Final = (
    BOARD,
    CANDIDATES,
    EXCLUDED,
    READING,
    REASONS,
    CONFLICT,
    CONFIRM,
    LINE,
    DRAFT,
    WHAT_IF,
    EFFECTS,
    BACKLOG,
    OFFERS,
    SUGGESTIONS,
    PROPOSALS,
    AUTOMATIC,
)

LISTS: Final = (
    AUTOMATIC,
    BACKLOG,
    CANDIDATES,
    DRAFT,
    EFFECTS,
    EXCLUDED,
    OFFERS,
    PROPOSALS,
    READING,
    REASONS,
    SUGGESTIONS,
)
"""The modes in which a list with a cursor lies over the board."""
QUITTING: Final = "quit"
"""What the question is about that leaves the console."""

AGAIN: Final = "and does not wait; do it again when the link is back."
NOTHING_SENT: Final = "was not sent"
"""What a refusal for want of the link says, and what is put away when the link is back."""


class Link(Struct, frozen=True, kw_only=True):
    """How the feed stands: a word, why, since when, and how old the board on screen is."""

    word: str = "connecting"
    why: str = ""
    live: bool = False
    age_s: float | None = None
    retry_s: float | None = None
    rtt_ms: int | None = None
    speed: float = 1.0
    notice: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """A list that lies over the lower part of the board until it is left.

    `kind` is its mode; `subject` the visit or technician it is about; `payload` what its action needs; for
    rows that are still `coming` room is kept. `every` are the rows of a list that is narrowed to some of them.
    """

    kind: str
    title: str
    rows: tuple[ViewRow, ...] = ()
    columns: str = ""
    subject: str = ""
    payload: Any = None
    at: str = ""
    empty: str = "Nothing here."
    coming: int = 0
    below: Sheet | None = None
    every: tuple[ViewRow, ...] = ()

    def picked(self) -> int:
        """Which row the cursor stands on."""
        return next((number for number, row in enumerate(self.rows) if row.id == self.at), 0)


class Done(Struct, frozen=True, kw_only=True):
    """An act of ours that happened and the command that takes it back, if there is one.

    `versions` are those that it left behind, `found` those that it rested on; `answered` is the reason with which
    what it changed had been allowed. One that is `behind` another that could not be taken back is asked about first;
    those of one `group` were accepted together and are taken back together.
    """

    request_id: str
    label: str
    inverse: Command | None
    versions: dict[str, int]
    found: dict[str, int] = {}
    answered: Reason | None = None
    behind: bool = False
    group: str = ""


class Conflict(Struct, frozen=True, kw_only=True):
    """An act of ours that somebody else was faster than: what we wanted, why not, and the board as we saw it."""

    request: Request
    label: str
    refusal: Refusal
    seen: Board


@dataclass
class State:
    """Everything the console holds besides the board."""

    picture: Picture = field(default_factory=Picture)
    link: Link = field(default_factory=Link)
    pane: str = "queue"
    zoomed: bool = False
    visit_id: str = ""
    technician_id: str = ""
    alert_id: str = ""
    filters: dict[str, Filter[Any]] = field(default_factory=dict)
    sheet: Sheet | None = None
    entry: Entry | None = None
    message: Say | None = None
    done: list[Done] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    histories: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Callable[[str], Sequence[Told]] = lambda _key: ()
    pasts: dict[str, tuple[Told, ...]] = field(default_factory=dict)
    seconds_per_cell: float = 0.0
    origin_s: int | None = None
    presses: int = 0
    acts: int = 0
    shown: dict[str, Shown] = field(default_factory=dict)
    brought: Brought | None = None
    pending: int = 0
    marks: dict[str, None] = field(default_factory=dict)
    marking: bool = False
    trying: Trying | None = None
    asking: Asking | None = None
    ahead: Ahead | None = None
    looking: bool = False
    held: frozenset[str] = frozenset()
    held_places: dict[str, Held] = field(default_factory=dict)
    gaps: int = 0
    counted: Counted | None = None
    counts_again: float = 0.0
    freed_times: list[Freed] = field(default_factory=list)
    offered: Offered = field(default_factory=Offered)

    @property
    def marked(self) -> tuple[str, ...]:
        """The marked visits that are still there, in the order in which they were marked."""
        visits = self.picture.board.visits
        return tuple(each for each in self.marks if each in visits)

    @property
    def freed(self) -> Freed | None:
        """The time that became free last by an act from here that still stands."""
        return self.freed_times[-1] if self.freed_times else None

    @property
    def mode(self) -> str:
        """Which keys count now."""
        if self.entry is not None:
            return LINE
        if self.sheet is not None:
            return self.sheet.kind
        return BOARD if self.trying is None else WHAT_IF

    @property
    def on_board(self) -> bool:
        """Whether nothing lies over the panes: the board, or the one that is tried."""
        return self.entry is None and self.sheet is None

    @property
    def no_board(self) -> str:
        """Why there is nothing to show or to act on yet; nothing once a board has come."""
        if self.link.live or self.link.age_s is not None:
            return ""
        return f"No board yet: {self.link.word}{f'. {self.link.why}' if self.link.why else '.'}"

    @property
    def visit(self) -> Visit | None:
        """The selected visit."""
        return self.picture.board.visits.get(self.visit_id)

    @property
    def technician(self) -> Technician | None:
        """The technician meant: the selected one among technicians, else the selected visit's."""
        technicians = self.picture.board.technicians
        if self.pane in ("technicians", "timeline"):
            return technicians.get(self.technician_id)
        visit = self.visit
        line = visit.assignment if visit else None
        return technicians.get(line.technician_id) if line else None

    def say(self, sentence: str, tone: str = "info") -> None:
        """Show one sentence."""
        self.message = Say(sentence, tone)  # type: ignore[arg-type]

    def link_is(self, link: Link) -> None:
        """Take how the link stands; when it is back, what was said of its loss is put away."""
        back = link.live and not self.link.live
        self.link = link
        if back and self.message is not None and NOTHING_SENT in self.message.sentence:
            self.message = None
        if back and self.entry is not None and NOTHING_SENT in self.entry.error:
            self.entry = self.entry.wrong("")

    def cursor_is_on(self, row_id: str) -> None:
        """Take the row under the cursor of the list in hand as the selection."""
        if self.sheet is not None:
            if row_id and row_id != self.sheet.at and (self.sheet.at or row_id != self.sheet.rows[0].id):
                self.sheet = replace(self.sheet, at=row_id)
        elif self.pane == "alerts" and row_id:
            self.alert_id = row_id
            found = self.picture.attention.by_id.get(row_id)
            self.visit_id = found.visit_id if found is not None else ""
        elif self.pane == "queue" and row_id:
            self.visit_id = row_id
        elif self.pane in ("technicians", "timeline") and row_id:
            self.technician_id = row_id

    def close_sheet(self) -> None:
        """Leave the sheet for the one it was opened from."""
        self.sheet = self.sheet.below if self.sheet is not None else None

    def filter_of(self, pane: str) -> Filter[Any] | None:
        """The filter of a pane, if it has one."""
        return self.filters.get(pane)
