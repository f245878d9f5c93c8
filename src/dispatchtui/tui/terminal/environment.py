"""What must stand in the environment before Textual is imported.

Never: import Textual, here or above this module in the import order.
Why: Textual reads these once, at import. Its frame gate would hold a key's paint back by up to two frames of
a sixtieth of a second, its animations and pixel mouse reports cost kilobytes a second, and its Escape waits 100 ms.

Cost: some microseconds.
"""

import os
from typing import Final

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
