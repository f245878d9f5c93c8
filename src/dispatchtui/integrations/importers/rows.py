"""From rows to records: each row becomes a command, a reason, or is passed over; none is lost.

Cost: some 40 us a row; the memory of one row, and about 250 bytes for each external name seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b

from msgspec import Struct

from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.model import Location
from dispatchtui.core.text import cleaned
from dispatchtui.integrations.importers.build import BUILDERS, canonical_act
from dispatchtui.integrations.importers.cells import PARSERS, Cell, Reading, Value, text_of
from dispatchtui.integrations.importers.mapping import Field, Mapping
from dispatchtui.integrations.importers.places import read_place
from dispatchtui.integrations.importers.placing import Placing
from dispatchtui.integrations.importers.sheets import OWN_COLUMNS, Sheet, SourceRow
from dispatchtui.integrations.importers.targets import KEY, NEEDED, TARGETS
from dispatchtui.integrations.importers.wrong import Problem, Wrong

Taken = TakeRequest | RecordTechnician | RecordShift | Placing
"""What a row may become."""
MOST_EXTRA = 64
"""Unknown columns that one work order keeps."""
MOST_EXTRA_TEXT = 1_000
"""Characters of one of them."""
MOST_EXTRA_CHARACTERS = 8_000
"""Characters of all of them."""
_FORMULA = ("'=", "'+", "'-", "'@")


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one row: a command with its external name, a problem, or a reason to pass over it."""

    row: SourceRow
    act: Taken | None = None
    key: str = ""
    problem: Problem | None = None
    skipped: str = ""
    repeated: bool = False
    cleaned: tuple[str, ...] = ()


