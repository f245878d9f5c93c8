from msgspec.structs import replace

from dispatchtui.constraints import CONSTRAINTS
from dispatchtui.constraints.check import check_board, check_placement
from dispatchtui.core.model import Override, VisitState
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, a_working_board, an_absence, at


def test_each_rule_has_its_own_name_and_sentences():
    assert len({rule.name for rule in CONSTRAINTS}) == len(CONSTRAINTS)
    named = {
        "no_overlap", "required_skills", "certification_valid", "shift_hours", "time_off", "territory",
        "promise_window", "locked", "data_present",
    }  # fmt: skip
    assert named <= {rule.name for rule in CONSTRAINTS}
    assert all(rule.requires.endswith(".") and rule.override.endswith(".") for rule in CONSTRAINTS)


def test_the_worst_is_told_first_and_a_warning_breaks_nothing():
    board = a_board(a_technician(skills={}), a_shift(), an_absence(kind="sick"), a_visit(id="V61", needs={"ELEC": 1}))
    verdict = check_placement(board, "V61", "T05", at("12:30"), at_s=at("07:00"))
    assert [each.level for each in verdict.violations] == [Level.NOBODY, Level.LEAD, Level.DISPATCHER]
    assert not verdict.ok


def test_a_good_placement_is_ok_and_who_is_not_there_breaks_nothing():
    board = a_working_board(a_visit(id="V61", needs={"PLUMB": 3}))
    assert check_placement(board, "V61", "T01", at("10:00"), at_s=at("07:00")).ok
    assert check_placement(board, "V99", "T01", at("10:00"), at_s=at("07:00")).ok
    assert check_placement(board, "V61", "T99", at("10:00"), at_s=at("07:00")).ok


def test_a_sound_board_breaks_nothing_and_planted_faults_are_found():
    board = a_working_board(
        a_visit(id="V61", technician="T01", start="10:00"), a_visit(id="V62", technician="T01", start="11:00")
    )
    assert check_board(board, at("07:00")) == ()
    board.put(a_visit(id="V63", work_order="W61", technician="T01", start="10:30"))
    assert [(each.constraint, each.amount) for each in check_board(board, at("07:00"))] == [("no_overlap", 30)] * 4


def test_what_somebody_answered_for_is_not_told_again_but_an_overlap_always_is():
    answered = Override(constraint="territory", code="agreed", by="dora", at_s=0)
    visit = a_visit(id="V61", technician="T01", territory="WEST")
    board = a_working_board(visit)
    assert [each.constraint for each in check_board(board, at("07:00"))] == ["territory"]
    board.put(replace(visit, overrides=(answered,)))
    assert check_board(board, at("07:00")) == ()
    nothing = replace(answered, constraint="no_overlap")
    board.put(replace(visit, overrides=(answered, nothing)))
    board.put(a_visit(id="V62", work_order="W61", technician="T01"))
    assert {each.constraint for each in check_board(board, at("07:00"))} == {"no_overlap"}


def test_what_ended_is_not_judged():
    done = a_visit(id="V61", technician="T01", territory="WEST", state=VisitState.DONE)
    assert check_board(a_working_board(done), at("07:00")) == ()
