"""Random boards planned anew, repaired and optimised: what is offered breaks nothing, and what is stale fails alone.

Arguments: --count N boards (10,000 unless said), --seed S of the first, --rows R: on every R-th board rows are accepted
one after another through the gate (5 unless said).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from soaks.solver_boards import a_board
from soaks.solver_checks import Trouble, accepted, planned


def run(arguments: list[str]) -> dict[str, object]:
    """Plan, repair and optimise each board, and say what was broken, with the seed of the first that did."""
    wanted = argparse.ArgumentParser(prog="scripts/soak solver")
    wanted.add_argument("--count", type=int, default=10_000)
    wanted.add_argument("--seed", type=int, default=1)
    wanted.add_argument("--rows", type=int, default=5)
    options = wanted.parse_args(arguments)
    began = time.monotonic()
    done: Counter[str] = Counter()
    troubles: list[Trouble] = []
    for seed in range(options.seed, options.seed + options.count):
        board = a_board(seed)
        troubles += planned(board, seed, done)
        if seed % options.rows == 0:
            troubles += accepted(board, seed, done)
    kinds = Counter(each.kind for each in troubles)
    first = {each.kind: {"seed": each.seed, "sentence": each.sentence} for each in reversed(troubles)}
    worked = all(done[each] for each in ("moves", "rows", "stale"))
    return {
        "part": "solver",
        "ok": not troubles and (worked or options.count < 100),
        "boards": options.count,
        "seconds": round(time.monotonic() - began),
        "seed": options.seed,
        **done,
        "broken": dict(kinds),
        "first": first,
    }
