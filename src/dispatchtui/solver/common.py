"""What the savings of one board at one moment have in common: the scene, where people set out from, their positions.

Units: epoch seconds.
Cost: a look-up for whoever was looked at before.
"""

from __future__ import annotations

from dispatchtui.constraints.objectives import Scene
from dispatchtui.core.board import Board
from dispatchtui.core.model import Technician
from dispatchtui.solver.look import Asked, Look, look_at
from dispatchtui.solver.openings import Bounds, Openings
from dispatchtui.solver.outset import Outset


class Common:
    """One board at one moment, and what was worked out of it."""

    def __init__(self, board: Board, at_s: int) -> None:
        """Begin with nothing worked out."""
        self.at_s = at_s
        self.scene = Scene(board, at_s)
        self._outsets: dict[str, Outset] = {}
        self._openings = Openings(at_s)
        # How old a position may be can differ from visit to visit; then nothing of it is in common.
        self._alike = all(each.rules.fresh_s is None for each in board.indexes.policies)

    def follow(self, board: Board) -> None:
        """Go on with another board; whose day is another there is forgotten one by one."""
        self.scene = Scene(board, self.at_s)

    def forget(self, technician_id: str) -> None:
        """Somebody's day is other than it was, or where they are."""
        self._outsets.pop(technician_id, None)
        self._openings.forget(technician_id)

    def look(self, asked: Asked, technician: Technician) -> Look:
        """Look at a technician's day for a visit."""
        if not self._alike or technician.id in {line.technician_id for line in asked.visit.crew}:
            return look_at(asked, technician)
        found = look_at(asked, technician, outset=self._outsets.get(technician.id))
        self._outsets[technician.id] = found.outset
        self._openings.note(found)
        return found

    def bounds(self, asked: Asked, limit_s: int) -> Bounds | None:
        """How late and how soon those could be there at most who were looked at before."""
        return self._openings.bounds(asked, limit_s) if self._alike else None
