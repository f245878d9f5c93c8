"""What the store promises its desk, on both engines."""

# ruff: noqa: PT012  (what is raised ends a batch, and a batch is more than one statement)

from __future__ import annotations

import pytest

from dispatchtui.core.board import Board, canonical
from dispatchtui.core.events import AbsenceRecorded, AbsenceRemoved, NoteAdded, Reason, Recorded, VisitAdvanced
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.scope import Audience, Scope
from dispatchtui.errors import StorageError
from dispatchtui.store import Overlap, Store
from dispatchtui.store.log import GENESIS
from tests.builders import a_visit, an_absence, at
from tests.store.acts import append, beginnings, placed, record


def test_a_new_store_is_empty_and_has_an_epoch(store: Store) -> None:
    head = store.head()
    assert (head.seq, head.hash, len(head.epoch)) == (0, GENESIS, 16)
    assert store.load().digest == Board().digest


def test_what_was_committed_is_loaded_in_the_order_in_which_it_came_to_be(store: Store) -> None:
    board = record(store, *beginnings(), placed("V60", "T01", "10:00"), placed("V61", "T01", "12:00"))
    loaded = store.load()
    assert loaded.seq == board.seq == 12
    assert loaded.digest_hex() == board.digest_hex()
    assert [canonical(row) for row in loaded.rows()] == [canonical(row) for row in board.rows()]
    assert [visit.id for visit in loaded.route("T01")] == ["V60", "V61"]


def test_a_row_that_went_and_came_again_in_one_batch_stands_last(store: Store) -> None:
    first, second = an_absence(id="A1", technician="T01"), an_absence(id="A2", technician="T01")
    board = record(
        store,
        *beginnings(),
        AbsenceRecorded(row=first),
        AbsenceRecorded(row=second),
        AbsenceRemoved(absence_id="A1"),
        AbsenceRecorded(row=first),
    )
    for each in (board, store.load()):
        assert each.indexes.of("absences", "T01") == ("A2", "A1")
    assert store.load().absences["A1"].version == 1


def test_a_row_that_changes_keeps_its_place(store: Store) -> None:
    absences = [an_absence(id=name, technician="T01") for name in ("A1", "A2")]
    record(store, *beginnings(), *(AbsenceRecorded(row=row) for row in absences))
    board = record(store, AbsenceRecorded(row=an_absence(id="A1", technician="T01", kind="sick")))
    for each in (board, store.load()):
        assert each.indexes.of("absences", "T01") == ("A1", "A2")
    assert store.load().absences["A1"].kind == "sick"


def test_nothing_is_recorded_when_the_block_raises(store: Store) -> None:
    record(store, *beginnings())
    before = store.head()
    with pytest.raises(ZeroDivisionError), store.writing() as batch:
        append(batch, store.load().fork(recording=True), placed("V60", "T01", "10:00"))
        batch.keep_reply("r-1", "f", b"{}", 5)
        raise ZeroDivisionError
    assert store.head() == before
    with store.writing() as batch:
        assert batch.stored_reply("r-1") is None


def test_a_fact_out_of_its_place_is_not_taken(store: Store) -> None:
    late = Recorded(seq=2, command_id="c", actor="dora", at_s=1, event=NoteAdded(visit_id="V1", text="x"))
    with pytest.raises(StorageError, match=r"The log stands at 0; fact 2 cannot follow it\."), store.writing() as batch:
        batch.append(late, ())
    assert store.head().seq == 0


def test_replies_are_kept_byte_for_byte_and_found_in_their_own_batch(store: Store) -> None:
    with store.writing() as batch:
        batch.keep_reply("r-1", "print-1", b'{"a":1}', 1_000)
        here = batch.stored_reply("r-1")
        assert here is not None
        assert here.body == b'{"a":1}'
    with store.writing() as batch:
        found = batch.stored_replies(["r-1", "r-2"])
    assert list(found) == ["r-1"]
    assert (found["r-1"].fingerprint, found["r-1"].body, found["r-1"].at_s) == ("print-1", b'{"a":1}', 1_000)


def test_replies_are_forgotten_after_seven_days_and_not_before(store: Store) -> None:
    with store.writing() as batch:
        batch.keep_reply("old", "f", b"1", 1_000)
        batch.keep_reply("new", "f", b"2", 1_001)
    assert store.forget_replies(1_000 + 7 * 86_400) == 0
    assert store.forget_replies(1_001 + 7 * 86_400) == 1
    with store.writing() as batch:
        assert list(batch.stored_replies(["old", "new"])) == ["new"]


