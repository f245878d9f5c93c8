"""`dispatchtui console`: the dispatch console."""

from __future__ import annotations

import typer

from dispatchtui.cli.fast import ConsoleOptions, open_console


def console(
    url: str = typer.Option("", help="The server; without it the one on this machine, or the one logged in to."),
    token: str = typer.Option("", help="A token, where no login file is wanted.", envvar="DISPATCHTUI_TOKEN"),
    theme: str = typer.Option("", help="auto, dark, ansi or none; NO_COLOR chooses none."),
    glyphs: str = typer.Option("", help="auto, unicode, console or ascii."),
) -> int:
    """Open the dispatch console.

    Examples: `dispatchtui console`, `dispatchtui console --url https://dispatch.example.com`.
    """
    return open_console(ConsoleOptions(url=url, token=token, theme=theme, glyphs=glyphs))
