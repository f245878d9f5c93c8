"""The replica under a feed that loses, repeats, reorders and spoils frames."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.client.replica import Changes, Replica
from dispatchtui.core import events as e
from dispatchtui.core.rights import Actor
from dispatchtui.errors import ProtocolError
from dispatchtui.protocol.frames import Ev, FactLine, Mark, Resync
from tests.builders import a_visit, an_actor, at
from tests.client.office import SPEED, Office, happening

ACTORS = (
    an_actor(),
    an_actor(territories=("WEST",)),
    an_actor("technician", id="t2", territories=(), technician_id="T02"),
)
acts = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=3)
fates = st.sampled_from(("arrives", "arrives", "arrives", "lost", "twice", "late", "spoilt", "mark"))


def live(office: Office) -> Replica:
    replica = Replica()
    office.greet(replica)
    return replica


def agrees(replica: Replica, office: Office) -> bool:
    return replica.confirmed.digest_hex() == office.digests[replica.cursor]


def spoilt(frame: Ev) -> Ev:
    """The frame without one of the rows that it should bring."""
    tables = {name: rows[1:] if index == 0 else rows for index, (name, rows) in enumerate(frame.up.items())}
    return replace(frame, up=tables)


@settings(max_examples=150, deadline=None)
@given(actor=st.sampled_from(ACTORS), steps=st.lists(st.tuples(acts, fates), min_size=1, max_size=14))
def test_a_bad_feed_is_never_silently_wrong(actor: Actor, steps: list[tuple[list[tuple[int, int, int]], str]]) -> None:
    office = Office(actor)
    replica = live(office)
    sent, late, was_spoilt = office.head, [], False
    for moves, fate in steps:
        for move in moves:
            office.record(*happening(office, *move))
        frame = office.ev(sent)
        arriving: list[Ev | Mark] = {
            "lost": [], "twice": [frame, frame], "late": [], "spoilt": [spoilt(frame)],
            "mark": [frame, office.mark(office.head)],
        }.get(fate, [frame])  # fmt: skip
        was_spoilt = was_spoilt or fate == "spoilt"
        arriving = [*arriving, *late]
        late = [frame] if fate == "late" else []
        sent = office.head
        for each in arriving:
            replica.apply(each, 0.0)
            assert not replica.whole or was_spoilt or agrees(replica, office)
        replica.apply(office.mark(sent), 0.0)
        # A mark that the replica accepts proves that it is right; otherwise it wishes a resync.
        assert not replica.whole or (replica.cursor == office.head and agrees(replica, office))
        was_spoilt = was_spoilt and replica.whole
        if not replica.whole:
            office.greet(replica)
            assert agrees(replica, office)
        # Its facts are those of the log in its scope: once each, in order, none missing.
        expected = [line.seq for line in office.facts(replica.facts.since, replica.cursor)]
        assert [told.line.seq for told in replica.facts] == expected


def test_frames_in_order_are_applied_once_each_and_in_order() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    office.record(e.NoteAdded(visit_id="V60", text="one"), e.NoteAdded(visit_id="V60", text="two"))
    frame = office.ev(0)
    first, again = replica.apply(frame, 0.0), replica.apply(frame, 0.0)
    assert [told.line.seq for told in first.facts] == [1, 2]
    assert first.keys == {"visits/V60"}
    assert again == Changes()
    assert [note.text for note in replica.board.visits["V60"].notes] == ["one", "two"]
    assert [told.event.text for told in replica.facts.of("visits/V60")] == ["one", "two"]
    assert [told.line.seq for told in replica.facts.of("work_orders/W60")] == [1, 2]


def test_a_gap_wishes_a_resync_and_changes_nothing() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    before = replica.confirmed.digest
    office.record(e.NoteAdded(visit_id="V60", text="lost"))
    office.record(e.NoteAdded(visit_id="V60", text="comes"))
    changes = replica.apply(office.ev(1), 0.0)
    assert changes.resync == "The feed went on from 1 while this console stands at 0."
    assert replica.confirmed.digest == before
    assert replica.hello().after is None


def test_a_mark_beyond_the_cursor_tells_of_a_lost_frame() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    office.record(e.NoteAdded(visit_id="V60", text="lost"))
    assert replica.apply(office.mark(1), 0.0).resync.startswith("The feed went on from 1")


def test_a_digest_that_differs_wishes_a_resync() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    office.record(e.NoteAdded(visit_id="V60", text="spoilt"))
    replica.apply(spoilt(office.ev(0)), 0.0)
    assert replica.whole
    assert replica.apply(office.mark(1), 0.0).resync == "The board no longer adds up to the server's digest."
    assert replica.apply(office.ev(0), 0.0) == Changes()


def test_a_row_that_leaves_the_scope_is_gone_and_one_that_enters_arrives() -> None:
    office = Office(ACTORS[1], a_visit(id="V61", work_order="W61", territory="WEST"))
    replica = live(office)
    assert list(replica.board.visits) == ["V61"]
    order = office.board.work_orders["W61"]
    office.record(e.WorkOrderAmended(row=replace(order, territory="EAST")))
    replica.apply(office.ev(0), 0.0)
    assert list(replica.board.visits) == []
    office.record(e.WorkOrderAmended(row=replace(order, territory="WEST")))
    replica.apply(office.ev(1), 0.0)
    assert list(replica.board.visits) == ["V61"]
    assert agrees(replica, office)


def test_a_resume_after_a_cut_leaves_no_gap() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    for text in "abc":
        office.record(e.NoteAdded(visit_id="V60", text=text))
    assert replica.hello().after == 0
    changes = office.greet(replica)
    assert [told.line.seq for told in changes[1].facts] == [1, 2, 3]
    assert not any(each.replaced for each in changes)
    assert replica.facts.since == 0


def test_a_snapshot_from_a_little_earlier_tells_no_fact_twice() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    for text in "ab":
        office.record(e.NoteAdded(visit_id="V60", text=text))
    earlier = office.snapshot()
    for text in "cd":
        office.record(e.NoteAdded(visit_id="V60", text=text))
    replica.apply(office.ev(0), 0.0)
    replica.whole = False
    replica.apply(office.welcome("snapshot"), 0.0)
    replica.apply(earlier, 0.0)
    assert len(replica.board.visits["V60"].notes) == 2
    office.record(e.NoteAdded(visit_id="V60", text="e"))
    changes = replica.apply(office.ev(2), 0.0)
    assert [told.line.seq for told in changes.facts] == [5]
    assert [told.line.seq for told in replica.facts.of("visits/V60")] == [1, 2, 3, 4, 5]
    assert agrees(replica, office)


def test_another_epoch_means_a_snapshot_and_a_new_history() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    office.record(e.NoteAdded(visit_id="V60", text="before"))
    replica.apply(office.ev(0), 0.0)
    restored = Office(None, a_visit(), epoch="second")
    changes = restored.greet(replica)
    assert changes[1].replaced
    assert (replica.epoch, replica.cursor) == ("second", 0)
    assert replica.facts.of("visits/V60") == ()


def test_a_resume_that_this_replica_never_asked_for_is_not_believed() -> None:
    replica = Replica()
    changes = replica.apply(Office().welcome("resume"), 0.0)
    assert changes.resync == "The server wants to go on from a place where this console is not."


def test_an_unknown_kind_of_fact_asks_for_an_upgrade_and_guesses_nothing() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    line = FactLine(seq=1, at_s=0, by="x", command_id="c", event=msgspec.Raw(b'{"kind":"visit.teleported"}'))
    changes = replica.apply(Ev(after=0, to=1, facts=[line]), 0.0)
    assert changes.upgrade
    assert replica.upgrade
    assert replica.cursor == 0


def test_an_unknown_table_asks_for_an_upgrade() -> None:
    office = Office()
    replica = live(office)
    assert replica.apply(Ev(after=0, to=1, up={"drones": [msgspec.Raw(b"{}")]}), 0.0).upgrade


def test_a_row_that_cannot_be_read_leaves_the_replica_as_it_was() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    office.record(e.NoteAdded(visit_id="V60", text="x"))
    frame = replace(office.ev(0), up={"visits": [msgspec.Raw(b'{"id": 7}')]})
    with pytest.raises(ProtocolError, match="A row of the feed cannot be read"):
        replica.apply(frame, 0.0)
    assert replica.cursor == 0
    assert replica.whole


def test_the_server_may_ask_for_a_resync_itself() -> None:
    replica = live(Office())
    assert replica.apply(Resync(why="too slow"), 0.0).resync == "too slow"
    assert replica.hello().after is None


def test_a_snapshot_that_does_not_add_up_is_shown_but_not_trusted() -> None:
    office = Office(None, a_visit())
    replica = Replica()
    replica.apply(office.welcome("snapshot"), 0.0)
    changes = replica.apply(replace(office.snapshot(), digest="0" * 16), 0.0)
    assert changes.replaced
    assert changes.resync == "The server's snapshot does not add up to its own digest."
    assert not replica.whole


def test_the_clock_follows_the_server_at_its_speed() -> None:
    office = Office()
    replica = Replica()
    office.greet(replica, now=100.0)
    assert replica.now_s(101.0) == at("07:00") + SPEED
    # A mark half a second late on its way does not turn the clock back; one ahead moves it on.
    replica.apply(replace(office.mark(0), now_s=at("07:00") + 30), 101.0)
    assert replica.now_s(101.0) == at("07:00") + 60
    replica.apply(replace(office.mark(0), now_s=at("07:00") + 500), 101.0)
    assert replica.now_s(101.0) == at("07:00") + 500
