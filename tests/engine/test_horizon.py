"""Many days planned at once: every row legal when its turn comes, the urgent ones served, each on a day it may have."""

from __future__ import annotations

import pytest

from dispatchtui.constraints.check import check_moves
from dispatchtui.constraints.gate import violations_of
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moves_of
from dispatchtui.core.refusals import Level
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.engine.horizon import horizon
from dispatchtui.engine.jobs import Found, Horizon
from dispatchtui.engine.kit import Kit
from dispatchtui.engine.lanes import Work
from dispatchtui.engine.mirror import Mirror
from dispatchtui.engine.sending import everything
from dispatchtui.engine.wire import Do, Moment, Rows
from dispatchtui.errors import DispatchError
from tests.engine.horizons import NOW_S, a_span


def planned(board: Board, days: int, seconds: float = 3.0) -> Found:
    """What the job finds, told to the end."""
    mirror, said = Mirror(), list[Found]()
    for order in everything(board)():
        assert isinstance(order, Rows)
        mirror.follow(order)
    mirror.at(Moment(now_s=NOW_S))
    job = Horizon(from_s=NOW_S, days=days, seconds=seconds)
    horizon(job, Work(Do(job_id="1", job=job), Kit(mirror, "horizon"), said.append))  # type: ignore[arg-type]
    assert [each.final for each in said] == [False] * (len(said) - 1) + [True]
    return said[-1]


def moves_in(found: Found) -> tuple[Move, ...]:
    assert found.option is not None
    return tuple(move for row in found.option.rows for act in row.acts for move in moves_of(act))


def test_every_row_is_legal_when_its_turn_comes_and_all_of_them_together() -> None:
    board = a_span(4, 5, 60, 1, crews=4)
    found = planned(board, 5)
    assert found.cost < found.first_cost
    assert found.option is not None
    assert not [each for one in check_moves(board, moves_in(found), at_s=NOW_S).values() for each in one.violations]
    fork = board.fork()
    for row in found.option.rows:
        for act in row.acts:
            assert not [each for some in violations_of(fork, act, NOW_S).values() for each in some
                        if each.level is not Level.WARNING]  # fmt: skip
            assert carry_out(fork, act, NOW_S) is None
    days = {line.day for each in fork.visits.values() for line in each.crew}
    assert len(days) > 3


def test_nothing_of_the_top_priority_waits_and_crews_go_together() -> None:
    board = a_span(4, 5, 60, 2, crews=4)
    placed = {each.visit_id: each for each in moves_in(planned(board, 5))}
    first = {each.id for each in board.visits.values() if board.work_orders[each.work_order_id].priority == 1}
    assert first <= placed.keys()
    assert all(len(placed[f"V{number}"].people) == 2 for number in range(4))


def test_a_promise_is_kept_on_its_own_day() -> None:
    board = a_span(3, 4, 40, 3)
    promised = {each.id: each.promise for each in board.visits.values() if each.promise is not None}
    moves = [each for each in moves_in(planned(board, 4)) if each.visit_id in promised]
    assert moves
    for each in moves:
        promise = promised[each.visit_id]
        assert promise is not None
        assert promise.start_s <= each.start_s <= promise.end_s


def test_days_beyond_those_asked_for_stay_empty() -> None:
    board = a_span(3, 6, 60, 4)
    assert max(each.start_s for each in moves_in(planned(board, 3))) < NOW_S + 3 * 24 * 3600


@pytest.mark.parametrize("days", [0, 15])
def test_no_more_days_than_can_be_planned(days: int) -> None:
    with pytest.raises(DispatchError, match=f"A horizon has 1 to 14 days, not {days}."):
        planned(a_span(1, 1, 1, 1), days)


def test_where_nothing_waits_that_is_said() -> None:
    assert planned(a_span(2, 2, 0, 1), 2).sentences == ("There is no visit that may be planned anew.",)
