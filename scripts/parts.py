"""Finds a part by its name in a table, for the programs that are made of parts.

Never: an import of a part that was not asked for.
Why: benchmarks and soaks share one way to be listed, named and refused.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any


def load(parts: dict[str, str], name: str) -> Any:
    """Import the module behind a part."""
    return importlib.import_module(parts[name])


def refuse(script: str, names: list[str], parts: dict[str, str]) -> int:
    """Say in one sentence which part was not understood; the exit code is 2."""
    sys.stderr.write(f"scripts/{script}: no part {' '.join(names)!r}; the parts are {', '.join(parts)}.\n")
    return 2
