"""The live board for a command that runs once: a session without a screen, kept only as long as it is needed.

Raises: UserError when the server does not know the token; Unavailable when it does not answer in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from dispatchtui.client.credentials import known
from dispatchtui.client.session import Session
from dispatchtui.client.sync import Phase
from dispatchtui.errors import Unavailable, UserError

WITHIN_S = 10.0
"""How long the board may take to come."""


@asynccontextmanager
async def live(url: str = "", token: str = "", within_s: float = WITHIN_S) -> AsyncIterator[Session]:
    """Open a session to the server that the console would find, and wait until its board is recent."""
    found = known(url, token)
    session = Session(found.url, found.token)
    running = asyncio.create_task(session.run())
    try:
        await _recent(session, running, within_s)
        yield session
    finally:
        await session.close()
        await asyncio.gather(running, return_exceptions=True)


async def _recent(session: Session, running: asyncio.Task[None], within_s: float) -> None:
    turned = asyncio.Event()
    stop = session.listen(lambda _batch: turned.set())
    try:
        async with asyncio.timeout(within_s):
            while not session.live:
                if running.done():
                    running.result()
                if session.sync.phase is Phase.REFUSED:
                    raise UserError(session.sync.sentence)
                if session.sync.phase is Phase.OFFLINE and session.sync.since:  # it has tried
                    raise Unavailable(f"{session.url}: {session.sync.sentence}")
                await turned.wait()
                turned.clear()
    except TimeoutError:
        why = session.sync.sentence or "it says nothing."
        raise Unavailable(f"No board from {session.url} within {within_s:.0f} s: {why}") from None
    finally:
        stop()
