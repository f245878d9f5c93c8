"""One disruption that ways out are looked for: the board, what is known beside it, and the checks that all ways share.

Never: an option that costs another visit its word, but where something more urgent needs it and says so.
Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from dispatchtui.constraints.cool_down import COOL_DOWN
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.hours import midnight_s
from dispatchtui.core.model import Absence, Position, Vehicle, Visit
from dispatchtui.core.refusals import WORST_FIRST, Level
from dispatchtui.core.zones import local, local_day
from dispatchtui.risk.forecast import RouteForecast
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.offers import Candidate, Excluded, Ranking
from dispatchtui.solver.proposing.pricing import Routes, late_s
from dispatchtui.solver.proposing.proposal import HARD, Disruption, Option, Out, Row
from dispatchtui.solver.proposing.rows import Steps, option_of, rows_of
from dispatchtui.solver.proposing.sentences import zone_of
from dispatchtui.solver.proposing.waiting_visits import is_emergency
from dispatchtui.solver.rank import rank

AMONG = 6
"""So many candidates of a visit are looked at."""
MOST_OUT = 8
"""So many who are out of the question are told."""
UNASKED = ("parts_on_van", "equipment", "crew_complete", "required_skills", "certification_valid", "safety")
"""Rules about who can do the work at all: that is for somebody to decide, whatever may be overridden."""


class Matter:
    """A disruption on a board at a moment."""

    def __init__(
        self,
        board: Board,
        disruption: Disruption,
        now_s: int,
        *,
        positions: Mapping[str, Position] | None = None,
        lookout: Lookout | None = None,
    ) -> None:
        """Look at a disruption; the board must not change while this is in use."""
        self.board, self.disruption, self.now_s = board, disruption, now_s
        self.positions: Mapping[str, Position] = positions or {}
        self.lookout = lookout
        self._routes = Routes(board, now_s, self.positions)

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The visits that it is about and that are there."""
        found = (self.board.visits.get(each) for each in self.disruption.visits)
        return tuple(each for each in found if each is not None)

    @property
    def gone(self) -> str:
        """Who is away for good, so that nobody knows when they are back; nobody for other disruptions."""
        subject = self.disruption.subject
        return subject.partition("/")[2] if self.disruption.kind == "TECH_SICK" else ""

    @property
    def absent(self) -> str:
        """Who is missing: whoever is away, has no vehicle or another commitment; nobody for other disruptions."""
        row = self.board.row(self.disruption.subject)
        return self.gone or (str(row.technician_id) if isinstance(row, Absence | Vehicle) else "")

    def there(self, technician_id: str) -> bool:
        """Whether somebody may be offered for another time."""
        return technician_id != self.gone

    def route(self, technician_id: str) -> RouteForecast:
        """What is expected of somebody now."""
        return self.lookout.route(technician_id) if self.lookout is not None else self._routes(technician_id)

    def day_of(self, visit: Visit) -> str:
        """The local day on which a visit stands, is promised or is wanted; else today."""
        if visit.crew:
            return visit.crew[0].day
        begins_s = visit.promise.start_s if visit.promise is not None else visit.earliest_s
        return local_day(max(self.now_s, begins_s or self.now_s), zone_of(self.board, visit))

    def end_of_day_s(self, visit: Visit) -> int:
        """The end of the local day on which a visit stands or is promised, and of the shift that it stands in."""
        promise = visit.promise
        begins_s = promise.start_s if promise is not None else visit.earliest_s
        at_s = visit.crew[0].start_s if visit.crew else max(self.now_s, begins_s or self.now_s)
        if promise is not None and promise.start_s > at_s:  # The customer was promised another day than is planned.
            at_s = promise.start_s
        who = visit.crew[0].technician_id if visit.crew else ""
        shifts = [each.end_s for each in self.board.shifts_of(who) if each.start_s <= at_s < each.end_s]
        return max([midnight_after(at_s, zone_of(self.board, visit)), *shifts])

    def same_day(self, visit: Visit, board: Board | None = None, *, most: int = AMONG) -> Ranking:
        """Who could take a visit on its day, best first: later is as if it were not wanted then.

        A `board` of the caller's own is left as it was; it is asked without another layer over it.
        """
        own, last_s = board or self.board.fork(), self.end_of_day_s(visit) - 1
        before = own.visits[visit.id]
        own.lay(replace(visit, latest_s=last_s if visit.latest_s is None else min(last_s, visit.latest_s)))
        found = rank(own, visit.id, self.now_s, positions=self.positions, most=most)
        own.lay(before)
        return replace(found, candidates=tuple(each for each in found.candidates if not rejected(each)))

    def option(
        self,
        kind: str,
        moves: Sequence[Move],
        *,
        steps: Steps | None = None,
        harms: bool = False,
        together: bool = False,
        out: Iterable[Out] = (),
    ) -> Option | None:
        """The option that these moves make; nothing where nobody may do one of them, or it costs another's word.

        With `harms` it may, and its row says so. Moves that are meant `together` are one row.
        """
        rows = rows_of(self.board, moves, self.now_s, positions=self.positions, steps=steps,
                       subjects=self.disruption.visits, together=together)  # fmt: skip
        if not rows or any(each.grade == HARD for each in rows) or (not harms and self._harms(rows)):
            return None
        found = option_of(self.board, kind, rows, self.now_s, positions=self.positions)
        return replace(found, out=tuple(out)[:MOST_OUT])

    def _harms(self, rows: Iterable[Row]) -> bool:
        """Whether another visit's word would be broken, or more than it is."""
        own = set(self.disruption.visits)
        return any(
            each.margin_s is not None and each.margin_s < min(0, each.was_margin_s or 0)
            for row in rows for each in row.effects.slas if each.visit_id not in own
        )  # fmt: skip

    def emergency(self, visit: Visit) -> bool:
        """Whether a visit cannot wait."""
        return is_emergency(self.board, visit)

    def late_s(self, visit: Visit, candidate: Candidate) -> int:
        """By how much a candidate would be late."""
        return late_s(self.board, visit, candidate.arrival_s, self.now_s)

    def order(self, visit: Visit, candidate: Candidate) -> tuple[int, bool, bool, float]:
        """The place of a candidate: what breaks nothing, is in time and costs nobody's word comes first."""
        level = 9 - WORST_FIRST[candidate.level] if candidate.level is not None else 0
        harmed = any(each.late_s > each.was_late_s for each in candidate.knock_on)
        return level, self.late_s(visit, candidate) > 0, harmed, candidate.cost


