"""A desk in memory and a session on it: the console's other side, without a socket.

It judges with the real gate, folds with the real fold and tells through real frames into a real
replica; only the wire is missing. Frames wait until `deliver` when `hold` is on, so that a test
decides what the console knows when it presses a key.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable

import msgspec

from dispatchtui.client import sync as link
from dispatchtui.client.replica import Changes, Replica
from dispatchtui.client.session import Batch
from dispatchtui.client.sync import Phase, Sync
from dispatchtui.constraints.gate import judge
from dispatchtui.core.board import Board, board_of, canonical
from dispatchtui.core.commands import Command
from dispatchtui.core.events import Reason, Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.model import Position, Row
from dispatchtui.core.refusals import CONFLICTS, Code, Refusal
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.core.rights import Actor
from dispatchtui.protocol.codec import raw_rows
from dispatchtui.protocol.frames import Ev, FactLine, Mark, Person, Positions, Present, Snapshot, Welcome
from tests.builders import an_actor

EPOCH = "e1"


class SmallDesk:
    """The one writer of a board, and the sessions that follow it."""

    def __init__(self, rows: Iterable[Row], now_s: int, speed: float = 0.0) -> None:
        self.board = Board(recording=True)
        for row in rows:
            self.board.put(row)
        self.board.changes = []
        self.now_s = now_s
        self.speed = speed
        self.sessions: list[SmallSession] = []
        self.log: list[tuple[str, FactLine]] = []

    def act(self, request: Request, actor: Actor) -> Reply:
        """Judge, record, tell everybody, answer."""
        verdict = judge(self.board, request, actor, self.now_s)
        if isinstance(verdict, Refusal):
            status = Status.CONFLICT if verdict.code in CONFLICTS else Status.REFUSED
            return Reply(id=request.id, status=status, refusal=verdict)
        after = self.board.seq
        self.board.changes = []
        facts = []
        for event in verdict.events:
            seq = self.board.seq + 1
            evolve(self.board, Recorded(seq=seq, command_id=request.id, actor=actor.id, at_s=self.now_s, event=event))
            facts.append(
                FactLine(
                    seq=seq,
                    at_s=self.now_s,
                    by=actor.id,
                    command_id=request.id,
                    event=msgspec.Raw(msgspec.json.encode(event)),
                    reason=request.reason,
                )
            )
        self.log += [(f"visits/{getattr(event, 'visit_id', '')}", line)
                     for event, line in zip(verdict.events, facts, strict=True)]  # fmt: skip
        changed = {(change.table, change.id): change for change in self.board.changes}
        rows = [change.after for change in changed.values() if change.after is not None]
        gone = [key for key, change in changed.items() if change.after is None]
        frame = Ev(after=after, to=self.board.seq, facts=facts, up=raw_rows(rows), gone=gone)
        for session in self.sessions:
            session.receive(frame)
        versions = {
            f"{table}/{row_id}": change.after.version for (table, row_id), change in changed.items() if change.after
        }
        return Reply(id=request.id, status=Status.APPLIED, seq=self.board.seq, epoch=EPOCH, versions=versions)

    def somebody(self, act: Command, *, by: str = "dirk", reason: str = "") -> Reply:
        """Another dispatcher acts."""
        request = Request(id=f"by-{by}-{self.board.seq}", act=act, reason=Reason(code=reason) if reason else None)
        return self.act(request, an_actor(id=by))


class SmallSession:
    """What the console uses of a session."""

    def __init__(self, desk: SmallDesk, actor: Actor | None = None, *, positions: list[Position] | None = None) -> None:
        self.desk = desk
        self.actor = actor or an_actor()
        self.replica = Replica()
        self.sync = Sync()
        self.hold = False
        self.answering = asyncio.Event()
        self.answering.set()
        self.answer_later = 0.0
        self.asked: list[Request] = []
        self.heres: list[tuple[str, str]] = []
        self.api: object = None
        self._positions = positions or []
        self._held: list = []
        self._listeners: list[Callable[[Batch], None]] = []
        self._ended = asyncio.Event()
        desk.sessions.append(self)

    async def run(self) -> None:
        self.connect()
        await self._ended.wait()

    async def close(self) -> None:
        self._ended.set()

    def connect(self) -> None:
        """Welcome and whole snapshot, or what was missed."""
        now = time.monotonic()
        desk = self.desk
        resuming = self.replica.whole
        self.replica.apply(
            Welcome(
                proto=1,
                epoch=EPOCH,
                head=desk.board.seq,
                mode="resume" if resuming else "snapshot",
                now_s=desk.now_s,
                speed=desk.speed,
                actor=self.actor,
            ),
            now,
        )
        self.sync.step(link.Ticked(), now, 0.5)
        self.sync.step(link.Opened(), now, 0.5)
        self.sync.step(link.Welcomed(desk.board.seq), now, 0.5)
        if not resuming:
            rows: dict[str, list[msgspec.Raw]] = {}
            for row in desk.board.rows():
                rows.setdefault(row.TABLE, []).append(msgspec.Raw(canonical(row)))
            self._take(
                Snapshot(
                    epoch=EPOCH,
                    seq=desk.board.seq,
                    digest=desk.board.digest_hex(),
                    rows=rows,
                    positions=self._positions,
                )
            )
        self.deliver()
        self.sync.step(link.Heard(self.replica.cursor, mark=True), time.monotonic(), 0.5)
        self._tell(Changes(), self.sync.phase)

    def drop(self, why: str = "The connection to the server was lost.") -> None:
        """Lose the link."""
        self.hold = True
        self.sync.step(link.Lost(why), time.monotonic(), 0.5)
        self.sync.retry_at = None
        self._tell(Changes(), self.sync.phase)

    def receive(self, frame) -> None:
        if self.hold or not self.replica.whole:
            self._held.append(frame)
        else:
            self._take(frame)

    def deliver(self) -> None:
        """Let the frames that wait through."""
        self.hold = False
        held, self._held = self._held, []
        for frame in held:
            self._take(frame)
        self._take(
            Mark(
                after=self.replica.cursor,
                to=self.desk.board.seq,
                digest=self.desk.board.digest_hex(),
                now_s=self.desk.now_s,
            )
        )

    def at(self, now_s: int) -> None:
        """Move the clock."""
        self.desk.now_s = now_s
        self.replica.clock.set(now_s, self.desk.speed, time.monotonic())

    def place(self, positions: list[Position]) -> None:
        self._take(Positions(positions=positions))

    async def submit(self, request: Request) -> Reply:
        self.asked.append(request)
        if not self.sync.live:
            return Reply(
                id=request.id,
                status=Status.UNAVAILABLE,
                refusal=Refusal(code=Code.UNAVAILABLE, sentence="The link is down. Nothing was sent."),
            )
        verdict = self.replica.propose(request, int(self.now_s()))
        if isinstance(verdict, Refusal):
            status = Status.CONFLICT if verdict.code in CONFLICTS else Status.REFUSED
            return Reply(id=request.id, status=status, refusal=verdict)
        self._tell(Changes(keys=self.replica.drawn))
        await self.answering.wait()
        if self.answer_later:
            await asyncio.sleep(self.answer_later)
        reply = self.desk.act(request, self.actor)
        self._tell(self.replica.answer(reply))
        return reply

    async def read(self, ask):
        await self.answering.wait()
        return await ask(self.api)

    async def history(self, subject: str) -> list[FactLine]:
        await self.answering.wait()
        return [line for concerned, line in self.desk.log if concerned == subject]

    @property
    def live(self) -> bool:
        return self.sync.live

    def new_id(self) -> str:
        return f"r-{len(self.asked) + 1:04}"

    def now_s(self) -> float:
        return self.replica.now_s(time.monotonic())

    def age_s(self) -> float | None:
        return self.sync.age_s(time.monotonic())

    def listen(self, listener: Callable[[Batch], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def here(self, visit_id: str, doing: str = "looking") -> None:
        self.heres.append((visit_id, doing))

    def meet(self, *people: Person) -> None:
        """Others come to visits, or leave them."""
        self._take(Present(people=list(people)))

    def try_now(self) -> None:
        self.connect()

    def _take(self, frame) -> None:
        changes = self.replica.apply(frame, time.monotonic())
        assert not changes.resync, changes.resync
        self._tell(changes)

    def _tell(self, changes: Changes, phase: Phase | None = None) -> None:
        for listener in tuple(self._listeners):
            listener(Batch(changes, phase))


def empty_board() -> Board:
    return board_of([])
