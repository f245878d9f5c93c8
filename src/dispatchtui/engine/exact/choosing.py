"""One column for each vehicle, no stop twice: the cheapest such choice, proven where there is time for it.

A linear programme first tells which columns no better choice than the present one can have; what is left, which is
little, is chosen from exactly.

Cost: some milliseconds for a thousand columns; `cp_model` takes a quarter of a second and 89 MB to load.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from msgspec import Struct
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from dispatchtui.solver.problem import NEVER

DEAREST = 10**12
"""What leaving out a stop counts at most: more than all that must not be left out costs to serve."""
MOST_COLUMNS = 400
"""Columns that are chosen from exactly, the likeliest ones first."""
LOOK_S = 0.01
"""How often a choice looks whether it is still wanted."""


class Column(Struct, frozen=True):
    """A route of a vehicle: its stops as the bits of a number, what it costs, and its order."""

    vehicle: int
    free: int
    cost: int
    route: tuple[int, ...]


class Chosen(Struct, frozen=True, kw_only=True):
    """The columns chosen, by vehicle, what they and the stops left out cost, and whether nothing is cheaper."""

    columns: dict[int, Column]
    cost: int
    proven: bool


def choose(
    columns: Sequence[Sequence[Column]],
    prices: Sequence[int],
    *,
    seed: int = 1,
    effort: float = 0.5,
    present: Sequence[Column] = (),
    stopped: Callable[[], bool] | None = None,
) -> Chosen | None:
    """Choose one column of each vehicle, given what leaving out each stop costs; nothing when it was stopped.

    `present` is a choice that is known, to begin with. `effort` is deterministic time: the same choice is found
    however busy the machine is.
    """
    model = cp_model.CpModel()
    covers: list[list[cp_model.IntVar]] = [[] for _ in prices]
    variables, costs, of_vehicles = [], [], []
    known = {(each.vehicle, each.free) for each in present}
    prices = [min(price, DEAREST) for price in prices]
    columns, beyond = _worth_it(columns, prices, present)
    for of_vehicle in columns:
        own = [model.new_bool_var("") for _ in of_vehicle]
        model.add_exactly_one(own)
        for variable, column in zip(own, of_vehicle, strict=True):
            for place in _bits(column.free):
                covers[place].append(variable)
            model.add_hint(variable, (column.vehicle, column.free) in known)
        of_vehicles.append(own)
        variables += own
        costs += [column.cost for column in of_vehicle]
    for price, covering in zip(prices, covers, strict=True):
        left_out = model.new_bool_var("")
        model.add_exactly_one([left_out, *covering])
        variables.append(left_out)
        costs.append(price)
    model.minimize(cp_model.LinearExpr.weighted_sum(variables, costs))
    solver = solver_of(seed, effort)
    status = solve(solver, model, stopped)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found = [column for own, of_vehicle in zip(of_vehicles, columns, strict=True)
             for variable, column in zip(own, of_vehicle, strict=True) if solver.boolean_value(variable)]  # fmt: skip
    cost = round(solver.objective_value)
    proven = status == cp_model.OPTIMAL and cost <= beyond
    return Chosen(columns={each.vehicle: each for each in found}, cost=cost, proven=proven)


def _worth_it(
    columns: Sequence[Sequence[Column]], prices: Sequence[int], present: Sequence[Column]
) -> tuple[list[list[Column]], float]:
    """The columns that the best choice may well have, those of the present one, and what any with another costs.

    Who takes a column pays its reduced cost beyond what any choice costs at least.
    """
    bound, reduced = _reduced(columns, prices)
    known = {(each.vehicle, each.free) for each in present}
    limit = sorted(reduced)[MOST_COLUMNS] if len(reduced) > MOST_COLUMNS else NEVER
    costs = iter(reduced)
    return [[each for each in of_vehicle if next(costs) < limit or (each.vehicle, each.free) in known]
            for of_vehicle in columns], bound + limit  # fmt: skip


def _reduced(columns: Sequence[Sequence[Column]], prices: Sequence[int]) -> tuple[float, list[float]]:
    """What any choice costs at least, and by how much more with each column."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    goal = solver.Objective()
    taken = [solver.Constraint(1, 1) for _ in columns]
    covered = [solver.Constraint(1, 1) for _ in prices]
    for price, constraint in zip(prices, covered, strict=True):
        left_out = solver.NumVar(0, 1, "")
        constraint.SetCoefficient(left_out, 1)
        goal.SetCoefficient(left_out, price)
    variables = []
    for constraint, of_vehicle in zip(taken, columns, strict=True):
        for column in of_vehicle:
            variable = solver.NumVar(0, solver.infinity(), "")
            variables.append(variable)
            goal.SetCoefficient(variable, column.cost)
            constraint.SetCoefficient(variable, 1)
            for place in _bits(column.free):
                covered[place].SetCoefficient(variable, 1)
    goal.SetMinimization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return -NEVER, [0.0] * len(variables)
    return goal.Value(), [variable.reduced_cost() for variable in variables]


def solver_of(seed: int, effort: float) -> cp_model.CpSolver:
    """A solver that answers the same for the same model and seed, on any machine."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    solver.parameters.linearization_level = 2
    # So small a choice is made in less time than it takes to look for what could be left out of it.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    return solver


def solve(
    solver: cp_model.CpSolver, model: cp_model.CpModel, stopped: Callable[[], bool] | None
) -> cp_model.CpSolverStatus:
    """Solve a model, looking meanwhile whether it is still wanted."""
    if stopped is None:
        return solver.solve(model)
    answers: list[cp_model.CpSolverStatus] = []
    work = threading.Thread(target=lambda: answers.append(solver.solve(model)), daemon=True)
    work.start()
    while work.is_alive():
        work.join(LOOK_S)
        if stopped():
            solver.stop_search()
    return answers[0]


def _bits(number: int) -> list[int]:
    found = []
    while number:
        low = number & -number
        found.append(low.bit_length() - 1)
        number ^= low
    return found
