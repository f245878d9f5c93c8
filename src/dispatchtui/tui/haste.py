"""Keys that came too fast to be meant: those behind one that does nothing in a list, and an Enter right behind `Q`.

Never: a line typed or pasted into the wrong place that assigns, overrides or leaves.
Why: a list takes digits, so the rest of a word that was meant for elsewhere would act on whatever row it hits.
"""

from __future__ import annotations

from time import monotonic

from dispatchtui.tui.state import CONFIRM, LINE, LISTS, QUITTING, State

PAUSE_S = 0.3
"""How long no key must have come until keys count again; a word is typed faster than that, a choice is not."""
ALWAYS = ("escape",)


class Haste:
    """Knows when the last key came, and whether it belonged to something that was not meant for the list."""

    def __init__(self) -> None:
        """Nothing has been pressed yet."""
        self._deaf_until = self._asked_at = 0.0

    def too_soon(self, state: State, key: str) -> str:
        """Why a key does not count, in a sentence; nothing when it does."""
        now = monotonic()
        sheet = state.sheet
        if state.mode == CONFIRM and sheet is not None and sheet.subject == QUITTING:
            if key == "enter" and now < self._asked_at + PAUSE_S:
                return "Enter came at once behind the question and does not count: press it again to leave."
            return ""
        if state.mode in LISTS and key not in ALWAYS and now < self._deaf_until:
            self._deaf_until = now + PAUSE_S
            return "What was typed right behind a key that does nothing here does not count; ? shows the keys."
        return ""

    def unknown(self, state: State) -> None:
        """Note that a key did nothing: in a list, those right behind it do not count."""
        if state.mode in LISTS:
            self._deaf_until = monotonic() + PAUSE_S

    def done(self, state: State, before: str) -> None:
        """Note that a question was opened by a key that came in another mode."""
        if state.mode == CONFIRM and before not in (CONFIRM, LINE):
            self._asked_at = monotonic()
