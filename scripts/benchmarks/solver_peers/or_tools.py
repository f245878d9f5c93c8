"""OR-Tools routing, plain: the model that its documentation shows, with the usual settings.

Everything is told: who may serve what, windows, breaks as intervals of the dimension of time, loads, prices of leaving
out as disjunctions, overtime as a soft bound, limits of travel and of stops. Setups are told with the services.

Options: PARALLEL_CHEAPEST_INSERTION, then GUIDED_LOCAL_SEARCH until the time is over; PATH_CHEAPEST_ARC where that
finds nothing in a third of it. One thread, which is all it uses; the model is built within the time.
"""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.solver_peers.alike import limits_stops, limits_travel
from dispatchtui.solver.problem import NEVER, NOWHERE, Problem

MOST = 2**40
ENOUGH_S = 0.02
"""Less time than this is not worth a search."""
Routes = list[list[int]]


def solve(problem: Problem, seconds: float, threads: int, seed: int) -> Routes:
    """Search until the time is over; nothing but empty routes where no first solution is found in it."""
    del threads, seed
    ends = time.perf_counter() + seconds
    strategies = routing_enums_pb2.FirstSolutionStrategy
    manager, model = _model(problem)
    left = ends - time.perf_counter()
    found = _searched(model, strategies.PARALLEL_CHEAPEST_INSERTION, left) if left > ENOUGH_S else None
    left = ends - time.perf_counter()
    if found is None and left > ENOUGH_S:
        manager, model = _model(problem)
        found = _searched(model, strategies.PATH_CHEAPEST_ARC, max(ENOUGH_S, ends - time.perf_counter()))
    if found is None:
        raise TimeoutError(f"OR-Tools has no first solution within {seconds} s.")
    routes: Routes = [[] for _vehicle in range(problem.vehicles)]
    for vehicle in range(problem.vehicles):
        index = found.Value(model.NextVar(model.Start(vehicle)))
        while not model.IsEnd(index):
            routes[vehicle].append(manager.IndexToNode(index))
            index = found.Value(model.NextVar(index))
    return routes


def _searched(model: Any, strategy: int, seconds: float) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = strategy
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(1000 * seconds))
    return model.SolveWithParameters(parameters)


def _model(problem: Problem) -> tuple[Any, Any]:
    """Nodes are the stops, then the start and the end of each vehicle, which may be nowhere."""
    count, vehicles = problem.stops, problem.vehicles
    nodes = np.concatenate([problem.place, problem.start, problem.end])
    starts, ends = list(range(count, count + vehicles)), list(range(count + vehicles, count + 2 * vehicles))
    manager = pywrapcp.RoutingIndexManager(len(nodes), vehicles, starts, ends)
    model = pywrapcp.RoutingModel(manager)
    service = np.concatenate([problem.service_s + problem.setup_s, np.zeros(2 * vehicles, dtype=np.int64)])
    horizon_s = min(MOST, int((problem.close_s + problem.overtime_s).max()))
    prices = problem.travel_s if problem.way_cost is None else problem.way_cost
    costs, times, ways = {}, [], []
    for profile in range(len(problem.travel_s)):
        priced, way = _ways(prices[profile], nodes), _ways(problem.travel_s[profile], nodes)
        for price in np.unique(problem.travel_price[problem.profile == profile]):
            costs[profile, int(price)] = model.RegisterTransitMatrix((priced * price).tolist())
        times.append(model.RegisterTransitMatrix((way + service[:, None]).tolist()))
        ways.append(model.RegisterTransitMatrix(way.tolist()) if limits_travel(problem) else 0)
    for vehicle in range(vehicles):
        key = int(problem.profile[vehicle]), int(problem.travel_price[vehicle])
        model.SetArcCostEvaluatorOfVehicle(costs[key], vehicle)
        model.SetFixedCostOfVehicle(int(problem.fixed[vehicle]), vehicle)
    by_vehicle = [times[profile] for profile in problem.profile]
    model.AddDimensionWithVehicleTransits(by_vehicle, horizon_s, horizon_s, False, "time")
    if limits_travel(problem):
        by_vehicle = [ways[profile] for profile in problem.profile]
        most = problem.most_travel_s.clip(0, MOST).tolist()
        model.AddDimensionWithVehicleTransitAndCapacity(by_vehicle, 0, most, True, "way")
    _loads(problem, model, vehicles)
    _shifts(problem, model, service.tolist())
    _stops(problem, manager, model, horizon_s)
    return manager, model


