"""Workbooks (XLSX and its kin): one sheet, dates as dates, numbers as the text that a person sees."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.cells import Cell
from dispatchtui.integrations.importers.mapping import Mapping
from dispatchtui.integrations.importers.sheets import Sheet, SourceRow, named_columns

MOST_BYTES = 512 * 1024 * 1024
"""What a workbook may hold when unpacked."""


def read_workbook(path: Path, mapping: Mapping) -> Sheet:
    """Read one sheet; when there are several, the mapping must say which.

    Cost: the library keeps the whole sheet in memory.
    """
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415  (loaded only when a workbook comes)

    _check_size(path)
    try:
        workbook = load_workbook(path)
        names = workbook.sheet_names
        rows = workbook.get_sheet_by_name(_chosen(path, mapping, names)).iter_rows()
    except (CalamineError, OSError) as error:
        raise UserError(f"{path} is no readable workbook: {error}.", hint="Fetch the file again.") from error
    walked = _walk(rows)
    header = next((row for row in walked if row.line >= mapping.header_row), None)
    if header is None:
        raise UserError(f"{path} has no header in row {mapping.header_row}.")
    while header.cells and not header.cells[-1]:
        header.cells.pop()
    columns = named_columns(path, [str(cell) for cell in header.cells])
    return Sheet(columns=columns, rows=_shaped(walked, len(columns)))


def _check_size(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        if path.read_bytes()[:2] == b"PK":
            raise UserError(f"{path} is truncated: it begins as a workbook and has no end.", hint="Fetch it again.")
        return
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise UserError(f"{path} is no readable workbook: {error}.", hint="Fetch the file again.") from error
    if size > MOST_BYTES:
        raise UserError(f"{path} unpacks to {size >> 20:,} MB; at most {MOST_BYTES >> 20} MB are read.")


def _chosen(path: Path, mapping: Mapping, names: list[str]) -> str:
    if mapping.sheet in names:
        return mapping.sheet
    if mapping.sheet:
        raise UserError(f"{path} has no sheet {mapping.sheet!r}; it has {', '.join(names)}.")
    if len(names) != 1:
        raise UserError(f"{path} has {len(names)} sheets: {', '.join(names)}.", hint="Say which with --sheet.")
    return names[0]


def _walk(rows: Iterator[list[Any]]) -> Iterator[SourceRow]:
    for number, row in enumerate(rows, 1):
        cells = [_cell(value) for value in row]
        if any(cells):
            yield SourceRow(line=number, cells=cells)


def _shaped(rows: Iterator[SourceRow], width: int) -> Iterator[SourceRow]:
    for row in rows:
        surplus = [cell for cell in row.cells[width:] if cell]
        problem = f"it has cells beyond the header's {width} columns" if surplus else ""
        cells = (row.cells if surplus else row.cells[:width]) + [""] * (width - len(row.cells))
        yield SourceRow(line=row.line, cells=cells, problem=problem)


def _cell(value: Any) -> Cell:
    """One value as a cell: a workbook keeps 21215 as 21215.0, and means the former."""
    match value:
        case str() | datetime():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case int() | float():
            return repr(value)
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001  (a wall clock's; the mapping has the zone)
        case time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return ""
