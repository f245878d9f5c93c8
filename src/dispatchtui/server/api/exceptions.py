"""Exceptions: how often rules were knowingly broken, which, why and by whom."""

from __future__ import annotations

import asyncio
from collections import Counter

from msgspec import Struct

from dispatchtui.core.events import VisitAdvanced, VisitPlaced, VisitUnplaced
from dispatchtui.core.scope import Scope
from dispatchtui.server.hostile import LAST_S
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.server.window import told_again
from dispatchtui.store import Store

DAY_S = 86_400
MOST_S = 31 * DAY_S
AT_ONCE = 2_000
KINDS = ("visit.placed", "visit.unplaced", "visit.advanced")
"""The facts that hold overrides."""


class Span(Struct, frozen=True, kw_only=True):
    """From when until before when, by the log; the last day when nothing is said."""

    since: int | None = None
    until: int | None = None


class ExceptionLine(Struct, frozen=True, kw_only=True):
    """How often one person broke one rule for one reason."""

    constraint: str
    code: str
    by: str
    count: int


class Exceptions(Struct, frozen=True, kw_only=True):
    """Placements and those that broke a rule; `rate` is their share, `by` counts every rule broken by any act."""

    since: int
    until: int
    placements: int
    with_override: int
    rate: float
    by: list[ExceptionLine]


async def exceptions(call: Call) -> Exceptions | Problem:
    """Count the rules that were broken knowingly in the asker's scope."""
    query: Span = call.query
    until = query.until if query.until is not None else call.office.clock.now_s() + 1
    since = query.since if query.since is not None else max(0, until - DAY_S)
    for field, value in (("since", since), ("until", until)):
        if not 0 <= value <= LAST_S:
            return problem(422, f"{field}: {value} is no moment; it goes from 0 to {LAST_S}.", field=field)
    if not 0 <= until - since <= MOST_S:
        sentence = f"until: the time from since to until goes from 0 to {MOST_S // DAY_S} days."
        return problem(422, sentence, field="until")
    return await asyncio.to_thread(counted, call.office.store, call.scope, since, until)


def counted(store: Store, scope: Scope, since: int, until: int) -> Exceptions:
    """Count over the facts of [since, until) that a scope may hear.

    Cost: reads every placement of that time.
    """
    after, upto = store.before(since), store.before(until)
    placements = with_override = 0
    by: Counter[tuple[str, str, str]] = Counter()
    while lines := store.logged(after, upto, AT_ONCE, KINDS):
        after = lines[-1].seq
        for line in lines:
            recorded = line.recorded() if told_again(line).heard_by(scope) else None
            if recorded is None or not isinstance(recorded.event, VisitPlaced | VisitUnplaced | VisitAdvanced):
                continue
            if isinstance(recorded.event, VisitPlaced):
                placements += 1
                with_override += bool(recorded.event.overrides)
            by.update((each.constraint, each.code, each.by) for each in recorded.event.overrides)
    most_first = sorted(by.items(), key=lambda each: (-each[1], each[0]))
    found = [ExceptionLine(constraint=rule, code=code, by=who, count=count) for (rule, code, who), count in most_first]
    return Exceptions(since=since, until=until, placements=placements, with_override=with_override,
                      rate=round(with_override / placements, 4) if placements else 0.0, by=found)  # fmt: skip


ENDPOINTS = (
    Endpoint(method="GET", path="/exceptions", summary="How often rules were knowingly broken, which and by whom.",
             handle=exceptions, right="history", query=Span, answer=Exceptions, problems=(422, 503)),
)  # fmt: skip
