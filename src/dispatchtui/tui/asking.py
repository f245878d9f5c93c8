"""Who can be chosen for a visit by this person: found one after another, never longer at a time than it may take.

Never: somebody offered whom the gate would refuse this person; a key that waits for a whole ranking.
Why: on a board where every day is full, finding the first who can come takes longer than a dispatcher waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING

from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import Level
from dispatchtui.tui import intended
from dispatchtui.tui.views.picture import Picture

if TYPE_CHECKING:
    from dispatchtui.core.board import Board
    from dispatchtui.core.refusals import Violation
    from dispatchtui.solver.rank import Candidate, Excluded

KEY_S = 0.05
"""The longest that a key waits for candidates; who is not found by then follows between the keys."""


class Asking:
    """One visit's candidates, found one after another, parted by what this person may break.

    It looks at the board as it was when it was asked for, so that finding the last ones later finds the same.
    `known` is who was found in another way, and is not found again.
    """

    def __init__(self, picture: Picture, visit: Visit) -> None:
        """Begin to look; nothing has been found yet."""
        from dispatchtui.solver.look import ask  # noqa: PLC0415  (the console paints before it can rank)
        from dispatchtui.solver.search import Search  # noqa: PLC0415

        self.board, self.me = picture.board.copy(), picture.me
        board = self.board
        asked = ask(board, visit, picture.now_s, positions=picture.positions, standing=picture.me.standing)
        people = [each for each in board.technicians.values() if each.active]
        self.total = len(people)
        self.done = False
        self.known = ""
        self._search = Search((asked, each) for each in people)
        self._steps = self._search.steps()
        self._barred: list[Excluded] = []

    def look(self, most: float = inf, budget_s: float = inf) -> list[Candidate]:
        """Find who else can be offered, best first: so many at most, and for so long."""
        found: list[Candidate] = []
        until = perf_counter() + budget_s
        for each in () if self.done else self._steps:
            if each is not None and each.technician_id != self.known:
                barred = intended.beyond(each.violations, self.me)
                if barred is None:
                    found.append(each)
                else:
                    self._barred.append(excluded(each, barred))
            if len(found) >= most or perf_counter() > until:
                return found
        self.done = True
        return found

    @property
    def out(self) -> int:
        """How many were found not to be offered so far."""
        return self._search.out + len(self._barred)

    @property
    def excluded(self) -> list[Excluded]:
        """Who was found not to be offered so far, with the reasons."""
        return sorted([*self._search.excluded, *self._barred], key=lambda each: each.technician_id)


def ordered(found: Iterable[Candidate], visit: Visit, first: str = "") -> list[Candidate]:
    """Candidates as they were ranked, but those that break nothing first and who has the visit already last.

    What the first keys take is then always a change, and one that nobody has to answer for where there is one; `first`
    is who keeps the word where the others do not.
    """
    present = {line.technician_id for line in visit.crew}
    return sorted(found, key=lambda each: (each.technician_id != first, each.technician_id in present,
                                           bool(each.violations)))  # fmt: skip


def excluded(candidate: Candidate, barred: Violation) -> Excluded:
    """A candidate who breaks what this person may not break, with that reason."""
    from dispatchtui.solver.rank import Excluded  # noqa: PLC0415

    rest = "" if barred.level is Level.NOBODY else f" {barred_words(barred.level)}"
    return Excluded(technician_id=candidate.technician_id, violations=(barred,), sentence=f"{barred.sentence}{rest}")


def alone(picture: Picture, board: Board, visit_id: str, technician_id: str) -> tuple[Candidate | None, str]:
    """The best place with one technician on a board, or why there is none for this person to give."""
    from dispatchtui.solver.rank import place_at  # noqa: PLC0415

    found = place_at(board, visit_id, technician_id, picture.now_s,
                     position=picture.positions.get(technician_id), standing=picture.me.standing)  # fmt: skip
    if found is None:
        return None, f"{technician_id} cannot take {visit_id}."
    barred = intended.beyond(found.violations, picture.me)
    return (found, found.sentence) if barred is None else (None, excluded(found, barred).sentence)


def barred_words(level: Level) -> str:
    """Who else could break a rule of this level."""
    if level is Level.NOBODY:
        return "Nobody may break this."
    return f"Breaking it needs {'a lead' if level is Level.LEAD else 'a dispatcher'}."
