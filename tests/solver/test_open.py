"""A time is looked for while the site is open, and where there is none the door says why."""

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Opening, Row
from dispatchtui.solver.rank import rank
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at
from tests.time_rows import an_opening


def board(*hours: Opening, closed: tuple[str, ...] = (), rows: tuple[Row, ...] = ()) -> Board:
    order = a_work_order(id="W61")
    order = replace(order, site=replace(order.site, hours=hours, closed=closed))
    return a_board(a_technician(), a_shift(), order, a_visit(id="V61"), *rows)


def start(found: Board) -> int:
    return rank(found, "V61", at("07:00")).candidates[0].start_s


def test_a_visit_waits_until_the_site_opens():
    assert start(board(an_opening("10:00", "16:00"))) == at("10:00")
    assert start(board(an_opening("08:00", "08:59"), an_opening("13:00", "16:00"))) == at("13:00")
    busy = a_visit(id="V60", technician="T05", start="09:00", minutes=90)
    assert start(board(an_opening("10:00", "16:00"), rows=(busy,))) == at("10:30")


def test_a_day_on_which_it_is_closed_is_passed_over():
    tomorrow = a_shift(start="32:00", end="41:00", id="tomorrow")
    assert start(board(an_opening("10:00", "16:00"), closed=("2019-10-21",), rows=(tomorrow,))) == at("34:00")


def test_who_is_never_there_while_it_is_open_is_told_why():
    ranking = rank(board(an_opening("16:30", "20:00")), "V61", at("07:00"))
    assert [each.start_s for each in ranking.candidates] == [at("16:30")], "half an hour beyond the shift"
    (excluded,) = rank(board(an_opening("17:00", "20:00")), "V61", at("07:00")).excluded
    assert "The site of V61 is open on Mon 21 Oct from 17:00 to 20:00" in excluded.sentence
