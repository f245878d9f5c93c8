"""What the server's soaks share: a board to fight over, somebody who asks over HTTP, a reader that checks."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from dispatchtui.client.replica import Replica
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.reference import RecordSkill, RecordTerritory, RecordWorkType
from dispatchtui.core.commands.technicians import RecordShift, RecordTechnician
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.model import (
    Competence,
    Duration,
    Location,
    Shift,
    Site,
    Skill,
    SkillId,
    SkillNeed,
    Technician,
    TechnicianId,
    Territory,
    TerritoryId,
    WorkOrder,
    WorkType,
)
from dispatchtui.core.requests import Reply, Request
from dispatchtui.protocol.codec import decode_server, encode
from dispatchtui.protocol.frames import Ev, Hello, Resync, Welcome
from soaks.child import fresh_id

ZONE = "America/New_York"
PLACE = Location(latitude=39.2904, longitude=-76.6122)
SKILL = SkillId("S")


def beginnings(visits: int, technicians: int, now_s: int) -> list[Command]:
    """A territory, technicians who always work, and visits that any of them can take."""
    east = TerritoryId("EAST")
    acts: list[Command] = [
        RecordTerritory(row=Territory(id="EAST", name="East", zone=ZONE)),
        RecordSkill(row=Skill(id=SKILL, name="Skill")),
        RecordWorkType(row=WorkType(id="WORK", name="Work", skills=(SkillNeed(skill=SKILL),),
                                    duration=Duration(p50_s=3600, p80_s=5400))),
    ]  # fmt: skip
    for number in range(1, technicians + 1):
        who = TechnicianId(f"T{number:03}")
        acts.append(RecordTechnician(row=Technician(id=who, name=who, zone=ZONE, home=PLACE, territory=east,
                                                    skills=(Competence(skill=SKILL, level=3),))))  # fmt: skip
        # A shift is a day at most; each begins before the last one ends, so that work of 4 hours fits into one.
        acts += [RecordShift(row=Shift(id=f"{who}-{turn + 1}", technician_id=who, start_s=start_s,
                                       end_s=start_s + 86_400))
                 for turn, start_s in enumerate(range(now_s - 86_400, now_s + 20 * 86_400, 20 * 3600))]  # fmt: skip
    site = Site(address="1 Main St", location=PLACE, zone=ZONE)
    acts += [TakeRequest(row=WorkOrder(id="", work_type="WORK", summary="Work", site=site, territory=east))
             for _ in range(visits)]  # fmt: skip
    return acts


class Somebody:
    """One asker with a connection of their own."""

    def __init__(self, url: str, token: str) -> None:
        """Prepare to ask; nothing is sent yet."""
        self.http = httpx.AsyncClient(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False, timeout=10.0
        )

    async def ask(self, request: Request) -> Reply:
        """Ask once."""
        answer = await self.http.post("/api/v1/commands", content=msgspec.json.encode(request))
        return msgspec.json.decode(answer.content, type=Reply)

    async def post(self, path: str, body: Any) -> Any:
        """Post anything that must succeed."""
        answer = await self.http.post(f"/api/v1{path}", content=msgspec.json.encode(body))
        answer.raise_for_status()
        return answer.json()

    async def begin(self, acts: list[Command]) -> None:
        """Record the beginnings in atomic batches."""
        for start in range(0, len(acts), 100):
            requests = [Request(id=fresh_id(), act=act) for act in acts[start : start + 100]]
            said = await self.post("/commands", {"requests": requests, "atomic": True})
            bad = [reply for reply in said["replies"] if reply["outcome"] != "applied"]
            if bad:
                raise RuntimeError(f"The beginnings were refused: {bad[0]}")

    async def hire(self, user: str, *roles: str) -> str:
        """A user with a token that outlives restarts; answer the token."""
        await self.post("/users", {"id": user, "name": user, "roles": roles})
        return str((await self.post("/tokens", {"user": user, "label": "soak"}))["token"])

    async def close(self) -> None:
        """Let go of the connection."""
        await self.http.aclose()


class Ear:
    """A reader that comes back after every loss and notes whatever breaks the feed's contract."""

    def __init__(self, url: str, token: str) -> None:
        """Prepare to read; `run` it as a task."""
        self.replica = Replica()
        self.facts: list[tuple[int, str]] = []
        self.modes: list[str] = []
        self.wrong: list[str] = []
        self._url = url.replace("http", "ws", 1) + "/api/v1/feed"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def run(self) -> None:
        """Read for ever."""
        while True:
            try:
                async with connect(self._url, additional_headers=self._headers, compression=None, max_size=None,
                                   proxy=None, ping_interval=None) as socket:  # fmt: skip
                    await socket.send(encode(self.replica.hello()))
                    async for message in socket:
                        if self._take(message):
                            await socket.send(encode(Hello()))
            except (OSError, WebSocketException, TimeoutError):
                await asyncio.sleep(0.02)

    def _take(self, message: str | bytes) -> bool:
        """Take one frame; answer whether a fresh start is needed."""
        frame = decode_server(message)
        if isinstance(frame, Welcome):
            self.modes.append(frame.mode)
        elif isinstance(frame, Ev):
            self.facts += [(line.seq, line.command_id) for line in frame.facts]
        changes = self.replica.apply(frame, time.monotonic())
        if changes.resync and not isinstance(frame, Resync):
            self.wrong.append(changes.resync)
        return bool(changes.resync)

    async def reach(self, seq: int, within_s: float = 20.0) -> None:
        """Wait until a fact was heard."""
        deadline = time.monotonic() + within_s
        while self.replica.cursor < seq:
            if time.monotonic() > deadline:
                raise RuntimeError(f"The feed stands at {self.replica.cursor} and does not come to {seq}.")
            await asyncio.sleep(0.002)
