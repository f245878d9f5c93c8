"""The first candidates of the selected visit, looked for while the keys rest, so that they are there for the next key.

Never: candidates of a board that has changed since; a look that a key would wait for.
Why: whoever has moved to a visit reads it before they ask who can take it.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.tui.asking import KEY_S, Asking, ordered
from dispatchtui.tui.views import candidates as candidate_view

if TYPE_CHECKING:
    from dispatchtui.solver.rank import Candidate
    from dispatchtui.tui.state import State

FIRST = 9
"""Candidates that are found before the list is painted: as many as there are digits; the others follow."""
REST_S, AGAIN_S = 0.15, 1.0
"""How long no key must have come before candidates are looked for ahead, and how long until they are again."""
SLICE_S = 0.012
"""How long a key may wait for what is looked for ahead."""


@dataclass
class Ahead:
    """The first candidates of a visit, as far as they have been found; `key` says what they hold for.

    `keeper` is who comes first because they keep the word, where the ranking's own first does not.
    """

    visit_id: str
    key: tuple[object, ...]
    asking: Asking
    found: list[Candidate]
    told: dict[str, str]
    at: float
    keeper: str = ""
    settled: bool = False

    def look(self, state: State, visit: Visit, budget_s: float) -> None:
        """Look further for the first candidates, for so long."""
        if len(self.found) < FIRST and not self.asking.done:
            self.found += self.asking.look(FIRST - len(self.found), budget_s)
        if not self.settled and (len(self.found) >= FIRST or self.asking.done):
            self.settle(state, visit)

    def settle(self, state: State, visit: Visit) -> None:
        """Put whoever keeps the visit's word first, as far as that is foreseen, and tell what taking them does."""
        self.settled = True
        if not self.found:
            return
        found = ordered(self.found, visit)
        risks = state.picture.risks
        foreseen = risks is not None and risks.standing(visit) is not None  # no key waits for what is loaded for it
        self.found = _keeper_first(state, visit, found) if foreseen else found
        first = self.found[0]
        if first is not found[0]:
            self.keeper = self.asking.known = first.technician_id
        self.told[first.technician_id] = candidate_view.told_of(state.picture, first)


def first_of(state: State, visit: Visit) -> Ahead:
    """The first candidates of a visit, those found ahead where they still hold."""
    ahead, state.ahead = state.ahead, None
    if ahead is None or ahead.key != _key(state, visit):
        ahead = _ahead(state, visit)
    ahead.look(state, visit, KEY_S)
    if not ahead.settled:
        ahead.settle(state, visit)
    return ahead


def prepare(state: State, since: float) -> None:
    """Look for the selected visit's first candidates when no key came `since`, a little at a time."""
    if state.sheet is None:
        state.asking = None  # thousands of looks are let go of while nobody waits
    now, visit = perf_counter(), state.visit
    if visit is None or not state.on_board or now - since < REST_S or state.pane not in ("queue", "alerts"):
        return
    key, ahead = _key(state, visit), state.ahead
    if ahead is None or ahead.key != key:
        if ahead is not None and ahead.visit_id == visit.id and now - ahead.at < AGAIN_S:
            return
        if visit.state is not VisitState.QUALIFIED and visit.state not in PLACED:
            return
        ahead = state.ahead = _ahead(state, visit)
    ahead.look(state, visit, SLICE_S)


def _keeper_first(state: State, visit: Visit, found: list[Candidate]) -> list[Candidate]:
    """Candidates with whoever keeps the visit's word first, by what was foreseen last."""
    from dispatchtui.solver.keeping import keeper_first  # noqa: PLC0415  (loaded with the risks)
    from dispatchtui.solver.rank import Ranking  # noqa: PLC0415

    picture = state.picture
    told = keeper_first(
        picture.board, visit.id, Ranking(candidates=tuple(found)), picture.now_s, positions=picture.positions,
        saving=picture.standing(visit).saving, standing=picture.me.standing,
        routes=lambda who: picture.risks.route(who) if picture.risks is not None else None,
    )  # fmt: skip
    return list(told.candidates)


def _ahead(state: State, visit: Visit) -> Ahead:
    return Ahead(visit_id=visit.id, key=_key(state, visit), asking=Asking(state.picture, visit), found=[], told={},
                 at=perf_counter())  # fmt: skip


def _key(state: State, visit: Visit) -> tuple[object, ...]:
    """What the candidates rest on: the visit, every fact heard, what is under way or tried, the minute."""
    picture, trying = state.picture, state.trying
    return (visit, picture.board.seq, picture.pending, trying and trying.moves, picture.now_s // 60, picture.me)
