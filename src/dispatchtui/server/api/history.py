"""History: who did what, when and why."""

from __future__ import annotations

import asyncio
from typing import Any

from msgspec import Raw, Struct

from dispatchtui.core.board import Board
from dispatchtui.core.events import Reason
from dispatchtui.core.model import TABLES
from dispatchtui.core.scope import Scope
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.server.window import told_again
from dispatchtui.store import Logged

MOST = 1_000
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
    """Which facts; `subject` is an id or a key such as visits/V60."""

    subject: str = ""
    actor: str = ""
    after: int = 0
    limit: int = 200
    newest: bool = False


async def history(call: Call) -> list[FactOut] | Problem:
    """The facts about a subject, or all of them, as far as the asker may see them."""
    query: HistoryQuery = call.query
    if not 0 <= query.after < 2**62 or not 1 <= query.limit <= MOST:
        return problem(422, f"after is not negative and limit goes from 1 to {MOST}.", field="limit")
    subject = key_of(call.office.hub.board, call.scope, query.subject)
    if subject is None:
        return problem(404, f"There is no {query.subject[:60]}.", field="subject")
    return await facts_of(call, subject, query.limit, query)


async def facts_of(call: Call, subject: str, limit: int, query: HistoryQuery | None = None) -> list[FactOut]:
    """Read facts from the log and leave those in scope; newest first when nothing else is said."""
    asked = query or HistoryQuery(newest=True)
    found = await asyncio.to_thread(
        call.office.store.history, subject, actor=asked.actor, after=asked.after, limit=limit, newest=asked.newest
    )
    return [fact_of(line) for line in found if told_again(line).heard_by(call.scope)]


def fact_of(line: Logged) -> FactOut:
    """A line of the log as the API tells it."""
    return FactOut(seq=line.seq, at_s=line.at_s, by=line.actor, command_id=line.command_id, event=Raw(line.body),
                   session=line.session, reason=line.reason, cause=line.cause)  # fmt: skip


def key_of(board: Board, scope: Scope, subject: str) -> str | None:
    """The key of a subject given by key or bare id; nothing when it is not there or out of scope."""
    if not subject:
        return ""
    table, _, row_id = subject.partition("/")
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
