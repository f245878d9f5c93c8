"""What the days taught: groups, suggested durations, and learning when somebody asks for it."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Behaviour
from dispatchtui.core.requests import Reply
from dispatchtui.risk.learning.fit import learn
from dispatchtui.risk.learning.groups import BY, Group, groups
from dispatchtui.risk.learning.observed import Observation
from dispatchtui.risk.learning.suggestions import Suggestion, suggestions
from dispatchtui.server.api.risk import within
from dispatchtui.server.hostile import LAST_S
from dispatchtui.server.rounds import AUTOMATION
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.server.watch import request_for
from dispatchtui.store import Store
from dispatchtui.store.foresight import Foresight


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
            if within(scope, each.territory) and query.since <= (each.done_s or 0) < query.until
        ]
        found = [line for by in ((query.by,) if query.by else BY) for line in groups(seen, board, by)]
        return [each for each in found if each.by != "technician" or scope.sees(board.technicians.get(each.id))]

    return await hub.study.ask(hub.board, asked)


async def suggested(call: Call) -> list[Suggestion]:
    """The planned durations that the days suggest, those that the asker may accept."""
    store, scope, hub, now_s = call.office.store, call.scope, call.office.hub, call.office.clock.now_s()

    def asked(board: Board) -> list[Suggestion]:
        seen = observed(store)
        # Learned anew: what was learned before a duration was accepted counts from the one before.
        found = suggestions(learn(seen, board, now_s), seen, board)
        return [each for each in found if within(scope, each.model.territory)]

    return await hub.study.ask(hub.board, asked)


def observed(store: Store) -> list[Observation]:
    """How every stop went, oldest first."""
    return [msgspec.json.decode(each.body, type=Observation) for each in Foresight(store).observations()]


class Learned(Struct, frozen=True, kw_only=True):
    """What was learned: from how many observations, and the replies of the desk, one for each row."""

    observations: int
    clean: int
    replies: list[Reply]


async def learn_now(call: Call) -> Learned:
    """Learn from everything that was observed, at once; automation does so by itself from time to time."""
    office, now_s = call.office, call.office.clock.now_s()
    store, reason = office.store, Reason(code="asked", text=f"asked for by {call.actor.id}")

    def asked(board: Board) -> tuple[list[Observation], tuple[Behaviour, ...]]:
        seen = observed(store)
        return seen, learn(seen, board, now_s)

    seen, rows = await office.hub.study.ask(office.hub.board, asked)
    board = office.hub.board
    requests = [replace(request_for(board, LearnBehaviour(row=row), now_s), reason=reason) for row in rows]
    replies = await office.desk.submit(requests, AUTOMATION, "risk", urgent=False) if requests else []
    return Learned(observations=len(seen), clean=sum(each.clean for each in seen), replies=replies)


ENDPOINTS = (
    Endpoint(method="GET", path="/risk/groups", handle=grouped, right="history", query=GroupsQuery,
             answer=list[Group], summary="Which jobs overran, who runs ahead, which areas take longer.",
             problems=(422, 503)),
    Endpoint(method="GET", path="/risk/suggestions", handle=suggested, right="policy", answer=list[Suggestion],
             summary="The planned durations that the days suggest, to be accepted or left.", problems=(503,)),
    Endpoint(method="POST", path="/risk/learn", handle=learn_now, right="policy", answer=Learned,
             summary="Learn from everything that was observed, at once.", problems=(503,)),
)  # fmt: skip
