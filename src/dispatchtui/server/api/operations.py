"""For whoever runs the server: is it alive, can it record, what does it count, what can be asked."""

from __future__ import annotations

import asyncio

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from starlette.responses import Response

from dispatchtui.core.scope import scope_of
from dispatchtui.protocol.frames import Snapshot
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint, made

TEXT = "text/plain; version=0.0.4"


class Well(Struct, frozen=True, kw_only=True):
    """All is well."""

    status: str = "ok"


class Ready(Struct, frozen=True, kw_only=True):
    """It can record; `seq` is the last fact, `notices` what its operator should know."""

    status: str
    epoch: str
    seq: int
    waiting: int
    readers: int
    notices: tuple[str, ...] = ()


async def livez(_: Call) -> Well:
    """The process answers."""
    return Well()


async def readyz(call: Call) -> Ready | Problem:
    """The desk can record, or why not."""
    office = call.office
    if office.desk.trouble:
        return problem(503, office.desk.trouble, retry_after_s=1.0, notices=office.notices)
    return Ready(status="ok", epoch=office.hub.epoch, seq=office.hub.window.head, waiting=office.desk.waiting,
                 readers=len(office.hub.readers), notices=office.notices)  # fmt: skip


async def metrics(call: Call) -> Response:
    """What the server counts, for Prometheus."""
    return made(call.office.metrics.exposition(), TEXT)


async def snapshot(call: Call) -> Response:
    """Every row in the asker's scope, as the feed would send it."""
    hub, scope = call.office.hub, scope_of(call.actor)
    frame = replace(hub.snapshot_of(scope), positions=hub.seen(scope))
    body = await asyncio.to_thread(msgspec.json.encode, frame)
    return made(body, ETag=f'"{frame.epoch}:{frame.seq}:{frame.digest}"')


async def openapi(_: Call) -> Response:
    """This very description."""
    from dispatchtui.server.openapi import document  # noqa: PLC0415  (it reads the table that this row is in)

    return made(document())


ENDPOINTS = (
    Endpoint(method="GET", path="/snapshot", summary="Every row in scope.", handle=snapshot, answer=Snapshot),
    Endpoint(method="GET", path="/livez", summary="Whether the process answers.", handle=livez, public=True,
             answer=Well),
    Endpoint(method="GET", path="/readyz", summary="Whether the desk can record.", handle=readyz, public=True,
             answer=Ready, problems=(503,)),
    Endpoint(method="GET", path="/metrics", summary="Counters for Prometheus.", handle=metrics, answer=str, media=TEXT,
             public=True),
    Endpoint(method="GET", path="/openapi.json", summary="This description.", handle=openapi, public=True,
             answer=dict[str, object]),
)  # fmt: skip
