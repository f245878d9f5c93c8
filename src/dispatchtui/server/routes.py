"""One table of everything that can be asked over HTTP: the application and its OpenAPI read it.

A handler is given a `Call` whose body and query are decoded and checked, and whose asker has the
right that the row names; it answers a value, a `Problem`, or a finished response.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from starlette.responses import Response

from dispatchtui.core.rights import Actor
from dispatchtui.core.scope import Scope, scope_of
from dispatchtui.server.access import Principal

if TYPE_CHECKING:
    from dispatchtui.server.office import Office

PREFIX = "/api/v1"


class Call(Struct, frozen=True):
    """One request that passed the door."""

    office: Office
    principal: Principal | None
    path: dict[str, str]
    query: Any
    body: Any
    address: str

    @property
    def actor(self) -> Actor:
        """Who asks; only public endpoints have nobody."""
        assert self.principal is not None
        return self.principal.actor

    @property
    def scope(self) -> Scope:
        """What the asker may see."""
        return scope_of(self.actor)


class Endpoint(Struct, frozen=True, kw_only=True):
    """One row of the table.

    `right` is needed on top of a token; `body` and `query` are the types that are decoded;
    `answer` is the type of a 200 in `media` (a tuple: any one of several); `problems` are the
    statuses of its own refusals.
    """

    method: str
    path: str
    summary: str
    handle: Callable[[Call], Awaitable[Any]]
    public: bool = False
    right: str = ""
    body: Any = None
    large: bool = False
    query: Any = None
    answer: Any = None
    media: str = "application/json"
    problems: tuple[int, ...] = ()
    decode: Callable[[bytes], Any] | None = None
    refusal: Any = None


def made(content: bytes, media: str = "application/json", status: int = 200, **headers: str) -> Response:
    """A response whose body is ready."""
    return Response(content, status, headers={name.replace("_", "-"): value for name, value in headers.items()},
                    media_type=media)  # fmt: skip
