"""What was acknowledged is there, once, whatever is cut: the process, the disk's space, the connection."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dispatchtui.core.board import Board
from dispatchtui.core.events import NoteAdded
from dispatchtui.errors import StorageError
from dispatchtui.store import Store
from dispatchtui.store.database import Connection
from dispatchtui.store.verify import verify
from tests.postgres import Server
from tests.store.acts import append, beginnings, placed, record
from tests.store.conftest import only_postgresql
from tests.store.killing import CHILD, kill_rounds


def test_kill_9_loses_nothing_that_was_acknowledged(engine_url: str) -> None:
    found = kill_rounds(engine_url, rounds=5, seed=7)
    assert found["acknowledged"] >= 15
    assert found["recorded"] >= found["acknowledged"]
    assert {name: found[name] for name in ("lost", "doubled", "halved", "problems")} == {
        "lost": 0, "doubled": 0, "halved": 0, "problems": 0,
    }  # fmt: skip


def test_a_full_disk_is_said_loses_nothing_and_passes(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board.db'}"
    store = Store.open(url)
    record(store, *beginnings())
    store.close()
    child = subprocess.run(
        [sys.executable, str(CHILD), url, "s", "400000"], capture_output=True, text=True, timeout=60, check=False
    )
    assert child.returncode == 0, child.stderr
    lines = [line.split() for line in child.stdout.splitlines()]
    acknowledged = [name for line in lines if line[0] == "ok" for name in line[1:]]
    (full,) = [line for line in child.stdout.splitlines() if line.startswith("full ")]
    assert full.endswith("; nothing of this was recorded.")
    assert len(acknowledged) > 10
    assert acknowledged[-1] == "after"
    store = Store.open(url)
    recorded = [line.command_id for line in store.logged(10)]
    assert list(dict.fromkeys(recorded)) == acknowledged
    assert int(full.split()[1]) == 10 + 2 * (len(acknowledged) - 1)
    assert verify(store).ok
    store.close()


@only_postgresql
def test_a_lost_connection_is_said_and_replaced(store: Store) -> None:
    board = record(store, *beginnings())
    with store.reading() as one, store.reading() as two:  # both wait to be used again
        assert one.one("SELECT 1") == two.one("SELECT 1")
    admin = store.database.connect(writes=True)
    fork = board.fork(recording=True)
    with pytest.raises(StorageError, match="does not answer"), store.writing() as batch:  # noqa: PT012
        append(batch, fork, placed("V60", "T01", "10:00"))
        cut(admin)
    with pytest.raises(StorageError, match="does not answer"):
        store.head()
    assert store.head().seq == board.seq
    again = record(store, placed("V60", "T01", "10:00"))
    assert store.load().digest_hex() == again.digest_hex()
    admin.close()


@only_postgresql
def test_a_doorbell_that_was_cut_off_says_so_and_listens_again(store: Store, engine_url: str) -> None:
    admin = store.database.connect(writes=True)
    bell = store.doorbell()
    cut(admin)
    with pytest.raises(StorageError, match="does not answer"):
        bell.wait(5)
    assert not bell.wait(0.01)
    other = Store.open(engine_url)
    record(other, *beginnings())
    assert bell.wait(5)
    for each in (other, bell, admin):
        each.close()


def cut(admin: Connection) -> None:
    """End every other connection to this database."""
    admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )


def test_nodes_that_write_at_once_take_turns(postgres: Server, migrated_name: str) -> None:
    with postgres.database(migrated_name) as url:
        stores = [Store.open(url), Store.open(url)]
        record(stores[0], *beginnings())
        boards = [store.load() for store in stores]

        def write(store: Store, board: Board) -> None:
            for _ in range(30):
                with store.writing() as batch:
                    batch.catch_up(board.seq).onto(board)
                    fork = board.fork(recording=True)
                    append(batch, fork, NoteAdded(visit_id="V60", text="x"))

        threads = [threading.Thread(target=write, args=each) for each in zip(stores, boards, strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert stores[0].head().seq == 70
        assert verify(stores[0]).ok
        for store in stores:
            store.close()


def test_two_nodes_share_one_log(postgres: Server) -> None:
    with postgres.database() as url:
        one, two = Store.open(url), Store.open(url)
        bell = two.doorbell()
        mine, theirs = record(one, *beginnings()), two.load()
        assert bell.wait(5)
        with one.writing() as batch, batch.savepoint():
            append(batch, mine, placed("V60", "T01", "10:00"))
        with two.writing() as batch:
            batch.catch_up(theirs.seq).onto(theirs)
            fork = theirs.fork(recording=True)
            append(batch, fork, placed("V61", "T01", "11:00"))
        assert fork.digest_hex() == one.load().digest_hex()
        assert [line.seq for line in one.logged(10)] == [11, 12]
        assert verify(two).ok
        bell.close()
        one.close()
        two.close()
