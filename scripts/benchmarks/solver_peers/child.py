"""One engine on one problem in a process of its own: `child ENGINE PROBLEM SECONDS THREADS SEED ANSWER`.

The clock runs from after imports and reading until there are routes; the model of each engine is built in that time.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from pathlib import Path

from benchmarks.solver_peers.parcel import opened
from benchmarks.solver_peers.regions import by_region


def main(arguments: list[str]) -> int:
    """Solve, and write down what came of it and how long it took."""
    name, problem_file, seconds, threads, seed, answer_file = arguments
    problem, stop_region, vehicle_region = opened(Path(problem_file))
    engine = importlib.import_module(f"benchmarks.solver_peers.{name}")
    divided = name != "ours" and int(vehicle_region.max()) > 0
    gc.collect()
    began = time.perf_counter()
    if divided:
        routes = by_region(engine.solve, problem, stop_region, vehicle_region, float(seconds), int(threads), int(seed))
    else:
        routes = engine.solve(problem, float(seconds), int(threads), int(seed))
    took_s = time.perf_counter() - began
    Path(answer_file).write_text(json.dumps({"took_s": took_s, "routes": routes}), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
