import pytest
from msgspec.structs import replace

from dispatchtui.constraints.check import check_board, check_moves
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Dependency, Stamps, TechnicianId, Visit, VisitId, VisitState
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask, only

RULE = "dependencies"


def wait(visit: str = "V60", least: int = 0, most: int | None = None, *, same: bool = False) -> Dependency:
    most_s = None if most is None else most * 60
    return Dependency(visit_id=VisitId(visit), min_gap_s=least * 60, max_gap_s=most_s, same_technician=same)


def board(*waits: Dependency, v60: Visit | None = None) -> Board:
    people = (a_technician(), a_technician(id="T06"), a_shift(), a_shift(technician="T06"))
    first = v60 or a_visit(id="V60", technician="T06", start="08:00")
    return a_board(*people, first, replace(a_visit(id="V61"), dependencies=waits))


def test_too_early_by_the_minutes_that_are_missing():
    found = only(ask(board(wait()), RULE, start="08:30"))
    assert found.sentence == "V61 begins at 08:30 and waits for V60, which ends at 09:00: 30 min too early."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.LEAD, "visits/V60", 30, "min")
    assert (found.need, found.have) == ("from 09:00", "start 08:30")


def test_a_gap_is_kept_to_the_second():
    found = only(ask(board(wait(least=45)), RULE, start="09:30"))
    assert found.sentence == (
        "V61 begins at 09:30 and waits for V60, which ends at 09:00, at least 45 min before: 15 min too early."
    )
    assert ask(board(wait(least=45)), RULE, start="09:45") == ()
    assert only(ask(board(wait(least=45)), RULE, start=at("09:45") - 1)).amount == 1 / 60


def test_too_late_by_the_minutes_beyond_the_longest_gap():
    found = only(ask(board(wait(most=60)), RULE, start="10:20"))
    assert found.sentence == (
        "V61 begins at 10:20 and waits for V60, which ends at 09:00, at most 1 h before: 20 min too late."
    )
    assert (found.amount, found.need) == (20, "until 10:00")
    assert ask(board(wait(most=60)), RULE, start="10:00") == ()
    assert only(ask(board(wait(most=60)), RULE, start=at("10:00") + 1)).amount == 1 / 60
    assert "09:00, without a gap: 1 s too late." in only(ask(board(wait(most=0)), RULE, start=at("09:00") + 1)).sentence
    assert ask(board(wait(most=0)), RULE, start="09:00") == ()


def test_the_same_technician_goes_again_alone_or_among_others():
    found = only(ask(board(wait(same=True)), RULE, start="10:00"))
    assert found.sentence == "V61 takes the technician of V60: T06, not T05."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.LEAD, "visits/V60", 1, "technician")
    assert ask(board(wait(same=True)), RULE, technician="T06") == ()
    assert ask(board(wait(same=True)), RULE, technician="T05", mates=("T06",)) == ()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (VisitState.QUALIFIED, "which has no time yet"),
        (VisitState.PARKED, "which has no time yet"),
        (VisitState.CANCELLED, "which was cancelled"),
    ],
)
def test_what_has_no_time_is_waited_for_in_vain(state: VisitState, words: str):
    found = only(ask(board(wait(), v60=a_visit(id="V60", state=state)), RULE))
    assert found.sentence == f"V61 waits for V60, {words}."
    assert (found.level, found.amount, found.unit) == (Level.LEAD, 1, "visit")


def test_what_has_ended_counts_by_its_real_end_and_what_runs_by_what_was_added():
    stamps = Stamps(on_site_s=at("08:00"), working_s=at("08:00"), done_s=at("08:40"))
    done = a_visit(id="V60", technician="T06", start="08:00", state=VisitState.DONE, stamps=stamps)
    assert ask(board(wait(), v60=done), RULE, start="08:40", now="08:40") == ()
    assert only(ask(board(wait(), v60=done), RULE, start="08:39")).amount == 1
    late = replace(done, stamps=replace(stamps, done_s=at("09:30")))
    assert only(ask(board(wait(), v60=late), RULE, start="09:00")).amount == 30
    runs = a_visit(id="V60", technician="T06", start="08:00", state=VisitState.WORKING, extended_minutes=25)
    assert only(ask(board(wait(), v60=runs), RULE, start="09:20")).amount == 5
    assert ask(board(wait(), v60=runs), RULE, start="09:25") == ()


def test_a_visit_that_others_wait_for_is_judged_when_it_moves():
    there = board(wait(least=30))
    there.put(
        replace(there.visits["V61"], state=VisitState.PLANNED, crew=a_visit(technician="T05", start="10:00").crew)
    )
    found = only(ask(there, RULE, visit="V60", technician="T06", start="09:00"))
    assert found.sentence == (
        "V61 begins at 10:00 and waits for V60, which ends at 10:00, at least 30 min before: 30 min too early."
    )
    assert found.subject == "visits/V61"
    assert ask(there, RULE, visit="V60", technician="T06", start="08:30") == ()
    assert ask(board(wait()), RULE, visit="V60", technician="T06", start="15:00") == ()
    begun = replace(there.visits["V61"], state=VisitState.WORKING)
    there.put(begun)
    assert ask(there, RULE, visit="V60", technician="T06", start="09:00") == ()


def test_both_moved_in_one_act_are_judged_as_they_will_be():
    there = board(wait())
    moves = (
        Move(visit_id="V60", technician_id=TechnicianId("T06"), start_s=at("13:00")),
        Move(visit_id="V61", technician_id=TechnicianId("T05"), start_s=at("14:00")),
    )
    verdicts = check_moves(there, moves, at_s=at("07:00"))
    assert all(verdict.ok for verdict in verdicts.values())
    alone = check_moves(there, moves[1:], at_s=at("07:00"))
    assert alone["V61"].ok
    early = check_moves(there, (moves[0], replace(moves[1], start_s=at("13:30"))), at_s=at("07:00"))
    assert [only(verdict.violations).amount for verdict in early.values()] == [30, 30]


def test_a_standing_plan_is_told_from_both_sides():
    there = board(wait())
    there.put(
        replace(there.visits["V61"], state=VisitState.PLANNED, crew=a_visit(technician="T05", start="08:15").crew)
    )
    assert [(each.constraint, each.subject, each.amount) for each in check_board(there, at("07:00"))
            if each.constraint == RULE] == [(RULE, "visits/V61", 45), (RULE, "visits/V60", 45)]  # fmt: skip


def test_across_midnight_the_dates_are_told():
    night = a_visit(id="V60", technician="T06", start="23:00")
    found = only(ask(board(wait(least=30), v60=night), RULE, start="24:10"))
    assert found.sentence == (
        "V61 begins at 00:10 and waits for V60, which ends at 00:00, at least 30 min before: 20 min too early."
    )
    assert "ends at Tue 22 Oct 00:00" in only(ask(board(wait(), v60=night), RULE, start="23:50")).sentence


def test_in_the_nights_when_the_clock_changes_a_gap_is_true_time():
    for day, gap, start in (("2019-11-03", 180, "03:00"), ("2019-03-10", 60, "03:00")):
        first = a_visit(id="V60", technician="T06", start=at("00:00", day=day))
        assert ask(board(wait(least=gap), v60=first), RULE, start=at(start, day=day)) == ()
        assert only(ask(board(wait(least=gap + 1), v60=first), RULE, start=at(start, day=day))).amount == 1
