"""The one write path under faults: a bug, a full disk, a queue that overflows, a batch in the way."""

from __future__ import annotations

import asyncio
import resource
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.events import NoteAdded
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from dispatchtui.protocol.frames import Mark, Resync, Snapshot
from dispatchtui.server import writer
from dispatchtui.server.queue import Piece, Unit, Waiting
from dispatchtui.settings import Limits
from soaks.child import Child
from tests.server.office import Office, Person, ids, place, seed, until

ACTOR = Actor(id="dora", roles=("dispatcher",))


def _note(text: str, request_id: str = "") -> Request:
    return Request(id=request_id or next(ids), act=AddNote(visit_id="V1", text=text))


def test_a_bug_in_one_act_is_undone_and_costs_nobody_else_anything(
    lite: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(lite.admin)
    watcher = lite.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    fold = writer.evolve

    def evolve(board: Any, recorded: Any) -> None:
        fold(board, recorded)
        if isinstance(recorded.event, NoteAdded) and recorded.event.text == "bug":
            raise AssertionError("half folded")

    monkeypatch.setattr(writer, "evolve", evolve)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: lite.admin.ask(_note("bug" if number % 4 == 0 else "well")), range(40)))
    assert sorted({status for status, _ in answers}) == [200, 500]
    assert sum(status == 200 for status, _ in answers) == 30
    last = max(reply.seq for _, reply in answers)
    board = watcher.up_to(last).confirmed
    notes = [note.text for note in board.visits["V1"].notes]
    assert notes == ["well"] * 30
    assert lite.server.office is not None
    assert lite.server.office.store.load().digest == board.digest
    broken = next(reply for status, reply in answers if status == 500)
    assert broken.refusal is not None
    assert "failed inside the server" in broken.refusal.sentence


def test_what_the_database_refuses_costs_only_the_one_who_asked(lite: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    seed(lite.admin)
    monkeypatch.setattr("dispatchtui.server.api.commands.wrong_in", lambda request: ("", ""))
    before_any_calendar = Request(id="odd", act=place("V1", "T01", -5_000_000))
    with ThreadPoolExecutor(8) as pool:
        odd = pool.submit(lite.admin.ask, before_any_calendar)
        answers = list(pool.map(lambda number: lite.admin.ask(_note("well")), range(20)))
        assert odd.result()[0] in (409, 422, 503)
    assert {status for status, _ in answers} == {200}


def test_memory_in_doubt_is_read_anew_and_every_reader_starts_over(
    lite: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(lite.admin)
    watcher = lite.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    office = lite.server.office
    assert office is not None
    publish, failures = office.hub.publish, [AssertionError("the board could not follow")]

    def broken(told: Any, changes: Any) -> None:
        if failures:
            raise failures.pop()
        publish(told, changes)

    monkeypatch.setattr(office.hub, "publish", broken)
    status, reply = lite.admin.ask(_note("recorded all the same"))
    assert status == 200
    watcher.until(lambda frame: isinstance(frame, Resync))
    watcher.until(lambda frame: isinstance(frame, Snapshot))
    assert watcher.replica.cursor == reply.seq
    assert watcher.replica.confirmed.digest == office.store.load().digest
    assert lite.admin.act(AddNote(visit_id="V1", text="next")).seq == reply.seq + 1


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="Only Linux can starve a running process of disk.")
def test_a_full_disk_is_a_sentence_loses_nothing_and_ends_when_there_is_room(sqlite_url: str, tmp_path: Any) -> None:
    child = Child(tmp_path / "home", sqlite_url).start()
    admin = Person(child.url, child.token)
    try:
        seed(admin)
        watcher = admin.watch()
        watcher.until(lambda frame: isinstance(frame, Mark))
        assert child.process is not None
        pid, infinite = child.process.pid, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (900_000, resource.RLIM_INFINITY))
        acknowledged: list[int] = []
        while True:
            answer = admin.post("/commands", _note("x" * 4000))
            if answer.status_code == 503:
                break
            acknowledged.append(answer.json()["seq"])
            assert len(acknowledged) < 1000, "the disk never filled"
        assert acknowledged
        assert "nothing of this was recorded" in answer.json()["detail"]
        assert answer.headers["retry-after"] == "1"
        ready = admin.http.get("/readyz")
        assert (ready.status_code, ready.json()["detail"]) == (503, answer.json()["detail"])
        assert answer.json()["detail"] in ready.json()["notices"]
        # Longer than the desk takes to look: small writes would go well, yet nothing says that there is room.
        watched_s = time.monotonic() + 2.5
        until(lambda: admin.http.get("/readyz").status_code != 503 or time.monotonic() > watched_s, "2.5 s")
        assert admin.http.get("/readyz").status_code == 503, "not ready while the disk is full"
        assert admin.http.get("/livez").status_code == 200
        assert len(admin.get("/visits")) == 3, "reading goes on"
        resource.prlimit(pid, resource.RLIMIT_FSIZE, infinite)
        until(lambda: admin.http.get("/readyz").status_code == 200, "readiness after there is room")
        status, reply = admin.ask(_note("room again"))
        assert status == 200
        assert reply.seq == acknowledged[-1] + 1, "nothing of what failed was recorded"
        watcher.up_to(reply.seq)
        watcher.close()
    finally:
        admin.close()
        took_s = child.stop()
    assert took_s < 5
    told = [line for line in child.log().splitlines() if " dispatchtui.server.desk: " in line]
    assert [("is full" in line or "failed" in line, "recorded again" in line) for line in told] == [
        (True, False), (True, True)], told  # fmt: skip


