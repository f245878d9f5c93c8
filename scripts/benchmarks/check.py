"""The checker: ranking a visit, the whole board of 10,000, one event, and the key `a` to the painted list.

Each part has a module of its own; ranking is held against a plain walk of every route in the same run.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from benchmarks.figures import Figure

MODULES = ("benchmarks.ranking", "benchmarks.checking", "benchmarks.list_key")


def run() -> Iterator[Figure]:
    """Yield every module's figures."""
    for name in MODULES:
        if find_spec(name) is not None:
            yield from import_module(name).figures()
