"""Sessions: who one is, and a token for a password."""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.rights import RIGHTS
from dispatchtui.server.limits import too_many
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint

MOST_PASSWORD = 1_024


class Me(Struct, frozen=True, kw_only=True):
    """Who the token stands for, and what they may do."""

    id: str
    name: str
    roles: tuple[str, ...]
    territories: tuple[str, ...]
    technician_id: str
    rights: tuple[str, ...]
    now_s: int


class Login(Struct, frozen=True, kw_only=True):
    """A user and a password."""

    user: str
    password: str


class LoggedIn(Struct, frozen=True, kw_only=True):
    """A fresh token; it is told once."""

    token: str
    id: str
    expires_s: int


async def me(call: Call) -> Me:
    """Who asks."""
    actor = call.actor
    return Me(
        id=actor.id,
        name=actor.name,
        roles=actor.roles,
        territories=actor.territories,
        technician_id=actor.technician_id,
        rights=tuple(right for right in RIGHTS if actor.may(right)),
        now_s=call.office.clock.now_s(),
    )


async def log_in(call: Call) -> LoggedIn | Problem:
    """Give a token for a password."""
    body: Login = call.body
    if "\x00" in body.user or not body.user or len(body.password) > MOST_PASSWORD:
        return problem(422, "A user and a password are needed.", field="user")
    found = await call.office.access.log_in(body.user[:MOST_PASSWORD], body.password, call.address)
    if isinstance(found, float):
        return too_many(found)
    if found is None:
        return problem(401, "User or password is not right.")
    token, secret = found
    return LoggedIn(token=secret, id=token.id, expires_s=token.expires_s)


ENDPOINTS = (
    Endpoint(method="GET", path="/me", summary="Who the token stands for.", handle=me, answer=Me),
    Endpoint(method="POST", path="/login", summary="A token for a user and a password.", handle=log_in, public=True,
             body=Login, answer=LoggedIn, problems=(401, 422, 429, 503)),
)  # fmt: skip
