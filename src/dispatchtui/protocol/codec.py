"""Frames to bytes and back: JSON, compressed as a whole when that pays.

A text message is JSON; a binary message is the same JSON in zstd, so one compression serves
every reader of a frame.
Raises: ProtocolError for anything that is not a frame.
"""

from __future__ import annotations

from typing import TypeVar, get_args

import msgspec

from dispatchtui.core.board import canonical
from dispatchtui.core.events import Event
from dispatchtui.core.model import TABLES, Row
from dispatchtui.errors import ProtocolError
from dispatchtui.protocol.frames import ClientFrame, Frame, Rows, ServerFrame

T = TypeVar("T")
COMPRESS_FROM = 512
"""Bytes of JSON from which a frame is compressed."""
MOST_BYTES = 256 * 1024 * 1024
"""A frame larger than this when unpacked is refused."""


class _Kind(msgspec.Struct):
    """The kind of a frame, whatever else it holds."""

    t: str


_encoder = msgspec.json.Encoder()
_kinds = msgspec.json.Decoder(_Kind)
_KNOWN = {str(kind.__struct_config__.tag) for kind in (*get_args(ClientFrame), *get_args(ServerFrame))}
_client_frames: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)
_server_frames: msgspec.json.Decoder[ServerFrame] = msgspec.json.Decoder(ServerFrame)
_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_rows: dict[str, msgspec.json.Decoder[Row]] = {name: msgspec.json.Decoder(row) for name, row in TABLES.items()}


def encode(frame: Frame) -> str | bytes:
    """One frame as a websocket message: text when small, zstd when large."""
    raw = _encoder.encode(frame)
    if len(raw) < COMPRESS_FROM:
        return raw.decode()
    import zstandard  # noqa: PLC0415  (a console paints before it connects)

    return zstandard.ZstdCompressor(level=3).compress(raw)


def decode_client(message: str | bytes) -> ClientFrame | None:
    """Read what a client said, nothing when it is of a kind unknown here; clients never compress."""
    if isinstance(message, bytes):
        raise ProtocolError("A client's frame is text.")
    return _decode(_client_frames, message)


def decode_server(message: str | bytes) -> ServerFrame | None:
    """Read what a server said; nothing when it is of a kind unknown here."""
    return _decode(_server_frames, message if isinstance(message, str) else _unpack(message))


def decode_event(raw: msgspec.Raw | bytes) -> Event | None:
    """The fact, or nothing when its kind is newer than this code."""
    try:
        return _events.decode(raw)
    except msgspec.ValidationError:
        return None
    except (msgspec.DecodeError, RecursionError) as error:
        raise ProtocolError(f"A fact of the feed cannot be read: {error}.") from error


def decode_rows(rows: Rows) -> list[Row]:
    """Decode rows in the order of the model's tables; tables unknown here are passed over."""
    try:
        return [_rows[table].decode(raw) for table in TABLES for raw in rows.get(table, ())]
    except (msgspec.DecodeError, RecursionError) as error:
        raise ProtocolError(f"A row of the feed cannot be read: {error}.") from error


def raw_rows(rows: list[Row]) -> Rows:
    """Encode rows canonically, by table."""
    found: Rows = {}
    for row in rows:
        found.setdefault(row.TABLE, []).append(msgspec.Raw(canonical(row)))
    return found


def _decode(decoder: msgspec.json.Decoder[T], raw: str | bytes) -> T | None:
    try:
        return decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        if _is_new(raw):
            return None
        raise ProtocolError(f"This is no frame of the feed: {error}.") from error


def _is_new(raw: str | bytes) -> bool:
    """Whether this is a frame, of a kind that is not known here."""
    try:
        return _kinds.decode(raw).t not in _KNOWN
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return False


def _unpack(message: bytes) -> bytes:
    import zstandard  # noqa: PLC0415  (a console paints before it connects)

    try:
        # The limit of decompress holds only for what does not say its size.
        if zstandard.frame_content_size(message) > MOST_BYTES:
            raise ProtocolError(f"A frame unpacks to more than {MOST_BYTES:,} bytes and is refused.")
        return zstandard.ZstdDecompressor().decompress(message, max_output_size=MOST_BYTES)
    except zstandard.ZstdError as error:
        raise ProtocolError(f"A frame cannot be unpacked: {error}.") from error
