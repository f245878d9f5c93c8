"""Risk: what is expected of every visit now, and how good what was expected turned out to be."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.rights import EVERYWHERE
from dispatchtui.core.scope import Scope
from dispatchtui.core.sla import Band
from dispatchtui.core.zones import local
from dispatchtui.risk.calibration import Prediction, Report, filtered, score
from dispatchtui.risk.forecast import Spread
from dispatchtui.risk.urgency import DATA
from dispatchtui.server.api.visits import zone_of
from dispatchtui.server.hostile import LAST_S
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.server.watching.telling import Outlook, outlook_of
from dispatchtui.server.watching.veiling import veiled
from dispatchtui.solver.attention import attention, place_of
from dispatchtui.solver.lookout import Lookout
from dispatchtui.store import Store
from dispatchtui.store.foresight import Foresight

DAY_S = 86_400
USUAL_DAYS, MOST_DAYS = 30, 400
"""How far back a report goes when nothing is said, and at most."""
MOST_HORIZON_MIN = 24 * 60


class RiskQuery(Struct, frozen=True, kw_only=True):
    """Only one visit."""

    visit: str = ""


class RiskLine(Struct, frozen=True, kw_only=True):
    """How one visit stands, and what can still be done for it; empty where nothing is due.

    `percent` is of breach of the clock that speaks: `due_s`, of the work's end where `of_work`; `eta` is when that is
    met, ten, fifty, eighty and ninety times in a hundred. `act_by_s` is the last moment at which the best act still
    keeps the word; `outlook` is empty while one that breaks no rule does, `override: territory` where only one that
    breaks some does, `lost` when none does any more, `none` where none is needed. `act` says what that is.
    """

    visit_id: str
    technician_id: str = ""
    band: Band | None = None
    percent: int | None = None
    due_s: int | None = None
    of_work: bool = False
    eta_s: int | None = None
    eta: Spread | None = None
    margin_s: int | None = None
    act_by_s: int | None = None
    outlook: str = "none"
    cause: str = ""
    sentence: str = ""
    act: str = ""
    paused: bool = False
    zone: str = ""


class Risk(Struct, frozen=True, kw_only=True):
    """The visits as they stood at `at_s`, after the fact `seq`: first those that need somebody, in that order.

    Each comes by its own last moment to act; then what is lost, to be watched, and broken, then all that is in no band.
    """

    at_s: int
    seq: int
    visits: list[RiskLine]


class ReportQuery(Struct, frozen=True, kw_only=True):
    """Which predictions: of what is due from `since` until before `until`, of one SLA policy, at one horizon."""

    since: int | None = None
    until: int | None = None
    policy: str = ""
    horizon: int | None = None


async def risk(call: Call) -> Risk | Problem:
    """Every open visit in the asker's scope against its word, as the watch saw it last."""
    board, scope, query = call.office.hub.board, call.scope, call.query
    if query.visit and not scope.sees(board.visits.get(query.visit)):
        return problem(404, f"There is no visit {query.visit[:60]}.", field="visit")
    office, hub = call.office, call.office.hub
    seen = await office.watch.outlook() if office.settings.watch else Outlook()
    now_s, positions = office.clock.now_s(), dict(hub.whereabouts)

    def asked(board: Board) -> Risk:
        outlook = seen if seen.at_s else _looked(board, now_s, positions)
        return _told(board, outlook, scope, query.visit)

    return await hub.study.ask(hub.board, asked)


def _looked(board: Board, now_s: int, positions: Mapping[str, Position]) -> Outlook:
    """A look of one's own, where the watch has not looked yet or there is none."""
    lookout = Lookout(board, now_s, positions)
    lookout.work(lambda: False)
    return outlook_of(lookout, attention(lookout))


def _told(board: Board, outlook: Outlook, scope: Scope, visit_id: str) -> Risk:
    """What a scope may see of what was seen, or of one visit of it."""
    pressing = {each.visit_id: place for place, each in reversed(list(enumerate(outlook.findings)))}

    def place(line: RiskLine) -> tuple[int, int, int, int, str]:
        standing = outlook.standings[line.visit_id]
        rank, act_by_s = place_of(standing, outlook.savings.get(line.visit_id)) if standing.band else (DATA, 0)
        # Of those that stand in no band, first what somebody is needed for all the same.
        first = 0 if standing.band else pressing.get(line.visit_id, len(pressing))
        return rank, act_by_s, first, line.due_s or LAST_S, line.visit_id

    known = (board.visits.get(each) for each in outlook.standings if visit_id in ("", each))
    visits = (each for each in known if each is not None and each.state not in ENDED and scope.sees(each))
    found = [_line(board, outlook, visit, scope) for visit in visits]
    return Risk(at_s=outlook.at_s, seq=outlook.seq, visits=sorted(found, key=place))


