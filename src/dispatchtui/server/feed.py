"""The hub: what the desk recorded, told to everybody who may hear it.

It keeps the contract of `protocol.frames`. It lives on the event loop alone: the desk hands
publications over, and nothing here waits for a disk or a reader.

Cost: a publication is some microseconds a fact and scope; frames are made once a tick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from zlib import crc32

import msgspec

from dispatchtui.core.board import Board, Change
from dispatchtui.core.model import Position
from dispatchtui.core.scope import Scope, scope_of
from dispatchtui.protocol.codec import encode
from dispatchtui.protocol.frames import OLDEST, PROTOCOL, Bye, Hello, Positions, Snapshot, Welcome
from dispatchtui.server.access import Principal
from dispatchtui.server.clock import Clock
from dispatchtui.server.images import Images
from dispatchtui.server.presence import Presence
from dispatchtui.server.readers import STUCK_S, Reader
from dispatchtui.server.study import Study
from dispatchtui.server.views import View, seen_in
from dispatchtui.server.window import Follower, Told, Window

FIRST_TICK_S = 0.001
LEAST_TICK_S = 0.005
MOST_TICK_S = 0.020
PER_READER_S = 0.00015
"""What a reader adds to the tick, so that many readers get fewer and fuller frames."""
SNAPSHOT_AGE = 200
"""Facts by which a cached snapshot may be behind; the reader catches up from there."""

GOING_AWAY = 1001
REVOKED = 4401
UPGRADE = 4406
STUCK = 4408


class Hub:
    """Everybody's feed."""

    def __init__(self, board: Board, epoch: str, clock: Clock, window: int) -> None:
        """Begin at a board; facts recorded before it are given by `remember`."""
        self.board = board
        self.epoch = epoch
        self.clock = clock
        self.notice = ""
        self.readers: set[Reader] = set()
        self.presence = Presence(self.readers, clock, self.hears_of)
        self.whereabouts: dict[str, Position] = {}
        self.window = Window(board.seq, window)
        self.study = Study()
        self.followers: list[Follower] = []
        self.lag: Callable[[float], None] = lambda _: None
        self._gathering_since = self._flushed_at = 0.0
        self._size = window
        self._images: Images | None = None
        self._views: dict[Scope, View] = {}
        self._snapshots: dict[Scope, tuple[int, str | bytes]] = {}
        self._making: dict[Scope, asyncio.Task[tuple[int, str | bytes]]] = {}
        self._moved: dict[str, Position] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def images(self) -> Images:
        """Every row as it is sent; made when the first reader comes."""
        if self._images is None:
            self._images = Images(self.board.rows())
        return self._images

    def epoch_for(self, scope: Scope) -> str:
        """The epoch as a scope knows it: another scope is another history, so nobody resumes across."""
        return f"{self.epoch}.{hash_of(scope):08x}"

    # What the desk says.

    def remember(self, told: Sequence[Told]) -> None:
        """Take facts recorded before the start, so that readers of a former process resume."""
        self.window.add_older(told)

    def publish(self, told: Sequence[Told], changes: Sequence[Change]) -> None:
        """Take over what was recorded; frames follow within a tick."""
        views = self._views.values()
        self.study.follow(changes)
        for change in changes:
            self.board.follow(change)
            if self._images is not None:
                before, after = self._images.follow(change)
                for view in views:
                    view.follow((change.table, change.id), before, after)
        for each in told:
            self.window.add(each)
            for view in views:
                view.tell(each)
        self.board.seq = self.window.head
        for follower in self.followers:
            follower.follow(told)
        if told and self._timer is None and self.readers:
            now = self._gathering_since = monotonic()
            tick = min(MOST_TICK_S, max(LEAST_TICK_S, PER_READER_S * len(self.readers)))
            # After a pause the first fact goes out almost at once; in a stream frames keep their distance.
            delay = max(FIRST_TICK_S, self._flushed_at + tick - now)
            self._timer = asyncio.get_running_loop().call_later(delay, self._tick)

    def reset(self, board: Board, epoch: str) -> None:
        """Start over from a board, because the one in memory is in doubt or of the past; every reader resyncs."""
        self.board = board
        self.epoch = epoch
        self.study.reset()
        self._images = None
        self._views.clear()
        self._snapshots.clear()
        self.window = Window(board.seq, self._size)
        for follower in self.followers:
            follower.reset()
        for reader in self.readers:
            reader.detach("reset")

    def moved(self, positions: Iterable[Position]) -> None:
        """Take positions; readers hear of them with the next mark."""
        for each in positions:
            known = self.whereabouts.get(each.technician_id)
            if known is None or known.at_s <= each.at_s:
                self.whereabouts[each.technician_id] = each
                self._moved[each.technician_id] = each
                for follower in self.followers:
                    follower.moved(each)

    # What readers say.

    async def join(self, reader: Reader, hello: Hello) -> None:
        """Give a reader its place: where it was when that can be continued, else a snapshot."""
        reader.proto = min(PROTOCOL, hello.proto[1])
        if not max(OLDEST, hello.proto[0]) <= reader.proto:
            reader.say(
                Bye(
                    why=f"This server speaks versions {OLDEST} to {PROTOCOL} of the feed: please upgrade.", in_ms=(0, 0)
                )
            )
            reader.close(UPGRADE, "version")
            return
        self.readers.add(reader)
        view = self._view(reader.scope)
        view.flush()
        resumes = self._resumes(view, hello)
        reader.say(self._welcome(reader, "resume" if resumes else "snapshot"))
        if resumes and hello.after is not None:
            reader.attach(view, hello.after)
            self._say_the_rest(reader, view)
            return
        seq, message = await self._snapshot(view)
        if self._views.get(reader.scope) is view:
            reader.say(message)
            reader.attach(view, seq)
            self._say_the_rest(reader, view)
        else:
            reader.detach("reset")

    def leave(self, reader: Reader) -> None:
        """Forget a reader."""
        self.readers.discard(reader)
        self.presence.left(reader)
        reader.left.set()

    # The clock's part.

    def mark(self, now: Callable[[Principal], Principal | None]) -> None:
        """Every second: marks, positions, and an end for whoever may not read any more."""
        for reader in list(self.readers):
            principal = now(reader.principal)
            if principal is None:
                reader.close(REVOKED, "token expired or revoked")
            elif principal.actor != reader.principal.actor:
                reader.principal, reader.scope = principal, scope_of(principal.actor)
                reader.detach("rights changed")
            elif reader.sending_since is not None and monotonic() - reader.sending_since > STUCK_S:
                reader.close(STUCK, "stuck")
        used = {reader.scope for reader in self.readers}
        for scope in [each for each in self._views if each not in used]:
            del self._views[scope]
            self._snapshots.pop(scope, None)
        moved, self._moved = self._moved, {}
        for view in self._views.values():
            view.mark(self.clock.now())
            view.positions(moved.values())
        self.presence.tell(monotonic())
        self._wake()

    async def farewell(self, why: str, within_s: float) -> None:
        """Tell everybody that the server goes, and wait a little for them to hear it."""
        leaving = [asyncio.create_task(reader.left.wait()) for reader in self.readers]
        for reader in self.readers:
            reader.say(Bye(why=why))
            reader.close(GOING_AWAY, why)
        if leaving:
            _, deaf = await asyncio.wait(leaving, timeout=within_s)
            for task in deaf:
                task.cancel()

    # Inside.

    def _tick(self) -> None:
        self._timer = None
        for view in self._views.values():
            view.flush()
        self._flushed_at = monotonic()
        self.lag(self._flushed_at - self._gathering_since)
        self._wake()

    def _wake(self) -> None:
        for reader in self.readers:
            reader.wake()

    def _view(self, scope: Scope) -> View:
        view = self._views.get(scope)
        if view is None:
            view = self._views[scope] = View(scope, self.images, self.window, self.whereabouts)
        return view

    def _resumes(self, view: View, hello: Hello) -> bool:
        if hello.after is None or hello.epoch != self.epoch_for(view.scope) or not self.window.holds(hello.after):
            return False
        return hello.after != view.sent or hello.digest in ("", view.digest_hex())

    def _welcome(self, reader: Reader, mode: str) -> Welcome:
        return Welcome(
            proto=reader.proto,
            epoch=self.epoch_for(reader.scope),
            head=self.window.head,
            mode=mode,
            now_s=self.clock.now(),
            speed=self.clock.speed,
            actor=reader.principal.actor,
            notice=self.notice,
            session=reader.session,
        )

    async def _snapshot(self, view: View) -> tuple[int, str | bytes]:
        """The scope's snapshot: cached, or made once for all who wait for it."""
        scope = view.scope
        cached = self._snapshots.get(scope)
        if cached is not None and self.window.head - cached[0] <= SNAPSHOT_AGE and self.window.holds(cached[0]):
            return cached
        task = self._making.get(scope)
        if task is None:
            task = self._making[scope] = asyncio.create_task(self._make_snapshot(view))
            task.add_done_callback(lambda _: self._making.pop(scope, None))
        return await asyncio.shield(task)

    async def _make_snapshot(self, view: View) -> tuple[int, str | bytes]:
        view.flush()
        frame = self.snapshot_of(view.scope, view.digest_hex())
        message = await asyncio.to_thread(encode, frame)
        made = (frame.seq, message)
        if self._views.get(view.scope) is view:
            self._snapshots[view.scope] = made
        return made

    def snapshot_of(self, scope: Scope, digest: str = "") -> Snapshot:
        """Every row of a scope, now."""
        return Snapshot(
            epoch=self.epoch_for(scope),
            seq=self.window.head,
            digest=digest or f"{self.images.digest(scope):016x}",
            rows=self.images.rows(scope),
        )

    def seen(self, scope: Scope) -> list[Position]:
        """Where the devices of a scope are."""
        return seen_in(scope, self.images, self.whereabouts.values())

    def hears_of(self, scope: Scope, visit_id: str) -> bool:
        """Whether a visit is there and lies within a scope."""
        image = self.images.get(("visits", visit_id))
        return image is not None and scope.hears(image.audience)

    def _say_the_rest(self, reader: Reader, view: View) -> None:
        """Where devices are, apart from the snapshot, which is kept while they move; and soon, who is where."""
        seen = self.seen(view.scope)
        if seen:
            reader.say(Positions(positions=seen))
        self.presence.soon(monotonic())


def hash_of(scope: Scope) -> int:
    """A short stable number for a scope."""
    return crc32(msgspec.json.encode(scope))
