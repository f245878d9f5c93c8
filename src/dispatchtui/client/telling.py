"""Tells listeners what changed, in batches: at most once a turn of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import Struct

from dispatchtui.client.replica import Changes
from dispatchtui.client.sync import Phase, Sync


class Batch(Struct, frozen=True):
    """What changed since listeners were called last; `phase` when the link's phase did."""

    changes: Changes
    phase: Phase | None = None


class Telling:
    """Gathers changes and tells them together, so that a burst of frames draws once."""

    def __init__(self, sync: Sync) -> None:
        """Watch a link's phase along with the changes."""
        self._sync = sync
        self._listeners: list[Callable[[Batch], None]] = []
        self._gathered = Changes()
        self._told_phase: Phase | None = None
        self._due = False

    def listen(self, listener: Callable[[Batch], None]) -> Callable[[], None]:
        """Call `listener` with every batch from now on; answer the way to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, changes: Changes) -> None:
        """Add changes to the batch of this turn."""
        self._gathered = self._gathered.plus(changes)
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        changes, self._gathered, self._due = self._gathered, Changes(), False
        phase = self._sync.phase if self._sync.phase is not self._told_phase else None
        self._told_phase = self._sync.phase
        if changes or phase is not None:
            batch = Batch(changes, phase)
            for listener in tuple(self._listeners):
                listener(batch)
