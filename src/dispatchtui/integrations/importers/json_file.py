"""JSON as a list of flat objects, such as the service requests of Open311 GeoReport v2.

Source: Open311 GeoReport v2, GET service requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.cells import Cell
from dispatchtui.integrations.importers.mapping import Mapping
from dispatchtui.integrations.importers.sheets import Sheet, SourceRow, named_columns

MOST_BYTES = 64 * 1024 * 1024


def read_json(path: Path, mapping: Mapping) -> Sheet:
    """Read a list of objects; every key that any of them has is a column."""
    if path.stat().st_size > MOST_BYTES:
        raise UserError(f"{path} is larger than {MOST_BYTES >> 20} MB; export it as CSV, which is read in parts.")
    try:
        found = msgspec.json.decode(path.read_bytes())
    except msgspec.DecodeError as error:
        cut = "truncated" in str(error)
        state = "is truncated" if cut else "is not JSON"
        raise UserError(f"{path} {state}: {error}.", hint="Fetch the file again; nothing was imported.") from error
    except RecursionError as error:
        raise UserError(f"{path} is nested too deeply; a list of flat objects is needed.") from error
    if isinstance(found, dict) and mapping.records:
        found = found.get(mapping.records)
    if not isinstance(found, list):
        inside = f", alone or under {mapping.records!r}" if mapping.records else ""
        raise UserError(f"{path} holds no list of records{inside}.")
    keys = dict.fromkeys(key for each in found if isinstance(each, dict) for key in each)
    used = [name for name in mapping.columns_used() if name not in keys]
    columns = named_columns(path, [*keys, *used])
    return Sheet(columns=columns, rows=_rows(found, [*keys, *used]))


def _rows(found: list[object], keys: list[str]) -> Iterator[SourceRow]:
    for number, each in enumerate(found, 1):
        if isinstance(each, dict):
            yield SourceRow(line=number, cells=[_cell(each.get(key)) for key in keys])
        else:
            yield SourceRow(line=number, cells=[_cell(each)], problem="it is not an object with named values")


def _cell(value: object) -> Cell:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
