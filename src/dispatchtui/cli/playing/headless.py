"""A day without a screen: two consoles' replicas, a desk hand at the first, and a summary at the end."""

from __future__ import annotations

import asyncio
from typing import Any

from msgspec import Struct

from dispatchtui.cli.playing.hand import Hand
from dispatchtui.cli.playing.measure import Convergence, fresh_hash, replay, settled, states, until
from dispatchtui.cli.playing.stage import Stage
from dispatchtui.client.session import Session


class Watched(Struct, frozen=True, kw_only=True):
    """What was seen while the day ran, before the server stopped."""

    summary: dict[str, Any]
    hashes: dict[str, str]


def play_headless(stage: Stage, seconds: float) -> dict[str, Any]:
    """Play for so many real seconds; answer the summary, whose `ok` says whether all hashes agree."""
    opened = stage.begin()
    watched = asyncio.run(_watch(stage, seconds, opened.dispatcher))
    stage.stop_server()
    log = replay(stage.database)
    hashes = {**watched.hashes, "log": log.board_hash}
    return {
        **watched.summary,
        "placed_in_the_morning": opened.placed,
        "assignments": log.assignments,
        "events": log.events,
        "hashes": hashes,
        "log_hash": log.log_hash,
        "problems": list(log.problems),
        "ok": len(set(hashes.values())) == 1 and not log.problems,
    }


async def _watch(stage: Stage, seconds: float, token: str) -> Watched:
    first, second = Session(stage.url, token), Session(stage.url, token)
    running = [asyncio.create_task(session.run()) for session in (first, second)]
    convergence = Convergence()
    convergence.watch(second)
    hand = Hand(first, convergence.asked)
    try:
        await until(lambda: first.live and second.live, "two consoles are live")
        dispatching = asyncio.create_task(hand.run())
        await _pass(stage, seconds, [dispatching, *running])
        dispatching.cancel()
        await asyncio.gather(dispatching, return_exceptions=True)
        stage.stop_field()
        await settled(stage.url, token, [first, second])
        board = first.replica.confirmed
        hashes = {"console": board.digest_hex(), "other_console": second.replica.confirmed.digest_hex()}
        hashes["fresh_client"] = await fresh_hash(stage.url, token)
        summary = {
            "seconds": seconds,
            "speed": stage.play.speed,
            "seed": stage.play.seed,
            "clock_s": int(first.now_s()),
            "visits": len(board.visits),
            "states": states(board),
            "acts": dict(sorted(hand.counts.items())),
            "convergence_ms": convergence.milliseconds(),
        }
        return Watched(hashes=hashes, summary=summary)
    finally:
        for session in (first, second):
            await session.close()
        await asyncio.gather(*running, return_exceptions=True)


async def _pass(stage: Stage, seconds: float, tasks: list[asyncio.Task[None]]) -> None:
    """Let time pass, and speak up when somebody fell over."""
    left_s = seconds
    while left_s > 0:
        stage.children.check()
        for task in tasks:
            if task.done():
                task.result()
        await asyncio.sleep(min(0.25, left_s))
        left_s -= 0.25
