"""What the savings of one board at one moment have in common: the scene, where people set out from, their positions.

Units: epoch seconds.
Cost: a look-up for whoever was looked at before.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from msgspec import Struct

from dispatchtui.constraints.objectives import Scene
from dispatchtui.core.board import Board
from dispatchtui.core.model import Technician
from dispatchtui.core.refusals import WORST_FIRST, Level
from dispatchtui.solver.latest import AHEAD_S, CLEAN, Way, ways_of, words_in
from dispatchtui.solver.look import BROKEN_S, Asked, look_at
from dispatchtui.solver.openings import Bounds, Openings
from dispatchtui.solver.outset import Outset
from dispatchtui.solver.who import Findings, findings_of_kind, kind_of


def people_for(asked: Asked, among: Iterable[Technician]) -> list[tuple[int, Technician]]:
    """Who of some people comes into question, with the strictest level of what they break whenever they come."""
    kinds: dict[tuple[Hashable, ...], Findings] = {}
    people: list[tuple[int, Technician]] = []
    for technician in among:
        if technician.active:
            kind = kind_of(asked.visit, technician)
            found = kinds.get(kind)
            if found is None:
                found = kinds[kind] = findings_of_kind(asked, technician)
            if not found.hopeless:
                people.append((_level(found), technician))
    return people


def _level(found: Findings) -> int:
    if found.broken_s >= BROKEN_S[Level.LEAD]:
        return WORST_FIRST[Level.LEAD]
    return WORST_FIRST[Level.DISPATCHER] if found.broken_s >= BROKEN_S[Level.DISPATCHER] else CLEAN


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
        self._people: dict[tuple[Hashable, ...], list[tuple[int, Technician]]] = {}
        self._known: dict[str, _Known] = {}
        self._openings = Openings(at_s)
        # How old a position may be can differ from visit to visit; then nothing of it is in common.
        self._alike = all(each.rules.fresh_s is None for each in board.indexes.policies)

    def follow(self, board: Board) -> None:
        """Go on with another board; whose day is another there is forgotten one by one."""
        self.scene = Scene(board, self.at_s)
        self._people.clear()

    def people(self, asked: Asked) -> list[tuple[int, Technician]]:
        """Who comes into question for a visit, with the strictest level of what they break whenever they come."""
        visit = asked.visit
        key = (visit.territory, visit.needs)
        if visit.crew_needs or len(visit.crew) > 1:
            return people_for(asked, asked.board.technicians.values())
        found = self._people.get(key)
        if found is None:
            found = self._people[key] = people_for(asked, asked.board.technicians.values())
        return found

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
