"""`dispatchtui check`: every rule that a board breaks, live or from a file, and what moves on it would do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from dispatchtui.cli.board_file import BoardFile
    from dispatchtui.constraints.answer import Findings
    from dispatchtui.core.commands import Command
    from dispatchtui.core.refusals import Violation

WITHIN_S = 300.0
"""How long the server may take to judge all of its board."""


def check(
    file: Path | None = typer.Argument(
        None, metavar="FILE", help="A board as JSON, or a backup; without it the live board."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    at: str = typer.Option("", help="The moment at which a file is judged, such as 2026-11-21T09:00:00-05:00."),
    url: str = typer.Option("", help="The server; without it the one found as `console` finds it."),
) -> int:
    """Check a whole board: each broken rule with what is needed, what there is, and by how much.

    The live board is judged by its server, with what is hidden from you. A file is what `GET /api/v1/snapshot`
    answers, or `{"at": …, "rows": {"visits": […], …}}`; with `moves` or `acts` beside the rows these are judged too,
    all of them taken together, with everything that they would change; a file of these alone is judged on the live
    board. A backup that `dispatchtui backup` wrote is read as well.

    Exit code: 0 nothing is broken that needs an answer, 1 something is, 2 the file is wrong.

    Examples: `dispatchtui check --json`, `dispatchtui check monday.json --at 2026-11-23T07:00:00-05:00`,
    `dispatchtui check moves.json`.
    """
    from dispatchtui.cli.board_file import BoardFile, read_file
    from dispatchtui.errors import UserError

    given = read_file(file, at) if file is not None else ()
    if isinstance(given, BoardFile):
        if url:
            raise UserError("A file is judged without a server.", hint="Leave out --url or the file.")
        found = judged(given)
    else:
        if at:
            raise UserError("The live board is judged as it is now.", hint="Leave out --at, or name a file with rows.")
        found = _judged_live(given, url)
    _show(found, as_json=as_json)
    return 0 if found["ok"] else 1


def _judged_live(acts: tuple[Command, ...], url: str) -> dict[str, Any]:
    """What the server says of its board, and of acts on it: it knows what is hidden from the asker."""
    import asyncio

    import msgspec

    from dispatchtui.cli.live import live
    from dispatchtui.cli.reach import reach
    from dispatchtui.constraints.answer import Findings
    from dispatchtui.constraints.check import severity
    from dispatchtui.core.refusals import Violation

    async def counted() -> tuple[int, int]:
        async with live(url) as session:
            return len(session.replica.confirmed.visits), int(session.now_s())

    visits, at_s = asyncio.run(counted())
    with reach(url, timeout_s=WITHIN_S) as way:
        broken = way.get("/violations")
        said = way.send("POST", "/check", {"acts": msgspec.to_builtins(acts)}) if acts else None
    pairs = [(each["visit_id"], one) for each in broken for one in msgspec.convert(each["violations"], list[Violation])]
    pairs.sort(key=lambda pair: severity(pair[1]))
    return _found(pairs, visits, at_s, msgspec.convert(said, Findings) if said is not None else None)


def judged(given: BoardFile) -> dict[str, Any]:
    """What the checker says of a board, and of the acts on it, as plain values."""
    from dispatchtui.constraints.answer import answer
    from dispatchtui.constraints.check import check_visit, severity

    pairs = [(key, each) for key in given.board.visits for each in check_visit(given.board, key, given.at_s)]
    pairs.sort(key=lambda pair: severity(pair[1]))
    said = answer(given.board, given.acts, given.at_s, positions=given.positions) if given.acts else None
    return _found(pairs, len(given.board.visits), given.at_s, said)


def _found(pairs: Sequence[tuple[str, Violation]], visits: int, at_s: int, said: Findings | None) -> dict[str, Any]:
    """What was found, as plain values; whoever judged, it is told alike."""
    import msgspec

    from dispatchtui.core.refusals import Level
    from dispatchtui.core.zones import local

    rows = [{"visit_id": key, **as_plain(each)} for key, each in pairs]
    hard = [each for each in rows if each["level"] != Level.WARNING]
    found: dict[str, Any] = {
        "ok": not hard,
        "at": local(at_s, "UTC").isoformat(),
        "at_s": at_s,
        "visits": visits,
        "violations": hard,
        "warnings": [each for each in rows if each["level"] == Level.WARNING],
        "by_constraint": _counted(rows, "constraint"),
        "by_level": _counted(rows, "level"),
    }
    if said is not None:
        found["acts"] = {
            **msgspec.to_builtins(said),
            "violations": [as_plain(each) for each in said.violations],
            "warnings": [as_plain(each) for each in said.warnings],
        }
        found["ok"] = found["ok"] and said.ok
    return found


def as_plain(violation: Any) -> dict[str, Any]:
    """A violation with every field, those too that are empty or nought."""
    import msgspec

    return {name: str(value) if name == "level" else value for name, value in msgspec.structs.asdict(violation).items()}


def _counted(rows: list[dict[str, Any]], field: str) -> dict[str, int]:
    from collections import Counter

    return dict(Counter(each[field] for each in rows))


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    from dispatchtui.cli.tables import counted, show_json, show_lines, show_table

    if as_json:
        show_json(found)
        return
    acts = found.get("acts")
    told = [*found["violations"], *found["warnings"]]
    if told:
        names = ("level", "constraint", "visit_id")
        cells = [[*(each[name] for name in names), f"{each['amount']:g}", each["unit"]] for each in told]
        show_table(("LEVEL", "CONSTRAINT", "VISIT", "BY", "UNIT"), cells)
    lines = [each["sentence"] for each in told]
    if acts is not None:
        lines += [f"The acts: {each['sentence']}" for each in (*acts["violations"], *acts["warnings"])]
        if acts.get("refusal"):
            lines.append(f"The acts: {acts['refusal']['sentence']}")
        effects = acts.get("effects", {})
        lines += [each["sentence"] for name in ("etas", "slas", "broken", "mended") for each in effects.get(name, ())]
    verdict = "Nothing" if found["ok"] else "Something"
    counts = ", ".join(f"{number} {level}" for level, number in found["by_level"].items()) or "no rule is broken"
    lines.append(f"{verdict} is broken that needs an answer; {counted(found['visits'], 'visit')}: {counts}.")
    show_lines(lines)
