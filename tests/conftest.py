"""What holds for every test: what counts as slow, and that properties are judged by truth, not by a busy machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# In CI the same examples every time; elsewhere new ones, and what failed before first.
settings.register_profile(
    "dispatchtui", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("dispatchtui")

HERE = Path(__file__).parent
# Whole programs, real sockets, real terminals: they take seconds, and `scripts/check` leaves them to `scripts/test`.
WHOLE = ("cli", "client/test_session.py", "journeys", "server", "simulation", "tui/terminal/test_in_a_pty.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what runs whole programs."""
    whole = tuple(HERE / place for place in WHOLE)
    for item in items:
        if any(item.path.is_relative_to(place) for place in whole):
            item.add_marker(pytest.mark.slow)
