"""A desk for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A server that is stopped afterwards, whoever started it last."""
    one = Desk(tmp_path / "home")
    yield one
    one.stop()
