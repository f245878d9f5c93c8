"""Everything that needs somebody but the visits at risk themselves, kept as the board changes and as time goes by.

What concerns one person is looked at again when something of theirs changed, when something else is expected of them,
and every quarter of a minute; what takes the whole board (who covers where, what data lacks) every minute, or when
people changed.

Units: epoch seconds.
Cost: some 100 microseconds for a person; 100 ms a minute for 8,000 visits and 1,000 technicians.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.refusals import Violation
from dispatchtui.risk.case import Routes, cases_of
from dispatchtui.risk.coverage import coverage_gaps
from dispatchtui.risk.delays import delays
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.forecast import RouteForecast
from dispatchtui.risk.gaps import conflicts, data_gaps, forgotten_clocks
from dispatchtui.risk.overruns import overruns
from dispatchtui.risk.people import absent, unacknowledged

AGAIN_S, WIDE_S = 15, 60
"""After so long a person, and the whole board, are looked at again though nothing changed."""
_OF_EVERYBODY = ("policies", "shifts", "absences")
"""Tables of which a row tells who it is about, but not who it was about before."""
_OF_ALL = ("technicians", "territories", "skills", "work_types", "policies", "shifts", "absences")
"""Tables on whose rows it rests who covers where."""


class _Seen(Struct, frozen=True):
    """When somebody was looked at, what was expected of them then, and what was found."""

    at_s: int
    route: RouteForecast | None
    found: tuple[Finding, ...]


class Rounds:
    """One look after another at a board: what was found of each person, and of the whole."""

    def __init__(self, board: Board, now_s: int) -> None:
        """Begin with nothing looked at."""
        self._board, self._now_s = board, now_s
        self._of: dict[str, _Seen] = {}
        self._old: dict[str, None] = dict.fromkeys(board.technicians)
        self._people: dict[str, tuple[str, ...]] = {each.id: _crew(each) for each in board.visits.values() if each.crew}
        self._wide: tuple[Finding, ...] = ()
        self._wide_s: int | None = None

    def follow(self, board: Board, keys: Iterable[str]) -> None:
        """Take over the rows that changed (`visits/V60`)."""
        self._board = board
        for key in keys:
            table, _, row_id = key.partition("/")
            if table == "visits":
                crew = _crew(board.visits.get(row_id))
                self._old.update(dict.fromkeys((*self._people.pop(row_id, ()), *crew)))
                self._people[row_id] = crew
            elif table == "technicians":
                self._old[row_id] = None
            elif table in _OF_EVERYBODY:
                self._old.update(dict.fromkeys(board.technicians))
            if table in _OF_ALL:
                self._wide_s = None

    def work(self, now_s: int, routes: Routes, enough: Callable[[], bool]) -> bool:
        """Look at whom something touched, then at whom one has not looked at for longest; tell whether all is fresh."""
        self._now_s = now_s
        while True:
            who = next(iter(self._old), None) or next(iter(self._of), None)
            if who is None or (who not in self._old and abs(now_s - self._of[who].at_s) < AGAIN_S):
                return True
            self._look_at(who, routes)
            if enough():
                return False

    def _look_at(self, who: str, routes: Routes) -> None:
        self._old.pop(who, None)
        self._of.pop(who, None)
        if who in self._board.technicians:
            found = tuple(_of_person(self._board, who, self._now_s, routes))
            self._of[who] = _Seen(self._now_s, routes(who), found)

    def found(
        self, routes: Routes, *, violations: Mapping[str, tuple[Violation, ...]], positions: Mapping[str, Position]
    ) -> tuple[Finding, ...]:
        """Every finding as last worked out, from what is expected of everybody now, and at most one for each cause.

        `violations` are those of the standing plans, by visit.
        """
        board, now_s = self._board, self._now_s
        if self._wide_s is None or abs(now_s - self._wide_s) >= WIDE_S:
            self._wide_s = now_s
            self._wide = (*coverage_gaps(board, now_s), *forgotten_clocks(board, now_s),
                          *data_gaps(board, now_s, positions))  # fmt: skip
        # What is told of somebody and how their visits stand has to be the same.
        for who in [who for who, seen in self._of.items() if seen.route is not routes(who)]:
            self._look_at(who, routes)
        every = [each for seen in self._of.values() for each in seen.found]
        by_id: dict[str, Finding] = {}
        for each in (*every, *conflicts(board, now_s, routes, violations), *self._wide):
            by_id.setdefault(each.id, each)
        return tuple(by_id.values())


def findings(
    board: Board,
    now_s: int,
    routes: Routes,
    *,
    violations: Mapping[str, tuple[Violation, ...]],
    positions: Mapping[str, Position],
) -> tuple[Finding, ...]:
    """Every finding of a board that is looked at once."""
    rounds = Rounds(board, now_s)
    rounds.work(now_s, routes, lambda: False)
    return rounds.found(routes, violations=violations, positions=positions)


def _of_person(board: Board, technician_id: str, now_s: int, routes: Routes) -> Iterator[Finding]:
    """What is found of one person and their visits."""
    yield from absent(board, technician_id, now_s, routes)
    cases = cases_of(board, technician_id, now_s, routes)
    yield from delays(cases)
    for case in cases:
        yield from overruns(case)
    yield from unacknowledged(cases)


def _crew(visit: Visit | None) -> tuple[str, ...]:
    return tuple(line.technician_id for line in visit.crew) if visit is not None else ()
