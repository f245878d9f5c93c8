"""Walking through what needs the dispatcher, one visit a key, most urgent first.

Never: a visit shown twice in one round, unless it has changed or got worse since; a round that ends without a word.
Why: whoever acts on a visit and presses the key again means the next one, not the same one once more.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.lifecycle import STARTED
from dispatchtui.tui.effects import Effects, Say, Select, refuse
from dispatchtui.tui.state import State
from dispatchtui.tui.views.attention import Item, attention


class Shown(Struct, frozen=True):
    """How a visit stood when it was shown: its version and how bad it was."""

    version: int
    badness: int


def next_thing(state: State) -> Effects:
    """Go to the most urgent visit not shown in this round and say why it needs somebody.

    What one has acted on and what is under way comes only when nothing else is left.
    """
    if state.no_board:
        return refuse(state.no_board)
    every = attention(state.picture)
    if not every:
        return (Say("Nothing needs you now.", "good"),)
    waiting = [item for item in every if _waits(state, item)]
    items = waiting or every
    new = [at for at, item in enumerate(items) if _is_new(state, item)]
    if not new:
        state.shown.clear()
    at = new[0] if new else 0
    item = items[at]
    state.visit_id = item.visit_id
    state.shown[item.visit_id] = _stands(state, item)
    words = (
        f"{at + 1} of {len(items)}{'' if new else ', first again'}{'' if waiting else ', all acted on or under way'}"
    )
    return (Select("queue", item.visit_id), Say(f"{item.sentence} ({words})"))


def _waits(state: State, item: Item) -> bool:
    """Whether something can be done about it that has not just been done."""
    visit = state.picture.board.visits[item.visit_id]
    key = f"visits/{visit.id}"
    acted = any(done.versions.get(key) == visit.version for done in state.done)
    return not acted and visit.state not in STARTED


def _is_new(state: State, item: Item) -> bool:
    """Whether it was not shown in this round, or is another thing by now."""
    before, now = state.shown.get(item.visit_id), _stands(state, item)
    return before is None or before.version != now.version or now.badness < before.badness


def _stands(state: State, item: Item) -> Shown:
    return Shown(state.picture.board.visits[item.visit_id].version, item.rank[0])
