"""What-if: moves tried on a fork, and the acts that make them so."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import AddNote, AmendVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.model import PartLevel, PartNeed, StockLocation, TechnicianId, VisitState
from dispatchtui.core.refusals import Level
from dispatchtui.core.requests import Request
from dispatchtui.solver.what_if import WhatIf
from tests.builders import a_request, a_visit, a_working_board, an_actor, at, record, window

NOW = at("08:00")
T01, T02, T03 = (TechnicianId(each) for each in ("T01", "T02", "T03"))


def to(visit: str, technician: TechnicianId, start: str) -> Move:
    return Move(visit_id=visit, technician_id=technician, start_s=at(start))


def place(visit: str, technician: TechnicianId, start: str) -> PlaceVisit:
    return PlaceVisit(visit_id=visit, technician_id=technician, start_s=at(start))


def a_day() -> Board:
    """V1 and V2 follow each other with T01, V3 is with T02 at 10:00, V4 waits."""
    return a_working_board(
        a_visit(id="V1", technician="T01", start="10:00"),
        a_visit(id="V2", technician="T01", start="11:00"),
        a_visit(id="V3", technician="T02", start="10:00"),
        a_visit(id="V4"),
    )


def plans(board: Board) -> dict[str, tuple[tuple[str, int, int], ...]]:
    return {key: tuple((line.technician_id, line.start_s, line.end_s) for line in row.crew)
            for key, row in board.visits.items()}  # fmt: skip


def submit(board: Board, acts: tuple[Command, ...]) -> Board:
    """Ask the gate for each act in order, on a fresh board, answering for what may be broken."""
    live = board.fork()
    for place_, act in enumerate(acts):
        request = a_request(act=act, id=f"r-{place_}", override="other", override_text="so")
        found = judge(live, request, an_actor("admin"), NOW)
        assert isinstance(found, Passed), (act, found)
        record(live, *found.events, at_s=NOW)
    return live


def test_moves_are_tried_taken_back_and_dropped():
    board = a_day()
    trial = WhatIf(board, NOW)
    assert trial.try_(to("V4", T03, "09:00")) is None
    assert trial.try_(to("V1", T03, "10:00"), to("V2", T03, "11:00")) is None
    assert trial.moves == (to("V4", T03, "09:00"), to("V1", T03, "10:00"), to("V2", T03, "11:00"))
    assert plans(trial.board)["V2"] == (("T03", at("11:00"), at("12:00")),)
    assert trial.back() == (to("V1", T03, "10:00"), to("V2", T03, "11:00"))
    assert plans(trial.board)["V2"] == plans(board)["V2"]
    assert plans(trial.board)["V4"] == (("T03", at("09:00"), at("10:00")),)
    trial.drop()
    assert trial.moves == ()
    assert trial.back() == ()
    assert plans(trial.board) == plans(board)
    assert trial.acts() == ()


def test_a_visit_tried_twice_goes_where_it_was_tried_last_and_nowhere_when_back_home():
    trial = WhatIf(a_day(), NOW)
    trial.try_(to("V1", T03, "10:00"))
    trial.try_(to("V1", T02, "12:00"))
    assert trial.moves == (to("V1", T02, "12:00"),)
    trial.try_(to("V1", T01, "10:00"))
    assert trial.moves == ()
    trial.back()
    assert trial.moves == (to("V1", T02, "12:00"),)


def test_what_cannot_be_moved_is_not_tried():
    trial = WhatIf(a_working_board(a_visit(id="V1", technician="T01", state=VisitState.WORKING)), NOW)
    refusal = trial.try_(to("V1", T02, "12:00"))
    assert refusal is not None
    assert refusal.sentence == "V1 is working and cannot be placed."
    nobody = trial.try_(to("V1", TechnicianId("T99"), "12:00"))
    assert nobody is not None
    assert nobody.sentence == "There is no technician T99."
    assert trial.moves == ()


def test_all_moves_are_judged_together_and_told_against_the_present():
    trial = WhatIf(a_day(), NOW)
    trial.try_(to("V1", T02, "10:00"))
    assert [each.constraint for each in trial.verdicts["V1"].violations] == ["no_overlap"]
    trial.try_(to("V3", T01, "10:00"))
    assert all(verdict.ok for verdict in trial.verdicts.values())
    assert [each.sentence for each in trial.effects().etas] == [
        "T02 arrives at V1 at 10:00; before T01 at 10:00.",
        "T01 arrives at V3 at 10:00; before T02 at 10:00.",
    ]
    assert trial.versions["visits/V1"] == 1


def test_moves_that_hold_alone_are_acts_of_their_own_in_the_order_in_which_they_hold():
    trial = WhatIf(a_day(), NOW)
    trial.try_(to("V4", T01, "11:00"), to("V2", T03, "11:00"))
    assert trial.acts() == (place("V2", T03, "11:00"), place("V4", T01, "11:00"))
    assert plans(submit(a_day(), trial.acts())) == plans(trial.board)


def test_a_swap_is_one_act_and_what_is_beside_it_another():
    trial = WhatIf(a_day(), NOW)
    swap = (to("V1", T02, "10:00"), to("V3", T01, "10:00"))
    trial.try_(*swap)
    trial.try_(to("V4", T03, "09:00"))
    assert trial.acts() == (place("V4", T03, "09:00"), MoveVisits(moves=swap))
    assert plans(submit(a_day(), trial.acts())) == plans(trial.board)


def test_a_circle_of_three_is_one_act():
    board = a_working_board(*(a_visit(id=f"V{which}", technician=f"T0{which}") for which in (1, 2, 3)))
    trial = WhatIf(board, NOW)
    circle = (to("V1", T02, "10:00"), to("V2", T03, "10:00"), to("V3", T01, "10:00"))
    trial.try_(*circle)
    assert trial.acts() == (MoveVisits(moves=circle),)


def test_what_is_pushed_back_goes_last_first():
    trial = WhatIf(a_day(), NOW)
    trial.try_(to("V4", T01, "10:00"), to("V1", T01, "11:00"), to("V2", T01, "12:00"))
    assert trial.acts() == (place("V2", T01, "12:00"), place("V1", T01, "11:00"), place("V4", T01, "10:00"))
    assert plans(submit(a_day(), trial.acts())) == plans(trial.board)


def test_what_goes_back_to_the_queue_is_unplaced_and_recalled_where_it_was_told():
    board = a_working_board(
        a_visit(id="V1", technician="T01"), a_visit(id="V2", technician="T02", state=VisitState.RELEASED)
    )
    trial = WhatIf(board, NOW)
    trial.try_(Move(visit_id="V1", bumped=True), Move(visit_id="V2"))
    assert trial.acts() == (UnplaceVisit(visit_id="V1", bumped=True), MoveVisits(moves=(Move(visit_id="V2"),)))
    after = submit(board, trial.acts())
    assert plans(after) == plans(trial.board) == {"V1": (), "V2": ()}
    assert after.visits["V1"].bump_count == trial.board.visits["V1"].bump_count == 1


def test_what_needs_an_override_in_the_end_needs_no_more_on_the_way():
    trial = WhatIf(a_day(), NOW)
    trial.try_(to("V4", T01, "17:00"))
    assert [each.level for each in trial.verdicts["V4"].violations] == [Level.LEAD]
    assert trial.acts() == (place("V4", T01, "17:00"),)


def test_what_is_broken_by_more_on_the_way_than_in_the_end_waits():
    one, three = (PartNeed(part="CAP-45"),), (PartNeed(part="CAP-45", quantity=3),)
    board = a_working_board(
        StockLocation(id="ST1", technician_id=T01),
        PartLevel(id="ST1:CAP-45", stock_id="ST1", part="CAP-45", on_hand=2),
        replace(a_visit(id="V1", technician="T01", start="10:00"), parts=one),
        replace(a_visit(id="V4"), parts=three),
    )
    trial = WhatIf(board, NOW)
    trial.try_(to("V4", T01, "12:00"), to("V1", T02, "10:00"))
    assert [each.amount for each in trial.verdicts["V4"].violations] == [1]
    assert trial.acts() == (place("V1", T02, "10:00"), place("V4", T01, "12:00"))


def test_the_same_moves_are_tried_anew_on_the_board_as_it_is_now():
    board = a_day()
    trial = WhatIf(board, NOW)
    trial.try_(to("V1", T03, "10:00"))
    trial.try_(to("V2", T02, "12:00"), to("V4", T03, "12:00"))
    live = board.fork()
    record(live, *passed(live, place("V2", T03, "14:00")), by="emil")
    record(live, *passed(live, place("V3", T02, "12:30")), by="emil")
    fresh, lapsed = trial.rebased(live, NOW)
    assert fresh.moves == trial.moves
    assert [(each.visit_id, each.cause, each.kept, each.sentence) for each in lapsed] == [
        ("V2", "illegal", True, fresh.verdicts["V2"].violations[0].sentence)
    ]
    aside = board.fork()
    record(aside, *passed(aside, place("V2", T03, "14:00")), by="emil")
    assert [(each.visit_id, each.cause, each.sentence) for each in trial.rebased(aside, NOW)[1]] == [
        ("V2", "stale", "V2 was changed by emil: planned with T01 at 11:00 before, planned with T03 at 14:00 now.")
    ]


def test_a_promise_changed_meanwhile_is_said_and_a_note_is_not():
    board = a_day()
    trial = WhatIf(board, NOW)
    trial.try_(to("V2", T02, "12:00"))
    live = board.fork()
    record(live, *passed(live, AddNote(visit_id="V2", text="Ring twice.")), by="emil")
    assert trial.rebased(live, NOW)[1] == ()
    record(live, *passed(live, AmendVisit(visit_id="V2", promise=window("11:00", "13:00"))), by="emil")
    assert [each.sentence for each in trial.rebased(live, NOW)[1]] == [
        "V2 was changed by emil and is still planned with T01 at 11:00."
    ]


def test_what_nobody_can_move_any_more_is_left_out_and_said():
    board = a_day()
    trial = WhatIf(board, NOW)
    trial.try_(to("V1", T03, "10:00"), to("V4", T03, "12:00"))
    live = board.fork()
    live.put(a_visit(id="V1", technician="T01", state=VisitState.EN_ROUTE))
    fresh, lapsed = trial.rebased(live, NOW)
    assert fresh.moves == (to("V4", T03, "12:00"),)
    assert [(each.cause, each.kept, each.sentence) for each in lapsed] == [
        ("illegal", False, "V1 is en route and cannot be placed: stop the travel first.")
    ]
    assert trial.rebased(board, NOW)[1] == ()


def passed(board: Board, act: Command) -> tuple[object, ...]:
    found = judge(board, Request(id="r", act=act), an_actor("admin"), NOW)
    assert isinstance(found, Passed), found
    return tuple(found.events)


MOVES = st.lists(
    st.builds(
        Move,
        visit_id=st.sampled_from([f"V{which}" for which in range(1, 7)]),
        technician_id=st.sampled_from([TechnicianId(""), T01, T02, T03, T01, T02, T03]),
        start_s=st.integers(0, 8).map(lambda slot: at("08:00") + slot * 3600),
        bumped=st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda move: move.visit_id,
)


@settings(max_examples=300)
@given(MOVES, MOVES, st.booleans())
def test_the_acts_in_their_order_pass_the_gate_and_end_where_the_trial_does(
    first: list[Move], then: list[Move], released: bool
):
    state = VisitState.RELEASED if released else VisitState.PLANNED
    board = a_working_board(
        *(a_visit(id=f"V{which}", technician=f"T0{which % 3 + 1}", start=f"{9 + which}:00", state=state)
          for which in range(1, 5)),
        a_visit(id="V5"), a_visit(id="V6", minutes=90),
    )  # fmt: skip
    trial = WhatIf(board, NOW)
    for step in (first, then):
        trial.try_(*step)
    if any(each.level is Level.NOBODY for verdict in trial.verdicts.values() for each in verdict.violations):
        return
    acts = trial.acts()
    assert plans(submit(board, acts)) == plans(trial.board)
    assert sorted(key for act in acts for key in moved_by(act)) == sorted(move.visit_id for move in trial.moves)


def moved_by(act: Command) -> tuple[str, ...]:
    return tuple(move.visit_id for move in act.moves) if isinstance(act, MoveVisits) else (act.visit_id,)  # type: ignore[union-attr]