class Reader:
    """Reads the rows of one sheet by one mapping."""

    def __init__(self, mapping: Mapping, columns: tuple[str, ...]) -> None:
        """Prepare for a sheet with these columns."""
        self.mapping = mapping
        self.columns = columns
        self.seen: dict[bytes, tuple[int, bytes]] = {}
        used = mapping.columns_used()
        passed = {*mapping.ignore, *OWN_COLUMNS}
        self.unknown = tuple(name for name in columns if name not in used and name not in passed)
        self._read = {place: name for place, name in enumerate(columns) if name in used or self._keeps(name)}
        targets = TARGETS[mapping.kind]
        self._most = {column: targets[name].most for name, field in mapping.fields.items() for column in field.sources}

    def _keeps(self, column: str) -> bool:
        return column in self.unknown and self.mapping.kind == "work_orders" and self.mapping.unknown_columns == "keep"

    def outcomes(self, sheet: Sheet) -> Iterator[Outcome]:
        """Read every row of a sheet."""
        for row in sheet.rows:
            yield self.outcome(row)

    def outcome(self, row: SourceRow) -> Outcome:
        """Read one row."""
        if row.problem:
            return Outcome(row=row, problem=Problem(line=row.line, said=row.problem))
        cells, changed = self._cells(row)
        because = self._skipped(cells)
        if because:
            return Outcome(row=row, skipped=because)
        values = self._values(row, cells, changed)
        if isinstance(values, Problem):
            return Outcome(row=row, problem=values, cleaned=tuple(changed))
        location = self._location(row, cells)
        if isinstance(location, Problem):
            return Outcome(row=row, problem=location, cleaned=tuple(changed))
        extra, beyond = self._extra(cells)
        changed += beyond
        act = BUILDERS[self.mapping.kind](self.mapping, values, location, extra)
        if isinstance(act, Wrong):
            return Outcome(row=row, problem=Problem(line=row.line, said=act.said), cleaned=tuple(changed))
        field = next(name for name in KEY[self.mapping.kind] if values.get(name))
        return self._once(row, field, str(values[field]), act, tuple(dict.fromkeys(changed)))

    def _once(self, row: SourceRow, field: str, key: str, act: Taken, changed: tuple[str, ...]) -> Outcome:
        """Take a record that was not seen before; refuse another of its name that says something else."""
        name = blake2b(f"{field}\x1f{key}".encode(), digest_size=12).digest()
        said = content_digest(act)
        before = self.seen.setdefault(name, (row.line, said))
        if before[0] == row.line:
            return Outcome(row=row, act=act, key=key, cleaned=changed)
        if before[1] == said:
            return Outcome(row=row, repeated=True, key=key)
        column = " + ".join(self.mapping.fields[field].sources)
        sentence = f"is already in line {before[0]:,} with other content; keep one of the two"
        problem = Problem(line=row.line, column=column, value=key, said=sentence)
        return Outcome(row=row, problem=problem, cleaned=changed)

    def _cells(self, row: SourceRow) -> tuple[dict[str, Cell], list[str]]:
        """The cells that are read, cleaned, and the columns in which cleaning changed something."""
        cells: dict[str, Cell] = {}
        changed: list[str] = []
        for place, name in self._read.items():
            raw = row.cells[place]
            if isinstance(raw, datetime):
                cells[name] = raw
                continue
            bare = raw.strip()
            if bare.startswith(_FORMULA):
                bare = bare[1:]
            kept = cleaned(bare, self._most.get(name, MOST_EXTRA_TEXT)) if bare else bare
            if kept != bare:
                changed.append(name)
            cells[name] = "" if kept in self.mapping.empty else kept
        return cells, changed

    def _skipped(self, cells: dict[str, Cell]) -> str:
        for rule in self.mapping.skip:
            text = text_of(cells.get(rule.column, ""))
            if (
                text in rule.equals
                or (rule.unless and text not in rule.unless)
                or (rule.starts_with and text.startswith(rule.starts_with))
            ):
                return rule.because
        return ""

    def _values(self, row: SourceRow, cells: dict[str, Cell], changed: list[str]) -> dict[str, Value] | Problem:
        mapping = self.mapping
        zone = mapping.zone
        if mapping.zone_column:
            zone = text_of(cells.get(mapping.zone_column, "")) or zone
        values: dict[str, Value] = {}
        for name, field in mapping.fields.items():
            cell = _source(field, cells)
            if cell == "" and field.default is not None:
                cell = field.default
            if cell == "":
                if field.required or name in NEEDED[mapping.kind]:
                    column = " + ".join(field.sources)
                    return Problem(line=row.line, column=column, said=f"is empty, and {name} is needed")
                continue
            holds = TARGETS[mapping.kind][name].holds
            reading = Reading(field=field, zone=zone, fold=mapping.fold, tables=mapping.tables, holds=holds)
            value = PARSERS[field.parse].read(cell, reading)
            if isinstance(value, Wrong):
                column = " + ".join(field.sources) or name
                return Problem(line=row.line, column=column, value=text_of(cell), said=value.said)
            most = TARGETS[mapping.kind][name].most
            if isinstance(value, str) and len(value) > most:
                value = value[:most]
                changed.extend(field.sources)
            values[name] = value
        return values

    def _location(self, row: SourceRow, cells: dict[str, Cell]) -> Location | Problem | None:
        place = self.mapping.location
        if place is None:
            return None
        latitude, longitude = text_of(cells.get(place.latitude, "")), text_of(cells.get(place.longitude, ""))
        found = read_place(latitude, longitude, place)
        if isinstance(found, Wrong):
            column = f"{place.latitude}, {place.longitude}"
            return Problem(line=row.line, column=column, value=f"{latitude}, {longitude}", said=found.said)
        return found

    def _extra(self, cells: dict[str, Cell]) -> tuple[dict[str, str], tuple[str, ...]]:
        """Unknown columns to keep, and those for which there is no room."""
        extra: dict[str, str] = {}
        left = MOST_EXTRA_CHARACTERS
        beyond: list[str] = []
        for name in self.unknown:
            text = text_of(cells.get(name, ""))
            if not text:
                continue
            left -= len(name) + len(text)
            if left < 0 or len(extra) == MOST_EXTRA:
                beyond.append(name)
            else:
                extra[name] = text
        return extra, tuple(beyond)


def content_digest(act: Taken) -> bytes:
    """A digest of what a command says, the same in every run."""
    return blake2b(canonical_act(act), digest_size=12).digest()


def _source(field: Field, cells: dict[str, Cell]) -> Cell:
    if field.constant is not None:
        return field.constant
    if len(field.sources) == 1:
        return cells.get(field.sources[0], "")
    parts = (text_of(cells.get(name, "")) for name in field.sources)
    return field.join.join(part for part in parts if part)
