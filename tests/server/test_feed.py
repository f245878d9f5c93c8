"""The feed keeps its contract; every watcher here applies frames with the client's own replica, digests included."""

from __future__ import annotations

import random
import socket
import string
import time

from websockets.sync.client import connect

from dispatchtui.core.commands.technicians import RecordTechnician
from dispatchtui.core.commands.visits import AddNote, UnplaceVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder
from dispatchtui.core.model import Position
from dispatchtui.protocol.codec import encode
from dispatchtui.protocol.frames import Ev, Hello, Mark, Positions, Resync, Snapshot
from dispatchtui.settings import Limits
from tests.builders import a_technician, a_work_order
from tests.server.office import Office, Watcher, place, seed, until


def test_a_fresh_reader_gets_all_and_then_every_fact_in_order(office: Office):
    seed(office.admin)
    watcher = office.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    start = watcher.replica.cursor
    replies = [office.admin.act(AddNote(visit_id="V1", text=f"note {number}")) for number in range(20)]
    board = watcher.up_to(replies[-1].seq).confirmed
    assert watcher.facts() == list(range(start + 1, replies[-1].seq + 1))
    assert [note.text for note in board.visits["V1"].notes] == [f"note {number}" for number in range(20)]
    other = office.admin.watch()
    assert other.up_to(replies[-1].seq).confirmed.digest == board.digest


def test_an_act_is_never_split(office: Office):
    seed(office.admin)
    watcher = office.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Snapshot))
    taken = [office.admin.act_request() for _ in range(30)]
    watcher.up_to(taken[-1].seq)
    for frame in watcher.frames:
        if isinstance(frame, Ev):
            by_command: dict[str, int] = {}
            for line in frame.facts:
                by_command[line.command_id] = by_command.get(line.command_id, 0) + 1
            assert set(by_command.values()) == {2}, "taking a request is two facts"


def test_a_reader_resumes_where_it_was(office: Office):
    seed(office.admin)
    watcher = office.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    watcher.close()
    office.admin.act(place("V1", "T01", "10:00"))
    office.admin.act(UnplaceVisit(visit_id="V1"))
    last = office.admin.act(place("V1", "T02", "11:00"))
    again = office.admin.watch(watcher.replica)
    again.up_to(last.seq)
    assert again.mode() == "resume"
    assert again.facts() == [last.seq - 2, last.seq - 1, last.seq]
    assert again.kinds().count("Ev") == 1, "one merged frame brings it up to date"


def test_a_reader_resumes_across_a_restart(open_office, engine_url: str):
    first = open_office(engine_url)
    seed(first.admin)
    watcher = first.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    watcher.close()
    first.admin.act(place("V1", "T01", "10:00"))
    first.stop()
    second = open_office(engine_url)
    last = second.admin.act(place("V2", "T02", "10:00"))
    again = second.admin.watch(watcher.replica)
    again.up_to(last.seq)
    assert again.mode() == "resume"
    assert again.facts() == [last.seq - 1, last.seq]


def test_another_epoch_a_place_ahead_or_a_wrong_digest_means_a_snapshot(lite: Office):
    seed(lite.admin)
    watcher = lite.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    here = watcher.replica.hello()
    for hello in (
        Hello(epoch="elsewhere", after=here.after, digest=here.digest),
        Hello(epoch=here.epoch, after=(here.after or 0) + 1000, digest=here.digest),
        Hello(epoch=here.epoch, after=here.after, digest="0" * 16),
    ):
        other = lite.admin.watch(hello=hello)
        other.until(lambda frame: isinstance(frame, Snapshot))
        assert other.mode() == "snapshot"
    same = lite.admin.watch(watcher.replica)
    same.until(lambda frame: isinstance(frame, Mark))
    assert same.mode() == "resume"


def test_a_place_older_than_the_window_means_a_snapshot(open_office, sqlite_url: str):
    office = open_office(sqlite_url, limits=Limits(resume_window=10, requests_per_s=1000, mark_s=0.1))
    seed(office.admin)
    watcher = office.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    watcher.close()
    for number in range(11):
        last = office.admin.act(AddNote(visit_id="V1", text=f"{number}"))
    again = office.admin.watch(watcher.replica)
    again.up_to(last.seq)
    assert again.mode() == "snapshot"


