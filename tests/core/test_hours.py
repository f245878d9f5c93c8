"""Hours on a wall clock, against a walk over every minute of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.core.hours import first_open_s, joined, open_s, open_spans
from dispatchtui.core.model import Opening
from dispatchtui.core.zones import local
from tests.builders import ZONE, at
from tests.time_rows import an_opening

SPRING, FALL = "2019-03-10", "2019-11-03"
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def hours(day: str, *openings: Opening, closed: tuple[str, ...] = ()) -> float:
    """How many hours a place is open on a day of Baltimore."""
    return open_s(openings, closed, ZONE, at("00:00", day=day), at("24:00", day=day)) / 3600


def test_a_place_is_open_on_its_weekdays_and_always_when_nothing_is_said():
    office = an_opening("08:00", "16:30")
    assert hours("2019-10-21", office) == 8.5
    assert hours("2019-10-26", office) == 0
    assert hours("2019-10-26") == 24
    assert hours("2019-10-21", office, closed=("2019-10-21",)) == 0
    assert hours("2019-10-21", closed=("2019-10-22",)) == 24
    assert hours("2019-10-22", closed=("2019-10-22",)) == 0


def test_the_days_of_the_change_are_as_long_as_they_are():
    assert hours(SPRING) == 23
    assert hours(SPRING, Opening(weekdays=EVERY_DAY)) == 23
    assert hours(FALL, Opening(weekdays=EVERY_DAY)) == 25


def test_a_local_time_that_is_skipped_is_never_open_and_one_that_comes_twice_is_open_twice():
    night = an_opening("01:30", "02:30", weekdays=EVERY_DAY)
    assert hours(SPRING, night) == 0.5
    assert hours(FALL, night) == 1.5
    assert hours(SPRING, an_opening("02:15", "02:45", weekdays=EVERY_DAY)) == 0
    assert hours(FALL, an_opening("01:00", "01:30", weekdays=EVERY_DAY)) == 1


def test_a_night_opening_lasts_into_the_next_day_and_the_change_makes_it_longer_or_shorter():
    night = an_opening("22:00", "30:00", weekdays=EVERY_DAY)
    for eve, real in (("2019-10-21", 8), ("2019-11-02", 9), ("2019-03-09", 7)):
        (span,) = open_spans((night,), (), ZONE, at("23:00", day=eve), at("24:00", day=eve))
        assert span == (at("22:00", day=eve), at("30:00", day=eve))
        assert (span[1] - span[0]) / 3600 == real


def test_a_closed_date_begins_at_its_midnight():
    night = an_opening("22:00", "30:00", weekdays=EVERY_DAY)
    assert hours("2019-10-21", night, closed=("2019-10-22",)) == 8
    assert hours("2019-10-22", night, closed=("2019-10-22",)) == 0
    assert hours("2019-10-23", night, closed=("2019-10-22",)) == 2


def test_spans_that_touch_are_one():
    assert joined([(5, 6), (1, 3), (3, 4), (2, 3)]) == ((1, 4), (5, 6))
    assert len(open_spans((Opening(weekdays=EVERY_DAY),), (), ZONE, at("12:00"), at("60:00"))) == 1


def test_the_first_moment_from_which_a_place_is_open_for_long_enough():
    office = (an_opening("08:00", "12:00"), an_opening("13:00", "16:00"))

    def first(start: str, minutes: int, until: str = "48:00", closed: tuple[str, ...] = ()) -> int | None:
        return first_open_s(office, closed, ZONE, at(start), length_s=minutes * 60, until_s=at(until))

    assert first("07:00", 60) == at("08:00")
    assert first("09:30", 60) == at("09:30")
    assert first("11:00", 60) == at("11:00")
    assert first("11:01", 60) == at("13:00")
    assert first("15:01", 60) == at("32:00")
    assert first("15:01", 60, until="32:00") is None
    assert first("15:01", 60, closed=("2019-10-22",)) is None
    assert first("07:00", 241) is None
    assert first_open_s((), (), ZONE, at("03:00"), length_s=60, until_s=at("04:00")) == at("03:00")
    assert first_open_s((), (), ZONE, at("04:00"), length_s=60, until_s=at("04:00")) is None


OPENINGS = st.lists(
    st.builds(
        lambda weekdays, opens, length: Opening(
            weekdays=tuple(sorted(weekdays)), opens_min=opens, closes_min=min(2880, opens + length)
        ),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.integers(0, 1439),
        st.integers(1, 1441),
    ),
    max_size=3,
)
DATES = ("2019-03-09", SPRING, "2019-03-11", "2019-11-02", FALL, "2019-11-04")


@pytest.mark.parametrize("zone", [ZONE, "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata"])
@given(openings=OPENINGS, closed=st.frozensets(st.sampled_from(DATES)), first=st.sampled_from(DATES),
       start=st.integers(0, 1440), length=st.integers(0, 2000))  # fmt: skip
def test_open_time_is_what_a_walk_over_every_minute_finds(
    zone: str, openings: list[Opening], closed: frozenset[str], first: str, start: int, length: int
):
    start_s = at("00:00", day=first, zone=zone) + start * 60
    walked = sum(60 for minute in range(length) if is_open(openings, closed, zone, start_s + minute * 60))
    assert open_s(tuple(openings), tuple(sorted(closed)), zone, start_s, start_s + length * 60) == walked


def is_open(openings: list[Opening], closed: frozenset[str], zone: str, at_s: int) -> bool:
    """Whether a wall clock stands inside an opening, by looking at nothing but the clock."""
    then = local(at_s, zone)
    today, eve = then.date(), then.date() - timedelta(days=1)
    minute = then.hour * 60 + then.minute
    if today.isoformat() in closed:
        return False
    if not openings:
        return True
    return any(
        (today.weekday() in each.weekdays and each.opens_min <= minute < each.closes_min)
        or (
            eve.weekday() in each.weekdays
            and eve.isoformat() not in closed
            and each.opens_min <= minute + 1440 < each.closes_min
        )
        for each in openings
    )
