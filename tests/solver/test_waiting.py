"""What a technician could take next, and what could fill a time that has become free."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Agreement, Row, VisitState
from dispatchtui.solver.waiting import backfill, next_for
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north

NOW = at("13:05")


def gone(*rows: Row) -> Board:
    """V40 was cancelled: T07 is done at 13:50 and due at 15:45, ten and fifteen minutes from all that waits."""

    def order(number: str, **said: object) -> Row:
        return a_work_order(id=f"W{number}", location=north(0), **said)  # type: ignore[arg-type]

    return a_board(
        a_technician(id="T07"), a_shift(technician="T07"), a_technician(id="T01"), a_shift(technician="T01"),
        a_work_order(id="W39", location=north(10)), a_visit(id="V39", technician="T07", start="12:50"),
        a_work_order(id="W41", location=north(15)), a_visit(id="V41", technician="T07", start="15:45"),
        order("B1", priority=2),
        a_visit(id="B1", work_order="WB1", technician="T01", start="16:00", earliest_s=at("12:00")),
        order("B2", priority=2), a_visit(id="B2", work_order="WB2", minutes=120),
        order("B3", priority=3, response_due="16:00"), a_visit(id="B3", work_order="WB3", minutes=75),
        order("B4", priority=2), a_visit(id="B4", work_order="WB4", earliest_s=at("17:00")),
        order("B5", priority=4), a_visit(id="B5", work_order="WB5", minutes=45),
        *rows,
    )  # fmt: skip


def test_a_freed_time_is_filled_by_what_is_due_then_by_what_is_urgent():
    found = backfill(gone(), "T07", at("13:50"), at("15:45"), NOW)
    assert [(each.visit_id, each.start_s) for each in found.candidates] == [
        ("B3", at("14:00")), ("B1", at("14:00")), ("B5", at("14:00")),
    ]  # fmt: skip
    assert {(each.after, each.before, each.travel_s, each.added_travel_s) for each in found.candidates} == {
        ("V39", "V41", 600, 600 + 900 - 300),
    }  # fmt: skip


def test_of_what_presses_the_sooner_due_comes_first_whatever_its_priority():
    board = gone(
        a_work_order(id="WB5", priority=4, location=north(0), response_due="15:30"),
        a_work_order(id="WB2", priority=1, location=north(0)), a_visit(id="B2", work_order="WB2"),
    )  # fmt: skip
    found = backfill(board, "T07", at("13:50"), at("15:45"), NOW)
    assert [each.visit_id for each in found.candidates] == ["B5", "B3", "B2", "B1"]


def test_what_does_not_fit_says_by_how_much():
    out = {each.visit_id: each for each in backfill(gone(), "T07", at("13:50"), at("15:45"), NOW).excluded}
    assert out["B2"].sentence == "120 > 90: B2 takes 120 min and the free time has room for 90 min."
    assert (out["B2"].violations[0].amount, out["B2"].violations[0].unit) == (30, "min")
    assert out["B4"].sentence.startswith("access from 17:00: B4 would have to begin by 14:30, 2 h 30 min earlier")
    assert set(out) == {"B2", "B4"}


def test_the_slot_of_the_visit_itself_means_the_same():
    assert backfill(gone(), "T07", at("14:00"), at("15:30"), NOW) == backfill(
        gone(), "T07", at("13:50"), at("15:45"), NOW
    )


def test_work_that_fills_the_room_to_the_minute_fits_and_one_minute_more_does_not():
    board = gone(a_visit(id="B2", work_order="WB2", minutes=90), a_visit(id="B5", work_order="WB5", minutes=91))
    found = backfill(board, "T07", at("13:50"), at("15:45"), NOW)
    assert [each.visit_id for each in found.candidates] == ["B3", "B1", "B2"]
    assert next(each.sentence for each in found.excluded if each.visit_id == "B5").startswith("91 > 90")


def test_who_stands_later_is_asked_only_when_they_said_they_want_earlier():
    plain = a_visit(id="B1", work_order="WB1", technician="T01", start="16:00")
    assert "B1" not in {
        each.visit_id for each in backfill(gone(plain), "T07", at("13:50"), at("15:45"), NOW).candidates
    }
    agreed = replace(plain, agreements=(Agreement(about="promise", text="Any time today."),))
    found = backfill(gone(agreed), "T07", at("13:50"), at("15:45"), NOW)
    assert [each.visit_id for each in found.candidates] == ["B3", "B1", "B5"]


def test_next_for_takes_pressing_work_first_and_tells_why_not_the_others():
    board = gone(a_visit(id="B2", work_order="WB2", needs={"ELEC": 1}), a_visit(id="B6", state=VisitState.NEW))
    found = next_for(board, "T07", NOW)
    assert [each.visit_id for each in found.candidates] == ["B3", "B5", "B2", "B4"]
    assert {each.technician_id for each in found.candidates} == {"T07"}
    assert found.candidates[2].violations[0].sentence.startswith("ELEC 0 < 1")
    some = next_for(board, "T07", NOW, most=2)
    assert (some.candidates, some.further) == (found.candidates[:2], 2)


def test_who_is_away_for_good_can_take_nothing_and_why():
    board = gone(an_absence(technician="T07", start="06:00", end="480:00", kind="sick"))
    found = next_for(board, "T07", NOW)
    assert found.candidates == ()
    assert {each.visit_id for each in found.excluded} == {"B2", "B3", "B4", "B5"}
    assert all(any("T07 is sick" in one.sentence for one in each.violations) for each in found.excluded)


def test_who_is_not_there_is_offered_nothing():
    assert next_for(gone(), "T99", NOW).candidates == ()
    assert backfill(gone(), "T99", at("13:50"), at("15:45"), NOW).excluded == ()