def test_a_row_that_leaves_a_scope_is_gone_and_one_that_enters_arrives_whole(office: Office):
    seed(office.admin)
    east = office.hire("eva", "dispatcher", territories=("EAST",)).watch()
    west = office.hire("wim", "dispatcher", territories=("WEST",)).watch()
    for watcher in (east, west):
        watcher.until(lambda frame: isinstance(frame, Mark))
    assert "V1" in east.replica.confirmed.visits
    assert "V1" not in west.replica.confirmed.visits
    moved = office.admin.act(AmendWorkOrder(row=a_work_order(id="W1", territory="WEST")))
    assert "V1" not in east.up_to(moved.seq).confirmed.visits
    assert west.up_to(moved.seq).confirmed.visits["V1"].territory == "WEST"
    assert east.facts() == [], "a fact about what one may not see any more is not told"
    assert west.facts() == [moved.seq]


def test_a_resume_in_a_scope_drops_what_left_it_meanwhile(office: Office):
    seed(office.admin)
    eva = office.hire("eva", "dispatcher", territories=("EAST",))
    watcher = eva.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    watcher.close()
    moved = office.admin.act(AmendWorkOrder(row=a_work_order(id="W1", territory="WEST")))
    again = eva.watch(watcher.replica)
    assert "V1" not in again.up_to(moved.seq).confirmed.visits
    assert again.mode() == "resume"


def test_other_rights_are_another_history(office: Office):
    seed(office.admin, west=True)
    eva = office.hire("eva", "dispatcher", territories=("EAST",))
    watcher = eva.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    assert "V2" not in watcher.replica.confirmed.visits
    office.hire("eva", "dispatcher", territories=("EAST", "WEST"))
    watcher.until(lambda frame: isinstance(frame, Resync))
    watcher.until(lambda frame: isinstance(frame, Snapshot))
    assert "V2" in watcher.replica.confirmed.visits
    office.hire("eva", "dispatcher", territories=("WEST",))
    watcher.until(lambda frame: isinstance(frame, Resync))
    watcher.until(lambda frame: isinstance(frame, Snapshot))
    assert set(watcher.replica.confirmed.visits) == {"V2"}


def test_positions_are_told_once_a_second_to_whoever_may_see_the_technician(lite: Office):
    seed(lite.admin, west=True)
    east = lite.hire("eva", "dispatcher", territories=("EAST",)).watch()
    east.until(lambda frame: isinstance(frame, Mark))
    where = [Position(technician_id=each, latitude=39.3, longitude=-76.6, at_s=1) for each in ("T01", "T02", "T99")]
    assert lite.admin.post("/positions", {"positions": where}).json() == {"taken": 2}
    frame = east.until(lambda frame: isinstance(frame, Positions))
    assert [each.technician_id for each in frame.positions] == ["T01"]
    late = lite.hire("eve", "support", territories=("EAST",)).watch()
    frame = late.until(lambda frame: isinstance(frame, Positions))
    assert [each.technician_id for each in frame.positions] == ["T01"]
    assert "Mark" not in late.kinds(), "where devices are comes with the snapshot"


def test_a_technicians_device_hears_of_its_own_work_once_it_is_told(office: Office):
    from dispatchtui.core.commands.lives import AdvanceVisit
    from dispatchtui.core.lifecycle import Step

    seed(office.admin)
    device = office.hire("tom", "technician", technician="T01").watch()
    device.until(lambda frame: isinstance(frame, Mark))
    planned = office.admin.act(place("V1", "T01", "10:00"))
    assert "V1" not in device.up_to(planned.seq).confirmed.visits
    told = office.admin.act(AdvanceVisit(visit_id="V1", step=Step.RELEASE))
    assert "V1" in device.up_to(told.seq).confirmed.visits
    assert device.facts() == [told.seq]
    moved = office.admin.act(place("V1", "T02", "10:00"))
    assert "V1" not in device.up_to(moved.seq).confirmed.visits


