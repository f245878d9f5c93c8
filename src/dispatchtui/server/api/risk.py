"""Risk: how good what was expected turned out to be."""

from __future__ import annotations

import asyncio

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.rights import EVERYWHERE
from dispatchtui.core.scope import Scope
from dispatchtui.core.zones import local
from dispatchtui.risk.calibration import Prediction, Report, filtered, score
from dispatchtui.server.hostile import LAST_S
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.store import Store
from dispatchtui.store.foresight import Foresight

DAY_S = 86_400
USUAL_DAYS, MOST_DAYS = 30, 400
"""How far back a report goes when nothing is said, and at most."""
MOST_HORIZON_MIN = 24 * 60


class ReportQuery(Struct, frozen=True, kw_only=True):
    """Which predictions: of what is due from `since` until before `until`, of one SLA policy, at one horizon."""

    since: int | None = None
    until: int | None = None
    policy: str = ""
    horizon: int | None = None


async def report(call: Call) -> Report | Problem:
    """Score the predictions in the asker's scope, of the last thirty days when nothing is said."""
    query: ReportQuery = call.query
    until = query.until if query.until is not None else call.office.clock.now_s() + DAY_S
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
        if EVERYWHERE in scope.territories or each.territory in scope.territories
    ]  # fmt: skip
    return score(filtered(said, policy=query.policy, horizon_min=query.horizon))


def _day(at_s: int, zone: str) -> int:
    return local(at_s, zone).toordinal()


ENDPOINTS = (
    Endpoint(method="GET", path="/risk/report", handle=report, right="history", query=ReportQuery, answer=Report,
             summary="How good the predictions were: Brier score, reliability, warnings.", problems=(422, 503)),
)  # fmt: skip
