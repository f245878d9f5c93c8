"""What is offered for disruptions: of what was asked for alone, first at once, and of the board as it is in the end."""

from __future__ import annotations

import pytest

from benchmarks.ranking import NOW_S, OPENS_S, a_board
from dispatchtui.constraints.gate import violations_of
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, MoveVisits, moves_of
from dispatchtui.core.disrupting import KEEP
from dispatchtui.core.model import Absence, TechnicianId
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.engine.errand import Dropped
from dispatchtui.engine.jobs import Found, Repair
from dispatchtui.engine.offering import repair
from dispatchtui.engine.warming import WARMING
from dispatchtui.solver.proposing.proposal import Proposal
from tests.engine.boards import InHand

UNTIL_S = OPENS_S + 12 * 3600
SICK = "TECH_SICK:T0002"


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    WARMING.wait(lambda: False, lambda _: None)


def a_sick_day(people: int = 6) -> Board:
    """Somebody with eight visits is away for the day."""
    board = a_board(people)
    board.put(Absence(id="A1", technician_id=TechnicianId("T0002"), start_s=NOW_S, end_s=UNTIL_S, kind="sick"))
    return board


def only(found: Found) -> Proposal:
    (proposal,) = found.proposals
    return proposal


def test_what_was_asked_for_is_offered_and_what_is_green_breaks_nothing() -> None:
    board = a_sick_day()
    proposal = only(InHand(board, Repair(ids=(SICK,), seconds=0.5)).run(repair))
    assert (proposal.id, proposal.final, len(proposal.disruption.visits)) == (SICK, True, 8)
    assert proposal.options
    for option in proposal.options:
        fork = board.fork()
        for row in option.rows:
            for act in row.acts:
                hard = [each for some in violations_of(fork, act, NOW_S).values() for each in some
                        if each.level != "warning"]  # fmt: skip
                assert not (row.green and hard)
                assert carry_out(fork, act, NOW_S) is None


def test_the_first_answer_of_the_search_is_there_before_any_ranking_and_the_last_has_all_effects() -> None:
    bench = InHand(a_sick_day(), Repair(ids=(SICK,), seconds=0.5))
    last = only(bench.run(repair))
    first = next(each for each in bench.said if only(each).options)
    assert [each.engine for each in only(first).options] == ["search"]
    assert not first.final
    assert any(each.engine == "search" and each.confidence > 0 for each in last.options)


def test_what_somebody_moved_meanwhile_is_looked_at_again() -> None:
    board = a_sick_day()
    bench = InHand(board, Repair(ids=(SICK,), seconds=0.3))
    gone = board.route("T0002")[0].id
    assert carry_out(board, MoveVisits(moves=(Move(visit_id=gone, bumped=True),)), NOW_S) is None
    bench.change(f"visits/{gone}", *(f"lanes/{each}" for each in board.lanes))
    proposal = only(bench.run(repair))
    assert gone not in proposal.disruption.visits
    assert len(proposal.disruption.visits) == 7
    for option in proposal.options:
        assert gone not in {row.visit_id for row in option.rows if row.kind != KEEP}
        for row in option.rows:
            assert {key: getattr(board.row(key), "version", 0) for key in row.pre if key.startswith("visits/")} == {
                key: version for key, version in row.pre.items() if key.startswith("visits/")
            }


def test_what_is_no_disruption_any_more_is_not_offered() -> None:
    board = a_sick_day()
    bench = InHand(board, Repair(ids=(SICK,), seconds=0.3))
    board.drop("absences", "A1")
    bench.change("absences/A1")
    assert bench.run(repair).proposals == ()


def test_all_of_a_territory_is_offered_and_nothing_of_another() -> None:
    board = a_sick_day(people=52)
    found = InHand(board, Repair(territories=("A0",), seconds=0.2)).run(repair)
    assert SICK in {each.id for each in found.proposals}
    assert all("A0" in each.disruption.territories for each in found.proposals)


def test_what_is_not_wanted_any_more_ends_without_a_word() -> None:
    bench = InHand(a_sick_day(), Repair(ids=(SICK,), seconds=5.0))
    bench.work.stop()
    with pytest.raises(Dropped):
        repair(bench.job, bench.work)  # type: ignore[arg-type]
    assert bench.said == []


def test_what_nothing_touched_is_not_looked_for_again_and_what_something_touched_is() -> None:
    board = a_sick_day()
    bench = InHand(board, Repair(seconds=0.3))
    bench.run(repair)
    kept = dict(bench.work.kit.offers)
    assert SICK in kept
    bench.again(repair)
    assert all(bench.work.kit.offers[name].ranked == each.ranked for name, each in kept.items())
    assert all(map(lambda one, other: one is other, bench.work.kit.offers[SICK].ranked, kept[SICK].ranked))
    touched = next(move for row in kept[SICK].ranked[0].rows for act in row.acts for move in moves_of(act))
    other = board.route(touched.technician_id)[0].id
    assert carry_out(board, MoveVisits(moves=(Move(visit_id=other, bumped=True),)), NOW_S) is None
    bench.change(f"visits/{other}", *(f"lanes/{each}" for each in board.lanes))
    bench.again(repair)
    assert bench.work.kit.offers[SICK].ranked[0] is not kept[SICK].ranked[0]
