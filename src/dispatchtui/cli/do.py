"""`dispatchtui do`: what can be typed in the console, from a shell or a script."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import typer

from dispatchtui.cli import completing

if TYPE_CHECKING:
    from dispatchtui.core.events import Reason


def do(
    line: list[str] = typer.Argument(
        metavar="LINE", help="A command such as `a 60 8`, or `-` for lines from stdin.", autocompletion=completing.verbs
    ),
    reason: str = typer.Option("", metavar="CODE[:TEXT]", help="Why, for acts that need a reason."),
    override: str = typer.Option("", metavar="CODE[:TEXT]", help="Why rules may be broken, by who has the right to."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object a line."),
    url: str = typer.Option("", help="The server; without it the one found as `console` finds it."),
) -> int:
    """Do what the console's command line does, and say what became of it.

    `a 60 8` and `a.60.8` assign V60 to T08; every command of the console works, and so does an act as JSON. A key of
    the console stands for its verb, in its own case: `H 15` parks V15, `h` is help. Each line names its own visit,
    unless `goto` went to one before. What waits for Enter in the console is done at once; what breaks a rule is
    refused with its numbers, unless --override says why it may.

    Reasons are codes from the console's lists or their numbers; an unknown one is refused with the list.

    Exit code: 0 all was done, 1 something was refused or in conflict, 2 a line was not understood.

    Examples: `dispatchtui do "a 60 8"`, `dispatchtui do "cancel 61" --reason duplicate`,
    `dispatchtui do "a 60 8" --override urgent --json`, `dispatchtui do "swap 60 61"`, `dispatchtui do - < lines.txt`.
    """
    import asyncio

    whole = " ".join(line).strip()
    lines = _from_stdin() if whole == "-" else [whole]
    return asyncio.run(_do(lines, _reason(reason), _overriding(override), as_json=as_json, url=url))


def _from_stdin() -> Iterator[str]:
    return (text for each in sys.stdin if (text := each.strip()) and not text.startswith("#"))


def _reason(text: str) -> Reason | None:
    from dispatchtui.core.events import Reason

    code, _, words = text.partition(":")
    return Reason(code=code.strip(), text=words.strip()) if text.strip() else None


def _overriding(text: str) -> Reason | None:
    """The reason for breaking rules, which is the same for every line."""
    from dispatchtui.cli.wording import meant
    from dispatchtui.errors import UserError

    given = _reason(text)
    found = meant("override", given, "--override") if given is not None else None
    if isinstance(found, str):
        raise UserError(found)
    return found


async def _do(lines: Iterable[str], reason: Reason | None, override: Reason | None, *, as_json: bool, url: str) -> int:
    from dispatchtui.cli.doing import GOOD, NOT_UNDERSTOOD, Doer
    from dispatchtui.cli.live import live

    code = 0
    async with live(url) as session:
        doer = Doer(session, reason, override)
        for line in lines:
            found = await doer.do(line)
            _show(found, as_json=as_json)
            if found["outcome"] == NOT_UNDERSTOOD:
                code = 2
            elif found["outcome"] not in GOOD:
                code = max(code, 1)
    return code


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    from dispatchtui.cli.tables import show_json, show_lines

    if as_json:
        show_json(found)
        return
    lines = [f"{found['outcome']}: {found['sentence']}"]
    told = [*found.get("violations", ()), *found.get("warnings", ())]
    lines += [f"  {each['sentence']}" for each in told if each["sentence"] not in found["sentence"]]
    lines += ["  " + "  ".join(str(cell) for cell in row.values() if cell) for row in found.get("rows", ())]
    show_lines(lines)
