from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Policy, Rules, Stamps, Visit, VisitState
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.constraints.asking import ask, only


def with_v62(*rows: object, **v62: object) -> Board:
    there = a_visit(id="V62", technician="T05", start="10:30", **v62)  # type: ignore[arg-type]
    return a_board(a_technician(), a_shift(), a_visit(id="V61"), there, *rows)  # type: ignore[arg-type]


def test_work_on_work_overlaps_by_an_exact_amount_and_nobody_may_break_it():
    found = only(ask(with_v62(), "no_overlap", start="10:00"))
    assert found.sentence == "T05 is at V62 from 10:30 to 11:30; V61 10:00 to 11:00 overlaps by 30 min."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.NOBODY, "visits/V62", 30, "min")


def test_one_second_is_an_overlap_and_the_very_end_is_none():
    late = only(ask(with_v62(), "no_overlap", start=at("11:30") - 1))
    assert late.amount == 1 / 60
    assert "overlaps by 1 s" in late.sentence
    assert ask(with_v62(), "no_overlap", start="11:30") == ()
    assert ask(with_v62(), "no_overlap", start="09:30") == ()


def test_a_placement_around_another_and_one_inside_another_overlap_by_what_they_share():
    board = with_v62()
    board.put(replace(board.visits["V61"], duration=a_visit(minutes=180).duration))
    assert only(ask(board, "no_overlap", start="09:30")).amount == 60
    board.put(replace(board.visits["V61"], duration=a_visit(minutes=20).duration))
    assert only(ask(board, "no_overlap", start="10:50")).amount == 20


def test_a_visit_is_not_in_its_own_way():
    board = a_board(a_technician(), a_shift(), a_visit(id="V61", technician="T05", start="10:00"))
    assert ask(board, "no_overlap", start="10:30") == ()


def test_what_stands_behind_the_visits_own_place_is_still_seen():
    board = a_board(
        a_technician(),
        a_shift(),
        a_visit(id="V61", technician="T05", start="11:40"),
        a_visit(id="V62", technician="T05", start="10:30"),
    )
    assert only(ask(board, "no_overlap", start="11:20")).subject == "visits/V62"


def far(minutes: float, start: str) -> Board:
    order = a_work_order(id="W62", location=north(minutes))
    there = a_visit(id="V62", technician="T05", start=start)
    return a_board(a_technician(), a_shift(), a_visit(id="V61"), order, there)


def test_travel_that_is_tight_by_ten_minutes_is_a_dispatchers_risk_and_beyond_nobodys():
    found = only(ask(far(17, "08:30"), "no_overlap", start="09:37"))
    assert found.sentence == "T05 needs 17 min from V62 to V61 and has 7 min: 10 min too little."
    assert (found.level, found.subject, found.amount) == (Level.DISPATCHER, "visits/V62", 10)
    beyond = only(ask(far(17, "08:30"), "no_overlap", start=at("09:37") - 1))
    assert (beyond.level, beyond.amount) == (Level.NOBODY, 601 / 60)


def test_what_either_visit_may_not_risk_is_not_risked_whichever_is_placed_last():
    board = far(17, "08:30")
    board.put(replace(board.visits["V62"], territory="WEST"))
    board.put(Policy(id="P1", scope="territory", scope_id="WEST", rules=Rules(tight_s=300)))
    assert only(ask(board, "no_overlap", start="09:37")).level is Level.NOBODY
    assert only(ask(board, "no_overlap", start="09:42")).level is Level.DISPATCHER


def test_travel_that_just_fits_on_either_side_is_fine():
    assert ask(far(17, "08:30"), "no_overlap", start="09:47") == ()
    assert only(ask(far(17, "08:30"), "no_overlap", start=at("09:47") - 1)).amount == 1 / 60
    assert ask(far(17, "11:17"), "no_overlap", start="10:00") == ()
    onward = only(ask(far(17, "11:16"), "no_overlap", start="10:00"))
    assert onward.sentence == "T05 needs 17 min from V61 to V62 and has 16 min: 1 min too little."


def test_buffers_count_as_travel():
    board = with_v62()
    board.put(replace(board.visits["V62"], buffer_before_s=300))
    found = only(ask(board, "no_overlap", start="09:30"))
    assert found.sentence == "T05 needs 5 min (5 min of it kept free) from V61 to V62 and has 0 s: 5 min too little."
    assert (found.level, found.amount) == (Level.DISPATCHER, 5)
    assert ask(board, "no_overlap", start="09:25") == ()


