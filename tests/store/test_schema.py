"""Schemas: made from nothing, upgraded from every released one, refused when newer than this code."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dispatchtui.errors import StorageError
from dispatchtui.store import Store
from dispatchtui.store.alchemy import engine_over
from dispatchtui.store.foresight import Foresight
from dispatchtui.store.principals import Principals
from dispatchtui.store.schema import CURRENT, REVISIONS
from dispatchtui.store.sqlite import raw_driver
from dispatchtui.store.verify import verify
from tests.store.acts import beginnings, record
from tests.store.make_released import SAID, SEEN

RELEASED = Path(__file__).parent / "released"
HELD = {"0001": 15, "0002": 24, "0003": 29, "0004": 30}
"""How many facts the kept database of each released schema holds."""


def test_the_migrations_end_where_the_code_begins() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    import dispatchtui.store.migrations as package

    config = Config()
    config.set_main_option("script_location", str(Path(str(package.__file__)).parent))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [CURRENT]
    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(REVISIONS))


def test_what_migrations_make_is_what_the_models_say(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from dispatchtui.store.board_tables import Table

    connection = store.database.connect(writes=True)
    with engine_over(store.database, connection).connect() as alchemy:
        context = MigrationContext.configure(alchemy, opts={"compare_type": True, "target_metadata": Table.metadata})
        assert compare_metadata(context, Table.metadata) == []
    connection.close()


def test_every_constraint_is_named(store: Store) -> None:
    from sqlalchemy import inspect

    connection = store.database.connect(writes=True)
    inspector: Any = inspect(engine_over(store.database, connection))
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        found = [inspector.get_pk_constraint(table), *inspector.get_foreign_keys(table)]
        found += [*inspector.get_unique_constraints(table), *inspector.get_check_constraints(table)]
        assert all(each["name"] for each in found), table
    connection.close()


def plant(url: str, version: str, folder: Path) -> None:
    """Make a database as a released version left it."""
    if url.startswith("sqlite"):
        raw = raw_driver().connect(str(folder / "board.db"))
        raw.executescript((RELEASED / f"{version}.sqlite.sql").read_text())
        raw.close()
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((RELEASED / f"{version}.postgresql.sql").read_text().encode())


@pytest.mark.parametrize("version", REVISIONS)
def test_a_released_database_is_upgraded_with_all_that_is_in_it(bare_url: str, tmp_path: Path, version: str) -> None:
    plant(bare_url, version, tmp_path)
    store = Store.open(bare_url)
    found = verify(store)
    assert (found.events, found.problems) == (HELD[version], ())
    board = store.load()
    assert board.digest_hex() == found.digest
    assert [visit.id for visit in board.route("T01")] == ["V60", "V61"]
    assert board.visits["V62"].notes[0].text == "gate 'B' \u2603"
    assert store.epoch == "00112233445566ff"
    later = {"policies", "capacity_cells", "weather_alerts", "desks", "crews", "vehicles", "stock_locations",
             "part_levels", "part_reservations"}  # fmt: skip
    assert {table for table in later if board.tables[table]} == (later if version > "0001" else set())
    if version > "0001":
        assert board.tables["part_levels"]["STOCK1:CAP-45"].on_hand == 3
        assert board.tables["part_reservations"]["R1"].territories == ("EAST",)
    foreseen = {"behaviours", "duration_models", "alerts"}
    assert {table for table in foreseen if board.tables[table]} == (foreseen if version > "0002" else set())
    kept = Foresight(store)
    assert (list(kept.observations()), kept.waiting()) == (([SEEN], [SAID]) if version > "0002" else ([], []))
    if version > "0002":
        assert board.tables["alerts"]["breach:V61"].acknowledged_by == "dora"
        assert board.visits["V62"].held_note == "waits for a part"
    assert [each.outcome for each in board.tables["answers"].values()] == (["accepted"] if version > "0003" else [])
    assert [user.id for user in Principals(store).users()] == ["ana"]
    assert [token.label for token in Principals(store).tokens("ana")] == ["console"]
    with store.writing() as batch:
        reply = batch.stored_reply("r-1")
    assert reply is not None
    assert reply.body == b'{"id":"r-1"}\x00\xff'
    record(store, *beginnings()[:1])
    assert verify(store).ok
    store.close()


def test_a_newer_schema_is_refused_and_left_alone(engine_url: str) -> None:
    store = Store.open(engine_url)
    record(store, *beginnings())
    with store.turn() as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    store.close()
    for writable in (True, False):
        with pytest.raises(StorageError) as caught:
            Store.open(engine_url, writable=writable)
        said = f"was written by a newer dispatchtui: its schema is 0999, this one knows {CURRENT}."
        assert caught.value.sentence.endswith(said)
        assert caught.value.hint.startswith("Upgrade dispatchtui")


def test_looking_never_migrates(bare_url: str) -> None:
    with pytest.raises(StorageError, match=rf"has the older schema none; this one needs {CURRENT}\.$"):
        Store.open(bare_url, writable=False)


def test_nodes_that_start_together_migrate_once(postgres: Any) -> None:
    with postgres.database() as url:
        epochs: list[str] = []

        def start() -> None:
            store = Store.open(url)
            epochs.append(store.epoch)
            store.close()

        threads = [threading.Thread(target=start) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(epochs) == 4
        assert len(set(epochs)) == 1


def test_a_migration_that_fails_leaves_nothing_behind(bare_url: str) -> None:
    from dispatchtui.store import schema
    from dispatchtui.store.store import database_of

    database = database_of(bare_url, exclusive=False)
    connection = database.connect(writes=True)
    # The last table that the migration makes is in its way.
    connection.execute("CREATE TABLE token (id INTEGER)")
    with pytest.raises(StorageError, match="token"):
        schema.migrate(database, connection)
    assert database.tables(connection) == {"token"}
    connection.close()
