"""What the person may choose about the console's look and keys, from the command line and the environment.

Never: a question to the terminal; that is `terminal.detect`'s.
Why: a wrong word is one sentence before anything is painted.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from dispatchtui.errors import UserError
from dispatchtui.tui.keymap import own_keys

THEMES: Final[dict[str, dict[str, Any]]] = {
    "auto": {}, "dark": {"light": False}, "light": {"light": True}, "ansi": {"color": "16"}, "none": {"color": "none"},
}  # fmt: skip
GLYPHS: Final = ("auto", "unicode", "console", "ascii")
KEY_FILE: Final = "keys.toml"


def options(theme: str = "", glyphs: str = "") -> dict[str, Any]:
    """The console's arguments for these words. Raises: UserError that names what would be right."""
    theme = theme or os.environ.get("DISPATCHTUI_THEME", "") or "auto"
    glyphs = glyphs or "auto"
    if theme not in THEMES:
        raise UserError(f"There is no theme {theme!r}.", hint=f"Themes are {', '.join(THEMES)}.")
    if glyphs not in GLYPHS:
        raise UserError(f"There are no glyphs {glyphs!r}.", hint=f"Glyphs are {', '.join(GLYPHS)}.")
    return {**THEMES[theme], "glyphs": glyphs, "keys": own_keys(key_file())}


def worker(told: Callable[[], None]) -> Any:
    """Who looks for plans: the handle of a process, which starts when it is first needed."""
    from dispatchtui.engine.process import Worker  # noqa: PLC0415  (loaded once the board is there)

    return Worker(told=told)


def key_file() -> Path:
    """Where a person's own keys lie."""
    folder = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(folder) / "dispatchtui" / KEY_FILE
