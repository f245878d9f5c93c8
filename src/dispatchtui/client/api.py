"""The public API's reads, typed, for whoever needs more than the feed tells.

Raises: Unavailable when the server cannot be reached or does not answer; UserError for a no.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

import msgspec
from msgspec import Struct

from dispatchtui.client.transport import http_client
from dispatchtui.core.model import DurationModel, Position, Technician, Visit, WorkOrder
from dispatchtui.core.requests import Reply, Request
from dispatchtui.core.rights import Actor
from dispatchtui.errors import ProtocolError, Unavailable, UserError
from dispatchtui.protocol.frames import FactLine
from dispatchtui.risk.automation import Automated
from dispatchtui.risk.calibration import Report

if TYPE_CHECKING:
    from httpx import AsyncClient

T = TypeVar("T")
ROOT = "/api/v1"


class Brief(Struct, frozen=True, kw_only=True):
    """All that somebody who is sent to a visit may know of it."""

    visit: Visit
    work_order: WorkOrder
    technician: Technician | None = None
    position: Position | None = None
    facts: list[FactLine] = []


class Suggested(Struct, frozen=True, kw_only=True):
    """A planned duration that the days suggest, as it would be accepted, and why in a sentence."""

    model: DurationModel
    sentence: str


class Problem(Struct, frozen=True, kw_only=True):
    """A no over HTTP, as problem details say it."""

    title: str = ""
    detail: str = ""


class _Replies(Struct):
    replies: list[Reply]


class Api:
    """Reads and small writes over one connection; use it as an asynchronous context."""

    def __init__(self, url: str, token: str) -> None:
        """Remember the server; the connection opens with the first question."""
        self.url, self.token = url, token
        self._client: AsyncClient | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connection."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def me(self) -> Actor:
        """Who this token stands for."""
        return await self.get("/me", Actor)

    async def brief(self, visit_id: str) -> Brief:
        """One visit with its work order, site and technician."""
        return await self.get(f"/visits/{visit_id}", Brief)

    async def candidates(self, visit_id: str) -> dict[str, Any]:
        """Who could take a visit, ranked, and who could not and why."""
        return await self.get(f"/visits/{visit_id}/candidates", dict[str, Any])

    async def history(
        self, subject: str = "", *, after: int = 0, limit: int = 200, newest: bool = False
    ) -> list[FactLine]:
        """The facts of a row (`visits/V60`), or of everything, oldest first unless the newest are asked for."""
        params = {"subject": subject, "after": after, "limit": limit, "newest": str(newest).lower()}
        return await self.get("/history", list[FactLine], **params)

    async def risk_report(self) -> Report:
        """How good the predictions of the last thirty days were."""
        return await self.get("/risk/report", Report)

    async def suggestions(self) -> list[Suggested]:
        """The planned durations that the days suggest, what moves most work first."""
        return await self.get("/risk/suggestions", list[Suggested])

    async def automation(self) -> list[Automated]:
        """What the server decides without a person, and what it does not."""
        return await self.get("/automation", list[Automated])

    async def ask(self, requests: Sequence[Request], *, atomic: bool = False) -> list[Reply]:
        """Ask for several acts in one request; at most a hundred."""
        found = await self.post("/commands", {"requests": requests, "atomic": atomic}, _Replies)
        return found.replies

    async def report(self, positions: Sequence[Position]) -> None:
        """Say where devices are."""
        await self.post("/positions", {"positions": positions}, dict[str, int])

    async def get(self, path: str, kind: type[T], **params: Any) -> T:
        """Read a path under the API's root into a type."""
        return await self._call("GET", path, kind, params=params)

    async def post(self, path: str, body: object, kind: type[T]) -> T:
        """Write to a path under the API's root."""
        return await self._call("POST", path, kind, content=msgspec.json.encode(body))

    async def _call(
        self, method: str, path: str, kind: type[T], *, content: bytes | None = None, params: Any = None
    ) -> T:
        import httpx  # noqa: PLC0415  (nothing heavy before a connection is opened)

        if self._client is None:
            self._client = http_client(self.url, self.token)
        try:
            response = await self._client.request(method, ROOT + path, params=params, content=content,
                                                  headers={"Content-Type": "application/json"})  # fmt: skip
        except httpx.TransportError as error:
            raise Unavailable(f"The server at {self.url} cannot be reached.", hint=str(error)) from error
        if response.status_code >= 400:
            raise _refused(self.url, response.status_code, response.content)
        try:
            return msgspec.json.decode(response.content, type=kind)
        except msgspec.DecodeError as error:
            raise ProtocolError(f"The server's answer to {path} cannot be read: {error}.") from error


def _refused(url: str, status: int, content: bytes) -> Unavailable | UserError:
    try:
        problem = msgspec.json.decode(content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem()
    sentence = problem.detail or problem.title or f"The server at {url} answered {status}."
    return Unavailable(sentence) if status == 429 or status >= 500 else UserError(sentence)
