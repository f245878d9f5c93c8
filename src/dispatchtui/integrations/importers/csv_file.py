"""CSV, strictly: an open quotation or a cut last line stops the file; a crooked row is one row.

Cost: one row in memory at a time.
Source: RFC 4180, with any single character as delimiter.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.mapping import Mapping
from dispatchtui.integrations.importers.sheets import Sheet, SourceRow, named_columns

_OPEN_QUOTE = "unexpected end of data"
_TOO_LONG = "field larger than field limit"


def read_csv(path: Path, mapping: Mapping) -> Sheet:
    """Read the header of a CSV file and promise its rows."""
    rows = _walk(path, mapping)
    header = next((row for row in rows if row.line >= mapping.header_row and row.cells), None)
    if header is None:
        raise UserError(f"{path} has no header in row {mapping.header_row}.")
    if header.problem:
        raise UserError(f"{path}, line {header.line}: the header {header.problem}.")
    columns = named_columns(path, [str(cell) for cell in header.cells])
    if len(columns) == 1 and mapping.delimiter not in str(header.cells[0]):
        for other in ";\t|,":
            if other in str(header.cells[0]):
                raise UserError(
                    f"{path} is not separated by {mapping.delimiter!r}: its header holds {other!r}.",
                    hint=f"Set delimiter = {other!r} in a copy of the mapping.",
                )
    return Sheet(columns=columns, rows=_shaped(path, rows, len(columns)))


def _shaped(path: Path, rows: Iterator[SourceRow], width: int) -> Iterator[SourceRow]:
    """Say of each row whether it has the header's number of cells; a short last line was cut off."""
    whole = _ends_with_line(path)
    held: SourceRow | None = None
    for row in rows:
        if held is not None:
            yield held
        held = row
        if len(row.cells) != width and not row.problem:
            held = SourceRow(
                line=row.line,
                cells=row.cells,
                at_byte=row.at_byte,
                problem=f"it has {len(row.cells)} cells, and the header has {width}",
            )
    if held is None:
        return
    if not whole and len(held.cells) < width:
        raise UserError(
            f"{path} is truncated: its last line, {held.line:,}, has {len(held.cells)} of {width} cells and no end.",
            hint="Fetch the file again; nothing was imported.",
        )
    yield held


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 1))
        return file.read(1) in (b"\n", b"\r")


def _walk(path: Path, mapping: Mapping) -> Iterator[SourceRow]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = _Counted(file)
        reader = csv.reader(read, delimiter=mapping.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                said = str(error)
                if said.startswith((_OPEN_QUOTE, _TOO_LONG)):
                    raise _open_quote(path, line, cut=said.startswith(_OPEN_QUOTE)) from error
                yield SourceRow(line=line, cells=[read.last.rstrip("\r\n")], at_byte=read.taken, problem=_quoting(said))
                continue
            if cells is None:
                return
            if cells:
                yield SourceRow(line=line, cells=list(cells), at_byte=read.taken)


def _open_quote(path: Path, line: int, *, cut: bool) -> UserError:
    if cut:
        return UserError(
            f"{path} is truncated: a quotation that opens in line {line:,} is not closed before the file ends.",
            hint="Fetch the file again, or close the quotation; nothing was imported.",
        )
    return UserError(
        f"{path}, line {line:,}: one cell has more than {csv.field_size_limit():,} characters; "
        "a quotation is probably not closed there.",
        hint="Close the quotation, or shorten the cell; nothing was imported.",
    )


def _quoting(said: str) -> str:
    if "expected after" in said:
        return "a quotation is followed by text; double the quotation marks inside a cell"
    return f"it is not CSV ({said})"


class _Counted:
    """The lines of a file, counting what was taken, so that progress can be told."""

    def __init__(self, file: Iterator[str]) -> None:
        self.file = file
        self.taken = 0
        self.last = ""

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> str:
        self.last = next(self.file)
        self.taken += len(self.last)
        return self.last
