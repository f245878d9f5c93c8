"""The picture sees at once what a plan breaks by a row that is not its own."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.queue import marks
from tests.builders import a_visit, a_working_board, an_absence, at
from tests.supplies import a_level, a_part, a_van


def a_picture() -> Picture:
    """Ten o'clock: T01 goes to V61 with the only lamp that it needs, T02 to V62."""
    board = a_working_board(
        a_van(technician="T01"), a_level(stock="VAN01", part="LAMP", on_hand=1),
        replace(a_visit(id="V61", technician="T01", start="11:00"), parts=(a_part(part="LAMP"),)),
        a_visit(id="V62", technician="T02", start="11:00"),
    )  # fmt: skip
    picture = Picture(board, at("10:00"))
    picture.freshen(lambda: False)
    assert picture.broken == {}
    return picture


def test_a_part_that_is_counted_out_flags_the_visit_at_once_and_one_that_came_does_not_any_more() -> None:
    picture = a_picture()
    picture.board.put(a_level(stock="VAN01", part="LAMP", on_hand=0))
    picture.follow(picture.board, {"part_levels/VAN01:LAMP"})
    assert [each.constraint for each in picture.broken["V61"]] == ["parts_on_van"]
    assert picture.index.counts["broken"] == 1
    assert "!" in marks(picture, picture.board.visits["V61"])[0]
    picture.board.put(a_level(stock="VAN01", part="LAMP", on_hand=1))
    picture.follow(picture.board, {"part_levels/VAN01:LAMP"})
    assert (picture.broken, picture.index.counts["broken"]) == ({}, 0)


def test_an_absence_that_is_taken_back_flags_nobody_any_more() -> None:
    picture = a_picture()
    picture.board.put(an_absence(id="A1", technician="T02", start="10:30", end="17:00", kind="sick"))
    picture.follow(picture.board, {"absences/A1"})
    assert list(picture.broken) == ["V62"]
    picture.board.drop("absences", "A1")
    picture.follow(picture.board, {"absences/A1"})
    picture.freshen(lambda: False)
    assert picture.broken == {}
