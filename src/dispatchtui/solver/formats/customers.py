"""Customers round one depot, as the instances of the literature have them, under their two conventions.

`distance`: the way alone counts, each leg truncated to one decimal. `vehicles`: fewest vehicles first, then the way in
double precision. Travel times are the distances.

Source: Solomon 1987; Gehring and Homberger 1999; the truncated legs of the DIMACS challenge of 2022.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.errors import UserError
from dispatchtui.solver.formats.instance import Answer, Instance, LeftOut, Opened, Row
from dispatchtui.solver.problem import Ints, Plan, Problem

TENTHS = 10
FINE = 10_000
"""Parts of a unit in the search where double precision counts; ways are rounded up, so that no window is missed."""
MOST_CUSTOMERS = 10_000
MOST_VEHICLES = 10_000
OBJECTIVES = {
    "distance": "Only the way counts, each leg truncated to one decimal.",
    "vehicles": "Fewest vehicles first, then the way in double precision.",
}


class Customers(Struct, frozen=True, kw_only=True):
    """An instance of the literature; the first point is the depot's.

    Shapes: `points` and `windows` [n + 1, 2], `demand` and `service` [n + 1].
    """

    name: str
    kind: str
    vehicles: int
    capacity: int
    points: NDArray[np.float64]
    demand: Ints
    windows: Ints
    service: Ints


def opened(customers: Customers, objective: str) -> Opened:
    """The instance under a convention."""
    problem, scale = _problem(customers, objective)
    return Opened(
        kind=customers.kind,
        instance=Instance(
            name=customers.name,
            problem=problem,
            scale=scale,
            untold=int(problem.fixed[0]),
            notes=(OBJECTIVES[objective],),
        ),
        answer=partial(_answer, customers, objective),
    )


def few(customers: int, vehicles: int) -> None:
    """Refuse what no search would finish."""
    if customers > MOST_CUSTOMERS:
        raise UserError(f"The file: {customers:,} customers are more than the {MOST_CUSTOMERS:,} that are taken.")
    if vehicles > MOST_VEHICLES:
        raise UserError(f"The file: {vehicles:,} vehicles are more than the {MOST_VEHICLES:,} that are taken.")


def _legs(customers: Customers) -> NDArray[np.float64]:
    across = customers.points[:, None, :] - customers.points[None, :, :]
    length: NDArray[np.float64] = np.hypot(across[..., 0], across[..., 1])
    return length


def _problem(customers: Customers, objective: str) -> tuple[Problem, float]:
    scale = TENTHS if objective == "distance" else FINE
    legs = _legs(customers) * scale
    travel = (np.floor(legs + 1e-9) if objective == "distance" else np.ceil(legs - 1e-6)).astype(np.int32)
    stops, vehicles = len(customers.demand) - 1, customers.vehicles
    bound = (stops + vehicles) * int(travel.max(initial=1)) + 1
    fixed = bound if objective == "vehicles" else 0
    none = np.zeros(vehicles, dtype=np.int64)
    begin, end = (int(each) * scale for each in customers.windows[0])
    return Problem(
        travel_s=travel[None],
        place=np.arange(1, stops + 1),
        service_s=customers.service[1:] * scale,
        setup_s=np.zeros(stops, dtype=np.int64),
        windows=np.ascontiguousarray(customers.windows[1:] * scale),
        window_from=np.arange(stops + 1),
        delivery=np.ascontiguousarray(customers.demand[1:, None]),
        pickup=np.zeros((stops, 1), dtype=np.int64),
        price=np.full(stops, fixed * vehicles + bound, dtype=np.int64),
        may=np.ones((stops, vehicles), dtype=np.bool_),
        profile=none,
        start=none,
        end=none,
        open_s=none + begin,
        close_s=none + end,
        overtime_s=none,
        overtime_price=none,
        travel_price=none + 1,
        fixed=none + fixed,
        capacity=np.full((vehicles, 1), customers.capacity, dtype=np.int64),
        most_stops=none + stops,
        most_travel_s=none + (end - begin),
        longest_leg_s=none + (end - begin),
        breaks=np.zeros((0, 3), dtype=np.int64),
        break_from=np.zeros(vehicles + 1, dtype=np.int64),
    ), scale


def _answer(customers: Customers, objective: str, plan: Plan) -> Answer:
    """The plan as a .sol text and as JSON, its way computed anew from the points."""
    legs = _legs(customers)
    if objective == "distance":
        legs = np.floor(legs * TENTHS + 1e-9) / TENTHS
    decimals = 1 if objective == "distance" else 2
    routes = [[stop + 1 for stop in route] for route in plan.routes if route]
    rows = [_row(customers, legs, route, number) for number, route in enumerate(routes, 1)]
    cost = round(sum(row.travel for row in rows), 6)
    served = {each for route in routes for each in route}
    left = [each for each in range(1, len(customers.demand)) if each not in served]
    said = [f"Route #{number}: {' '.join(map(str, route))}" for number, route in enumerate(routes, 1)]
    return Answer(
        rows=tuple(rows),
        left_out=tuple(LeftOut(name=str(each), why=_why(customers, legs, each)) for each in left),
        cost=cost,
        document={
            "name": customers.name,
            "objective": objective,
            "vehicles": len(routes),
            "cost": cost,
            "unassigned": left,
            "routes": [
                {"customers": route, "cost": round(row.travel, 6), "starts": _starts(customers, legs, route)[1]}
                for route, row in zip(routes, rows, strict=True)
            ],
        },
        text="\n".join([*said, f"Cost {cost:.{decimals}f}", ""]),
        clock=False,
        decimals=decimals,
        lines=tuple(tuple(_points(customers, [0, *route, 0])) for route in routes),
    )


def _points(customers: Customers, places: Iterable[int]) -> Iterable[tuple[float, float]]:
    return ((float(customers.points[each, 0]), float(customers.points[each, 1])) for each in places)


def _starts(customers: Customers, legs: NDArray[np.float64], route: Sequence[int]) -> tuple[float, list[float], float]:
    """When the vehicle is back, when each service begins, and how long it waits."""
    here, now, waiting, starts = 0, float(customers.windows[0, 0]), 0.0, []
    for each in route:
        arrival = now + float(legs[here, each])
        start = max(arrival, float(customers.windows[each, 0]))
        waiting += start - arrival
        starts.append(round(start, 6))
        here, now = each, start + float(customers.service[each])
    return now + float(legs[here, 0]), starts, waiting


def _row(customers: Customers, legs: NDArray[np.float64], route: Sequence[int], number: int) -> Row:
    back, _, waiting = _starts(customers, legs, route)
    travel = sum(float(legs[a, b]) for a, b in zip([0, *route], [*route, 0], strict=True))
    return Row(
        vehicle=str(number),
        stops=len(route),
        first=float(customers.windows[0, 0]),
        last=back,
        travel=travel,
        waiting=waiting,
        cost=travel,
    )


def _why(customers: Customers, legs: NDArray[np.float64], each: int) -> str:
    """Why a customer is left out, in a word: load, time, or room."""
    if customers.demand[each] > customers.capacity:
        return "load"
    back, starts, _waiting = _starts(customers, legs, [each])
    return "time" if starts[0] > customers.windows[each, 1] or back > customers.windows[0, 1] else "room"
