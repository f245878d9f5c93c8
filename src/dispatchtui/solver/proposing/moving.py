"""Somebody else takes it, or something less urgent makes room: the best of the ranking, each with another technician.

What is less urgent and displaced is offered two dates. Where who is on the way to something less urgent would be the
first to be there, they are stopped and recalled as a step of the same act.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.disrupting import BUMP, MOVE
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.solver.offers import Candidate, Ranking
from dispatchtui.solver.proposing.dated import dated_offers
from dispatchtui.solver.proposing.matter import Matter, offerable, out_of
from dispatchtui.solver.proposing.proposal import Option
from dispatchtui.solver.rank import place_at, places

MOST = 3
"""So many people are offered."""
BUMPED, EMERGENCY = "BUMPED", "EMERGENCY_NEW"
AGAIN = "bump_again"
"""The rule that a visit is not displaced twice without a reason."""
MOST_STOPPED = 5
"""So many of those who are on the way are asked whether they would be there first."""


def moving(matter: Matter) -> Iterator[Option]:
    """Yield each of the best people for the visit."""
    for visit in matter.visits[:1]:
        ranking = matter.same_day(visit)
        holders = {line.technician_id for line in visit.crew}
        others = [each for each in ranking.candidates if each.technician_id not in holders]
        if matter.disruption.kind == BUMPED:
            # Its customer was told that another time is theirs to choose, unless somebody keeps the promise after all.
            others = [each for each in others if each.level is None and visit.promise is not None]
        if matter.emergency(visit) and not any(_is_good(matter, visit, each) for each in others):
            others += [*_displacing(matter, visit, others), *_stopped(matter, visit, others)]
        chosen = _chosen(matter, visit, others)
        options = (_option(matter, visit, each, ranking, chosen) for each in chosen)
        yield from islice((each for each in options if each is not None), MOST)


def _is_good(matter: Matter, visit: Visit, candidate: Candidate) -> bool:
    """Whether a candidate breaks nothing, is in time and costs nobody's word."""
    return matter.order(visit, candidate)[:3] == (0, False, False)


def _chosen(matter: Matter, visit: Visit, candidates: list[Candidate]) -> list[Candidate]:
    """Those that break nothing, best first; those that a dispatcher may answer for where there are none.

    What cannot wait may also displace again what was displaced before, with a reason, where nothing else is in time.
    """
    if not matter.emergency(visit):
        candidates = [each for each in candidates if all(one.late_s <= one.was_late_s for one in each.knock_on)]
    ordered = sorted(candidates, key=lambda each: matter.order(visit, each))
    clean = [each for each in ordered if each.level is None]
    again = [
        each for each in ordered if each.level is not None and all(one.constraint == AGAIN for one in each.violations)
    ]
    if clean and _is_good(matter, visit, clean[0]):
        return clean
    return [*again, *clean] if clean else [each for each in ordered if offerable(each)]


def _option(
    matter: Matter, visit: Visit, candidate: Candidate, ranking: Ranking, chosen: list[Candidate]
) -> Option | None:
    gone = [each.visit_id for each in candidate.knock_on if each.displaced]
    out = out_of(ranking, chosen, [line.technician_id for line in visit.crew])
    moves = candidate.moves
    if matter.disruption.kind == EMERGENCY:
        # Nobody waits for a second key: whoever goes is told in the same act.
        moves = tuple(replace(each, told=True) if each.visit_id == visit.id else each for each in moves)
    option = matter.option(BUMP if gone else MOVE, moves, harms=matter.emergency(visit), together=True,
                           out=out)  # fmt: skip
    if option is None or not gone:
        return option
    return with_offers(matter, option, gone)


def with_offers(matter: Matter, option: Option, gone: list[str]) -> Option:
    """The option with two dates for each visit that it puts back into the queue."""
    after = matter.board.fork()
    for row in option.rows:
        for act in row.acts:
            carry_out(after, act, matter.now_s)
    offers = tuple(offer for visit_id in gone
                   for offer, _ in dated_offers(after, visit_id, matter.now_s, positions=matter.positions))  # fmt: skip
    first, *rest = option.rows
    return replace(option, rows=(replace(first, offers=offers), *rest))


def _displacing(matter: Matter, visit: Visit, others: list[Candidate]) -> Iterator[Candidate]:
    """Yield whoever would be there sooner than all others if what was displaced before were displaced again."""
    soonest_s = _soonest_s(others)
    for candidate in others:
        who = candidate.technician_id
        found = [
            each for each in places(matter.board, visit.id, who, matter.now_s, position=matter.positions.get(who))
            if each.arrival_s < soonest_s and any(one.displaced for one in each.knock_on)
            and each.level is not None and all(one.constraint == AGAIN for one in each.violations)
        ]  # fmt: skip
        yield from found[:1]


def _soonest_s(others: list[Candidate]) -> int:
    return min((each.arrival_s for each in others if each.level is None), default=1 << 60)


def _stopped(matter: Matter, visit: Visit, others: list[Candidate]) -> Iterator[Candidate]:
    """Yield whoever would be there sooner than all others if what they are on the way to had to wait."""
    soonest_s, tried = _soonest_s(others), 0
    for other in matter.board.visits.values():
        if other.state is not VisitState.EN_ROUTE or matter.emergency(other) or not other.crew or tried == MOST_STOPPED:
            continue
        board = matter.board.fork()
        if carry_out(board, AdvanceVisit(visit_id=other.id, step=Step.STOP_TRAVEL), matter.now_s) is None:
            tried += 1
            found = _instead(matter, board, visit, other)
            if found is not None and found.arrival_s < soonest_s:
                yield found


def _instead(matter: Matter, board: Board, visit: Visit, other: Visit) -> Candidate | None:
    """Whoever is on the way to one visit at another instead, if that one goes back to the queue."""
    who = other.crew[0].technician_id
    found = place_at(board, visit.id, who, matter.now_s, position=matter.positions.get(who))
    if found is None or not offerable(found) or all(each.visit_id != other.id for each in found.moves):
        return None
    return found
