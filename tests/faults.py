"""A proxy on loopback that does to a connection what networks do: cut, delay, swallow, read slowly."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Self

CHUNK = 16 * 1024


class Faults:
    """Carries bytes between a client and a server; every fault can be switched while it runs.

    `delay_s` holds each chunk back; `swallow_up` and `swallow_down` take bytes and pass nothing on;
    `slow_bytes_s` bounds what the client gets a second; `refusing` turns new connections away.
    """

    def __init__(self, host: str, port: int) -> None:
        """Stand before a server."""
        self.target = (host, port)
        self.port = 0
        self.delay_s = 0.0
        self.swallow_up = False
        self.swallow_down = False
        self.slow_bytes_s = 0
        self.refusing = False
        self.connections = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._cut_after: dict[str, int] = {}

    @property
    def url(self) -> str:
        """Where clients connect to."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def cut(self) -> int:
        """Break every connection at once, without a goodbye; answer how many there were."""
        count = len(self._writers) // 2
        for writer in list(self._writers):
            writer.transport.abort()
        return count

    def cut_after(self, direction: str, size: int) -> None:
        """Cut the next connection that carries so many bytes `up` or `down`; once."""
        self._cut_after[direction] = size

    def heal(self) -> None:
        """Switch every fault off."""
        self.delay_s, self.slow_bytes_s = 0.0, 0
        self.swallow_up = self.swallow_down = self.refusing = False
        self._cut_after.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        self.connections += 1
        ends = [writer]
        try:
            if self.refusing:
                return
            other_reader, other = await asyncio.open_connection(*self.target)
            ends.append(other)
            self._writers.update(ends)
            up = asyncio.create_task(self._carry(reader, other, "up", ends))
            down = asyncio.create_task(self._carry(other_reader, writer, "down", ends))
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
            for each in (up, down):
                each.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
        except OSError:
            return  # the server is down: the client sees its connection closed
        except asyncio.CancelledError:
            return  # the stream server asks each handler for its exception, and a cancelled one cannot answer
        finally:
            self._open.discard(task)
            for end in ends:
                self._writers.discard(end)
                end.transport.abort()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, direction: str,
        ends: list[asyncio.StreamWriter],
    ) -> None:  # fmt: skip
        with contextlib.suppress(OSError):
            while chunk := await reader.read(CHUNK):
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                if self.swallow_up if direction == "up" else self.swallow_down:
                    continue
                if direction == "down" and self.slow_bytes_s:
                    await asyncio.sleep(len(chunk) / self.slow_bytes_s)
                left = self._cut_after.get(direction)
                if left is not None and len(chunk) >= left:
                    del self._cut_after[direction]
                    writer.write(chunk[:left])
                    await writer.drain()
                    for end in ends:
                        end.transport.abort()
                    return
                if left is not None:
                    self._cut_after[direction] = left - len(chunk)
                writer.write(chunk)
                await writer.drain()
