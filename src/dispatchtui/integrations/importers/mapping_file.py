"""Mappings as TOML files: finding, reading and checking them before any row is read.

Raises: UserError that names the file, the key and what would be right.
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from dispatchtui.core.zones import is_zone
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.cells import PARSERS
from dispatchtui.integrations.importers.mapping import Field, Mapping
from dispatchtui.integrations.importers.targets import LOCATED, NEEDED, TARGETS

_CHOICES: dict[str, tuple[str, ...]] = {
    "kind": tuple(TARGETS),
    "fold": ("reject", "earlier", "later"),
    "unknown_columns": ("keep", "ignore"),
}
_SAMPLE = datetime(2026, 11, 21, 14, 5)  # noqa: DTZ001  (only its shape is used)


def find_mapping(name: str, folder: Path) -> Mapping:
    """Read a mapping by the name of a shipped one, or from a path."""
    shipped = folder / f"{name}.toml"
    if "/" not in name and "\\" not in name and shipped.is_file():
        return read_mapping(shipped)
    path = Path(name)
    if path.is_file():
        return read_mapping(path)
    names = ", ".join(sorted(each.stem for each in folder.glob("*.toml"))) or "none"
    raise UserError(f"There is no mapping {name!r}.", hint=f"Shipped mappings: {names}; or the path of a TOML file.")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file, or say what is wrong with it and where."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is not TOML: {error}.") from error


def read_mapping(path: Path) -> Mapping:
    """Read and check one mapping file."""
    raw = read_toml(path)
    fields = raw.get("fields")
    if not isinstance(fields, dict):
        raise _wrong(path, "fields", "a table [fields.NAME] for each field is needed.")
    for name, field in fields.items():
        _converted(path, f"fields.{name}", field, Field)
    mapping: Mapping = _converted(path, "", {"name": path.name, **raw}, Mapping)
    _check(path, mapping)
    return mapping


def _converted(path: Path, key: str, value: object, kind: type[Any]) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at ")
        place = ".".join(part for part in (key, where.strip("`$").lstrip(".")) if part)
        raise _wrong(path, place or "the top level", f"{said.lower()}; it takes {_keys(kind)}.") from error


def _keys(kind: type[Any]) -> str:
    return ", ".join(field.name for field in msgspec.structs.fields(kind))


def _wrong(path: Path, key: str, said: str) -> UserError:
    return UserError(f"{path}, {key}: {said}")


def _check(path: Path, mapping: Mapping) -> None:
    for key, choices in _CHOICES.items():
        value = getattr(mapping, key)
        if value not in choices:
            raise _wrong(path, key, f"{value!r} is not one of {', '.join(choices)}.")
    if mapping.kind == "work_orders" and not mapping.source:
        raise _wrong(path, "source", "the name of the system that the file comes from is needed.")
    if len(mapping.delimiter) != 1 or mapping.delimiter in '"\r\n':
        raise _wrong(path, "delimiter", f"{mapping.delimiter!r} is not a single character such as ',' or ';'.")
    if mapping.header_row < 1:
        raise _wrong(path, "header_row", "rows are counted from 1.")
    if mapping.zone and not is_zone(mapping.zone):
        raise _wrong(path, "zone", f"{mapping.zone!r} is not an IANA time zone such as America/New_York.")
    for name in NEEDED[mapping.kind]:
        if name not in mapping.fields:
            raise _wrong(path, f"fields.{name}", f"{mapping.kind} need this field.")
    for name, field in mapping.fields.items():
        _check_field(path, mapping, name, field)
    _check_place(path, mapping)
    for rule in mapping.skip:
        if not (rule.equals or rule.unless or rule.starts_with):
            raise _wrong(path, "skip", f"the rule on {rule.column!r} needs equals, unless or starts_with.")


def _check_field(path: Path, mapping: Mapping, name: str, field: Field) -> None:
    key = f"fields.{name}"
    target = TARGETS[mapping.kind].get(name)
    if target is None:
        near = get_close_matches(name, TARGETS[mapping.kind], 1)
        meant = f"did you mean {near[0]}?" if near else f"known: {', '.join(TARGETS[mapping.kind])}."
        raise _wrong(path, key, f"{mapping.kind} have no such field; {meant}")
    if (field.constant is None) == (not field.sources):
        raise _wrong(path, key, "exactly one of column, columns or constant is needed.")
    parser = PARSERS.get(field.parse)
    if parser is None:
        raise _wrong(path, f"{key}.parse", f"{field.parse!r} is not one of {', '.join(PARSERS)}.")
    if target.holds not in parser.gives:
        fit = ", ".join(each for each, one in PARSERS.items() if target.holds in one.gives)
        raise _wrong(path, f"{key}.parse", f"{field.parse!r} does not give what {name} holds; use {fit}.")
    if parser.timed:
        _check_format(path, key, field)
    if field.parse == "local_time" and not (field.zone or mapping.zone or mapping.zone_column):
        raise _wrong(path, f"{key}.zone", "local times need a zone, here or for the whole mapping.")
    if field.zone and not is_zone(field.zone):
        raise _wrong(path, f"{key}.zone", f"{field.zone!r} is not an IANA time zone such as America/New_York.")
    if field.parse == "table" and not field.tables:
        raise _wrong(path, f"{key}.table", "the name of a table under [tables] is needed.")
    for table in field.tables:
        if table not in mapping.tables:
            known = ", ".join(mapping.tables) or "none"
            raise _wrong(path, f"{key}.table", f"there is no [tables.{table}]; known: {known}.")


def _check_format(path: Path, key: str, field: Field) -> None:
    if not field.format:
        raise _wrong(path, f"{key}.format", "times need a format such as '%m/%d/%Y %I:%M:%S %p', or 'iso'.")
    if field.format == "iso":
        return
    try:
        datetime.strptime(_SAMPLE.strftime(field.format), field.format)  # noqa: DTZ007  (only tried)
    except ValueError as error:
        raise _wrong(path, f"{key}.format", f"{field.format!r} is no strptime format: {error}.") from error
    if not {"%y", "%Y", "%D", "%x", "%c"} & {field.format[i : i + 2] for i in range(len(field.format))}:
        raise _wrong(path, f"{key}.format", f"{field.format!r} has no year; a date is needed.")


def _check_place(path: Path, mapping: Mapping) -> None:
    place = mapping.location
    if place is None:
        return
    if mapping.kind not in LOCATED:
        raise _wrong(path, "location", f"{mapping.kind} have no place.")
    for key in ("missing", "rounded"):
        if getattr(place, key) not in ("accept", "reject"):
            raise _wrong(path, f"location.{key}", f"{getattr(place, key)!r} is neither accept nor reject.")
    if place.bounds is not None:
        south, west, north, east = place.bounds
        if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
            raise _wrong(path, "location.bounds", "south, west, north, east in degrees are needed, in that order.")
