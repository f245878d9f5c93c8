"""Where somebody sets out from and since when they could: over days, in the night, and where nobody saw it."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.model import Row
from dispatchtui.risk.learning.observations import Notebook, Observation
from tests.risk.learning.reading import DONE, Reading
from tests.rows import a_shift, a_technician, a_visit, a_work_order, at, north
from tests.time_rows import a_break

STEPS = ("release", "accept", "depart", "arrive", "start", "complete")


def reading(*shifts: Row, first: str = "10:00", second: str) -> Reading:
    """V60 ten minutes north of home, and V61 twenty."""
    return Reading(
        a_technician(),
        *shifts,
        a_work_order(location=north(10)),
        a_work_order(id="W61", location=north(20)),
        a_visit(technician="T05", start=first),
        a_visit(id="V61", technician="T05", start=at(second)),
    )


def go(told: Reading, visit: str, *moments: str) -> Observation:
    """Take the steps of a visit at these times."""
    return told.go(dict(zip(STEPS, moments, strict=True)), visit=visit)


def test_the_next_day_begins_at_home_and_with_its_shift() -> None:
    told = reading(a_shift(), a_shift(start=at("32:00"), end="41:00"), second="34:00")
    told.go(DONE)
    found = go(told, "V61", "07:01", "07:02", "33:40", "34:00", "34:02", "35:00")
    assert (found.estimate_s, found.ready_s, found.planned_leave_s) == (1200, at("32:00"), at("33:40"))


def test_in_a_night_shift_midnight_changes_nothing() -> None:
    told = reading(a_shift(start="22:00", end="30:00"), first="23:00", second="25:00")
    go(told, "V60", "21:00", "21:10", "22:50", "23:00", "23:02", "24:02")
    found = go(told, "V61", "21:01", "21:11", "24:50", "25:00", "25:02", "26:00")
    assert found.day != told.found[0].day
    assert (found.estimate_s, found.ready_s, found.planned_leave_s) == (600, at("24:02"), at("24:50"))


def test_after_a_stop_that_nobody_followed_the_place_is_not_known() -> None:
    told = reading(a_shift(), second="12:00")
    told.go(DONE)
    told.notebook = Notebook()
    found = go(told, "V61", "07:01", "07:02", "11:20", "11:32", "11:34", "12:30")
    assert (found.estimate_s, found.ready_s, found.planned_leave_s, found.clean) == (None, None, None, True)


def test_who_sets_out_before_the_shift_was_not_waiting_for_it() -> None:
    told = reading(a_shift(), second="12:00")
    found = go(told, "V60", "06:00", "06:10", "07:50", "08:01", "08:03", "09:00")
    assert (found.ready_s, found.planned_leave_s) == (None, at("09:50"))


def test_without_a_shift_nobody_knows_since_when_somebody_was_free() -> None:
    assert reading(second="12:00").go(DONE).ready_s is None
    yesterday = a_shift(start=at("00:00") - 16 * 3600, end="00:00", id="T05:before")
    assert reading(yesterday, second="12:00").go(DONE).ready_s is None


def test_where_the_site_is_unknown_so_is_the_estimate() -> None:
    told = Reading(a_technician(), a_shift(), a_work_order(location=None), a_visit(technician="T05"))
    found = told.go(DONE)
    assert (found.estimate_s, found.planned_leave_s, found.ready_s) == (None, None, at("08:00"))


def rested(left: str, *, start: str = "11:30", ends: str = "15:00", minutes: int = 60, between: bool = False,
           accepted: str = "07:10") -> bool | None:  # fmt: skip
    """What it tells that somebody who is free at 11:17, lunch owed since eleven, sets out then for a stop nearby."""
    shift = replace(a_shift(), breaks=(a_break(start="11:00", end=ends),))
    told = Reading(
        a_technician(),
        shift,
        a_work_order(location=north(10)),
        a_work_order(id="W61", location=north(20)),
        a_visit(technician="T05", start="10:00"),
        a_visit(id="V61", technician="T05", start=start, minutes=minutes),
    )
    told.go({**DONE, "depart": "11:01", "arrive": "11:10", "start": "11:11"} if between else DONE)
    return go(told, "V61", "07:01", accepted, left, "12:40", "12:42", "13:42").rested


def test_a_break_that_could_have_waited_is_taken_first_or_is_not() -> None:
    assert rested("11:22") is False
    assert rested("11:47") is True
    assert rested("11:41") is True, "a short break is one"


def test_where_the_rule_would_have_them_rest_as_well_nothing_shows() -> None:
    assert rested("12:20", start="12:30") is None, "there is slack"
    assert rested("11:50", ends="12:30") is None, "it cannot wait"
    assert rested("11:50", minutes=200) is None, "it cannot wait for so long"
    assert rested("11:47", accepted="11:40") is None, "they did not know of it"


def test_only_the_first_way_in_the_window_of_a_break_tells() -> None:
    assert rested("11:22", between=True) is None
