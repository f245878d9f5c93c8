"""The console's end of the link: a session, what it tells, and acts on their way with what became of them.

Never: a pane; an act repeated without the dispatcher; an import of the network before the first paint.
Why: the app must paint before it connects, and a refusal, a conflict and an undo are told in one place.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, cast

from dispatchtui.core.requests import Request
from dispatchtui.errors import DispatchError
from dispatchtui.tui import (
    ahead,
    automatic,
    conflicts,
    deciding,
    desks,
    losing,
    results,
    sheets,
    submitting,
    trying,
    walking,
)
from dispatchtui.tui.effects import Each, Submit, Work
from dispatchtui.tui.foreseeing import Foreseeing
from dispatchtui.tui.planning import Planning
from dispatchtui.tui.state import AGAIN, NOTHING_SENT, Link, State
from dispatchtui.tui.terminal.paint import settle_memory
from dispatchtui.tui.undoing import Before
from dispatchtui.tui.views import presence

if TYPE_CHECKING:
    from dispatchtui.client.credentials import Credentials
    from dispatchtui.client.replica import Changes
    from dispatchtui.client.session import Batch, Session
    from dispatchtui.core.model import Position

KEYS_GO_FIRST_S = 0.004
"""How long a feed batch may keep a key waiting."""


class Connection:
    """One session, opened after the first paint."""

    def __init__(self, state: State, found: Credentials | None = None, session: Session | None = None) -> None:
        """Remember where to connect, as it was found; a `session` may be given ready made."""
        self._state = state
        self._found = found
        self.session = session
        self._asks: set[asyncio.Task[None]] = set()
        self._runs: asyncio.Task[None] | None = None
        self._rtt_ms: int | None = None
        self._said_at, self._pressed = 0, 0.0
        self.foreseeing: Foreseeing | None = None
        self.planning: Planning | None = None

    def start(self, listener: Callable[[Batch], None]) -> None:
        """Load the network and keep the feed open."""
        session = self.session = self.session or self._made()
        if session is None:
            return
        session.listen(listener)
        self._runs = asyncio.get_running_loop().create_task(session.run())

    def _made(self) -> Session | None:
        found = self._found
        if found is None:
            return None
        from dispatchtui.client.credentials import home_folder, renewal  # noqa: PLC0415  (after the first paint)
        from dispatchtui.client.session import Session  # noqa: PLC0415

        return Session(found.url, found.token, renew=renewal(found, home_folder()))

    async def close(self) -> None:
        """End the session."""
        if self.foreseeing is not None:
            self.foreseeing.stop()
        if self.planning is not None:
            self.planning.close()
        if self.session is not None:
            await self.session.close()
        for task in (self._runs, *self._asks):
            if task is not None:
                task.cancel()

    def again(self) -> None:
        """Try the link now."""
        if self.session is not None:
            self.session.try_now()

    def _say_where(self, session: Session) -> None:
        """Say which visit this person is on and what they do there, if they pressed a key since it was last said."""
        state = self._state
        if state.presses != self._said_at:
            self._said_at, self._pressed = state.presses, time.perf_counter()
            session.here(*presence.where(state))

    @property
    def now_s(self) -> float:
        """The server's time."""
        return self.session.now_s() if self.session is not None else 0.0

    def link(self) -> Link:
        """How the link stands."""
        session = self.session
        if session is None:
            return Link(word="connecting" if self._found else "offline")
        at, replica = session.sync, session.replica
        retry_s = None if at.retry_at is None else max(0.0, at.retry_at - time.monotonic())
        # Whole seconds, so that nothing is drawn again for a tenth.
        old_s = session.age_s()
        return Link(
            word=str(at.phase),
            why=at.sentence,
            live=at.live,
            age_s=None if old_s is None or at.live else int(old_s),
            retry_s=None if retry_s is None or at.live else int(retry_s) + 1,
            rtt_ms=self._rtt_ms,
            speed=replica.clock.speed or 1.0,
            notice=replica.notice,
        )

    def take_over(self, changed: Changes | None) -> bool:
        """Bring the picture up to the replica and the clock; tell whether anything looks different.

        Cost: bounded, so that a key that comes meanwhile does not wait for it.
        """
        session, state = self.session, self._state
        picture, before = state.picture, (state.picture.revision, state.link, state.message)
        state.link_is(self.link())
        if session is not None:
            replica = session.replica
            picture.me, picture.pending = replica.actor, replica.drawn
            picture.present = replica.present
            presence.remember(picture)
            self._say_where(session)
            picture.positions = cast("Mapping[str, Position]", replica.positions)
            state.facts = replica.facts.of
            now_s, old_s = self.now_s, session.age_s()
            picture.at(now_s, None if session.live or old_s is None else now_s - old_s * replica.clock.speed)
            keys = _touched(changed)
            if changed is not None and state.trying is not None:
                trying.follow(state, replica.board, keys, replaced=changed.replaced)
            elif changed is not None and changed.replaced:
                picture.replace(replica.board)
            elif state.trying is None:
                picture.follow(replica.board, keys)
            if changed is not None and changed.replaced:
                settle_memory()
            if session.live:
                ahead.prepare(state, self._pressed)
            until = time.monotonic() + KEYS_GO_FIRST_S
            picture.freshen(lambda: time.monotonic() > until)
            if self.foreseeing is not None and replica.whole:
                self.foreseeing.work(state)
            if self.planning is not None and replica.whole:
                self.planning.work(state, replica, changed)
            if changed is not None:
                desks.heard(state, changed.facts, anew=changed.replaced)
                automatic.heard(state, changed.facts, anew=changed.replaced)
                losing.heard(state, replica.board)
            conflicts.follow(state)
            deciding.follow(state)
            walking.renew(state)
        return before != (picture.revision, state.link, state.message)

    def plan(self, effect: Work) -> None:
        """Let the worker do a job."""
        if self.planning is None:
            self._state.say("There is no worker here that could plan.", "error")
        else:
            self.planning.ask(self._state, effect)

    def halt(self) -> None:
        """Let the worker stop the job that somebody asked for."""
        if self.planning is not None:
            self.planning.halt(self._state)

    def submit(self, effect: Submit, after: Callable[[], None]) -> None:
        """Send an act; `after` is called when it was answered."""
        session = self.session
        if session is None:
            self._state.say(f"Not connected: {effect.label} {NOTHING_SENT}.", "alarm")
            return
        request = submitting.request_of(session, effect)
        before = Before(session.replica.board, effect.act, self._state.presses)
        self._state.pending += 1
        task = asyncio.get_running_loop().create_task(self._ask(session, request, effect, before, after))
        self._asks.add(task)
        task.add_done_callback(self._asks.discard)

    def submit_each(self, effect: Each, after: Callable[[], None]) -> None:
        """Send several acts one after another; `after` is called whenever one was answered."""
        session = self.session
        if session is None or not session.live:
            self._state.say(f"Not connected: {effect.title} {NOTHING_SENT} {AGAIN}", "alarm")
            return
        outcomes = results.begun(self._state, effect)
        task = asyncio.get_running_loop().create_task(
            submitting.ask_each(self._state, session, effect, list(outcomes), after)
        )
        self._asks.add(task)
        task.add_done_callback(self._asks.discard)

    def begin(self, work: Callable[[Session], Coroutine[Any, Any, None]]) -> None:
        """Let something be asked of the server beside the keys, while there is a link."""
        session = self.session
        if session is None or not session.live:
            return
        task = asyncio.get_running_loop().create_task(work(session))
        self._asks.add(task)
        task.add_done_callback(self._asks.discard)

    async def look_back(self, session: Session, visit_id: str, after: Callable[[], None]) -> None:
        """Fetch a visit's past; it is in the list that lies open when `after` is called."""
        from dispatchtui.client.facts import Told  # noqa: PLC0415  (loaded after the first paint)
        from dispatchtui.protocol.codec import decode_event  # noqa: PLC0415

        subject = f"visits/{visit_id}"
        try:
            lines = await session.history(subject)
            found = [(line, decode_event(line.event)) for line in lines]
        except DispatchError as error:
            self._state.say(f"{error.sentence} Earlier facts of {visit_id} are not shown.", "error")
        else:
            told = tuple(Told(line, event, (subject,)) for line, event in found if event is not None)
            self._state.pasts[visit_id] = told
            sheets.past_came(self._state, visit_id)
        after()

    async def _ask(
        self, session: Session, request: Request, effect: Submit, before: Before, after: Callable[[], None]
    ) -> None:
        asked = time.monotonic()
        try:
            reply = await session.submit(request)
        except DispatchError as error:
            self._state.say(f"{effect.label}: {error.sentence}", "alarm")
        else:
            self._rtt_ms = round((time.monotonic() - asked) * 1000)
            submitting.became(self._state, session, request, effect, before=before, reply=reply)
        finally:
            self._state.pending -= 1
            after()


def _touched(changed: Changes | None) -> set[str]:
    """The rows that may look different, a technician's where only their position is another."""
    if changed is None:
        return set()
    there = (f"visits/{each}" for each in changed.present)
    return {*changed.keys, *there, *(f"technicians/{each}" for each in changed.positions)}
