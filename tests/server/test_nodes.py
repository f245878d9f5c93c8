"""Two servers on one PostgreSQL: one log, one board, and everybody hears of everything."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.requests import Request
from dispatchtui.protocol.frames import Mark, Resync, Snapshot
from dispatchtui.store.backup import backup, restore
from tests.server.office import ids, place, seed, until


def test_two_nodes_share_one_log(open_office, postgres_url: str) -> None:
    one = open_office(postgres_url, home="one")
    seed(one.admin)
    two = open_office(postgres_url, home="two")
    here, there = one.admin.watch(), two.admin.watch()
    for watcher in (here, there):
        watcher.until(lambda frame: isinstance(frame, Mark))
    reply = one.admin.act(place("V1", "T01", "10:00"))
    began = time.monotonic()
    there.reach(reply.seq)
    assert time.monotonic() - began < 1.0
    assert there.replica.confirmed.visits["V1"].crew
    conflict = two.admin.act(place("V2", "T01", "10:30"))
    assert conflict.refusal is not None
    assert conflict.refusal.code == "overlap"
    same = Request(id="same", act=AddNote(visit_id="V1", text="once"))
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda person: person.ask(same)[1], (one.admin, two.admin)))
    assert sorted(answer.duplicate for answer in answers) == [False, True]
    assert answers[0].seq == answers[1].seq


def test_a_restore_is_noticed_by_a_node_that_runs(open_office, postgres_url: str, tmp_path: Path) -> None:
    office = open_office(postgres_url)
    seed(office.admin)
    assert office.server.office is not None
    backup(office.server.office.store, tmp_path / "monday.db")
    for number in range(3):
        office.admin.act(AddNote(visit_id="V1", text=f"after the backup {number}"))
    watcher = office.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    head, epoch = office.server.office.hub.board.seq, watcher.replica.epoch
    restored = restore(tmp_path / "monday.db", postgres_url, force=True)
    reply = office.admin.act(AddNote(visit_id="V1", text="on the restored board"))
    assert reply.seq == head - 2, "it follows the last fact of the backup"
    assert reply.epoch.split(".")[0] == restored
    notes = [note["text"] for note in office.admin.get("/visits/V1")["visit"]["notes"]]
    assert notes == ["on the restored board"]
    watcher.until(lambda frame: isinstance(frame, Resync))
    watcher.until(lambda frame: isinstance(frame, Snapshot))
    assert watcher.replica.epoch != epoch
    assert office.server.office.store.load().digest == watcher.up_to(reply.seq).confirmed.digest


def test_a_restore_is_noticed_although_nobody_acts(open_office, postgres_url: str, tmp_path: Path) -> None:
    office = open_office(postgres_url)
    seed(office.admin)
    assert office.server.office is not None
    backup(office.server.office.store, tmp_path / "monday.db")
    office.admin.act(AddNote(visit_id="V1", text="after the backup"))
    restored = restore(tmp_path / "monday.db", postgres_url, force=True)
    until(lambda: office.admin.get("/readyz")["epoch"] == restored, "the new epoch")
    assert "notes" not in office.admin.get("/visits/V1")["visit"]


def test_two_nodes_under_load_agree_in_the_end(open_office, postgres_url: str) -> None:
    one = open_office(postgres_url, home="one")
    seed(one.admin, visits=12)
    two = open_office(postgres_url, home="two")
    here, there = one.admin.watch(), two.admin.watch()

    def act(number: int) -> tuple[str, int]:
        person = (one if number % 2 else two).admin
        visit, technician, hour = f"V{number % 12 + 1}", f"T{number % 3 + 1:02}", 8 + number % 10
        _, reply = person.ask(Request(id=next(ids), act=place(visit, technician, f"{hour:02}:00")))
        return reply.status, reply.seq

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(act, range(120)))
    assert {status for status, _ in answers} <= {"applied", "conflict"}
    head = max(seq for _, seq in answers)
    boards = [watcher.up_to(head).confirmed for watcher in (here, there)]
    assert boards[0].digest == boards[1].digest
    assert one.server.office is not None
    assert one.server.office.store.load().digest == boards[0].digest
    for watcher in (here, there):
        facts = watcher.facts()
        assert facts == sorted(set(facts)), "each once, in order"
    spans = sorted((line.technician_id, line.start_s, line.end_s)
                   for visit in boards[0].visits.values() for line in visit.crew)  # fmt: skip
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))
