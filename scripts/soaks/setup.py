"""Set-up from nothing, killed at random moments, run twice at once, and timed; it needs the package index.

Arguments: --python PATH to set up with another Python, --kills N for how often to kill, --seed N to repeat a run.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_FIND = Path(__file__).resolve().parents[1] / "provision" / "find-python"
_PROOF = "import textual, httpx, sqlmodel, dispatchtui"


def run(arguments: list[str]) -> dict[str, object]:
    """Set up from nothing in a folder of its own, treat it badly, and see whether it ends up whole."""
    wanted = argparse.ArgumentParser(prog="scripts/soak setup")
    wanted.add_argument("--python", default=getattr(sys, "_base_executable", sys.executable))
    wanted.add_argument("--kills", type=int, default=4)
    wanted.add_argument("--seed", type=int, default=1)
    options = wanted.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dispatchtui set-up ") as folder:
        environ = os.environ | {"DISPATCHTUI_VENV": str(Path(folder, "environment")), "PYTHON": options.python}
        whole_s, whole = _timed(environ)
        second_s, second = _timed(environ)
        repaired = _kill(environ, options.kills, random.Random(options.seed), whole_s)
        together = _together(environ)
    return {
        "part": "setup",
        "ok": whole and second and together and repaired == options.kills and second_s < 1,
        "python": subprocess.check_output([options.python, "-V"], text=True).split()[1],
        "from_nothing_s": round(whole_s, 1),
        "second_s": round(second_s, 3),
        "kills": options.kills,
        "repaired": repaired,
        "two_at_once": together,
        "seed": options.seed,
    }


def _command() -> list[str]:
    return [str(_FIND), "python", "-c", _PROOF]


def _timed(environ: dict[str, str]) -> tuple[float, bool]:
    began = time.monotonic()
    done = subprocess.run([str(_FIND), "python", "-c", "pass"], env=environ, stderr=subprocess.DEVNULL, check=False)
    took_s = time.monotonic() - began
    proof = subprocess.run(_command(), env=environ, stderr=subprocess.DEVNULL, check=False)
    return took_s, done.returncode == proof.returncode == 0


def _kill(environ: dict[str, str], kills: int, chance: random.Random, whole_s: float) -> int:
    repaired = 0
    for number in range(kills):
        Path(environ["DISPATCHTUI_VENV"], "setup.json").write_text("{}", encoding="utf-8")
        victim = subprocess.Popen(_command(), env=environ, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(chance.uniform(0.05, 0.95) * whole_s)
        if number % 2:
            os.killpg(victim.pid, signal.SIGKILL)
        else:
            victim.kill()
        victim.wait()
        repaired += subprocess.run(_command(), env=environ, stderr=subprocess.DEVNULL, check=False).returncode == 0
    return repaired


def _together(environ: dict[str, str]) -> bool:
    Path(environ["DISPATCHTUI_VENV"], "setup.json").write_text("{}", encoding="utf-8")
    both = [subprocess.Popen(_command(), env=environ, stderr=subprocess.DEVNULL) for _number in range(2)]
    return [one.wait() for one in both] == [0, 0]
