"""What no command may carry, whoever asks: each field that is wrong is named, and nothing is recorded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import board_of
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.reference import RecordSkill, RecordSlaPolicy, RecordTerritory, RecordWorkType
from dispatchtui.core.commands.technicians import RecordAbsence, RecordShift, RecordTechnician
from dispatchtui.core.commands.visits import AmendVisit, ExtendVisit
from dispatchtui.core.commands.work_orders import AmendWorkOrder, TakeRequest
from dispatchtui.core.model import Duration, Location, SkillNeed, VisitState, WorkOrder
from dispatchtui.core.refusals import Code
from dispatchtui.core.text import wrong_id
from dispatchtui.core.zones import is_zone, zone_of
from tests.builders import (
    a_policy,
    a_shift,
    a_skill,
    a_technician,
    a_territory,
    a_visit,
    a_work_order,
    a_work_type,
    a_working_board,
    an_absence,
    at,
    record,
)
from tests.core.deciding import facts, no

STRANGE = ("*", " ", ".", "..", "a/b", "T:1", "Zoë", "T1\n", "T" * 65, "")
NORTH_OF_NORTH = Location(latitude=91, longitude=0)
DAY_S = 86_400


@pytest.mark.parametrize("strange", STRANGE)
def test_an_id_that_cannot_be_one_is_refused_wherever_somebody_makes_one_up(strange: str):
    board = a_working_board()
    acts: list[Command] = [
        RecordTechnician(row=a_technician(id=strange)),
        RecordTerritory(row=a_territory(id=strange)),
        RecordSkill(row=replace(a_skill(), id=strange)),
        RecordSlaPolicy(row=replace(a_policy(), id=strange)),
        RecordWorkType(row=replace(a_work_type(), id=strange)),
    ]
    if strange != "T:1":  # between a technician and a day, in the ids of shifts and absences alone
        acts.append(RecordShift(row=replace(a_shift(technician="T01"), id=strange)))
    if strange not in ("", "T:1"):  # an absence without an id gets its number
        acts.append(RecordAbsence(row=an_absence(id=strange, technician="T01")))
    for act in acts:
        found = no(board, act)
        assert (found.code, found.field) == (Code.INVALID, "row.id"), act


def test_what_an_id_may_be_and_what_is_said_of_the_rest():
    for good in ("T07", "T07-2019-10-21", "SEWER_BASEMENT", "a.b", "7", "x" * 64):
        assert wrong_id(good) == ""
    assert wrong_id("T01:2019-10-21", ":") == ""
    assert wrong_id("a/b") == "'/' cannot be in an id; letters, digits and - _ . can."
    assert wrong_id("x" * 65) == "An id has at most 64 characters, not 65."
    assert wrong_id("...") == "An id is more than dots."


@given(st.text(max_size=8))
def test_a_good_id_leaves_a_key_and_a_lane_of_two_parts(text: str):
    if not wrong_id(text):
        assert f"visits/{text}".split("/") == ["visits", text]
        assert f"{text}:2019-10-21".split(":") == [text, "2019-10-21"]
        assert text.isascii()
        assert text.isprintable()
        assert text not in ("", ".", "..")


def test_a_row_that_is_there_keeps_its_id_however_it_came_by_it():
    board = a_working_board(a_technician(id="T 9"))
    assert facts(board, RecordTechnician(row=replace(a_technician(id="T 9"), name="Nine")))


@pytest.mark.parametrize("name", ["localtime", "posixrules", "Factory", "posix/America/New_York", "right/UTC", ""])
def test_only_the_names_of_places_are_zones(name: str):
    assert not is_zone(name)
    assert no(a_working_board(), RecordTerritory(row=a_territory(id="X", zone=name))).field == "row.zone"
    if name:
        wrong = replace(a_technician(id="T01"), zone=name)
        assert no(a_working_board(), RecordTechnician(row=wrong)).field == "row.zone"
    assert zone_of("America/New_York") is not None


def test_homes_and_outlines_lie_on_earth():
    board = a_working_board()
    home = replace(a_technician(id="T01"), home=NORTH_OF_NORTH)
    assert no(board, RecordTechnician(row=home)).field == "row.home"
    corners = (Location(latitude=1, longitude=1), Location(latitude=2, longitude=1))
    for ring in (corners, (*corners, Location(latitude=1, longitude=181))):
        assert no(board, RecordTerritory(row=replace(a_territory(id="X"), ring=ring))).field == "row.ring"
    whole = replace(a_territory(id="X"), ring=(*corners, Location(latitude=1, longitude=180)))
    assert facts(board, RecordTerritory(row=whole))


def a_new(**changes: object) -> WorkOrder:
    return replace(a_work_order(), **{"id": "", **changes})  # type: ignore[arg-type]


def test_a_request_needs_skills_that_there_are():
    for need in (SkillNeed(skill="MAGIC"), SkillNeed(skill="PLUMB", level=0), SkillNeed(skill="PLUMB", level=6)):
        assert no(a_working_board(), TakeRequest(row=a_new(), needs=(need,))).field == "needs"
    assert facts(a_working_board(), TakeRequest(row=a_new(), needs=(SkillNeed(skill="PLUMB", level=5),)))


@pytest.mark.parametrize("given_id", ["V1", "x:y", "W/1", "W00001", "W0", "W999999999", "W3", "*"])
def test_the_desk_numbers_work_orders(given_id: str):
    board = a_working_board(a_visit(id="V1"))
    found = no(board, TakeRequest(row=a_new(id=given_id)))
    assert (found.code, found.field) == (Code.INVALID, "row.id")
    assert found.sentence == f"There is no work order {given_id}; a new one gets its number from the desk."


def test_the_next_number_and_one_that_is_there_may_be_given():
    board = a_working_board(a_visit(id="V1"))
    opened = facts(board, TakeRequest(row=a_new(id="W2")))[0]
    assert opened == facts(board, TakeRequest(row=a_new()))[0]
    assert facts(board, TakeRequest(row=replace(board.work_orders["W1"], priority=1)))


def test_nobody_uses_up_the_numbers_of_the_desk():
    board = a_working_board()
    for taken in ("W999999999", "V999999999", "A999999999"):
        record(board, *facts(board, RecordTechnician(row=a_technician(id=taken))))
    assert (board.next_id("W"), board.next_id("V"), board.next_id("A")) == ("W1", "V1", "A1")
    again = board_of(board.rows(), board.seq)
    assert again.next_id("W") == "W1"
    for number in (board.seq + 2, 999_999_999):
        far = an_absence(id=f"A{number}", technician="T01")
        assert no(board, RecordAbsence(row=far)).field == "row.id"
    assert no(board, RecordAbsence(row=an_absence(id="A007", technician="T01"))).field == "row.id"
    assert facts(board, RecordAbsence(row=an_absence(id=f"A{board.seq + 1}", technician="T01")))
    assert facts(board, RecordAbsence(row=an_absence(id="AWAY", technician="T01")))


@pytest.mark.parametrize("external", [(("", ""),), (("311", ""),), (("", "a"),), (("311", " "),),
                                      (("311", "a"), ("311", "a"))])  # fmt: skip
def test_an_outside_name_is_whole_and_stands_there_once(external: tuple[tuple[str, str], ...]):
    row = replace(a_work_order(external=external), id="")
    assert no(a_working_board(), TakeRequest(row=row)).field == "row.external"
    board = a_working_board(a_work_order(id="W1"))
    assert no(board, AmendWorkOrder(row=replace(row, id="W1"))).field == "row.external"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"duration": Duration(p50_s=600, p80_s=599)}, "row.duration"),
        ({"duration": Duration(p50_s=0, p80_s=14 * DAY_S + 1)}, "row.duration"),
        ({"priority": 99}, "row.priority"),
        ({"priority": 0}, "row.priority"),
        ({"skills": (SkillNeed(skill="PLUMB", level=6),)}, "row.skills"),
    ],
)
def test_a_work_type_makes_sense(changes: dict[str, object], field: str):
    assert no(a_working_board(), RecordWorkType(row=replace(a_work_type(id="X"), **changes))).field == field  # type: ignore[arg-type]


def test_a_policy_has_no_time_before_the_request():
    assert no(a_working_board(), RecordSlaPolicy(row=replace(a_policy(id="X"), response_s=-1))).field


def test_no_visit_is_longer_than_two_weeks():
    longest = Duration(p50_s=14 * DAY_S, p80_s=14 * DAY_S)
    over = replace(longest, p80_s=14 * DAY_S + 1)
    board = a_working_board(a_visit(id="V60"))
    assert facts(board, AmendVisit(visit_id="V60", duration=longest))
    found = no(board, AmendVisit(visit_id="V60", duration=over))
    assert (found.field, found.sentence) == ("duration", "A duration is at most 14 days.")
    assert no(board, TakeRequest(row=a_new(), duration=over)).field == "duration"


def test_the_earliest_start_is_not_after_the_latest_whichever_was_said_before():
    early, late = at("10:00"), at("12:00")
    plain = a_working_board(a_visit(id="V60"))
    assert no(plain, AmendVisit(visit_id="V60", earliest_s=late, latest_s=early)).field == "earliest_s"
    assert no(plain, TakeRequest(row=a_new(), earliest_s=late, latest_s=early)).field == "earliest_s"
    known = replace(a_work_order(id="W60"), external=())
    bound = a_working_board(known, a_visit(id="V60", latest_s=early))
    assert no(bound, AmendVisit(visit_id="V60", earliest_s=late)).field == "earliest_s"
    assert no(bound, TakeRequest(row=known, earliest_s=late)).field == "earliest_s"
    assert facts(bound, AmendVisit(visit_id="V60", earliest_s=late, latest_s=late))


def test_an_extension_leaves_something_to_do_and_a_visit_that_is_not_endless():
    running = a_visit(id="V61", technician="T01", state=VisitState.WORKING, minutes=40)
    board = a_working_board(running)
    found = no(board, ExtendVisit(visit_id="V61", by_s=-DAY_S))
    assert (found.field, found.sentence) == ("by_s", "V61 is planned for 40 min; something must be left of it.")
    assert no(board, ExtendVisit(visit_id="V61", by_s=-2400)).field == "by_s"
    assert facts(board, ExtendVisit(visit_id="V61", by_s=-2399))
    for _ in range(13):
        record(board, *facts(board, ExtendVisit(visit_id="V61", by_s=DAY_S)))
    assert no(board, ExtendVisit(visit_id="V61", by_s=DAY_S)).sentence == "A visit takes at most 14 days in all."
    unknown = a_working_board(replace(running, duration=None, extended_s=600))
    assert facts(unknown, ExtendVisit(visit_id="V61", by_s=-600))


def test_shifts_and_absences_have_an_end_in_sight():
    board = a_working_board()
    start_s = at("08:00")
    shift = replace(a_shift(technician="T01", id="S1"), start_s=start_s, end_s=start_s + DAY_S)
    assert facts(board, RecordShift(row=shift))
    assert no(board, RecordShift(row=replace(shift, end_s=start_s + DAY_S + 1))).field == "row.end_s"
    for overtime_s in (-1, DAY_S + 1):
        assert no(board, RecordShift(row=replace(shift, overtime_s=overtime_s))).field == "row.overtime_s"
    absence = replace(an_absence(technician="T01"), start_s=start_s, end_s=start_s + 731 * DAY_S)
    assert facts(board, RecordAbsence(row=absence))
    assert no(board, RecordAbsence(row=replace(absence, end_s=absence.end_s + 1))).field == "row.end_s"
