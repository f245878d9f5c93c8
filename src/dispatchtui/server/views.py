"""What readers of one scope are sent: one digest, one row of frames, one snapshot for all of them.

A frame is encoded and compressed once, however many read it. A reader holds nothing but its
place; one who falls behind the frames that are kept gets a single merged frame instead.

Cost: per fact and scope some microseconds; per reader a send.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Raw, Struct

from dispatchtui.core.model import Position
from dispatchtui.core.scope import Scope
from dispatchtui.protocol.codec import encode
from dispatchtui.protocol.frames import Ev, FactLine, Frame, Mark, Positions, Rows
from dispatchtui.server.images import MASK, Image, Images, Key
from dispatchtui.server.window import Told, Window

KEEP_BYTES = 256 * 1024
"""Encoded frames kept for readers of a scope; who falls behind them gets a merged frame."""
KEEP_FRAMES = 256


class Kept(Struct, frozen=True):
    """One encoded frame and the span that it covers."""

    after: int
    to: int
    message: str | bytes
    size: int


class View:
    """The frames of one scope, from one moment on."""

    def __init__(
        self, scope: Scope, images: Images, window: Window, whereabouts: Mapping[str, Position] = MappingProxyType({})
    ) -> None:
        """Begin at the head; the digest is summed once and then kept."""
        self.whereabouts = whereabouts
        self.scope = scope
        self.images = images
        self.window = window
        self.digest = images.digest(scope)
        self.sent = window.head
        self.head = window.head
        self.first = 0
        self.frames: deque[Kept] = deque()
        self.merged: Kept | None = None
        self._kept_bytes = 0
        self._facts: list[FactLine] = []
        self._up: dict[Key, bytes] = {}
        self._gone: dict[Key, None] = {}

    @property
    def next(self) -> int:
        """The number that the next frame will have."""
        return self.first + len(self.frames)

    def follow(self, key: Key, before: Image | None, after: Image | None) -> None:
        """Take over one row's change."""
        hears = self.scope.hears
        was = before is not None and hears(before.audience)
        if after is not None and hears(after.audience):
            self.digest += after.hash
            self._up[key] = after.body
            self._gone.pop(key, None)
        elif was:
            self._gone[key] = None
            self._up.pop(key, None)
        if was and before is not None:
            self.digest -= before.hash
        self.digest &= MASK

    def tell(self, told: Told) -> None:
        """Take over one fact, after the changes of its rows."""
        self.head = told.line.seq
        if told.heard_by(self.scope):
            self._facts.append(told.line)

    def flush(self) -> bool:
        """Turn what gathered into one frame; whether there was anything."""
        if not (self._facts or self._up or self._gone):
            return False
        self._push(Ev(after=self.sent, to=self.head, facts=self._facts, up=_tables(self._up), gone=list(self._gone)))
        self._facts, self._up, self._gone = [], {}, {}
        return True

    def mark(self, now_s: float) -> None:
        """Bookmark, heartbeat and check, after a flush."""
        self.flush()
        self._push(Mark(after=self.sent, to=self.head, digest=self.digest_hex(), now_s=now_s))

    def positions(self, positions: Iterable[Position]) -> None:
        """Tell where devices are, those that this scope may see."""
        seen = self.seen(positions)
        if seen:
            self._keep(Positions(positions=seen))

    def seen(self, positions: Iterable[Position]) -> list[Position]:
        """The positions of the technicians in this scope."""
        return seen_in(self.scope, self.images, positions)

    def catch_up(self, cursor: int) -> Kept:
        """One frame from a reader's place to what was sent last, made from the window.

        Cost: as the number of facts in between; kept for the next reader at the same place.
        """
        self.flush()
        kept = self.merged
        if kept is not None and kept.after == cursor and kept.to == self.sent:
            return kept
        frame = resumed(self.scope, self.images, self.window, cursor, self.sent)
        message = encode(frame)
        self.merged = Kept(cursor, self.sent, message, len(message))
        return self.merged

    def digest_hex(self) -> str:
        """The digest as sixteen hexadecimal digits."""
        return f"{self.digest:016x}"

    def _push(self, frame: Ev | Mark) -> None:
        self._keep(frame)
        self.sent = self.head

    def _keep(self, frame: Frame) -> None:
        message = encode(frame)
        after, to = (frame.after, frame.to) if isinstance(frame, Ev | Mark) else (self.sent, self.sent)
        self.frames.append(Kept(after, to, message, len(message)))
        self._kept_bytes += len(message)
        while len(self.frames) > 1 and (self._kept_bytes > KEEP_BYTES or len(self.frames) > KEEP_FRAMES):
            self._kept_bytes -= self.frames.popleft().size
            self.first += 1


def seen_in(scope: Scope, images: Images, positions: Iterable[Position]) -> list[Position]:
    """The positions of the technicians whom a scope may see."""
    technicians = images.tables["technicians"]
    found = ((each, technicians.get(each.technician_id)) for each in positions)
    return [each for each, image in found if image is not None and scope.hears(image.audience)]


def resumed(scope: Scope, images: Images, window: Window, after: int, to: int) -> Ev:
    """The frame that brings a reader of a scope from a position in the window to the head.

    Rows are sent as they stand now; those that the reader may have had and may not see are gone.
    """
    facts: list[FactLine] = []
    first_seen: dict[Key, bool] = {}
    for told in window.after(after):
        if told.heard_by(scope):
            facts.append(told.line)
        for touch in told.touched:
            first_seen.setdefault((touch.table, touch.id), scope.hears(touch.before))
    up: dict[Key, bytes] = {}
    gone: list[Key] = []
    for key, was_seen in first_seen.items():
        image = images.get(key)
        if image is not None and scope.hears(image.audience):
            up[key] = image.body
        elif was_seen:
            gone.append(key)
    return Ev(after=after, to=to, facts=facts, up=_tables(up), gone=gone)


def _tables(up: dict[Key, bytes]) -> Rows:
    found: Rows = {}
    for (table, _), body in up.items():
        found.setdefault(table, []).append(Raw(body))
    return found
