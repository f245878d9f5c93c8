"""Set-up: what the second start costs before the program itself begins.

The peer is the bare interpreter doing nothing, since no start can be quicker than that.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, figure, median

_ROUNDS = 15
_FIND = Path(__file__).resolve().parents[1] / "provision" / "find-python"


def run() -> Iterator[Figure]:
    """Time both ways to run nothing, in turns."""
    bare: list[float] = []
    warm: list[float] = []
    for _round in range(_ROUNDS):
        bare.append(_time_ms(sys.executable, "-c", "pass"))
        warm.append(_time_ms(str(_FIND), "python", "-c", "pass"))
    yield figure("bare interpreter", median(bare), "ms")
    yield figure("second set-up, then the interpreter", median(warm), "ms", "bare", median(warm) / median(bare))
    yield figure(
        "second set-up alone", median(warm) - median(bare), "ms", "limit 1000 ms", (median(warm) - median(bare)) / 1000
    )


def _time_ms(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True)
    return (time.perf_counter() - began) * 1000
