"""Which parts a technician would lack for the visits of a day.

Units: pieces. What lies in their van and is not set aside for others counts, and whatever is set aside
for their own visits, wherever it lies.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.timeline import line_of


class Shortage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mandatory part of which a technician has too little for one day's visits."""

    technician_id: str
    day: str
    part: str
    need: int
    have: int
    sentence: str

    @property
    def short(self) -> int:
        """How many are missing."""
        return self.need - self.have


def shortages(board: Board, technician_id: str, visit_ids: Iterable[str]) -> dict[tuple[str, str], Shortage]:
    """What a technician lacks for these visits of theirs, by day and part."""
    need: dict[tuple[str, str], int] = {}
    aside: dict[tuple[str, str], int] = {}
    for visit_id in visit_ids:
        visit = board.visits[visit_id]
        line = line_of(visit, technician_id)
        if line is None or line is not visit.crew[0] or visit.state in ENDED:
            continue
        used = {each.part: each.quantity for each in visit.parts_used}
        held = {each.part: each.quantity for each in stock.reservations_for(board, visit_id)}
        for each in visit.parts:
            if each.mandatory:
                key = (line.day, each.part)
                need[key] = need.get(key, 0) + max(0, each.quantity - used.get(each.part, 0))
                aside[key] = aside.get(key, 0) + held.get(each.part, 0)
    van = stock.van_of(board, technician_id)
    found = {}
    for (day, part), pieces in need.items():
        have = aside[day, part] + (max(0, stock.free(board, van.id, part)) if van is not None else 0)
        if pieces > have:
            found[day, part] = Shortage(
                technician_id=technician_id, day=day, part=part, need=pieces, have=have,
                sentence=f"{technician_id} needs {pieces} of {part} on {day} and has {have}.",
            )  # fmt: skip
    return found