def test_what_is_kept_free_after_one_and_before_the_next_is_added_to_the_way():
    board = far(17, "08:30")
    board.put(replace(board.visits["V62"], buffer_after_s=600))
    board.put(replace(board.visits["V61"], buffer_before_s=300, buffer_after_s=9999))
    found = only(ask(board, "no_overlap", start="09:47"))
    assert (
        found.sentence == "T05 needs 32 min (15 min of it kept free) from V62 to V61 and has 17 min: 15 min too little."
    )
    assert (found.level, found.amount) == (Level.NOBODY, 15)
    assert ask(board, "no_overlap", start="10:02") == ()
    assert only(ask(board, "no_overlap", start=at("10:02") - 1)).amount == 1 / 60


def test_who_goes_along_is_in_one_place_too():
    board = with_v62(a_technician(id="T06"), a_shift(technician="T06"))
    found = only(ask(board, "no_overlap", technician="T06", mates=("T05",)))
    assert found.sentence == "T05 is at V62 from 10:30 to 11:30; V61 10:00 to 11:00 overlaps by 30 min."
    assert ask(board, "no_overlap", technician="T06", start="11:30", mates=("T05",)) == ()
    crew = (*a_visit(technician="T06", start="10:30").crew, *board.visits["V62"].crew)
    board.put(replace(board.visits["V62"], crew=crew))
    assert [each.sentence[:3] for each in ask(board, "no_overlap", mates=("T06",))] == ["T05", "T06"]


def test_work_that_fills_days_is_seen_by_who_comes_days_later():
    week = a_visit(id="V62", technician="T05", start="10:00", minutes=7 * 24 * 60)
    day = a_visit(id="V63", technician="T05", start="16:00")
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"), week, day)
    found = only(ask(board, "no_overlap", start=at("09:30") + 7 * 24 * 3600))
    assert (found.subject, found.amount) == ("visits/V62", 30)
    assert ask(board, "no_overlap", start=at("10:00") + 7 * 24 * 3600) == ()


def ended(state: VisitState, **stamps: int) -> Visit:
    return a_visit(id="V62", technician="T05", start="10:30", state=state, stamps=Stamps(**stamps))


def test_what_has_ended_takes_only_the_time_that_it_took():
    for state in (VisitState.DONE, VisitState.CLOSED, VisitState.INCOMPLETE):
        visit = ended(state, on_site_s=at("10:30"), done_s=at("10:40"))
        board = a_board(a_technician(), a_shift(), a_visit(id="V61"), visit)
        assert ask(board, "no_overlap", start="10:40", now="10:40") == ()
        assert only(ask(board, "no_overlap", start="10:36", now="10:40")).amount == 4


def test_what_ended_does_not_hide_what_stands_behind_it():
    stands = a_visit(id="V63", technician="T05", start="08:00", minutes=180)
    visit = ended(VisitState.DONE, on_site_s=at("07:00"), done_s=at("07:10"))
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"), visit, stands)
    assert only(ask(board, "no_overlap", start="10:50")).subject == "visits/V63"


def test_running_work_takes_what_was_added_to_it():
    board = with_v62(state=VisitState.WORKING, extended_minutes=15)
    assert only(ask(board, "no_overlap", start="11:30")).amount == 15
    assert ask(board, "no_overlap", start="11:45") == ()


def test_across_midnight_the_date_is_told():
    there = a_visit(id="V62", technician="T05", start="23:30")
    board = a_board(a_technician(), a_shift(start="20:00", end="28:00"), a_visit(id="V61"), there)
    found = only(ask(board, "no_overlap", start="24:10"))
    assert found.amount == 20
    assert found.sentence == (
        "T05 is at V62 from Mon 21 Oct 23:30 to Tue 22 Oct 00:30; V61 00:10 to 01:10 overlaps by 20 min."
    )


def test_in_the_night_when_the_clock_goes_back_an_hour_is_two():
    fall = "2019-11-03"
    start_s = at("00:30", day=fall)
    there = a_visit(id="V62", technician="T05", start=start_s, minutes=120)
    board = a_board(a_technician(), a_shift(start=at("00:00", day=fall), end="17:00"), a_visit(id="V61"), there)
    second = at("01:30", day=fall, fold=1)
    assert second - at("01:30", day=fall) == 3600
    found = only(ask(board, "no_overlap", start=second - 900))
    assert found.amount == 15
    assert found.sentence == ("T05 is at V62 from 00:30 to 01:30 EST; V61 01:15 EST to 02:15 overlaps by 15 min.")
    assert ask(board, "no_overlap", start=second) == ()


def test_in_the_night_when_the_clock_goes_forward_there_is_no_third_hour():
    spring = "2020-03-08"
    there = a_visit(id="V62", technician="T05", start=at("01:30", day=spring))
    board = a_board(a_technician(), a_shift(), a_visit(id="V61"), there)
    found = only(ask(board, "no_overlap", start=at("03:10", day=spring)))
    assert found.sentence == "T05 is at V62 from 01:30 to 03:30; V61 03:10 to 04:10 overlaps by 20 min."
    assert ask(board, "no_overlap", start=at("03:30", day=spring)) == ()
