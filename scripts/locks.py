"""Locks what pyproject.toml asks for, with the hash of every file for every platform.

Never: the address of an index in a lock; whoever installs decides where packages come from.
Why: two files say what everyone runs: requirements.lock for the program, tests/requirements.lock for it and the tests.
A third is for what the solver's benchmark is held against, which nobody else needs.
What was locked stays unless what is asked for moved; --upgrade goes to the newest that fits.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_COMPILE = (
    *("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"),
)
LOCKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("requirements.lock", ("pyproject.toml", "--extra", "build")),
    (
        "tests/requirements.lock",
        ("pyproject.toml", "--extra", "build", "--extra", "test", "--constraint", "requirements.lock"),
    ),
    (
        "scripts/benchmarks/solver_peers/requirements.lock",
        ("scripts/benchmarks/solver_peers/requirements.in", "--constraint", "requirements.lock"),
    ),
)


def main(arguments: list[str]) -> int:
    """Write the locks; the arguments go to the resolver."""
    with tempfile.TemporaryDirectory(prefix="dispatchtui-lock-") as folder:
        uv = shutil.which("uv") or _fetch_uv(Path(folder))
        for name, choice in LOCKS:
            done = subprocess.run([uv, *_COMPILE, *choice, *arguments, "--output-file", name], cwd=ROOT, check=False)
            if done.returncode:
                return done.returncode
            print(f"{name}: {_count(ROOT / name)} packages")
    return 0


def _count(lock: Path) -> int:
    text = lock.read_text(encoding="utf-8")
    if "://" in text:
        raise SystemExit(f"{lock} names an address; it must not.")
    return sum("==" in line for line in text.splitlines())


def _fetch_uv(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
    return str(folder / "bin" / "uv")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
