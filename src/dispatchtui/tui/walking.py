"""Walking through what needs the dispatcher, one cause a key, by the moment until which to act.

Never: a cause shown twice in one round, unless it has changed or got worse since; a round that ends without a word.
Why: whoever acts on a visit and presses the key again means the next one, not the same one once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from dispatchtui.core.alerting import is_quiet
from dispatchtui.core.lifecycle import STARTED
from dispatchtui.core.model import Alert
from dispatchtui.tui.effects import Effects, Say, Select, refuse
from dispatchtui.tui.state import State
from dispatchtui.tui.views.index import band_rank
from dispatchtui.tui.views.words import LOST

if TYPE_CHECKING:
    from dispatchtui.risk.findings import Finding


class Shown(Struct, frozen=True):
    """How a cause stood when it was shown: the version of its visit and how bad it was."""

    version: int
    badness: tuple[int, int]


def next_thing(state: State) -> Effects:
    """Go to the cause that has to be acted on first of those not shown in this round, and say why and what to do.

    What one has acted on, what somebody looks after or lets rest, and what is under way comes only when nothing
    else is left.
    """
    if state.no_board:
        return refuse(state.no_board)
    every = state.picture.attention.found
    if not every:
        return (Say("Nothing needs you now.", "good"),)
    waiting = [found for found in every if _waits(state, found)]
    items = waiting or list(every)
    new = [at for at, found in enumerate(items) if _is_new(state, found)]
    if not new:
        state.shown.clear()
    at = new[0] if new else 0
    found = items[at]
    state.shown[found.id] = _stands(state, found)
    rest = f"{'' if new else ', first again'}{'' if waiting else ', all looked after or under way'}"
    told = f"{found.sentence} {state.picture.glyphs.arrow} {found.act}" if found.act else found.sentence
    return (_go_to(state, found), Say(f"({at + 1} of {len(items)}{rest}) {told}"))


def _go_to(state: State, found: Finding) -> Select:
    """Where one sees what it is about: the visit, the technician, or else the alert itself."""
    table, _, row_id = found.subject.partition("/")
    if found.visit_id:
        state.visit_id = found.visit_id
        return Select("queue", found.visit_id)
    if table == "technicians" and row_id in state.picture.board.technicians:
        state.technician_id = row_id
        return Select("technicians", row_id)
    return Select("alerts", found.id)


def _waits(state: State, found: Finding) -> bool:
    """Whether something can be done about it that nobody has just done, looks after or lets rest."""
    board, now_s = state.picture.board, state.picture.now_s
    alert: Alert | None = board.tables["alerts"].get(found.id)
    if is_quiet(alert, now_s):
        return False
    visit = board.visits.get(found.visit_id)
    if visit is None:
        return True
    acted = any(done.versions.get(f"visits/{visit.id}") == visit.version for done in state.done)
    return not acted and not (found.kind == "breach" and visit.state in STARTED)


def _is_new(state: State, found: Finding) -> bool:
    """Whether it was not shown in this round, or is another thing by now."""
    before, now = state.shown.get(found.id), _stands(state, found)
    return before is None or before.version != now.version or now.badness < before.badness


def _stands(state: State, found: Finding) -> Shown:
    visit = state.picture.board.visits.get(found.visit_id)
    band = band_rank(found.band.value if found.band is not None else "")
    return Shown(visit.version if visit is not None else 0, (band, 0 if found.outlook == LOST else 1))
