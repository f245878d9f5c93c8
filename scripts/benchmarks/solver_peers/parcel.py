"""A problem as a file, for the way into an engine's process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from msgspec import structs

from dispatchtui.solver.problem import Ints, Problem


def packed(problem: Problem, stop_region: Ints, vehicle_region: Ints, file: Path) -> None:
    """Write a problem with its regions."""
    arrays = {name: value for name, value in structs.asdict(problem).items() if isinstance(value, np.ndarray)}
    np.savez(file, moved_by_s=problem.moved_by_s, stop_region=stop_region, vehicle_region=vehicle_region, **arrays)


def opened(file: Path) -> tuple[Problem, Ints, Ints]:
    """Read a problem with the regions of its stops and vehicles."""
    with np.load(file) as read:
        arrays = {name: read[name] for name in read.files}
    moved_by_s = int(arrays.pop("moved_by_s"))
    stops, vehicles = arrays.pop("stop_region"), arrays.pop("vehicle_region")
    return Problem(moved_by_s=moved_by_s, **arrays), stops, vehicles
