"""A part of a measurement that fails."""

from __future__ import annotations

from dispatchtui.errors import SolverError


def measure(quick: bool, seed: int) -> dict[str, float]:
    """Fail.

    Raises: SolverError always.
    """
    raise SolverError("Nothing came.")
