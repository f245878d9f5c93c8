"""What cannot be on any board, though it reads as rows: twice the same id, a name of nobody, an end before its start.

Never: what a rule of the checker says; a board that a server could hold passes.
Why: the checker trusts its board, so an impossible one would be called in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from msgspec import Struct

from dispatchtui.core.commands.checks import on_earth
from dispatchtui.core.lifecycle import PLACED, STARTED, UNPLACED
from dispatchtui.core.model import (
    Assignment,
    Competence,
    Lane,
    Location,
    PartLevel,
    Row,
    SkillNeed,
    Technician,
    Visit,
    VisitState,
    lane_id,
    level_id,
)
from dispatchtui.core.zones import local_day
from dispatchtui.server.hostile import wrong_in_value

Rows = Mapping[str, Sequence[Row]]
NAMES = {
    "technician_id": "technicians", "required_technician": "technicians", "account_owner": "technicians",
    "members": "technicians", "preferred": "technicians", "told": "technicians",
    "territory": "territories", "territories": "territories", "covers": "territories",
    "skill": "skills", "visit_id": "visits", "work_order_id": "work_orders", "work_type": "work_types",
    "sla_policy": "sla_policies", "stock_id": "stock_locations",
}  # fmt: skip
"""The table in which what a field names must stand; an empty name names nothing."""
DESCRIBING = ("territories", "skills", "sla_policies", "work_types")
"""Tables that a small board need not have; once a file has one, it has all that is named."""
NEEDED = ("work_order_id", "technician_id", "visit_id", "stock_id")
OPTIONAL = ("vehicles", "stock_locations", "part_levels", "part_reservations")
"""Tables whose rows may belong to nobody."""
ORDERED = (
    ("start_s", "end_s"), ("earliest_s", "latest_s"), ("from_s", "until_s"), ("out_from_s", "out_until_s"),
    ("valid_from_s", "valid_until_s"), ("p50_s", "p80_s"), ("min_gap_s", "max_gap_s"), ("opens_min", "closes_min"),
)  # fmt: skip
"""Fields of which the second is not below the first."""
WITH_CREW = (*PLACED, *STARTED)
WITHOUT_CREW = (*UNPLACED, VisitState.PARKED, VisitState.CANCELLED)
MOST_NAMED = 5


def faults_of(rows: Rows, *, whole: bool = True) -> Iterator[str]:
    """Each fault as the place in the file, what is wrong there and what would be right.

    Of a part of a board, as a server shows it to somebody with a scope, names of what is not in it are no faults.
    Cost: one walk over every field.
    """
    people = {each.id: each for each in rows.get("technicians", ()) if isinstance(each, Technician)}
    known = {table: {each.id for each in some} for table, some in rows.items()} if whole else {}
    for table, some in rows.items():
        first: dict[str, int] = {}
        for number, row in enumerate(some):
            place = f"rows.{table}[{number}]"
            if not row.id:
                yield f"{place}.id: an id is needed, such as {_example(table)}."
            elif row.id in first:
                yield f"{place}.id: {row.id} is rows.{table}[{first[row.id]}] already; each id stands there once."
            first.setdefault(row.id, number)
            field, sentence = wrong_in_value(row)
            if field:
                yield f"{place}.{sentence}"
            yield from _walked(row, place, known)
            yield from _of_row(row, place)
            if isinstance(row, Visit) and whole:
                yield from _of_days(row, place, people)


def _example(table: str) -> str:
    return {"visits": "V1", "technicians": "T01", "work_orders": "W1"}.get(table, f"{table.upper()[:4]}1")


def _walked(value: object, place: str, known: Mapping[str, set[str]], name: str = "") -> Iterator[str]:
    """The faults of a value and of all that is in it."""
    if isinstance(value, Struct):
        yield from _of_part(value, place)
        for field in value.__struct_fields__:
            yield from _walked(getattr(value, field), f"{place}.{field}", known, field)
    elif isinstance(value, tuple | list):
        for number, each in enumerate(value):
            yield from _walked(each, f"{place}[{number}]", known, name)
    elif isinstance(value, str) and name in NAMES and known:
        table = NAMES[name]
        if table in DESCRIBING and table not in known:
            return
        if value and value not in known.get(table, ()):
            yield f"{place}: there is no {_noun(table)} {value}; {_choice(table, known.get(table, ()))}."
        elif not value and name in NEEDED and not place.startswith(tuple(f"rows.{each}[" for each in OPTIONAL)):
            yield f"{place}: a {_noun(table)} is needed; {_choice(table, known.get(table, ()))}."


def _noun(table: str) -> str:
    return {"territories": "territory", "sla_policies": "SLA policy"}.get(table, table[:-1].replace("_", " "))


def _choice(table: str, ids: Iterable[str]) -> str:
    every = sorted(ids)
    if not every:
        return f"rows.{table} is empty"
    more = f" and {len(every) - MOST_NAMED:,} more" if len(every) > MOST_NAMED else ""
    return f"rows.{table} has {', '.join(every[:MOST_NAMED])}{more}"


def _of_part(value: Struct, place: str) -> Iterator[str]:
    """The faults of one value that are seen without looking elsewhere."""
    for low, high in ORDERED:
        least, most = getattr(value, low, None), getattr(value, high, None)
        if least is not None and most is not None and most < least:
            yield f"{place}.{high}: {most} is less than {low}, which is {least}; {least} or more is right."
    match value:
        case Location() if not on_earth(value):
            yield f"{place}: latitude goes to 90 and longitude to 180 degrees."
        case SkillNeed() | Competence() if not 1 <= value.level <= 5:
            yield f"{place}.level: skill levels go from 1 to 5, not {value.level}."
        case _ if getattr(value, "quantity", 0) < 0:
            yield f"{place}.quantity: {getattr(value, 'quantity', 0)} is no number of pieces; it is at least 0."


def _of_row(row: Row, place: str) -> Iterator[str]:
    """The faults of a row as a whole."""
    priority = getattr(row, "priority", 1)
    if not 1 <= priority <= 4:
        yield f"{place}.priority: priority goes from 1 to 4, not {priority}."
    right = level_id(row.stock_id, row.part) if isinstance(row, PartLevel) else row.id
    right = lane_id(row.technician_id, row.day) if isinstance(row, Lane) else right
    if row.id != right:
        yield f"{place}.id: {row.id} is not the id of this row; it is {right}."
    if not isinstance(row, Visit):
        return
    if row.state in WITH_CREW and not row.crew:
        yield f"{place}.crew: {row.id} is {row.state} and has nobody; a crew is needed, or the state QUALIFIED."
    if row.state in WITHOUT_CREW and row.crew:
        yield f"{place}.state: {row.id} has a crew and is {row.state}; PLANNED is the state of a visit that is placed."
    who = sorted(line.technician_id for line in row.crew)
    for each in sorted({one for one, other in pairwise(who) if one == other}):
        yield f"{place}.crew: {each} stands there twice; each technician goes once."
    if any(each.visit_id == row.id for each in row.dependencies):
        yield f"{place}.dependencies: {row.id} waits for itself; it waits for other visits only."


def _of_days(visit: Visit, place: str, people: Mapping[Any, Technician]) -> Iterator[str]:
    """A line's day is the local date of its start where the technician is."""
    for number, line in enumerate(visit.crew):
        person = people.get(line.technician_id)
        right = local_day(line.start_s, person.zone) if person is not None and _told(line) else ""
        if not _is_date(line.day):
            yield f"{place}.crew[{number}].day: {line.day!r} is no date such as {right or '2026-11-21'}."
        elif right and line.day != right:
            yield f"{place}.crew[{number}].day: {line.day} is not the day on which it starts; that is {right}."


def _told(line: Assignment) -> bool:
    """Whether the start is a moment at all, so that it has a day."""
    return not wrong_in_value(line)[0]


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
