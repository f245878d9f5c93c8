"""Stores on both engines: every test here that takes `store` or `engine_url` runs on each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatchtui.store import Store
from tests.postgres import postgres

__all__ = ["postgres"]

only_sqlite = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'board.db'}"
        return
    with request.getfixturevalue("postgres").database() as url:
        yield url


@pytest.fixture
def store(engine_url: str) -> Iterator[Store]:
    """An open, empty store."""
    opened = Store.open(engine_url)
    yield opened
    opened.close()
