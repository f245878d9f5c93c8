"""The database has the last word: no two plans of one technician overlap, whoever writes and however."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Iterator

import pytest

from dispatchtui.store import Store
from dispatchtui.store.database import Connection

INSERT = "INSERT INTO assignment (visit_id, technician_id, start_s, end_s, blocks) VALUES (?, ?, ?, ?, ?)"
ALL = "SELECT visit_id, technician_id, start_s, end_s FROM assignment WHERE blocks ORDER BY technician_id, start_s"


@pytest.fixture
def pair(store: Store) -> Iterator[tuple[Connection, Connection]]:
    """Two connections that know nothing of each other, nor of any checker."""
    both = store.database.connect(writes=True), store.database.connect(writes=True)
    yield both
    for connection in both:
        connection.close()


def refused(store: Store, connection: Connection, *values: object) -> bool:
    """Whether the database refused an assignment because it overlaps."""
    try:
        connection.execute(INSERT, values)
    except store.database.errors as error:
        if store.database.is_overlap(error):
            return True
        raise
    return False


@pytest.mark.parametrize(
    ("start_s", "end_s", "overlaps"),
    [(100, 200, True), (50, 101, True), (199, 300, True), (120, 130, True), (50, 300, True),
     (200, 300, False), (50, 100, False), (150, 150, False)],
)  # fmt: skip
def test_spans_exclude_each_other(
    store: Store, pair: tuple[Connection, Connection], start_s: int, end_s: int, overlaps: bool
) -> None:
    assert not refused(store, pair[0], "V1", "T1", 100, 200, True)
    assert refused(store, pair[1], "V2", "T1", start_s, end_s, True) is overlaps


@pytest.mark.parametrize(("technician", "blocks"), [("T10", True), ("T", True), ("T1:", True), ("T1", False)])
def test_other_people_and_what_has_begun_are_free(
    store: Store, pair: tuple[Connection, Connection], technician: str, blocks: bool
) -> None:
    assert not refused(store, pair[0], "V1", "T1", 100, 200, True)
    assert not refused(store, pair[0], "V2", technician, 100, 200, blocks)


def test_a_move_by_update_is_excluded_too(store: Store, pair: tuple[Connection, Connection]) -> None:
    first, second = pair
    assert not refused(store, first, "V1", "T1", 100, 200, True)
    assert not refused(store, first, "V2", "T1", 200, 300, True)
    with pytest.raises(store.database.errors) as caught:
        second.execute("UPDATE assignment SET start_s = 199 WHERE visit_id = 'V2'")
    assert store.database.is_overlap(caught.value)
    second.execute("UPDATE assignment SET start_s = 201 WHERE visit_id = 'V2'")


def test_of_two_at_the_same_moment_one_is_refused(store: Store, pair: tuple[Connection, Connection]) -> None:
    first, second = pair
    first.execute(store.database.begin_write)
    assert not refused(store, first, "V1", "T1", 100, 200, True)
    told: list[bool] = []

    def late() -> None:
        second.execute(store.database.begin_write)
        told.append(refused(store, second, "V2", "T1", 150, 250, True))
        second.execute("ROLLBACK")

    other = threading.Thread(target=late)
    other.start()
    first.execute("COMMIT")
    other.join(20)
    assert told == [True]
    assert [row[0] for row in first.all(ALL)] == ["V1"]


def test_many_at_once_never_book_anybody_twice(store: Store, pair: tuple[Connection, Connection]) -> None:
    counts: list[int] = []

    def hammer(connection: Connection, name: str) -> None:
        chance = random.Random(name)
        no = 0
        for number in range(150):
            start_s = chance.randrange(0, 4_000)
            technician = f"T{chance.randrange(2)}"
            no += refused(store, connection, f"{name}{number}", technician, start_s, start_s + 60, True)
        counts.append(no)

    threads = [
        threading.Thread(target=hammer, args=(connection, name)) for connection, name in zip(pair, "AB", strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    stored = pair[0].all(ALL)
    assert len(counts) == 2
    assert len(stored) + sum(counts) == 300
    assert min(counts) > 10
    for (_, who, _, end_s), (_, other, start_s, _) in itertools.pairwise(stored):
        assert who != other or end_s <= start_s
