"""A line being typed: text, cursor, history; the few editing keys that every shell has.

Never: a widget that blinks, a key of its own beyond these.
Why: a blinking input writes kilobytes a second to an idle screen; and a line that is a value can be kept as a draft.
"""

from __future__ import annotations

from collections.abc import Callable
from re import Pattern

from msgspec import Struct
from msgspec.structs import replace

MOST_TYPED = 500


class Entry(Struct, frozen=True, kw_only=True):
    """What is typed where: `kind` says what Enter does with it, `subject` what it is about."""

    kind: str
    prompt: str
    text: str = ""
    at: int = 0
    subject: str = ""
    error: str = ""
    back: int = 0
    extra: str = ""

    def typed(self, characters: str) -> Entry:
        """With characters put in at the cursor; what is not for a line is left out."""
        clean = "".join(each if each.isprintable() else " " for each in characters if each not in "\x1b\x00")
        clean = clean[: max(0, MOST_TYPED - len(self.text))]
        text = self.text[: self.at] + clean + self.text[self.at :]
        return replace(self, text=text, at=self.at + len(clean), error="")

    def edited(self, key: str, history: tuple[str, ...] = ()) -> Entry | None:
        """After an editing key; nothing for a key that edits nothing."""
        if key in ("up", "down"):
            return self._recalled(1 if key == "up" else -1, history)
        change = _EDITS.get(key)
        if change is None:
            return None
        text, at = change(self.text, self.at)
        return replace(self, text=text, at=at, error="")

    def with_text(self, text: str) -> Entry:
        """With another text, the cursor behind it."""
        return replace(self, text=text, at=len(text), error="")

    def at_first(self, pattern: Pattern[str]) -> Entry:
        """With the cursor at the first place of a pattern, where there is one."""
        found = pattern.search(self.text)
        return replace(self, at=found.start()) if found is not None else self

    def wrong(self, sentence: str) -> Entry:
        """With a sentence on what is wrong; the text stays."""
        return replace(self, error=sentence)

    def _recalled(self, step: int, history: tuple[str, ...]) -> Entry:
        back = max(0, min(len(history), self.back + step))
        text = history[-back] if back else ""
        return replace(self, text=text, at=len(text), back=back, error="")


def _word_left(text: str, at: int) -> int:
    left = at
    while left and text[left - 1] == " ":
        left -= 1
    while left and text[left - 1] != " ":
        left -= 1
    return left


_EDITS: dict[str, Callable[[str, int], tuple[str, int]]] = {
    "backspace": lambda text, at: (text[: max(0, at - 1)] + text[at:], max(0, at - 1)),
    "delete": lambda text, at: (text[:at] + text[at + 1 :], at),
    "left": lambda text, at: (text, max(0, at - 1)),
    "right": lambda text, at: (text, min(len(text), at + 1)),
    "home": lambda text, _at: (text, 0),
    "end": lambda text, _at: (text, len(text)),
    "ctrl+a": lambda text, _at: (text, 0),
    "ctrl+e": lambda text, _at: (text, len(text)),
    "ctrl+u": lambda text, at: (text[at:], 0),
    "ctrl+k": lambda text, at: (text[:at], at),
    "ctrl+w": lambda text, at: (text[: _word_left(text, at)] + text[at:], _word_left(text, at)),
}
