"""The environment of the peers, beside the program's own: made when it is first asked for, from a lock of its own.

A peer that cannot be installed here is left out and named; the others are installed without it.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from provision import packages, stamp
from provision.stamp import ROOT, UNFINISHED, Stamp
from provision.trouble import Trouble

LOCK = Path(__file__).with_name("requirements.lock")
IMPORTED = {"vroom": "vroom", "pyvrp": "pyvrp", "vrp_cli": "vrp_cli", "or_tools": "ortools"}
"""Peer -> what it is imported as."""
OF_THE_PROGRAM = ("or_tools",)
"""Peers that the program brings itself."""
PROBE_S = 120


class Peers(Struct, frozen=True, kw_only=True):
    """The Python that runs each peer, and why the others are missing."""

    pythons: dict[str, Path]
    missing: dict[str, str]


def ready(tell: Callable[[str], None]) -> Peers:
    """Make the environment or find it made, and try every peer in it."""
    own = stamp.place()
    place = own.with_name(f"{own.name}-peers")
    said = _made(place, tell)
    pythons, missing = {}, {}
    for peer, module in IMPORTED.items():
        python = Path(sys.executable) if peer in OF_THE_PROGRAM else place / "bin" / "python"
        trouble = _tried(python, module)
        if trouble is None:
            pythons[peer] = python
        else:
            missing[peer] = said or trouble
    return Peers(pythons=pythons, missing=missing)


def _made(place: Path, tell: Callable[[str], None]) -> str:
    """Fill the environment where that is needed; what stood in the way of it, if anything did."""
    files = {LOCK.name: hashlib.sha256(LOCK.read_bytes()).hexdigest()}
    goal = Stamp(str(ROOT), f"{sys.version_info.major}.{sys.version_info.minor}", files)
    with place.with_name(f"{place.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        held = stamp.read(place)
        if held is not None and held.covers(goal):
            return ""
        if held is None and place.exists():
            return f"{place} exists but was not made by this script; move it away."
        shutil.rmtree(place, ignore_errors=True)
        tell(f"Setting up the peers in {place}; this takes about a minute.")
        made = subprocess.run([sys.executable, "-I", "-m", "venv", str(place)], capture_output=True, check=False)
        if made.returncode:
            return f"No environment could be made in {place}."
        stamp.write(place, UNFINISHED)
        said = _filled(place)
        if not said:
            stamp.write(place, goal)
        return said


def _filled(place: Path) -> str:
    """Install everything at once, and where that fails each package by itself."""
    try:
        _install(place, LOCK)
    except Trouble as trouble:
        said = str(trouble)
    else:
        return ""
    with tempfile.TemporaryDirectory(prefix="dispatchtui-peers-") as folder:
        for number, requirement in enumerate(packages.requirements(LOCK.read_text(encoding="utf-8"))):
            alone = Path(folder, f"{number}.lock")
            alone.write_text(requirement, encoding="utf-8")
            try:
                _install(place, alone)
            except Trouble as trouble:
                said = str(trouble)
    return said


def _install(place: Path, lock: Path) -> None:
    packages.install(place / "bin" / "python", lock, place / "setup.log", lambda _text: None, lambda: None)


def _tried(python: Path, module: str) -> str | None:
    """Why a peer cannot be imported; nothing if it can."""
    try:
        done = subprocess.run([python, "-I", "-c", f"import {module}"], capture_output=True, text=True, check=False,
                              timeout=PROBE_S)  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{module} could not be tried: {error}."
    return None if done.returncode == 0 else f"{module} cannot be imported: {done.stderr.strip().splitlines()[-1]}."
