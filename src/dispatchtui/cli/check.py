"""`dispatchtui check`: every rule that a board breaks, live or from a file, and what moves on it would do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from dispatchtui.cli.board_file import BoardFile


def check(
    file: Path | None = typer.Argument(
        None, metavar="FILE", help="A board as JSON, or a backup; without it the live board."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    at: str = typer.Option("", help="The moment at which a file is judged, such as 2026-11-21T09:00:00-05:00."),
    url: str = typer.Option("", help="The server; without it the one found as `console` finds it."),
) -> int:
    """Check a whole board: each broken rule with what is needed, what there is, and by how much.

    A file is what `GET /api/v1/snapshot` answers, or `{"at": …, "rows": {"visits": […], …}}`; with `moves` or `acts`
    beside the rows these are judged too, all of them taken together, with everything that they would change. A backup
    that `dispatchtui backup` wrote is read as well.

    Exit code: 0 nothing is broken that needs an answer, 1 something is, 2 the file is wrong.

    Examples: `dispatchtui check --json`, `dispatchtui check monday.json --at 2026-11-23T07:00:00-05:00`.
    """
    from dispatchtui.errors import UserError

    if file is not None and url:
        raise UserError("A file is judged without a server.", hint="Leave out --url or the file.")
    found = judged(_read(file, at, url))
    _show(found, as_json=as_json)
    return 0 if found["ok"] else 1


def _read(file: Path | None, at: str, url: str) -> BoardFile:
    from dispatchtui.cli.board_file import BoardFile, read_board

    if file is not None:
        return read_board(file, at)
    import asyncio

    from dispatchtui.cli.live import live

    async def fetched() -> BoardFile:
        async with live(url) as session:
            replica = session.replica
            positions = {str(key): each for key, each in replica.positions.items()}
            return BoardFile(board=replica.confirmed, at_s=int(session.now_s()), positions=positions)

    return asyncio.run(fetched())


def judged(given: BoardFile) -> dict[str, Any]:
    """What the checker says of a board, and of the acts on it, as plain values."""
    import msgspec

    from dispatchtui.constraints.answer import answer
    from dispatchtui.constraints.check import check_visit, severity
    from dispatchtui.core.refusals import Level
    from dispatchtui.core.zones import local

    pairs = [(key, each) for key in given.board.visits for each in check_visit(given.board, key, given.at_s)]
    pairs.sort(key=lambda pair: severity(pair[1]))
    rows = [{"visit_id": key, **as_plain(each)} for key, each in pairs]
    hard = [each for each in rows if each["level"] != Level.WARNING]
    found: dict[str, Any] = {
        "ok": not hard,
        "at": local(given.at_s, "UTC").isoformat(),
        "at_s": given.at_s,
        "visits": len(given.board.visits),
        "violations": hard,
        "warnings": [each for each in rows if each["level"] == Level.WARNING],
        "by_constraint": _counted(rows, "constraint"),
        "by_level": _counted(rows, "level"),
    }
    if given.acts:
        said = answer(given.board, given.acts, given.at_s, positions=given.positions)
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
    from dispatchtui.cli.tables import show_json, show_lines, show_table

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
    lines.append(f"{verdict} is broken that needs an answer; {found['visits']:,} visits: {counts}.")
    show_lines(lines)
