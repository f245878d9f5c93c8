"""Who is asking: tokens to principals, kept for half a second, and passwords to tokens.

A revoked or expired token, a disabled user and a changed role take effect within a second on this
node, wherever they were changed: what is known of tokens in use is read anew twice a second.
Raises: StorageError when the database cannot be asked.
"""

from __future__ import annotations

import asyncio
import getpass
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from dispatchtui.core.rights import Actor
from dispatchtui.core.text import MOST_NAME, cleaned
from dispatchtui.server.limits import Buckets
from dispatchtui.settings import Limits
from dispatchtui.store import Store
from dispatchtui.store.principals import Principals, Token

T = TypeVar("T")
REFRESH_S = 0.5
IDLE_S = 60.0
"""A token that nobody showed for so long is looked up again when it comes."""
LOCAL_USER = "local"
LOCAL_LABEL = "this machine"
LOCAL_DAYS = 3650
LOGIN_DAYS = 30
DAY_S = 86_400
MOST_SECRET = 256


class Principal(Struct, frozen=True, kw_only=True):
    """Who holds a token; `secret` stays in memory and is never shown."""

    actor: Actor
    token_id: str
    secret: str

    def __repr__(self) -> str:
        return f"Principal({self.actor.id}, token {self.token_id})"


class Access:
    """The principals that one node knows."""

    def __init__(self, store: Store, limits: Limits) -> None:
        """Know nobody yet."""
        self.principals = Principals(store)
        self._known: dict[str, tuple[Principal, float]] = {}
        self._passwords = ThreadPoolExecutor(2, thread_name_prefix="passwords")
        self._lookups = ThreadPoolExecutor(2, thread_name_prefix="principals")
        self._logins = Buckets(limits.logins_per_minute / 60, limits.logins_per_minute)

    def close(self) -> None:
        """Let the threads end."""
        self._passwords.shutdown(wait=False, cancel_futures=True)
        self._lookups.shutdown(wait=False, cancel_futures=True)

    async def who(self, header: str) -> Principal | None:
        """Who an `Authorization` header stands for."""
        scheme, _, secret = header.partition(" ")
        secret = secret.strip()
        if scheme.lower() != "bearer" or not secret or len(secret) > MOST_SECRET:
            return None
        known = self._known.get(secret)
        if known is None:
            found = await self._ask(self._look_up, secret)
            if found is None:
                return None
            known = (found, 0.0)
        self._known[secret] = (known[0], time.monotonic())
        return known[0]

    def now(self, principal: Principal) -> Principal | None:
        """The same principal as it stands now, or nothing when it may not enter any more."""
        known = self._known.get(principal.secret)
        return known[0] if known else None

    async def refresh(self, in_use: set[str]) -> None:
        """Look again at every token that was shown lately or holds a socket."""
        horizon = time.monotonic() - IDLE_S
        for secret, (_, shown) in list(self._known.items()):
            if shown < horizon and secret not in in_use:
                del self._known[secret]
        secrets = list(self._known)
        if secrets:
            for secret, found in zip(secrets, await self._ask(self._look_up_all, secrets), strict=True):
                if found is None:
                    self._known.pop(secret, None)
                elif secret in self._known:
                    self._known[secret] = (found, self._known[secret][1])

    async def note_use(self) -> None:
        """Write down which tokens were used."""
        ids = [principal.token_id for principal, _ in self._known.values()]
        if ids:
            await self._ask(lambda _: self.principals.used(ids, int(time.time())), None)

    async def run(self, act: Callable[[Principals], T]) -> T:
        """Do something with users and tokens off the loop."""
        return await self._ask(act, self.principals)

    async def log_in(self, user: str, password: str, address: str) -> tuple[Token, str] | float | None:
        """A fresh token for a password; seconds to wait when asked too often, nothing when it is wrong."""
        wait_s = max(self._logins.take(f"user {user}"), self._logins.take(f"address {address}"))
        if wait_s:
            return wait_s
        loop = asyncio.get_running_loop()
        actor = await loop.run_in_executor(self._passwords, self.principals.check_password, user, password)
        if actor is None:
            return None
        now_s = int(time.time())
        return await self._ask(
            lambda _: self.principals.issue(actor.id, "login", now_s, now_s + LOGIN_DAYS * DAY_S), None
        )

    async def _ask(self, act: Callable[..., T], value: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._lookups, act, value)

    def _look_up(self, secret: str) -> Principal | None:
        found = self.principals.authenticate(secret, int(time.time()))
        return None if found is None else Principal(actor=found[0], token_id=found[1], secret=secret)

    def _look_up_all(self, secrets: list[str]) -> list[Principal | None]:
        return [self._look_up(secret) for secret in secrets]


def local_token(store: Store, home: Path) -> str:
    """A fresh token for this machine's own user, who is made on the first start and may do everything.

    Tokens of former starts from the same home are revoked, so that what lies in old files is worth nothing.
    """
    label = f"{LOCAL_LABEL}: {socket.gethostname()} {home.absolute()}"[:MOST_NAME]
    principals = Principals(store)
    now_s = int(time.time())
    with store.reading() as connection:
        present = connection.one("SELECT 1 FROM principal WHERE id = ?", (LOCAL_USER,))
        former = connection.all(
            "SELECT id FROM token WHERE principal_id = ? AND label = ? AND revoked_s IS NULL", (LOCAL_USER, label)
        )
    if present is None:
        principals.add_user(Actor(id=LOCAL_USER, name=_own_name(), roles=("admin",)), now_s)
    for (token_id,) in former:
        principals.revoke(token_id, now_s)
    _, secret = principals.issue(LOCAL_USER, label, now_s, now_s + LOCAL_DAYS * DAY_S)
    return secret


def _own_name() -> str:
    try:
        return cleaned(getpass.getuser(), MOST_NAME)
    except (KeyError, OSError):
        return LOCAL_USER
