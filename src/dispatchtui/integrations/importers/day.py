"""The day that ships: real requests, a made roster, and the moments at which each becomes known.

Source: City of Baltimore, Open Baltimore, 311 Customer Service Requests; see config/day/README.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.zones import zone_of
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.behaviour import load_behaviour
from dispatchtui.integrations.importers.cells import Cell
from dispatchtui.integrations.importers.mapping import Mapping
from dispatchtui.integrations.importers.mapping_file import read_mapping, read_toml
from dispatchtui.integrations.importers.placing import Placing
from dispatchtui.integrations.importers.reference import load_reference
from dispatchtui.integrations.importers.rows import Reader
from dispatchtui.integrations.importers.sheets import Sheet, SourceRow, open_sheet, scan
from dispatchtui.integrations.importers.supply import load_rules, load_supply


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day ready to be played.

    `setup` is the reference data, the roster and what earlier days taught, in the order in which they depend on each
    other; `at_start` is what is known when the day opens; `arriving` are later requests, each with its moment.
    Units: epoch seconds.
    """

    setup: tuple[Command, ...]
    at_start: tuple[TakeRequest, ...]
    arriving: tuple[tuple[int, TakeRequest], ...]
    zone: str
    date: date
    start_s: int
    attribution: str


def load_day(config_dir: Path) -> Day:
    """Read the day from the `day` and `mappings` folders of a configuration."""
    folder, mappings = config_dir / "day", config_dir / "mappings"
    about = read_toml(folder / "day.toml")
    zone, day = str(about["zone"]), date.fromisoformat(str(about["date"]))
    start_s = int(datetime.combine(day, time.fromisoformat(str(about["opens"])), zone_of(zone)).timestamp())
    roster = [
        *_all(folder / "technicians.csv", read_mapping(mappings / "technicians.toml")),
        *_all(folder / "shifts.csv", read_mapping(mappings / "shifts.toml")),
    ]
    requests = [act for act in _requests(folder) if isinstance(act, TakeRequest)]
    requests.sort(key=lambda act: act.row.requested_s)
    setup = (*load_reference(folder), *load_rules(folder), *roster, *load_supply(folder))
    return Day(
        setup=(*setup, *load_behaviour(folder, setup, start_s)),
        at_start=tuple(act for act in requests if act.row.requested_s < start_s),
        arriving=tuple((act.row.requested_s, act) for act in requests if act.row.requested_s >= start_s),
        zone=zone,
        date=day,
        start_s=start_s,
        attribution=str(about["attribution"]),
    )


def _requests(folder: Path) -> list[Command]:
    """The derived requests, each with what was made for it."""
    made = _by_request(folder / "commitments.csv")
    return _all(folder / "requests.csv", read_mapping(folder / "requests.toml"), made)


def _by_request(path: Path) -> tuple[tuple[str, ...], dict[Cell, list[Cell]]]:
    sheet = open_sheet(scan(path), _plain(path))
    return sheet.columns[1:], {row.cells[0]: row.cells[1:] for row in sheet.rows}


def _plain(path: Path) -> Mapping:
    return Mapping(name=path.name, kind="work_orders", source="made", header_row=2, fields={})


def _all(
    path: Path, mapping: Mapping, joined: tuple[tuple[str, ...], dict[Cell, list[Cell]]] | None = None
) -> list[Command]:
    """Read a file of the shipped day, in which no row may be wrong."""
    sheet = open_sheet(scan(path), mapping)
    if joined is not None:
        sheet = _joined(sheet, *joined)
    acts: list[Command] = []
    for outcome in Reader(mapping, sheet.columns).outcomes(sheet):
        if outcome.problem is not None:
            raise UserError(f"{path}: {outcome.problem.sentence}")
        if outcome.act is not None and not isinstance(outcome.act, Placing):
            acts.append(outcome.act)
    return acts


def _joined(sheet: Sheet, columns: tuple[str, ...], made: dict[Cell, list[Cell]]) -> Sheet:
    blank: list[Cell] = [""] * len(columns)

    def rows() -> Iterator[SourceRow]:
        for row in sheet.rows:
            yield SourceRow(line=row.line, cells=[*row.cells, *made.get(row.cells[0], blank)], problem=row.problem)

    return Sheet(columns=(*sheet.columns, *columns), rows=rows())
