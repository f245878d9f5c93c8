"""A part that is missing: brought, met for, fetched from a depot, or a second visit with the part set aside.

Every option says who drives, when the part is there and when the work is done, and what that does to whoever gives it.

Units: epoch seconds.
Cost: for each way one ranking of one technician at most, a check of each act, and the effects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from dispatchtui.constraints.check import severity
from dispatchtui.constraints.effects import effects_of
from dispatchtui.constraints.gate import violations_of
from dispatchtui.constraints.words import names
from dispatchtui.core import stock
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.fetching import FetchParts
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.supply import ReserveParts
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.disrupting import DEPOT, MEET, RETURN_VISIT
from dispatchtui.core.lifecycle import ENDED, Step
from dispatchtui.core.model import Fetch, Position, StockLocation, TechnicianId, Visit, VisitId, VisitState
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.timeline import project
from dispatchtui.core.versions import of_visit
from dispatchtui.core.words import about, minute
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW, Option, Row
from dispatchtui.solver.proposing.rows import CONSENT, LATE, option_of
from dispatchtui.solver.proposing.sentences import zone_of
from dispatchtui.solver.proposing.shortage import Trip, Want, trips_for, wants_of
from dispatchtui.solver.rank import place_at

GIVES = "parts"
"""What a row asks when whoever gives a part is then short of it."""
_BEGUN = (VisitState.WORKING, VisitState.SUSPENDED)


def part_options(
    board: Board, visit_id: str, now_s: int, *, positions: Mapping[str, Position] | None = None
) -> tuple[Option, ...]:
    """Every way for what a visit lacks to come, the one first with which it is done first; none where nothing lacks."""
    visit = board.visits.get(visit_id)
    if visit is None or not visit.crew or visit.state in ENDED:
        return ()
    wants = wants_of(board, visit.crew[0].technician_id, now_s)
    own = tuple(each for each in wants if each.visit.id == visit_id)
    if not own:
        return ()
    parts = {each.part for each in own}
    also = tuple(each for each in wants if each.part in parts and each.visit.id != visit_id)
    lacking = _Lacking(board, visit, now_s, positions or {})
    made = [lacking.fetched((*own, *also), trip) for trip in trips_for(board, visit, own, now_s, positions or {})]
    found = sorted((each for each in made if each is not None), key=_soonest)
    return (*(option for _, option in found), *lacking.return_visit(own))


def _soonest(made: tuple[int, Option]) -> tuple[bool, int, float]:
    done_s, option = made
    return option.grade == HARD, done_s, option.cost


class _Lacking:
    """A visit that lacks parts, on a board at a moment."""

    def __init__(self, board: Board, visit: Visit, now_s: int, positions: Mapping[str, Position]) -> None:
        self.board, self.visit, self.now_s, self.positions = board, visit, now_s, positions
        self.who = visit.crew[0].technician_id
        self.zone = zone_of(board, visit)

    def fetched(self, wants: Sequence[Want], trip: Trip) -> tuple[int, Option] | None:
        """One way with when the work is done: the parts set aside, the pickup placed, what that comes to."""
        fetch = FetchParts(visit_id=VisitId(self.visit.id), pickup_id=self._pickup_id(), place=trip.place,
                           fetches=self._fetches(wants, trip.stock))  # fmt: skip
        fork = self.board.fork()
        if carry_out(fork, fetch, self.now_s) is not None:
            return None
        kind = MEET if trip.stock.technician_id else DEPOT
        row, after = self._row((fetch, self._placed(fork, fetch, trip)), kind)
        pickup, done_s = after.visits[fetch.pickup_id], self._done_s(after)
        there_s = pickup.crew[0].start_s if pickup.crew else trip.there_s
        said = f"{trip.words} for {_parts_words(fetch.fetches)}"
        if row.grade == HARD:
            said = f"{said}: {row.sentence}"
        else:
            told = [f"there at {minute(there_s, self.zone, self.now_s)}",
                    f"{self.visit.id} is done at {minute(done_s, self.zone, self.now_s)}", *_others(row)]  # fmt: skip
            told += [f"needs an {each.replace(': ', ' of ')}" for each in row.asks if each.startswith("override")]
            said = f"{said}, {'; '.join(told)}."
        row = replace(row, technician_id=trip.driver_id, start_s=there_s, arrival_s=there_s, sentence=said)
        return done_s, option_of(self.board, kind, (row,), self.now_s, positions=self.positions, sentence=said)

    def return_visit(self, own: Sequence[Want]) -> tuple[Option, ...]:
        """The work is left incomplete, and the visit that follows finds its parts set aside; for begun work alone."""
        where = self._stock_for(own) if self.visit.state in _BEGUN else None
        if where is None:
            return ()
        left_s = max(60, self._done_s(self.board) - self.now_s)
        reserve = [ReserveParts(visit_id=VisitId(self.visit.id), stock_id=where.id, part=each.part,
                                quantity=each.quantity) for each in own]  # fmt: skip
        leave = AdvanceVisit(visit_id=self.visit.id, step=Step.LEAVE_INCOMPLETE, remaining_s=left_s, reason="parts")
        row, _ = self._row((*reserve, leave), RETURN_VISIT)
        if row.grade != HARD:
            parts = names([f"{each.quantity} of {each.part}" for each in own])
            said = (f"{self.visit.id} is left with {about(left_s)} of work; the visit that follows has {parts} set "
                    f"aside at {where.name or where.id}; the customer has to agree.")  # fmt: skip
            row = replace(row, grade=REVIEW, asks=(*row.asks, CONSENT), sentence=said)
        return (option_of(self.board, RETURN_VISIT, (row,), self.now_s, positions=self.positions,
                          sentence=row.sentence),)  # fmt: skip

    def _row(self, acts: tuple[Command, ...], kind: str) -> tuple[Row, Board]:
        """The acts done on a fork, what they break, and what is other then."""
        after, visit = self.board.fork(), self.visit
        found: list[Violation] = []
        wrong = ""
        for act in acts:
            found += [each for some in violations_of(after, act, self.now_s).values() for each in some]
            refusal = carry_out(after, act, self.now_s)
            wrong = wrong or (refusal.sentence if refusal is not None else "")
        broken = tuple(sorted((each for each in found if each.level is not Level.WARNING), key=severity))
        effects = effects_of(self.board, after, self.now_s, self.positions)
        asks = [f"override: {each.constraint}" for each in broken]
        asks += [GIVES] if any(each.subject != f"visits/{visit.id}" for each in effects.parts) else []
        late = any(each.margin_s is not None and each.margin_s < min(0, each.was_margin_s or 0)
                   for each in effects.slas)  # fmt: skip
        asks += [LATE] if late else []
        hard = bool(wrong) or bool(broken and broken[0].level is Level.NOBODY)
        row = Row(
            visit_id=visit.id, kind=kind, grade=HARD if hard else REVIEW if asks else GREEN,
            acts=() if hard else acts, pre=of_visit(self.board, visit), was_technician_id=self.who,
            asks=tuple(dict.fromkeys(asks)), violations=broken, effects=effects,
            sentence=wrong or (broken[0].sentence if broken else ""),
        )  # fmt: skip
        return row, after

    def _placed(self, fork: Board, fetch: FetchParts, trip: Trip) -> Command:
        """The act that gives the pickup its place: where the driver has one for it, else as early as they are there."""
        driver = TechnicianId(trip.driver_id)
        if trip.place is None:
            position = self.positions.get(trip.driver_id)
            best = place_at(fork, fetch.pickup_id, trip.driver_id, self.now_s, position=position)
            if best is not None:
                return best.act
        return PlaceVisit(visit_id=fetch.pickup_id, technician_id=driver, start_s=trip.there_s)

    def _fetches(self, wants: Sequence[Want], where: StockLocation) -> tuple[Fetch, ...]:
        """What is set aside: for the visit itself, and for later ones as far as there is more."""
        left: dict[str, int] = {}
        found: list[Fetch] = []
        for want in wants:
            free = left.setdefault(want.part, stock.free(self.board, where.id, want.part))
            if want.quantity <= free:
                left[want.part] = free - want.quantity
                found.append(Fetch(visit_id=VisitId(want.visit.id), part=want.part, quantity=want.quantity,
                                   stock_id=where.id))  # fmt: skip
        return tuple(found)

    def _pickup_id(self) -> VisitId:
        number = 1
        while f"{self.visit.id}-P{number}" in self.board.visits:
            number += 1
        return VisitId(f"{self.visit.id}-P{number}")

    def _done_s(self, board: Board) -> int:
        stops = project(board, self.who, self.now_s, self.positions.get(self.who))
        return next(each.end_s for each in stops if each.visit_id == self.visit.id)

    def _stock_for(self, own: Sequence[Want]) -> StockLocation | None:
        """A stock that has all of it: a depot rather than somebody's van."""
        having = [each for each in self.board.tables["stock_locations"].values() if each.technician_id != self.who
                  and all(stock.free(self.board, each.id, want.part) >= want.quantity for want in own)]  # fmt: skip
        return min(having, key=lambda each: (bool(each.technician_id), each.id), default=None)


def _parts_words(fetches: Sequence[Fetch]) -> str:
    counts: dict[str, int] = {}
    for each in fetches:
        counts[each.part] = counts.get(each.part, 0) + each.quantity
    visits = names(list(dict.fromkeys(str(each.visit_id) for each in fetches)))
    return f"{names([f'{number} of {part}' for part, number in counts.items()])} for {visits}"


def _others(row: Row) -> list[str]:
    """What the way means for others: who is later by how much, and who is short of the part then."""
    found = [(each.visit_id, each.eta_s - each.was_s) for each in row.effects.etas
             if each.visit_id != row.visit_id and each.eta_s is not None and each.was_s is not None]  # fmt: skip
    told = [f"{visit_id} {about(more_s)} later" for visit_id, more_s in found if more_s > 0]
    return [*told, *(each.sentence.removesuffix(".") for each in row.effects.parts)] if GIVES in row.asks else told
