"""Kill -9 of the server at any moment under load: every acknowledged act is there, none twice, readers resume.

Arguments: --kills N (100), --engine sqlite|postgresql|both, --seed N.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import msgspec

from dispatchtui.core.commands.visits import AddNote, PlaceVisit, UnplaceVisit
from dispatchtui.core.model import TechnicianId
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.store import Store
from soaks.acts import Ear, Somebody, beginnings
from soaks.child import Child, database, fresh_id, temporary_home
from soaks.interleave import double_booked

WRITERS = 8
VISITS = 40
TECHNICIANS = 8
HOUR_S = 3600


class Writer:
    """Asks without end, and asks again under the same id until there is an answer."""

    def __init__(self, url: str, token: str, seed: int) -> None:
        """Prepare to ask."""
        self.answers: dict[str, Reply] = {}
        self.retried = 0
        self.duplicates = 0
        self.wrong: list[str] = []
        self._somebody = Somebody(url, token)
        self._chance = random.Random(seed)
        self._now_s = int(time.time())

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until told to stop; the last question is asked until it is answered."""
        while not stop.is_set():
            request = self._request()
            reply = await self._answer(request)
            self.answers[request.id] = reply
            self.duplicates += reply.duplicate
            if reply.status is Status.UNAVAILABLE:
                self.wrong.append(f"{request.id} was never answered")
            elif self._chance.random() < 0.02:
                again = await self._answer(request)
                if (again.seq, again.status) != (reply.seq, reply.status) or not again.duplicate:
                    self.wrong.append(f"{request.id} was answered in two ways")
        await self._somebody.close()

    async def _answer(self, request: Request) -> Reply:
        deadline = time.monotonic() + 60
        while True:
            try:
                reply = await self._somebody.ask(request)
                if reply.status is not Status.UNAVAILABLE or time.monotonic() > deadline:
                    return reply
            except (httpx.TransportError, msgspec.DecodeError):
                if time.monotonic() > deadline:
                    raise
            self.retried += 1
            await asyncio.sleep(0.02)

    def _request(self) -> Request:
        chance = self._chance
        visit = f"V{chance.randint(1, VISITS)}"
        kind = chance.random()
        if kind < 0.5:
            return Request(id=fresh_id(), act=AddNote(visit_id=visit, text=f"note {chance.random()}"))
        if kind < 0.6:
            return Request(id=fresh_id(), act=UnplaceVisit(visit_id=visit))
        who = TechnicianId(f"T{chance.randint(1, TECHNICIANS):03}")
        start_s = (self._now_s // HOUR_S + chance.randint(2, 60)) * HOUR_S
        return Request(id=fresh_id(), act=PlaceVisit(visit_id=visit, technician_id=who, start_s=start_s))


def run(arguments: list[str]) -> dict[str, object]:
    """Kill on one or both engines."""
    wanted = argparse.ArgumentParser(prog="scripts/soak kill")
    wanted.add_argument("--kills", type=int, default=100)
    wanted.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    wanted.add_argument("--seed", type=int, default=1)
    options = wanted.parse_args(arguments)
    engines = ("sqlite", "postgresql") if options.engine == "both" else (options.engine,)
    found = {engine: on_engine(engine, options.kills, options.seed) for engine in engines}
    return {"part": "kill", "ok": all(each["ok"] for each in found.values()), **found}


def on_engine(engine: str, kills: int, seed: int) -> dict[str, Any]:
    """Kill on one engine."""
    with temporary_home() as home, database(engine, home) as url:
        return killed(home / "home", url, kills, seed)


def killed(home: Path, url: str, kills: int, seed: int) -> dict[str, Any]:
    """Kill a server on this database so often, then hold what was acknowledged against the log."""
    began = time.monotonic()
    child = Child(home, url).start()
    try:
        writers, ears = asyncio.run(_play(child, kills, random.Random(seed)))
    finally:
        child.stop()
    wrong = [each for writer in writers for each in writer.wrong] + [each for ear in ears for each in ear.wrong]
    answers = {key: reply for writer in writers for key, reply in writer.answers.items()}
    store = Store.open(url)
    try:
        wrong += _against_the_log(store, answers, ears)
        head = store.head().seq
    finally:
        store.close()
    applied = sum(reply.status is Status.APPLIED for reply in answers.values())
    return {
        "ok": not wrong and applied > 0,
        "kills": kills,
        "answered": len(answers),
        "applied": applied,
        "head": head,
        "retried": sum(writer.retried for writer in writers),
        "found_recorded": sum(writer.duplicates for writer in writers),
        "resumes": sum(ear.modes.count("resume") for ear in ears),
        "snapshots": sum(ear.modes.count("snapshot") for ear in ears),
        "wrong": wrong[:10],
        "seed": seed,
        "took_s": round(time.monotonic() - began, 1),
    }


async def _play(child: Child, kills: int, chance: random.Random) -> tuple[list[Writer], list[Ear]]:
    admin = Somebody(child.url, child.token)
    await admin.begin(beginnings(VISITS, TECHNICIANS, int(time.time())))
    token = await admin.hire("soak", "dispatcher")
    await admin.close()
    writers = [Writer(child.url, token, chance.randrange(2**31)) for _ in range(WRITERS)]
    ears = [Ear(child.url, token) for _ in range(2)]
    reading = [asyncio.create_task(ear.run()) for ear in ears]
    stop = asyncio.Event()
    writing = [asyncio.create_task(writer.run(stop)) for writer in writers]
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(0.02, 0.5))
        await asyncio.to_thread(child.kill)
        await asyncio.to_thread(child.start)
    await asyncio.sleep(0.5)
    stop.set()
    await asyncio.gather(*writing)
    last = max(reply.seq for writer in writers for reply in writer.answers.values())
    for ear in ears:
        await ear.reach(last)
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    return writers, ears


def _against_the_log(store: Store, answers: dict[str, Reply], ears: list[Ear]) -> list[str]:
    """Everything that the log, the board and the readers do not agree on with what was acknowledged."""
    head = store.head().seq
    logged = store.logged(0, limit=head + 1)
    wrong = [] if [line.seq for line in logged] == list(range(1, head + 1)) else ["the log has a gap"]
    times = Counter(line.command_id for line in logged)
    at = {line.command_id: line.seq for line in logged}
    for key, reply in answers.items():
        recorded = reply.status is Status.APPLIED and bool(reply.versions)
        if times[key] != recorded:
            wrong.append(f"{key} was answered {reply.status} and stands in the log {times[key]} times")
        elif recorded and at[key] != reply.seq:
            wrong.append(f"{key} was acknowledged as {reply.seq} and stands at {at[key]}")
    board = store.load()
    wrong += double_booked(board)
    for ear in ears:
        seqs = [seq for seq, _ in ear.facts]
        if seqs != sorted(set(seqs)):
            wrong.append("a reader heard a fact twice or out of order")
        first = seqs[0] if seqs else head
        if ear.modes.count("snapshot") == 1 and seqs != list(range(first, ear.replica.cursor + 1)):
            wrong.append("a reader that always resumed has a gap")
        if ear.replica.cursor == head and ear.replica.confirmed.digest != board.digest:
            wrong.append("a reader's board differs from the database's")
    return wrong
