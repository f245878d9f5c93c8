"""The last moment at which an act still keeps a visit's promise, and which act that is.

An act is another technician, another place in the day with the same one, or another order; to leave a visit as it is
is none. Acts that break nothing come first; where none of them saves it, those that a dispatcher may override, then
those that a lead may.

Units: epoch seconds; chances from 0 to 1.
Cost: see `rescue`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from dispatchtui.core import sla
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Position, Visit, VisitState
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Level
from dispatchtui.core.words import about, minute
from dispatchtui.core.work import service_s
from dispatchtui.risk.forecast import RouteForecast, chance_in_time, forecast
from dispatchtui.risk.standing import Prospect, stop_in
from dispatchtui.solver.common import Common
from dispatchtui.solver.latest import AHEAD_S, CLEAN, Act, candidate_of, earliest
from dispatchtui.solver.look import ask
from dispatchtui.solver.offers import Candidate
from dispatchtui.solver.rescue import LEVELS, Rescue, Routes, Steps, up_to, whole

EVEN = 1 / 2
"""A visit that rather keeps its word than not is left as it is, where nothing else keeps it surely enough."""
FEW = 32
"""Of more who were touched it is not cheaper to ask only them."""
_SAVABLE = (VisitState.NEW, VisitState.QUALIFIED, VisitState.PARKED, *PLACED, VisitState.EN_ROUTE)


class Saving(Struct, frozen=True, kw_only=True):
    """What can still be done for a visit at risk.

    `outlook` is empty where an act that breaks no rule saves it, `override: territory` (the rules) where only one
    that breaks some does, `lost` where none does any more, `none` where nothing is needed or nothing is better than
    to leave it. `act_by_s` is the last moment at which `best` still keeps the promise with `chance`, `arrives_s` when
    it is there if done now; of what is lost they are the least late. `clean_s` is the earliest arrival that breaks no
    rule, and `clean_by` whose it is, worked out where that is too late.
    """

    visit_id: str
    outlook: str = "none"
    act_by_s: int | None = None
    best: Candidate | None = None
    arrives_s: int | None = None
    chance: float = 0.0
    clean_s: int | None = None
    clean_by: str = ""
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
    before: Saving | None = None,
    before_s: int = 0,
    touched: Collection[str] = (),
    common: Common | None = None,
) -> Saving:
    """What can still be done for a visit, and until when; `routes` tells what is expected of everybody now.

    `before` is what was found at `before_s`, when only of the technicians in `touched` anything was other than it is
    now: the last moment of all others is the same as then. `common` is what several visits have in common now.
    """
    return whole(
        steps_to_saving(
            board, visit_id, now_s, positions=positions, routes=routes, before=before, before_s=before_s,
            touched=touched, common=common,
        )
    )  # fmt: skip


def steps_to_saving(
    board: Board,
    visit_id: str,
    now_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    routes: Routes | None = None,
    before: Saving | None = None,
    before_s: int = 0,
    touched: Collection[str] = (),
    common: Common | None = None,
) -> Steps[Saving]:
    """The same as `saving`, in steps of a millisecond or so."""
    visit, where = board.visits.get(visit_id), positions or {}
    limit_s = limit_of(board, visit, now_s) if visit is not None else None
    if visit is None or limit_s is None:
        return Saving(visit_id=visit_id)
    known = routes or (lambda who: forecast(board, who, now_s, where.get(who)))
    keep = (rules_of(board, visit, None, now_s).keep_percent or 0) / 100
    own = own_chance(visit, known)
    far = not visit.crew and limit_s - now_s > AHEAD_S
    if own >= keep or far or limit_of(board, visit, now_s + 60) == limit_s + 60:
        return Saving(visit_id=visit_id, chance=own)
    if visit.state not in _SAVABLE or any(now_s > each.due_s for each in sla.clocks(board, visit, now_s, None)):
        return Saving(visit_id=visit_id, outlook="lost", chance=own, sentence=f"{visit_id} cannot be saved.")
    shared = common or Common(board, now_s)
    asked = ask(board, visit, now_s, positions=where, scene=shared.scene)
    if before is not None and before.outlook != "none" and own < EVEN and len(touched) <= FEW:
        best = {before.best.technician_id} if before.best is not None else set()
        mine = best | {before.clean_by} | {line.technician_id for line in visit.crew}
        same = before_s == now_s and mine.isdisjoint(touched)
        if same and (yield from _holds(Rescue(asked, limit_s, known, keep, shared, among=touched), before)):
            return before
        again = yield from _again(Rescue(asked, limit_s, known, keep, shared, among={*touched, *best}), before, own)
        if again is not None:
            return again
    search = Rescue(asked, limit_s, known, keep, shared)
    act = yield from search.last()
    if act is not None:
        return (yield from _saved(search, act))
    if own >= EVEN:
        words = f"Nothing keeps {visit_id} more surely than to leave it as it is: {round(100 * own)}%."
        return Saving(visit_id=visit_id, chance=own, sentence=words)
    return _lost(search, own, (yield from search.soonest(LEVELS[-1])))


def _holds(search: Rescue, before: Saving) -> Steps[bool]:
    """Whether what was found at this moment still is the best, whatever those do who are looked at again."""
    if before.act_by_s is None:
        late_s = before.arrives_s
        nobody = (yield from search.last()) is None
        return nobody and (yield from search.soonest(LEVELS[-1], by_s=late_s)) is None
    if not before.outlook:
        return (yield from search.last_of(CLEAN, from_s=before.act_by_s)) is None
    if not search.asked.visit.crew and (yield from search.soonest(CLEAN, by_s=before.clean_s)) is not None:
        return False
    graver = before.best is not None and before.best.level is Level.LEAD
    milder = LEVELS[:-1] if graver else LEVELS[:1]
    for level in milder:
        if (yield from search.last_of(level)) is not None:
            return False
    return (yield from search.last_of(LEVELS[-1], from_s=before.act_by_s)) is None


def _again(search: Rescue, before: Saving, own: float) -> Steps[Saving | None]:
    """What can be done now, where those who are looked at again tell it; nothing where everybody has to be asked."""
    act = yield from search.last()
    if act is None:
        least = (yield from search.soonest(LEVELS[-1])) if before.outlook == "lost" else None
        if before.outlook != "lost" or (before.arrives_s is not None and least is None):
            return None
        no_later = least is None or before.arrives_s is None or least.arrives_s <= before.arrives_s
        return _lost(search, own, least) if no_later else None
    outlook = _outlook(act)
    if outlook and not search.asked.visit.crew:
        return None  # Whoever breaks nothing and is too late is told as well, and anybody may be that.
    if before.act_by_s is None or (before.outlook and not outlook):
        return (yield from _saved(search, act))
    if outlook != before.outlook or act.sent_s < before.act_by_s:
        return None
    return (yield from _saved(search, act))


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
        due_s=limit_s, now_s=now_s, route=up_to(route, candidate.after),
    )  # fmt: skip
    return round(100 * chance)


def own_chance(visit: Visit, routes: Routes) -> float:
    """The probability that a visit keeps its word as it stands; none of what nobody has."""
    line = visit.assignment
    stop = stop_in(routes(line.technician_id), visit.id) if line is not None else None
    return 1 - max((each.breach for each in stop.clocks), default=0.0) if stop is not None else 0.0


def _saved(search: Rescue, act: Act) -> Steps[Saving]:
    """The saving by an act, told as of now."""
    first = earliest(act.way, level=act.level) or act
    best = candidate_of(first)
    others = act.level != CLEAN and not search.asked.visit.crew
    clean = (yield from search.soonest(CLEAN)) if others else None
    outlook = _outlook(act)
    return Saving(
        visit_id=search.asked.visit.id, outlook=outlook, act_by_s=act.sent_s, best=best, arrives_s=best.arrival_s,
        chance=search.chance(first.way, first.arrives_s, search.asked.at_s),
        clean_s=clean.arrives_s if clean is not None else None,
        clean_by=clean.technician_id if clean is not None else "", sentence=_told(search, act, first, outlook),
    )  # fmt: skip


def _lost(search: Rescue, own: float, least: Act | None) -> Saving:
    """What is left of a visit that cannot be saved: who would be least late."""
    visit = search.asked.visit
    if least is None:
        return Saving(visit_id=visit.id, outlook="lost", chance=own, sentence=f"{visit.id} cannot be saved: "
                      "nobody can go.")  # fmt: skip
    best = candidate_of(least)
    late = about(max(0, least.arrives_s - search.limit_s))
    by = f", by override: {', '.join(least.broken)}" if least.broken else ""
    words = f"{visit.id} cannot be saved: the least late is {best.technician_id} at "
    return Saving(
        visit_id=visit.id, outlook="lost", best=best, arrives_s=least.arrives_s, chance=own,
        clean_s=least.arrives_s if not least.broken else None,
        sentence=f"{words}{_at(search, least.arrives_s)}, {late} late{by}.",
    )  # fmt: skip


def _outlook(act: Act) -> str:
    return f"override: {', '.join(act.broken)}" if act.broken else ""


def _told(search: Rescue, act: Act, first: Act, outlook: str) -> str:
    visit, who = search.asked.visit.id, act.technician_id
    by, there = _at(search, act.sent_s), _at(search, first.arrives_s)
    if outlook:
        return f"{visit} is savable only by {outlook}, until {by}: {who} would be there at {there} if sent now."
    return f"{visit} is kept if {who} is sent by {by}: there at {there} if sent now."


def _at(search: Rescue, at_s: int) -> str:
    order = search.asked.board.work_orders.get(search.asked.visit.work_order_id)
    return minute(at_s, order.site.zone if order is not None else "", search.asked.at_s)
