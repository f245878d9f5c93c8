"""The door: every request is counted, limited, known, decoded and checked before a handler sees it.

Every refusal is a problem document. Handlers answer values; what they raise is a fault of ours
and costs only their own request.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from dispatchtui.core.rights import RIGHTS
from dispatchtui.errors import StorageError
from dispatchtui.server import problems
from dispatchtui.server.api import ENDPOINTS
from dispatchtui.server.api.feed import feed
from dispatchtui.server.hostile import lone_surrogate
from dispatchtui.server.limits import body_of, too_deep, too_many
from dispatchtui.server.office import Office
from dispatchtui.server.problems import Problem, lacks, problem
from dispatchtui.server.routes import PREFIX, Call, Endpoint, made
from dispatchtui.settings import LOOPBACK

log = logging.getLogger(__name__)
_FIELD = re.compile(r" - at `\$\.?([^`]*)`")
FEED = f"{PREFIX}/feed"
Handler = Callable[[Request], Awaitable[Response]]


def application(office: Office) -> ASGIApp:
    """The ASGI application of one office."""
    serving = {PREFIX + path: (_serve(office, rows), [row.method for row in rows]) for path, rows in _by_path().items()}
    routes = [Route(path, handle, methods=methods) for path, (handle, methods) in serving.items()]
    operations = [
        Route(row.path, _serve(office, [row]), methods=[row.method])
        for row in ENDPOINTS
        if row.path in ("/livez", "/readyz", "/metrics")
    ]

    star = Starlette(
        routes=[*routes, *operations],
        exception_handlers={404: _nowhere, 405: _not_that_way},
    )
    fixed = {(method, path): handle for path, (handle, methods) in serving.items() for method in methods
             if "{" not in path}  # fmt: skip
    return Door(star, office, fixed)


class Door:
    """Lets in only who names this server and is no browser's page."""

    def __init__(self, app: ASGIApp, office: Office, fixed: Mapping[tuple[str, str], Handler]) -> None:
        """Stand before the application; `fixed` are the handlers of paths that need no routing."""
        self._fixed = fixed
        settings = office.settings
        self._app = app
        self._office = office
        self._hosts = {name.lower() for name in (*LOOPBACK, "[::1]", settings.host, *settings.hosts)}
        self._any = settings.host in ("0.0.0.0", "::") and not settings.hosts  # noqa: S104  (a comparison)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check `Host` and `Origin`, then pass on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name: value for name, value in scope["headers"] if name in (b"host", b"origin")}
        wrong = self._wrong(headers)
        if wrong is None and scope["type"] == "websocket" and scope["path"] == FEED:
            # Past the framework: a frame goes out to many, and each layer would be paid for each of them.
            await feed(WebSocket(scope, receive, send), send, self._office)
        elif wrong is None:
            handle = self._fixed.get((scope.get("method", ""), scope["path"]))
            if handle is None:
                await self._app(scope, receive, send)
            else:
                await (await handle(Request(scope, receive, send)))(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4403, "reason": wrong.detail})
        else:
            await _refusal(wrong)(scope, receive, send)

    def _wrong(self, headers: dict[bytes, bytes]) -> Problem | None:
        if b"origin" in headers:
            return problem(403, "No web page may speak to this server: a request with an Origin is refused.")
        host = headers.get(b"host", b"").decode("latin-1").lower()
        name = host.rpartition(":")[0] if re.search(r":\d*$", host) else host
        if not self._any and name not in self._hosts:
            return problem(421, f"This server is not called {name[:80] or 'nothing'}; the setting `hosts` says how.")
        return None


def _by_path() -> dict[str, list[Endpoint]]:
    found: dict[str, list[Endpoint]] = {}
    for row in ENDPOINTS:
        found.setdefault(row.path, []).append(row)
    return found


