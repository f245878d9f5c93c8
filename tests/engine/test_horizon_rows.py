"""The rows of a plan of many days, accepted one after another at the gate; over a weekend, over a change of clocks."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.requests import Request
from dispatchtui.core.zones import local_day
from dispatchtui.engine.horizon import DAY_S, days_of, horizon
from dispatchtui.engine.improving import shown
from dispatchtui.engine.jobs import Horizon
from dispatchtui.solver.proposing.proposal import Row
from tests.builders import an_actor, record
from tests.engine.boards import InHand
from tests.engine.horizons import NOW_S, a_span


def rows_of_days(board: Board, days: int, *, from_s: int = NOW_S, seconds: float = 2.0) -> tuple[Row, ...]:
    """The rows that a plan of so many days is made of."""
    found = InHand(board, Horizon(from_s=from_s, days=days, seconds=seconds), from_s).run(horizon)
    assert found.option is not None
    return found.option.rows


def accept(board: Board, rows: tuple[Row, ...], now_s: int = NOW_S) -> None:
    """Do rows one after another as a dispatcher without an override would; what is due before anybody works is late."""
    for row in rows:
        assert row.green or row.asks == ("late",), row
        for number, act in enumerate(row.acts):
            answer = judge(board, Request(id=f"{row.visit_id}-{number}", act=act), an_actor(), now_s)
            assert isinstance(answer, Passed), answer.sentence
            record(board, *answer.events, at_s=now_s)


@pytest.mark.parametrize("seed", range(4))
def test_every_row_passes_the_gate_in_its_turn_and_none_asks_for_an_override(seed: int) -> None:
    board = a_span(3 + seed, 3 + seed, 50, seed, crews=seed)
    rows = rows_of_days(board, 3 + seed)
    assert len(rows) > 20
    accept(board_of(board.rows(), board.seq), rows)
    for row in rows[::7]:
        accept(board_of(board.rows(), board.seq), (row,))


def test_while_a_plan_becomes_better_its_first_rows_are_shown() -> None:
    board = a_span(3, 3, 30, 1)
    moves = tuple(move for row in rows_of_days(board, 3) for act in row.acts for move in moves_of(act))
    work = InHand(board, Horizon(from_s=NOW_S, days=3), NOW_S).work
    some, every = shown(work, moves, 5), shown(work, moves)
    assert some.option is not None
    assert every.option is not None
    assert (len(some.option.rows), some.whole) == (5, False)
    assert some.sentences == (f"5 of {len(moves)} moves are shown while a better plan is looked for.",)
    assert (len(every.option.rows), every.whole, every.sentences) == (len(moves), True, ())
    accept(board_of(board.rows(), board.seq), some.option.rows)


def test_nothing_is_planned_on_a_weekend_on_which_nobody_works() -> None:
    board = a_span(4, 7, 60, 5)
    shifts = sorted(board.tables["shifts"].values(), key=lambda each: each.start_s)
    began = {each.start_s for each in shifts}
    free = sorted(began)[2:4]
    for each in shifts:
        if each.start_s in free:
            board.drop("shifts", each.id)
    rows = rows_of_days(board, 7)
    accept(board, rows)
    planned = {line.day for each in board.visits.values() for line in each.crew}
    zone = next(iter(board.technicians.values())).zone
    assert len(planned) > 3
    assert not planned & {local_day(each, zone) for each in free}


def test_the_night_on_which_clocks_change_belongs_to_its_days() -> None:
    changes_s = 1_572_760_800  # 2019-11-03 02:00 in New York, when clocks go back by an hour
    saturday_s = changes_s - 22 * 3600 - 8 * 3600 + 10 * 3600
    board = a_span(4, 4, 50, 6)
    later_s = saturday_s - NOW_S
    for each in list(board.tables["shifts"].values()):
        extra_s = 3600 if each.start_s + later_s > changes_s else 0
        board.put(replace(each, start_s=each.start_s + later_s + extra_s, end_s=each.end_s + later_s + extra_s))
    for order in list(board.work_orders.values()):
        due_s = order.response_due_s
        board.put(replace(order, response_due_s=due_s + later_s if due_s is not None else None))
    for visit in list(board.visits.values()):
        board.put(replace(visit, promise=None))
    people = [(each.technician_id, each.id) for each in board.tables["shifts"].values()]
    zone = next(iter(board.technicians.values())).zone
    assert len({int(day) for day in days_of(board, people)}) == 4
    rows = rows_of_days(board, 4, from_s=saturday_s)
    accept(board, rows, saturday_s)
    spans = [(each.start_s, each.end_s) for each in board.tables["shifts"].values()]
    lines = [line for each in board.visits.values() for line in each.crew]
    assert {line.day for line in lines} >= {"2019-11-02", "2019-11-03", "2019-11-04"}
    assert {line.day for line in lines} <= {local_day(start_s, zone) for start_s, _ in spans}
    assert all(any(start_s <= line.start_s and line.end_s <= end_s for start_s, end_s in spans) for line in lines)
    assert max(line.end_s for line in lines) <= saturday_s + 4 * DAY_S + 3600
