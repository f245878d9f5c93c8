"""Who is on which visit now: said by consoles, told to those who see the visit, and kept nowhere.

It never reaches the log and locks nothing. Whoever moves is told of soon, but at most a few times a
second; a reader who is slow hears only what is true by then.
Cost: as the people who are present, once for each scope, and only while somebody moves or once a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from msgspec import Struct

from dispatchtui.core.scope import Scope
from dispatchtui.protocol.codec import encode
from dispatchtui.protocol.frames import IDLE_AFTER_S, PRESENCE_SINCE, Here, Person, Present
from dispatchtui.server.clock import Clock
from dispatchtui.server.readers import Message, Reader

GATHER_S = 0.25
"""The least time between two frames, which are for everybody who moved in between."""
PER_PERSON_S = 0.001
"""What each person present adds to it, so that large offices get fewer frames."""


class _Place(Struct, frozen=True):
    """Where one console is, since when by the office's clock, and when it last said so."""

    here: Here
    since_s: int
    heard_at: float


class Presence:
    """The consoles that are on visits."""

    def __init__(self, readers: set[Reader], clock: Clock, sees: Callable[[Scope, str], bool]) -> None:
        """Begin with nobody; `sees` answers whether a visit is there and lies within a scope."""
        self._readers = readers
        self._clock = clock
        self._sees = sees
        self._places: dict[Reader, _Place] = {}
        self._told_at = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def here(self, reader: Reader, here: Here, now: float) -> None:
        """Take where a console is; of one that may not see the visit, that it is nowhere.

        Units: `now` is the local monotonic time.
        """
        may = reader in self._readers and reader.principal.actor.may("read")
        if not may or not self._sees(reader.scope, here.visit_id):
            self.left(reader)
            return
        known = self._places.get(reader)
        stayed = known is not None and known.here.visit_id == here.visit_id
        since_s = known.since_s if known is not None and stayed else self._clock.now_s()
        self._places[reader] = _Place(here, since_s, now)
        self.soon(now)

    def left(self, reader: Reader) -> None:
        """Forget where a console was."""
        if self._places.pop(reader, None) is not None:
            self.soon(monotonic())

    def soon(self, now: float) -> None:
        """Tell everybody before long."""
        if self._timer is None:
            wait_s = GATHER_S + PER_PERSON_S * len(self._places)
            delay_s = max(0.0, self._told_at + wait_s - now)
            self._timer = asyncio.get_running_loop().call_later(delay_s, lambda: self.tell(monotonic()))

    def tell(self, now: float) -> None:
        """Forget who is idle, then show every reader who is present, where that has changed."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._told_at = now
        for reader in [each for each, place in self._places.items() if now - place.heard_at > IDLE_AFTER_S]:
            del self._places[reader]
        shown: dict[Scope, Message] = {}
        for reader in self._readers:
            scope = reader.scope
            if reader.view is None or reader.proto < PRESENCE_SINCE or scope.technician_id:
                continue
            message = shown.get(scope)
            if message is None:
                message = shown[scope] = encode(Present(people=self.people(scope)))
            reader.show(message)

    def people(self, scope: Scope) -> list[Person]:
        """Who is on a visit that this scope sees, who came first before the others."""
        found = [
            Person(session=reader.session, actor=reader.principal.actor.id, name=reader.principal.actor.name,
                   visit_id=place.here.visit_id, doing=place.here.doing, since_s=place.since_s)
            for reader, place in self._places.items()
            if self._sees(scope, place.here.visit_id) and self._sees(reader.scope, place.here.visit_id)
        ]  # fmt: skip
        return sorted(found, key=lambda each: (each.since_s, each.session))
