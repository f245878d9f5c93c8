"""The notebook reads from the facts how a stop went, and tells of which stamps nothing can be learned."""

from __future__ import annotations

import msgspec
import pytest

from dispatchtui.core.events import AbsenceRecorded, DurationExtended, VisitPlaced
from dispatchtui.core.model import Duration
from dispatchtui.risk.learning.observations import Exposure, Observation, exposure_of
from tests.builders import a_board
from tests.risk.learning.reading import DONE, Reading, read_again, times
from tests.rows import (
    DAY,
    a_line,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    an_absence,
    at,
    north,
)
from tests.time_rows import a_break

UNTIL_DONE = {step: moment for step, moment in DONE.items() if step != "complete"}
UNTIL_THERE = {step: DONE[step] for step in ("release", "accept", "depart", "arrive")}


def two_stops() -> Reading:
    """V60 at ten and V61 at twelve, which is ten minutes further north."""
    return Reading(
        a_technician(),
        a_shift(),
        a_work_order(location=north(10)),
        a_work_order(id="W61", location=north(20)),
        a_visit(technician="T05", start="10:00"),
        a_visit(id="V61", technician="T05", start="12:00"),
    )


def later(start: str = "11:20") -> dict[str, str]:
    """The steps of the second stop, from setting out on."""
    return {"release": "07:00", "accept": "07:12", "depart": start, "arrive": "11:31", "start": "11:34",
            "complete": "12:30"}  # fmt: skip


def test_a_stop_that_was_done_is_told_with_all_its_times() -> None:
    found = Reading().go(DONE)
    assert found == Observation(
        id=f"V60:{at('10:00')}",
        visit_id="V60",
        seq=6,
        work_type="LEAK",
        territory="EAST",
        technician_id="T05",
        day=DAY,
        ended="done",
        planned_s=3600,
        p80_s=5400,
        by_type=True,
        estimate_s=600,
        released_s=at("07:00"),
        accepted_s=at("07:10"),
        en_route_s=at("09:50"),
        on_site_s=at("10:00"),
        working_s=at("10:02"),
        done_s=at("11:17"),
        ready_s=at("08:00"),
        planned_leave_s=at("09:50"),
    )
    assert (found.drive_s, found.work_s, found.clean) == (600, 75 * 60, True)


def test_an_observation_is_small_and_comes_back_from_json_as_it_was() -> None:
    found = Reading().go(DONE)
    body = msgspec.json.encode(found)
    assert msgspec.json.decode(body, type=Observation) == found
    assert len(body) < 450


def test_the_second_stop_begins_where_the_first_one_ended() -> None:
    reading = two_stops()
    reading.go(DONE)
    found = reading.go(later(), visit="V61")
    assert (found.ready_s, found.estimate_s, found.planned_leave_s) == (at("11:17"), 600, at("11:50"))


def test_who_accepts_last_is_ready_only_then() -> None:
    reading = two_stops()
    reading.go(DONE)
    assert reading.go(later() | {"accept": "11:19"}, visit="V61").ready_s == at("11:19")


def test_nobody_knows_since_when_somebody_was_free_whose_plan_changed_in_between() -> None:
    reading = two_stops()
    reading.go(DONE)
    reading.step("release", "07:00", visit="V61")
    reading.step("accept", "07:12", visit="V61")
    reading.tell(VisitPlaced(visit_id="V62", crew=(a_line(start="15:00"),)), "11:18", by="dora")
    for step in ("depart", "arrive", "start", "complete"):
        reading.step(step, later()[step], visit="V61")
    assert reading.found[-1].ready_s is None
    assert reading.found[-1].drive_s == 11 * 60


def test_nobody_knows_since_when_somebody_was_free_who_may_have_had_a_break() -> None:
    lunch = msgspec.structs.replace(a_shift(), breaks=(a_break(start="11:00", end="14:00"),))
    reading = two_stops()
    reading.board.put(lunch)
    assert reading.go(DONE).ready_s == at("08:00")
    assert reading.go(later(), visit="V61").ready_s is None


@pytest.mark.parametrize(("minutes", "ready"), [(4, "11:17"), (3, None)])
def test_who_had_no_time_for_a_break_in_its_window_may_have_had_it_since(minutes: int, ready: str | None) -> None:
    missed = a_break(start="10:00", end="11:00", minutes=minutes)
    reading = two_stops()
    reading.board.put(msgspec.structs.replace(a_shift(), breaks=(missed,)))
    reading.go(DONE)
    assert reading.go(later("11:20"), visit="V61").ready_s == (at(ready) if ready else None)