def _serve(office: Office, rows: list[Endpoint]) -> Handler:
    """One handler for the methods of a path."""
    by_method = {row.method: _Entrance(office, row) for row in rows}

    async def handle(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await by_method[method].answer(request)

    return handle


class _Entrance:
    """One endpoint's way in."""

    def __init__(self, office: Office, row: Endpoint) -> None:
        self._office = office
        self._row = row
        limits = office.settings.limits
        self._most = limits.batch_bytes if row.large else limits.body_bytes
        self._depth = limits.depth
        self._decode = row.decode or (msgspec.json.Decoder(row.body).decode if row.body is not None else None)

    async def answer(self, request: Request) -> Response:
        """Let a request in and put the answer into a response."""
        try:
            found = await self._answer(request)
        except StorageError as error:
            found = problem(503, error.sentence, retry_after_s=1.0)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception:
            log.exception("%s %s failed", request.method, request.url.path)
            found = problem(500, "This request failed inside the server; its log says how.")
        if isinstance(found, Response):
            return found
        if isinstance(found, Problem):
            return _refusal(found)
        return made(msgspec.json.encode(found), self._row.media)

    async def _answer(self, request: Request) -> Any:
        row, office = self._row, self._office
        address = request.client.host if request.client else ""
        principal = None
        if not row.public:
            principal = await office.access.who(request.headers.get("authorization", ""))
            if principal is None:
                return problem(401, "A token is needed that is known, not expired and not revoked.")
        wait_s = office.buckets.take(principal.actor.id if principal else f"address {address}")
        if wait_s:
            return too_many(wait_s)
        if row.right and principal and not principal.actor.may(row.right):
            return lacks(principal.actor.name or principal.actor.id, row.right, RIGHTS[row.right])
        query = _query(row, request)
        if isinstance(query, Problem):
            return query
        body = await self._body(request) if self._decode is not None else None
        if isinstance(body, Problem):
            return body
        return await row.handle(Call(office, principal, dict(request.path_params), query, body, address))

    async def _body(self, request: Request) -> Any:
        raw = await body_of(request.stream(), request.headers, self._most)
        if isinstance(raw, Problem):
            return raw
        if too_deep(raw, self._depth):
            return problem(400, f"The JSON nests deeper than {self._depth} levels.")
        assert self._decode is not None
        try:
            return self._decode(raw)
        except msgspec.ValidationError as error:
            return _invalid(str(error))
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            return problem(400, f"The body is not JSON: {lone_surrogate(raw) or error}.")


def _query(row: Endpoint, request: Request) -> Any:
    known = row.query.__struct_fields__ if row.query is not None else ()
    if request.scope["query_string"] and not row.public:
        wrong = _unasked(request.query_params.multi_items(), known)
        if wrong is not None:
            return wrong
    if row.query is None:
        return None
    try:
        return msgspec.convert(dict(request.query_params), row.query, strict=False)
    except msgspec.ValidationError as error:
        return _invalid(str(error))


def _unasked(given: list[tuple[str, str]], known: tuple[str, ...]) -> Problem | None:
    """Refuse a parameter that nobody reads, or one that is given twice."""
    seen = set()
    for name, _ in given:
        if name not in known:
            right = f"the parameters here are {', '.join(known)}" if known else "there are none here"
            return problem(422, f"{name[:60]!r} is not a parameter; {right}.", field=name[:60])
        if name in seen:
            return problem(422, f"{name} is given more than once.", field=name)
        seen.add(name)
    return None


def _invalid(said: str) -> Problem:
    found = _FIELD.search(said)
    field = found.group(1) if found else ""
    sentence = _FIELD.sub("", said)
    return problem(422, f"{field}: {sentence}." if field else f"{sentence}.", field=field)


def _refusal(found: Problem) -> Response:
    headers = {}
    if found.retry_after_s is not None:
        headers["Retry_After"] = str(max(1, round(found.retry_after_s)))
    if found.status == 401:
        headers["WWW_Authenticate"] = "Bearer"
    if found.status == 413:
        headers["Connection"] = "close"
    return made(problems.encode(found), problems.MEDIA_TYPE, found.status, **headers)


async def _nowhere(request: Request, _: Exception) -> Response:
    return _refusal(problem(404, f"There is nothing at {request.url.path[:80]}."))


async def _not_that_way(request: Request, error: Exception) -> Response:
    response = _refusal(problem(405, f"{request.method[:16]} is not for this address."))
    response.headers.update(getattr(error, "headers", None) or {})
    return response
