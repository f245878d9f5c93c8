"""The least changes with which a visit would fit, each found by trying it on a fork, and one unit less beside it.

Units: epoch seconds.
Cost: the places of everybody once, and some ten looks at one technician for each lever that bears on what is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.model import Position, Technician, Visit
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.words import minute
from dispatchtui.solver.explaining.levers import DISPLACED, LEVERS, Lever, Pull, told
from dispatchtui.solver.look import ask
from dispatchtui.solver.offers import Candidate
from dispatchtui.solver.rank import places
from dispatchtui.solver.search import Search

MOST_TRIED = 3
"""So many technicians are tried for a lever, those first for whom least is broken."""


class Change(Struct, frozen=True, kw_only=True):
    """One change with which a visit fits, and with one unit less does not: `act` makes it, `candidate` fits then."""

    lever: str
    technician_id: str
    amount: int
    unit: str
    act: Command
    candidate: Candidate
    sentence: str


class _Try(Struct, frozen=True):
    """One lever against one technician for one broken rule."""

    lever: Lever
    technician: Technician
    broken: Violation


def fits(
    board: Board,
    visit_id: str,
    now_s: int,
    *,
    technician_id: str = "",
    positions: Mapping[str, Position] | None = None,
) -> Candidate | None:
    """The cheapest place that breaks no rule and displaces nobody, with anybody or with one technician; or nothing."""
    visit = board.visits.get(visit_id)
    if visit is None:
        return None
    if technician_id:
        return _clean_place(board, visit_id, technician_id, now_s, positions)
    asked = ask(board, visit, now_s, positions=positions)
    found = Search((asked, each) for each in board.technicians.values() if each.active)
    # What breaks a rule is dearer than anything that breaks none, so nothing clean comes after it.
    for best in takewhile(lambda each: each.level is None, found):
        clean = best if is_clean(best) else _clean_place(board, visit_id, best.technician_id, now_s, positions)
        if clean is not None:
            return clean
    return None


def _clean_place(
    board: Board, visit_id: str, technician_id: str, now_s: int, positions: Mapping[str, Position] | None
) -> Candidate | None:
    found = places(board, visit_id, technician_id, now_s, position=(positions or {}).get(technician_id))
    return next((each for each in found if is_clean(each)), None)


def is_clean(candidate: Candidate) -> bool:
    """Whether a place breaks no rule and displaces nobody."""
    return candidate.level is None and not any(each.displaced for each in candidate.knock_on)


def changes_for(
    board: Board,
    visit_id: str,
    now_s: int,
    *,
    technician_id: str = "",
    positions: Mapping[str, Position] | None = None,
    enough: Callable[[], bool] = lambda: False,
) -> tuple[Change, ...]:
    """The least change of each kind with which a visit fits, with anybody or with one technician; none if it fits now.

    What needs two changes at once is not found. It ends early once it is `enough`.
    """
    visit = board.visits.get(visit_id)
    if visit is None or fits(board, visit_id, now_s, technician_id=technician_id, positions=positions) is not None:
        return ()
    found: list[Change] = []
    tries = _tries(board, visit, now_s, technician_id, positions)
    for lever in LEVERS:
        made: list[Change] = []
        for each in tries.get(lever.name, ())[:MOST_TRIED]:
            if enough():
                return tuple(found)
            change = _Trying(board, visit, now_s, each, positions).least(made[0].amount if made else lever.most)
            if change is not None and (not made or _better(change, made[0])):
                made = [change]
        found += made
    return tuple(found)


def _better(one: Change, other: Change) -> bool:
    return (one.amount, one.candidate.cost) < (other.amount, other.candidate.cost)


def _tries(
    board: Board, visit: Visit, now_s: int, technician_id: str, positions: Mapping[str, Position] | None
) -> dict[str, list[_Try]]:
    """What may be tried, by lever: of each technician the place that breaks a single rule, and by least."""
    found: dict[str, list[tuple[float, float, str, _Try]]] = {}
    who = [technician_id] if technician_id else [each.id for each in board.technicians.values() if each.active]
    for each in who:
        technician, best = board.technicians[each], dict[str, tuple[float, float, str, _Try]]()
        for place in places(board, visit.id, each, now_s, position=(positions or {}).get(each)):
            broken = _only_broken(place)
            for lever in LEVERS if broken is not None else ():
                if broken is not None and lever.constraint in ("*", broken.constraint):
                    entry = (float(broken.amount), place.cost, each, _Try(lever, technician, broken))
                    best[lever.name] = min(best.get(lever.name, entry), entry, key=lambda one: one[:3])
        for name, entry in best.items():
            found.setdefault(name, []).append(entry)
    return {name: [one[3] for one in sorted(entries, key=lambda one: one[:3])] for name, entries in found.items()}


def _only_broken(place: Candidate) -> Violation | None:
    """The one rule that stands against a place, or the one visit that it displaces; nothing where there is more."""
    displaced = [each.visit_id for each in place.knock_on if each.displaced]
    if len(displaced) == 1 and not place.violations:
        return Violation(constraint=DISPLACED, level=Level.WARNING, subject=f"visits/{displaced[0]}", need="room",
                         have=displaced[0], amount=1, unit="visit", sentence=place.sentence)  # fmt: skip
    if displaced or len({each.constraint for each in place.violations}) != 1:
        return None
    return max(place.violations, key=lambda each: each.amount)


class _Trying:
    """One lever pulled by more or less, on forks."""

    def __init__(
        self, board: Board, visit: Visit, now_s: int, what: _Try, positions: Mapping[str, Position] | None
    ) -> None:
        self.board, self.visit, self.now_s, self.what, self.positions = board, visit, now_s, what, positions

    def least(self, most: int) -> Change | None:
        """The change by the fewest units with which the visit fits; nothing where not even the most helps."""
        high, low = 1, 0
        while self._at(high) is None:
            if high >= most:
                return None
            low, high = high, min(most, high * 4)
        while high - low > 1:
            middle = (low + high) // 2
            if self._at(middle) is None:
                low = middle
            else:
                high = middle
        act, candidate = self._act(high), self._at(high)
        assert act is not None
        assert candidate is not None
        return self._told(act, candidate, high)

    def _act(self, units: int) -> Command | None:
        return self.what.lever.act(self._pull(units))

    def _pull(self, units: int) -> Pull:
        return Pull(self.board, self.visit, self.what.technician, self.what.broken, units)

    def _at(self, units: int) -> Candidate | None:
        """Where the visit fits after so much change; anybody may have it where the visit itself is changed."""
        act = self._act(units)
        fork = self.board.fork()
        if act is None or carry_out(fork, act, self.now_s) is not None:
            return None
        who = "" if self.what.lever.of_visit else self.what.technician.id
        return fits(fork, self.visit.id, self.now_s, technician_id=who, positions=self.positions)

    def _told(self, act: Command, candidate: Candidate, units: int) -> Change:
        what, who = self.what, candidate.technician_id
        words = told(what.lever, self._pull(units))
        zone = self.board.technicians[who].zone
        there = minute(candidate.arrival_s, zone, self.now_s)
        could = f"{words} {who} could" if not what.lever.of_visit else f"{words} it goes to {who}"
        return Change(lever=what.lever.name, technician_id=who, amount=units, unit=what.lever.unit, act=act,
                      candidate=candidate, sentence=f"{could[:1].upper()}{could[1:]}, there at {there}.")  # fmt: skip
