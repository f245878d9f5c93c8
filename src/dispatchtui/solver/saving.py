"""The last moment at which an act still keeps a visit's promise, and which act that is.

An act is another technician, another place in the day with the same one, or another order; to leave a visit as it is
is none. Acts that break nothing come first; where none of them saves it, those that a dispatcher may override, then
those that a lead may. Whoever cannot come last of all is not looked at: the way to the visit from the nearest of all
that they drive between tells how late they can set out at most.

Units: epoch seconds; chances from 0 to 1.
Cost: some microseconds a technician, and a look at the days of the few who could come last.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from heapq import heapify, heappop

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core import sla
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Position, Technician, Visit, VisitState
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import WORST_FIRST, Level
from dispatchtui.core.words import about, minute
from dispatchtui.core.work import service_s
from dispatchtui.risk.forecast import RouteForecast, chance_in_time, forecast
from dispatchtui.risk.standing import Prospect, stop_in
from dispatchtui.solver.days import day_of
from dispatchtui.solver.latest import CLEAN, Act, Way, earliest, latest, taken
from dispatchtui.solver.look import BROKEN_S, Asked, ask, shifts_ahead
from dispatchtui.solver.offers import Candidate, told
from dispatchtui.solver.reach import least_way_s
from dispatchtui.solver.who import Findings, findings_of_kind, kind_of

Routes = Callable[[str], RouteForecast]
"""What is expected of a technician now."""
WITHIN_S = 24 * 3600
"""How near the due moment of a visit that nobody has must be for its last moment to act to be worked out."""
_NEVER = 1 << 62
_LEVELS = (CLEAN, WORST_FIRST[Level.DISPATCHER], WORST_FIRST[Level.LEAD])
_SAVABLE = (VisitState.NEW, VisitState.QUALIFIED, VisitState.PARKED, *PLACED, VisitState.EN_ROUTE)


class Saving(Struct, frozen=True, kw_only=True):
    """What can still be done for a visit at risk.

    `outlook` is empty where an act that breaks no rule saves it, `override: territory` (the rules) where only one
    that breaks some does, `lost` where none does any more, `none` where nothing is needed or nothing is better than
    to leave it. `act_by_s` is the last moment at which `best` still keeps the promise with `chance`, `arrives_s` when
    it is there if done now; of what is lost they are the least late. `clean_s` is the earliest arrival that breaks no
    rule, worked out where that is too late.
    """

    visit_id: str
    outlook: str = "none"
    act_by_s: int | None = None
    best: Candidate | None = None
    arrives_s: int | None = None
    chance: float = 0.0
    clean_s: int | None = None
    sentence: str = ""

    @property
    def prospect(self) -> Prospect:
        """What acting promises, for how the visit stands."""
        hopeless = self.outlook not in ("", "none")
        return Prospect(act_by_s=self.act_by_s, arrives_s=self.clean_s, hopeless=hopeless)


def limit_of(board: Board, visit: Visit, now_s: int) -> int | None:
    """The latest begin that keeps every clock of a visit that has not been met; nothing where none is set.

    Work that must be done by a moment is given the time that it takes in eight of ten cases.
    """
    lasts_s = service_s(visit)
    if visit.duration is not None:
        lasts_s = max(lasts_s, visit.duration.p80_s + visit.extended_s)
    clocks = sla.clocks(board, visit, now_s, None)
    return min((each.due_s - lasts_s if each.of_work else each.due_s for each in clocks), default=None)


def saving(
    board: Board,
    visit_id: str,
    now_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    routes: Routes | None = None,
) -> Saving:
    """What can still be done for a visit, and until when; `routes` tells what is expected of everybody now."""
    visit, where = board.visits.get(visit_id), positions or {}
    limit_s = limit_of(board, visit, now_s) if visit is not None else None
    if visit is None or limit_s is None:
        return Saving(visit_id=visit_id)
    known = routes or (lambda who: forecast(board, who, now_s, where.get(who)))
    keep = (rules_of(board, visit, None, now_s).keep_percent or 0) / 100
    own = own_chance(visit, known)
    far = not visit.crew and limit_s - now_s > WITHIN_S
    if own >= keep or far or limit_of(board, visit, now_s + 60) == limit_s + 60:
        return Saving(visit_id=visit_id, chance=own)
    if visit.state not in _SAVABLE or any(now_s > each.due_s for each in sla.clocks(board, visit, now_s, None)):
        return Saving(visit_id=visit_id, outlook="lost", chance=own, sentence=f"{visit_id} cannot be saved.")
    search = _Search(ask(board, visit, now_s, positions=where), limit_s, known, keep)
    act = search.last()
    if act is not None:
        return search.saved(act)
    if own >= 1 / 2:
        words = f"Nothing keeps {visit_id} more surely than to leave it as it is: {round(100 * own)}%."
        return Saving(visit_id=visit_id, chance=own, sentence=words)
    return search.lost(own)


def keeps(
    board: Board, candidate: Candidate, now_s: int, *, route: RouteForecast | None = None, visit_id: str = ""
) -> int | None:
    """The percentage with which a candidate's placement keeps the promise; nothing where none is set.

    Cost: some microseconds where nothing is uncertain.
    """
    visit = board.visits.get(visit_id or candidate.visit_id)
    limit_s = limit_of(board, visit, now_s) if visit is not None else None
    if visit is None or limit_s is None:
        return None
    chance = chance_in_time(
        board, visit, candidate.technician_id, arrival_s=candidate.arrival_s, drive_s=candidate.travel_s,
        due_s=limit_s, now_s=now_s, route=_until(route, candidate.after),
    )  # fmt: skip
    return round(100 * chance)


def own_chance(visit: Visit, routes: Routes) -> float:
    """The probability that a visit keeps its word as it stands; none of what nobody has."""
    line = visit.assignment
    stop = stop_in(routes(line.technician_id), visit.id) if line is not None else None
    return 1 - max((each.breach for each in stop.clocks), default=0.0) if stop is not None else 0.0


class _Search:
    """Everybody who comes into question for one visit, by what they break at any time, and how near they are."""

    def __init__(self, asked: Asked, limit_s: int, routes: Routes, keep: float) -> None:
        self._asked, self._limit_s, self._routes, self._keep = asked, limit_s, routes, keep
        kinds: dict[tuple[Hashable, ...], Findings] = {}
        self._people: list[tuple[int, Technician]] = []
        for technician in asked.board.technicians.values():
            if technician.active:
                kind = kind_of(asked.visit, technician)
                found = kinds.get(kind)
                if found is None:
                    found = kinds[kind] = findings_of_kind(asked, technician)
                if not found.hopeless:
                    self._people.append((_level(found), technician))
        self._near: dict[str, tuple[int, int]] = {}

    def last(self) -> Act | None:
        """The act that can come last of those that break least."""
        for level in _LEVELS:
            best: Act | None = None
            floor_s = self._asked.at_s
            queue = [(way_s, who.id, who) for who, _, way_s in self._of(level)]
            heapify(queue)
            while queue and self._limit_s - queue[0][0] >= floor_s:
                _, _, technician = heappop(queue)
                found = latest(self._asked, technician, self._limit_s, level=level, sure=self._sure, floor_s=floor_s)
                if found is not None and (best is None or _rank(found) < _rank(best)):
                    best, floor_s = found, found.sent_s
            if best is not None:
                return best
        return None

    def soonest(self, level: int) -> Act | None:
        """The earliest arrival that breaks nothing stricter than a level, however late."""
        best: Act | None = None
        queue = [(from_s + way_s, who.id, who) for who, from_s, way_s in self._of(level)]
        heapify(queue)
        before_s = _NEVER
        while queue and queue[0][0] < before_s:
            _, _, technician = heappop(queue)
            found = earliest(self._asked, technician, level=level, before_s=before_s)
            if found is not None:
                best, before_s = found, found.arrives_s
        return best

    def saved(self, act: Act) -> Saving:
        """The saving by an act, told as of now."""
        first = taken(act.way, act.way.slot.start_s, level=act.level) or act
        best = told(first.judged)
        clean = self.soonest(CLEAN) if act.level != CLEAN else None
        outlook = f"override: {', '.join(act.broken)}" if act.broken else ""
        return Saving(
            visit_id=self._asked.visit.id, outlook=outlook, act_by_s=act.sent_s, best=best, arrives_s=best.arrival_s,
            chance=self._chance(first.way, first.arrives_s, self._asked.at_s),
            clean_s=clean.arrives_s if clean is not None else None, sentence=self._told(act, first, outlook),
        )  # fmt: skip

    def lost(self, own: float) -> Saving:
        """What is left of a visit that cannot be saved: who would be least late."""
        clean = self.soonest(CLEAN)
        least = self.soonest(WORST_FIRST[Level.LEAD]) or clean
        visit = self._asked.visit
        if least is None:
            return Saving(visit_id=visit.id, outlook="lost", chance=own, sentence=f"{visit.id} cannot be saved: "
                          "nobody can go.")  # fmt: skip
        best = told(least.judged)
        late = about(max(0, least.arrives_s - self._limit_s))
        by = f", by override: {', '.join(least.broken)}" if least.broken else ""
        words = f"{visit.id} cannot be saved: the least late is {best.technician_id} at "
        return Saving(
            visit_id=visit.id, outlook="lost", best=best, arrives_s=least.arrives_s, chance=own,
            clean_s=clean.arrives_s if clean is not None else None,
            sentence=f"{words}{self._at(least.arrives_s)}, {late} late{by}.",
        )  # fmt: skip

    def _of(self, level: int) -> list[tuple[Technician, int, int]]:
        """Who may break no more than a level: from when on they can set out, and how long the way is at least."""
        return [(who, *self._nearness(who)) for worst, who in self._people if worst >= level]

    def _nearness(self, technician: Technician) -> tuple[int, int]:
        known = self._near.get(technician.id)
        if known is None:
            known = self._near[technician.id] = _nearness(self._asked, technician, self._limit_s)
        return known

    def _sure(self, way: Way, arrival_s: int, sent_s: int) -> bool:
        return arrival_s <= self._limit_s and self._chance(way, arrival_s, sent_s) >= self._keep

    def _chance(self, way: Way, arrival_s: int, sent_s: int) -> float:
        who = way.look.technician.id
        return chance_in_time(
            self._asked.board, self._asked.visit, who, arrival_s=arrival_s, drive_s=way.slot.way_s,
            due_s=self._limit_s, now_s=sent_s, route=_until(self._routes(who), way.slot.after),
        )  # fmt: skip

    def _told(self, act: Act, first: Act, outlook: str) -> str:
        visit, who = self._asked.visit.id, act.technician_id
        by, there = self._at(act.sent_s), self._at(first.arrives_s)
        if outlook:
            return f"{visit} is savable only by {outlook}, until {by}: {who} would be there at {there} if sent now."
        return f"{visit} is kept if {who} is sent by {by}: there at {there} if sent now."

    def _at(self, at_s: int) -> str:
        order = self._asked.board.work_orders.get(self._asked.visit.work_order_id)
        return minute(at_s, order.site.zone if order is not None else "", self._asked.at_s)


def _nearness(asked: Asked, technician: Technician, limit_s: int) -> tuple[int, int]:
    """From when on a technician can set out, and how long their way is at least on the days until a moment."""
    from_s, shifts = shifts_ahead(asked, technician)
    if not shifts:
        return _NEVER, _NEVER
    absences = asked.board.absences_of(technician.id)
    days = [each for each in shifts if each.start_s <= limit_s] or shifts[:1]
    ways = [
        least_way_s(asked, technician, day_of(asked.board, technician, each, absences, asked.skip)) for each in days
    ]
    return max(from_s, shifts[0].start_s), int(min(ways))


def _until(route: RouteForecast | None, after: str) -> RouteForecast | None:
    """What is expected of a technician up to the stop that they come from; only what has begun, where there is none."""
    if route is None:
        return None
    number = next((place for place, each in enumerate(route.stops, 1) if each.visit_id == after), 0)
    begun = [each for each in route.stops[number:] if each.stop.state not in PLACED]
    return replace(route, stops=(*route.stops[:number], *begun))


def _level(found: Findings) -> int:
    """The strictest level of what somebody breaks whenever they come."""
    if found.broken_s >= BROKEN_S[Level.LEAD]:
        return WORST_FIRST[Level.LEAD]
    return WORST_FIRST[Level.DISPATCHER] if found.broken_s >= BROKEN_S[Level.DISPATCHER] else CLEAN


def _rank(act: Act) -> tuple[int, int, str]:
    return (-act.sent_s, len(act.broken), act.technician_id)
