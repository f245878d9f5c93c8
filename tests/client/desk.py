"""A real server on loopback with a small roster, and sessions on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from msgspec.structs import replace

from dispatchtui.client.api import Api
from dispatchtui.client.session import Batch, Session
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.reference import RecordSkill, RecordSlaPolicy, RecordTerritory, RecordWorkType
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import AddNote, PlaceVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.model import Row, Skill, SlaPolicy, Territory, WorkType
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.server import Server
from dispatchtui.settings import Limits, Settings
from tests.builders import a_shift, a_technician, a_work_order, at, basics
from tests.faults import Faults

RECORD: dict[type[Row], type[Any]] = {
    Territory: RecordTerritory, Skill: RecordSkill, SlaPolicy: RecordSlaPolicy, WorkType: RecordWorkType,
}  # fmt: skip


class Desk:
    """One server, which may be stopped and started again on the same port and file; nobody watches on it."""

    def __init__(self, home: Path, **changes: Any) -> None:
        self.settings = replace(
            Settings.load({}, home=home),
            **{
                "port": 0,
                "clock_start_s": at("07:00"),
                "limits": Limits(requests_per_s=10_000, burst=10_000),
                "watch": False,
            }
            | changes,
        )
        self.server = Server(self.settings).start()
        self.url, self.token = self.server.url, self.server.token
        self.home = home
        self.settings = replace(self.settings, port=int(self.url.rpartition(":")[2]))
        self._numbers = iter(range(100_000))

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server = Server(self.settings).start()
        self.token = self.server.token  # a start makes a new local token

    async def record(self, *acts: Command) -> list[Reply]:
        async with Api(self.url, self.token) as api:
            replies: list[Reply] = []
            for begin in range(0, len(acts), 100):
                asked = [Request(id=f"d-{next(self._numbers):06}", act=act) for act in acts[begin : begin + 100]]
                replies += await api.ask(asked)
        assert all(reply.status is Status.APPLIED for reply in replies), replies
        return replies

    async def roster(self, visits: int = 3) -> None:
        """The basics, two plumbers, and so many visits (V1, V2, ...)."""
        await self.record(
            *(RECORD[type(row)](row=row) for row in basics()),
            *(RecordTechnician(row=a_technician(id=each, version=0)) for each in ("T01", "T02")),
            *(RecordShift(row=a_shift(technician=each)) for each in ("T01", "T02")),
            *(TakeRequest(row=a_work_order(id="")) for _ in range(visits)),
        )

    async def user(self, name: str = "ana") -> str:
        """A dispatcher's token, which outlives the server."""
        async with Api(self.url, self.token) as api:
            await api.post("/users", {"id": name, "roles": ["dispatcher"]}, dict[str, Any])
            return (await api.post("/tokens", {"user": name}, dict[str, Any]))["token"]

    @asynccontextmanager
    async def proxy(self) -> AsyncIterator[Faults]:
        async with Faults("127.0.0.1", self.settings.port) as faults:
            yield faults


@asynccontextmanager
async def console(url: str, token: str, **more: Any) -> AsyncIterator[Console]:
    """A session that runs, and what its listener was told."""
    session = Session(url, token, **more)
    seen = Console(session)
    running = asyncio.create_task(session.run())
    try:
        yield seen
    finally:
        await session.close()
        await running


class Console:
    """Somebody who looks at a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.batches: list[Batch] = []
        self.phases: list[tuple[str, float]] = []
        session.listen(self._heard)

    def _heard(self, batch: Batch) -> None:
        self.batches.append(batch)
        if batch.phase is not None:
            self.phases.append((str(batch.phase), monotonic()))

    @property
    def replica(self) -> Any:
        return self.session.replica

    @property
    def facts(self) -> list[int]:
        return [told.line.seq for batch in self.batches for told in batch.changes.facts]

    async def live(self) -> Console:
        await until(lambda: self.session.live)
        return self

    async def at(self, seq: int) -> None:
        await until(lambda: self.session.live and self.replica.cursor >= seq)

    def place(self, visit: str = "V1", technician: str = "T01", start: str = "10:00") -> Request:
        act = PlaceVisit(visit_id=visit, technician_id=technician, start_s=at(start))
        return Request(id=self.session.new_id(), act=act)

    def note(self, text: str, visit: str = "V1") -> Request:
        return Request(id=self.session.new_id(), act=AddNote(visit_id=visit, text=text))


async def until(holds: Callable[[], Any], within_s: float = 10.0) -> None:
    end = monotonic() + within_s
    while not holds():
        assert monotonic() < end, "it did not come true in time"
        await asyncio.sleep(0.005)


async def head(desk: Desk) -> int:
    async with Api(desk.url, desk.token) as api:
        return (await api.get("/readyz", dict[str, object]))["seq"]
