"""A day as a file, for the way into an engine's process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from msgspec import structs

from benchmarks.solver_days import Day
from dispatchtui.solver.problem import Problem


def packed(day: Day, file: Path) -> None:
    """Write a problem with its regions."""
    arrays = {name: value for name, value in structs.asdict(day.problem).items() if isinstance(value, np.ndarray)}
    arrays |= {"stop_region": day.stop_region, "vehicle_region": day.vehicle_region}
    arrays["moved_by_s"] = np.array(day.problem.moved_by_s)
    np.savez(file, allow_pickle=False, **arrays)


def opened(file: Path) -> Day:
    """Read a problem with the regions of its stops and vehicles."""
    with np.load(file) as read:
        arrays = {name: read[name] for name in read.files}
    moved_by_s = int(arrays.pop("moved_by_s"))
    stops, vehicles = arrays.pop("stop_region"), arrays.pop("vehicle_region")
    return Day(problem=Problem(moved_by_s=moved_by_s, **arrays), stop_region=stops, vehicle_region=vehicles)
