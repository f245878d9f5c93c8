from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit
from tests.constraints.asking import ask, only


def test_a_territory_that_is_not_covered_is_a_dispatchers_to_allow():
    board = a_board(a_technician(), a_shift(), a_visit(id="V61", territory="WEST"))
    found = only(ask(board, "territory"))
    assert found.sentence == "V61 is in WEST; T05 covers EAST."
    assert (found.level, found.subject, found.amount) == (Level.DISPATCHER, "territories/WEST", 1)


def test_the_own_one_and_each_that_is_covered_besides_are_fine():
    board = a_board(a_technician(covers=("WEST",)), a_shift(), a_visit(id="V61", territory="WEST"))
    assert ask(board, "territory") == ()
    board = a_board(a_technician(), a_shift(), a_visit(id="V61", territory="EAST"))
    assert ask(board, "territory") == ()


def test_a_visit_of_no_territory_is_everybodys_and_a_technician_of_none_covers_none():
    assert ask(a_board(a_technician(), a_shift(), a_visit(id="V61", territory="")), "territory") == ()
    board = a_board(a_technician(territory=""), a_shift(), a_visit(id="V61"))
    assert only(ask(board, "territory")).sentence == "V61 is in EAST; T05 covers no territory."
