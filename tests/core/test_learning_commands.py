"""Which durations work is planned with, and which visits follow when the scheduler accepts another."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.commands.learning import RecordDurationModel
from dispatchtui.core.durations import basis_of, planned_for, waiting_for
from dispatchtui.core.model import Duration, DurationModel, TerritoryId, VisitState, duration_model_id
from tests.builders import a_duration, a_visit, a_work_order, a_work_type, a_working_board, record
from tests.core.deciding import facts

WIDE = DurationModel(id="LEAK:", work_type="LEAK", p50_s=4000, p80_s=5000)
EAST = DurationModel(id="LEAK:EAST", work_type="LEAK", territory=TerritoryId("EAST"), p50_s=4400, p80_s=6000)


@pytest.fixture
def board() -> Board:
    """Three leaks that wait, two in the east, and a lift."""
    lift = a_work_type(id="LIFT", minutes=90)
    return a_working_board(
        lift,
        a_visit(id="V1"),
        a_visit(id="V2"),
        a_work_order(id="W3", territory="WEST"),
        a_visit(id="V3", territory="WEST"),
        a_work_order(id="W4", work_type="LIFT"),
        a_visit(id="V4"),
    )


def accept(board: Board, row: DurationModel) -> None:
    record(board, *facts(board, RecordDurationModel(row=row)))


def minutes(board: Board, territory: str, work_type: str = "LEAK") -> float | None:
    found = planned_for(board, work_type, territory)
    return None if found is None else found.p50_s / 60


def test_the_narrowest_accepted_duration_is_planned_with_and_else_the_types_own(board: Board) -> None:
    assert (minutes(board, "EAST"), minutes(board, "WEST")) == (60, 60)
    accept(board, EAST)
    assert (minutes(board, "EAST"), minutes(board, "WEST")) == (4400 / 60, 60)
    accept(board, WIDE)
    assert (minutes(board, "EAST"), minutes(board, "WEST")) == (4400 / 60, 4000 / 60)
    assert (minutes(board, "EAST", "LIFT"), minutes(board, "EAST", "ROOF")) == (90, None)
    assert planned_for(board, "LEAK", "EAST", without=EAST.id) == Duration(p50_s=4000, p80_s=5000, source="learned")


@pytest.mark.parametrize(
    ("first", "then", "changed"),
    [
        (None, EAST, {"V1", "V2"}),
        (None, WIDE, {"V1", "V2", "V3"}),
        (EAST, WIDE, {"V3"}),
        (WIDE, EAST, {"V1", "V2"}),
    ],
)
def test_what_waits_follows_the_narrowest_acceptance(
    board: Board, first: DurationModel | None, then: DurationModel, changed: set[str]
) -> None:
    if first is not None:
        accept(board, first)
    recorded, *amended = facts(board, RecordDurationModel(row=then))
    assert recorded == e.DurationModelRecorded(row=then)
    learned = Duration(p50_s=then.p50_s, p80_s=then.p80_s, source="learned")
    assert amended == [e.VisitAmended(visit_id=each, duration=learned) for each in sorted(changed)]


@pytest.mark.parametrize(
    "state", [state for state in VisitState if state not in (VisitState.NEW, VisitState.QUALIFIED)]
)
def test_what_somebody_was_given_keeps_the_time_it_was_given(board: Board, state: VisitState) -> None:
    given = a_visit(id="V1", technician="T01", state=state)
    board.put(given)
    assert [each.id for each in waiting_for(board, EAST)] == ["V2"]
    accept(board, EAST)
    assert board.visits["V1"].duration == given.duration


def test_what_was_said_of_the_very_visit_stays_and_what_follows_the_type_does_not(board: Board) -> None:
    own = Duration(p50_s=600, p80_s=900, source="technician")
    board.put(replace(board.visits["V1"], duration=own))
    board.put(replace(board.visits["V2"], duration=None))
    accept(board, EAST)
    assert board.visits["V1"].duration == own
    assert board.visits["V2"].duration == Duration(p50_s=4400, p80_s=6000, source="learned")


def test_an_acceptance_that_says_what_is_planned_already_touches_no_visit(board: Board) -> None:
    accept(board, WIDE)
    same = replace(EAST, p50_s=4000, p80_s=5000)
    assert facts(board, RecordDurationModel(row=same)) == [e.DurationModelRecorded(row=same)]
    assert facts(board, RecordDurationModel(row=WIDE)) == []


def test_what_was_learned_is_told_against_what_no_acceptance_moves(board: Board) -> None:
    usual, own = a_duration(minutes=60), Duration(p50_s=600, p80_s=900, source="technician")
    learned = Duration(p50_s=4400, p80_s=6000, source="learned")
    assert basis_of(board, "LEAK", learned) == usual
    assert [basis_of(board, "LEAK", each) for each in (usual, own, None)] == [usual, own, None]
    assert basis_of(board, "ROOF", learned) == learned


def test_an_accepted_duration_is_called_by_its_work_and_place() -> None:
    assert (duration_model_id("LEAK", "EAST"), duration_model_id("LEAK")) == ("LEAK:EAST", "LEAK:")
