"""The visits of a day are found however many they are, and moving one of them touches few of the others."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board
from tests.builders import a_visit

DAY, NEXT = "EAST:2026-11-21", "EAST:2026-11-22"


def a_full_day(visits: int) -> Board:
    board = Board()
    placed = a_visit(technician="T05", start="10:00", territory="EAST")
    (line,) = placed.crew
    for number in range(visits):
        board.put(replace(placed, id=f"V{number}", crew=(replace(line, day="2026-11-21"),)))
    return board


def test_each_visit_of_a_day_is_found_once_and_leaves_it_when_it_moves():
    board = a_full_day(1_000)
    assert sorted(board.indexes.of("visits", DAY, "day")) == sorted(f"V{number}" for number in range(1_000))
    fork = board.fork()
    for number in range(0, 1_000, 2):
        visit = fork.visits[f"V{number}"]
        fork.put(replace(visit, crew=(replace(visit.crew[0], day="2026-11-22"),)))
    fork.put(replace(fork.visits["V1"], crew=()))
    assert set(fork.indexes.of("visits", DAY, "day")) == {f"V{number}" for number in range(3, 1_000, 2)}
    assert set(fork.indexes.of("visits", NEXT, "day")) == {f"V{number}" for number in range(0, 1_000, 2)}
    assert len(board.indexes.of("visits", DAY, "day")) == 1_000
    assert board.indexes.of("visits", NEXT, "day") == ()


def test_the_order_of_a_day_follows_from_what_happened_alone():
    assert a_full_day(300).indexes.of("visits", DAY, "day") == a_full_day(300).indexes.of("visits", DAY, "day")


def test_a_move_rewrites_a_small_part_of_a_full_day():
    written: list[int] = []

    class Counted(dict[tuple[str, str], tuple[str, ...]]):
        def __setitem__(self, key: tuple[str, str], value: tuple[str, ...]) -> None:
            written.append(len(value))
            super().__setitem__(key, value)

    board = a_full_day(5_000)
    board.indexes._children = Counted(board.indexes._children)
    visit = board.visits["V77"]
    board.put(replace(visit, crew=(replace(visit.crew[0], day="2026-11-22"),)))
    assert len(written) == 2
    assert sum(written) < 5_000 / 20
