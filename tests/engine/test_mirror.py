"""The board in the worker: whatever happens, it is the parent's, and a job sees it as it was."""

from __future__ import annotations

from hypothesis import given, settings

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, TechnicianId
from dispatchtui.engine.mirror import Mirror
from dispatchtui.engine.sending import CHUNK, Orders, changed, everything
from dispatchtui.engine.wire import Moment, Rows, Where, framed, orders_from
from tests.builders import a_board, a_visit, a_working_board, at
from tests.core.random_acts import DAYS, Drawn, a_start, play


class Pipe:
    """Bytes that were written, to be read in small parts."""

    def __init__(self, *frames: bytes) -> None:
        self._left = b"".join(frames)

    def read(self, length: int) -> bytes:
        part, self._left = self._left[: min(length, 7)], self._left[min(length, 7) :]
        return part


def feed(mirror: Mirror, orders: Orders) -> list[bool]:
    """Put orders through the pipe into a mirror."""
    return [mirror.follow(each) for each in orders_from(Pipe(*map(framed, orders()))) if isinstance(each, Rows)]  # type: ignore[arg-type]


def same(mirror: Mirror, board: Board) -> bool:
    seen = mirror.sight().board
    return (seen.digest, seen.seq, sorted(each.id for each in seen.rows())) == (
        board.digest, board.seq, sorted(each.id for each in board.rows()))  # fmt: skip


@given(DAYS, DAYS)
@settings(max_examples=60, deadline=None)
def test_after_any_acts_the_mirror_is_the_parents_board(before: list[Drawn], after: list[Drawn]) -> None:
    board, mirror = a_start(), Mirror()
    play(board, before)
    assert feed(mirror, everything(board))[-1]
    board.changes = []
    play(board, after)
    assert feed(mirror, changed(board, {f"{each.table}/{each.id}" for each in board.changes}))[-1]
    assert same(mirror, board)
    assert mirror.sight().board.route("T01") == board.route("T01")


def test_what_is_gone_is_gone_there_too() -> None:
    board, mirror = a_working_board(a_visit(id="V1"), a_visit(id="V2")), Mirror()
    feed(mirror, everything(board))
    board.drop("visits", "V1")
    board.put(a_visit(id="V3"))
    assert feed(mirror, changed(board, ["visits/V1", "visits/V3"])) == [True]
    assert same(mirror, board)
    assert set(mirror.sight().board.visits) == {"V2", "V3"}


def test_a_board_of_many_rows_comes_in_parts_and_is_seen_only_as_a_whole() -> None:
    board = a_board(*(a_visit(id=f"V{number}") for number in range(3 * CHUNK)))
    mirror, sizes = Mirror(), []
    for order in everything(board)():
        sizes.append(len(mirror.sight().board.visits))
        mirror.follow(order)  # type: ignore[arg-type]
    assert len(sizes) > 3
    assert set(sizes) == {0}
    assert same(mirror, board)


def test_a_fork_is_sent_as_what_its_layers_come_to() -> None:
    board = a_working_board(a_visit(id="V1"), a_visit(id="V2"))
    fork = board.fork().fork()
    fork.put(a_visit(id="V1", minutes=90))
    fork.drop("visits", "V2")
    mirror = Mirror()
    assert feed(mirror, everything(fork))[-1]
    assert same(mirror, fork)


def test_a_row_of_which_nobody_told_is_noticed_once_and_mended_by_every_row() -> None:
    board, mirror = a_working_board(a_visit(id="V1")), Mirror()
    feed(mirror, everything(board))
    board.put(a_visit(id="V2"))
    board.put(a_visit(id="V3"))
    assert feed(mirror, changed(board, ["visits/V2"])) == [False]
    assert feed(mirror, changed(board, ["visits/V2"])) == [True]
    assert feed(mirror, everything(board))[-1]
    board.put(a_visit(id="V4"))
    assert feed(mirror, changed(board, ["visits/V4"])) == [True]
    assert same(mirror, board)


def test_a_board_on_which_something_was_laid_is_not_held_to_its_digest() -> None:
    board, mirror = a_working_board(a_visit(id="V1")), Mirror()
    board.lay(a_visit(id="V2"))
    assert feed(mirror, everything(board))[-1]
    assert feed(mirror, changed(board, ["visits/V1"])) == [True]
    assert set(mirror.sight().board.visits) == {"V1", "V2"}


def test_what_a_job_looks_at_stays_as_it_was() -> None:
    board, mirror = a_working_board(a_visit(id="V1")), Mirror()
    feed(mirror, everything(board))
    mirror.at(Moment(now_s=at("09:00"), known_s=at("08:59")))
    before = mirror.sight()
    assert mirror.sight() is before
    board.put(a_visit(id="V2"))
    feed(mirror, changed(board, ["visits/V2"]))
    mirror.at(Moment(now_s=at("09:05")))
    mirror.move(
        Where(position=Position(technician_id=TechnicianId("T01"), latitude=39.3, longitude=-76.6, at_s=at("09:04")))
    )
    assert (set(before.board.visits), before.now_s, before.known_s, before.positions) == (
        {"V1"}, at("09:00"), at("08:59"), {})  # fmt: skip
    after = mirror.sight()
    assert (set(after.board.visits), after.now_s, list(after.positions)) == ({"V1", "V2"}, at("09:05"), ["T01"])


def test_a_reader_hears_of_each_row_once_and_of_everything_after_a_new_board() -> None:
    board, mirror = a_working_board(a_visit(id="V1")), Mirror()
    feed(mirror, everything(board))
    assert mirror.news("repair")[1] is None
    assert mirror.news("repair")[1] == frozenset()
    board.put(a_visit(id="V2"))
    feed(mirror, changed(board, ["visits/V2", "visits/V9"]))
    assert mirror.news("repair")[1] == {"visits/V2", "visits/V9"}
    assert mirror.news("repair")[1] == frozenset()
    assert mirror.news("optimise")[1] is None
    feed(mirror, everything(board))
    assert mirror.news("repair")[1] is None
