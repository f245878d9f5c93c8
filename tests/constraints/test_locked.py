import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Lock, VisitState
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from tests.builders import a_board, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask, leave, only
from tests.rows import an_absence

OTHER, LATER, SAME = ("T06", "10:00"), ("T05", "10:30"), ("T05", "10:00")


def board(lock: Lock, **visit: object) -> Board:
    placed = a_visit(id="V61", technician="T05", start="10:00", lock=lock, **visit)  # type: ignore[arg-type]
    return a_board(a_technician(), a_technician(id="T06"), a_shift(), a_shift(technician="T06"), placed)


@pytest.mark.parametrize(
    ("lock", "move", "sentence"),
    [
        (Lock.NONE, OTHER, ""),
        (Lock.NONE, LATER, ""),
        (Lock.RESOURCE, OTHER, "V61 is locked to T05, not T06."),
        (Lock.RESOURCE, LATER, ""),
        (Lock.TIME, OTHER, ""),
        (Lock.TIME, LATER, "V61 is locked to 10:00, not 10:30 (30 min away)."),
        (Lock.RESOURCE_AND_TIME, OTHER, "V61 is locked to T05, not T06."),
        (Lock.RESOURCE_AND_TIME, LATER, "V61 is locked to 10:00, not 10:30 (30 min away)."),
        (Lock.TIME_RANGE, OTHER, ""),
        (Lock.TIME_RANGE, LATER, "V61 is locked to 10:00 to 10:00, not 10:30."),
        (Lock.NO_AUTO, OTHER, ""),
        (Lock.NO_AUTO, LATER, ""),
    ],
)
def test_what_each_lock_holds_against_a_person(lock: Lock, move: tuple[str, str], sentence: str):
    found = ask(board(lock), "locked", technician=move[0], start=move[1])
    assert [each.sentence for each in found] == ([sentence] if sentence else [])
    assert all(each.level is Level.DISPATCHER for each in found)


@pytest.mark.parametrize("lock", list(Lock))
def test_leaving_a_visit_where_it_stands_moves_nothing(lock: Lock):
    assert ask(board(lock), "locked", technician=SAME[0], start=SAME[1], now="09:59") == ()


def test_automation_breaks_no_lock_and_does_not_touch_what_is_for_people():
    found = only(ask(board(Lock.NO_AUTO), "locked", start="10:30", standing=Standing.AUTOMATION))
    assert (found.level, found.sentence) == (Level.NOBODY, "V61 is locked for people only.")
    assert only(ask(board(Lock.TIME), "locked", start="10:30", standing=Standing.AUTOMATION)).level is Level.NOBODY


def test_a_range_is_the_promise_where_there_is_one():
    promised = board(Lock.TIME_RANGE, promise=("09:00", "11:00"))
    assert ask(promised, "locked", start="11:00") == ()
    assert only(ask(promised, "locked", start="11:01")).sentence == "V61 is locked to 09:00 to 11:00, not 11:01."


def test_the_freeze_window_begins_thirty_minutes_before_the_planned_travel():
    travelling = board(Lock.NONE, travel_minutes=20)
    assert ask(travelling, "locked", start="10:30", now="09:10") == ()
    found = only(ask(travelling, "locked", start="10:30", now=at("09:10") + 60))
    assert found.sentence == ("V61 is locked because T05 is to leave at 09:40, in 29 min (freeze window 30 min).")
    assert (found.amount, found.unit, found.level) == (1, "min", Level.DISPATCHER)
    overdue = only(ask(travelling, "locked", start="10:30", now="09:50"))
    assert "10 min ago" in overdue.sentence


@pytest.mark.parametrize("state", [VisitState.EN_ROUTE, VisitState.ON_SITE, VisitState.WORKING, VisitState.SUSPENDED])
def test_what_is_under_way_is_locked(state: VisitState):
    found = only(ask(board(Lock.NONE, state=state), "locked", start="10:30"))
    assert found.sentence == f"V61 is locked because T05 is {state.replace('_', ' ').lower()}."


def test_unplacing_and_recalling_are_held_by_every_lock_but_the_one_for_automation():
    for lock in (Lock.RESOURCE, Lock.TIME, Lock.TIME_RANGE, Lock.RESOURCE_AND_TIME):
        found = only(leave(board(lock), "07:00"))
        assert found.sentence == "V61 is locked where it stands: T05 at 10:00."
    assert leave(board(Lock.NO_AUTO), "07:00") == ()
    assert only(leave(board(Lock.NO_AUTO), "07:00", standing=Standing.AUTOMATION)).level is Level.NOBODY
    assert "freeze" in only(leave(board(Lock.NONE), "09:45")).sentence


def test_what_has_no_place_is_not_held():
    waiting = a_board(a_technician(), a_shift(), a_visit(id="V61", lock=Lock.RESOURCE_AND_TIME))
    assert ask(waiting, "locked") == ()
    assert leave(waiting, "07:00", standing=Standing.AUTOMATION) == ()


@pytest.mark.parametrize(
    ("kind", "start", "end", "held"),
    [
        ("sick", "09:00", "17:00", False),
        ("leave", "09:00", "17:00", False),
        ("meeting", "09:00", "17:00", True),
        ("sick", "08:00", "10:00", True),
        ("sick", "08:00", at("10:00") + 1, False),
        ("sick", "11:00", "17:00", True),
    ],
)
def test_the_freeze_window_holds_nothing_to_who_is_absent_then(kind: str, start: str, end: str | int, held: bool):
    absence = replace(an_absence(kind=kind, start=start), end_s=at(end) if isinstance(end, str) else end)
    absent = board(Lock.NONE)
    absent.put(absence)
    found = [*ask(absent, "locked", technician="T06", now="09:45"), *leave(absent, "09:45")]
    assert len(found) == (2 if held else 0)


def test_what_a_person_has_locked_stays_locked_to_who_is_sick():
    absent = board(Lock.RESOURCE)
    absent.put(an_absence(kind="sick", start="09:00", end="17:00"))
    found = only(ask(absent, "locked", technician="T06", now="09:45"))
    assert found.sentence == "V61 is locked to T05, not T06."
