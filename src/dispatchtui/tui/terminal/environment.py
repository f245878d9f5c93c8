"""What Textual must find in the environment, and what to tell it where it has looked already.

Never: import Textual: whoever does so first decides what it reads.
Why: Textual reads these once, at import. Its frame gate would hold a key's paint back by up to two frames of
a sixtieth of a second, its animations and pixel mouse reports cost kilobytes a second, and its Escape waits 100 ms.
Imports are sorted, Textual's before ours, so the values must hold in either order.

Cost: some microseconds.
"""

import os
import sys
from typing import Any, Final

SETTINGS: Final = {
    "TEXTUAL_FPS": "240",
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "ESCDELAY": "25",
}
"""Each variable with the value it gets unless the user has set it."""


def prepare() -> None:
    """Set the variables that Textual reads at import, leaving what the user has set."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    constants: Any = sys.modules.get("textual.constants")
    if constants is None:
        return
    constants.MAX_FPS = constants._get_environ_int("TEXTUAL_FPS", 240, minimum=1)
    constants.ESCAPE_DELAY = constants._get_environ_int("ESCDELAY", 25, minimum=1) / 1000
    constants.TEXTUAL_ANIMATIONS = constants._get_textual_animations()
    constants.SMOOTH_SCROLL = constants._get_environ_int("TEXTUAL_SMOOTH_SCROLL", 0) == 1
    screen: Any = sys.modules.get("textual.screen")
    if screen is not None:
        screen.UPDATE_PERIOD = 1 / constants.MAX_FPS