def midnight_after(at_s: int, zone: str) -> int:
    """The end of the local day of an instant."""
    return midnight_s(local(at_s, zone).date() + timedelta(days=1), zone)


def rejected(candidate: Candidate) -> bool:
    """Whether somebody has rejected the visit lately, so that it is not offered to them by itself."""
    return any(each.constraint == COOL_DOWN.name for each in candidate.warnings)


def offerable(candidate: Candidate) -> bool:
    """Whether what a candidate breaks is a dispatcher's to answer for, and not whether they can do the work at all."""
    return all(each.level is Level.DISPATCHER and each.constraint not in UNASKED for each in candidate.violations)


def out_of(ranking: Ranking, offered: Iterable[Candidate], holders: Collection[str]) -> tuple[Out, ...]:
    """Who is out of the question beside those that are offered and those who have it, the nearest first."""
    taken = {id(each) for each in offered}
    others: list[Candidate | Excluded] = [each for each in ranking.candidates
                                          if id(each) not in taken and each.violations]  # fmt: skip
    return tuple(
        Out(technician_id=each.technician_id, visit_id=each.visit_id, constraint=each.violations[0].constraint,
            sentence=each.violations[0].sentence)
        for each in (*others, *ranking.excluded)
        if each.violations and each.technician_id not in holders
    )  # fmt: skip
