"""Problems for the tests of the search: by hand, and drawn with every rule that there is."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from dispatchtui.solver.problem import NEVER, NOWHERE, Ints, Problem


def whole(values: object) -> Ints:
    """Whole numbers as a problem has them."""
    return np.array(values, dtype=np.int64)


def a_problem(travel: object, vehicles: int = 1, **changes: Any) -> Problem:
    """Stops at places 1, 2, 3 and on, vehicles that begin and end at place 0, and no other rule."""
    ways = np.ascontiguousarray(np.array(travel, dtype=np.int32)[None])
    n, m = ways.shape[1] - 1, vehicles
    n = len(changes.get("place", range(n)))
    values: dict[str, Any] = {
        "travel_s": ways,
        "place": np.arange(1, n + 1),
        "service_s": whole([0] * n),
        "setup_s": whole([0] * n),
        "windows": np.zeros((0, 2), dtype=np.int64),
        "window_from": whole([0] * (n + 1)),
        "delivery": np.zeros((n, 0), dtype=np.int64),
        "pickup": np.zeros((n, 0), dtype=np.int64),
        "price": whole([100_000] * n),
        "may": np.ones((n, m), dtype=np.bool_),
        "profile": whole([0] * m),
        "start": whole([0] * m),
        "end": whole([0] * m),
        "open_s": whole([0] * m),
        "close_s": whole([10_000] * m),
        "overtime_s": whole([0] * m),
        "overtime_price": whole([0] * m),
        "travel_price": whole([1] * m),
        "fixed": whole([0] * m),
        "capacity": np.zeros((m, 0), dtype=np.int64),
        "most_stops": whole([NEVER] * m),
        "most_travel_s": whole([NEVER] * m),
        "longest_leg_s": whole([NEVER] * m),
        "breaks": np.zeros((0, 3), dtype=np.int64),
        "break_from": whole([0] * (m + 1)),
    }
    return Problem(**(values | changes))


def on_a_line(*at: int) -> list[list[int]]:
    """The ways between points on a line."""
    return [[abs(one - other) for other in at] for one in at]


@st.composite
def any_problem(draw: st.DrawFn, most_stops: int = 8, most_vehicles: int = 3) -> Problem:
    """A small problem in which any rule may play a part."""
    n, m = draw(st.integers(1, most_stops)), draw(st.integers(1, most_vehicles))
    chance = np.random.default_rng(draw(st.integers(0, 1 << 30)))
    with_ = {rule for rule in RULES if draw(st.booleans())}
    places, profiles, d = n + m, 1 + ("profiles" in with_), 2 * ("loads" in with_)
    xy = chance.integers(0, 60, (places, 2))
    ways = np.abs(xy[:, None] - xy[None]).sum(axis=2)
    travel = np.stack([ways * (1 + profile) for profile in range(profiles)])
    if "crooked" in with_:
        travel = travel + chance.integers(0, 40, travel.shape) * (travel > 0)
    return Problem(
        travel_s=np.ascontiguousarray(travel, dtype=np.int32),
        way_cost=np.ascontiguousarray(travel * 3 + 1, dtype=np.int32) if "way_cost" in with_ else None,
        place=whole(chance.integers(0, places, n)),
        **_stops(chance, n, m, d, with_),
        **_vehicles(chance, m, d, places, profiles, with_),
    )


RULES = (
    "profiles",
    "crooked",
    "way_cost",
    "loads",
    "both_loads",
    "setups",
    "windows",
    "second_windows",
    "must",
    "may",
    "pairs",
    "late",
    "early",
    "moved",
    "open_ends",
    "overtime",
    "fixed",
    "limits",
    "breaks",
    "two_breaks",
)


def _stops(chance: np.random.Generator, n: int, m: int, d: int, with_: set[str]) -> dict[str, Any]:
    """What a drawn problem says of its stops."""
    spans: list[tuple[int, int]] = []
    begins = [0]
    for _ in range(n):
        if "windows" in with_:
            low = int(chance.integers(0, 300))
            spans.append((low, low + int(chance.integers(0, 150))))
            if "second_windows" in with_ and chance.random() < 0.5:
                spans.append((spans[-1][1] + 20, spans[-1][1] + 60))
        begins.append(len(spans))
    price = chance.integers(1, 2000, n)
    values: dict[str, Any] = {
        "service_s": whole(chance.integers(0, 60, n)),
        "setup_s": whole(chance.integers(0, 30, n) if "setups" in with_ else [0] * n),
        "windows": whole(spans).reshape(-1, 2),
        "window_from": whole(begins),
        "delivery": whole(chance.integers(0, 4, (n, d))),
        "pickup": whole(chance.integers(0, 4, (n, d)) if "both_loads" in with_ else np.zeros((n, d))),
        "price": whole(np.where(chance.random(n) < 0.3, NEVER, price) if "must" in with_ else price),
        "may": chance.random((n, m)) < 0.7 if "may" in with_ else np.ones((n, m), dtype=np.bool_),
    }
    if "pairs" in with_:
        values["pair_cost"] = whole(chance.integers(0, 200, (n, m)))
    if "late" in with_:
        values |= {"due_s": whole(chance.integers(0, 300, n)), "late_price": whole(chance.integers(0, 5, n))}
    if "early" in with_:
        values |= {"ready_s": whole(chance.integers(0, 300, n)), "start_price": whole(chance.integers(0, 3, n))}
    if "moved" in with_:
        was = np.where(chance.random(n) < 0.5, NEVER, chance.integers(0, 400, n))
        values |= {"was_s": whole(was), "moved_price": whole(chance.integers(0, 300, n)), "moved_by_s": 30}
    return values


def _vehicles(
    chance: np.random.Generator, m: int, d: int, places: int, profiles: int, with_: set[str]
) -> dict[str, Any]:
    """What a drawn problem says of its vehicles."""
    open_ends = (NOWHERE, places) if "open_ends" in with_ else (0, places)
    limited = "limits" in with_
    breaks, begins = [], [0]
    for _ in range(m):
        for early in (100, 250)[: ("breaks" in with_) + ("two_breaks" in with_)]:
            low = early + int(chance.integers(0, 50))
            breaks.append((low, low + int(chance.integers(0, 80)), int(chance.integers(1, 40))))
        begins.append(len(breaks))
    over = "overtime" in with_
    return {
        "profile": whole(chance.integers(0, profiles, m)),
        "start": whole(chance.integers(*open_ends, m)),
        "end": whole(chance.integers(*open_ends, m)),
        "open_s": whole(chance.integers(0, 50, m)),
        "close_s": whole(chance.integers(300, 600, m)),
        "overtime_s": whole(chance.integers(0, 100, m) if over else [0] * m),
        "overtime_price": whole(chance.integers(0, 5, m)),
        "travel_price": whole(chance.integers(1, 3, m)),
        "fixed": whole(chance.integers(0, 300, m) if "fixed" in with_ else [0] * m),
        "capacity": whole(chance.integers(2, 9, (m, d))),
        "most_stops": whole(chance.integers(1, 5, m) if limited else [NEVER] * m),
        "most_travel_s": whole(chance.integers(50, 400, m) if limited else [NEVER] * m),
        "longest_leg_s": whole(chance.integers(30, 120, m) if limited else [NEVER] * m),
        "breaks": whole(breaks).reshape(-1, 3),
        "break_from": whole(begins),
    }