def test_an_overlap_names_the_visit_in_the_way_and_takes_back_only_its_own_act(store: Store) -> None:
    board = record(store, *beginnings(), placed("V60", "T01", "10:00")).fork(recording=True)
    with store.writing() as batch:
        with batch.savepoint():
            append(batch, board, placed("V61", "T02", "10:00"))
            batch.keep_reply("r-1", "f", b"1", 1)
        with pytest.raises(Overlap) as caught, batch.savepoint():
            append(batch, board.fork(recording=True), placed("V62", "T01", "10:30"))
            batch.keep_reply("r-2", "f", b"2", 1)
        assert (caught.value.visit_id, caught.value.technician_id, caught.value.other) == ("V62", "T01", "V60")
        assert batch.head == board.seq
        with batch.savepoint():
            append(batch, board, NoteAdded(visit_id="V62", text="ring first"))
    assert store.load().digest_hex() == board.digest_hex()
    with store.writing() as batch:
        assert list(batch.stored_replies(["r-1", "r-2"])) == ["r-1"]


def test_an_outer_savepoint_takes_back_what_inner_ones_wrote(store: Store) -> None:
    board = record(store, *beginnings())
    with store.writing() as batch:
        with pytest.raises(Overlap), batch.savepoint():
            fork = board.fork(recording=True)
            with batch.savepoint():
                append(batch, fork, placed("V60", "T01", "10:00"))
            with batch.savepoint():
                append(batch, fork, placed("V61", "T01", "10:59"))
        with batch.savepoint():
            append(batch, board, placed("V62", "T01", "10:30"))
    assert store.load().digest_hex() == board.digest_hex()
    assert [visit.id for visit in store.load().route("T01")] == ["V62"]


def test_two_visits_change_places_in_one_act(store: Store) -> None:
    board = record(store, *beginnings(), placed("V60", "T01", "10:00"), placed("V61", "T01", "11:00"))
    board = board.fork(recording=True)
    with store.writing() as batch, batch.savepoint():
        append(batch, board, placed("V60", "T01", "11:00"), placed("V61", "T01", "10:00"))
    assert [visit.id for visit in store.load().route("T01")] == ["V61", "V60"]


@pytest.mark.parametrize(
    ("start", "minutes"), [("11:00", 60), ("09:00", 60), ("10:30", 0)], ids=["after", "before", "no time"]
)
def test_touching_or_empty_plans_do_not_overlap(store: Store, start: str, minutes: int) -> None:
    board = record(store, *beginnings(), placed("V60", "T01", "10:00")).fork(recording=True)
    with store.writing() as batch, batch.savepoint():
        append(batch, board, placed("V61", "T01", start, minutes=minutes))
    assert len(store.load().route("T01")) == 2


def test_a_visit_that_has_begun_excludes_nothing_any_more(store: Store) -> None:
    steps = (Step.RELEASE, Step.ACCEPT, Step.DEPART)
    advanced = [VisitAdvanced(visit_id="V60", step=step, occurred_s=at("10:00")) for step in steps]
    board = record(store, *beginnings(), placed("V60", "T01", "10:00"), *advanced).fork(recording=True)
    with store.writing() as batch:
        with pytest.raises(Overlap), batch.savepoint():
            append(batch, board.fork(recording=True), placed("V61", "T01", "10:30"))
        with batch.savepoint():
            append(batch, board, VisitAdvanced(visit_id="V60", step=Step.ARRIVE, occurred_s=at("10:05")))
            append(batch, board, placed("V61", "T01", "10:30"))
    assert store.load().digest_hex() == board.digest_hex()


def test_the_log_tells_who_was_concerned_before_and_after(store: Store) -> None:
    steps = [VisitAdvanced(visit_id="V60", step=Step.RELEASE, occurred_s=1)]
    record(store, *beginnings(), placed("V60", "T01", "10:00"), *steps)
    (release,) = store.logged(11)
    assert (release.seq, release.kind, release.entity, release.version) == (12, "visit.advanced", "visits/V60", 3)
    assert (release.scope_from, release.scope_to) == ("EAST", "EAST")
    (visit,) = release.touched
    assert (visit.key, visit.before, visit.after) == (
        "visits/V60",
        Audience(("EAST",), ()),
        Audience(("EAST",), ("T01",)),
    )
    theirs = Scope(technician_id="T01")
    assert (theirs.hears(visit.before), theirs.hears(visit.after)) == (False, True)