def test_who_turned_round_sets_out_from_a_place_that_nobody_knows() -> None:
    reading = Reading()
    for step in ("release", "accept"):
        reading.step(step, DONE[step])
    reading.step("depart", "09:00")
    reading.step("stop_travel", "09:05")
    found = reading.go({step: DONE[step] for step in ("depart", "arrive", "start", "complete")})
    assert (found.estimate_s, found.planned_leave_s, found.clean) == (None, None, True)


def test_the_time_until_the_promise_begins_is_told_apart_from_settling() -> None:
    reading = Reading(a_technician(), a_shift(), a_work_order(),
                      a_visit(technician="T05", promise=("10:15", "12:00")))  # fmt: skip
    assert reading.go(times(start="10:17")).waited_s == 15 * 60


def test_pauses_are_taken_out_of_the_work() -> None:
    reading = Reading()
    found = reading.go({**UNTIL_DONE, "suspend": "10:32", "resume": "10:52", "complete": "11:17"})
    assert (found.pauses, found.work_s) == ((20 * 60,), 55 * 60)


def test_only_the_first_report_of_an_overrun_counts() -> None:
    reading = Reading()
    for step, moment in UNTIL_DONE.items():
        reading.step(step, moment)
    reading.tell(DurationExtended(visit_id="V60", by_s=900), "10:45")
    reading.tell(DurationExtended(visit_id="V60", by_s=300), "10:55")
    (found,) = reading.step("complete", "11:17")
    assert (found.extended_s, found.extended_by_s, found.planned_s) == (at("10:45"), 900, 3600)


def test_no_access_ends_a_stop_and_what_follows_it_is_not_told_again() -> None:
    reading = Reading()
    found = reading.go({**UNTIL_THERE, "no_access": "10:12"})
    assert (found.ended, found.done_s, found.work_s) == ("no_access", at("10:12"), None)
    assert reading.step("leave_incomplete", "10:20", remaining_s=3600) == []


def test_a_door_that_was_said_to_be_shut_after_hours_is_not_believed() -> None:
    assert Reading().go({**UNTIL_THERE, "no_access": "11:30"}).excluded == ""
    assert Reading().go({**UNTIL_THERE, "no_access": "11:31"}).excluded == "stale"


def test_who_waits_for_hours_until_the_promise_begins_is_believed() -> None:
    reading = Reading(a_technician(), a_shift(), a_work_order(),
                      a_visit(technician="T05", promise=("12:00", "14:00")))  # fmt: skip
    assert reading.go(times(start="12:05", complete="13:00")).excluded == ""


def test_a_visit_that_is_tried_again_is_another_attempt() -> None:
    reading = Reading()
    reading.go({**UNTIL_THERE, "no_access": "10:12"})
    reading.step("return", "10:14", by="dora")
    reading.tell(VisitPlaced(visit_id="V60", crew=(a_line(start="14:00"),), released=True), "10:15", by="dora")
    found = reading.go({"accept": "10:20", "depart": "13:50", "arrive": "14:01", "start": "14:03", "complete": "15:00"})
    assert [each.ended for each in reading.found] == ["no_access", "done"]
    assert found.id != reading.found[0].id


def test_work_left_to_another_visit_says_nothing_of_how_long_it_takes() -> None:
    reading = Reading()
    for step, moment in UNTIL_DONE.items():
        reading.step(step, moment)
    (found,) = reading.step("leave_incomplete", "10:40", remaining_s=1800)
    assert (found.ended, found.work_s, found.clean) == ("incomplete", None, True)


@pytest.mark.parametrize(
    ("changed", "recorded", "why"),
    [
        ({"complete": "10:01"}, {}, "order"),
        ({"start": "09:59"}, {}, "order"),
        ({"start": "11:31", "complete": "12:40"}, {}, "stale"),  # on site for more than an hour and a half
        ({"complete": "15:33"}, {}, "stale"),  # the work of an hour ended after four hours and a half more
        ({"arrive": "12:01", "start": "12:03", "complete": "13:00"}, {}, "stale"),  # ten minutes' way
        ({"complete": "10:04"}, {}, "quick"),
        ({"depart": "09:59"}, {}, "quick"),
        ({}, {"start": "10:15", "arrive": "10:14", "complete": "11:30"}, "lump"),
        ({}, {"complete": "11:50"}, "late"),
    ],
)
def test_nothing_is_learned_from_stamps_that_cannot_be_true(
    changed: dict[str, str], recorded: dict[str, str], why: str
) -> None:
    assert Reading().go(times(**changed), recorded=recorded).excluded == why


