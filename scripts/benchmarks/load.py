"""The other side of the live benchmark, as a process of its own: paced commands and readers, or the same to a peer.

Arguments: one JSON object; it prints one JSON object of what it measured. Latencies are in milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import math
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect

from dispatchtui.client.replica import Replica
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.visits import AddNote, LockVisit, PlaceVisit
from dispatchtui.core.model import Lock, TechnicianId
from dispatchtui.core.requests import Request
from dispatchtui.protocol.codec import decode_server, encode
from dispatchtui.protocol.frames import Ev, Hello, Snapshot

VISITS = 100
Post = Callable[[bytes], Awaitable[bytes]]


class Line:
    """One kept-alive HTTP connection, spoken by hand so that the load costs less than what it measures."""

    def __init__(self, url: str, path: str, token: str) -> None:
        """Prepare; `open` connects."""
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )

    async def open(self) -> Line:
        """Connect."""
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def post(self, body: bytes) -> bytes:
        """Post a body; answer the answer's."""
        self._writer.write(f"{self._head}{len(body)}\r\n\r\n".encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.split(b"\r\n", 1)[0].decode())
        length = int(head.lower().split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        return await self._reader.readexactly(length)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def body_of(number: int) -> bytes:
    """One command: mostly moves, some locks, a few notes; each visit has hours of its own, so all are applied."""
    visit, turn = number % VISITS, number // VISITS
    visit_id = f"V{visit + 1}"
    act: Command
    if turn % 10 < 6:
        start_s = (int(time.time()) // 86_400 + 1) * 86_400 + (visit // 20 * 2 + turn % 2) * 7_200
        act = PlaceVisit(visit_id=visit_id, technician_id=TechnicianId(f"T{visit % 20 + 1:03}"), start_s=start_s)
    elif turn % 10 < 9:
        act = LockVisit(visit_id=visit_id, lock=(Lock.NONE, Lock.NO_AUTO)[turn % 2])
    else:
        act = AddNote(visit_id=visit_id, text="Ring twice, the bell is weak.")
    return msgspec.json.encode(Request(id=f"b{time.time_ns()}-{number}", act=act))


async def paced(lines: list[Line], rate: float, seconds: float, sent: dict[int, float]) -> list[float]:
    """Post at a steady rate over several connections; answer the latencies. `sent` gets the moment by fact."""
    free: asyncio.Queue[Line] = asyncio.Queue()
    for line in lines:
        free.put_nowait(line)
    latencies: list[float] = []

    async def one(number: int, due: float) -> None:
        line = await free.get()
        answer = await line.post(body_of(number))
        latencies.append(time.perf_counter() - due)
        free.put_nowait(line)
        if answer:
            sent[json.loads(answer).get("seq", 0)] = due

    began = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(number, time.perf_counter())))
    await asyncio.gather(*tasks)
    return latencies


async def flat_out(lines: list[Line], seconds: float) -> float:
    """Post as fast as answers come; answer the rate."""
    until = time.perf_counter() + seconds
    counts = [0] * len(lines)

    async def one(place: int) -> None:
        while time.perf_counter() < until:
            await lines[place].post(body_of(place + counts[place] * len(lines)))
            counts[place] += 1

    began = time.perf_counter()
    await asyncio.gather(*(one(place) for place in range(len(lines))))
    return sum(counts) / (time.perf_counter() - began)


async def read(socket: ClientConnection, heard: dict[int, float], replica: Replica | None) -> None:
    """Read frames; note when each fact was first in hand, in the replica where there is one."""
    async for message in socket:
        if replica is None:
            continue
        frame = decode_server(message)
        replica.apply(frame, time.monotonic())
        if isinstance(frame, Ev):
            now = time.perf_counter()
            for line in frame.facts:
                heard[line.seq] = now


async def live(told: dict[str, Any]) -> dict[str, Any]:
    """Commands at a rate with readers attached; one of the readers keeps a replica, as a console does."""
    url = told["url"]
    headers = {"Authorization": f"Bearer {told['token']}"}
    sockets = [
        await connect(url.replace("http", "ws", 1) + "/api/v1/feed", additional_headers=headers, compression=None,
                      max_size=None, proxy=None, ping_interval=None)
        for _ in range(told["readers"])
    ]  # fmt: skip
    replica, heard, sent = Replica(), dict[int, float](), dict[int, float]()
    for socket in sockets:
        await socket.send(encode(Hello()))
    while not isinstance(frame := decode_server(await sockets[0].recv()), Snapshot):
        replica.apply(frame, time.monotonic())
    replica.apply(frame, time.monotonic())
    reading = [asyncio.create_task(read(socket, heard, None if place else replica))
               for place, socket in enumerate(sockets)]  # fmt: skip
    lines = [await Line(url, "/api/v1/commands", told["token"]).open() for _ in range(told["connections"])]
    await paced(lines, told["rate"], 0.5, {})
    latencies = await paced(lines, told["rate"], told["seconds"], sent)
    await asyncio.sleep(0.5)
    rate = await flat_out(lines, told["seconds"] / 2)
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    return {
        "command_ms": [1000 * each for each in latencies],
        "feed_ms": [1000 * (heard.get(seq, math.inf) - due) for seq, due in sent.items()],
        "per_s": rate,
        "wrong": replica.upgrade,
    }


async def peer(told: dict[str, Any]) -> dict[str, Any]:
    """The same rates against an endpoint that does nothing, and a socket server that only repeats."""
    lines = [await Line(told["url"], "/", "none").open() for _ in range(told["connections"])]
    await paced(lines, told["rate"], 0.5, {})
    latencies = await paced(lines, told["rate"], told["seconds"], {})
    rate = await flat_out(lines, told["seconds"] / 2)
    sockets = [await connect(told["echo"], compression=None, proxy=None, ping_interval=None)
               for _ in range(told["readers"])]  # fmt: skip
    heard: list[float] = []

    async def listen(place: int) -> None:
        async for message in sockets[place]:
            if not place:
                heard.append(time.perf_counter() - json.loads(message)["due"])  # noqa: PERF401  (it never ends)

    reading = [asyncio.create_task(listen(place)) for place in range(len(sockets))]
    began = time.perf_counter()
    for number in range(int(told["rate"] * told["seconds"] / 2)):
        await asyncio.sleep(max(0.0, began + number / told["rate"] - time.perf_counter()))
        await sockets[-1].send(json.dumps({"due": time.perf_counter(), "pad": "x" * 180}))
    await asyncio.sleep(0.1)
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    return {
        "command_ms": [1000 * each for each in latencies],
        "feed_ms": [1000 * each for each in heard],
        "per_s": rate,
    }


def main() -> None:
    """Do what the argument says and print what was measured."""
    told = json.loads(sys.argv[1])
    print(json.dumps(asyncio.run(live(told) if "token" in told else peer(told))))


if __name__ == "__main__":
    main()
