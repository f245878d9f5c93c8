"""Risk: how good what was expected turned out to be, and what the days taught."""

from __future__ import annotations

import asyncio
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.rights import EVERYWHERE
from dispatchtui.core.scope import Scope
from dispatchtui.core.zones import local
from dispatchtui.risk.calibration import Prediction, Report, filtered, score
from dispatchtui.risk.learning.fit import learn
from dispatchtui.risk.learning.groups import BY, Group, groups
from dispatchtui.risk.learning.observed import Observation
from dispatchtui.risk.learning.suggestions import Suggestion, suggestions
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
        if _within(scope, each.territory)
    ]  # fmt: skip
    return score(filtered(said, policy=query.policy, horizon_min=query.horizon))


class GroupsQuery(Struct, frozen=True, kw_only=True):
    """Which table, all of them when nothing is said, of what ended from `since` until before `until`."""

    by: Literal["", "work_type", "technician", "territory"] = ""
    since: int = 0
    until: int = LAST_S


async def grouped(call: Call) -> list[Group]:
    """Which jobs overran, who runs ahead and which areas take longer, of the work in the asker's scope."""
    store, scope, query, hub = call.office.store, call.scope, call.query, call.office.hub

    def asked(board: Board) -> list[Group]:
        seen = [
            each
            for each in observed(store)
            if _within(scope, each.territory) and query.since <= (each.done_s or 0) < query.until
        ]
        return [line for by in ((query.by,) if query.by else BY) for line in groups(seen, board, by)]

    return await hub.study.ask(hub.board, asked)


async def suggested(call: Call) -> list[Suggestion]:
    """The planned durations that the days suggest, those that the asker may accept."""
    store, scope, hub, now_s = call.office.store, call.scope, call.office.hub, call.office.clock.now_s()

    def asked(board: Board) -> list[Suggestion]:
        seen = observed(store)
        # Learned anew: what was learned before a duration was accepted counts from the one before.
        found = suggestions(learn(seen, board, now_s), seen, board)
        return [each for each in found if _within(scope, each.model.territory)]

    return await hub.study.ask(hub.board, asked)


def observed(store: Store) -> list[Observation]:
    """How every stop went, oldest first."""
    return [msgspec.json.decode(each.body, type=Observation) for each in Foresight(store).observations()]


def _within(scope: Scope, territory: str) -> bool:
    """Whether what belongs to a territory, or to all of them where none is named, lies within a scope."""
    return EVERYWHERE in scope.territories or (bool(territory) and territory in scope.territories)


def _day(at_s: int, zone: str) -> int:
    return local(at_s, zone).toordinal()


ENDPOINTS = (
    Endpoint(method="GET", path="/risk/report", handle=report, right="history", query=ReportQuery, answer=Report,
             summary="How good the predictions were: Brier score, reliability, warnings.", problems=(422, 503)),
    Endpoint(method="GET", path="/risk/groups", handle=grouped, right="history", query=GroupsQuery,
             answer=list[Group], summary="Which jobs overran, who runs ahead, which areas take longer.",
             problems=(422, 503)),
    Endpoint(method="GET", path="/risk/suggestions", handle=suggested, right="policy", answer=list[Suggestion],
             summary="The planned durations that the days suggest, to be accepted or left.", problems=(503,)),
)  # fmt: skip
