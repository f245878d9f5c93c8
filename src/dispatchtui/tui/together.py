"""The marked visits to one technician: who can take how many of them, and the times they would get.

Never: two of them at one time: each is placed where the ones before it have left room.
Why: whoever hands over a sick colleague's day wants to see who can take most of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatchtui.core.commands.moves import moved
from dispatchtui.core.model import Technician
from dispatchtui.tui import choosing, versions
from dispatchtui.tui.asking import KEY_S, Asking, alone
from dispatchtui.tui.choosing import Choices
from dispatchtui.tui.effects import Each, Effects, Submit, refuse
from dispatchtui.tui.state import CANDIDATES, Sheet, State
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.broken import why as told_why
from dispatchtui.tui.views.words import margin

if TYPE_CHECKING:
    from dispatchtui.solver.rank import Candidate
    from dispatchtui.tui.action import Action

MOST = 20
"""Technicians that are listed: the best for each of the marked visits are looked at for all of them."""


@dataclass
class Together(Choices):
    """The visits that are to go to one technician."""

    ids: tuple[str, ...] = ()


def open_together(state: State, _action: Action) -> Effects:
    """List the technicians by how many of the marked visits they can take, then by cost."""
    picture, ids = state.picture, state.marked
    found: dict[str, dict[str, Candidate]] = {}
    why: dict[str, str] = {}
    for visit_id in ids:
        for each in Asking(picture, picture.board.visits[visit_id]).look(MOST, KEY_S / len(ids)):
            found.setdefault(each.technician_id, {})[visit_id] = each
    best = sorted(found, key=lambda who: _order(who, found[who]))[:MOST]
    for who in best:
        for visit_id in ids:
            candidate, sentence = found[who].get(visit_id), ""
            if candidate is None:
                candidate, sentence = alone(picture, picture.board, visit_id, who)
            if candidate is not None:
                found[who][visit_id] = candidate
                sentence = told_why(candidate.violations) if candidate.violations else ""
            if sentence:
                why.setdefault(who, sentence)
    best.sort(key=lambda who: _order(who, found[who]))
    rows = tuple(_row(state.picture.board.technicians[who], number, found[who], len(ids), why.get(who, ""))
                 for number, who in enumerate(best, 1))  # fmt: skip
    pre: dict[str, int] = {}
    for visit_id in ids:
        pre |= versions.of_visit(picture.board, picture.board.visits[visit_id])
    state.marking = False
    state.sheet = Sheet(kind=CANDIDATES, title=f"{len(ids)} visits to whom? Each is placed and answered on its own",
                        rows=rows, columns="together", subject="One of the marked visits",
                        payload=Together(by_row={}, pre=pre, every=rows, ids=ids), at=rows[0].id if rows else "",
                        empty="Nobody can take any of them.")  # fmt: skip
    return ()


def take(state: State, number: int) -> Effects:
    """Give the marked visits to the technician of a row, one after another."""
    sheet = state.sheet
    if sheet is None or not 0 <= number < len(sheet.rows):
        return refuse(f"There is no technician {number + 1}.")
    changed = choosing.hindered_by_change(state)
    if changed:
        return refuse(changed)
    return _placed(state, sheet.payload.ids, sheet.rows[number].id)


def _placed(state: State, ids: tuple[str, ...], technician_id: str) -> Effects:
    picture = state.picture
    fork, acts, refused = picture.board.fork(), list[Submit](), list[tuple[str, str]]()
    for visit_id in ids:
        candidate, sentence = alone(picture, fork, visit_id, technician_id)
        if candidate is None or candidate.violations:
            broken = f"{told_why(candidate.violations)} Place it alone to override it." if candidate else sentence
            refused.append((visit_id, broken))
            continue
        acts.append(choosing.intends(picture, candidate).submit())
        fork = moved(fork, candidate.moves)
    title = f"{len(ids)} visits to {technician_id}"
    return (Each(title=title, acts=tuple(acts), refused=tuple(refused)),)


def _able(candidates: Mapping[str, Candidate]) -> int:
    return sum(1 for each in candidates.values() if not each.violations)


def _order(technician_id: str, candidates: Mapping[str, Candidate]) -> tuple[int, float, str]:
    return (-_able(candidates), sum(each.cost for each in candidates.values()), technician_id)


def _row(technician: Technician, number: int, found: Mapping[str, Candidate], wanted: int, why: str) -> ViewRow:
    return ViewRow(technician.id, {
        "n": (str(number) if number < 10 else "", "strong"),
        "id": (technician.id, "text"),
        "name": (technician.name, "text"),
        "can": (f"{_able(found)} of {wanted}", "ok" if _able(found) == wanted else "notice"),
        "added": (margin(sum(each.added_travel_s for each in found.values())), "text"),
        "why": (why, "notice"),
    })  # fmt: skip
