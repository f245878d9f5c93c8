"""The server's soaks, reduced: random interleavings and kills, each on both engines, against a real process."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import dispatchtui
from dispatchtui.protocol.frames import Mark
from soaks import interleave, kill
from soaks.child import Child
from tests.server.office import Office, Person, place, seed


def test_random_interleavings_lose_nothing_and_tell_every_loser(engine_url: str, tmp_path: Path) -> None:
    child = Child(tmp_path / "home", engine_url).start()
    try:
        found = asyncio.run(interleave.fight(child.url, child.token, rounds=60, seed=7, least=40))
    finally:
        child.stop()
    assert found["ok"], found
    assert found["in_flight"] >= 8
    assert min(found["conflicts"]["stale"], found["conflicts"]["overlap"]) >= 40


@pytest.mark.slow
def test_whatever_was_acknowledged_survives_kill_9_and_readers_resume(engine_url: str, tmp_path: Path) -> None:
    found = kill.killed(tmp_path / "home", engine_url, kills=3, seed=11)
    assert found["ok"], found
    assert found["resumes"] >= 3
    assert found["snapshots"] == 2, "only the first start of each reader needs one"


def test_the_log_of_a_server_says_where_it_listens_and_nothing_of_each_socket(tmp_path: Path) -> None:
    child = Child(tmp_path / "home", f"sqlite:///{tmp_path / 'fresh.db'}").start()
    person = Person(child.url, child.token)
    try:
        seed(person)
        for _ in range(3):
            watcher = person.watch()
            watcher.until(lambda frame: isinstance(frame, Mark))
            watcher.close()
    finally:
        person.close()
        child.stop()
    (line,) = child.log().splitlines()
    assert f"dispatchtui {dispatchtui.__version__} listens at {child.url}; its board is in " in line


def test_the_checks_have_teeth(lite: Office) -> None:
    seed(lite.admin)
    lite.admin.act(place("V1", "T01", "10:00"))
    watcher = lite.admin.watch()
    board = watcher.up_to(1).confirmed
    assert interleave.double_booked(board) == []
    first = board.visits["V1"]
    from msgspec.structs import replace

    board.put(replace(board.visits["V2"], crew=first.crew))
    assert interleave.double_booked(board) == ["V1 and V2 overlap with T01"]
    watcher.close()
