"""Walking through what needs the dispatcher, one cause a key, by the moment until which to act.

Never: a cause shown twice in one round, unless it has got worse since; a round that ends without a word; a sentence
that still stands when it is no longer so.
Why: whoever acts on a visit and presses the key again means the next one, not the same one once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.alerting import is_quiet
from dispatchtui.core.lifecycle import STARTED
from dispatchtui.core.model import Visit
from dispatchtui.tui.effects import Effects, Say, Select, refuse
from dispatchtui.tui.state import State
from dispatchtui.tui.views.alerts import called, entry_of, ways_of
from dispatchtui.tui.views.index import band_rank
from dispatchtui.tui.views.words import LOST

if TYPE_CHECKING:
    from dispatchtui.risk.findings import Finding

SOONER_S = 5 * 60
"""By how much the last moment to act must have come forward for a cause to have got worse by that."""
NEVER_S = 1 << 40


class Shown(Struct, frozen=True):
    """How a cause stood when it was shown: the visit that was told of, how bad it was, and until when to act."""

    visit_id: str
    badness: tuple[int, int]
    act_by_s: int


class Brought(Struct, frozen=True, kw_only=True):
    """The entry at which one was put: where the cursor went, and what was said before and with its sentence."""

    id: str
    where: Select
    before: str
    said: Say


def next_thing(state: State) -> Effects:
    """Go to the cause that has to be acted on first of those not shown in this round, and say why and what to do.

    What one has acted on, what somebody looks after or lets rest, and what is under way comes only when nothing
    else is left.
    """
    if state.no_board:
        return refuse(state.no_board)
    every = (*state.picture.attention.found, *state.picture.attention.quiet)
    if not every:
        return (Say("Nothing needs you now.", "good"),)
    waiting = [found for found in every if _waits(state, found)]
    items = waiting or list(every)
    new = [at for at, found in enumerate(items) if _is_new(state, found)]
    if not new:
        state.shown.clear()
    at = new[0] if new else 0
    found = items[at]
    state.shown[found.id] = _stands(found)
    rest = f"{'' if new else ', first again'}{'' if waiting else ', all looked after or under way'}"
    return _bring(state, found, f"({at + 1} of {len(items)}{rest}) ")


def tell(state: State, visit: Visit) -> Effects:
    """Go to a visit, and say as much of it as is said when its turn comes."""
    state.visit_id = visit.id
    found, standing = entry_of(state.picture, visit), state.picture.standing(visit)
    if found is not None and found.visit_id == visit.id:
        return _bring(state, found, "")
    said = f"{standing.sentence} {standing.advice}".strip()
    return (Select("queue", visit.id), *((Say(said),) if said else ()))


def renew(state: State) -> None:
    """Say what was said of an entry as it is by now, as long as that stands in the message line."""
    brought = state.brought
    if brought is None or state.message != brought.said:
        return
    attention = state.picture.attention
    before = attention.by_id[brought.id]
    about = attention.about.get(before.visit_id, ()) if before.visit_id else ()
    found = before if brought.id in attention.present else next(iter(about), None)
    over = Say(f"{called(before)}: nothing is needed any more.")
    said = over if found is None else _said(state, found, brought.before)
    if said != brought.said:
        state.brought = replace(brought, id=brought.id if found is None else found.id, said=said)
        state.message = said


def brought_here(state: State) -> Finding | None:
    """The entry at which one was put, as long as the cursor stands there; nothing anywhere else."""
    brought = state.brought
    if brought is None or brought.where.pane != state.pane:
        return None
    at = {"queue": state.visit_id, "technicians": state.technician_id}.get(state.pane, state.alert_id)
    return state.picture.attention.by_id[brought.id] if at == brought.where.row_id else None


def _bring(state: State, found: Finding, before: str) -> Effects:
    where, said = _go_to(state, found), _said(state, found, before)
    state.brought = Brought(id=found.id, where=where, before=before, said=said)
    return (where, said)


def _said(state: State, found: Finding, before: str) -> Say:
    told = f"{found.sentence} {state.picture.glyphs.arrow} {found.act}" if found.act else found.sentence
    offered = ways_of(state.picture, found)
    return Say(f"{before}{told}{f' {offered}.' if offered else ''}")


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
    board, known_s = state.picture.board, state.picture.known_s
    if is_quiet(state.picture.attention.alert_of(board, found), known_s):
        return False
    visit = board.visits.get(found.visit_id)
    if visit is None:
        return True
    acted = any(done.versions.get(f"visits/{visit.id}") == visit.version for done in state.done)
    return not acted and not (found.kind == "breach" and visit.state in STARTED)


def _is_new(state: State, found: Finding) -> bool:
    """Whether it was not shown in this round, for this cause or for one that it had before, or is worse by now."""
    before = state.shown.get(found.id)
    if before is None and found.visit_id:
        present = state.picture.attention.present
        before = next((each for key, each in state.shown.items()
                       if each.visit_id == found.visit_id and key not in present), None)  # fmt: skip
    now = _stands(found)
    return before is None or now.badness < before.badness or now.act_by_s < before.act_by_s - SOONER_S


def _stands(found: Finding) -> Shown:
    band = band_rank(found.band.value if found.band is not None else "")
    moments = (each for each in (found.act_by_s, found.due_s) if each is not None)
    return Shown(found.visit_id, (band, 0 if found.outlook == LOST else 1), next(moments, NEVER_S))
