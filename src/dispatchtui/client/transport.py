"""How a server is reached: addresses, TLS and headers, for the feed and for HTTP alike.

Heavy libraries are imported when a connection is made, never before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ssl import SSLContext

    from httpx import AsyncClient
    from websockets.asyncio.client import ClientConnection

FEED_PATH = "/api/v1/feed"
OPEN_TIMEOUT_S = 6.0
ANSWER_TIMEOUT_S = 5.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_local(url: str) -> bool:
    """Whether an address is this machine's own, where no proxy belongs in between."""
    return (urlsplit(url).hostname or "") in _LOOPBACK


def http_client(url: str, token: str) -> AsyncClient:
    """Open a client for requests to the server; close it with `aclose`."""
    import httpx  # noqa: PLC0415

    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {token}"} if token else {},
        timeout=httpx.Timeout(ANSWER_TIMEOUT_S, connect=OPEN_TIMEOUT_S),
        verify=_trust(url) or True,
        trust_env=not is_local(url),
    )


async def open_feed(url: str, token: str) -> ClientConnection:
    """Open the feed's socket; frames are compressed by their sender, never by the socket.

    Raises: OSError, TimeoutError and the exceptions of `websockets`.
    """
    from websockets.asyncio.client import connect  # noqa: PLC0415

    return await connect(
        url.replace("http", "ws", 1) + FEED_PATH,
        additional_headers={"Authorization": f"Bearer {token}"},
        open_timeout=OPEN_TIMEOUT_S,
        close_timeout=0.5,
        ping_interval=None,
        compression=None,
        max_size=None,
        user_agent_header="dispatchtui",
        proxy=None if is_local(url) else True,
        ssl=_trust(url),
    )


def _trust(url: str) -> SSLContext | None:
    """The system's own authorities, or those that SSL_CERT_FILE names."""
    if not url.startswith("https:"):
        return None
    import ssl  # noqa: PLC0415

    return ssl.create_default_context()
