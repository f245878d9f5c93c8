"""How many of each group each class should do: a linear programme that is solved over the pairs that matter.

Of hundreds of thousands of pairs a few for each group and day are enough to begin with; what the solution says that
time is worth tells which others would make it better. They are added until there are none: that is the optimum of all.

Cost: three seconds of a processor for 3,000 stops that are all different, 700 days of work and 230,000 pairs: a tenth
of what it takes to solve over all of them at once.
Source: column generation (Gilmore and Gomory 1961).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from dispatchtui.engine.errand import Errand
from dispatchtui.engine.exact.alike import Alike
from dispatchtui.solver.problem import Ints

FIRST = 2
"""Pairs of each group on each day to begin with, the cheapest ones."""
MORE = 12
"""Pairs of each group that are added at a time."""
LEAST = 1e-6
"""What a pair has to save, in shares of the dearest cost, to be worth adding."""
LOOK_S = 0.005
Floats = NDArray[np.float64]


def shares(
    found: Alike, prices: Floats, costs: Floats, *, seconds: float, stopped: Callable[[], bool] | None = None
) -> Floats:
    """How many of its group each pair should do: the best, or the best that was found in so many seconds.

    `prices` [g] are what leaving one of a group out costs, `costs` those of the pairs.
    """
    until_s = time.monotonic() + seconds
    programme = _Programme(found, prices, costs)
    amounts = np.zeros(len(costs))
    while programme.solve(until_s, stopped or (lambda: False)):
        amounts = programme.amounts()
        if not programme.widen():
            break
    return amounts


class _Programme:
    """Some of the pairs as a linear programme, to which others are added."""

    def __init__(self, found: Alike, prices: Floats, costs: Floats) -> None:
        """Begin with the cheapest pairs."""
        self.found, self.costs = found, costs
        self.least = LEAST * max(float(prices.max(initial=1.0)), 1.0)
        solver = self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.goal, self.infinity = solver.Objective(), solver.infinity()
        self.goal.SetMinimization()
        self.groups = [solver.Constraint(count, count) for count in found.count.tolist()]
        self.rooms = [solver.Constraint(0, room) for room in found.room_s.tolist()]
        for constraint, price in zip(self.groups, prices.tolist(), strict=True):
            left_over = solver.NumVar(0, self.infinity, "")
            constraint.SetCoefficient(left_over, 1)
            self.goal.SetCoefficient(left_over, price)
        self.variables: dict[int, pywraplp.Variable] = {}
        self.absent = np.ones(len(costs), bool)
        day_of = found.class_day[found.pair_class]
        self._add(_least(found.pair_group * (int(day_of.max(initial=0)) + 1) + day_of, costs, FIRST))

    def solve(self, until_s: float, stopped: Callable[[], bool]) -> bool:
        """Solve it as it is; tells whether that came to an end in time."""
        left_s = until_s - time.monotonic()
        if left_s <= 0 or stopped():
            return False
        self.solver.SetTimeLimit(max(1, int(left_s * 1000)))
        work = Errand(self.solver.Solve)
        try:
            while not work.ended:
                if stopped():
                    return False
                time.sleep(LOOK_S)
            return bool(work.result(stopped) == pywraplp.Solver.OPTIMAL)
        finally:
            # Also where this is ended from outside: nobody waits for what is solved in vain.
            if not work.ended:
                self.solver.InterruptSolve()

    def amounts(self) -> Floats:
        """How many each pair does."""
        found = np.zeros(len(self.costs))
        for pair, variable in self.variables.items():
            found[pair] = variable.solution_value()
        return found

    def widen(self) -> bool:
        """Add the pairs that would save most; tells whether there are any."""
        found = self.found
        worth = np.array([each.dual_value() for each in self.groups])
        of_time = np.array([each.dual_value() for each in self.rooms])
        saved = self.costs - worth[found.pair_group] - of_time[found.pair_class] * found.use_s
        pairs = np.flatnonzero(self.absent & (saved < -self.least))
        self._add(pairs[_least(found.pair_group[pairs], saved[pairs], MORE)])
        return bool(len(pairs))

    def _add(self, pairs: Ints) -> None:
        found, number = self.found, self.solver.NumVar
        self.absent[pairs] = False
        for pair, group, kind, use, cost in zip(
            pairs.tolist(), found.pair_group[pairs].tolist(), found.pair_class[pairs].tolist(),
            found.use_s[pairs].tolist(), self.costs[pairs].tolist(), strict=True,
        ):  # fmt: skip
            variable = self.variables[pair] = number(0, self.infinity, "")
            self.groups[group].SetCoefficient(variable, 1)
            self.rooms[kind].SetCoefficient(variable, use)
            self.goal.SetCoefficient(variable, cost)


def _least(keys: Ints, values: Floats, most: int) -> Ints:
    """The places of the least values of each key, so many at most."""
    order = np.lexsort((values, keys))
    ranked = keys[order]
    begins = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]]) if len(ranked) else order
    lengths = np.diff(np.r_[begins, len(ranked)])
    return order[np.arange(len(ranked)) - np.repeat(begins, lengths) < most]
