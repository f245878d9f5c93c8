"""What scenarios do at a console with its worker: keys one by one, and the pane of proposals once it is settled."""

from __future__ import annotations

import time

from dispatchtui.solver.proposing.proposal import Option, Proposal
from tests.journeys.journey import Dispatcher
from tests.journeys.scenarios import Desk

MOST_S = 5.0
"""So long the first proposals may take."""


async def keyed(me: Dispatcher, *keys: str) -> None:
    """Press keys one by one, each when what the one before caused has happened."""
    for key in keys:
        await me.press(key)
        await me.until(lambda: not me.state.pending, 10)


async def typed(me: Dispatcher, line: str) -> None:
    """Type a command and Enter."""
    await me.type(f":{line}")
    await keyed(me, "enter")


async def offered(me: Dispatcher, cause: str) -> float:
    """Wait until the worker offers something for a cause; answer after how many seconds."""
    began = time.monotonic()
    await me.until(lambda: cause in {each.id for each in me.state.offered.ready}, 20)
    return time.monotonic() - began


async def opened_on(me: Dispatcher, cause: str) -> Proposal:
    """Go to a cause in the pane of proposals, wait until nothing better is looked for, and show what is newest."""
    await offered(me, cause)
    await keyed(me, "p")
    for _ in me.state.offered.ready:
        if me.state.sheet.subject == cause:
            break
        await keyed(me, "J")
    return await settled(me, cause)


async def settled(me: Dispatcher, cause: str) -> Proposal:
    """Wait until nothing better is looked for, and take what is newest into the pane that lies open."""
    await me.until(lambda: (found := me.state.offered.get(cause)) is not None and found.final
                   and not me.state.offered.looking, 20)  # fmt: skip
    await me.press("r")
    assert me.state.sheet is not None, me.screen()
    assert me.state.sheet.subject == cause, me.screen()
    shown: Proposal = me.state.sheet.payload.shown
    return shown


async def accepted(me: Dispatcher, desk: Desk, cause: str, key: str = "y") -> None:
    """Accept with a key, and wait until the desk knows."""
    await keyed(me, key)
    await me.until(lambda: cause in desk.board.tables["answers"], 10)


def brief(option: Option) -> tuple[str, ...]:
    """An option in a few words: its kind, and who comes to which visit."""
    return (option.kind, *(f"{row.visit_id} {row.technician_id}" for row in option.rows))
