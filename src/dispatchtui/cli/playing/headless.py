"""A day without a screen: two consoles' replicas, a desk hand at the first, and a summary at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from msgspec import Struct

from dispatchtui.cli.playing.hand import Hand
from dispatchtui.cli.playing.measure import Convergence, Order, agreed, replay, states, until
from dispatchtui.cli.playing.stage import Stage
from dispatchtui.client.session import Session


class Line(Struct, frozen=True):
    """The way from consoles and devices to the server; `calm` ends whatever disturbs it."""

    url: str
    calm: Callable[[], None] = lambda: None


@asynccontextmanager
async def undisturbed(stage: Stage) -> AsyncIterator[Line]:
    """The server's own address."""
    yield Line(stage.url)


Lines = Callable[[Stage], AbstractAsyncContextManager[Line]]


def play_headless(stage: Stage, seconds: float, lines: Lines = undisturbed) -> dict[str, Any]:
    """Play for so many real seconds; answer the summary, whose `ok` says whether all hashes agree.

    Raises: Unavailable when a child fails or somebody does not arrive at the same board in time.
    """
    opened = stage.prepare()
    summary = asyncio.run(_watch(stage, seconds, opened.dispatcher, lines))
    stage.stop_server()
    log = replay(stage.database, summary.pop("seq"))
    hashes = {**summary.pop("hashes"), "log": log.board_hash}
    problems = [*summary.pop("disorder"), *log.problems]
    return {
        **summary,
        "placed_in_the_morning": opened.placed,
        "assignments": log.assignments,
        "events": log.events,
        "hashes": hashes,
        "log_hash": log.log_hash,
        "problems": problems,
        "ok": len(set(hashes.values())) == 1 and not problems,
    }


async def _watch(stage: Stage, seconds: float, token: str, lines: Lines) -> dict[str, Any]:
    async with lines(stage) as line:
        first, second = Session(line.url, token), Session(line.url, token)
        running = [asyncio.create_task(session.run()) for session in (first, second)]
        orders = [Order(session) for session in (first, second)]
        convergence = Convergence()
        convergence.watch(second)
        hand = Hand(first, convergence.asked)
        stage.start_field(line.url)
        try:
            await until(lambda: first.live and second.live, "two consoles are live")
            await _pass(stage, seconds, hand, running)
            line.calm()
            await asyncio.to_thread(stage.stop_field)
            found = await agreed(stage.url, token, (first, second))
            board = found.board
            return {
                "seconds": seconds,
                "speed": stage.play.speed,
                "seed": stage.play.seed,
                "seq": found.seq,
                "clock_s": int(first.now_s()),
                "visits": len(board.visits),
                "states": states(board),
                "acts": dict(sorted(hand.counts.items())),
                "convergence_ms": convergence.milliseconds(),
                "facts_told": [order.facts for order in orders],
                "snapshots": [order.snapshots for order in orders],
                "disorder": [f"A console was told {each}." for order in orders for each in order.broken],
                "hashes": {
                    "console": board.digest_hex(),
                    "other_console": found.other_hash,
                    "fresh_client": found.fresh_hash,
                },
            }
        finally:
            for session in (first, second):
                await session.close()
            await asyncio.gather(*running, return_exceptions=True)


async def _pass(stage: Stage, seconds: float, hand: Hand, running: list[asyncio.Task[None]]) -> None:
    """Let time pass while the hand dispatches, and speak up when somebody fell over."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    dispatching = asyncio.create_task(hand.run())
    try:
        while (left_s := end - loop.time()) > 0:
            stage.children.check()
            for task in (dispatching, *running):
                if task.done():
                    task.result()
            await asyncio.sleep(min(0.25, left_s))
    finally:
        dispatching.cancel()
        await asyncio.gather(dispatching, return_exceptions=True)
