"""`dispatchtui day`: a whole day on this machine, with the console on it or without a screen."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from types import FrameType

import typer

SCREEN_SPEED = 10.0
HEADLESS_SPEED = 60.0


def day(
    headless: float | None = typer.Option(
        None, "--headless", metavar="SECONDS", min=0.5, help="Play so long without a screen; print a JSON summary."
    ),
    speed: float | None = typer.Option(None, min=0.1, max=2000, help="How fast the day runs: 10, headless 60."),
    seed: int = typer.Option(1, help="Another seed is another day; the same one is the same."),
    keep: Path | None = typer.Option(None, metavar="DIR", help="Keep the day in a folder; named again, it goes on."),
    theme: str = typer.Option("", help="auto, dark, ansi or none; NO_COLOR chooses none."),
    glyphs: str = typer.Option("", help="auto, unicode, console or ascii."),
) -> int:
    """Play a live day: server, field and console, all on this machine.

    Examples: `dispatchtui day`, `dispatchtui day --speed 30 --seed 7`, `dispatchtui day --headless 60`.
    """
    from dispatchtui.cli.fast import need_terminal
    from dispatchtui.cli.playing.headless import play_headless
    from dispatchtui.cli.playing.stage import stage

    if headless is None:
        need_terminal("--headless SECONDS")
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    chosen = speed or (HEADLESS_SPEED if headless is not None else SCREEN_SPEED)
    with stage(speed=chosen, seed=seed, keep=keep, auto_release=headless is None, say=_say) as played:
        if headless is not None:
            summary = play_headless(played, headless)
            print(json.dumps(summary))
            return 0 if summary["ok"] else 1
        opened = played.prepare()
        played.start_field()
        from dispatchtui.tui.app import run

        code = run(url=played.url, token=opened.dispatcher, theme=theme, glyphs=glyphs)
        played.children.check()  # what ended behind the screen is said when the screen is gone
        return code


def _leave(number: int, _: FrameType | None) -> None:
    """Leave in good order, so that the children are stopped and the folder is cleared."""
    raise SystemExit(128 + number)


def _say(what: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"dispatchtui: {what} …\n")
