"""What is different between two boards, and whose days it reaches.

Two boards that grew from one (a fork and its parent, two forks) are told apart by what was written
since, whatever their size; boards that share nothing are compared row by row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from functools import cached_property
from typing import Any

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.layer import Layer
from dispatchtui.core.model import Crew, Position, Row, Visit, WeatherAlert
from dispatchtui.core.timeline import Projection, Stop, project_day
from dispatchtui.core.zones import local_day

Projections = dict[str, Projection]
"""What each technician's stops and breaks come to."""
_DAY_S = 24 * 3600


class Difference:
    """Two boards, the rows that differ, and both projections of the technicians whom these reach.

    `visits` and `technicians` are those of whom a row says something else than before; who merely changed
    it, and how often, says nothing. What is about nobody (a rule, a skill, a territory) reaches nobody.
    """

    def __init__(
        self,
        before: Board,
        after: Board,
        at_s: int,
        positions: Mapping[str, Position] | None = None,
        *,
        near_s: int | None = None,
    ) -> None:
        """Find the rows that differ; with `near_s` of the stops only those so near in time to a visit that differs.

        Cost: some microseconds for each row written since the boards parted.
        """
        self.before, self.after, self.at_s, self._near_s = before, after, at_s, near_s
        self.rows = changed_rows(before, after)
        self._positions = positions or {}
        visits: dict[str, None] = {}
        technicians: dict[str, None] = {}
        for table, row_id in self.rows:
            for board in (before, after):
                row = board.tables[table].get(row_id)
                if row is None or same(before.tables[table].get(row_id), after.tables[table].get(row_id)):
                    continue
                for visit in _visits_of(board, row):
                    visits[visit.id] = None
                    technicians |= dict.fromkeys(line.technician_id for line in visit.crew)
                technicians |= dict.fromkeys(_people_of(row))
        self.visits = tuple(visits)
        self.technicians = tuple(technicians)

    @property
    def versions(self) -> dict[str, int]:
        """The versions on the former board of the rows that differ, by key; 0 of those that are new."""
        found = {(table, row_id): self.before.tables[table].get(row_id) for table, row_id in self.rows}
        return {f"{table}/{row_id}": row.version if row else 0 for (table, row_id), row in found.items()}

    @cached_property
    def was(self) -> Projections:
        """The stops of the technicians reached, as the former board has them."""
        return self._projected(self.before)

    @cached_property
    def now(self) -> Projections:
        """The stops of the technicians reached, as the later board has them."""
        return self._projected(self.after)

    @cached_property
    def reached(self) -> tuple[str, ...]:
        """The visits that differ and every stop of the technicians reached, each once."""
        stops = (stop.visit_id for side in (self.was, self.now) for day in side.values() for stop in day.stops)
        return tuple(dict.fromkeys((*self.visits, *stops)))

    def _projected(self, board: Board) -> Projections:
        found = {who: project_day(board, who, self.at_s, self._positions.get(who)) for who in self.technicians}
        if self._near_s is None:
            return found
        return {who: replace(each, stops=tuple(filter(self._is_near, each.stops))) for who, each in found.items()}

    def _is_near(self, stop: Stop) -> bool:
        """Whether a stop is planned near in time to a visit that differs."""
        near_s = self._near_s or 0
        return any(abs(stop.planned_start_s - moment) <= near_s for moment in self._moments)

    @cached_property
    def _moments(self) -> tuple[int, ...]:
        """When the visits that differ are planned to begin, on either board."""
        visits = (board.visits.get(each) for board in (self.before, self.after) for each in self.visits)
        return tuple({line.start_s for each in visits if each is not None for line in each.crew})


def changed_rows(before: Board, after: Board) -> tuple[tuple[str, str], ...]:
    """The rows that are not one and the same on two boards, as (table, id)."""
    return tuple(
        (name, key)
        for name, table in after.tables.items()
        for key in _written(before.tables[name], table)
        if (was := before.tables[name].get(key)) is not (now := table.get(key)) and was != now
    )


def same(one: Row | None, other: Row | None) -> bool:
    """Whether two rows say the same, whoever changed them last and how often; lanes are versions alone."""
    if one is None or other is None:
        return one is other
    return replace(one, version=0, changed=None) == replace(other, version=0, changed=None)


def _written(one: MutableMapping[str, Any], other: MutableMapping[str, Any]) -> Iterator[str]:
    """The keys written in either of two mappings since they were one."""
    ours, theirs = _layers(one), _layers(other)
    bases = {id(each) for each in theirs}
    shared = next((each for each in ours if id(each) in bases), None)
    keys: dict[str, None] = {}
    for layers in (ours, theirs):
        for each in layers:
            if each is shared:
                break
            keys |= dict.fromkeys(each.own if isinstance(each, Layer) else each)
    return iter(keys)


def _layers(table: MutableMapping[str, Any]) -> list[MutableMapping[str, Any]]:
    """A table and everything that it is laid over, the uppermost first."""
    found = [table]
    while isinstance(table, Layer):
        table = table.base
        found.append(table)
    return found


def _visits_of(board: Board, row: Row) -> tuple[Visit, ...]:
    """The visits that a row is about."""
    if isinstance(row, Visit):
        return (row,)
    if row.TABLE == "work_orders":
        return board.visits_of(row.id)
    if isinstance(row, WeatherAlert):
        days = {local_day(at_s, "") for at_s in range(row.start_s - _DAY_S, row.end_s + 2 * _DAY_S, _DAY_S)}
        ids = (key for day in sorted(days) for key in board.indexes.of("visits", f"{row.territory}:{day}", "day"))
        return tuple(board.visits[key] for key in ids)
    visit = board.visits.get(getattr(row, "visit_id", ""))
    return (visit,) if visit is not None else ()


def _people_of(row: Row) -> tuple[str, ...]:
    """The technicians whose own row it is."""
    if row.TABLE == "technicians":
        return (row.id,)
    if isinstance(row, Crew):
        return row.members
    owner = getattr(row, "technician_id", "")
    return (owner,) if owner else ()
