"""The store under kill -9, on both engines: what was acknowledged is there, once, and the log tells the rows.

Arguments: --kills N for how often to kill on each engine, --seed N to repeat a run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAULTS = ("lost", "doubled", "halved", "problems")


def run(arguments: list[str]) -> dict[str, object]:
    """Kill a writing process again and again; every fault must stay at nought."""
    wanted = argparse.ArgumentParser(prog="scripts/soak store")
    wanted.add_argument("--kills", type=int, default=100)
    wanted.add_argument("--seed", type=int, default=1)
    options = wanted.parse_args(arguments)
    sys.path.insert(0, str(ROOT))
    from tests import postgres
    from tests.store.killing import kill_rounds

    found: dict[str, object] = {"part": "store", "kills": options.kills, "seed": options.seed}
    with tempfile.TemporaryDirectory() as folder:
        found["sqlite"] = lite = kill_rounds(f"sqlite:///{folder}/board.db", options.kills, options.seed)
    whole = not any(lite[name] for name in FAULTS)
    bin_dir = postgres.binaries()
    if bin_dir is None:
        return found | {"postgresql": "skipped: no PostgreSQL here", "ok": whole}
    server = postgres.start(bin_dir)
    try:
        with server.database() as url:
            found["postgresql"] = full = kill_rounds(url, options.kills, options.seed)
    finally:
        server.stop()
    return found | {"ok": whole and not any(full[name] for name in FAULTS)}
