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
from msgspec.structs import replace

from dispatchtui.core import sla
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Position, Visit, VisitState
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import WORST_FIRST, Level
from dispatchtui.risk.forecast import RouteForecast, chance_in_time, forecast
from dispatchtui.risk.standing import Prospect, lasting_s, stop_in
from dispatchtui.solver.advice import Own, lost_words, saved_words
from dispatchtui.solver.common import Common
from dispatchtui.solver.latest import AHEAD_S, CLEAN, Act, candidate_of, earliest
from dispatchtui.solver.look import ask
from dispatchtui.solver.offers import Candidate
from dispatchtui.solver.rescue import LEVELS, Rescue, Routes, Steps, up_to, whole

EVEN = 1 / 2
"""A visit that rather keeps its word than not is left as it is, where nothing else keeps it surely enough."""
SLACK = 0.05
"""By how much less sure than it has to be an act may become before another is told in its place."""
FEW = 32
"""Of more who were touched it is not cheaper to ask only them."""
_SAVABLE = (VisitState.NEW, VisitState.QUALIFIED, VisitState.PARKED, *PLACED, VisitState.EN_ROUTE)


class Saving(Struct, frozen=True, kw_only=True):
    """What can still be done for a visit at risk.

    `outlook` is empty where an act that breaks no rule saves it, `override: territory` (the rules) where only one
    that breaks some does, `lost` where none does any more, `none` where nothing is needed or nothing is better than
    to leave it. `act_by_s` is the last moment at which `best` still keeps the promise with `chance`, `arrives_s` when
    it is there if done now; of what is lost they are the least late. `clean_s` is the earliest arrival that breaks no
    rule, `clean_by` whose it is, and `clean_chance` how likely it is in time, worked out where that is not surely so.
    """

    visit_id: str
    outlook: str = "none"
    act_by_s: int | None = None
    best: Candidate | None = None
    arrives_s: int | None = None
    chance: float = 0.0
    clean_s: int | None = None
    clean_by: str = ""
    clean_chance: float = 0.0
    sentence: str = ""

    @property
    def prospect(self) -> Prospect:
        """What acting promises, for how the visit stands."""
        return Prospect(act_by_s=self.act_by_s, arrives_s=self.clean_s, chance=self.clean_chance,
                        hopeless=self.outlook not in ("", "none"), override=self.act_by_s is not None)  # fmt: skip


