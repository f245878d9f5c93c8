"""Checks form, types, imports and the fast tests, in the order of what is quickest to put right.

Never: a check that changes a file, or that stops at the first complaint.
Why: one command before a commit, the same for everyone, tells all there is to put right.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import suite

_BIN = Path(sys.executable).parent

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("form", (str(_BIN / "ruff"), "format", "--check", ".")),
    ("lint", (str(_BIN / "ruff"), "check", ".")),
    ("types", (sys.executable, "-m", "mypy")),
    ("imports", (str(_BIN / "lint-imports"),)),
    ("generated", (sys.executable, "-m", "generators", "--check")),
    ("tests", tuple(suite.command(["-q", "-m", "not slow"], os.cpu_count() or 1))),
)


def main() -> int:
    """Run every check and show what the failing ones said; the exit code is 1 when one failed."""
    failed = 0
    for name, command in CHECKS:
        began = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        word = "failed" if done.returncode else "holds"
        print(f"{name:<12} {word:<8} {time.monotonic() - began:6.1f} s", flush=True)
        if done.returncode:
            failed += 1
            print((done.stdout + done.stderr).rstrip(), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
