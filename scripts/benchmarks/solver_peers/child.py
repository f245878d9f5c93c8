"""One engine in a process of its own: `child ENGINE ANSWERS`, asked by lines of JSON, answering on a descriptor.

The clock of an answer runs from after imports and reading until there are routes; the model of each engine is built in
that time. Large days are planned region by region by those that have no way of their own to divide them.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.solver_peers.parcel import opened
from benchmarks.solver_peers.regions import by_region
from dispatchtui.solver.problem import Plan

OURS = "ours"


def main(arguments: list[str]) -> int:
    """Answer until nothing more is asked."""
    name, answers = arguments[0], os.fdopen(int(arguments[1]), "w", encoding="utf-8")
    engine = importlib.import_module(f"benchmarks.solver_peers.{name}")
    print(json.dumps({"ready": name}), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(engine, json.loads(line))), file=answers, flush=True)
    return 0


def _answer(engine: Any, asked: dict[str, Any]) -> dict[str, Any]:
    day = opened(Path(asked["file"]))
    seconds, threads, seed = asked["seconds"], asked["threads"], asked["seed"]
    gc.collect()
    began = time.perf_counter()
    try:
        if day.regions > 1 and not engine.__name__.endswith(OURS):
            found = by_region(engine.solve, day, seconds, threads, seed)
        else:
            found = engine.solve(day.problem, seconds, threads, seed)
    except Exception as error:  # noqa: BLE001  (an engine that fails has no answer, whatever it fails with)
        return {"took_s": time.perf_counter() - began, "trouble": f"{type(error).__name__}: {error}"}
    took_s = time.perf_counter() - began
    if isinstance(found, Plan):
        return {"took_s": took_s, "routes": found.routes, "starts": found.starts, "cost": found.cost,
                "left_out": found.left_out}  # fmt: skip
    return {"took_s": took_s, "routes": found}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
