"""A board in a file: rows by table, the moment, and what is to be judged on it.

Read are our own form, `{"at": "2026-11-21T09:00:00-05:00", "rows": {"visits": [...]}}`, and what
`GET /api/v1/snapshot` answers, either with `moves` or `acts` beside the rows; and what
`dispatchtui backup` wrote.
Raises: UserError that names the file, the place in it, and what would be right.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from dispatchtui.cli.board_faults import faults_of
from dispatchtui.cli.moments import moment_of
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.model import TABLES, Position, Row
from dispatchtui.errors import StorageError, UserError

PARTS = ("at", "rows", "moves", "acts", "positions")
MOST_FAULTS = 50
"""Lines that are told of one file."""
_SQLITE = b"SQLite format 3\x00"
_OF_SNAPSHOT = ("t", "epoch", "seq", "digest")


class BoardFile(Struct, frozen=True, kw_only=True):
    """What a file holds: the board, the moment at which it is judged, and acts that are judged on it."""

    board: Board
    at_s: int
    acts: tuple[Command, ...] = ()
    positions: dict[str, Position] = {}


def read_file(path: Path, at: str = "") -> BoardFile | tuple[Command, ...]:
    """Read a file with rows, or one with acts alone.

    `at` is the moment where the file does not say one, or another than it says.
    """
    if _is_backup(path):
        kept = _kept(path)
        return BoardFile(board=kept, at_s=_moment(path, at, list(kept.rows())))
    raw = _document(path)
    unknown = next((name for name in raw if name not in (*PARTS, *_OF_SNAPSHOT)), "")
    if unknown:
        raise UserError(f"{path}, {unknown}: there is no such part; there are {', '.join(PARTS)}.")
    moves = _converted(path, "moves", raw.get("moves", []), list[Move])
    acts = _converted(path, "acts", raw.get("acts", []), list[Command])
    every = (*((MoveVisits(moves=tuple(moves)),) if moves else ()), *acts)
    if "rows" not in raw:
        return every
    by_table = _rows(path, raw["rows"])
    _possible(path, by_table, whole="digest" not in raw)
    rows = [row for some in by_table.values() for row in some]
    positions = _converted(path, "positions", raw.get("positions", []), list[Position])
    return BoardFile(
        board=board_of(rows),
        at_s=_moment(path, at or raw.get("at", ""), rows),
        acts=every,
        positions={each.technician_id: each for each in positions},
    )


def _is_backup(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}.") from error


def _kept(path: Path) -> Board:
    """The board of a backup, which is only read."""
    from dispatchtui.store import Store

    try:
        store = Store.open(f"sqlite:///{path.resolve()}", writable=False)
        try:
            return store.load()
        finally:
            store.close()
    except StorageError as error:
        raise UserError(f"{path} is no backup that can be read: {error.sentence}", hint=error.hint) from error


def _document(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8-sig"), parse_constant=partial(_no_number, path))
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not text in UTF-8: byte {error.start + 1:,}.") from error
    except json.JSONDecodeError as error:
        raise UserError(f"{path}, line {error.lineno}, column {error.colno}: {error.msg}; JSON is needed.") from error
    except RecursionError:
        raise UserError(f"{path} is nested too deeply to be a board.") from None
    if not isinstance(raw, dict) or not ("rows" in raw or raw.get("moves") or raw.get("acts")):
        example = '{"at": "2026-11-21T09:00:00-05:00", "rows": {"visits": […]}}'
        raise UserError(f"{path} is no board.", hint=f"A board looks like {example}.")
    return raw


def _no_number(path: Path, text: str) -> None:
    raise UserError(f"{path}: {text} is no number in JSON.")


def _rows(path: Path, raw: object) -> dict[str, list[Row]]:
    if not isinstance(raw, dict):
        raise UserError(f"{path}, rows: rows by table are needed, such as visits: […].")
    unknown = next((name for name in raw if name not in TABLES), "")
    if unknown:
        raise UserError(f"{path}, rows.{unknown}: there is no such table; there are {', '.join(TABLES)}.")
    return {
        table: _converted(path, f"rows.{table}", raw[table], list[kind])  # type: ignore[valid-type]
        for table, kind in TABLES.items()
        if table in raw
    }


def _possible(path: Path, rows: dict[str, list[Row]], *, whole: bool) -> None:
    """Refuse rows that no server could hold, with every fault in a line of its own."""
    faults = list(faults_of(rows, whole=whole))
    if faults:
        lines = [f"{path}, {fault}" for fault in faults[:MOST_FAULTS]]
        more = len(faults) - len(lines)
        raise UserError("\n".join(lines), hint=f"There {'is' if more == 1 else 'are'} {more:,} more." if more else "")


def _converted(path: Path, place: str, raw: object, kind: Any) -> Any:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at ")
        said = said[:1].lower() + said[1:].replace("`", "'")
        raise UserError(f"{path}, {place}{where.strip('`').removeprefix('$')}: {said}.") from error


def _moment(path: Path, text: object, rows: list[Row]) -> int:
    """The moment that was said; a board without one is judged at its last change."""
    if not text:
        last_s = max((row.changed.at_s for row in rows if row.changed is not None), default=None)
        if last_s is None:
            raise UserError(f"{path}, at: the moment is needed, such as 2026-11-21T09:00:00-05:00, or --at says it.")
        return last_s
    return moment_of(text, f"{path}, at")
