"""History: who did what, when and why."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import asdict, replace
from starlette.responses import Response

from dispatchtui.core.alerting import KINDS
from dispatchtui.core.board import Board
from dispatchtui.core.events import Reason
from dispatchtui.core.model import TABLES, Alert
from dispatchtui.core.scope import Scope
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import PREFIX, Call, Endpoint, made
from dispatchtui.server.window import told_again
from dispatchtui.store import Logged, Store

MOST = 1_000
MOST_READ = 20_000
"""Lines of the log that one request looks through for facts in its scope."""
AT_ONCE = 1_000
LAST = 2**62
_NAMED = ("visits", "work_orders", "technicians", "absences", "shifts", "territories", "work_types", "skills",
          "sla_policies")  # fmt: skip


class FactOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact of the log; `event` is the fact by its `kind`."""

    seq: int
    at_s: int
    by: str
    command_id: str
    event: Raw
    session: str = ""
    reason: Reason | None = None
    cause: str = ""


class HistoryQuery(Struct, frozen=True, kw_only=True):
    """Which facts; `subject` is an id, as V60 or overrun:V60, or a key such as visits/V60.

    `after` and `before` are numbers of facts.
    """

    subject: str = ""
    actor: str = ""
    after: int = 0
    before: int | None = None
    limit: int = 200
    newest: bool = False


class Page(Struct, frozen=True):
    """Facts in scope; `reached` is the last line looked at when there may be more behind it."""

    facts: list[FactOut]
    reached: int | None


async def history(call: Call) -> Response | Problem:
    """The facts about a subject, or all of them, as far as the asker may see them; `Link` names the next page."""
    query: HistoryQuery = call.query
    wrong = _wrong(query)
    if wrong is not None:
        return wrong
    subject = key_of(call.office.hub.board, call.scope, query.subject)
    if subject is None:
        return problem(404, f"There is no {query.subject[:60]}.", field="subject")
    page = await asyncio.to_thread(read_page, call.office.store, call.scope, subject, query)
    ended = subject.startswith(f"{Alert.TABLE}/") and call.office.hub.board.row(subject) is None
    if ended and not page.facts and page.reached is None and not query.after and query.before is None:
        return problem(404, f"There is no {query.subject[:60]}.", field="subject")
    response = made(msgspec.json.encode(page.facts))
    if page.reached is not None:
        response.headers["Link"] = f'<{_next(query, page.reached)}>; rel="next"'
    return response


def _wrong(query: HistoryQuery) -> Problem | None:
    if not 0 <= query.after < LAST:
        return problem(422, f"after: {query.after} is not right; it is the number of a fact, from 0.", field="after")
    if query.before is not None and not 0 < query.before < LAST:
        return problem(422, f"before: {query.before} is not right; it is the number of a fact, from 1.", field="before")
    if not 1 <= query.limit <= MOST:
        return problem(422, f"limit: {query.limit} is not right; it goes from 1 to {MOST}.", field="limit")
    return None


def _next(query: HistoryQuery, reached: int) -> str:
    """The address of the next page: the same question, from where this one stopped."""
    moved = replace(query, before=reached) if query.newest else replace(query, after=reached)
    asked = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in asdict(moved).items()
        if value not in ("", None)
    }
    return f"{PREFIX}/history?{urlencode(asked)}"


async def facts_of(call: Call, subject: str, limit: int) -> list[FactOut]:
    """The newest facts about a subject in the asker's scope, newest first."""
    query = HistoryQuery(limit=limit, newest=True)
    page = await asyncio.to_thread(read_page, call.office.store, call.scope, subject, query)
    return page.facts


def read_page(store: Store, scope: Scope, subject: str, query: HistoryQuery) -> Page:
    """Read on until enough facts in scope are found, the log ends, or enough was read.

    Cost: at most MOST_READ lines.
    """
    facts: list[FactOut] = []
    after, before, reached = query.after, query.before, None
    step = min(AT_ONCE, max(query.limit + 1, 100))
    for _ in range(0, MOST_READ, step):
        lines = store.history(subject, actor=query.actor, after=after, before=before, limit=step, newest=query.newest)
        for line in lines:
            if len(facts) == query.limit:
                return Page(facts, facts[-1].seq)
            if told_again(line).heard_by(scope):
                facts.append(fact_of(line))
        if len(lines) < step:
            return Page(facts, None)
        reached = lines[-1].seq
        after, before = (after, reached) if query.newest else (reached, before)
    return Page(facts, reached)


def fact_of(line: Logged) -> FactOut:
    """A line of the log as the API tells it."""
    return FactOut(seq=line.seq, at_s=line.at_s, by=line.actor, command_id=line.command_id, event=Raw(line.body),
                   session=line.session, reason=line.reason, cause=line.cause)  # fmt: skip


def key_of(board: Board, scope: Scope, subject: str) -> str | None:
    """The key of a subject given by key or bare id; nothing when it is not there or out of scope.

    An alert that has ended is on no board: the facts themselves tell who may hear of it.
    """
    if not subject:
        return ""
    table, _, row_id = subject.partition("/")
    name = row_id if table == Alert.TABLE else subject
    if name.partition(":")[0] in KINDS and ":" in name:
        alert = board.tables[Alert.TABLE].get(name)
        return f"{Alert.TABLE}/{name}" if alert is None or scope.sees(alert) else None
    if table in TABLES and row_id:
        return subject if scope.sees(board.row(subject)) else None
    for name in _NAMED:
        if scope.sees(board.tables[name].get(subject)):
            return f"{name}/{subject}"
    return None


def schema_hook(kind: Any) -> dict[str, Any]:
    """What OpenAPI says of JSON that has no one shape: anything."""
    if kind in (Raw, object):
        return {"description": "Any JSON."}
    raise NotImplementedError


ENDPOINTS = (
    Endpoint(method="GET", path="/history", summary="Who did what, when and why.", handle=history, right="history",
             query=HistoryQuery, answer=list[FactOut], problems=(404, 422, 503)),
)  # fmt: skip
