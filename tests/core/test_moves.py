"""Several visits moved in one act: what it decides, what it refuses, and the board it would leave."""

import pytest

from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.commands import decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.moves import MOST_MOVES, Move, MoveVisits, moved
from dispatchtui.core.model import Override, TechnicianId, VisitState
from dispatchtui.core.refusals import Code, Refusal
from tests.builders import a_visit, a_work_order, a_working_board, an_actor, at, north, record
from tests.core.deciding import NOW, S, facts, no


def move(visit: str, technician: str = "", start: str = "10:00", *, mates: tuple[str, ...] = (), **more: bool) -> Move:
    people = tuple(TechnicianId(each) for each in mates)
    start_s = at(start) if technician else 0
    return Move(visit_id=visit, technician_id=TechnicianId(technician), start_s=start_s, mates=people, **more)


def act(*moves: Move) -> MoveVisits:
    return MoveVisits(moves=moves)


def board() -> Board:
    """T01 goes 9 min north and then 20 min north; T02 has nothing."""
    return a_working_board(
        a_work_order(id="W61", location=north(9)),
        a_work_order(id="W62", location=north(20)),
        a_visit(id="V61", technician="T01", start="09:00", travel_minutes=9),
        a_visit(id="V62", technician="T01", start="11:00", travel_minutes=11),
    )


def test_a_swap_measures_each_way_from_the_stop_that_will_be_before():
    there = board()
    found = facts(there, act(move("V61", "T01", "11:00"), move("V62", "T01", "09:00")))
    assert [(each.visit_id, each.crew[0].start_s, each.crew[0].travel_s)
            for each in found if isinstance(each, e.VisitPlaced)] == [
        ("V61", at("11:00"), 660), ("V62", at("09:00"), 1200),
    ]  # fmt: skip
    record(there, *found)
    assert [each.id for each in there.route("T01")] == ["V62", "V61"]
    assert there.lanes["T01:2019-10-21"].version == 2


def test_a_displacement_frees_one_and_places_the_other_in_one_act():
    there = board()
    found = facts(there, act(move("V61", "T01", "11:00"), move("V62", bumped=True)))
    assert [type(each) for each in found] == [e.VisitPlaced, e.VisitUnplaced]
    record(there, *found)
    visit = there.visits["V62"]
    assert (visit.state, visit.crew, visit.bump_count) == (S.QUALIFIED, (), 1)


def test_a_crew_goes_together_and_takes_its_parts():
    found = facts(board(), act(move("V61", "T02", mates=("T03",))))
    (placed,) = found
    assert isinstance(placed, e.VisitPlaced)
    assert [(each.technician_id, each.role, each.start_s) for each in placed.crew] == [
        ("T02", "lead", at("10:00")), ("T03", "second", at("10:00")),
    ]  # fmt: skip


def test_what_stays_as_it_is_and_what_waits_already_is_no_fact():
    there = board()
    there.put(a_visit(id="V63"))
    assert facts(there, act(move("V61", "T01", "09:00"), move("V63"))) == []


def test_what_was_told_is_released_anew_or_recalled():
    there = board()
    there.put(a_visit(id="V61", technician="T01", start="09:00", state=S.ACCEPTED))
    there.put(a_visit(id="V62", technician="T01", start="11:00", state=S.RELEASED))
    placed, unplaced = facts(there, act(move("V61", "T02"), move("V62")))
    assert isinstance(placed, e.VisitPlaced)
    assert isinstance(unplaced, e.VisitUnplaced)
    assert (placed.released, unplaced.recalled) == (True, True)


def test_each_visit_keeps_the_overrides_that_were_granted_for_it():
    granted = Override(constraint="territory", code="agreed", by="dora", at_s=NOW)
    ask = Ask(actor=an_actor(), at_s=NOW, overrides={"V62": (granted,)})
    found = decide(board(), act(move("V61", "T02"), move("V62", "T03")), ask)
    assert not isinstance(found, Refusal)
    assert [each.overrides for each in found if isinstance(each, e.VisitPlaced)] == [(), (granted,)]


@pytest.mark.parametrize(
    ("moves", "sentence"),
    [
        ((), f"One act moves 1 to {MOST_MOVES} visits, not 0."),
        ((move("V61", "T02"), move("V61", "T03")), "A visit is moved twice in one act."),
        (
            (move("V61", mates=("T02",)), move("V62")),
            "V61 goes back to the queue, so nobody goes along or is told to go.",
        ),
        ((move("V61", "T02", mates=("T02",)),), "Everybody goes once: a name stands there twice."),
        ((move("V61", "T02"), move("V99", "T03")), "There is no visit V99."),
    ],
)
def test_what_makes_no_sense_is_refused_whole(moves: tuple[Move, ...], sentence: str):
    assert no(board(), act(*moves)).sentence == sentence


def test_the_most_moves_of_one_act_are_allowed_and_one_more_is_not():
    there = a_working_board(*(a_visit(id=f"V{number}") for number in range(1, MOST_MOVES + 2)))
    every = [move(f"V{number}", "T01") for number in range(1, MOST_MOVES + 2)]
    assert len(facts(there, act(*every[:-1]))) == MOST_MOVES
    assert no(there, act(*every)).field == "moves"


@pytest.mark.parametrize("state", [S.WORKING, S.EN_ROUTE, S.PARKED, S.DONE])
def test_what_has_begun_or_is_parked_is_neither_placed_nor_freed(state: VisitState):
    there = board()
    there.put(a_visit(id="V62", technician="T01", start="11:00", state=state))
    assert no(there, act(move("V61", "T02"), move("V62", "T03"))).code is Code.ILLEGAL
    assert no(there, act(move("V61", "T02"), move("V62"))).code is Code.ILLEGAL


def test_taking_back_and_displacing_take_their_own_rights():
    there = board()
    there.put(a_visit(id="V62", technician="T01", start="11:00", state=S.RELEASED))
    scheduler = Ask(actor=an_actor("scheduler"), at_s=NOW)
    for found, right in (
        (decide(there, act(move("V62")), scheduler), "recall"),
        (decide(there, act(move("V62", "T02")), scheduler), "recall"),
        (decide(there, act(move("V61", bumped=True)), scheduler), "bump"),
    ):
        assert isinstance(found, Refusal)
        assert (found.code, found.right) == (Code.FORBIDDEN, right)
    assert not isinstance(decide(there, act(move("V61")), scheduler), Refusal)


def test_the_board_that_moves_would_leave_is_a_fork_and_the_board_stays():
    there = board()
    after = moved(there, (move("V61", "T02", "12:00"), move("V62"), move("V99", "T01"), move("V61", "T99")))
    assert [each.id for each in there.route("T01")] == ["V61", "V62"]
    assert (after.route("T01"), after.visits["V62"].crew) == ((), ())
    assert [each.id for each in moved(there, (move("V61", "T02", "12:00"),)).route("T02")] == ["V61"]
