"""What a lane keeps between jobs: what plans break, what is expected, the encoding; each takes in only what changed.

Each lane has its own, so that none waits for another. What a first answer needs is made while there is no job.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dispatchtui.constraints.watch import Watch
from dispatchtui.engine.mirror import Mirror, Sight
from dispatchtui.solver.lookout import Lookout

if TYPE_CHECKING:
    from dispatchtui.engine.offering import Kept
    from dispatchtui.solver.encoding import Encoder

AT_ONCE = 10
"""So many people's visits are encoded ahead at a time."""
AHEAD_S = 24 * 3600


class Kit:
    """Whatever is costly to make and cheap to keep in step with the board."""

    def __init__(self, mirror: Mirror, reader: str) -> None:
        """Make nothing until it is asked for."""
        self._mirror, self._reader = mirror, reader
        self._sight: Sight | None = None
        self._lookout: Lookout | None = None
        self._watch: Watch | None = None
        self._encoder: Encoder | None = None
        self._unknown: list[str] = []
        self.offers: dict[str, Kept] = {}

    def look(self) -> Sight:
        """Take in what changed; what is kept here then tells of this sight."""
        before = self._sight
        sight, keys = self._mirror.news(self._reader)
        self._sight = sight
        if keys is None or before is None:
            self.forget()
            return sight
        moved = [each for who, each in sight.positions.items() if before.positions.get(who) != each]
        for kept in (self._lookout, self._encoder):
            if kept is not None:
                kept.follow(sight.board, keys)
                for position in moved:
                    kept.move(position)
        if self._watch is not None:
            self._watch.follow(keys, sight.now_s, sight.board)
        if self._lookout is not None:
            self._lookout.at(sight.now_s, sight.known_s)
        if self._encoder is not None:
            self._encoder.at(sight.now_s)
        return sight

    def newest(self) -> Sight:
        """The board as it is now, which what is kept here does not tell of yet."""
        return self._mirror.sight()

    def keep_up(self, enough: Callable[[], bool]) -> bool:
        """Work out ahead what a first answer needs, until it is enough; tell whether all is known."""
        sight = self.look()
        if not sight.now_s or not self.watch.board.visits:
            return True
        return not enough() and self._encode_ahead(sight, enough) and self.lookout.work(enough)

    def _encode_ahead(self, sight: Sight, enough: Callable[[], bool]) -> bool:
        """Look at everybody's visits once, some people at a time; tell whether all are known."""
        encoder = self.encoder
        while self._unknown:
            if enough():
                return False
            some, self._unknown = self._unknown[:AT_ONCE], self._unknown[AT_ONCE:]
            encoder.encode(technicians=some, from_s=sight.now_s, until_s=sight.now_s + AHEAD_S, place_unplaced=False)
        return True

    @property
    def lookout(self) -> Lookout:
        """What is expected of the board that was last seen."""
        if self._lookout is None:
            sight = self._sight or self.look()
            now_s = sight.now_s if sight.known_s is None else min(sight.now_s, sight.known_s)
            self._lookout = Lookout(sight.board, now_s, sight.positions)
        return self._lookout

    @property
    def watch(self) -> Watch:
        """What the plans break that were last seen."""
        if self._watch is None:
            sight = self._sight or self.look()
            self._watch = Watch(sight.board, sight.now_s)
        return self._watch

    @property
    def encoder(self) -> Encoder:
        """What was last seen, ready to be made into arrays."""
        if self._encoder is None:
            from dispatchtui.solver.encoding import Encoder  # noqa: PLC0415  (a first repair does without)

            sight = self._sight or self.look()
            self._encoder = Encoder(sight.board, sight.now_s, sight.positions)
            self._unknown = list(sight.board.technicians)
        return self._encoder

    def forget_encoding(self) -> None:
        """Make the arrays anew when they are next asked for: making them was not ended."""
        self._encoder = None

    def forget(self) -> None:
        """Make everything anew when it is next asked for."""
        self._lookout = self._watch = self._encoder = None