@pytest.mark.parametrize(
    ("changed", "recorded"),
    [
        ({"start": "11:29", "complete": "12:40"}, {}),
        ({"complete": "15:30"}, {}),
        ({"complete": "10:06"}, {}),
        ({}, {"complete": "11:40"}),
        ({}, {"arrive": "10:09", "start": "10:09"}),
    ],
)
def test_stamps_that_are_only_unusual_are_believed(changed: dict[str, str], recorded: dict[str, str]) -> None:
    assert Reading().go(times(**changed), recorded=recorded).excluded == ""


def test_what_was_said_to_be_done_is_taken_back_and_replaced_by_the_correction() -> None:
    reading = Reading()
    first = reading.go(DONE)
    (withdrawn,) = reading.step("reopen", "11:27", by="dora")
    assert (withdrawn.id, withdrawn.excluded) == (first.id, "reopened")
    (again,) = reading.step("complete", "11:40")
    assert (again.id, again.excluded, again.corrected, again.work_s) == (first.id, "", True, 98 * 60)
    assert first.seq < withdrawn.seq < again.seq


def test_work_that_is_taken_up_again_later_teaches_nothing() -> None:
    reading = Reading()
    reading.go(DONE)
    reading.step("reopen", "11:28", by="dora")
    (again,) = reading.step("complete", "12:20")
    assert again.excluded == "reopened"


def test_what_was_not_followed_from_its_begin_is_not_believed_and_still_taken_back() -> None:
    reading = Reading()
    for step in ("release", "accept", "depart"):
        reading.step(step, DONE[step])
    reading.notebook = type(reading.notebook)()
    found = reading.go({step: DONE[step] for step in ("arrive", "start", "complete")})
    (withdrawn,) = reading.step("reopen", "11:20", by="dora")
    assert (found.excluded, withdrawn.excluded, withdrawn.id) == ("unseen", "reopened", found.id)


def test_work_that_nobody_planned_a_time_for_teaches_nothing() -> None:
    reading = Reading(a_technician(), a_shift(), a_work_order(), a_visit(technician="T05", minutes=None))
    assert reading.go(DONE).excluded == "unplanned"


def test_a_duration_that_was_said_of_the_very_visit_is_marked_as_such() -> None:
    own = msgspec.structs.replace(a_visit(technician="T05"), duration=Duration(p50_s=3600, p80_s=4000, source="caller"))
    reading = Reading(a_technician(), a_shift(), a_work_order(), own)
    assert reading.go(DONE).by_type is False


def test_steps_reported_by_the_desk_are_marked() -> None:
    reading = Reading()
    for step, moment in UNTIL_DONE.items():
        reading.step(step, moment)
    (found,) = reading.step("complete", "11:17", by="dora")
    assert (found.on_behalf, found.clean) == (True, True)


def test_the_same_fact_told_twice_tells_nothing_new() -> None:
    reading = two_stops()
    reading.go(DONE)
    reading.go(later(), visit="V61")
    assert read_again(reading, two_stops().board) == reading.found


def test_the_hours_of_shifts_end_with_who_falls_ill_during_one() -> None:
    board = a_board(a_technician(), a_technician(id="T06"), a_technician(id="T07"), a_shift(),
                    a_shift(technician="T06"), a_shift(technician="T07"))  # fmt: skip
    assert exposure_of(board, at("07:00"), at("12:00")) == Exposure(hours=12.0)
    board.put(an_absence(technician="T06", start="10:00", end="17:00", kind="sick"))
    board.put(an_absence(id="A2", technician="T07", start="10:00", end="11:00", kind="meeting"))
    assert exposure_of(board, at("07:00"), at("12:00")) == Exposure(hours=10.0, absences=1)
    assert exposure_of(board, at("10:30"), at("12:00")) == Exposure(hours=3.0)


def test_who_was_away_before_leaving_was_not_simply_free() -> None:
    reading = two_stops()
    reading.go(DONE)
    reading.tell(AbsenceRecorded(row=an_absence(start="11:00", end="11:18")), "07:00", by="dora")
    assert reading.go(later(), visit="V61").ready_s is None
