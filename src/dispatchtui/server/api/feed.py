"""The feed's socket: authenticated at the door, one hello, then frames until somebody leaves."""

from __future__ import annotations

import asyncio
from time import monotonic

from starlette.types import Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from dispatchtui.core.scope import scope_of
from dispatchtui.errors import ProtocolError, StorageError
from dispatchtui.protocol.codec import decode_client
from dispatchtui.protocol.frames import Bye, Here
from dispatchtui.server.access import Principal
from dispatchtui.server.limits import Buckets
from dispatchtui.server.office import Office
from dispatchtui.server.readers import Message, Reader

MALFORMED = 4400
NOT_KNOWN = 4401
NO_RIGHT = 4403
TOO_MANY = 4429
UNAVAILABLE = 1013
HELLO_WITHIN_S = 10.0
FRAMES_PER_S, FRAMES_AT_ONCE = 10.0, 20.0
"""What one socket may say; who says more is read more slowly."""


async def feed(socket: WebSocket, send: Send, office: Office) -> None:
    """Serve one socket from the handshake to its end; `send` is the bare way out, for the frames."""
    try:
        principal = await office.access.who(socket.headers.get("authorization", ""))
    except StorageError:
        await _turn_away(socket, UNAVAILABLE, "the database cannot be asked")
        return
    if principal is None:
        await _turn_away(socket, NOT_KNOWN, "token not known, expired or revoked")
        return
    actor = principal.actor
    if not actor.may("read") and not (actor.technician_id and actor.may("field")):
        await _turn_away(socket, NO_RIGHT, "lacks the right read")
        return
    held = office.sockets.get(principal.token_id, 0)
    if held >= office.settings.limits.sockets_per_session:
        await _turn_away(socket, TOO_MANY, f"this token holds {held} sockets already")
        return
    office.sockets[principal.token_id] = held + 1
    try:
        await socket.accept()
        await _serve(socket, send, office, principal)
    finally:
        left = office.sockets[principal.token_id] - 1
        if left:
            office.sockets[principal.token_id] = left
        else:
            del office.sockets[principal.token_id]


async def _serve(socket: WebSocket, send: Send, office: Office, principal: Principal) -> None:
    async def tell(message: Message) -> None:
        kind = "text" if isinstance(message, str) else "bytes"
        await send({"type": "websocket.send", kind: message})

    reader = Reader(principal, scope_of(principal.actor), tell)
    listening = asyncio.create_task(_listen(socket, office, reader))
    telling = asyncio.create_task(reader.run())
    try:
        await asyncio.wait((listening, telling), return_when=asyncio.FIRST_COMPLETED)
        if listening.done() and not telling.done() and reader.closing is not None:
            # What was said last (why it ends) still goes out, as long as somebody reads it.
            await asyncio.wait((telling,), timeout=1.0)
        if telling.done() and not telling.cancelled() and telling.exception() is None:
            code, why = telling.result()
            await _close(socket, code, why)
    finally:
        office.hub.leave(reader)
        for task in (listening, telling):
            task.cancel()
        await asyncio.gather(listening, telling, return_exceptions=True)


async def _listen(socket: WebSocket, office: Office, reader: Reader) -> None:
    """Take hellos, the first of which must come soon, and where the person is."""
    within_s: float | None = HELLO_WITHIN_S
    bucket = Buckets(FRAMES_PER_S, FRAMES_AT_ONCE)
    while True:
        await asyncio.sleep(bucket.take(""))
        try:
            event = await asyncio.wait_for(socket.receive(), within_s)
        except TimeoutError:
            reader.close(MALFORMED, "no hello")
            return
        if event["type"] == "websocket.disconnect":
            return
        text = event.get("text")
        try:
            frame = decode_client(text if text is not None else event.get("bytes") or b"")
        except ProtocolError as error:
            reader.say(Bye(why=error.sentence[:200], in_ms=(1000, 3000)))
            reader.close(MALFORMED, "malformed frame")
            return
        if isinstance(frame, Here):
            office.hub.presence.here(reader, frame, monotonic())
        elif frame is not None:
            within_s = None
            await office.hub.join(reader, frame)


async def _turn_away(socket: WebSocket, code: int, why: str) -> None:
    await socket.accept()
    await _close(socket, code, why)


async def _close(socket: WebSocket, code: int, why: str) -> None:
    try:
        await socket.close(code, why)
    except (RuntimeError, WebSocketDisconnect):
        return
