"""What may be chosen of the solver's measurement: parts, sizes, times, seeds, and how long it may take in all."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from msgspec import Struct

PARTS = ("days", "public", "repair", "worker", "exact", "native")
"""In the order in which they are measured: when the time is short, the last are not."""
SIZES = {(30, 200): (0.1, 1.0, 5.0, 30.0), (100, 800): (1.0, 5.0, 30.0), (1_000, 8_000): (30.0, 60.0)}
"""Technicians and visits, and the seconds that are asked for them."""
QUICK = {(30, 200): (0.1, 1.0)}
TWO_THREADS = 1_000
"""From so many technicians on, engines have two threads."""
SEEDS, QUICK_SEEDS = 5, 2
SOLOMON_S, QUICK_SOLOMON_S, HOMBERGER_S, QUICK_HOMBERGER_S = 5.0, 2.0, 60.0, 5.0
QUICK_MINUTES, MINUTES = 1.5, 300.0

Size = tuple[int, int]


class Options(Struct, frozen=True, kw_only=True):
    """What is to be measured."""

    quick: bool
    parts: tuple[str, ...]
    sizes: dict[Size, tuple[float, ...]]
    seed: int
    seeds: int
    solomon_s: float
    homberger_s: float
    instances: tuple[str, ...]
    without: tuple[str, ...]
    ends_s: float

    def over(self) -> bool:
        """Whether the time is over after which nothing more is begun."""
        return time.monotonic() > self.ends_s


def options(arguments: Sequence[str]) -> Options:
    """Read what is chosen; what is not is as a full measurement has it, or a quick one."""
    known = argparse.ArgumentParser(prog="scripts/bench solver", description=__doc__)
    known.add_argument("--quick", action="store_true", help="the small sizes, within two minutes")
    known.add_argument("--only", default=",".join(PARTS), help=f"of {','.join(PARTS)}")
    known.add_argument("--sizes", help="as in 30x200,100x800")
    known.add_argument("--times", help="seconds for every size, as in 1,5")
    known.add_argument("--seed", type=int, help="the first seed; without one it is taken from the clock")
    known.add_argument("--seeds", type=int, help="how many days of each size")
    known.add_argument("--solomon", type=float, metavar="S", help="seconds for an instance of 100 customers")
    known.add_argument("--homberger", type=float, metavar="S", help="seconds for an instance of 1,000; 0 for none")
    known.add_argument("--instances", default="", help="names of public instances, as in R112,RC208")
    known.add_argument("--without", default="", help="peers to leave out")
    known.add_argument("--minutes", type=float, help="nothing more is begun after so many")
    said = known.parse_args(arguments)
    seed = int(time.time()) % 1_000_000 if said.seed is None else said.seed
    sys.stderr.write(f"The first seed is {seed}.\n")
    homberger_s = QUICK_HOMBERGER_S if said.quick else HOMBERGER_S
    minutes = said.minutes or (QUICK_MINUTES if said.quick else MINUTES)
    return Options(
        quick=said.quick, parts=_parts(known, said.only), sizes=_sizes(said.sizes, said.times, quick=said.quick),
        seed=seed, seeds=said.seeds or (QUICK_SEEDS if said.quick else SEEDS),
        solomon_s=said.solomon or (QUICK_SOLOMON_S if said.quick else SOLOMON_S),
        homberger_s=homberger_s if said.homberger is None else said.homberger,
        instances=_listed(said.instances), without=_listed(said.without), ends_s=time.monotonic() + 60 * minutes,
    )  # fmt: skip


def _parts(known: argparse.ArgumentParser, said: str) -> tuple[str, ...]:
    for part in _listed(said):
        if part not in PARTS:
            known.error(f"no part {part!r}; the parts are {', '.join(PARTS)}.")
    return _listed(said)


def _sizes(said: str | None, times: str | None, *, quick: bool) -> dict[Size, tuple[float, ...]]:
    chosen: dict[Size, tuple[float, ...]] = dict(QUICK if quick else SIZES)
    if said:
        every = [(int(each.partition("x")[0]), int(each.partition("x")[2])) for each in _listed(said)]
        chosen = {each: SIZES.get(each, (1.0, 5.0)) for each in every}
    if times:
        chosen = dict.fromkeys(chosen, tuple(float(each) for each in _listed(times)))
    return chosen


def _listed(said: str) -> tuple[str, ...]:
    return tuple(each for each in said.split(",") if each)
