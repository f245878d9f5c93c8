"""Users and tokens: passwords by argon2id, tokens known only by their hash.

Times are real seconds, never a simulated day's.
Source: OWASP password storage, argon2id with 19 MiB, two passes, one lane.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from dispatchtui.core.rights import ROLES, Actor
from dispatchtui.errors import UserError
from dispatchtui.store.store import Store

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TOKEN_PREFIX = "dsp_"  # noqa: S105  (what a token begins with, so that it is known when it leaks)
USED_EVERY_S = 60
"""A token's last use is written at most this often."""
_ACTOR = "p.id, p.name, p.roles, p.territories, p.technician_id"


class User(Struct, frozen=True, kw_only=True):
    """A principal as it is listed; never its password."""

    id: str
    name: str
    roles: tuple[str, ...]
    territories: tuple[str, ...]
    technician_id: str
    disabled: bool
    has_password: bool
    created_s: int


class Token(Struct, frozen=True, kw_only=True):
    """A token as it is listed; never the secret."""

    id: str
    user_id: str
    label: str
    created_s: int
    expires_s: int
    last_used_s: int | None = None
    revoked_s: int | None = None


class Principals:
    """The users and tokens of one store."""

    def __init__(self, store: Store) -> None:
        """Keep them in this store."""
        self._store = store

    def add_user(self, actor: Actor, now_s: int, password: str = "") -> None:
        """Add a user with the actor's id, name, roles and territories; without a password only tokens let in.

        Raises: UserError for an id that is taken or a role that does not exist.
        """
        _known(actor.roles)
        hashed = hash_password(password) if password else ""
        values = (*_columns(actor), hashed, False, now_s)
        with self._store.turn() as connection:
            added = connection.execute(
                "INSERT INTO principal (id, name, roles, territories, technician_id, password_hash, disabled, "
                "created_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                values,
            ).rowcount
        if not added:
            raise UserError(f"There is already a user {actor.id}.")

    def change_user(self, actor: Actor) -> None:
        """Give a user another name, other roles or other territories."""
        _known(actor.roles)
        user_id, *rest = _columns(actor)
        self._update(
            "UPDATE principal SET name = ?, roles = ?, territories = ?, technician_id = ? WHERE id = ?",
            (*rest, user_id),
        )

    def set_password(self, user_id: str, password: str) -> None:
        """Give a user a new password; an empty one lets in by token alone."""
        hashed = hash_password(password) if password else ""
        self._update("UPDATE principal SET password_hash = ? WHERE id = ?", (hashed, user_id))

    def set_disabled(self, user_id: str, *, disabled: bool) -> None:
        """Shut a user out, tokens included, or let them in again."""
        self._update("UPDATE principal SET disabled = ? WHERE id = ?", (disabled, user_id))

    def check_password(self, user_id: str, password: str) -> Actor | None:
        """Who this is, or nothing; as slow for a user who does not exist as for a wrong password.

        Cost: some 20 ms of one core, by intent; call it in an executor that bounds how many at once.
        """
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415  (only logins pay)

        query = f"SELECT {_ACTOR}, p.password_hash FROM principal p WHERE p.id = ? AND NOT p.disabled"  # noqa: S608
        row = self._store.one(query, (user_id,))
        hashed = row[5] if row is not None and row[5] else _decoy()
        try:
            _hasher().verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return None
        return _actor(row) if row is not None and row[5] else None

    def users(self) -> list[User]:
        """Every user, by id."""
        from sqlmodel import select  # noqa: PLC0415  (the write path does without it)

        from dispatchtui.store.tables import PrincipalTable  # noqa: PLC0415

        with self._store.session() as session:
            found = session.exec(select(PrincipalTable).order_by(PrincipalTable.id)).all()
            return [
                User(id=row.id, name=row.name, roles=_names(row.roles), territories=_names(row.territories),
                     technician_id=row.technician_id, disabled=row.disabled, has_password=bool(row.password_hash),
                     created_s=row.created_s)
                for row in found
            ]  # fmt: skip

    def issue(self, user_id: str, label: str, now_s: int, expires_s: int) -> tuple[Token, str]:
        """Make a token; its secret is told here and never again."""
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        token = Token(id=secrets.token_hex(6), user_id=user_id, label=label, created_s=now_s, expires_s=expires_s)
        with self._store.turn() as connection:
            if connection.one("SELECT 1 FROM principal WHERE id = ?", (user_id,)) is None:
                raise UserError(f"There is no user {user_id}.")
            connection.execute(
                "INSERT INTO token (id, principal_id, sha256, label, created_s, expires_s) VALUES (?, ?, ?, ?, ?, ?)",
                (token.id, user_id, _digest(secret), label, now_s, expires_s),
            )
        return token, secret

    def authenticate(self, secret: str, now_s: int) -> tuple[Actor, str] | None:
        """Who holds this token, and the token's id; nothing for one unknown, expired, revoked or shut out.

        Cost: one look-up; the last use is written at most once a minute, by `used`.
        """
        query = (
            f"SELECT {_ACTOR}, t.id FROM token t JOIN principal p ON p.id = t.principal_id "  # noqa: S608
            "WHERE t.sha256 = ? AND t.revoked_s IS NULL AND t.expires_s > ? AND NOT p.disabled"
        )
        row = self._store.one(query, (_digest(secret), now_s))
        return None if row is None else (_actor(row), str(row[5]))

    def used(self, token_ids: Sequence[str], now_s: int) -> None:
        """Write when tokens were last used, where that was more than a minute ago."""
        with self._store.turn() as connection:
            connection.executemany(
                "UPDATE token SET last_used_s = ? WHERE id = ? AND (last_used_s IS NULL OR last_used_s < ?)",
                [(now_s, token_id, now_s - USED_EVERY_S) for token_id in token_ids],
            )

    def revoke(self, token_id: str, now_s: int) -> bool:
        """Revoke a token; answer whether there was one that still let in."""
        with self._store.turn() as connection:
            query = "UPDATE token SET revoked_s = ? WHERE id = ? AND revoked_s IS NULL"
            return bool(connection.execute(query, (now_s, token_id)).rowcount)

    def tokens(self, user_id: str = "") -> list[Token]:
        """Every token, or one user's, oldest first."""
        from sqlmodel import col, select  # noqa: PLC0415  (the write path does without it)

        from dispatchtui.store.tables import TokenTable  # noqa: PLC0415

        query = select(TokenTable).order_by(col(TokenTable.created_s), TokenTable.id)
        if user_id:
            query = query.where(TokenTable.principal_id == user_id)
        with self._store.session() as session:
            return [
                Token(id=row.id, user_id=row.principal_id, label=row.label, created_s=row.created_s,
                      expires_s=row.expires_s, last_used_s=row.last_used_s, revoked_s=row.revoked_s)
                for row in session.exec(query).all()
            ]  # fmt: skip

    def _update(self, sql: str, values: tuple[Any, ...]) -> None:
        with self._store.turn() as connection:
            if not connection.execute(sql, values).rowcount:
                raise UserError(f"There is no user {values[-1]}.")


def hash_password(password: str) -> str:
    """Hash a password for keeping."""
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # noqa: PLC0415  (only logins pay for it)

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _decoy() -> str:
    return hash_password(secrets.token_urlsafe())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _columns(actor: Actor) -> tuple[str, ...]:
    roles, territories = (msgspec.json.encode(names).decode() for names in (actor.roles, actor.territories))
    return actor.id, actor.name, roles, territories, actor.technician_id


def _actor(row: Sequence[Any]) -> Actor:
    return Actor(id=row[0], name=row[1], roles=_names(row[2]), territories=_names(row[3]), technician_id=row[4])


def _names(raw: str) -> tuple[str, ...]:
    return msgspec.json.decode(raw, type=tuple[str, ...])


def _known(roles: Sequence[str]) -> None:
    for role in roles:
        if role not in ROLES:
            raise UserError(f"There is no role {role}; there are {', '.join(sorted(ROLES))}.")
