"""Plans come back as moves: what differs and no more, at the times that were where the order leaves them."""

from __future__ import annotations

from dispatchtui.core.commands.moves import Move
from dispatchtui.solver.encoding import Encoded, Encoder, moves_of
from dispatchtui.solver.problem import Plan
from tests.builders import a_board as board_with
from tests.builders import a_shift, a_technician, a_visit, at


def encoded(*rows, now: str = "09:00", **asked) -> Encoded:
    team = [a_technician(id="T01"), a_technician(id="T02")]
    board = board_with(*team, *(a_shift(technician=each.id) for each in team), *rows)
    return Encoder(board, at(now)).encode(**{"from_s": at("00:00"), "until_s": at("24:00"), **asked})


def planned(found: Encoded, *routes: str) -> Plan:
    """A plan by the names of its visits, as in "V1 V2"."""
    stops = tuple(tuple(found.visits.index(each) for each in route.split()) for route in routes)
    return Plan(routes=stops, starts=(0,) * len(found.visits))


def move(visit: str, who: str, start: str) -> Move:
    return Move(visit_id=visit, technician_id=who, start_s=at(start))


DAY = (a_visit(id="V1", technician="T01", start="10:00"), a_visit(id="V2", technician="T01", start="13:00"),
       a_visit(id="V3"))  # fmt: skip


def test_the_live_plan_moves_nothing() -> None:
    found = encoded(*DAY)
    assert moves_of(found, found.start) == ()
    assert moves_of(found, planned(found, "V1 V2", "")) == ()


def test_what_was_inserted_moves_alone_where_there_is_room() -> None:
    found = encoded(*DAY)
    assert moves_of(found, planned(found, "V1 V3 V2", "")) == (move("V3", "T01", "11:00"),)
    assert moves_of(found, planned(found, "V1 V2", "V3")) == (move("V3", "T02", "09:00"),)


FULL = (*DAY, a_visit(id="V4", technician="T01", start="14:30"), a_visit(id="V5", minutes=180))


def test_what_comes_late_keeps_its_time_where_what_comes_before_can_begin_earlier() -> None:
    found = encoded(*FULL)
    moves = moves_of(found, planned(found, "V1 V5 V2 V4", "V3"))
    assert set(moves) == {move("V1", "T01", "09:00"), move("V3", "T02", "09:00"), move("V5", "T01", "10:00")}


def test_a_repair_pushes_what_stands_later_as_little_as_can_be() -> None:
    found = encoded(*FULL, hold=True)
    moves = moves_of(found, planned(found, "V1 V5 V2 V4", "V3"))
    assert moves == (move("V3", "T02", "09:00"), move("V5", "T01", "11:00"), move("V2", "T01", "14:00"),
                     move("V4", "T01", "15:00"))  # fmt: skip


def test_who_goes_to_somebody_else_begins_as_early_as_can_be() -> None:
    found = encoded(*DAY)
    assert moves_of(found, planned(found, "V1", "V2")) == (move("V2", "T02", "09:00"),)


def test_what_loses_its_place_is_displaced_before_others_take_it() -> None:
    found = encoded(*DAY)
    assert moves_of(found, planned(found, "V3 V2", "")) == (
        Move(visit_id="V1", bumped=True), move("V3", "T01", "09:00"),
    )  # fmt: skip


def test_what_was_taken_out_and_found_no_place_stays_unless_its_time_is_taken() -> None:
    found = encoded(*DAY, out=["V1"])
    assert moves_of(found, found.start) == ()
    assert moves_of(found, planned(found, "V2", "V3")) == (move("V3", "T02", "09:00"),)
    assert moves_of(found, planned(found, "V3 V2", "")) == (
        Move(visit_id="V1", bumped=True), move("V3", "T01", "09:00"),
    )  # fmt: skip


def test_what_comes_back_to_its_place_has_not_moved() -> None:
    found = encoded(*DAY, out=["V1"])
    assert moves_of(found, planned(found, "V1 V2", "")) == ()
