"""Marked visits: marking them, and one act over all of them, each asked for and answered on its own.

Never: an act that happens to all or to none; a mark that goes although its act failed.
Why: after a sickness a dozen visits need the same; the one that cannot have it must not hold up the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from dispatchtui.core.events import Reason
from dispatchtui.core.model import VisitState
from dispatchtui.tui import deeds, results, sheets
from dispatchtui.tui.effects import Each, Effects, Say, Submit, refuse
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.state import State

if TYPE_CHECKING:
    from dispatchtui.tui.action import Action

MARKED_IN = ("queue", "alerts")
"""The panes whose rows are visits."""
MOST_MARKED = 100
MOST_NAMED = 8
"""Marked visits that a line names before it counts the others."""


def mark(state: State) -> Effects:
    """Mark the visit and those passed from now on; again ends that, and on a marked visit takes its mark away."""
    if state.pane not in MARKED_IN:
        return refuse("Marks are for visits: go to the queue (1) or the alerts (3).")
    if state.visit is None:
        return refuse("Select a visit first.")
    if state.marking:
        state.marking = False
        return (Say(f"{len(state.marked)} marked; an act on them asks for each. Esc takes the marks away."),)
    if state.visit_id in state.marks:
        del state.marks[state.visit_id]
        return ()
    state.marking = True
    passed(state, (state.alert_id if state.pane == "alerts" else state.visit_id,))
    return (Say("Marking: j and k mark what they pass, v ends it, Esc takes the marks away."),)


def passed(state: State, row_ids: Iterable[str]) -> None:
    """Mark what the cursor passed; of an alert the visit that is worst off."""
    known = state.picture.attention.by_id
    for row_id in row_ids:
        visit_id = known[row_id].visit_id if state.pane == "alerts" and row_id in known else row_id
        if visit_id and len(state.marks) < MOST_MARKED:
            state.marks[visit_id] = None


def clear(state: State) -> None:
    """Take every mark away."""
    state.marks, state.marking = {}, False


def each(state: State, action: Action) -> Effects:
    """Do the same to every marked visit."""
    return _over(state, action, lambda visit_id: action.run(state, visit_id))


def confirmed(state: State, action: Action) -> Effects:
    """Do the same to every marked visit once Enter says so, with what becomes of each shown first."""
    effects = each(state, action)
    several = next(effect for effect in effects if isinstance(effect, Each))
    return sheets.open_confirm(state, f"{action.label.capitalize()} {names(state.marked)}?", lambda: effects,
                               rows=results.rows_before(several))  # fmt: skip


def names(visit_ids: tuple[str, ...]) -> str:
    """Visits by name, as many as a line holds."""
    more = len(visit_ids) - MOST_NAMED
    return ", ".join(visit_ids[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def with_reason(kind: str) -> Callable[[State, Action], Effects]:
    """Ask for one reason and do the same to every marked visit for it."""

    def ask(state: State, action: Action) -> Effects:
        named = names(state.marked)
        return sheets.open_reasons(state, kind, f"Why {action.label} {named}?{sheets.FOR_GOOD.get(kind, '')}",
                                   payload=lambda reason: _stepped(state, action, kind, reason))  # fmt: skip

    return ask


def note(state: State, _action: Action) -> Effects:
    """Type one note for every marked visit."""
    ids = state.marked
    state.entry = Entry(kind="note", prompt=f"note on {len(ids)} visits: ", subject=" ".join(ids))
    return ()


def noted(state: State, visit_ids: tuple[str, ...], text: str) -> Effects:
    """Write one note on several visits."""
    rows = [state.picture.board.visits[visit_id] for visit_id in visit_ids if visit_id in state.picture.board.visits]
    acts = [effect for row in rows for effect in deeds.note(row, text) if isinstance(effect, Submit)]
    return (Each(title=f"Note on {len(acts)} visits", acts=tuple(acts)),)


def _stepped(state: State, action: Action, kind: str, reason: Reason) -> Effects:
    def step(visit_id: str) -> Effects:
        visit = state.picture.board.visits[visit_id]
        if visit.state is VisitState.PARKED and kind == "park":
            return refuse(f"{visit_id} is parked already.")
        return deeds.step(state, visit, sheets.STEPS[kind], reason)

    return _over(state, action, step)


def _over(state: State, action: Action, act: Callable[[str], Effects]) -> Effects:
    """The acts on the marked visits, and why some cannot even be asked for."""
    selected, acts, refused = state.visit_id, [], []
    ids = state.marked
    for visit_id in ids:
        state.visit_id = visit_id
        why_not = action.enabled(state) if action.enabled is not None else ""
        effects = refuse(why_not) if why_not else act(visit_id)
        acts += [effect for effect in effects if isinstance(effect, Submit)]
        refused += [(visit_id, effect.sentence) for effect in effects if isinstance(effect, Say)]
    state.visit_id, state.marking = selected, False
    return (Each(title=f"{action.label.capitalize()} {len(ids)} visits", acts=tuple(acts), refused=tuple(refused)),)
