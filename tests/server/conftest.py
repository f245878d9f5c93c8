"""Offices on both engines: a test that takes `office` runs on each of them."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dispatchtui.store import Store
from tests.postgres import Server, postgres
from tests.server.office import Office, settings_for

__all__ = ["postgres"]


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema in it, to be copied: migrating each one would take longer than its test."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def empty_database(postgres: Server) -> Iterator[str]:
    """The same on PostgreSQL, by name."""
    with postgres.database() as url:
        Store.open(url).close()
        yield url.split("/", 3)[3].partition("?")[0]


@pytest.fixture
def postgres_url(postgres: Server, empty_database: str) -> Iterator[str]:
    """The address of a PostgreSQL database of one's own."""
    name = f"o_{secrets.token_hex(6)}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {empty_database}")
    yield postgres.url(name)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(empty_file: Path, tmp_path: Path) -> str:
    """The address of an SQLite file of one's own."""
    return f"sqlite:///{shutil.copy(empty_file, tmp_path / 'board.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, on each engine."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def open_office(tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Opens servers and stops them."""
    opened: list[Office] = []

    def open_one(database: str, home: str = "home", **changes: Any) -> Office:
        opened.append(Office(settings_for(tmp_path / home, database, **changes)))
        return opened[-1]

    yield open_one
    for office in opened:
        office.stop()


@pytest.fixture
def office(engine_url: str, open_office: Callable[..., Office]) -> Office:
    """One server on each engine."""
    return open_office(engine_url)


@pytest.fixture
def lite(sqlite_url: str, open_office: Callable[..., Office]) -> Office:
    """One server on SQLite, for what has nothing to do with the engine."""
    return open_office(sqlite_url)