def limit_of(board: Board, visit: Visit, now_s: int) -> int | None:
    """The latest begin that keeps every clock of a visit that has not been met; nothing where none is set.

    Work that must be done by a moment is given the time that it takes in eight of ten cases.
    """
    lasts_s = lasting_s(visit)
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
    latest: Saving | None = None,
) -> Saving:
    """What can still be done for a visit, and until when; `routes` tells what is expected of everybody now.

    `before` is what was found at `before_s`, when only of the technicians in `touched` anything was other than it is
    now: the last moment of all others is the same as then. `common` is what several visits have in common now, and
    `latest` what was told latest, which is left only for what is clearly better.
    """
    return whole(
        steps_to_saving(
            board, visit_id, now_s, positions=positions, routes=routes, before=before, before_s=before_s,
            touched=touched, common=common, latest=latest,
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
    latest: Saving | None = None,
) -> Steps[Saving]:
    """The same as `saving`, in steps of a millisecond or so."""
    visit, where = board.visits.get(visit_id), positions or {}
    limit_s = limit_of(board, visit, now_s) if visit is not None else None
    if visit is None or limit_s is None:
        return Saving(visit_id=visit_id)
    known = routes or (lambda who: forecast(board, who, now_s, where.get(who)))
    keep = (rules_of(board, visit, None, now_s).keep_percent or 0) / 100
    own = own_of(visit, known)
    far = not visit.crew and limit_s - now_s > AHEAD_S
    if own.chance >= keep or far or limit_of(board, visit, now_s + 60) == limit_s + 60:
        return Saving(visit_id=visit_id, chance=own.chance)
    if visit.state not in _SAVABLE or any(now_s > each.due_s for each in sla.clocks(board, visit, now_s, None)):
        return Saving(visit_id=visit_id, outlook="lost", chance=own.chance, sentence=f"{visit_id} cannot be saved.")
    shared = common or Common(board, now_s)
    asked = ask(board, visit, now_s, positions=where, scene=shared.scene)
    if before is not None and before.outlook != "none" and own.chance < EVEN and len(touched) <= FEW:
        best = {before.best.technician_id} if before.best is not None else set()
        mine = best | {before.clean_by} | {line.technician_id for line in visit.crew}
        same = before_s == now_s and mine.isdisjoint(touched)
        if same and (yield from _holds(Rescue(asked, limit_s, known, keep, shared, among=touched), before)):
            return before
        again = yield from _again(Rescue(asked, limit_s, known, keep, shared, among={*touched, *best}), before, own)
        if again is not None:
            return again
    search = Rescue(asked, limit_s, known, keep, shared)
    act = yield from _steady(search, latest, (yield from search.last()))
    if act is not None:
        return (yield from _saved(search, act))
    if own.chance >= EVEN:
        words = f"Nothing keeps {visit_id} more surely than to leave it as it is: {round(100 * own.chance)}%."
        return Saving(visit_id=visit_id, chance=own.chance, sentence=words)
    return (yield from _lost(search, own, (yield from search.soonest(LEVELS[-1]))))


def _steady(search: Rescue, latest: Saving | None, act: Act | None) -> Steps[Act | None]:
    """What can come last, or what was told latest where that is only a little less sure now than it has to be.

    So the last moment to act does not jump to and fro between people of whom each is sure enough by turns.
    """
    if latest is None or latest.best is None or latest.act_by_s is None or latest.act_by_s < search.asked.at_s:
        return act
    level = WORST_FIRST[latest.best.level] if latest.best.level is not None else CLEAN
    if act is not None and (act.level > level or act.sent_s >= latest.act_by_s):
        return act
    best = latest.best
    return (yield from search.still(best.technician_id, best.after, latest.act_by_s, level, SLACK)) or act


def _holds(search: Rescue, before: Saving) -> Steps[bool]:
    """Whether what was found at this moment still is the best, whatever those do who are looked at again."""
    crew = search.asked.visit.crew
    if before.outlook and not crew and (yield from search.soonest(CLEAN, by_s=before.clean_s)) is not None:
        return False
    if before.act_by_s is None:
        late_s = before.arrives_s
        nobody = (yield from search.last()) is None
        return nobody and (yield from search.soonest(LEVELS[-1], by_s=late_s)) is None
    if not before.outlook:
        return (yield from search.last_of(CLEAN, from_s=before.act_by_s)) is None
    graver = before.best is not None and before.best.level is Level.LEAD
    milder = LEVELS[:-1] if graver else LEVELS[:1]
    for level in milder:
        if (yield from search.last_of(level)) is not None:
            return False
    return (yield from search.last_of(LEVELS[-1], from_s=before.act_by_s)) is None


def _again(search: Rescue, before: Saving, own: Own) -> Steps[Saving | None]:
    """What can be done now, where those who are looked at again tell it; nothing where everybody has to be asked."""
    act = yield from search.last()
    if act is None:
        least = (yield from search.soonest(LEVELS[-1])) if before.outlook == "lost" else None
        if before.outlook != "lost" or (before.arrives_s is not None and least is None):
            return None
        no_later = least is None or before.arrives_s is None or least.arrives_s <= before.arrives_s
        if not no_later or (least is not None and least.broken and not search.asked.visit.crew):
            return None
        return (yield from _lost(search, own, least))
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


def own_of(visit: Visit, routes: Routes) -> Own:
    """How likely a visit keeps its word as it stands, and when somebody is there; nobody for what nobody has."""
    line = visit.assignment
    stop = stop_in(routes(line.technician_id), visit.id) if line is not None else None
    if line is None or stop is None:
        return Own()
    breach = max((each.breach for each in stop.clocks), default=0.0)
    return Own(line.technician_id, 1 - breach, stop.arrival.p50_s)


def _saved(search: Rescue, act: Act) -> Steps[Saving]:
    """The saving by an act, told as of now."""
    first = earliest(act.way, level=act.level) or act
    best = candidate_of(first)
    others = act.level != CLEAN and not search.asked.visit.crew
    clean = (yield from search.soonest(CLEAN)) if others else None
    outlook = _outlook(act)
    found = Saving(
        visit_id=search.asked.visit.id, outlook=outlook, act_by_s=act.sent_s, best=best, arrives_s=best.arrival_s,
        chance=search.chance(first.way, first.arrives_s, search.asked.at_s),
        sentence=saved_words(search.asked, best, act.sent_s, outlook),
    )  # fmt: skip
    return _cleanly(search, found, clean)


def _lost(search: Rescue, own: Own, least: Act | None) -> Steps[Saving]:
    """What is left of a visit that cannot be saved: who would be least late."""
    asked = search.asked
    visit_id = asked.visit.id
    if least is None:
        words = lost_words(asked, search.limit_s, own, None)
        return Saving(visit_id=visit_id, outlook="lost", chance=own.chance, sentence=words)
    best, chance = candidate_of(least), search.chance(least.way, least.arrives_s, asked.at_s)
    clean: Act | None = least
    if least.broken:
        clean = (yield from search.soonest(CLEAN)) if not asked.visit.crew else None
    words = lost_words(asked, search.limit_s, own, best, chance=chance, override=_outlook(least))
    found = Saving(visit_id=visit_id, outlook="lost", best=best, arrives_s=least.arrives_s, chance=own.chance,
                   sentence=words)  # fmt: skip
    return _cleanly(search, found, clean)


def _cleanly(search: Rescue, found: Saving, clean: Act | None) -> Saving:
    """The same with the earliest arrival that breaks no rule."""
    if clean is None:
        return found
    chance = search.chance(clean.way, clean.arrives_s, search.asked.at_s)
    return replace(found, clean_s=clean.arrives_s, clean_by=clean.technician_id, clean_chance=chance)


def _outlook(act: Act) -> str:
    return f"override: {', '.join(act.broken)}" if act.broken else ""
