"""The last stretch of the log in memory, from which readers resume.

Each fact is kept with the rows it touched and whom they concerned before and after, so that any
scope can be served from any position in the window.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Protocol

import msgspec
from msgspec import Raw, Struct

from dispatchtui.core.board import Change
from dispatchtui.core.events import Recorded
from dispatchtui.core.model import Lane, Position
from dispatchtui.core.scope import Scope
from dispatchtui.protocol.frames import FactLine
from dispatchtui.store import Logged, Touched, touched_by


class Told(Struct, frozen=True):
    """One fact as the feed tells it, and what it touched."""

    line: FactLine
    touched: Sequence[Touched]

    def heard_by(self, scope: Scope) -> bool:
        """Whether every row it touched but lanes is seen after it, or was before it was removed."""
        seen = False
        for touch in self.touched:
            if touch.table == Lane.TABLE:
                continue
            if not scope.hears(touch.after if touch.after is not None else touch.before):
                return False
            seen = True
        return seen


class Follower(Protocol):
    """Who follows on a board of their own, beside the readers."""

    def follow(self, told: Sequence[Told]) -> None:
        """Take facts that were published."""

    def moved(self, position: Position) -> None:
        """Take where somebody is."""

    def reset(self) -> None:
        """Begin anew with the published board."""


class Window:
    """A bounded, dense stretch (floor, head] of the log."""

    def __init__(self, head: int, size: int) -> None:
        """Start empty at a position."""
        self.head = head
        self.floor = head
        self._size = size
        self._told: deque[Told] = deque()

    def add(self, told: Told) -> None:
        """Take the next fact; the oldest leaves when the window is full."""
        self._told.append(told)
        self.head = told.line.seq
        if len(self._told) > self._size:
            self.floor = self._told.popleft().line.seq

    def add_older(self, told: Sequence[Told]) -> None:
        """Put facts before those that are here, as read from the log at the start."""
        for each in reversed(told):
            if len(self._told) >= self._size:
                break
            self._told.appendleft(each)
            self.floor = each.line.seq - 1

    def after(self, seq: int) -> Iterator[Told]:
        """The facts after a position inside the window, oldest first."""
        return islice(self._told, max(0, seq - self.floor), None)

    def holds(self, seq: int) -> bool:
        """Whether one can resume from a position."""
        return self.floor <= seq <= self.head


def told_of(recorded: Recorded, changes: Sequence[Change]) -> Told:
    """A fact that was just recorded, as the feed tells it."""
    line = FactLine(
        seq=recorded.seq,
        at_s=recorded.at_s,
        by=recorded.actor,
        command_id=recorded.command_id,
        event=Raw(msgspec.json.encode(recorded.event)),
        session=recorded.session,
        reason=recorded.reason,
        cause=recorded.cause,
    )
    return Told(line, touched_by(changes))


def told_again(logged: Logged) -> Told:
    """A fact as it was read from the log."""
    line = FactLine(
        seq=logged.seq,
        at_s=logged.at_s,
        by=logged.actor,
        command_id=logged.command_id,
        event=Raw(logged.body),
        session=logged.session,
        reason=logged.reason,
        cause=logged.cause,
    )
    return Told(line, logged.touched)
