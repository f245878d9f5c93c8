"""The shape of some days: which stops on which day, as a linear programme over what is alike.

It knows who may do what, how much time there is and about how far it is, not the order of routes. Its answer is a day
for each stop, those that no day has room for left over; what stands near one another goes on one day.

Units: those of the problem.
Cost: two seconds for 4,000 stops, 100 technicians and 14 days; CLP needs a fifth of the time of GLOP for these, HiGHS
and PDLP are slower still.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from dispatchtui.engine.exact.alike import Alike, alike
from dispatchtui.solver.problem import NEVER, Ints, Problem

NO_DAY = -1
DEAREST = 10**12
"""What leaving one out counts at most."""
TOP = 1e7
"""What the dearest counts in the programme, which is reckoned in floating numbers."""
LATER = 1.0
"""What a day later costs a stop by itself, in prices: who can come sooner comes sooner."""


def shape(problem: Problem, days: Ints, stops: Ints, taken_s: Ints) -> Ints:
    """A day for each of some stops, or `NO_DAY`; `taken_s` is the time of each vehicle that is spoken for."""
    if not len(stops):
        return np.zeros(0, np.int64)
    found = alike(problem, days, stops, taken_s)
    return _dealt(problem, found, stops, _solved(problem, found))


def _solved(problem: Problem, found: Alike) -> NDArray[np.float64]:
    """How many of each group each class should do, by pair."""
    solver = pywraplp.Solver.CreateSolver("CLP")
    goal = solver.Objective()
    prices = np.minimum(problem.price[found.example], DEAREST)
    scale = min(1.0, TOP / max(1, int(prices.max())))
    each = [solver.Constraint(int(count), int(count)) for count in found.count]
    rooms = [solver.Constraint(0, int(room)) for room in found.room_s]
    for constraint, price in zip(each, (prices * scale).tolist(), strict=True):
        left_over = solver.NumVar(0, solver.infinity(), "")
        constraint.SetCoefficient(left_over, 1)
        goal.SetCoefficient(left_over, price)
    costs = _costs(problem, found) * scale
    variables = []
    number, infinity = solver.NumVar, solver.infinity()
    for group, kind, use, cost in zip(found.pair_group.tolist(), found.pair_class.tolist(), found.use_s.tolist(),
                                      costs.tolist(), strict=True):  # fmt: skip
        variable = number(0, infinity, "")
        variables.append(variable)
        each[group].SetCoefficient(variable, 1)
        rooms[kind].SetCoefficient(variable, use)
        goal.SetCoefficient(variable, cost)
    goal.SetMinimization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return np.zeros(len(variables))
    return np.array([variable.solution_value() for variable in variables])


def _costs(problem: Problem, found: Alike) -> NDArray[np.float64]:
    """What it costs that one of a group is done by a class: its way, being late, being waited for."""
    at, begin = found.example[found.pair_group], found.begin_s
    cost = found.way_price + LATER * (found.class_day[found.pair_class] - found.class_day.min())
    if problem.due_s is not None and problem.late_price is not None:
        due = np.where(problem.due_s[at] == NEVER, begin, problem.due_s[at])
        cost = cost + np.maximum(begin - due, 0) * problem.late_price[at]
    if problem.ready_s is not None and problem.start_price is not None:
        cost = cost + np.maximum(begin - problem.ready_s[at], 0) * problem.start_price[at]
    return np.asarray(cost, dtype=np.float64)


def _dealt(problem: Problem, found: Alike, stops: Ints, amounts: NDArray[np.float64]) -> Ints:
    """Whole stops for days: each group's shares rounded so that they add up, and neighbours kept together."""
    count = int(found.class_day.max()) + 1
    cells = found.pair_group * count + found.class_day[found.pair_class]
    share = np.bincount(cells, weights=amounts, minlength=len(found.count) * count).reshape(-1, count)
    day_of = np.full(len(stops), NO_DAY, np.int64)
    # A walk from each stop to the nearest that was not visited yet is not needed: an order by place from one corner is
    # enough for those of one area.
    places = problem.place[stops]
    for group, shares in enumerate(share):
        members = np.flatnonzero(found.group == group)
        if len(members) > 1:
            corner = places[members[0]]
            members = members[np.argsort(problem.travel_s[0][corner][places[members]], kind="stable")]
        bounds = np.round(np.cumsum(shares)).astype(np.int64)
        begin = 0
        for day, end in enumerate(bounds.tolist()):
            day_of[members[begin:end]] = day
            begin = end
    return day_of