def _line(board: Board, outlook: Outlook, visit: Visit, scope: Scope) -> RiskLine:
    standing, saving = outlook.standings[visit.id], outlook.savings.get(visit.id)
    line = visit.assignment

    def seen(text: str) -> str:
        return veiled(board, text, scope)

    found = RiskLine(
        visit_id=visit.id, technician_id=line.technician_id if line is not None else "", band=standing.band,
        percent=standing.percent, due_s=standing.due_s, of_work=standing.of_work, eta_s=standing.eta_s,
        eta=standing.arrival, margin_s=standing.margin_s, paused=standing.paused, sentence=seen(standing.sentence),
        cause=seen(standing.cause.words) if standing.cause is not None else "", zone=zone_of(board, visit),
    )  # fmt: skip
    if saving is None:
        return found
    best = saving.best
    known = best is None or scope.sees(board.technicians.get(best.technician_id))
    return replace(found, act_by_s=saving.act_by_s, outlook=saving.outlook, act=seen(saving.sentence) if known else "")


async def report(call: Call) -> Report | Problem:
    """Score the predictions in the asker's scope, of the last thirty days when nothing is said, of 400 at most."""
    query: ReportQuery = call.query
    latest = call.office.clock.now_s() + DAY_S
    if query.since is not None:
        latest = min(latest, query.since + MOST_DAYS * DAY_S)
    until = query.until if query.until is not None else latest
    since = query.since if query.since is not None else max(0, until - (USUAL_DAYS + 1) * DAY_S)
    for field, value in (("until", until), ("since", since)):
        if not 0 <= value <= LAST_S:
            return problem(422, f"{field}: {value} is no moment; it goes from 0 to {LAST_S}.", field=field)
    if not 0 <= until - since <= MOST_DAYS * DAY_S:
        return problem(422, f"until: the time from since to until goes from 0 to {MOST_DAYS} days.", field="until")
    if query.horizon is not None and not 1 <= query.horizon <= MOST_HORIZON_MIN:
        sentence = f"horizon: {query.horizon} is not right; it is in minutes, from 1 to {MOST_HORIZON_MIN}."
        return problem(422, sentence, field="horizon")
    zones = {each.id: each.zone for each in call.office.hub.board.territories.values()}
    span = replace(query, since=since, until=until)
    return await asyncio.to_thread(reported, call.office.store, call.scope, zones, span)


def reported(store: Store, scope: Scope, zones: dict[str, str], query: ReportQuery) -> Report:
    """The report on the predictions that a scope may see; a day is one of the territory's own.

    Cost: reads every prediction of that time.
    """
    until = LAST_S if query.until is None else query.until
    said = [
        Prediction(visit_id=each.visit_id, clock=each.clock, horizon_min=each.horizon_min, policy=each.policy,
                   probability=each.probability, day=_day(each.due_s, zones.get(each.territory, "")),
                   made_s=each.made_s, due_s=each.due_s, outcome=each.outcome)
        for each in Foresight(store).predictions(query.since or 0, until)
        if within(scope, each.territory)
    ]  # fmt: skip
    return score(filtered(said, policy=query.policy, horizon_min=query.horizon))


def within(scope: Scope, territory: str) -> bool:
    """Whether what belongs to a territory, or to all of them where none is named, lies within a scope."""
    return EVERYWHERE in scope.territories or (bool(territory) and territory in scope.territories)


def _day(at_s: int, zone: str) -> int:
    return local(at_s, zone).toordinal()


ENDPOINTS = (
    Endpoint(method="GET", path="/risk", handle=risk, right="read", query=RiskQuery, answer=Risk,
             summary="Every visit against its word: probability of breach, ETA with its band, act-by, outlook.",
             problems=(404, 422)),
    Endpoint(method="GET", path="/risk/report", handle=report, right="history", query=ReportQuery, answer=Report,
             summary="How good the predictions were: Brier score, reliability, warnings.", problems=(422, 503)),
)  # fmt: skip
