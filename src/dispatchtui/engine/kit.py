"""What a lane keeps between jobs: an outlook on the board, which only takes in what changed.

Each lane has its own, so that none waits for another.
"""

from __future__ import annotations

from dispatchtui.engine.mirror import Mirror, Sight
from dispatchtui.solver.lookout import Lookout


class Kit:
    """Whatever is costly to make and cheap to keep in step with the board."""

    def __init__(self, mirror: Mirror, reader: str) -> None:
        """Make nothing until it is asked for."""
        self._mirror, self._reader = mirror, reader
        self._sight: Sight | None = None
        self._lookout: Lookout | None = None

    def look(self) -> Sight:
        """Take in what changed; what is kept here then tells of this sight."""
        before = self._sight
        sight, keys = self._mirror.news(self._reader)
        self._sight = sight
        if keys is None or before is None:
            self._lookout = None
        elif self._lookout is not None:
            self._lookout.follow(sight.board, keys)
            self._lookout.at(sight.now_s, sight.known_s)
            for who, position in sight.positions.items():
                if before.positions.get(who) != position:
                    self._lookout.move(position)
        return sight

    def newest(self) -> Sight:
        """The board as it is now, which what is kept here does not tell of yet."""
        return self._mirror.sight()

    @property
    def lookout(self) -> Lookout:
        """The outlook on what was last seen."""
        if self._lookout is None:
            sight = self._sight or self.look()
            now_s = sight.now_s if sight.known_s is None else min(sight.now_s, sight.known_s)
            self._lookout = Lookout(sight.board, now_s, sight.positions)
        return self._lookout

    def forget(self) -> None:
        """Make everything anew when it is next asked for."""
        self._lookout = None
