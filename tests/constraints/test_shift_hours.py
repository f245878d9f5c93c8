from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask, only


def test_work_that_ends_after_the_shift_and_its_overtime_is_a_leads_to_allow():
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"))
    found = only(ask(board, "shift_hours", start="16:30"))
    assert found.sentence == ("T05 works 08:00 to 17:00; V61 16:30 to 17:30 is 30 min outside, no overtime allowed.")
    assert (found.level, found.amount, found.subject) == (Level.LEAD, 30, "shifts/T05:2019-10-21")


def test_within_the_overtime_a_dispatcher_may_and_a_second_beyond_not():
    board = a_board(a_technician(), a_shift(overtime_minutes=30), a_visit(id="V61"))
    found = only(ask(board, "shift_hours", start="16:30"))
    assert found.level is Level.DISPATCHER
    assert "30 min of overtime allowed" in found.sentence
    assert only(ask(board, "shift_hours", start=at("16:30") + 1)).level is Level.LEAD


def test_from_the_first_to_the_last_second_of_the_shift_is_inside():
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"))
    assert ask(board, "shift_hours", start="08:00") == ()
    assert ask(board, "shift_hours", start="16:00") == ()
    assert only(ask(board, "shift_hours", start=at("08:00") - 1)).amount == 1 / 60


def test_overtime_lies_after_a_shift_never_before_it():
    board = a_board(a_technician(), a_shift(overtime_minutes=60), a_visit(id="V61"))
    assert only(ask(board, "shift_hours", start="07:30")).level is Level.LEAD


def test_the_shift_that_fits_best_is_the_one_that_is_told():
    split = (a_shift(start="08:00", end="12:00", id="early"), a_shift(start="14:00", end="18:00", id="late"))
    board = a_board(a_technician(), *split, a_visit(id="V61"))
    assert only(ask(board, "shift_hours", start="13:30")).subject == "shifts/late"
    assert ask(board, "shift_hours", start="17:00") == ()


def test_shifts_that_touch_are_one_and_a_second_between_them_is_not():
    early, late = a_shift(end="12:00", id="early"), a_shift(start="12:00", end="17:00", id="late")
    board = a_board(a_technician(), early, late, a_visit(id="V61"))
    assert ask(board, "shift_hours", start="11:30") == ()
    apart = a_board(a_technician(), early, a_shift(start=at("12:00") + 1, end="17:00", id="late"), a_visit(id="V61"))
    assert only(ask(apart, "shift_hours", start="11:30")).level is Level.LEAD


def test_overtime_across_midnight_and_in_a_night_of_the_change_is_the_time_that_goes_by():
    for eve, hours in (("2019-10-21", 4), ("2019-03-09", 3), ("2019-11-02", 5)):
        start_s, end_s = at("23:00", day=eve), at("27:00", day=eve)
        assert (end_s - start_s) / 3600 == hours
        night = a_shift(start=start_s, overtime_minutes=30)
        night = type(night)(
            id="night", technician_id=night.technician_id, start_s=start_s, end_s=end_s, overtime_s=1800
        )
        board = a_board(a_technician(), night, a_visit(id="V61", minutes=hours * 60))
        assert ask(board, "shift_hours", start=start_s, now=start_s) == ()
        within = only(ask(board, "shift_hours", start=start_s + 1800, now=start_s))
        assert (within.amount, within.level) == (30, Level.DISPATCHER)
        assert only(ask(board, "shift_hours", start=start_s + 1801, now=start_s)).level is Level.LEAD


def test_a_night_shift_runs_across_midnight():
    board = a_board(a_technician(), a_shift(start="22:00", end="30:00"), a_visit(id="V61"))
    assert ask(board, "shift_hours", start="23:30") == ()
    assert ask(board, "shift_hours", start="29:00") == ()
    assert only(ask(board, "shift_hours", start="29:20")).amount == 20


def test_the_night_when_the_clock_goes_back_is_an_hour_longer():
    fall, start = "2019-11-03", at("23:00", day="2019-11-02")
    night = a_shift(start=start, end="07:00", id="night")
    night = type(night)(
        id="night", technician_id=night.technician_id, start_s=start, end_s=at("03:00", day=fall), version=1
    )
    board = a_board(a_technician(), night, a_visit(id="V61", minutes=300))
    assert ask(board, "shift_hours", start=start) == ()
    assert night.end_s - night.start_s == 5 * 3600


def test_the_night_when_the_clock_goes_forward_is_an_hour_shorter():
    start, end = at("23:00", day="2020-03-07"), at("03:00", day="2020-03-08")
    plain = a_shift(id="night")
    night = type(plain)(id="night", technician_id=plain.technician_id, start_s=start, end_s=end, version=1)
    board = a_board(a_technician(), night, a_visit(id="V61", minutes=240))
    assert only(ask(board, "shift_hours", start=start)).amount == 60


def test_who_has_no_shift_lacks_data_and_breaks_no_hours():
    board = a_board(a_technician(), a_visit(id="V61"))
    assert ask(board, "shift_hours") == ()
    assert only(ask(board, "data_present")).sentence == "T05 has no shift."
