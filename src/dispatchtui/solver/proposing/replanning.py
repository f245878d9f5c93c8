"""Several visits at once: each gets its own disposition, the one with most to lose by waiting chooses first.

A visit goes to somebody else on its day; else, with an answer of a dispatcher, to somebody who breaks a rule for it;
else, where its word is lost in any case, to whoever is least late; else to another time with its customer's consent;
else somebody has to decide, and is told why and what there is. What a person has locked is theirs to decide.

Cost: a ranking for each visit, and again for those whose best was taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.words import names
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.disrupting import MOVE, REPLAN
from dispatchtui.core.lifecycle import PLACED, Step
from dispatchtui.core.model import Lock, TechnicianId, Visit, VisitState
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.words import minute
from dispatchtui.solver.latest import costs_a_word
from dispatchtui.solver.offers import Candidate, Ranking
from dispatchtui.solver.proposing.crews import completed
from dispatchtui.solver.proposing.dated import dated_offers
from dispatchtui.solver.proposing.deciding import decided
from dispatchtui.solver.proposing.handing_over import handed_over
from dispatchtui.solver.proposing.matter import Matter, offerable
from dispatchtui.solver.proposing.pricing import late_s
from dispatchtui.solver.proposing.proposal import HARD, Option, Row
from dispatchtui.solver.proposing.rows import LATE, option_of, rows_of
from dispatchtui.solver.proposing.sentences import option_words, stands, zone_of
from dispatchtui.solver.proposing.waiting_longer import counts_on, steps_for
from dispatchtui.solver.saving import saving

MOST_WHOLE = 100
"""So many visits are planned anew together by this path."""
_HELD = (Lock.RESOURCE, Lock.RESOURCE_AND_TIME)
AMONG = 4
"""So many candidates of a visit are looked at."""
SOONER_S = 300
"""Who would be there sooner by less is not told."""
_ALONE_S = 1e7
"""What it is worth to choose first for what only one can take."""


def replanning(matter: Matter) -> Iterator[Option]:
    """Yield what becomes of all the visits together; and where somebody has time for the day, that one takes it."""
    every = [each for each in matter.visits if each.state in (*PLACED, VisitState.QUALIFIED, VisitState.EN_ROUTE)]
    visits = every[:MOST_WHOLE]
    if visits:
        yield Replan(matter, visits).option(REPLAN)
    if matter.absent:
        whole = Replan(matter, visits)
        if whole.hand_over():
            yield whole.option(MOVE)


class _Found(Struct, frozen=True):
    """The candidates of a visit on the board as it has become, best first, and all that were ranked."""

    good: tuple[Candidate, ...]
    ranking: Ranking


class Replan:
    """Visits that are placed one after another on a board of its own."""

    def __init__(self, matter: Matter, visits: list[Visit]) -> None:
        """Place nothing yet."""
        self.matter, self.visits = matter, visits
        self.fork = matter.board.copy()  # it is asked much, and no layer is as fast as none
        self.moves: dict[str, Move] = {}
        self.steps: dict[str, tuple[Command, ...]] = {}
        self.rankings: dict[str, Ranking] = {}
        self.taken = ""
        for each in visits:
            if each.state is VisitState.EN_ROUTE:
                carry_out(self.fork, AdvanceVisit(visit_id=each.id, step=Step.STOP_TRAVEL), matter.now_s)

    def hand_over(self) -> bool:
        """Give whoever has time as much as they can take; tell whether there is somebody."""
        moves = handed_over(self.matter, self.fork, [each for each in self.visits if each.lock not in _HELD])
        if not moves or carry_out(self.fork, MoveVisits(moves=moves), self.matter.now_s) is not None:
            return False
        self.moves |= {move.visit_id: move for move in moves}
        self.taken = f"{moves[0].technician_id} takes {len(moves)} of {len(self.visits)} at their times."
        return True

    def option(self, kind: str) -> Option:
        """Place what can be placed, then look for another time for the rest, and say why of what remains."""
        matter, left = self.matter, [each for each in self.visits if each.lock not in _HELD]
        self._place([each for each in left if each.id not in self.moves])
        for visit in left:
            if visit.id not in self.moves:
                self._save(visit)
        for visit in left:
            if visit.id not in self.moves:
                self._postpone(visit)
        order = {each.id: place for place, each in enumerate(self.visits)}
        moves = sorted(self.moves.values(), key=lambda each: order.get(each.visit_id, len(order)))
        rows = rows_of(matter.board, moves, matter.now_s, positions=matter.positions,
                       steps=self.steps, subjects=matter.disruption.visits)  # fmt: skip
        told = [self._told(each) for each in rows]
        told += [decided(matter, self.fork, each, self.rankings.get(each.id))
                 for each in self.visits if each.id not in self.moves]  # fmt: skip
        # What can be done keeps the order in which it is done; what somebody has to decide comes last.
        ordered = sorted(told, key=lambda each: each.grade == HARD)
        words = f"{self.taken} {option_words(ordered)}" if self.taken else ""
        return option_of(matter.board, kind, ordered, matter.now_s, positions=matter.positions, sentence=words)

    def _place(self, visits: list[Visit]) -> None:
        """Place visits that can be in time, the one that loses most by waiting first."""
        found = {each.id: self._look(each) for each in visits}
        while True:
            waiting = [each for each in visits if each.id not in self.moves and found[each.id].good]
            if not waiting:
                return
            visit = max(waiting, key=lambda each: _regret(found[each.id]))
            candidate = found[visit.id].good[0]
            if carry_out(self.fork, MoveVisits(moves=candidate.moves), self.matter.now_s) is not None:
                found[visit.id] = _Found((), found[visit.id].ranking)
                continue
            self.moves |= {move.visit_id: move for move in candidate.moves}
            touched = {who for move in candidate.moves for who in move.people} | {candidate.technician_id}
            for each in visits:
                if each.id not in self.moves and not touched.isdisjoint(_people(found[each.id])):
                    found[each.id] = self._look(each)

    def _look(self, visit: Visit) -> _Found:
        matter = self.matter
        ranking = self.rankings[visit.id] = matter.same_day(_held_in_time(visit), self.fork, most=AMONG)
        whole = completed(matter, self.fork, visit, ranking)
        fit = [each for each in ranking.candidates if self._fits(each) and matter.late_s(visit, each) == 0]
        # Candidates come with what breaks nothing first.
        return _Found((*whole, *fit), ranking)

    def _save(self, visit: Visit) -> None:
        """What is due and found nobody cheaply goes to whoever still saves it, or else to whoever is least late."""
        candidate = self._least_late(visit)
        if candidate is None:
            return
        moves = candidate.moves or (Move(visit_id=visit.id, technician_id=TechnicianId(candidate.technician_id),
                                         start_s=candidate.start_s),)  # fmt: skip
        if carry_out(self.fork, MoveVisits(moves=moves), self.matter.now_s) is None:
            self.moves |= {move.visit_id: move for move in moves}

    def _least_late(self, visit: Visit) -> Candidate | None:
        """Who still saves a visit, else the least late whom a dispatcher may send; nobody where there is none."""
        matter, best = self.matter, saving(self.fork, visit.id, self.matter.now_s, positions=self.matter.positions).best
        if best is not None and self._fits(best) and matter.late_s(visit, best) == 0:
            return best
        others = matter.same_day(visit, self.fork, most=AMONG).candidates
        fit = [each for each in (best, *others) if each is not None and self._fits(each)]
        return min(fit, key=lambda each: (matter.late_s(visit, each), each.cost), default=None)

    def _fits(self, candidate: Candidate, board: Board | None = None) -> bool:
        """Whether a dispatcher may take a candidate who is there, and it costs no word, its own or another's."""
        own = any(each.constraint == "promise_window" for each in candidate.violations)
        free = all(not costs_a_word(board or self.fork, each, self.matter.now_s) for each in candidate.knock_on)
        there = self.matter.gone not in (candidate.technician_id, *candidate.mates)
        return there and not own and free and offerable(candidate)

    def _postpone(self, visit: Visit) -> None:
        """Another time that its customer may agree to, unless what was agreed with the company is broken by it."""
        matter = self.matter
        for offer, move in dated_offers(self.fork, visit.id, matter.now_s, positions=matter.positions, most=1,
                                        among=matter.there):  # fmt: skip
            then = replace(visit, promise=offer.promise if counts_on(visit) else None)
            if late_s(matter.board, then, offer.start_s, matter.now_s) > 0:
                continue
            self.steps |= steps_for(matter, visit, offer)
            if carry_out(self.fork, MoveVisits(moves=(move,)), matter.now_s) is None:
                self.moves[visit.id] = move

    def _told(self, row: Row) -> Row:
        """A row; of what is too late in any case it is said first that it cannot be saved."""
        if row.late_s <= 0 or LATE not in row.asks or row.visit_id not in self.matter.disruption.visits:
            return row
        alone = self._alone(row)
        least = "this is the least late beside the others" if alone else "this is the least late"
        return replace(row, sentence=f"{row.visit_id} cannot be saved, {least}: {row.sentence}{alone}")

    def _alone(self, row: Row) -> str:
        """Who would be there sooner if the others were not looked after first; nothing where nobody is."""
        matter, visit = self.matter, self.matter.board.visits[row.visit_id]
        there = [each for each in matter.same_day(visit, most=AMONG).candidates
                 if self._fits(each, matter.board) and not any(knock.displaced for knock in each.knock_on)
                 and row.arrival_s is not None and each.arrival_s < row.arrival_s - SOONER_S]  # fmt: skip
        first = min(there, key=lambda each: each.arrival_s, default=None)
        if first is None:
            return ""
        zone, rules = zone_of(matter.board, visit), [each.constraint for each in first.violations]
        over = f", needs an override of {names(rules)}" if rules else ""
        when = (
            f"{minute(first.arrival_s, zone, matter.now_s)}{stands(matter.board, visit, first.arrival_s, matter.now_s)}"
        )
        return f" Alone, {first.technician_id} could be there at {when}{over}."


def _held_in_time(visit: Visit) -> Visit:
    """A visit that is wanted at no other time than it is locked to."""
    if visit.lock is Lock.TIME and visit.crew:
        start_s = visit.crew[0].start_s
        return replace(visit, earliest_s=start_s, latest_s=start_s)
    return visit


def _regret(found: _Found) -> float:
    """What a visit loses if its best is taken by another; what nobody else can take chooses first."""
    costs = [each.cost for each in found.good]
    return costs[1] - costs[0] if len(costs) > 1 else _ALONE_S


def _people(found: _Found) -> set[str]:
    if not found.good:
        return set()
    first = found.good[0]
    return {first.technician_id, *first.mates}
