"""What ranking answers: candidates with everything that taking one means, and who is excluded with the reason.

A candidate is judged by the checker exactly as the gate will judge its act, so nothing is offered with fewer
violations than it will meet.

Units: epoch seconds; cost in seconds of travel.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dispatchtui.constraints.base import Trial, Verdict
from dispatchtui.constraints.check import check_alone, check_moves, check_placement, severity
from dispatchtui.constraints.objectives import Knock, Term, Weighing, cost_of, terms_of
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.model import Assignment, TechnicianId
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.words import about, minute
from dispatchtui.solver.crews import mates_for
from dispatchtui.solver.look import BROKEN_S, Look
from dispatchtui.solver.positions import Place


class Candidate(Struct, frozen=True, kw_only=True):
    """One technician and one position in their day; times in epoch seconds.

    `place` counts the stops of that day before it, `after` and `before` are the visits beside it. `moves` are the visit
    and whatever it pushes or displaces, told in `knock_on`. `violations` can be broken by somebody with the right
    to, with a reason; they and the warnings are those of all that is moved. `terms` add up to the cost without what
    is broken.
    """

    technician_id: str
    start_s: int
    arrival_s: int
    travel_s: int
    added_travel_s: int
    cost: float
    visit_id: str = ""
    mates: tuple[str, ...] = ()
    place: int = 0
    after: str = ""
    before: str = ""
    knock_on: tuple[Knock, ...] = ()
    moves: tuple[Move, ...] = ()
    violations: tuple[Violation, ...] = ()
    warnings: tuple[Violation, ...] = ()
    terms: tuple[Term, ...] = ()
    position_age_s: int | None = None
    sentence: str = ""

    @property
    def act(self) -> PlaceVisit | MoveVisits:
        """The one command that does all of it."""
        if len(self.moves) > 1:
            return MoveVisits(moves=self.moves)
        who, mates = TechnicianId(self.technician_id), tuple(TechnicianId(each) for each in self.mates)
        return PlaceVisit(visit_id=self.visit_id, technician_id=who, start_s=self.start_s, mates=mates)

    @property
    def level(self) -> Level | None:
        """The strictest level that would have to be overridden; nothing when nothing is broken."""
        return self.violations[0].level if self.violations else None


class Excluded(Struct, frozen=True, kw_only=True):
    """One technician who cannot take the visit, and all the reasons, the worst first."""

    technician_id: str
    violations: tuple[Violation, ...]
    sentence: str
    visit_id: str = ""


class Ranking(Struct, frozen=True, kw_only=True):
    """Candidates, cheapest first, and who is excluded.

    Where so many were asked for, `further` others were not looked at to the end: none of them is cheaper.
    """

    candidates: tuple[Candidate, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    further: int = 0


class Weighed(Struct, frozen=True):
    """A place with what it costs, before it is judged."""

    cost: float
    place: Place
    weighing: Weighing


def weigh(look: Look, place: Place) -> Weighed:
    """Weigh a place with every objective."""
    asked, technician = look.asked, look.technician
    line = Assignment(
        technician_id=TechnicianId(technician.id),
        start_s=place.start_s,
        end_s=place.start_s + asked.length_s,
        travel_s=place.way_s,
        day=look.local_day(place.start_s),
    )
    trial = Trial(board=asked.board, visit=asked.visit, technician=technician, line=line, at_s=asked.at_s,
                  standing=asked.standing)  # fmt: skip
    weighing = Weighing(trial=trial, added_travel_s=place.added_s, knock_on=place.knocks, due_s=asked.due_s,
                        shared=asked.scene)  # fmt: skip
    return Weighed(cost_of(weighing), place, weighing)


class Tried(Struct, frozen=True):
    """A weighed place with its moves: it costs as much or more, for what they break whatever else is in the routes."""

    look: Look
    weighed: Weighed
    mates: tuple[str, ...]
    moves: tuple[Move, ...]
    cost: float
    hopeless: bool


class Judged(Struct, frozen=True):
    """A place with everything that the gate will say of its act, not yet in words."""

    tried: Tried
    verdict: Verdict
    cost: float

    @property
    def hopeless(self) -> bool:
        """Whether it breaks what nobody may break."""
        violations = self.verdict.violations
        return bool(violations) and violations[0].level is Level.NOBODY

    @property
    def start_s(self) -> int:
        """When the work would begin."""
        return self.tried.weighed.place.start_s


def tried(look: Look, weighed: Weighed) -> Tried:
    """Find what a place breaks whatever else stands in the routes, as nearly all that is broken does."""
    asked = look.asked
    moves = moves_of(look, weighed.place)
    found = check_alone(asked.board, moves, at_s=asked.at_s, standing=asked.standing)
    return Tried(
        look=look,
        weighed=weighed,
        mates=moves[0].mates,
        moves=moves,
        cost=weighed.cost + max(look.broken_s, sum(BROKEN_S[each.level] for each in found)),
        hopeless=any(each.level is Level.NOBODY for each in found),
    )


def moves_of(look: Look, place: Place) -> tuple[Move, ...]:
    """The moves that taking a place means: of the visit, with who goes along, and of what it pushes or displaces."""
    board, visit, who = look.asked.board, look.asked.visit, look.technician
    mates = mates_for(board, visit, who, place.start_s) if visit.crew_needs else ()
    return (_move(visit.id, who.id, place.start_s, mates), *(_moved(look, each) for each in place.knocks))


def judge(place: Tried) -> Judged:
    """Judge a place as the gate will judge the act."""
    verdict = verdict_of(place.look, place.moves)
    broken_s = sum(BROKEN_S[each.level] for each in (*verdict.violations, *verdict.warnings))
    return Judged(place, verdict, place.weighed.cost + broken_s)


def judged(look: Look, weighed: Weighed) -> Candidate:
    """Judge a place as the gate will judge the act, and say everything about it."""
    return told(judge(tried(look, weighed)))


def told(found: Judged) -> Candidate:
    """Say everything about a place that was judged."""
    look, weighed, verdict = found.tried.look, found.tried.weighed, found.verdict
    place, mates = weighed.place, found.tried.mates
    return Candidate(
        technician_id=look.technician.id,
        visit_id=look.asked.visit.id,
        mates=mates,
        start_s=place.start_s,
        arrival_s=place.start_s,
        travel_s=place.way_s,
        added_travel_s=place.added_s,
        cost=found.cost,
        place=place.number,
        after=place.after,
        before=place.before,
        knock_on=place.knocks,
        moves=found.tried.moves,
        violations=verdict.violations,
        warnings=verdict.warnings,
        terms=terms_of(weighed.weighing),
        position_age_s=look.outset.age_s,
        sentence=_sentence(look, place, verdict, mates),
    )


def excluded_of(worst: Candidate) -> Excluded:
    """Who cannot, said by the cheapest of the places that nobody may take."""
    reasons = (*worst.violations, *worst.warnings)
    return Excluded(technician_id=worst.technician_id, visit_id=worst.visit_id, violations=reasons,
                    sentence=reasons[0].sentence)  # fmt: skip


def verdict_of(look: Look, moves: tuple[Move, ...]) -> Verdict:
    """What the gate will say of some moves."""
    board, at_s, standing = look.asked.board, look.asked.at_s, look.asked.standing
    if len(moves) == 1:
        only = moves[0]
        return check_placement(board, only.visit_id, only.technician_id, only.start_s, at_s=at_s, mates=only.mates,
                               standing=standing)  # fmt: skip
    verdicts = check_moves(board, moves, at_s=at_s, standing=standing).values()
    return Verdict(
        violations=tuple(sorted((each for one in verdicts for each in one.violations), key=severity)),
        warnings=tuple(each for one in verdicts for each in one.warnings),
    )


def _move(visit_id: str, who: str, start_s: int, mates: Iterable[str]) -> Move:
    return Move(visit_id=visit_id, technician_id=TechnicianId(who), start_s=start_s,
                mates=tuple(TechnicianId(each) for each in mates))  # fmt: skip


def _moved(look: Look, knock: Knock) -> Move:
    """The move of a later visit: to the same people at another time, or back to the queue."""
    if knock.displaced:
        return Move(visit_id=knock.visit_id, bumped=True)
    lead, *mates = (line.technician_id for line in look.asked.board.visits[knock.visit_id].crew)
    return _move(knock.visit_id, lead, knock.start_s, mates)


def _sentence(look: Look, place: Place, verdict: Verdict, mates: tuple[str, ...]) -> str:
    asked, who, zone = look.asked, look.technician.id, look.technician.zone
    people = " with ".join([who, " and ".join(mates)]) if mates else who
    added_s = place.added_s
    parts = [each.sentence.rstrip(".") for each in verdict.violations]
    parts.append(f"{people} at {minute(place.start_s, zone, asked.at_s)}, {_minutes(place.way_s)} away, "
                 f"{'+' if added_s >= 0 else '-'}{_minutes(abs(added_s))} of travel")  # fmt: skip
    promise = asked.visit.promise
    if promise is not None and place.start_s <= promise.end_s:
        parts.append(f"{_minutes(promise.end_s - place.start_s)} before the promise ends")
    age_s = look.outset.age_s
    if age_s is not None and not look.outset.fresh:
        parts.append(f"position {age_s // 60} min old, not used")
    parts += [_told(each, zone, asked.at_s) for each in place.knocks]
    return "; ".join(parts) + "."


def _told(knock: Knock, zone: str, at_s: int) -> str:
    """What happens to a later visit, in a few words."""
    if knock.displaced:
        return f"{knock.visit_id} goes back to the queue"
    late = f", {about(knock.late_s)} late" if knock.late_s > knock.was_late_s else ""
    return f"{knock.visit_id} at {minute(knock.start_s, zone, at_s)} ({about(knock.later_s)} later{late})"


def _minutes(duration_s: int) -> str:
    return f"{round(duration_s / 60)} min"
