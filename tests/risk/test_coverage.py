"""Territories about to be left without somebody qualified: where, for what, from when to when, and why."""

from time import process_time

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Opening, Policy, Row, Rules, Territory
from dispatchtui.risk.coverage import coverage_gaps
from dispatchtui.risk.findings import Finding
from tests.builders import (
    a_board,
    a_competence,
    a_shift,
    a_technician,
    a_territory,
    a_visit,
    a_work_order,
    a_work_type,
    an_absence,
    at,
)

NORTH = a_territory(id="NORTH")


def on(who: str, start: str | int, end: str | int, *, number: int = 1, **technician: object) -> list[Row]:
    """Somebody of NORTH with GAS, and a shift."""
    given = {"territory": "NORTH", "skills": {"GAS": 2}, **technician}
    return [a_technician(id=who, **given), a_shift(technician=who, start=start, end=end, id=f"{who}:{number}")]  # type: ignore[arg-type]


def a_north(*rows: Row, need: int = 1) -> Board:
    """NORTH with one open visit that takes GAS."""
    return a_board(NORTH, a_visit(territory="NORTH", needs={"GAS": need}), *rows)


def told(board: Board, now: str | int) -> list[Finding]:
    now_s = at(now) if isinstance(now, str) else now
    return [each for each in coverage_gaps(board, now_s) if each.subject == "territories/NORTH:GAS"]


def sentences(board: Board, now: str | int) -> list[str]:
    return [each.sentence for each in told(board, now)]


def test_a_gap_that_is_about_to_begin_names_who_ends_and_who_is_away():
    board = a_north(
        *on("T03", "08:00", "13:00"), *on("T09", "08:00", "17:00"), *on("T05", "14:30", "18:00"),
        an_absence(technician="T09", start="07:00", end="18:00", kind="leave"),
    )  # fmt: skip
    (found,) = told(board, "12:10")
    assert found.sentence == (
        "NORTH is without GAS from 13:00 to 14:30: T03 ends, T05 begins at 14:30, T09 is on leave."
    )
    assert (found.id, found.act_by_s, found.territories) == ("coverage:NORTH:GAS", at("13:00"), ("NORTH",))
    assert (found.cause, found.act, found.band) == ("nobody with GAS", "find somebody with GAS", None)


@pytest.mark.parametrize(("now", "number"), [("11:59", 0), ("12:00", 1), ("13:00", 1), ("14:29", 1), ("14:30", 0)])
def test_it_is_told_from_an_hour_before_until_it_is_over(now: str, number: int):
    board = a_north(*on("T03", "08:00", "13:00"), *on("T05", "14:30", "18:00"))
    assert len(told(board, now)) == number


def test_a_gap_of_less_than_a_quarter_of_an_hour_is_none():
    assert sentences(a_north(*on("T03", "07:00", "13:00"), *on("T05", "13:14", "18:00")), "12:30") == []
    assert len(sentences(a_north(*on("T03", "07:00", "13:00"), *on("T05", "13:15", "18:00")), "12:30")) == 1


def test_only_hours_of_business_count():
    board = a_north(*on("T03", "08:00", "17:50"))
    assert sentences(board, "17:00") == [], "ten minutes before closing are no gap"
    board = a_north(*on("T03", "08:00", "17:45"))
    assert sentences(board, "17:00") == ["NORTH is without GAS from 17:45 to 18:00: T03 ends."]
    saturday = at("10:00", day="2019-10-26")
    assert told(board, saturday) == []
    board.put(Policy(id="P1", rules=Rules(holidays=("2019-10-21",))))
    assert told(board, "17:00") == []
    assert sentences(a_north(*on("T03", "10:00", "18:00")), "06:00") == [
        "NORTH is without GAS from 07:00 to 10:00: T03 begins at 10:00."
    ]


def test_who_cannot_be_sent_alone_leaves_it_uncovered():
    left = ["NORTH is without GAS from 13:00 to 18:00: T03 ends."]
    for rows in (
        on("T05", "12:00", "18:00", skills={"GAS": 1}),
        on("T05", "12:00", "18:00", territory="EAST"),
        [replace(each, tags=("trainee",)) if each.id == "T05" else each for each in on("T05", "12:00", "18:00")],
        [replace(each, tags=("on_call",)) if each.id == "T05" else each for each in on("T05", "12:00", "18:00")],
        on("T05", "12:00", "18:00", active=False),
    ):
        assert sentences(a_north(*on("T03", "07:00", "13:00"), *rows, need=2), "12:30") == left
    on_call = [replace(each, tags=("on_call",)) if each.id == "T05" else each for each in on("T05", "12:00", "18:00")]
    board = a_north(*on("T03", "07:00", "13:00"), *on_call)
    board.put(Policy(id="P1", rules=Rules(on_call_in_hours=True)))
    assert sentences(board, "12:30") == [], "where the policy sends them in hours, they cover it"
    assert sentences(a_north(*on("T03", "07:00", "13:00"), *on("T05", "12:00", "18:00", territory="EAST",
                                                               covers=("NORTH",))), "12:30") == []  # fmt: skip


