"""What changed: told by the replica for each frame, answer and act, and gathered for whoever draws."""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.client.facts import Told
from dispatchtui.client.pending import Ended


class Changes(Struct, frozen=True, kw_only=True):
    """What a frame, an answer or an act changed.

    `keys` are the rows (`visits/V60`) that may look different on `Replica.board`; `replaced` says
    that all may. `present` are the visits that other people came to, left, or do something else with.
    `resync` is why the feed cannot be continued; `upgrade` that this code is too old.
    """

    keys: frozenset[str] = frozenset()
    facts: tuple[Told, ...] = ()
    ended: tuple[Ended, ...] = ()
    positions: frozenset[str] = frozenset()
    present: frozenset[str] = frozenset()
    replaced: bool = False
    resync: str = ""
    upgrade: bool = False

    def __bool__(self) -> bool:
        return self != NOTHING

    def plus(self, later: Changes) -> Changes:
        """These changes and then those."""
        return Changes(
            keys=self.keys | later.keys,
            facts=self.facts + later.facts,
            ended=self.ended + later.ended,
            positions=self.positions | later.positions,
            present=self.present | later.present,
            replaced=self.replaced or later.replaced,
            resync=later.resync or self.resync,
            upgrade=self.upgrade or later.upgrade,
        )


NOTHING = Changes()
"""That nothing changed."""
