"""On random boards no plan breaks what the checker refuses; who followed events knows what one who begins now does."""

from __future__ import annotations

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Absence, Duration, Position, TechnicianId, TerritoryId, VisitState, WeatherAlert
from dispatchtui.solver.encoding import Encoded, Encoder
from soaks.solver_boards import NOW_S, a_board
from soaks.solver_checks import accepted, planned

UNTIL_S = NOW_S + 38 * 3600
SEEDS = st.integers(min_value=0, max_value=10**9)


@given(seed=SEEDS)
@settings(max_examples=150, deadline=None)
def test_no_plan_breaks_what_check_refuses(seed: int) -> None:
    assert planned(a_board(seed), seed, Counter()) == []


@given(seed=SEEDS)
@settings(max_examples=15, deadline=None)
@pytest.mark.slow
def test_every_row_is_admitted_in_its_turn_and_a_stale_one_fails_alone(seed: int) -> None:
    assert accepted(a_board(seed), seed, Counter()) == []


def test_plans_of_random_boards_move_something() -> None:
    done: Counter[str] = Counter()
    for seed in range(60):
        planned(a_board(seed), seed, done)
    assert done["moves"] > 20


@given(seed=SEEDS)
@settings(max_examples=60, deadline=None)
def test_who_followed_events_knows_what_one_who_begins_now_does(seed: int) -> None:
    board, chance = a_board(seed), Random(seed)
    kept = Encoder(board, NOW_S)
    kept.encode(from_s=NOW_S, until_s=UNTIL_S)
    for _ in range(4):
        kept.follow(board, changed(board, chance))
        kept.at(kept.now_s + 60)
        where = Position(technician_id=TechnicianId("T01"), latitude=39.3, longitude=-76.6, at_s=kept.now_s)
        kept.move(where)
        anew = Encoder(board, kept.now_s, {"T01": where})
        assert told(kept.encode(from_s=NOW_S, until_s=UNTIL_S)) == told(anew.encode(from_s=NOW_S, until_s=UNTIL_S))


def changed(board: Board, chance: Random) -> list[str]:
    """Something happens: who is concerned."""
    visit = board.visits[chance.choice(sorted(board.visits))] if board.visits else None
    who = chance.choice(sorted(board.technicians))
    kind = chance.randrange(8)
    if kind == 0:
        row = Absence(id="A99", technician_id=TechnicianId(who), start_s=NOW_S, end_s=NOW_S + 7200, kind="sick")
    elif kind == 1:
        row = replace(board.technicians[who], skills=(), version=2)
    elif kind == 6:
        row = WeatherAlert(id="STORM2", territory=TerritoryId("EAST"), start_s=NOW_S, end_s=NOW_S + 9000)
    elif kind == 7 and board.shifts:
        shift = chance.choice(sorted(board.shifts))
        board.drop("shifts", shift)
        return [f"shifts/{shift}"]
    elif visit is None:
        return []
    elif kind == 2:
        row = replace(visit, crew=(), state=VisitState.QUALIFIED)
    elif kind == 3:
        row = replace(visit, duration=Duration(p50_s=600, p80_s=900))
    elif kind == 4:
        row = replace(board.work_orders[visit.work_order_id], priority=1)
    else:
        row = replace(visit, state=VisitState.CANCELLED)
    board.put(row)
    return [f"{row.TABLE}/{row.id}"]


def told(found: Encoded) -> list[object]:
    """All of an encoded board, to be compared."""
    arrays = [np.asarray(getattr(found.problem, name)).tolist() for name in found.problem.__struct_fields__]
    return [found.visits, found.people, found.start.routes, found.was, found.pinned, found.out, *arrays]
