"""An emergency bumps routine work: who is offered at which time, what that costs others, and who is out and why."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position, Row, Stamps, TechnicianId, VisitState
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from dispatchtui.solver.rank import Candidate, place_at, places, rank
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north

S = VisitState
NOW = at("11:20")


def here(technician: str, minutes: float, at_s: int = NOW) -> Position:
    spot = north(minutes)
    return Position(technician_id=TechnicianId(technician), latitude=spot.latitude, longitude=spot.longitude, at_s=at_s)


POSITIONS = {"T06": here("T06", 12), "T08": here("T08", -18), "T10": here("T10", 35)}


def flood(*rows: Row) -> Board:
    """A flood at the centre at 11:20, two plumbers of level 3 with work ahead, one of level 2, one on call."""
    return a_board(
        a_work_order(id="W60", priority=1, safety=True, response_due="13:20"),
        a_visit(id="V60", needs={"PLUMB": 3}, minutes=90),
        a_technician(id="T06", skills={"PLUMB": 2}), a_shift(technician="T06"),
        a_technician(id="T08"), a_shift(technician="T08"),
        a_work_order(id="W31", priority=4, location=north(15)),
        a_visit(id="V31", technician="T08", start="12:30", travel_minutes=15, promise=("12:00", "13:00")),
        a_technician(id="T03"), a_shift(technician="T03"),
        a_work_order(id="W21", location=north(-9)),
        a_visit(id="V21", technician="T03", start="11:05", state=S.WORKING, stamps=Stamps(working_s=at("11:05"))),
        a_work_order(id="W22", priority=2, response_due="12:30", location=north(16)),
        a_visit(id="V22", technician="T03", start="12:30"),
        replace(a_technician(id="T10"), tags=("on_call",)), a_shift(technician="T10"),
        *rows,
    )  # fmt: skip


def offered(board: Board) -> dict[str, Candidate]:
    return {each.technician_id: each for each in rank(board, "V60", NOW, positions=POSITIONS).candidates}


def test_the_nearest_free_plumber_comes_first_and_the_routine_visit_goes_back_to_the_queue():
    found = rank(flood(), "V60", NOW, positions=POSITIONS)
    first = found.candidates[0]
    assert (first.technician_id, first.arrival_s, first.travel_s) == ("T08", at("11:38"), 18 * 60)
    (knock,) = first.knock_on
    assert (knock.visit_id, knock.displaced) == ("V31", True)
    assert [(each.visit_id, each.technician_id, each.bumped) for each in first.moves] == [
        ("V60", "T08", False), ("V31", "", True),
    ]  # fmt: skip
    assert first.level is None
    assert first.sentence == "T08 at 11:38, 18 min away, -15 min of travel; V31 goes back to the queue."


def test_who_would_make_an_urgent_visit_late_comes_behind_and_says_by_how_much():
    found = offered(flood())["T03"]
    assert (found.arrival_s, found.after, found.before) == (at("12:14"), "V21", "V22")
    (knock,) = found.knock_on
    assert (knock.visit_id, knock.start_s, knock.late_s, knock.displaced) == ("V22", at("14:00"), 90 * 60, False)
    assert "V22 at 14:00 (1 h 30 min later, 1 h 30 min late)" in found.sentence
    late = next(each for each in found.terms if each.objective == "sla_lateness")
    assert late.amount == 4 * 90


def test_who_lacks_the_level_and_who_is_on_call_are_not_offered_without_breaking_that():
    board = flood()
    low = place_at(board, "V60", "T06", NOW, position=POSITIONS["T06"])
    assert low is not None
    assert low.violations[0].sentence.startswith("PLUMB 2 < 3")
    found = rank(board, "V60", NOW, positions=POSITIONS)
    first_two = [each.technician_id for each in found.candidates[:2]]
    assert first_two == ["T08", "T03"]
    out = [*found.excluded, *(each for each in found.candidates if each.technician_id == "T10")]
    (on_call,) = [each for each in out if each.technician_id == "T10"]
    assert any(each.constraint == "on_call" for each in on_call.violations)


def test_the_pushed_and_the_displaced_way_are_both_among_the_places():
    ways = [
        {(knock.visit_id, knock.displaced) for knock in each.knock_on}
        for each in places(flood(), "V60", "T08", NOW, position=POSITIONS["T08"])
        if each.start_s == at("11:38")
    ]
    assert {("V31", True)} in ways
    assert {("V31", False)} in ways


def test_a_more_urgent_visit_that_stays_in_time_is_never_displaced():
    board = flood(
        a_work_order(id="W31", priority=1, location=north(15)), a_visit(id="V31", technician="T08", start="13:00")
    )
    ways = places(board, "V60", "T08", NOW, position=POSITIONS["T08"])
    assert not any(knock.displaced for each in ways for knock in each.knock_on)


def test_who_has_set_out_is_neither_pushed_nor_displaced():
    board = flood(a_visit(id="V31", technician="T08", start="12:30", state=S.EN_ROUTE, stamps=Stamps(en_route_s=NOW)))
    for each in places(board, "V60", "T08", NOW, position=POSITIONS["T08"]):
        assert "V31" not in {knock.visit_id for knock in each.knock_on}
        assert each.start_s >= at("13:00")


def test_what_is_frozen_is_pushed_by_a_person_with_an_answer_and_by_a_machine_not_at_all():
    board = flood(a_visit(id="V31", technician="T08", start="11:55", travel_minutes=15))
    by_hand = [each for each in places(board, "V60", "T08", NOW) if each.knock_on]
    assert {each.level for each in by_hand} == {Level.DISPATCHER}
    by_machine = [each for each in places(board, "V60", "T08", NOW, standing=Standing.AUTOMATION) if each.knock_on]
    assert by_machine
    assert {each.level for each in by_machine} == {Level.NOBODY}


def test_an_old_position_is_not_used_and_the_candidate_says_so():
    old = {**POSITIONS, "T08": here("T08", -18, NOW - 23 * 60)}
    found = next(each for each in rank(flood(), "V60", NOW, positions=old).candidates if each.technician_id == "T08")
    assert (found.arrival_s, found.position_age_s) == (NOW, 23 * 60)
    assert "position 23 min old, not used" in found.sentence
    fresh = offered(flood())["T08"]
    assert fresh.position_age_s == 0
    assert "not used" not in fresh.sentence
