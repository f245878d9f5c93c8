"""Breaks in a technician's day: when they are taken, what they push back, and where there is room for them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Gap, Rest, on_the_way, room_missing
from dispatchtui.core.model import Break, Row, Shift, Stamps, VisitState
from dispatchtui.core.timeline import Projection, Stop, project, project_day
from dispatchtui.core.zones import clock
from tests.builders import ZONE, a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.time_rows import a_break

S = VisitState


def resting(*breaks: Break, end: str = "17:00", overtime_minutes: int = 0) -> Shift:
    return replace(a_shift(end=end, overtime_minutes=overtime_minutes), breaks=breaks)


def day(shift: Shift, *visits: Row, **sites: float) -> Board:
    orders = [a_work_order(id=key, location=north(minutes)) for key, minutes in sites.items()]
    return a_board(a_technician(), shift, *orders, *visits)


def shown(found: Projection) -> list[str]:
    """Stops by id and breaks as a line of the day, in the order of their times."""
    stops = [(stop.start_s, f"{stop.visit_id} {clock(stop.arrival_s, ZONE)}") for stop in found.stops]
    rests = [(rest.start_s, f"{clock(rest.start_s, ZONE)}-{clock(rest.end_s, ZONE)}") for rest in found.rests]
    return [words for _, words in sorted([*stops, *rests])]


def line(board: Board, now: str = "07:00") -> list[str]:
    return shown(project_day(board, "T05", at(now)))


def test_a_floating_break_is_taken_as_soon_as_there_is_slack_for_it():
    lunch = resting(a_break(start="11:00", end="14:00"))
    first, second = a_visit(id="V1", technician="T05", start="10:00"), a_visit(
        id="V2", technician="T05", start="11:40")  # fmt: skip
    assert line(day(lunch, first, second, W1=0, W2=10)) == ["V1 10:00", "11:00-11:30", "V2 11:40"]
    assert line(day(lunch, first, second, W1=0, W2=11)) == ["V1 10:00", "V2 11:40", "12:40-13:10"]


def test_a_floating_break_that_cannot_wait_pushes_the_next_stop_back():
    lunch = resting(a_break(start="11:00", end="13:00"))
    visits = a_visit(id="V1", technician="T05", start="10:30"), a_visit(id="V2", technician="T05", start="11:31")
    assert line(day(lunch, *visits)) == ["V1 10:30", "11:30-12:00", "V2 12:00"]
    assert line(day(resting(a_break(start="11:00", end="13:01")), *visits)) == ["V1 10:30", "V2 11:31", "12:31-13:01"]


def test_a_fixed_break_is_taken_at_its_time_and_work_begins_after_it():
    lunch = resting(a_break(start="12:00", end="12:30"))
    assert line(day(lunch, a_visit(id="V1", technician="T05", start="11:30"))) == ["12:00-12:30", "V1 12:30"]
    assert line(day(lunch, a_visit(id="V1", technician="T05", start="11:00"))) == ["V1 11:00", "12:00-12:30"]
    assert line(day(lunch, a_visit(id="V1", technician="T05", start="12:30"))) == ["12:00-12:30", "V1 12:30"]


def test_a_journey_is_interrupted_by_a_fixed_break_and_begins_so_much_earlier():
    lunch = resting(a_break(start="12:00", end="12:30"))
    board = day(lunch, a_visit(id="V1", technician="T05", start="12:40"), W1=20)
    (stop,) = project(board, "T05", at("07:00"))
    assert (stop.travel_start_s, stop.arrival_s) == (at("11:50"), at("12:40"))


def test_work_that_runs_into_a_fixed_break_is_not_cut_and_the_break_comes_late():
    working = a_visit(id="V1", technician="T05", start="11:00", state=S.WORKING, extended_minutes=20,
                      stamps=Stamps(working_s=at("11:00")))  # fmt: skip
    after = a_visit(id="V2", technician="T05", start="12:30")
    lunch = a_break(start="12:00", end="12:30")
    found = project_day(day(resting(lunch), working, after), "T05", at("11:30"))
    assert shown(found) == ["V1 11:00", "12:20-12:50", "V2 12:50"]
    assert [rest.late_s for rest in found.rests] == [20 * 60]
    forgone = resting(replace(lunch, mandatory=False))
    assert line(day(forgone, working, after), "11:30") == ["V1 11:00", "V2 12:30"]


def test_what_was_taken_in_an_idle_hour_is_not_taken_again():
    lunch = resting(a_break(start="11:00", end="14:00"))
    done = a_visit(id="V1", technician="T05", start="10:00", state=S.DONE,
                   stamps=Stamps(working_s=at("10:00"), done_s=at("11:05")))  # fmt: skip
    late = a_visit(id="V2", technician="T05", start="11:10")
    assert line(day(lunch, done, late), "11:34") == ["V1 10:00", "V2 11:34", "12:34-13:04"]
    assert line(day(lunch, done, late), "11:35") == ["V1 10:00", "11:05-11:35", "V2 11:35"]
    began = a_visit(id="V2", technician="T05", start="11:10", state=S.WORKING,
                    stamps=Stamps(en_route_s=at("11:35"), working_s=at("11:40")))  # fmt: skip
    assert line(day(lunch, done, began), "12:00") == ["V1 10:00", "11:05-11:35", "V2 11:40"]


def test_a_break_that_was_taken_late_is_not_taken_again():
    lunch = resting(a_break(start="11:00", end="12:00"))
    done = a_visit(id="V1", technician="T05", start="10:00", state=S.DONE,
                   stamps=Stamps(working_s=at("10:00"), done_s=at("11:40")))  # fmt: skip
    next_one = a_visit(id="V3", technician="T05", start="13:20")
    for left, rest in (("12:10", ["11:40-12:10", "V2 12:10", "V3 13:20"]),
                       ("12:09", ["V2 12:10", "13:10-13:40", "V3 13:40"])):  # fmt: skip
        began = a_visit(id="V2", technician="T05", start="11:40", state=S.WORKING,
                        stamps=Stamps(en_route_s=at(left), working_s=at("12:10")))  # fmt: skip
        assert line(day(lunch, done, began, next_one), "12:20") == ["V1 10:00", *rest]


def test_who_is_late_comes_to_a_stop_after_a_break_that_begins_later_than_it_was_planned():
    lunch = resting(a_break(start="12:00", end="12:30"))
    working = a_visit(id="V1", technician="T05", start="10:00", state=S.WORKING, extended_minutes=60,
                      stamps=Stamps(working_s=at("10:00")))  # fmt: skip
    board = day(lunch, working, a_visit(id="V2", technician="T05", start="11:10"))
    stops = [project(board, "T05", at("11:00"), until_s=until_s) for until_s in (None, at("11:11"))]
    assert stops[0] == stops[1]
    assert stops[1][1].arrival_s == at("12:30")


def test_who_has_no_stop_left_still_takes_the_break_and_after_the_shift_nobody_does():
    lunch = resting(a_break(start="11:00", end="14:00"))
    assert line(day(lunch)) == ["11:00-11:30"]
    assert line(day(lunch), "16:59") == ["11:00-11:30"]
    assert line(day(lunch), "17:00") == []
    until_two = a_visit(id="V1", technician="T05", start="10:00", minutes=300)
    assert line(day(lunch, until_two)) == ["11:00-11:30", "V1 11:30"]


def test_a_break_is_not_taken_once_the_shift_and_its_overtime_are_over():
    long = a_visit(id="V1", technician="T05", start="10:00", minutes=429, state=S.WORKING,
                   stamps=Stamps(working_s=at("10:00")))  # fmt: skip
    lunch = a_break(start="11:00", end="14:00")
    assert line(day(resting(lunch, overtime_minutes=10), long), "16:00") == ["V1 10:00", "17:09-17:39"]
    assert line(day(resting(lunch, overtime_minutes=9), long), "16:00") == ["V1 10:00"]


def test_breaks_do_not_share_their_time():
    both = resting(a_break(start="11:00", end="14:00"), a_break(start="12:00", end="12:15", minutes=15),
                   a_break(start="11:00", end="15:00", minutes=20))  # fmt: skip
    assert line(day(both)) == ["11:00-11:30", "11:30-11:50", "12:00-12:15"]


def test_a_break_that_cannot_wait_may_push_work_into_another_one():
    both = resting(a_break(start="12:26", end="12:41", minutes=15), a_break(start="11:00", end="12:50"))
    visits = (a_visit(id="V1", technician="T05", start="10:30", minutes=70),
              a_visit(id="V2", technician="T05", start="11:40", minutes=45))  # fmt: skip
    assert line(day(both, *visits)) == ["V1 10:30", "11:40-12:10", "12:26-12:41", "V2 12:41"]


def test_the_night_when_the_clock_goes_back_the_break_is_as_long_as_ever():
    start = at("22:00", day="2019-11-02")
    night = Shift(id="night", technician_id=a_technician().id, start_s=start, end_s=start + 9 * 3600,  # type: ignore[arg-type]
                  breaks=(Break(start_s=at("01:30", day="2019-11-03"), length_s=1800,
                                end_s=at("01:30", day="2019-11-03", fold=1)),))  # fmt: skip
    work = a_visit(id="V1", technician="T05", start=at("01:00", day="2019-11-03"))
    found = project_day(a_board(a_technician(), night, work), "T05", start)
    assert found.rests[0].start_s == at("02:00", day="2019-11-03") - 3600
    assert (found.rests[0].end_s - found.rests[0].start_s, found.rests[0].late_s) == (1800, 0)


def test_an_overrun_moves_the_lunch_and_what_comes_after_it():
    """V11 takes 40 minutes more: the whole cascade of the day, to the minute."""
    sites = {"W11": 0, "W12": 15, "W13": 35, "W14": 45}
    stamps = Stamps(working_s=at("09:00"))
    visits = (
        a_visit(id="V11", technician="T05", start="09:00", state=S.WORKING, stamps=stamps, extended_minutes=40),
        a_visit(id="V12", technician="T05", start="10:15", promise=("10:00", "12:00")),
        a_visit(id="V13", technician="T05", start="11:35", promise=("11:00", "12:00")),
        a_visit(id="V14", technician="T05", start="13:00", promise=("13:00", "15:00")),
    )
    board = day(resting(a_break(start="11:00", end="14:00")), *visits, **sites)
    found = project_day(board, "T05", at("10:05"))
    assert shown(found) == ["V11 09:00", "V12 10:55", "V13 12:15", "13:15-13:45", "V14 13:55"]
    assert {stop.visit_id: stop.late_s // 60 for stop in found.stops} == {"V11": 0, "V12": 0, "V13": 15, "V14": 0}
    board.put(replace(board.visits["V13"], crew=()))
    without = project_day(board, "T05", at("10:05"))
    assert shown(without) == ["V11 09:00", "V12 10:55", "11:55-12:25", "V14 13:00"]


def test_a_way_with_rests_is_left_as_late_as_is_in_time():
    rest = Rest(shift_id="S", start_s=100, end_s=130)
    assert on_the_way([], 0, 50, 90) == (40, 90)
    assert on_the_way([], 60, 50, 90) == (60, 110)
    assert on_the_way([rest], 0, 50, 90) == (50, 130)
    assert on_the_way([rest], 0, 50, 150) == (70, 150)
    assert on_the_way([rest], 80, 50, 90) == (80, 160)
    assert on_the_way([rest], 0, 50, 200) == (150, 200)
    assert on_the_way([rest], 110, 50, 90) == (130, 180)


def test_room_for_a_break_is_missing_by_an_exact_amount():
    lunch = Break(start_s=100, end_s=300, length_s=60)
    assert room_missing([lunch], [Gap(0, 160)]) == [(lunch, 0)]
    assert room_missing([lunch], [Gap(0, 159)]) == [(lunch, 1)]
    assert room_missing([lunch], [Gap(0, 110), Gap(150, 230, 30), Gap(290, 900)]) == [(lunch, 10)]
    assert room_missing([lunch, lunch], [Gap(0, 250)]) == [(lunch, 0), (lunch, 0)]
    assert room_missing([lunch, lunch], [Gap(0, 210)]) == [(lunch, 0), (lunch, 10)]
    assert room_missing([lunch], []) == [(lunch, 60)]


JOBS = st.lists(st.tuples(st.integers(0, 36), st.integers(1, 18)), max_size=8)
"""Visits as (start, length) in tens of minutes after 08:00."""


@given(jobs=JOBS, begin=st.integers(12, 30), extra=st.integers(0, 9), now=st.integers(0, 50))
def test_a_break_is_never_taken_at_work_nor_before_its_time(
    jobs: list[tuple[int, int]], begin: int, extra: int, now: int
):
    def ten(count: int) -> int:
        return at("08:00") + count * 600

    lunch = Break(start_s=ten(begin), end_s=ten(begin + 3 + extra), length_s=1800)
    visits = [a_visit(id=f"V{number}", technician="T05", start=ten(start), minutes=10 * length)
              for number, (start, length) in enumerate(jobs)]  # fmt: skip
    found = project_day(day(resting(lunch), *visits, W1=7, W3=12), "T05", ten(now))
    assert len(found.rests) <= 1
    for rest in found.rests:
        assert rest.start_s >= lunch.start_s
        assert rest.end_s - rest.start_s == lunch.length_s
        assert rest.late_s == max(0, rest.end_s - lunch.end_s)
        assert not [stop for stop in found.stops if _at_once(rest, stop)]
    if not found.rests:
        assert max(stop.end_s for stop in found.stops) >= at("17:00"), "it is forgone only when the shift is over"


def _at_once(rest: Rest, stop: Stop) -> bool:
    return rest.start_s < stop.end_s and stop.start_s < rest.end_s
