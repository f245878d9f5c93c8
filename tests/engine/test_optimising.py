"""Days and routes planned better: what is found, what changes meanwhile make of it, and the same again."""

from __future__ import annotations

from msgspec.structs import replace

from benchmarks.ranking import NOW_S, OPENS_S, a_board
from dispatchtui.constraints.gate import violations_of
from dispatchtui.core.commands.moves import Move, MoveVisits, moves_of
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.engine.jobs import Found, Optimise
from dispatchtui.engine.optimising import optimise
from tests.engine.boards import InHand

UNTIL_S = OPENS_S + 12 * 3600


def a_job(**changes: object) -> Optimise:
    return replace(Optimise(from_s=NOW_S, until_s=UNTIL_S, iterations=3000), **changes)


def moved(found: Found) -> dict[str, Move]:
    assert found.option is not None
    return {move.visit_id: move for row in found.option.rows for act in row.acts for move in moves_of(act)}


def test_a_day_costs_less_and_each_row_is_legal_when_its_turn_comes() -> None:
    board = a_board(6)
    found = InHand(board, a_job()).run(optimise)
    assert found.cost < found.first_cost
    assert found.option is not None
    assert found.option.effects.travel_s < 0
    fork = board.fork()
    for row in found.option.rows:
        for act in row.acts:
            if row.green:
                hard = [each for some in violations_of(fork, act, NOW_S).values() for each in some
                        if each.level != "warning"]  # fmt: skip
                assert not hard
            assert carry_out(fork, act, NOW_S) is None


def test_the_same_iterations_find_the_same() -> None:
    one, other = (InHand(a_board(4), a_job()).run(optimise) for _ in range(2))
    assert (one.cost, one.option) == (other.cost, other.option)
    assert InHand(a_board(4), a_job(seed=2, iterations=40)).run(optimise).option != one.option


def test_of_one_route_nothing_leaves_it() -> None:
    board = a_board(4)
    who = "T0001"
    stops = board.route(who)
    lines = [(each.crew[0].start_s, each.crew[0].end_s) for each in stops]
    order = [*range(1, len(stops)), 0]
    for each, place in zip(stops, order, strict=True):
        start_s, end_s = lines[place]
        line = replace(each.crew[0], start_s=start_s, end_s=end_s)
        board.put(replace(each, crew=(line,)))
    found = InHand(board, a_job(technicians=(who,), place_unplaced=False)).run(optimise)
    moves = moved(found)
    assert moves
    assert {each.technician_id for each in moves.values()} == {who}
    assert moves.keys() <= {each.id for each in stops}


def test_what_somebody_moved_meanwhile_stays_as_they_left_it() -> None:
    board = a_board(6)
    free = moved(InHand(a_board(6), a_job()).run(optimise))
    bench = InHand(board, a_job())
    hers = list(free)[:2]
    for visit_id in hers:
        assert carry_out(board, MoveVisits(moves=(Move(visit_id=visit_id, bumped=True),)), NOW_S) is None
    bench.change(*(f"visits/{each}" for each in hers), *(f"lanes/{each}" for each in board.lanes))
    found = bench.run(optimise)
    assert not moved(found).keys() & set(hers)
    assert "2 visits were changed meanwhile and stay as they are now." in found.sentences
    fork = board.fork()
    assert found.option is not None
    for row in found.option.rows:
        assert row.pre == {key: getattr(board.row(key), "version", 0) for key in row.pre}
        assert all(carry_out(fork, act, NOW_S) is None for act in row.acts)


def test_a_note_overtakes_nothing() -> None:
    board = a_board(6)
    bench = InHand(board, a_job())
    for visit in list(board.visits.values()):
        board.put(replace(visit, version=visit.version + 1))
    bench.change(*(f"visits/{each}" for each in board.visits))
    found = bench.run(optimise)
    assert found.sentences == ()
    assert found.option is not None


def test_where_nothing_may_be_planned_anew_that_is_said() -> None:
    found = InHand(a_board(2), a_job(from_s=UNTIL_S + 86400, until_s=UNTIL_S + 2 * 86400, place_unplaced=False)).run(
        optimise
    )
    assert (found.option, found.sentences) == (None, ("There is no visit that may be planned anew.",))
