"""What holds for every test: properties are judged by their truth, not by how busy the machine is."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# In CI the same examples every time; elsewhere new ones, and what failed before first.
settings.register_profile(
    "dispatchtui", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("dispatchtui")
