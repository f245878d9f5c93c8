"""Commands: one request, or up to a hundred together."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace
from starlette.responses import Response

from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.server import problems
from dispatchtui.server.hostile import wrong_in
from dispatchtui.server.limits import too_many
from dispatchtui.server.problems import Problem, ReplyProblem, problem
from dispatchtui.server.routes import Call, Endpoint, made

COST_IN_BATCH = 0.2
"""What each further request of a batch takes of the asker's rate."""


class Batch(Struct, frozen=True, kw_only=True):
    """Requests that are recorded together when `atomic`, all or none."""

    requests: tuple[Request, ...]
    atomic: bool = False


class Replies(Struct, frozen=True, kw_only=True):
    """One reply for each request of a batch, in order."""

    replies: list[Reply]


class _Probe(Struct):
    requests: Raw = Raw()


_probe = msgspec.json.Decoder(_Probe)
_batch = msgspec.json.Decoder(Batch)
_request = msgspec.json.Decoder(Request)


def decode(raw: bytes) -> Request | Batch:
    """A batch when the body has `requests`, else one request."""
    return _batch.decode(raw) if bytes(_probe.decode(raw).requests) else _request.decode(raw)


async def submit(call: Call) -> Response | Problem:
    """Have one request or a batch judged and recorded."""
    body: Request | Batch = call.body
    requests = (body,) if isinstance(body, Request) else body.requests
    most = call.office.settings.limits.batch_requests
    if not 1 <= len(requests) <= most:
        return problem(422, f"A batch holds 1 to {most} requests, not {len(requests)}.", field="requests")
    wrong = _wrong(requests)
    if wrong is not None:
        return wrong
    if len(requests) > 1:
        wait_s = call.office.buckets.take(call.actor.id, COST_IN_BATCH * len(requests))
        if wait_s:
            return too_many(wait_s)
    principal = call.principal
    assert principal is not None
    atomic = isinstance(body, Batch) and body.atomic
    replies = await call.office.desk.submit(requests, call.actor, principal.token_id, atomic=atomic)
    epoch = call.office.hub.epoch_for(call.scope)
    replies = [replace(reply, epoch=epoch) for reply in replies]
    if isinstance(body, Request):
        return answered(replies[0])
    if all(reply.status is Status.UNAVAILABLE for reply in replies):
        return answered(replies[0])
    return made(msgspec.json.encode(Replies(replies=replies)))


def _wrong(requests: Sequence[Request]) -> Problem | None:
    """What keeps these from being taken; in a batch one id cannot stand for two different requests."""
    seen: dict[str, Request] = {}
    for place, request in enumerate(requests):
        field, sentence = wrong_in(request)
        if not sentence and seen.setdefault(request.id, request) != request:
            field = f"requests[{place}].id"
            sentence = f"{field}: {request.id} is the id of another request of this batch."
        if sentence:
            return problem(422, sentence, field=field)
    return None


def answered(reply: Reply) -> Response:
    """One reply as a response; what was not applied is a problem that holds the reply's fields."""
    status = problems.status_of(reply)
    if status == 200:
        return made(msgspec.json.encode(reply))
    headers = {"Retry_After": str(max(1, round(reply.retry_after_s)))} if reply.retry_after_s is not None else {}
    return made(problems.encode(problems.of_reply(reply)), problems.MEDIA_TYPE, status, **headers)


ENDPOINTS = (
    Endpoint(
        method="POST",
        path="/commands",
        summary="Ask for one act, or for up to a hundred; the same id is answered once.",
        handle=submit,
        body=(Request, Batch),
        decode=decode,
        large=True,
        answer=(Reply, Replies),
        refusal=(ReplyProblem, Problem),
        problems=(403, 404, 409, 422, 500, 503),
    ),
)
