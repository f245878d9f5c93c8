"""Asks the desk over HTTP until it answers, with the same identity, so that asking twice is harmless.

It promises: an answer of the desk, or the knowledge that nothing was done, or the plain words
that nobody knows. Source: idempotency keys as in the Stripe API and RFC 9110's retry rules.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from dispatchtui.client.transport import http_client
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.requests import Reply, Request, Status

if TYPE_CHECKING:
    from httpx import AsyncClient, Response

DEADLINE_S = 20.0
"""How long an answer is sought before it is said that nobody knows."""
COMMANDS_PATH = "/api/v1/commands"
FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 2.0
NOT_ASKED = "The server could not be reached; nothing was sent."
NOT_ANSWERED = "The server did not answer whether this was done; the board will tell."


class _Problem(Struct):
    """What a refusal of a whole request says."""

    detail: str = ""
    right: str = ""
    field: str = ""


class Denied(Struct, frozen=True):
    """The server does not know this token any more."""

    sentence: str


class Later(Struct, frozen=True):
    """The server wants to be asked again after some seconds; `perhaps` it has done it already."""

    in_s: float
    perhaps: bool = False


class Asker:
    """One HTTP connection to the desk."""

    def __init__(self, url: str, token: str, now: Callable[[], float], chance: Callable[[], float]) -> None:
        """Remember where to ask; nothing is opened before the first question."""
        self._url, self._token = url, token
        self._now, self._chance = now, chance
        self._client: AsyncClient | None = None
        self._former: list[AsyncClient] = []

    def client(self) -> AsyncClient:
        """The connection, opened when it is first needed."""
        if self._client is None:
            self._client = http_client(self._url, self._token)
        return self._client

    def move(self, url: str, token: str) -> None:
        """Ask somewhere else, or with another token, from now on."""
        if (url, token) != (self._url, self._token):
            self._url, self._token = url, token
            if self._client is not None:
                self._former.append(self._client)  # what was asked on it may still be answered
                self._client = None

    async def close(self) -> None:
        """Close every connection."""
        clients = [each for each in (self._client, *self._former) if each is not None]
        self._client = None
        self._former.clear()
        for client in clients:
            await client.aclose()

    async def ask(
        self, request: Request, *, deadline_s: float = DEADLINE_S, told: Callable[[], Reply | None] = lambda: None
    ) -> Reply | Denied:
        """Ask until there is an answer; `told` may know it from the feed before the desk says so."""
        import httpx  # noqa: PLC0415  (a console paints before it connects)

        body = msgspec.json.encode(request)
        until, wait_s, perhaps = self._now() + deadline_s, FIRST_WAIT_S, False
        while True:
            retry_s = 0.0
            try:
                async with asyncio.timeout(max(0.1, until - self._now())):
                    response = await self.client().post(
                        COMMANDS_PATH, content=body, headers={"Content-Type": "application/json"}
                    )
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
                pass  # nothing left this machine: the try proves nothing and costs nothing
            except (httpx.TransportError, TimeoutError):
                perhaps = True
            else:
                answer = read_answer(request, response)
                if not isinstance(answer, Later):
                    return answer
                retry_s, perhaps = answer.in_s, perhaps or answer.perhaps
            known = told()
            if known is not None:
                return known
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)
            pause_s = max(retry_s, wait_s * (0.5 + self._chance()))
            if self._now() + pause_s >= until:
                return unknown(request) if perhaps else unavailable(request, NOT_ASKED)
            await asyncio.sleep(pause_s)


def read_answer(request: Request, response: Response) -> Reply | Denied | Later:
    """What an HTTP response means: an answer, a token not known, or that one should ask again."""
    status = response.status_code
    if status == 401:
        return Denied(_problem(response).detail or "The server does not know this token: log in again.")
    try:
        reply = msgspec.json.decode(response.content, type=Reply)
    except msgspec.DecodeError:
        reply = None
    again = status == 429 or status >= 500
    if reply is not None:
        asks_again = again and reply.retry_after_s is not None
        doubt = reply.refusal is not None and reply.refusal.code is Code.UNKNOWN
        return Later(reply.retry_after_s or 0.0, doubt) if asks_again or doubt else reply
    if again:
        return Later(_seconds(response.headers.get("Retry-After", "")), status in (500, 502, 504))
    problem = _problem(response)
    refusal = Refusal(
        code=Code.FORBIDDEN if status == 403 else Code.INVALID,
        sentence=problem.detail or f"The server answered {status} to what was asked.",
        right=problem.right,
        field=problem.field,
    )
    return Reply(id=request.id, status=Status.REFUSED, refusal=refusal)


def unavailable(request: Request, sentence: str) -> Reply:
    """The answer of a client that could not ask: nothing was done."""
    refusal = Refusal(code=Code.UNAVAILABLE, sentence=sentence)
    return Reply(id=request.id, status=Status.UNAVAILABLE, refusal=refusal)


def unknown(request: Request) -> Reply:
    """The answer of a client that asked and heard nothing: it may have been done."""
    refusal = Refusal(code=Code.UNKNOWN, sentence=NOT_ANSWERED)
    return Reply(id=request.id, status=Status.UNAVAILABLE, refusal=refusal)


def _problem(response: Response) -> _Problem:
    try:
        return msgspec.json.decode(response.content, type=_Problem)
    except msgspec.DecodeError:
        return _Problem()


def _seconds(text: str) -> float:
    try:
        return min(30.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