def test_a_line_of_the_log_gives_back_the_fact_with_its_reason(store: Store) -> None:
    event = NoteAdded(visit_id="V60", text='gate "7" \u2603 \x00')
    recorded = Recorded(seq=1, command_id="c-1", actor="dora", session="s", at_s=77, event=event, cause="c-0",
                        reason=Reason(code="customer", text="asked"), based_on={"visits/V60": 3})  # fmt: skip
    with store.writing() as batch:
        batch.append(recorded, ())
    (line,) = store.logged(0)
    assert line.recorded() == recorded


def test_the_log_is_read_by_span_and_limit(store: Store) -> None:
    record(store, *beginnings())
    assert [line.seq for line in store.logged(3, 6)] == [4, 5, 6]
    assert [line.seq for line in store.logged(3, limit=2)] == [4, 5]
    assert store.logged(10) == []


def test_history_by_subject_and_actor(store: Store) -> None:
    record(store, *beginnings())
    record(store, placed("V60", "T01", "10:00"), by="carl")
    record(store, placed("V60", "T02", "10:00"))
    record(store, NoteAdded(visit_id="V60", text="x"), by="carl")
    assert [line.seq for line in store.history("visits/V60")] == [8, 11, 12, 13]
    assert [line.seq for line in store.history("technicians/T01")] == [3, 11, 12]
    assert [line.seq for line in store.history("work_orders/W60")] == [5, 8, 11, 12, 13]
    assert [line.seq for line in store.history(actor="carl")] == [11, 13]
    assert [line.seq for line in store.history("visits/V60", actor="carl", after=11)] == [13]
    assert [line.seq for line in store.history("visits/V60", limit=2, newest=True)] == [13, 12]


def test_another_board_catches_up_with_rows_and_removals(store: Store) -> None:
    record(store, *beginnings(), AbsenceRecorded(row=an_absence(id="A1", technician="T01")))
    behind = store.load()
    record(store, placed("V60", "T01", "10:00"), AbsenceRemoved(absence_id="A1"))
    caught = store.catch_up(behind.seq)
    assert [line.seq for line in caught.logged] == [12, 13]
    assert caught.gone == (("absences", "A1"),)
    caught.onto(behind)
    assert (behind.seq, behind.digest_hex()) == (13, store.load().digest_hex())
    assert store.catch_up(13).logged == ()


def test_the_log_folds_to_the_board(store: Store) -> None:
    board = record(store, *beginnings(), placed("V60", "T01", "10:00"), NoteAdded(visit_id="V60", text="x"))
    folded = Board()
    for line in store.logged(0):
        recorded = line.recorded()
        assert recorded is not None
        evolve(folded, recorded)
    assert folded.digest_hex() == board.digest_hex() == store.load().digest_hex()


def test_the_doorbell_rings_for_a_commit_and_not_without_one(store: Store) -> None:
    bell = store.doorbell()
    record(store, *beginnings())
    assert bell.wait(5)
    with store.writing() as batch:
        batch.keep_reply("r-1", "f", b"", 1)
    assert not bell.wait(0.05)
    bell.close()


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StorageError, match=r"was closed\.$"):
        store.load()
    with pytest.raises(StorageError, match=r"was closed\.$"), store.writing():
        raise AssertionError("never reached")


def test_a_store_opened_for_looking_does_not_write(store: Store, engine_url: str) -> None:
    record(store, *beginnings())
    looking = Store.open(engine_url, writable=False)
    assert looking.load().digest == store.load().digest
    with pytest.raises(StorageError, match=r"was opened for reading only\.$"), looking.writing():
        raise AssertionError("never reached")
    looking.close()


def test_a_visit_without_a_row_is_only_logged(store: Store) -> None:
    record(store, NoteAdded(visit_id="V9", text="x"))
    (line,) = store.logged(0)
    assert (line.entity, line.version, line.touched) == ("", 0, ())
    assert a_visit().id not in store.load().visits
