"""Backups are portable between engines; a restore changes the epoch and asks before it replaces."""

from __future__ import annotations

import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from dispatchtui.core.events import NoteAdded
from dispatchtui.errors import StorageError, UserError
from dispatchtui.store import Store
from dispatchtui.store.backup import backup, restore
from dispatchtui.store.principals import Principals
from dispatchtui.store.sqlite import driver  # type: ignore[attr-defined]
from dispatchtui.store.verify import verify
from tests.postgres import Server
from tests.store.acts import record
from tests.store.conftest import only_postgresql, only_sqlite
from tests.store.make_released import ANSWERS, FORESIGHT, SUPPLIES, populate

RECORDED = 15 + len(SUPPLIES) + len(FORESIGHT) + len(ANSWERS)
"""How many facts a populated store holds."""


@pytest.fixture
def kept(store: Store, tmp_path: Path) -> Path:
    """A backup of a populated store, taken while it is open."""
    populate(store)
    path = tmp_path / "backup.db"
    backup(store, path)
    return path


def check(url: str, epoch: str) -> None:
    """A restored database holds everything, tells one story, and goes on."""
    store = Store.open(url)
    assert store.epoch == epoch != "00112233445566ff"
    found = verify(store)
    assert (found.events, found.problems) == (RECORDED, ())
    principals = Principals(store)
    assert [user.id for user in principals.users()] == ["ana"]
    assert [token.label for token in principals.tokens()] == ["console"]
    with store.writing() as batch:
        reply = batch.stored_reply("r-1")
    assert reply is not None
    assert reply.body == b'{"id":"r-1"}\x00\xff'
    record(store, NoteAdded(visit_id="V60", text="after"))
    assert verify(store).ok
    store.close()


def test_a_backup_is_restored_into_either_engine(kept: Path, tmp_path: Path, postgres: Server) -> None:
    before = kept.read_bytes()
    file = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    check(file, restore(kept, file))
    with postgres.database() as url:
        check(url, restore(kept, url))
    assert kept.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir() if not each.name.startswith("board")) == [
        "backup.db", "elsewhere.db", "elsewhere.db.lock",
    ]  # fmt: skip


def test_a_board_is_replaced_only_by_force(store: Store, kept: Path, engine_url: str, tmp_path: Path) -> None:
    record(store, NoteAdded(visit_id="V60", text="newer"))
    store.close()
    with pytest.raises(UserError, match=r"already holds a board\.$"):
        restore(kept, engine_url)
    untouched = Store.open(engine_url, writable=False)
    assert untouched.head().seq == RECORDED + 1
    untouched.close()
    epoch = restore(kept, engine_url, force=True)
    check(engine_url, epoch)
    if engine_url.startswith("sqlite"):
        aside = Store.open(f"sqlite:///{tmp_path / f'board.db.before-{epoch}'}")
        assert aside.head().seq == RECORDED + 1
        aside.close()


@only_sqlite
def test_a_file_in_use_is_not_restored_over(kept: Path, store: Store, engine_url: str) -> None:
    with pytest.raises(StorageError, match="is already in use by process"):
        restore(kept, engine_url, force=True)
    assert store.head().seq == RECORDED


@only_postgresql
def test_a_node_that_stays_up_sees_the_new_epoch(kept: Path, store: Store, engine_url: str) -> None:
    record(store, NoteAdded(visit_id="V60", text="newer"))
    epoch = restore(kept, engine_url, force=True)
    with store.writing() as batch:
        assert (batch.epoch, batch.head) == (epoch, RECORDED)


def test_a_damaged_database_is_put_aside(tmp_path: Path, kept: Path) -> None:
    target = tmp_path / "ruin.db"
    target.write_bytes(b"ruin" * 5_000)
    url = f"sqlite:///{target}"
    with pytest.raises(UserError, match=r"already holds a board\.$"):
        restore(kept, url)
    epoch = restore(kept, url, force=True)
    check(url, epoch)
    assert (tmp_path / f"ruin.db.before-{epoch}").read_bytes() == b"ruin" * 5_000


def test_what_is_no_backup_changes_nothing(tmp_path: Path, engine_url: str) -> None:
    bad = tmp_path / "notes.txt"
    bad.write_text("not a database\n" * 100)
    with pytest.raises(StorageError, match=r"notes\.txt is not a dispatchtui database\.$"):
        restore(bad, engine_url)
    with pytest.raises(UserError, match=r"^There is no backup .*none\.db\.$"):
        restore(tmp_path / "none.db", engine_url)
    (tmp_path / "empty.db").touch()
    with pytest.raises(StorageError, match=r"empty\.db is not a backup of dispatchtui\.$"):
        restore(tmp_path / "empty.db", engine_url)
    store = Store.open(engine_url)
    assert store.head().seq == 0
    store.close()


def test_a_truncated_backup_is_refused(kept: Path, tmp_path: Path) -> None:
    kept.write_bytes(kept.read_bytes()[: 4096 * 12])
    with pytest.raises(StorageError, match="is damaged"):
        restore(kept, f"sqlite:///{tmp_path / 'new.db'}")


def test_a_backup_that_was_tampered_with_is_refused(kept: Path, tmp_path: Path) -> None:
    with closing(driver.connect(kept)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE event SET actor = 'nobody' WHERE seq = 1")
        connection.commit()
    with pytest.raises(StorageError, match="does not tell one story"):
        restore(kept, f"sqlite:///{tmp_path / 'other.db'}")


def test_what_is_restored_is_private(kept: Path, tmp_path: Path) -> None:
    restore(kept, f"sqlite:///{tmp_path / 'other.db'}")
    assert stat.S_IMODE((tmp_path / "other.db").stat().st_mode) == 0o600


def test_a_backup_never_writes_over_a_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "precious"
    path.write_text("mine")
    with pytest.raises(UserError, match=r"precious exists; a backup never writes over anything\.$"):
        backup(store, path)
    assert path.read_text() == "mine"


def test_a_backup_while_others_write_is_one_moment(store: Store, tmp_path: Path) -> None:
    populate(store)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            record(store, NoteAdded(visit_id="V60", text="meanwhile"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup(store, tmp_path / "b.db")
    finally:
        stop.set()
        writer.join(20)
    copy = Store.open(f"sqlite:///{tmp_path / 'b.db'}")
    found = verify(copy)
    assert found.ok, found.problems
    assert 15 <= found.events <= store.head().seq
    copy.close()
