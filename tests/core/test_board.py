"""The laws of the board: order does not matter to the digest, a fork is a board, indexes tell the truth."""

from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.core.board import Board, board_of, canonical, row_hash
from dispatchtui.core.model import Shift, Visit, WorkOrder
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, record
from tests.core.random_acts import DAYS, Drawn, a_start, play


def picture(board: Board) -> dict[str, dict[str, object]]:
    """Everything on a board, table by table."""
    return {name: dict(table.items()) for name, table in board.tables.items()}


def assert_indexes_hold(board: Board) -> None:
    """Compare each index with what a search of the rows gives."""
    fresh = board_of(board.rows(), board.seq)
    for technician_id in ("T01", "T02", "T03"):
        route = sorted(
            (line.start_s, line.end_s, visit.id)
            for visit in board.visits.values() for line in visit.crew if line.technician_id == technician_id
        )  # fmt: skip
        assert list(board.indexes.route(technician_id)) == route
        shifts = [each.start_s for each in board.shifts_of(technician_id)]
        assert shifts == sorted(each.start_s for each in board.shifts.values() if each.technician_id == technician_id)
        assert {each.id for each in board.absences_of(technician_id)} == {
            each.id for each in board.absences.values() if each.technician_id == technician_id
        }
    for order in board.work_orders.values():
        assert {each.id for each in board.visits_of(order.id)} == {
            each.id for each in board.visits.values() if each.work_order_id == order.id
        }
        for ref in order.external:
            found = board.by_external(ref.source, ref.id)
            assert found is not None
            assert found.id == order.id
    assert fresh.digest == board.digest == sum(row_hash(r.TABLE, canonical(r)) for r in board.rows()) % 2**64


@given(DAYS)
def test_indexes_and_digest_hold_after_any_day(day: list[Drawn]):
    board = a_start()
    play(board, day)
    assert_indexes_hold(board)


@given(DAYS, DAYS, DAYS)
def test_acts_on_a_fork_equal_the_same_on_a_board_and_leave_the_parent_alone(
    before: list[Drawn], first: list[Drawn], second: list[Drawn]
):
    board, plain = a_start(), a_start()
    play(board, before)
    play(plain, before)
    parent, digest, seq = picture(board), board.digest, board.seq
    fork = board.fork()
    play(fork, first)
    onward = fork.fork()
    play(onward, second)
    play(plain, [*first, *second])
    assert picture(onward) == picture(plain)
    assert (onward.digest, onward.seq) == (plain.digest, plain.seq)
    assert {name: len(table) for name, table in onward.tables.items()} == {
        name: len(table) for name, table in plain.tables.items()
    }
    assert onward.next_id("V") == plain.next_id("V")
    assert_indexes_hold(onward)
    assert (picture(board), board.digest, board.seq) == (parent, digest, seq)
    assert_indexes_hold(board)


@given(DAYS, DAYS)
def test_a_copy_stays_as_it_is_whatever_becomes_of_the_board(before: list[Drawn], day: list[Drawn]):
    board = a_start()
    play(board, before)
    parent, digest, seq = picture(board), board.digest, board.seq
    copy = board.fork().copy()
    play(board, day)
    assert (picture(copy), copy.digest, copy.seq) == (parent, digest, seq)
    assert_indexes_hold(copy)


@given(DAYS, DAYS)
def test_changes_made_on_a_fork_are_taken_over_exactly(before: list[Drawn], day: list[Drawn]):
    board = a_start()
    play(board, before)
    fork = board.fork(recording=True)
    play(fork, day)
    expected, digest = picture(fork), fork.digest
    for change in fork.changes or ():
        if change.after is not None:
            assert change.body == canonical(change.after)
        board.follow(change)
    assert (picture(board), board.digest) == (expected, digest)
    assert_indexes_hold(board)


@given(DAYS, st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_order(day: list[Drawn], random: object):
    board = a_start()
    play(board, day)
    rows = list(board.rows())
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert board_of(rows).digest == board.digest


def test_the_same_row_twice_counts_once_and_any_field_moves_the_digest():
    board = a_board(a_visit())
    digest = board.digest
    board.put(a_visit())
    assert board.digest == digest
    board.put(a_visit(minutes=61))
    assert board.digest != digest
    board.put(a_visit())
    assert board.digest == digest
    assert a_board(a_visit(id="V1"), a_work_order(id="W60")).digest != digest


def test_a_row_that_goes_leaves_nothing_behind():
    empty = a_board(a_technician())
    board = a_board(a_technician(), a_shift(), an_absence())
    board.drop("shifts", "T05:2019-10-21")
    board.drop("absences", "A1")
    board.drop("absences", "A1")
    assert board.digest == empty.digest
    assert board.shifts_of("T05") == board.absences_of("T05") == ()


def test_rows_are_found_by_key_and_by_name():
    board = a_board(a_visit(id="V61"), a_work_order(id="W1", external=(("311", "x"),)))
    assert isinstance(board.row("visits/V61"), Visit)
    assert board.row("visits/V99") is None
    assert board.row("nonsense/V61") is None
    assert board.row("") is None
    found = board.by_external("311", "x")
    assert isinstance(found, WorkOrder)
    assert found.id == "W1"
    assert board.by_external("311", "y") is None


def test_an_outside_name_that_has_moved_on_is_not_lost_when_its_former_owner_changes():
    board = a_board(a_work_order(id="W1", external=(("311", "x"),)))
    board.put(a_work_order(id="W2", external=(("311", "x"),)))
    board.put(a_work_order(id="W1"))
    found = board.by_external("311", "x")
    assert found is not None
    assert found.id == "W2"


def test_around_gives_what_touches_and_a_neighbour_on_either_side_as_if_one_were_not_there():
    starts = {"V1": "08:00", "V2": "09:30", "V3": "11:00", "V4": "13:00"}
    board = a_board(*(a_visit(id=key, technician="T05", start=start) for key, start in starts.items()))
    names = [each.id for each in board.around("T05", at("09:40"), at("10:00"))]
    assert names == ["V1", "V2", "V3"]
    assert [each.id for each in board.around("T05", at("12:00"), at("12:30"), skip="V3")] == ["V2", "V4"]
    assert [each.id for each in board.around("T05", at("20:00"), at("21:00"), skip="V4")] == ["V3"]
    assert board.around("T99", 0, 10) == ()


def test_numbers_go_on_from_the_highest_of_their_prefix():
    board = a_board(a_visit(id="V7", work_order="W30"), a_visit(id="V12", work_order="W30"))
    assert (board.next_id("V"), board.next_id("W"), board.next_id("Q")) == ("V13", "W31", "Q1")


def test_a_shift_that_changes_hands_leaves_its_former_owner():
    board = a_board(a_technician(), a_shift(id="S1"))
    board.put(a_shift(id="S1", technician="T06"))
    assert board.shifts_of("T05") == ()
    assert [each.id for each in board.shifts_of("T06")] == ["S1"]
    assert isinstance(board.shifts["S1"], Shift)


def test_a_fact_about_what_is_not_there_changes_nothing_but_the_sequence():
    from dispatchtui.core.events import NoteAdded, ShiftRemoved

    board = a_board()
    digest = board.digest
    record(board, NoteAdded(visit_id="V9", text="x"), ShiftRemoved(shift_id="S9"))
    assert (board.digest, board.seq) == (digest, 2)
