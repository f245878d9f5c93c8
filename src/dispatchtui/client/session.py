"""The session: keeps the feed open, the replica fed, and carries acts to the desk.

Everything runs on one event loop. The link's life is decided by `sync`, the board by `replica`;
here are only the sockets. Listeners are called with batches, at most once a turn of the loop.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from dispatchtui.client import sync as link
from dispatchtui.client.api import Api
from dispatchtui.client.asker import DEADLINE_S, Asker, Denied, unavailable
from dispatchtui.client.credentials import Credentials
from dispatchtui.client.hereabouts import Hereabouts
from dispatchtui.client.ids import Ids
from dispatchtui.client.pending import End
from dispatchtui.client.replica import UPGRADE, Changes, Replica
from dispatchtui.client.sync import Sync, Wish
from dispatchtui.client.telling import Batch, Telling
from dispatchtui.client.transport import open_feed
from dispatchtui.core.refusals import CONFLICTS, Code, Refusal
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.errors import ProtocolError
from dispatchtui.protocol.codec import decode_server, encode
from dispatchtui.protocol.frames import Bye, Ev, FactLine, Mark, ServerFrame, Snapshot, Welcome

__all__ = ["Batch", "Session"]

T = TypeVar("T")
TICK_S = 0.1
"""How often the link looks at the clock."""
MOST_HISTORY = 200
"""How many facts of one row are asked for."""
MOST_DENIALS = 4
"""How often a server that writes its own token file may turn its console away before it is believed."""
DENIED = {
    4401: "The server does not know this token any more: log in again.",
    4403: "This token may not read the feed.",
    4406: UPGRADE,
}


class Session:
    """One reader's connection to one server.

    Run `run()` as a task and end it with `close()`. Time and chance may be given. `renew` answers
    server and token anew before each try, for a local server that changes both when it starts.
    """

    def __init__(
        self, url: str, token: str, *, replica: Replica | None = None,
        renew: Callable[[], Credentials | None] = lambda: None,
        now: Callable[[], float] = time.monotonic, dice: random.Random | None = None,
    ) -> None:  # fmt: skip
        """Remember the server; nothing is opened before `run`."""
        self._renew = renew
        self._denials = 0
        self.url, self.token = url, token
        self.replica = replica or Replica()
        self.sync = Sync()
        self._now = now
        self._dice = dice or random.SystemRandom()
        self._ids = Ids(time.time, self._dice.getrandbits)
        self.asker = Asker(url, token, now, self._dice.random)
        self._telling = Telling(self.sync)
        self._hereabouts = Hereabouts(now)
        self._link: asyncio.Task[None] | None = None
        self._bye: Bye | None = None
        self._waiting: dict[str, Reply | None] = {}
        self._wake = asyncio.Event()
        self._closed = False

    @property
    def live(self) -> bool:
        """Whether the board is recent and acts can be sent."""
        return self.sync.live

    def new_id(self) -> str:
        """An identity for a request; later ones sort behind earlier ones."""
        return self._ids.next()

    def now_s(self) -> float:
        """The server's time now."""
        return self.replica.now_s(self._now())

    def age_s(self) -> float | None:
        """How old the board is in seconds; nothing before the first mark."""
        return self.sync.age_s(self._now())

    def listen(self, listener: Callable[[Batch], None]) -> Callable[[], None]:
        """Call `listener` with every batch from now on; answer the way to stop that."""
        return self._telling.listen(listener)

    def here(self, visit_id: str, doing: str = "looking") -> None:
        """Say at each act which visit this person is on (or none) and what they do; it is sent when it changed."""
        self._hereabouts.put(visit_id, doing)

    def try_now(self) -> None:
        """Connect at once instead of waiting for the next try."""
        self._step(link.Again())
        self._wake.set()

    # The link.

    async def run(self) -> None:
        """Keep the feed open until `close`."""
        try:
            while not self._closed:
                if self._link is not None and self._link.done():
                    self._link.result()  # an error that nobody foresaw is not hidden
                    self._link = None
                self._step(link.Ticked())
                try:
                    async with asyncio.timeout(TICK_S):
                        await self._wake.wait()
                except TimeoutError:
                    continue
                self._wake.clear()
        finally:
            await self._hang_up()
            await self.asker.close()

    async def close(self) -> None:
        """End `run` and every connection."""
        self._closed = True
        self._wake.set()
        await self._hang_up()
        await self.asker.close()

    def _step(self, signal: link.Happened) -> tuple[Wish, ...]:
        before = self.sync.phase
        wishes = self.sync.step(signal, self._now(), self._dice.random())
        if self.sync.phase is not before:
            self._telling.tell(Changes())
        if Wish.CLOSE in wishes and self._link is not None and self._link is not asyncio.current_task():
            self._link.cancel()
            self._link = None
        if Wish.CONNECT in wishes and not self._closed:
            self._link = asyncio.get_running_loop().create_task(self._connected())
        return wishes

    async def _hang_up(self) -> None:
        task, self._link = self._link, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _connected(self) -> None:
        """Live through one connection, from opening to its end."""
        from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI  # noqa: PLC0415

        signal: link.Happened
        try:
            signal = await self._read()
        except ConnectionClosed as error:
            signal = self._closed_by(error.rcvd.code if error.rcvd else 1006, error.rcvd.reason if error.rcvd else "")
        except InvalidStatus as error:
            status = error.response.status_code
            signal = (
                self._denied(DENIED[4400 + status % 100])
                if status in (401, 403)
                else link.Lost(f"The server answered {status} to a request for the feed.")
            )
        except (InvalidURI, InvalidHandshake) as error:
            signal = link.Lost(f"What answers there is no dispatch server: {error}.")
        except ProtocolError as error:
            self.replica.whole = False
            signal = link.Broken(error.sentence)
        except (OSError, TimeoutError):
            signal = link.Lost("The server cannot be reached.")
        self._step(signal)

    def _closed_by(self, code: int, reason: str) -> link.Happened:
        """What a socket's end means: a person must help, a server that said goodbye, or a cut."""
        if code in DENIED:
            return self._denied(DENIED[code])
        if self._bye is not None:
            return link.Leaving(self._bye.why or "The server is going away.", self._bye.in_ms)
        return link.Lost(f"The server closed the connection: {reason}." if reason else "The connection was lost.")

    def _denied(self, why: str) -> link.Happened:
        """Turned away for good, unless a local server that just started has a new token on its way."""
        known = self._renew()
        self._denials += 1
        if known is not None and self._denials <= MOST_DENIALS:
            return link.Lost(why)
        return link.Denied(why)

    async def _read(self) -> link.Happened:
        """Say hello and take frames until the link is to end; answer why."""
        self._bye = None
        known = self._renew()
        if known is not None:
            self.url, self.token = known.url, known.token
            self.asker.move(known.url, known.token)
        socket = await open_feed(self.url, self.token)
        try:
            self._step(link.Opened())
            await socket.send(encode(self.replica.hello()))
            while True:
                frame = decode_server(await socket.recv())
                ending = self._take(frame) if frame is not None else None
                if ending is not None:
                    return ending
                if isinstance(frame, Welcome):
                    self._hereabouts.begin(frame.proto, lambda here: socket.send(encode(here)))
                await asyncio.sleep(0)  # a burst of frames leaves room for keys
        finally:
            self._hereabouts.end()
            self._telling.tell(self.replica.alone())
            socket.transport.abort()

    def _take(self, frame: ServerFrame) -> link.Happened | None:
        """Apply one frame; answer the signal that ends the connection, if it does."""
        changes = self.replica.apply(frame, self._now())
        self._note(changes)
        self._telling.tell(changes)
        if changes.upgrade:
            return link.Denied(UPGRADE)
        if changes.resync:
            return link.Broken(changes.resync)
        match frame:
            case Bye():
                self._bye = frame  # the close that follows says whether coming back would help
            case Welcome():
                self._denials = 0
                self._step(link.Welcomed(frame.head))
                if frame.mode == "resume" and self.replica.cursor >= frame.head:
                    self._step(link.Heard(self.replica.cursor))  # the server compared the hello's digest with its own
            case Snapshot() | Ev() | Mark() if self.replica.whole:
                self._step(link.Heard(self.replica.cursor, mark=isinstance(frame, Mark)))
            case _:
                pass
        return None

    # Acts.

    async def submit(self, request: Request, *, predict: bool = True, deadline_s: float = DEADLINE_S) -> Reply:
        """Carry an act to the desk and answer what became of it; drawn as pending meanwhile.

        While the link is down it is refused at once and nothing is sent: the caller keeps the
        draft. `predict=False` skips this side's own judgement, for readers of a narrow scope.
        """
        if not self.sync.live:
            return unavailable(request, f"{self.sync.sentence or 'The link is down.'} Nothing was sent.")
        if predict:
            verdict = self.replica.propose(request, int(self.now_s()))
            if isinstance(verdict, Refusal):
                status = Status.CONFLICT if verdict.code in CONFLICTS else Status.REFUSED
                return Reply(id=request.id, status=status, refusal=verdict)
            self._telling.tell(Changes(keys=self.replica.drawn))
        self._waiting[request.id] = None
        try:
            answer = await self.asker.ask(request, deadline_s=deadline_s, told=lambda: self._waiting[request.id])
        finally:
            known = self._waiting.pop(request.id)
        return self._answered(request, known, answer)

    async def read(self, ask: Callable[[Api], Awaitable[T]]) -> T:
        """Ask the public API for what the feed does not tell. Raises: what `client.api` raises."""
        async with Api(self.url, self.token) as api:
            return await ask(api)

    async def history(self, subject: str, most: int = MOST_HISTORY) -> list[FactLine]:
        """The newest facts of a row such as `visits/V60`, oldest first, whenever they were recorded."""
        lines = await self.read(lambda api: api.history(subject, limit=most, newest=True))
        return sorted(lines, key=lambda line: line.seq)

    def _answered(self, request: Request, known: Reply | None, answer: Reply | Denied) -> Reply:
        if isinstance(answer, Denied):
            self._step(link.Denied(answer.sentence))
            refusal = Refusal(code=Code.FORBIDDEN, sentence=answer.sentence)
            answer = Reply(id=request.id, status=Status.REFUSED, refusal=refusal)
        if known is not None and answer.status is Status.UNAVAILABLE:
            return known
        if answer.refusal is not None and answer.refusal.code is Code.UNKNOWN:
            changes = self.replica.give_up(request.id, answer.refusal.sentence)
        else:
            changes = self.replica.answer(answer)
        self._telling.tell(changes)
        return answer

    def _note(self, changes: Changes) -> None:
        """Remember what the feed told of acts whose answer is still sought."""
        facts = [told.line for told in changes.facts if told.line.command_id in self._waiting]
        for line in facts:
            self._waiting[line.command_id] = Reply(
                id=line.command_id, status=Status.APPLIED, seq=line.seq, epoch=self.replica.epoch
            )
        for ended in changes.ended:
            if ended.how is End.CONFIRMED and ended.request.id in self._waiting and ended.reply is not None:
                self._waiting[ended.request.id] = ended.reply