def test_a_reader_that_does_not_read_holds_nobody_up_and_catches_up_in_few_frames(lite: Office):
    seed(lite.admin)
    chance = random.Random(1)
    quick = lite.admin.watch()
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    narrow.connect((lite.url.split("//")[1].split(":")[0], int(lite.url.rsplit(":", 1)[1])))
    slow = Watcher.__new__(Watcher)
    slow.replica, slow.frames = type(quick.replica)(), []
    slow.socket = connect(
        lite.url.replace("http", "ws") + "/api/v1/feed", sock=narrow, compression=None, max_size=None, max_queue=1,
        additional_headers={"Authorization": f"Bearer {lite.admin.token}"}, legacy=True,
    )  # fmt: skip
    slow.socket.send(encode(Hello()))
    worst = 0.0
    last = 0
    for _ in range(150):
        text = "".join(chance.choices(string.ascii_letters + string.digits, k=4000))
        last = lite.admin.act(AddNote(visit_id="V1", text=text)).seq
        began = time.monotonic()
        while quick.replica.cursor < last:
            quick.next()
        worst = max(worst, time.monotonic() - began)
    assert worst < 1.0, "the quick reader never waited for the slow one"
    slow.up_to(last)
    assert slow.replica.confirmed.digest == quick.up_to(last).confirmed.digest
    assert slow.kinds().count("Ev") < quick.kinds().count("Ev") / 2
    narrow.close()


def test_who_sends_nonsense_is_told_and_closed_and_nobody_else_is(lite: Office):
    good = lite.admin.watch()
    good.until(lambda frame: isinstance(frame, Mark))
    for nonsense in ("{", "[]", '{"t":"mark"}', '{"t":"hello","proto":"x"}', b"\x00\xff", "[" * 50_000):
        watcher = lite.admin.watch()
        watcher.socket.send(nonsense)
        code, why = watcher.closed()
        assert (code, why) == (4400, "malformed frame"), nonsense
    code, _ = lite.admin.watch(hello=Hello(proto=(7, 9))).closed()
    assert code == 4406
    assert lite.admin.watch(hello=Hello(proto=(1, 9))).until(lambda frame: isinstance(frame, Snapshot))
    seq = lite.admin.get("/readyz")["seq"]
    good.up_to(seq)


def test_a_large_message_ends_only_its_own_socket(lite: Office):
    watcher = lite.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    watcher.socket.send('{"t":"hello","epoch":"' + "x" * 100_000 + '"}')
    assert watcher.closed()[0] == 1009
    assert lite.admin.get("/me")["id"] == "local"


def test_stopping_says_bye_and_takes_seconds_although_sockets_are_open(lite: Office):
    seed(lite.admin)
    watchers = [lite.admin.watch() for _ in range(10)]
    for watcher in watchers:
        watcher.until(lambda frame: isinstance(frame, Mark))
    began = time.monotonic()
    lite.server.stop()
    assert time.monotonic() - began < 3
    for watcher in watchers:
        code, _ = watcher.closed()
        assert code == 1001
        assert watcher.kinds()[-1] == "Bye"


def test_snapshot_over_http_equals_the_feed(lite: Office):
    seed(lite.admin)
    watcher = lite.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    found = lite.admin.get("/snapshot")
    assert found["digest"] == watcher.replica.confirmed.digest_hex()
    assert found["epoch"] == watcher.replica.epoch


def test_a_technician_who_changes_territory_takes_their_shifts_along(lite: Office):
    seed(lite.admin)
    west = lite.hire("wim", "dispatcher", territories=("WEST",)).watch()
    west.until(lambda frame: isinstance(frame, Mark))
    moved = lite.admin.act(RecordTechnician(row=a_technician(id="T01", territory="WEST")))
    board = west.up_to(moved.seq).confirmed
    assert set(board.technicians) == {"T01"}
    assert {shift.technician_id for shift in board.shifts.values()} == {"T01"}


def test_metrics_count_what_happened(lite: Office):
    seed(lite.admin)
    watcher = lite.admin.watch()
    watcher.until(lambda frame: isinstance(frame, Mark))
    lite.admin.act(place("V1", "T01", "10:00"))
    lite.admin.act(place("V2", "T01", "10:00"))

    def counted() -> bool:
        text = lite.admin.http.get("/metrics").text
        return 'dispatchtui_commands_total{status="conflict"} 1.0' in text and "dispatchtui_sockets 1.0" in text

    until(counted, "the counters")
