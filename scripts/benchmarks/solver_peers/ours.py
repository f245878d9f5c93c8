"""The program's own search, warm as a worker is before it is asked."""

from __future__ import annotations

from dispatchtui.engine.search import search, warm
from dispatchtui.solver.problem import Plan, Problem

warm()


def solve(problem: Problem, seconds: float, threads: int, seed: int) -> Plan:
    """Search for so long."""
    return search(problem, seconds=seconds, seed=seed, threads=threads)
