"""The program's own search."""

from __future__ import annotations

from dispatchtui.engine.search import search, warm
from dispatchtui.solver.problem import Problem

warm()  # as a worker is before it is asked


def solve(problem: Problem, seconds: float, threads: int, seed: int) -> list[list[int]]:
    """Search for so long."""
    plan = search(problem, seconds=seconds, seed=seed, threads=threads)
    return [list(route) for route in plan.routes]
