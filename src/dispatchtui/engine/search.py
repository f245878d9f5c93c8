"""A search for a better plan of a problem: compiled, anytime, with a limit of time or of rounds.

Cost: `first` 0.5 ms for ten stops among a hundred routes; `search` what it is given, and some ms for its tables.
"""

from __future__ import annotations

import numpy as np

from dispatchtui.engine.kernel.board import lay, plan_of, state_of
from dispatchtui.engine.kernel.compiled import is_kept
from dispatchtui.engine.kernel.ground import ground_of
from dispatchtui.engine.kernel.recreate import DEAR_FIRST, arrange, place_all
from dispatchtui.engine.regions import is_large, search_parts
from dispatchtui.engine.run import Run, Stopped, Told
from dispatchtui.solver.problem import Plan, Problem

ROUNDS_A_SECOND = 25_000
ROUNDS_A_STOP = 2_000
"""How many rounds for each stop make a plan as good from anywhere as from a good one."""


def search(
    problem: Problem,
    *,
    start: Plan | None = None,
    seconds: float = 10.0,
    iterations: int = 0,
    seed: int = 1,
    threads: int = 1,
    told: Told | None = None,
    stopped: Stopped | None = None,
) -> Plan:
    """The best plan found within so many seconds or, if given, exactly so many iterations: the same for one seed.

    Problems with thousands of stops are searched part by part, by so many threads at once; others by one alone.
    It sets out from `start`, whose stops are left out and inserted anew where they cannot be as they stand there.
    """
    if is_large(problem):
        return search_parts(
            problem,
            start=start,
            seconds=seconds,
            iterations=iterations,
            seed=seed,
            threads=threads,
            told=told,
            stopped=stopped,
        )
    run = Run(problem, start=start, seed=seed, heat=_heat(problem, start, iterations or seconds * ROUNDS_A_SECOND))
    return run.go(seconds=seconds, iterations=iterations, told=told, stopped=stopped)


def _heat(problem: Problem, start: Plan | None, rounds: float) -> float:
    """How hot a search begins: as usual, but from a plan no hotter than it has the rounds to come back from."""
    if start is None or 2 * sum(map(len, start.routes)) < problem.stops:
        return 1.0
    return min(1.0, rounds / max(problem.stops, 1) / ROUNDS_A_STOP)


def first(problem: Problem, start: Plan | None = None) -> Plan:
    """A plan in which what `start` leaves out is inserted where it costs least, dear stops first; the rest stays."""
    kept = () if start is None else start.routes
    flat = [u for route in kept for u in route]
    whose = [v for v, route in enumerate(kept) for _ in route]
    only = np.setdiff1d(np.arange(problem.stops), flat)
    g = ground_of(problem, only=only)
    s = state_of(g, 1)
    if not (problem.may[flat, whose].all() and lay(g, s, kept)):
        g = ground_of(problem)
        s = state_of(g, 1)
        lay(g, s, kept)
    arrange(g.g, s, DEAR_FIRST)
    place_all(g.g, g.w, s, 0.0)
    return plan_of(problem, g, s)


def schedule(problem: Problem, plan: Plan) -> Plan:
    """The same routes with their starts and their cost; stops that cannot be where they are, are left out."""
    g = ground_of(problem)
    s = state_of(g, 1)
    lay(g, s, plan.routes)
    return plan_of(problem, g, s)


def cost(problem: Problem, plan: Plan) -> int:
    """What a plan costs, as the kernel counts it."""
    return schedule(problem, plan).cost


def warm() -> None:
    """Compile whatever a search needs, or read it from where it is kept."""
    # neither of two dear vehicles serves all stops alone, so that how to do with fewer is compiled as well
    n, m = 3, 2
    none = np.zeros(m, dtype=np.int64)
    far = np.full(m, 1 << 60, dtype=np.int64)
    tiny = Problem(
        travel_s=np.ones((1, n, n), dtype=np.int32),
        place=np.arange(n),
        service_s=np.ones(n, dtype=np.int64),
        setup_s=np.zeros(n, dtype=np.int64),
        windows=np.zeros((0, 2), dtype=np.int64),
        window_from=np.zeros(n + 1, dtype=np.int64),
        delivery=np.zeros((n, 1), dtype=np.int64),
        pickup=np.zeros((n, 1), dtype=np.int64),
        price=np.full(n, 1 << 40, dtype=np.int64),
        may=np.ones((n, m), dtype=np.bool_),
        profile=none,
        start=none,
        end=none,
        open_s=none,
        close_s=far,
        overtime_s=none,
        overtime_price=none,
        travel_price=none + 1,
        fixed=far // (1 << 40),
        capacity=none.reshape(m, 1),
        most_stops=none + 2,
        most_travel_s=far,
        longest_leg_s=far,
        breaks=np.zeros((0, 3), dtype=np.int64),
        break_from=np.zeros(m + 1, dtype=np.int64),
    )
    search(tiny, start=first(tiny), iterations=10)


def is_warm() -> bool:
    """Whether a search begins at once: what it needs has been compiled and is kept."""
    return is_kept()
