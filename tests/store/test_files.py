"""What a person meets when the database is not what it should be: one sentence, and nothing lost."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from dispatchtui.errors import StorageError
from dispatchtui.store import Store
from dispatchtui.store.sqlite import outdated
from dispatchtui.store.store import database_of
from tests.store.acts import beginnings, record


def sentence(url: str, *, writable: bool = True) -> str:
    """What opening it says."""
    with pytest.raises(StorageError) as caught:
        Store.open(url, writable=writable)
    said = caught.value.sentence
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_garbage_is_no_database_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "board.db"
    path.write_bytes(b"name,address\n" * 1_000)
    assert sentence(f"sqlite:///{path}") == f"{path} is not a dispatchtui database."
    assert path.read_bytes() == b"name,address\n" * 1_000


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_truncated_file_is_damaged_and_stays_as_it_is(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "board.db"
    store = Store.open(f"sqlite:///{path}")
    record(store, *beginnings())
    store.close()
    whole = path.read_bytes()
    part = whole[: int(len(whole) * kept) // 4096 * 4096]
    path.write_bytes(part)
    assert sentence(f"sqlite:///{path}").startswith(f"{path} is damaged: ")
    assert path.read_bytes() == part


def test_another_programs_database_is_left_alone(bare_url: str) -> None:
    database = database_of(bare_url, exclusive=False)
    connection = database.connect(writes=True)
    connection.execute("CREATE TABLE invoices (id INTEGER)")
    connection.close()
    assert sentence(bare_url).endswith("belongs to another program: it holds invoices.")


def test_a_second_server_is_refused_and_the_lock_goes_with_its_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'board.db'}"
    first = Store.open(url)
    assert sentence(url) == f"{tmp_path / 'board.db'} is already in use by process {os.getpid()}."
    assert first.load().seq == 0
    first.close()
    code = f"import os\nfrom dispatchtui.store import Store\nStore.open({url!r})\nos._exit(9)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    Store.open(url).close()


def test_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "board.db"
    store = Store.open(f"sqlite:///{path}")
    record(store, *beginnings())
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    store.close()
    assert modes == dict.fromkeys(("board.db", "board.db-wal", "board.db-shm", "board.db.lock"), 384)


def test_what_cannot_be_opened_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert sentence(f"sqlite:///{tmp_path}/file/board.db").startswith(f"{tmp_path}/file/board.db cannot be opened: ")
    assert sentence(f"sqlite:///{tmp_path}/none.db", writable=False) == f"There is no database {tmp_path}/none.db."
    assert sentence("mysql://x") == "A database's address begins with sqlite:/// or postgresql://."


def test_an_unreachable_server_is_named_without_its_password() -> None:
    said = sentence("postgresql://ann:s3cret@127.0.0.1:1/board?connect_timeout=2")
    assert said.startswith("PostgreSQL database board on 127.0.0.1 does not answer: ")
    assert "s3cret" not in said


@pytest.mark.parametrize(
    ("version", "warned"),
    [((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False),
     ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 4), False)],
)  # fmt: skip
def test_an_sqlite_that_may_lose_work_is_told(version: tuple[int, int, int], warned: bool) -> None:
    assert bool(outdated(version)) is warned


def test_durability_is_what_was_decided(tmp_path: Path) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'board.db'}")
    with store.turn() as writer:
        assert writer.one("PRAGMA synchronous") == (2,)
        assert writer.one("PRAGMA journal_mode") == ("wal",)
        assert writer.one("PRAGMA foreign_keys") == (1,)
        assert writer.one("PRAGMA wal_autocheckpoint") == (1000,)
    with store.reading() as reader:
        assert reader.one("PRAGMA wal_autocheckpoint") == (0,)
        assert reader.one("PRAGMA query_only") == (1,)
    store.close()
