"""Users and tokens, for whoever holds the right to manage them."""

from __future__ import annotations

import time

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.rights import Actor
from dispatchtui.errors import UserError
from dispatchtui.server.hostile import wrong_in_value
from dispatchtui.server.problems import Problem, problem
from dispatchtui.server.routes import Call, Endpoint
from dispatchtui.store.principals import Principals, Token, User

DAY_S = 86_400
MOST_DAYS = 3_660.0
LEAST_PASSWORD, MOST_PASSWORD = 8, 200


class UserIn(Struct, frozen=True, kw_only=True):
    """A user to be; one of the same id is changed, and of what is absent nothing.

    A new user without a name is called by the id, and sees every territory unless some are named.
    """

    id: str
    name: str | None = None
    roles: tuple[str, ...] | None = None
    territories: tuple[str, ...] | None = None
    technician_id: str | None = None
    password: str | None = None

    def over(self, before: User | None) -> Actor:
        """The user as it will be."""
        if before is not None:
            kept = Actor(id=self.id, name=before.name, roles=before.roles, territories=before.territories,
                         technician_id=before.technician_id)  # fmt: skip
        else:
            kept = Actor(id=self.id, name=self.id)
        said = {name: getattr(self, name) for name in ("name", "roles", "territories", "technician_id")}
        return replace(kept, **{name: value for name, value in said.items() if value is not None})


class TokenIn(Struct, frozen=True, kw_only=True):
    """A token to be."""

    user: str
    label: str = ""
    days: float = 90.0


class TokenOut(Struct, frozen=True, kw_only=True):
    """A token as it is listed; never the secret."""

    id: str
    user: str
    label: str
    created_s: int
    expires_s: int
    last_used_s: int | None = None
    revoked_s: int | None = None


class Issued(TokenOut, frozen=True, kw_only=True):
    """A fresh token; `token` is the secret, told once."""

    token: str


class Done(Struct, frozen=True, kw_only=True):
    """What was changed."""

    id: str


async def users(call: Call) -> list[User]:
    """Every user."""
    return await call.office.access.run(Principals.users)


async def put_user(call: Call) -> Done | Problem:
    """Add a user, or change the one of that id; who was disabled is let in again."""
    body: UserIn = call.body
    field, sentence = wrong_in_value(replace(body, password=None))
    if not body.id.strip():
        field, sentence = "id", "A user needs an id."
    if not sentence and body.password is not None and not LEAST_PASSWORD <= len(body.password) <= MOST_PASSWORD:
        field, sentence = "password", f"A password has {LEAST_PASSWORD} to {MOST_PASSWORD} characters."
    if sentence:
        return problem(422, sentence, field=field)

    def put(principals: Principals) -> Problem | None:
        before = next((user for user in principals.users() if user.id == body.id), None)
        actor = body.over(before)
        try:
            if before is not None:
                principals.change_user(actor)
                principals.set_disabled(actor.id, disabled=False)
                if body.password is not None:
                    principals.set_password(actor.id, body.password)
            else:
                principals.add_user(actor, int(time.time()), body.password or "")
        except UserError as error:
            return problem(422, error.sentence, field="roles")
        return None

    return await call.office.access.run(put) or Done(id=body.id)


async def disable_user(call: Call) -> Done | Problem:
    """Shut a user out, tokens and sockets included."""
    user_id = call.path["user_id"]
    if user_id == call.actor.id:
        return problem(422, "You cannot disable yourself.", field="user_id")

    def disable(principals: Principals) -> Problem | None:
        try:
            principals.set_disabled(user_id, disabled=True)
        except UserError as error:
            return problem(404, error.sentence)
        return None

    return await _known(call, user_id, disable) or Done(id=user_id)


async def tokens(call: Call) -> list[TokenOut]:
    """Every token."""
    found = await call.office.access.run(Principals.tokens)
    return [_listed(token) for token in found]


async def add_token(call: Call) -> Issued | Problem:
    """Make a token for a user."""
    body: TokenIn = call.body
    field, sentence = wrong_in_value(body)
    if not sentence and not 0 < body.days <= MOST_DAYS:
        field, sentence = "days", f"A token lasts more than 0 and at most {MOST_DAYS:g} days."
    if sentence:
        return problem(422, sentence, field=field)
    now_s = int(time.time())
    expires_s = now_s + max(1, int(body.days * DAY_S))

    def issue(principals: Principals) -> tuple[Token, str] | Problem:
        try:
            return principals.issue(body.user, body.label, now_s, expires_s)
        except UserError as error:
            return problem(404, error.sentence, field="user")

    found = await call.office.access.run(issue)
    if isinstance(found, Problem):
        return found
    token, secret = found
    return Issued(id=token.id, user=token.user_id, label=token.label, created_s=token.created_s,
                  expires_s=token.expires_s, token=secret)  # fmt: skip


async def revoke_token(call: Call) -> Done | Problem:
    """Revoke a token; its sockets close within a second."""
    token_id = call.path["token_id"]

    def revoke(principals: Principals) -> Problem | None:
        if principals.revoke(token_id, int(time.time())):
            return None
        return problem(404, f"There is no token {token_id[:60]} that still lets in.")

    return await _known(call, token_id, revoke) or Done(id=token_id)


async def _known(call: Call, name: str, act: object) -> Problem | None:
    if "\x00" in name:
        return problem(404, "There is none of that name.")
    return await call.office.access.run(act)  # type: ignore[arg-type]


def _listed(token: Token) -> TokenOut:
    return TokenOut(id=token.id, user=token.user_id, label=token.label, created_s=token.created_s,
                    expires_s=token.expires_s, last_used_s=token.last_used_s, revoked_s=token.revoked_s)  # fmt: skip


ENDPOINTS = (
    Endpoint(method="GET", path="/users", summary="List users.", handle=users, right="users", answer=list[User],
             problems=(503,)),
    Endpoint(method="POST", path="/users", summary="Add or change a user.", handle=put_user, right="users",
             body=UserIn, answer=Done, problems=(422, 503)),
    Endpoint(method="DELETE", path="/users/{user_id}", summary="Disable a user.", handle=disable_user, right="users",
             answer=Done, problems=(404, 422, 503)),
    Endpoint(method="GET", path="/tokens", summary="List tokens.", handle=tokens, right="users",
             answer=list[TokenOut], problems=(503,)),
    Endpoint(method="POST", path="/tokens", summary="Make a token.", handle=add_token, right="users", body=TokenIn,
             answer=Issued, problems=(404, 422, 503)),
    Endpoint(method="DELETE", path="/tokens/{token_id}", summary="Revoke a token.", handle=revoke_token,
             right="users", answer=Done, problems=(404, 503)),
)  # fmt: skip
