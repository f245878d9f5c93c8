"""Problems on a line, small enough to be counted by hand: places 100 s apart, the depot at the left end."""

from typing import Any

import numpy as np
from msgspec.structs import replace

from dispatchtui.solver.problem import NEVER, Problem

ALL_DAY = (0, 100_000)


def a_line(stops: int = 3, vehicles: int = 2, **changed: Any) -> Problem:
    """Stop i stands at place i + 1; nothing limits anything. What is changed may be given as lists."""
    place = np.arange(stops + 1)
    none, many = np.zeros(vehicles, dtype=np.int64), np.full(vehicles, NEVER, dtype=np.int64)
    problem = Problem(
        travel_s=(100 * abs(place[:, None] - place[None, :])).astype(np.int32)[None],
        place=place[1:], service_s=np.full(stops, 10), setup_s=np.zeros(stops, dtype=np.int64),
        windows=np.array([ALL_DAY] * stops), window_from=np.arange(stops + 1),
        delivery=np.zeros((stops, 1), dtype=np.int64), pickup=np.zeros((stops, 1), dtype=np.int64),
        price=np.array([7_200, 20_000, 60_000, 200_000] * stops)[:stops],
        may=np.ones((stops, vehicles), dtype=np.bool_), profile=none, start=none, end=none, open_s=none,
        close_s=none + 10_000, overtime_s=none, overtime_price=none, travel_price=none + 1, fixed=none,
        capacity=np.full((vehicles, 1), 9), most_stops=many, most_travel_s=many, longest_leg_s=many,
        breaks=np.zeros((0, 3), dtype=np.int64), break_from=np.zeros(vehicles + 1, dtype=np.int64),
    )  # fmt: skip
    return replace(problem, **{name: np.array(value) if isinstance(value, list) else value
                               for name, value in changed.items()})  # fmt: skip


def with_breaks(*rows: tuple[int, int, int], **changed: Any) -> Problem:
    """The line with one vehicle that owes these breaks."""
    return a_line(vehicles=1, breaks=[list(row) for row in rows], break_from=[0, len(rows)], **changed)
