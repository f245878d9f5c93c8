"""What one thing that can be done is: name, keys, words, modes, right, when it can, and what it does."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from dispatchtui.core.rights import RIGHTS
from dispatchtui.tui.effects import Effects
from dispatchtui.tui.state import AGAIN, BOARD, NOTHING_SENT, State


class Action(Struct, frozen=True, kw_only=True):
    """One thing that can be done.

    `verbs` and `usage` are for the command line; `sends` says that it needs the link; `keyed` that it wants to know
    which of its keys was pressed; `about` what it would act on, told behind the label where there is room; `foot` is
    its place in the footer, 0 for none; `many` is what it does when visits are marked.
    """

    name: str
    keys: tuple[str, ...] = ()
    label: str
    help: str
    run: Callable[..., Effects]
    modes: tuple[str, ...] = (BOARD,)
    group: str = "move"
    right: str = ""
    sends: bool = False
    enabled: Callable[[State], str] | None = None
    verbs: tuple[str, ...] = ()
    usage: str = ""
    keyed: bool = False
    about: Callable[[State], str] | None = None
    foot: int = 0
    many: Callable[[State, Action], Effects] | None = None

    def act(self, state: State, *given: str) -> Effects:
        """Do it: to what was given, to the marked visits, or else to the selected one."""
        if self.many is not None and not given and self._over_marks(state):
            return self.many(state, self)
        return self.run(state, *given)

    def _over_marks(self, state: State) -> bool:
        return bool(self.many is not None and state.on_board and state.marked)

    def barred(self, state: State) -> str:
        """Which right is lacking for it, in a sentence; nothing where none is, or while nobody is known."""
        if not self.right or state.no_board or state.picture.me.may(self.right):
            return ""
        who = state.picture.me.name or state.picture.me.id
        return f"{who} lacks the right {self.right}: {RIGHTS.get(self.right, self.right)}."

    def hindrance(self, state: State, *, typed: bool = False) -> str:
        """Why it cannot be done here and now, in a sentence; nothing when it can.

        What is `typed` names its own visit, so the selected one does not matter.
        """
        if state.no_board and (self.right or self.sends or self.enabled is not None):
            return state.no_board
        barred = self.barred(state)
        if barred:
            return barred
        if self.sends and not state.link.live:
            return f"{state.link.word.capitalize()}: this {NOTHING_SENT} {AGAIN}"
        return self.enabled(state) if self.enabled is not None and not typed and not self._over_marks(state) else ""
