"""The parsers: one table of them, each from a cell to a value or to what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from math import isfinite

from msgspec import Struct

from dispatchtui.core.model import Competence, SkillId, SkillNeed
from dispatchtui.integrations.importers.mapping import Field
from dispatchtui.integrations.importers.times import from_local, from_offset, read_wall
from dispatchtui.integrations.importers.wrong import Wrong

Cell = str | datetime
"""What a file holds in one place; workbooks know dates, everything else is text."""
Value = str | int | bool | tuple[str, ...] | tuple[SkillNeed, ...] | tuple[Competence, ...]

_FLAGS = {"true": True, "yes": True, "y": True, "1": True, "t": True,
          "false": False, "no": False, "n": False, "0": False, "f": False}  # fmt: skip
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}(?:\.0+)?")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_SKILL = re.compile(r"(?P<skill>[A-Za-z][\w-]*)(?::(?P<level>[0-9]))?(?:@(?P<valid>\S+))?")
MOST_MINUTES = 14 * 24 * 60


class Reading(Struct, frozen=True, kw_only=True):
    """What a parser knows besides the cell: the field's rule, the row's zone, the tables."""

    field: Field
    zone: str
    fold: str
    tables: dict[str, dict[str, str]]
    holds: str


class Parser(Struct, frozen=True):
    """One way to read a cell: what it gives, and whether it needs a time format."""

    read: Callable[[Cell, Reading], Value | Wrong]
    gives: tuple[str, ...]
    timed: bool = False


def text_of(cell: Cell) -> str:
    """A cell as words."""
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell


def number(text: str) -> float | Wrong:
    """Read a decimal number with a point."""
    if not _DECIMAL.fullmatch(text):
        hint = f"; with a point it would be {text.replace(',', '.')}" if re.fullmatch(r"-?\d+,\d+", text) else ""
        return Wrong(f"is not a number like 39.2904{hint}")
    value = float(text)
    return value if isfinite(value) else Wrong("is not a finite number")


def _text(cell: Cell, _reading: Reading) -> Value | Wrong:
    return text_of(cell)


def _integer(cell: Cell, _reading: Reading) -> Value | Wrong:
    text = text_of(cell)
    if not _INTEGER.fullmatch(text):
        return Wrong("is not a whole number like 3")
    return int(text.partition(".")[0])


def _duration(seconds: int) -> Callable[[Cell, Reading], Value | Wrong]:
    def read(cell: Cell, _reading: Reading) -> Value | Wrong:
        value = number(text_of(cell))
        if isinstance(value, Wrong):
            return Wrong("is not a number like 45")
        if not 0 <= value * seconds <= MOST_MINUTES * 60:
            return Wrong("is not between nothing and two weeks")
        return round(value * seconds)

    return read


def _flag(cell: Cell, _reading: Reading) -> Value | Wrong:
    found = _FLAGS.get(text_of(cell).lower())
    return Wrong("is neither yes nor no") if found is None else found


def _local_time(cell: Cell, reading: Reading) -> Value | Wrong:
    wall = cell if isinstance(cell, datetime) else read_wall(cell, reading.field.format)
    return wall if isinstance(wall, Wrong) else from_local(wall, reading.field.zone or reading.zone, reading.fold)


def _utc_time(cell: Cell, reading: Reading) -> Value | Wrong:
    moment = cell if isinstance(cell, datetime) else read_wall(cell, reading.field.format)
    return moment if isinstance(moment, Wrong) else from_offset(moment)


def _table(cell: Cell, reading: Reading) -> Value | Wrong:
    found = text_of(cell)
    for name in reading.field.tables:
        value = reading.tables[name].get(found, reading.field.otherwise)
        if value is None:
            return Wrong(f"is not listed in [tables.{name}] of the mapping; add it there")
        found = value
    return found if reading.holds == "text" or not found else PLAIN[reading.holds](found, reading)


def _list(cell: Cell, reading: Reading) -> Value | Wrong:
    return tuple(part.strip() for part in text_of(cell).split(reading.field.separator) if part.strip())


def _skills(cell: Cell, reading: Reading) -> Value | Wrong:
    needs: list[SkillNeed] = []
    competences: list[Competence] = []
    for part in text_of(cell).split(reading.field.separator):
        if not part.strip():
            continue
        found = _SKILL.fullmatch(part.strip())
        if found is None:
            return Wrong(f"holds {part.strip()[:40]!r}, which is not a skill like HVAC:3")
        level = int(found["level"] or 1)
        if not 1 <= level <= 5:
            return Wrong(f"has level {level} for {found['skill']}; levels go from 1 to 5")
        skill = SkillId(found["skill"])
        if found["valid"] and reading.holds == "needs":
            return Wrong(f"gives {skill} a validity, which a need does not have")
        valid = _validity(found["valid"] or "", reading)
        if isinstance(valid, Wrong):
            return valid
        needs.append(SkillNeed(skill=skill, level=level))
        competences.append(Competence(skill=skill, level=level, valid_from_s=valid[0], valid_until_s=valid[1]))
    if len({each.skill for each in needs}) < len(needs):
        return Wrong("names a skill twice")
    return tuple(needs) if reading.holds == "needs" else tuple(competences)


def _validity(text: str, reading: Reading) -> tuple[int | None, int | None] | Wrong:
    """Read `UNTIL` or `FROM..UNTIL`; a date alone as UNTIL means its whole day."""
    since, dots, until = text.partition("..")
    if not dots:
        since, until = "", text
    ends: list[int | None] = []
    for part, last in ((since, False), (until, True)):
        if not part:
            ends.append(None)
            continue
        whole_day = last and len(part) == len("2026-11-21")
        wall = read_wall(f"{part}T23:59:59" if whole_day else part, "iso")
        at_s = wall if isinstance(wall, Wrong) else from_local(wall, reading.zone, reading.fold)
        if isinstance(at_s, Wrong):
            return Wrong(f"has the validity {part!r}, which {at_s.said}")
        ends.append(at_s)
    return ends[0], ends[1]


PARSERS: dict[str, Parser] = {
    "text": Parser(_text, ("text",)),
    "integer": Parser(_integer, ("integer",)),
    "minutes": Parser(_duration(60), ("seconds",)),
    "hours": Parser(_duration(3600), ("seconds",)),
    "boolean": Parser(_flag, ("flag",)),
    "local_time": Parser(_local_time, ("instant",), timed=True),
    "utc_time": Parser(_utc_time, ("instant",), timed=True),
    "table": Parser(_table, ("text", "integer", "flag", "needs", "list", "seconds")),
    "list": Parser(_list, ("list",)),
    "skills": Parser(_skills, ("needs", "competences")),
}
"""Every parser that a mapping may name, and what it gives."""

PLAIN: dict[str, Callable[[Cell, Reading], Value | Wrong]] = {
    "integer": _integer,
    "flag": _flag,
    "needs": _skills,
    "list": _list,
    "seconds": _duration(60),
}
"""How what a value table gives is read; a duration there is in minutes."""
