"""What the savings of one board at one moment have in common: the scene, where people set out from, their positions.

Units: epoch seconds.
Cost: a look-up for whoever was looked at before.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.constraints.objectives import Scene
from dispatchtui.core.board import Board
from dispatchtui.core.model import Technician
from dispatchtui.solver.latest import AHEAD_S, Way, ways_of, words_in
from dispatchtui.solver.look import Asked, look_at
from dispatchtui.solver.openings import Bounds, Openings
from dispatchtui.solver.outset import Outset


class _Known(Struct, frozen=True):
    """Where somebody sets out from, and how late the stops of each of their shifts may begin."""

    outset: Outset
    words: dict[str, list[float]]


class Common:
    """One board at one moment, and what was worked out of it."""

    def __init__(self, board: Board, at_s: int) -> None:
        """Begin with nothing worked out."""
        self.at_s = at_s
        self.scene = Scene(board, at_s)
        self._known: dict[str, _Known] = {}
        self._openings = Openings(at_s)
        # How old a position may be can differ from visit to visit; then nothing of it is in common.
        self._alike = all(each.rules.fresh_s is None for each in board.indexes.policies)

    def follow(self, board: Board) -> None:
        """Go on with another board; whose day is another there is forgotten one by one."""
        self.scene = Scene(board, self.at_s)

    def forget(self, technician_id: str) -> None:
        """Somebody's day is other than it was, or where they are."""
        self._known.pop(technician_id, None)
        self._openings.forget(technician_id)

    def ways(self, asked: Asked, technician: Technician, limit_s: int) -> list[Way]:
        """Every position of a technician's days for a visit that begins by a moment and costs nobody's word."""
        who = technician.id
        if not self._alike or who in {line.technician_id for line in asked.visit.crew}:
            return ways_of(look_at(asked, technician), limit_s)
        known = self._known.get(who)
        look = look_at(asked, technician, outset=known.outset if known is not None else None)
        if known is None:
            last_s = self.at_s + AHEAD_S
            days = [each for each in asked.board.shifts_of(who)
                    if each.start_s <= last_s and each.end_s + each.overtime_s > self.at_s]  # fmt: skip
            words = {each.id: words_in(look, look.day(each)) for each in days}
            known = self._known[who] = _Known(look.outset, words)
            self._openings.note(look, days, words)
        return ways_of(look, limit_s, known.words)

    def bounds(self, asked: Asked, limit_s: int) -> Bounds | None:
        """How late and how soon those could be there at most who were looked at before."""
        return self._openings.bounds(asked, limit_s) if self._alike else None
