"""Stores on both engines: every test here that takes `store` or `engine_url` runs on each of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatchtui.store import Store, schema
from dispatchtui.store.store import database_of
from tests.postgres import Server, postgres

__all__ = ["postgres"]

only_sqlite = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("engine_url", ["postgresql"], indirect=True)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with today's schema and nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("schema") / "migrated.db"
    path.touch()
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_name(postgres: Server) -> Iterator[str]:
    """A PostgreSQL database with today's schema and nothing in it, to be copied."""
    with postgres.database() as url:
        migrate(url)
        yield url.partition("@/")[2].partition("?")[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database with today's schema."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "board.db")
        yield f"sqlite:///{tmp_path / 'board.db'}"
        return
    template = request.getfixturevalue("migrated_name")
    with request.getfixturevalue("postgres").database(template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database in which there is nothing at all."""
    if request.param == "sqlite":
        (tmp_path / "board.db").touch()
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


def migrate(url: str) -> None:
    """Make today's schema, without an epoch."""
    database = database_of(url, exclusive=False)
    connection = database.connect(writes=True)
    schema.migrate(database, connection)
    connection.close()
