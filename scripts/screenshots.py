"""Takes the README's picture: a real day in a real terminal, drawn as the terminal showed it.

Never: a hand-made screen; what the picture shows was played and pressed.
Why: a picture that nobody can make again is out of date within a month and nobody knows.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from rich.terminal_theme import MONOKAI

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.pty_screen import PtyScreen  # noqa: E402  (found once the checkout is on the path)

IMAGES = ROOT / "config" / "images"
COLUMNS, ROWS = 150, 44
PLACED = 6
"""Visits that are placed by hand before the picture, as a dispatcher would have by then."""
UNTIL = " 08:0"
"""The time of day at which the picture is taken."""


def main() -> int:
    """Play until the morning is under way, and keep what the terminal shows: the board, then candidates of a visit."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DISPATCHTUI_HOME": home, "COLORTERM": "truecolor"}
        command = [str(ROOT / ".venv" / "bin" / "dispatchtui"), "day", "--seed", "7", "--speed", "60"]
        with PtyScreen(command, columns=COLUMNS, rows=ROWS, env=environment, cwd=str(ROOT)) as screen:
            screen.wait_for("LIVE", 60)
            for _ in range(PLACED):
                screen.press("a")
                screen.wait_for("to whom?", 10)
                screen.press("enter")
                screen.pump(0.5)
                screen.press("escape")
                screen.wait_for(lambda shown: "to whom?" not in shown.screen, 10)
                screen.press("j")
            screen.press("r", "g", "g")
            screen.wait_for(lambda shown: UNTIL in shown.lines[0], 240)
            screen.press("r", "g", "g", "j")
            keep(screen, "console.svg")
            screen.press("a")
            screen.wait_for("to whom?", 10)
            keep(screen, "candidates.svg")
            screen.press("escape")
            screen.wait_for(lambda shown: "to whom?" not in shown.screen, 10)
            screen.press("Q")
            screen.pump(0.5)  # an Enter at once would be taken for a pasted one
            screen.press("enter")
            screen.wait_exit()
    return 0


def keep(screen: PtyScreen, name: str) -> None:
    """Keep what the terminal shows now, between two frames."""
    screen.pump(0.5)
    screen.settle(0.07)
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / name).write_text(drawn(screen), encoding="utf-8")
    sys.stdout.write(f"{name}\n{screen.screen}\n")


def drawn(screen: PtyScreen) -> str:
    """The terminal's cells as a picture."""
    console = Console(
        record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor",
        legacy_windows=False,
    )  # fmt: skip
    segments: list[Segment] = []
    for row in screen.cells():
        for look, cells in groupby(row, key=lambda cell: cell[1:]):
            segments.append(Segment("".join(str(text) for text, *_ in cells), style_of(look)))
        segments.append(Segment.line())
    console.print(Segments(segments), end="")
    return console.export_svg(title="dispatchtui", theme=MONOKAI)


def style_of(look: Sequence[object]) -> Style:
    """One cell's look in Rich's words: foreground, background, bold, italics, underline, reverse."""
    foreground, background, bold, italic, under, swap = look
    return Style(
        color=_colour(foreground), bgcolor=_colour(background), bold=bool(bold), italic=bool(italic),
        underline=bool(under), reverse=bool(swap),
    )  # fmt: skip


def _colour(name: object) -> str | None:
    text = str(name)
    if text == "default":
        return None
    return f"#{text}" if len(text) == 6 and all(digit in "0123456789abcdef" for digit in text) else text


if __name__ == "__main__":
    sys.exit(main())
