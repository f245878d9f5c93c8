"""From keys to actions: sequences such as `gg`, and the user's own keys.

Never: a time-out, a key that means two actions in one mode, a guess.
Why: over a slow line the second key of a sequence may come a second later, and must still count.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from dispatchtui.errors import UserError
from dispatchtui.tui.action import Action
from dispatchtui.tui.actions import ACTIONS
from dispatchtui.tui.state import LINE

NAMED: Final = frozenset(
    [
        "enter",
        "escape",
        "tab",
        "shift+tab",
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "pageup",
        "pagedown",
        "backspace",
        "delete",
        "space",
        "f1",
    ]
)
"""Keys that are no printable character, by the names that the table and the user's file use."""
OPTION_DIGITS: Final = "¡™£¢∞§¶•ª"
_SAME: Final = {"ctrl+j": "enter", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+i": "tab", " ": "space"}
_SHOWN: Final = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "shift+tab": "Shift+Tab", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "home": "Home", "end": "End", "pageup": "PgUp", "pagedown": "PgDn", "space": "Space", "f1": "F1",
}  # fmt: skip


def pressed(name: str, character: str, mode: str) -> tuple[str, ...]:
    """The keys of ours that a terminal's key stands for, given its name and its character.

    Esc and a key that come in one packet are told as that key with Alt, a digit then as what Option makes of it on a
    Mac, and Esc before yet another Esc as a circumflex. Alt means nothing here, so they are the keys that were pressed.
    """
    if mode != LINE and name == "circumflex_accent":
        return ("escape",)
    if mode != LINE and len(character) == 1 and character in OPTION_DIGITS:
        return ("escape", str(OPTION_DIGITS.index(character) + 1))
    key = character if len(character) == 1 and character.isprintable() else name.removeprefix("alt+")
    key = _SAME.get(key, key)
    return ("escape", key) if name.startswith("alt+") else (key,)


def shown(key: str) -> str:
    """A key as a person reads it."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return _SHOWN.get(key, key)


def strokes(keys: str) -> tuple[str, ...]:
    """The strokes of a key sequence: `gg` is two, `enter` is one."""
    if keys in NAMED or keys.startswith("ctrl+"):
        return (keys,)
    return tuple(keys)


class Keymap:
    """Finds the action of a key, remembering the start of a sequence."""

    def __init__(self, actions: Iterable[Action] = ACTIONS, own: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Take the table, and the keys that the user gave to actions by name."""
        self._by_mode: dict[str, dict[tuple[str, ...], Action]] = {}
        self.keys_of: dict[str, tuple[str, ...]] = {}
        for action in actions:
            keys = (own or {}).get(action.name, action.keys)
            self.keys_of[action.name] = keys
            for mode in action.modes:
                table = self._by_mode.setdefault(mode, {})
                for key in keys:
                    self._add(table, strokes(key), action, mode)
        self.begun: tuple[str, ...] = ()

    def press(self, mode: str, key: str) -> Action | None:
        """The action that this key completes; nothing while a sequence has only begun, or for an unknown key.

        `begun` tells which sequence waits for its next key.
        """
        table = self._by_mode.get(mode, {})
        for sequence in ((*self.begun, key), (key,)):
            if sequence in table:
                self.begun = ()
                return table[sequence]
            if any(keys[: len(sequence)] == sequence for keys in table):
                self.begun = sequence
                return None
        self.begun = ()
        return None

    def forget(self) -> None:
        """Let go of a sequence that has begun."""
        self.begun = ()

    def first_key(self, name: str) -> str:
        """The key to show for an action, or nothing when it has none."""
        keys = self.keys_of.get(name, ())
        return shown(keys[0]) if keys else ""

    def _add(self, table: dict[tuple[str, ...], Action], keys: tuple[str, ...], action: Action, mode: str) -> None:
        for other, taken in table.items():
            shorter = min(len(keys), len(other))
            if keys[:shorter] == other[:shorter] and taken is not action:
                raise UserError(
                    f"The key {''.join(map(shown, keys))} of {action.name} is already that of {taken.name} "
                    f"on the {mode}.",
                    hint="Give one of them another key in the key file.",
                )
        table[keys] = action


def own_keys(path: Path, actions: Iterable[Action] = ACTIONS) -> dict[str, tuple[str, ...]]:
    """Read the user's key file, `action = "key"` or `action = ["key", "key"]`; no file is no change.

    Raises: UserError that names the file and what would be right.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(
            f"{path}: the key file cannot be read: {error}.", hint='Lines look like `undo = "u"`.'
        ) from error
    names = {action.name for action in actions}
    found: dict[str, tuple[str, ...]] = {}
    for name, value in given.items():
        if name not in names:
            raise UserError(f"{path}: there is no action {name!r}.", hint="`?` in the console names them all.")
        keys = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else ()
        if not keys or not all(isinstance(key, str) and key for key in keys):
            raise UserError(f'{path}: {name} needs a key or a list of keys, such as "u".')
        found[name] = keys
    return found
