"""Files as columns and rows: what kind a file is, and one way to walk through all of them.

Raises: UserError for a file that cannot be believed as a whole: missing, empty, truncated, in
another encoding, with two columns of one name.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from dispatchtui.core.text import MOST_NAME, cleaned
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.cells import Cell
from dispatchtui.integrations.importers.mapping import Mapping

_CHUNK = 1 << 20
MOST_COLUMNS = 500
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_FOREIGN = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
OWN_COLUMNS = ("rejected_line", "rejected_because", "cleaned_line", "cleaned_columns")
"""Columns that our own report files add; they are passed over when such a file comes back."""


class Scan(Struct, frozen=True, kw_only=True):
    """A file at a glance: its digest, its size, and what kind it is (csv, json, workbook)."""

    path: Path
    digest: str
    size: int
    kind: str


class SourceRow(Struct, frozen=True, kw_only=True):
    """One row as it stands in the file; `problem` says why it has no meaning as a row."""

    line: int
    cells: list[Cell]
    problem: str = ""
    at_byte: int = 0


class Sheet(Struct, frozen=True, kw_only=True):
    """The columns of a file and its rows, walked once."""

    columns: tuple[str, ...]
    rows: Iterator[SourceRow]


def scan(path: Path) -> Scan:
    """Read a file through once: digest, kind, and whether it is UTF-8 to its last byte."""
    digest = blake2b(digest_size=16)
    decoder = codecs.getincrementaldecoder("utf-8")()
    kind, size, line = "", 0, 1
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                kind = kind or _kind(path, chunk)
                if kind != "workbook":
                    line = _decoded(path, decoder, chunk, size, line)
                size += len(chunk)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    if not size:
        raise UserError(f"{path} is empty; a header and rows are needed.")
    if decoder.getstate()[0]:
        raise UserError(f"{path} is truncated: it ends inside a character at byte {size:,}, line {line:,}.")
    return Scan(path=path, digest=digest.hexdigest(), size=size, kind=kind)


def _kind(path: Path, head: bytes) -> str:
    for mark, name in _FOREIGN.items():
        if head.startswith(mark):
            raise UserError(f"{path} is in {name}, which its first bytes say; save it as UTF-8.")
    if head.startswith(_WORKBOOKS):
        return "workbook"
    return "json" if path.suffix.lower() == ".json" else "csv"


def _decoded(path: Path, decoder: codecs.IncrementalDecoder, chunk: bytes, before: int, line: int) -> int:
    pending = len(decoder.getstate()[0])
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        offset = before - pending + error.start
        line += chunk[: max(0, error.start - pending)].count(b"\n")
        raise UserError(
            f"{path} is not UTF-8: byte {offset:,} in line {line:,} is 0x{error.object[error.start]:02x}.",
            hint="Save the file as UTF-8 and import it again.",
        ) from error
    return line + chunk.count(b"\n")


def named_columns(path: Path, header: list[str]) -> tuple[str, ...]:
    """Name every column: an unnamed one by its place; two of one name are refused."""
    if len(header) > MOST_COLUMNS:
        raise UserError(f"{path} has {len(header):,} columns; at most {MOST_COLUMNS} are read.")
    names = tuple(cleaned(name, MOST_NAME).strip() or f"column {place}" for place, name in enumerate(header, 1))
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise UserError(f"{path} has two columns named {twice[0]!r}; rename one of them.")
    return names


def open_sheet(found: Scan, mapping: Mapping) -> Sheet:
    """Open a file as columns and rows, and check that the mapping fits its columns."""
    sheet = _READERS[found.kind](found.path, mapping)
    if found.kind != "json":
        _check_columns(found.path, mapping, sheet.columns)
    return sheet


def _check_columns(path: Path, mapping: Mapping, columns: tuple[str, ...]) -> None:
    optional = {name for field in mapping.fields.values() if field.optional for name in field.sources}
    if mapping.location is not None and mapping.location.optional:
        optional |= {mapping.location.latitude, mapping.location.longitude}
    for name, key in mapping.columns_used().items():
        if name in columns or name in optional:
            continue
        has = ", ".join(columns[:12]) + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")
        raise UserError(
            f"{path} has no column {name!r}, which {mapping.name} reads ({key}); it has {has}.",
            hint="Choose the mapping that belongs to this file, or correct the column in the mapping.",
        )


def _csv(path: Path, mapping: Mapping) -> Sheet:
    from dispatchtui.integrations.importers.csv_file import read_csv  # noqa: PLC0415  (only the one that is needed)

    return read_csv(path, mapping)


def _json(path: Path, mapping: Mapping) -> Sheet:
    from dispatchtui.integrations.importers.json_file import read_json  # noqa: PLC0415  (only the one that is needed)

    return read_json(path, mapping)


def _workbook(path: Path, mapping: Mapping) -> Sheet:
    from dispatchtui.integrations.importers.workbook import read_workbook  # noqa: PLC0415  (a native library)

    return read_workbook(path, mapping)


_READERS: dict[str, Callable[[Path, Mapping], Sheet]] = {"csv": _csv, "json": _json, "workbook": _workbook}
