"""The standing violations of every plan, kept up as rows change: an event re-checks only what it can affect.

What a check reads is what it rests on. Each visit is checked through a board that notes which rows
and which entries of the indexes were read; when one of them changes, the visits that read it are
checked again and no others, whatever the rules of today look at.
Never: a list of which change concerns which rule; it would be wrong with the next rule.
Cost: an event re-checks the visits that share a route, site, stock or dependency with it; the size
of the board does not matter. About 3 kB are kept for a visit that stands in a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from typing import Any, cast

from dispatchtui.constraints.check import check_visit, severity
from dispatchtui.core.board import Board
from dispatchtui.core.indexes import Indexes, RouteEntry, entries_of
from dispatchtui.core.model import TABLES, Policy, Row
from dispatchtui.core.refusals import Violation

Note = tuple[str, ...]
"""One thing that was read: a row as (table, id), a whole table, an entry of an index, or the rules of a scope."""
_POLICIES: Note = ("policies",)
_ANYTHING: Note = ("anything",)


class Watch:
    """Every standing violation of a board, by visit; only visits that have some are in it."""

    __slots__ = ("_known", "_noting", "_read", "_readers", "at_s", "board", "violations")

    def __init__(self, board: Board, at_s: int) -> None:
        """Check every plan once; the board may change afterwards, as long as `follow` hears of it."""
        self.board = board
        self.at_s = at_s
        self.violations: dict[str, tuple[Violation, ...]] = {}
        self._known: dict[str, dict[str, Row]] = {}
        self._readers: dict[Note, set[str]] = {}
        self._read: dict[str, frozenset[Note]] = {}
        self._noting = _Noting(board)
        self.restart(board, at_s)

    def restart(self, board: Board, at_s: int) -> None:
        """Begin anew with another board, as after a snapshot."""
        self.board, self.at_s = board, at_s
        self.violations, self._readers, self._read = {}, {}, {}
        self._known = {name: dict(table) for name, table in board.tables.items()}
        self._noting = _Noting(board)
        for visit_id in board.visits:
            self._check(visit_id)

    def follow(self, keys: Iterable[str], at_s: int, board: Board | None = None) -> frozenset[str]:
        """Take in changed rows (`visits/V60`) and answer the visits that were checked again.

        `board` is given when another object holds the rows now, as a replica's does with every act.
        """
        if board is not None and board is not self.board:
            self.board, self._noting = board, _Noting(board)
        self.at_s = at_s
        stale: set[str] = set()
        for key in keys:
            stale |= self._changed(key)
        for visit_id in stale:
            self._check(visit_id)
        return frozenset(stale)

    def all(self) -> tuple[Violation, ...]:
        """All of them in the order of the board, worst first, as checking the whole board tells them."""
        found = [each for visit_id in self.board.visits for each in self.violations.get(visit_id, ())]
        return tuple(sorted(found, key=severity))

    def _changed(self, key: str) -> set[str]:
        """The visits that rest on a row, as it was or as it is now."""
        table, _, row_id = key.partition("/")
        if table not in TABLES:
            return set()
        known = self._known[table]
        before, after = known.get(row_id), cast("Row | None", self.board.tables[table].get(row_id))
        if before is after:
            return set()
        if after is None:
            del known[row_id]
        else:
            known[row_id] = after
        stale = {row_id} if table == "visits" else set()
        for note in self._touched(table, row_id, before, after):
            stale |= self._readers.get(note, set())
        return stale

    def _touched(self, table: str, row_id: str, before: Row | None, after: Row | None) -> Iterator[Note]:
        yield (table, row_id)
        yield _ANYTHING
        if before is None or after is None:
            yield (table,)
        old, new = entries_of(table, before), entries_of(table, after)
        yield from (note for note in old.keys() | new.keys() if old.get(note) != new.get(note))
        if table == "policies":
            yield _POLICIES
            yield from [note for note in self._readers if note[0] == "rules" and _concerns(note, before, after)]

    def _check(self, visit_id: str) -> None:
        """Check one visit and keep what it says and what it read."""
        before = self._read.pop(visit_id, frozenset())
        self._noting.notes.clear()
        found = check_visit(self._noting.board, visit_id, self.at_s)
        after = frozenset(self._noting.notes)
        if visit_id in self.board.visits:
            self._read[visit_id] = after
        for note in before - after:
            readers = self._readers[note]
            readers.discard(visit_id)
            if not readers:
                del self._readers[note]
        for note in after - before:
            self._readers.setdefault(note, set()).add(visit_id)
        if found:
            self.violations[visit_id] = found
        else:
            self.violations.pop(visit_id, None)


def _concerns(note: Note, *policies: Row | None) -> bool:
    """Whether rules that were read for (territory, team, work type) may follow from one of the policies."""
    scopes = {("company", ""), *zip(("territory", "team", "work_type"), note[1:], strict=True)}
    return any(isinstance(each, Policy) and (each.scope, each.scope_id) in scopes for each in policies)


class _Noting:
    """A board that reads as another one does, and notes what was read."""

    __slots__ = ("board", "notes")

    def __init__(self, base: Board) -> None:
        self.notes: set[Note] = set()
        self.board = Board()
        self.board.seq = base.seq
        self.board.tables = {name: _NotedTable(name, table, self.notes) for name, table in base.tables.items()}
        self.board.indexes = cast("Indexes", _NotedIndexes(base.indexes, self.notes))


class _NotedTable(MutableMapping[str, Any]):
    """A table that notes each row that is looked for, there or not, and whoever walks all of it."""

    __slots__ = ("_base", "_name", "_notes")

    def __init__(self, name: str, base: MutableMapping[str, Any], notes: set[Note]) -> None:
        self._name, self._base, self._notes = name, base, notes

    def get(self, key: str, default: Any = None) -> Any:
        self._notes.add((self._name, key))
        return self._base.get(key, default)

    def __getitem__(self, key: str) -> Any:
        self._notes.add((self._name, key))
        return self._base[key]

    def __contains__(self, key: object) -> bool:
        self._notes.add((self._name, str(key)))
        return key in self._base

    def __iter__(self) -> Iterator[str]:
        self._notes.add((self._name,))
        return iter(self._base)

    def __len__(self) -> int:
        self._notes.add((self._name,))
        return len(self._base)

    def __setitem__(self, key: str, value: Any) -> None:
        raise TypeError("A check only reads.")

    def __delitem__(self, key: str) -> None:
        raise TypeError("A check only reads.")


class _NotedIndexes:
    """Indexes that note each entry that is asked for; what they do not know of rests on everything."""

    __slots__ = ("_base", "_notes", "rules")

    def __init__(self, base: Indexes, notes: set[Note]) -> None:
        self._base, self._notes = base, notes
        self.rules = _NotedRules(base, notes)

    @property
    def policies(self) -> tuple[Policy, ...]:
        found = self._base.policies
        if not found:
            self._notes.add(_POLICIES)
        return found

    def route(self, technician_id: str) -> tuple[RouteEntry, ...]:
        self._notes.add(("route", technician_id))
        return self._base.route(technician_id)

    def around(self, technician_id: str, start_s: int, end_s: int, skip: str = "") -> tuple[RouteEntry, ...]:
        self._notes.add(("route", technician_id))
        return self._base.around(technician_id, start_s, end_s, skip)

    def of(self, table: str, owner: str, by: str = "") -> tuple[str, ...]:
        self._notes.add((f"{table}.{by}", owner))
        return self._base.of(table, owner, by)

    def external(self, source: str, external_id: str) -> str | None:
        self._notes.add(("external", source, external_id))
        return self._base.external(source, external_id)

    def __getattr__(self, name: str) -> Any:
        self._notes.add(_ANYTHING)
        return getattr(self._base, name)


class _NotedRules:
    """The rules that were worked out, noting for which territory, team and work type they were asked."""

    __slots__ = ("_base", "_notes")

    def __init__(self, base: Indexes, notes: set[Note]) -> None:
        self._base, self._notes = base, notes

    def get(self, key: tuple[str, str, str]) -> Any:
        self._notes.add(("rules", *key))
        return self._base.rules.get(key)

    def __setitem__(self, key: tuple[str, str, str], known: Any) -> None:
        self._base.rules[key] = known
