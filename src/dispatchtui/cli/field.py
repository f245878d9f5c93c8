"""`dispatchtui field`: technicians and customers who play the shipped day against a server."""

from __future__ import annotations

from pathlib import Path

import typer


def field(
    tokens: Path = typer.Option(
        ..., metavar="FILE", help='JSON: {"integration": TOKEN, "technicians": {"T01": TOKEN, …}}.'
    ),
    url: str = typer.Option("", help="The server; without it the one found as `console` finds it."),
    seed: int = typer.Option(1, help="Another seed is another day; the same one is the same."),
    requests: bool = typer.Option(True, help="Whether the day's remaining requests come in as they really did."),
) -> int:
    """Play the field until it is interrupted.

    Example: `dispatchtui field --url http://127.0.0.1:8470 --tokens field-tokens.json --seed 7`.
    """
    import asyncio
    import os

    import msgspec

    from dispatchtui.client.credentials import find
    from dispatchtui.errors import UserError
    from dispatchtui.field.play import Tokens, play
    from dispatchtui.integrations.importers.day import load_day
    from dispatchtui.settings import config_dir, default_home

    try:
        given = msgspec.json.decode(tokens.read_bytes(), type=Tokens)
    except OSError as error:
        raise UserError(f"{tokens} cannot be read: {error.strerror or error}.") from error
    except msgspec.DecodeError as error:
        raise UserError(
            f"{tokens} is no file of tokens: {error}.", hint="`dispatchtui field --help` shows one."
        ) from error
    day = load_day(config_dir())
    home = Path(os.environ.get("DISPATCHTUI_HOME") or default_home())
    known = find(url=url, token=given.integration, environ=os.environ, home=home)
    arriving = day.arriving if requests else ()
    asyncio.run(play(known.url, given, seed=seed, start_s=day.start_s, arriving=arriving))
    return 0