def _ways(matrix: Any, nodes: Any) -> Any:
    """A matrix of nodes; to and from nowhere costs nothing."""
    found = matrix[np.ix_(nodes, nodes)].astype(np.int64)
    found[nodes == NOWHERE] = 0
    found[:, nodes == NOWHERE] = 0
    return found


def _loads(problem: Problem, model: Any, vehicles: int) -> None:
    empty = np.zeros(2 * vehicles, dtype=np.int64)
    loads = problem.delivery if problem.delivery.any() else problem.pickup
    for dimension in range(loads.shape[1]):
        taken = model.RegisterUnaryTransitVector(np.concatenate([loads[:, dimension], empty]).tolist())
        capacity = problem.capacity[:, dimension].clip(0, MOST).tolist()
        model.AddDimensionWithVehicleCapacity(taken, 0, capacity, True, f"load {dimension}")
    if limits_stops(problem):
        one = model.RegisterUnaryTransitVector([*[1] * problem.stops, *empty.tolist()])
        model.AddDimensionWithVehicleCapacity(one, 0, problem.most_stops.clip(0, MOST).tolist(), True, "stops")


def _shifts(problem: Problem, model: Any, service: list[int]) -> None:
    time_of, solver = model.GetDimensionOrDie("time"), model.solver()
    # Starts and ends are indices behind those of the stops; a break does not interrupt a service.
    visits = [*service, *[0] * (model.Size() + problem.vehicles - len(service))]
    for vehicle in range(problem.vehicles):
        opens_s, closes_s = int(problem.open_s[vehicle]), min(MOST, int(problem.close_s[vehicle]))
        over_s = int(problem.overtime_s[vehicle])
        time_of.CumulVar(model.Start(vehicle)).SetRange(opens_s, closes_s)
        time_of.CumulVar(model.End(vehicle)).SetRange(opens_s, closes_s + over_s)
        if over_s:
            price = int(problem.overtime_price[vehicle])
            time_of.SetCumulVarSoftUpperBound(model.End(vehicle), closes_s, price)
        rows = problem.breaks[problem.break_from[vehicle] : problem.break_from[vehicle + 1]].tolist()
        if rows:
            rests = [solver.FixedDurationIntervalVar(earliest, latest, length, False, f"break {vehicle}.{number}")
                     for number, (earliest, latest, length) in enumerate(rows)]  # fmt: skip
            time_of.SetBreakIntervalsOfVehicle(rests, vehicle, visits)


def _stops(problem: Problem, manager: Any, model: Any, horizon_s: int) -> None:
    """Windows within the horizon, who may serve, and what leaving out costs."""
    time_of = model.GetDimensionOrDie("time")
    for stop in range(problem.stops):
        index = manager.NodeToIndex(stop)
        if problem.price[stop] < NEVER:
            model.AddDisjunction([index], int(problem.price[stop]))
        may = np.flatnonzero(problem.may[stop])
        spans = [(int(opens_s), min(int(closes_s), horizon_s))
                 for opens_s, closes_s in problem.windows[problem.window_from[stop] : problem.window_from[stop + 1]]
                 if opens_s <= horizon_s]  # fmt: skip
        if not len(may) or (not spans and problem.window_from[stop] < problem.window_from[stop + 1]):
            model.ActiveVar(index).SetValue(0)
            continue
        if len(may) < problem.vehicles:
            model.VehicleVar(index).SetValues([-1, *may.tolist()])
        if spans:
            time_of.CumulVar(index).SetRange(spans[0][0], spans[-1][1])
            for (_opens, closes_s), (opens_s, _closes) in pairwise(spans):
                time_of.CumulVar(index).RemoveInterval(closes_s + 1, opens_s - 1)
