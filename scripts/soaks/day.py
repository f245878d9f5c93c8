"""A day of two hundred visits over bad lines, with the server killed in between; everybody ends with one board.

Arguments: --seconds N of real time, --speed N, --seed N, --kills N of the server.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from dispatchtui.cli.playing.headless import Line, Lines, play_headless
from dispatchtui.cli.playing.stage import Stage, stage
from tests.faults import Faults

LEAST_VISITS = 200
QUIET_S = (0.3, 2.5)
"""Real seconds between two faults."""
BLACK_HOLE_S = 3.5


def run(arguments: list[str]) -> dict[str, object]:
    """Play the day and say whether two consoles, a fresh client and the replayed log agree."""
    wanted = argparse.ArgumentParser(prog="scripts/soak day")
    wanted.add_argument("--seconds", type=float, default=320.0)
    wanted.add_argument("--speed", type=float, default=120.0)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--kills", type=int, default=5)
    options = wanted.parse_args(arguments)
    faults: Counter[str] = Counter()
    with stage(speed=options.speed, seed=options.seed, keep=None, auto_release=False) as played:
        lines = disturbed(random.Random(options.seed), faults, options.kills, options.seconds)
        summary = play_headless(played, options.seconds, lines)
    held = summary["ok"] and summary["visits"] >= LEAST_VISITS and faults["connections cut"] >= 20
    return {"part": "day", **summary, "ok": bool(held), "faults": dict(faults)}


def disturbed(dice: random.Random, faults: Counter[str], kills: int, seconds: float) -> Lines:
    """Lines that are cut, delayed and swallowed at random, to a server that is killed now and then."""

    @asynccontextmanager
    async def lines(played: Stage) -> AsyncIterator[Line]:
        port = int(played.url.rpartition(":")[2])
        async with Faults("127.0.0.1", port) as proxy:
            tasks = [asyncio.create_task(_disturb(proxy, dice, faults))]
            tasks.append(asyncio.create_task(_kill(played, faults, kills, seconds)))

            def calm() -> None:
                for task in tasks:
                    task.cancel()
                proxy.heal()

            try:
                yield Line(proxy.url, calm)
            finally:
                calm()
                found: list[Any] = await asyncio.gather(*tasks, return_exceptions=True)
                faults["connections"] = proxy.connections
        for error in found:
            if error is not None and not isinstance(error, asyncio.CancelledError):
                raise error

    return lines


async def _disturb(proxy: Faults, dice: random.Random, faults: Counter[str]) -> None:
    while True:
        await asyncio.sleep(dice.uniform(*QUIET_S))
        kind = dice.choices(("cut", "cut inside", "delay", "black hole", "away"), (5, 5, 3, 1, 2))[0]
        faults[kind] += 1
        if kind == "cut":
            faults["connections cut"] += proxy.cut()
        elif kind == "cut inside":
            proxy.cut_after(dice.choice(("up", "down")), dice.randrange(1, 4000))
        elif kind == "delay":
            proxy.delay_s = dice.uniform(0.01, 0.2)
        elif kind == "black hole":
            proxy.swallow_down = True
            await asyncio.sleep(BLACK_HOLE_S)
        else:
            proxy.refusing = True
            faults["connections cut"] += proxy.cut()
        await asyncio.sleep(dice.uniform(0.05, 0.6))
        if kind != "cut inside":
            proxy.heal()


async def _kill(played: Stage, faults: Counter[str], kills: int, seconds: float) -> None:
    for _ in range(kills):
        await asyncio.sleep(seconds / (kills + 1))
        await asyncio.to_thread(played.kill_server)
        faults["server killed"] += 1