def test_a_meeting_can_be_left_and_sickness_cannot():
    crew = (*on("T03", "07:00", "18:00"),)
    meeting = an_absence(technician="T03", start="13:00", end="15:00", kind="meeting")
    assert sentences(a_north(*crew, meeting), "12:30") == []
    assert sentences(a_north(*crew, replace(meeting, kind="sick")), "12:30") == [
        "NORTH is without GAS from 13:00 to 15:00: T03 is sick."
    ]


def test_a_licence_that_expires_leaves_it_uncovered():
    held = (a_competence(skill="GAS", level=2, valid_until_s=at("13:00")),)
    assert sentences(a_north(*on("T03", "07:00", "18:00", skills=held)), "12:30") == [
        "NORTH is without GAS from 13:00 to 18:00: GAS of T03 expires."
    ]
    later = (a_competence(skill="GAS", level=2, valid_from_s=at("14:00")),)
    assert sentences(a_north(*on("T03", "07:00", "18:00", skills=later)), "08:00") == [
        "NORTH is without GAS from 07:00 to 14:00: GAS of T03 is not valid yet."
    ]


def test_what_nobody_of_a_territory_ever_has_is_a_gap_of_the_data_and_not_of_the_day():
    assert told(a_north(*on("T03", "07:00", "13:00", skills={"PLUMB": 3})), "12:30") == []


def test_usual_work_and_matters_of_safety_count_where_nothing_is_open():
    people = on("T03", "07:00", "13:00")
    assert told(a_board(NORTH, *people), "12:30") == []
    safety = a_work_type(id="LEAKING", needs={"GAS": 2}, safety=True)
    assert len(told(a_board(NORTH, safety, *people), "12:30")) == 1
    usual = a_work_type(id="BOILER", needs={"GAS": 2})
    order = a_work_order(work_type="BOILER", territory="NORTH")
    past = replace(a_visit(territory="NORTH"), state="CLOSED")
    assert told(a_board(NORTH, usual, *people), "12:30") == []
    assert len(told(a_board(NORTH, usual, order, past, *people), "12:30")) == 1


def test_the_lowest_level_that_any_of_the_work_takes_is_enough():
    people = (*on("T03", "07:00", "13:00", skills={"GAS": 3}), *on("T05", "12:00", "18:00", skills={"GAS": 1}))
    for low, high in (("V60", "V61"), ("V61", "V60")):
        needs = {low: 1, high: 3}
        visits = [a_visit(id=each, territory="NORTH", needs={"GAS": needs[each]}) for each in ("V60", "V61")]
        assert told(a_board(NORTH, *people, *visits), "12:30") == []


NIGHT = Policy(
    id="P1", rules=Rules(working=(Opening(weekdays=tuple(range(7)), opens_min=20 * 60, closes_min=30 * 60),))
)
"""Open from 20:00 to 06:00 of the next day."""


def test_across_midnight_the_next_day_is_named():
    board = a_north(NIGHT, *on("T03", "20:00", "24:30"), *on("T05", at("26:00"), at("30:00")))
    assert sentences(board, "23:45") == [
        "NORTH is without GAS from Tue 22 Oct 00:30 to 02:00: T03 ends, T05 begins at 02:00."
    ]


@pytest.mark.parametrize(
    ("day", "ends", "begins", "words"),
    [  # In autumn 01:00 comes twice: from the first 01:30 to 02:30 are two hours; in spring from 01:30 to 03:30 is one.
        ("2019-11-03", 0, 2 * 3600, "from 01:30 EDT to 02:30"),
        ("2020-03-08", 0, 3600, "from 01:30 to 03:30"),
    ],
)
def test_where_clocks_change_a_gap_is_as_long_as_the_time_that_goes_by(day: str, ends: int, begins: int, words: str):
    from_s = at("01:30", day=day) + ends
    board = a_north(NIGHT, *on("T03", from_s - 3600, from_s), *on("T05", from_s + begins, from_s + 4 * 3600))
    (found,) = told(board, from_s - 600)
    assert found.sentence.startswith(f"NORTH is without GAS {words}: T03 ends")
    assert found.act_by_s == from_s
    short = a_north(NIGHT, *on("T03", from_s - 3600, from_s), *on("T05", from_s + 899, from_s + 4 * 3600))
    assert told(short, from_s - 600) == []


def test_a_thousand_technicians_are_looked_at_within_a_moment():
    places: list[Territory] = [a_territory(id=f"A{number}") for number in range(20)]
    rows: list[Row] = [*places]
    for number in range(1_000):
        where = f"A{number % 20}"
        rows += [
            a_technician(id=f"T{number}", territory=where, skills={"GAS": 2, "PLUMB": 3, "ELEC": 1}),
            *(a_shift(technician=f"T{number}", start=at("08:00") + day * 86_400, end=at("17:00") + day * 86_400,
                      id=f"T{number}:{day}") for day in range(5)),
            a_visit(id=f"V{number}", territory=where, needs={"GAS": 1, "PLUMB": 1, "ELEC": 1}),
        ]  # fmt: skip
    board = a_board(*rows)
    coverage_gaps(board, at("12:00"))
    took = []
    for _ in range(5):
        began = process_time()
        assert len(coverage_gaps(board, at("16:30"))) == 60
        took.append(process_time() - began)
    assert min(took) < 0.05
