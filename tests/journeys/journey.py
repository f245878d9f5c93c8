"""A dispatcher at the console, for tests: acts by name, keys where keys are meant, and what is on screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic

from textual import events
from textual.pilot import Pilot

from dispatchtui.core.model import Row
from dispatchtui.core.rights import Actor
from dispatchtui.core.zones import clock
from dispatchtui.tui.app import Console
from tests.builders import ZONE
from tests.tui.small_desk import SmallDesk, SmallSession
from tests.tui.small_worker import SmallWorker


class Dispatcher:
    """One person at one console."""

    def __init__(self, app: Console, pilot: Pilot[int], session: SmallSession) -> None:
        self.app, self.pilot, self.session = app, pilot, session

    @property
    def state(self):
        return self.app.state

    async def press(self, *keys: str) -> None:
        """Send keys as the driver does, and wait until the app has taken them."""
        for key in keys:
            character = " " if key == "space" else key if len(key) == 1 else None
            self.app.post_message(events.Key(key, character))
        taken = asyncio.Event()
        self.app.call_later(taken.set)
        await taken.wait()
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        await self.press(*text)

    async def do(self, *actions: str) -> None:
        """Press the keys of actions by name."""
        for name in actions:
            keys = self.app.keymap.keys_of[name][0]
            await self.press(*(keys if keys == "gg" else (keys,)))

    async def until(self, condition: Callable[[], object], seconds: float = 5.0) -> None:
        end = monotonic() + seconds
        while not condition():
            assert monotonic() < end, self.screen()
            await asyncio.sleep(0.01)
        await self.pilot.pause()

    async def foreseen(self) -> None:
        """Wait until everything is known that will probably happen."""
        await self.until(lambda: self.app.connection.foreseeing.all_known, 20.0)

    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    def screen(self) -> str:
        return "\n".join(self.lines())

    def line_of(self, text: str) -> str:
        return next((line for line in self.lines() if text in line), "")

    def listed(self, text: str) -> str:
        """The line in the list that lies open, below the panes."""
        return next((line for line in reversed(self.lines()[:-1]) if text in line), "")

    @property
    def said(self) -> str:
        return self.lines()[-2].strip()

    @property
    def cursor(self) -> str:
        rows = self.app.frame.active
        return str(rows.cursor_id) if rows is not None else ""


def starts(me: Dispatcher) -> dict[str, str]:
    """Who is where when, as the desk has it."""
    visits = me.session.desk.board.visits.values()
    return {each.id: f"{each.crew[0].technician_id} {clock(each.crew[0].start_s, ZONE)}" for each in visits}


@asynccontextmanager
async def at_the_console(
    *rows: Row, now_s: int, size: tuple[int, int] = (120, 40), actor: Actor | None = None,
    desk: SmallDesk | None = None, color: str = "none", worker: SmallWorker | None = None,
) -> AsyncIterator[Dispatcher]:  # fmt: skip
    """Sit down at a console that shows these rows."""
    desk = desk or SmallDesk(rows, now_s)
    session = SmallSession(desk, actor)
    app = Console(session=session, color=color, glyphs="unicode", worker=worker.made if worker is not None else None)
    async with app.run_test(size=size) as pilot:
        dispatcher = Dispatcher(app, pilot, session)
        await dispatcher.until(
            lambda: app._early is None and app.state.link.live and app.state.picture.board.technicians
        )
        await dispatcher.foreseen()
        if worker is not None:
            app.connection.planning._since = 0.0  # the console gives a person time to look before it plans
            await dispatcher.until(lambda: app.state.offered.revision)
        await pilot.pause()
        yield dispatcher
