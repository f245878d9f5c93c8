"""What an environment says about itself, and whether that is what is wanted.

This much is read at every start, so it imports next to nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = "requirements.lock"
TESTS = "tests/requirements.lock"
NAME = "setup.json"


class Stamp(NamedTuple):
    """What an environment holds: its checkout, its Python, and the hash of each file it was filled from."""

    root: str
    python: str
    files: dict[str, str]
    unfinished: bool = False

    def covers(self, wanted: Stamp) -> bool:
        """Tell whether everything wanted is in place."""
        return self.stands(wanted) and self.files.items() >= wanted.files.items()

    def stands(self, wanted: Stamp) -> bool:
        """Tell whether the environment can be kept and filled up."""
        return not self.unfinished and self[:2] == wanted[:2]


UNFINISHED = Stamp("", "", {}, unfinished=True)


def place() -> Path:
    """Say where the environment is or will be."""
    named = os.environ.get("DISPATCHTUI_VENV")
    return Path(named).absolute() if named else ROOT / ".venv"


def wanted(locks: tuple[str, ...], root: Path = ROOT) -> Stamp:
    """Say what an environment has to hold for these locks under the running Python."""
    files = {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in ("pyproject.toml", *locks)}
    return Stamp(str(root), f"{sys.version_info.major}.{sys.version_info.minor}", files)


def read(environment: Path) -> Stamp | None:
    """Read what an environment holds; None where nothing was set up."""
    try:
        return Stamp(**json.loads((environment / NAME).read_bytes()))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, TypeError):
        return UNFINISHED


def write(environment: Path, stamp: Stamp) -> None:
    """Say what an environment holds from now on."""
    new = environment / f"{NAME}.new"
    new.write_text(json.dumps(stamp._asdict(), indent=1), encoding="utf-8")
    new.replace(environment / NAME)


def covered(environment: Path, locks: tuple[str, ...]) -> bool:
    """Tell whether an environment is ready for these locks."""
    held = read(environment)
    return held is not None and held.covers(wanted(locks)) and (environment / "bin" / "python").exists()
