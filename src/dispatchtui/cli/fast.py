"""The short way into the console: its few options, read without a command-line library.

Never: Typer, or anything that only other commands need.
Why: a dispatcher reconnects many times a day, and a library for options costs more time than
everything else before the first paint.
"""

from __future__ import annotations

import gc
import sys

from msgspec import Struct

from dispatchtui.errors import DispatchError, UserError


class ConsoleOptions(Struct, frozen=True, kw_only=True):
    """What `dispatchtui console` may be told; empty means found out."""

    url: str = ""
    token: str = ""
    theme: str = ""
    glyphs: str = ""


def console_options(arguments: list[str]) -> ConsoleOptions | None:
    """Read the options, or give up on anything unusual so that the full command line explains it."""
    known = {f"--{name}": name for name in ConsoleOptions.__struct_fields__}
    found: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in known:
            return None
        if not equals:
            if not rest or rest[0].startswith("-"):
                return None
            value = rest.pop(0)
        found[known[name]] = value
    return ConsoleOptions(**found)


def open_console(options: ConsoleOptions) -> int:
    """Open the console and answer its exit code; a person's mistake is a sentence and 2."""
    gc.disable()  # nothing that loading makes is garbage; the panes turn it on again
    try:
        need_terminal("dispatchtui get")
        from dispatchtui.tui.app import run

        return run(url=options.url, token=options.token, theme=options.theme, glyphs=options.glyphs)
    except DispatchError as error:
        return report(error)


def need_terminal(instead: str) -> None:
    """Refuse to draw where nobody would see it; `instead` works without a screen."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UserError("The console needs a terminal.", hint=f"Without one, use {instead}.")


def report(error: DispatchError) -> int:
    """Say what went wrong in a sentence on the error stream; answer the exit code."""
    sys.stderr.write(f"dispatchtui: {error.sentence}\n")
    if error.hint:
        sys.stderr.write(f"  {error.hint}\n")
    return 2 if isinstance(error, UserError) else 1