def test_a_queue_that_is_full_says_when_to_come_back(open_office, sqlite_url: str) -> None:
    office = open_office(sqlite_url, limits=Limits(queue=50, requests_per_s=10_000, burst=10_000))
    seed(office.admin)
    assert office.server.office is not None
    held = threading.Event()
    store = office.server.office.store
    holder = threading.Thread(target=lambda: _hold(store, held))
    holder.start()
    with ThreadPoolExecutor(100) as pool:
        waiting = [pool.submit(office.admin.post, "/commands", _note(f"{number}")) for number in range(90)]
        until(lambda: sum(each.done() for each in waiting) >= 30, "refusals while the queue is full")
        held.set()
        answers = [each.result() for each in waiting]
    holder.join()
    full = [answer for answer in answers if answer.status_code == 503]
    assert 30 <= len(full) <= 90
    assert all(answer.headers["retry-after"] == "1" for answer in full)
    assert "more to do than it can take" in full[0].json()["detail"]
    assert sum(answer.status_code == 200 for answer in answers) == 90 - len(full)


def test_what_waited_too_long_is_left_undone_and_says_so(open_office, sqlite_url: str) -> None:
    office = open_office(sqlite_url, limits=Limits(deadline_s=0.2))
    seed(office.admin)
    assert office.server.office is not None
    held = threading.Event()
    store = office.server.office.store
    holder = threading.Thread(target=lambda: _hold(store, held))
    holder.start()
    with ThreadPoolExecutor(2) as pool:
        late = [pool.submit(office.admin.post, "/commands", _note(text)) for text in ("one", "two")]
        passed = time.monotonic() + 0.4
        until(lambda: time.monotonic() > passed, "the end of both deadlines")
        held.set()
        answers = [each.result() for each in late]
    holder.join()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("left it undone" in answer.json()["detail"] for answer in answers)
    assert office.admin.ask(_note("in time"))[0] == 200
    notes = office.admin.get("/visits/V1")["visit"]["notes"]
    assert [note["text"] for note in notes] == ["in time"]


def _hold(store: Any, released: threading.Event) -> None:
    """Hold the writer's turn, as a slow disk would."""
    with store.turn():
        released.wait(10)


def _unit(count: int, *, atomic: bool = False) -> Unit:
    requests = [_note(f"{number}") for number in range(count)]
    return Unit(requests, ACTOR, "s", atomic, time.monotonic() + 1, asyncio.Future(loop=_LOOP), [])


_LOOP = asyncio.new_event_loop()


def test_a_key_never_waits_behind_a_large_batch() -> None:
    waiting = Waiting(1000)
    large, key = _unit(100), _unit(1)
    assert waiting.put(large)
    first: list[Piece] = waiting.take(0)
    assert [len(piece.requests) for piece in first] == [16], "a piece at a time"
    assert waiting.put(key)
    assert [piece.unit for piece in waiting.take(0)] == [key], "the key overtakes the rest"
    rest = [piece for _ in range(6) for piece in waiting.take(0)]
    assert sum(len(piece.requests) for piece in rest) == 84
    assert waiting.size == 0
    atomic = _unit(50, atomic=True)
    assert waiting.put(atomic)
    assert [len(piece.requests) for piece in waiting.take(0)] == [50]
    assert not waiting.put(_unit(1001))


def test_while_batches_pour_in_a_key_is_answered_at_once(lite: Office) -> None:
    seed(lite.admin)
    done = threading.Event()
    body = {"requests": [_note("b" * 200) for _ in range(100)]}

    def pour() -> None:
        person = Person(lite.url, lite.server.token)
        while not done.is_set():
            body["requests"] = [_note("batch") for _ in range(100)]
            assert person.post("/commands", body).status_code == 200
        person.close()

    pouring = [threading.Thread(target=pour) for _ in range(3)]
    for each in pouring:
        each.start()
    waits = []
    for _ in range(40):
        began = time.monotonic()
        assert lite.admin.ask(_note("key"))[0] == 200
        waits.append(time.monotonic() - began)
    done.set()
    for each in pouring:
        each.join()
    assert sorted(waits)[20] < 0.25, f"median {sorted(waits)[20]:.3f} s on {sys.platform}"


def test_time_releases_what_is_due_once_even_when_asked_by_two(open_office, sqlite_url: str) -> None:
    office = open_office(sqlite_url, auto_release_s=3600)
    seed(office.admin)
    office.admin.act(place("V1", "T01", "07:30"))
    office.admin.act(place("V2", "T02", "12:00"))
    until(lambda: office.admin.get("/visits/V1")["visit"]["state"] == "RELEASED", "the release")
    assert office.admin.get("/visits/V2")["visit"]["state"] == "PLANNED"
    fact = office.admin.get("/history", subject="V1", newest=True)[0]
    assert (fact["by"], fact["reason"]["code"]) == ("automation", "automatic")
