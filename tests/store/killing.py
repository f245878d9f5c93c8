"""Kill a writing process again and again, and look whether what it acknowledged is there, once."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from dispatchtui.store import Store
from dispatchtui.store.verify import verify
from tests.store.acts import beginnings, record

CHILD = Path(__file__).with_name("child.py")


def kill_rounds(url: str, rounds: int, seed: int) -> dict[str, int]:
    """Let a child write, kill it with signal 9 somewhere in the middle, check; so many times.

    Shapes: counts of acknowledged acts, recorded acts, and what went wrong (which must be nought).
    """
    chance = random.Random(seed)
    store = Store.open(url)
    record(store, *beginnings())
    store.close()
    acknowledged: set[str] = set()
    recorded = lost = doubled = halved = problems = 0
    for number in range(rounds):
        acknowledged |= _one_life(url, f"s{number}", chance)
        store = Store.open(url)
        lines = Counter(line.command_id for line in store.logged(10, limit=1_000_000))
        with store.writing() as batch:
            replies = batch.stored_replies(sorted(acknowledged | set(lines)))
        lost += sum(1 for name in acknowledged if name not in lines or name not in replies)
        doubled += sum(1 for count in lines.values() if count > 2)
        halved += sum(1 for name, count in lines.items() if count < 2 or name not in replies)
        problems += len(verify(store).problems)
        recorded = len(lines)
        store.close()
    return {"acknowledged": len(acknowledged), "recorded": recorded, "lost": lost, "doubled": doubled,
            "halved": halved, "problems": problems}  # fmt: skip


def _one_life(url: str, session: str, chance: random.Random) -> set[str]:
    """One child from birth to kill; what it acknowledged."""
    child = subprocess.Popen([sys.executable, str(CHILD), url, session], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told: set[str] = set()
    patience = chance.randrange(1, 40)
    for line in child.stdout:
        word, *names = line.split()
        if word == "ok":
            told.update(names)
            patience -= 1
        if patience <= 0:
            break
    # Somewhere inside one of the next batches, not at its edge.
    for _ in range(chance.randrange(0, 20_000)):
        pass
    child.kill()
    rest, _ = child.communicate()
    for line in rest.rpartition("\n")[0].splitlines():  # what was cut off was not acknowledged
        told.update(line.split()[1:])
    return told
