"""How often the exact choice is better than what it competes with, class by class; where it never is, it has no place.

Repairs: some visits lose their people, and ten others and their routes are planned anew; the routes of several
searches put together against one search in the same time. Crews: visits for two, chosen at once against ranked one
after another. Horizons: the shape of a linear programme and then routes, against a search over all days at once, and
against each visit on its earliest day. Judged by what plans cost; what breaks a rule counts as nothing found.
"""

from __future__ import annotations

import random

import numpy as np
from msgspec.structs import replace

from benchmarks import ranking
from benchmarks.judge import judge
from benchmarks.solver_days import a_day
from benchmarks.solver_horizons import Span, span
from dispatchtui.constraints.check import check_moves
from dispatchtui.constraints.effects import effects_of
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moved
from dispatchtui.core.model import CrewNeed, Duration, TerritoryId, Visit, VisitState, WorkOrder, WorkOrderId
from dispatchtui.engine.exact.competing import compete
from dispatchtui.engine.exact.crews import place_crews
from dispatchtui.engine.exact.days import days_in_turn, plan_days
from dispatchtui.engine.exact.part import part, plan_of_part
from dispatchtui.engine.search import search, warm
from dispatchtui.solver.look import ask, least_cost
from dispatchtui.solver.problem import NEVER, Plan, Problem
from dispatchtui.solver.rank import rank

REPAIRS = {"repair_2_3": (2, 3), "repair_4_8": (4, 8), "repair_9_15": (9, 15)}
NEIGHBOURS = 10
MOVED, HANDED_OVER, MOVED_BY_S = 300, 900, 900
"""What it costs that somebody comes at another time, that somebody else comes, and from when on a time is another."""


def measure(*, quick: bool = False, seed: int = 1) -> dict[str, float]:
    """The share of cases that the exact choice wins, and draws, of each class; and what horizons leave unserved."""
    warm()
    found: dict[str, float] = {}
    cases, seconds = (4, 0.5) if quick else (24, 1.0)
    chance = np.random.default_rng(seed)
    problem = a_day(30, 200, seed).problem
    live = search(problem, seconds=2.0 if quick else 8.0, seed=seed)
    for name, (least, most) in REPAIRS.items():
        pairs = []
        for number in range(cases):
            some, start = _case(problem, live, chance, int(chance.integers(least, most + 1)))
            ours = compete(some, start, seconds=seconds, seed=number)
            theirs = search(some, start=start, seconds=seconds, seed=number)
            pairs.append((_cost(some, ours), _cost(some, theirs)))
        found |= _shares(name, pairs)
    found |= _shares("crews", [_crews(random.Random(seed * 1000 + number)) for number in range(4 * cases)])
    return found | _horizon(quick=quick, seed=seed)


def _shares(name: str, pairs: list[tuple[float, float]]) -> dict[str, float]:
    wins, draws = sum(ours < theirs for ours, theirs in pairs), sum(ours == theirs for ours, theirs in pairs)
    return {f"{name}_exact_win_share": wins / len(pairs), f"{name}_exact_draw_share": draws / len(pairs)}


def _cost(problem: Problem, plan: Plan) -> float:
    verdict = judge(problem, plan)
    return float("inf") if verdict.broken else verdict.cost


def _case(problem: Problem, live: Plan, chance: np.random.Generator, count: int) -> tuple[Problem, Plan]:
    """So many visits that lost their people, the nearest others with their routes, and what stands of the plan."""
    out: list[int] = []
    gone: list[int] = []
    for vehicle in chance.permutation(problem.vehicles).tolist():
        if len(out) < count and live.routes[vehicle]:
            gone.append(vehicle)
            out += live.routes[vehicle][len(out) - count :]
    ways: list[tuple[float, int]] = []
    for vehicle in sorted(set(range(problem.vehicles)) - set(gone)):
        able = [stop for stop in out if problem.may[stop, vehicle]]
        at = [problem.place[stop] for stop in live.routes[vehicle]] or [problem.start[vehicle]]
        if able:
            ways.append((float(problem.travel_s[0][np.ix_(at, problem.place[able])].min(axis=0).mean()), vehicle))
    near = np.array(sorted(vehicle for _, vehicle in sorted(ways)[:NEIGHBOURS]))
    stops = np.array(sorted({*out, *(stop for vehicle in near for stop in live.routes[vehicle])}))
    some, start = part(problem, stops, near), plan_of_part(live, stops, near)
    was, pair = np.full(len(stops), NEVER), np.zeros((len(stops), len(near)), np.int64)
    for vehicle, route in enumerate(start.routes):
        for stop in route:
            was[stop], pair[stop], pair[stop, vehicle] = live.starts[stops[stop]], HANDED_OVER, 0
    prices = np.full(len(stops), MOVED)
    return replace(some, was_s=was, moved_price=prices, moved_by_s=MOVED_BY_S, pair_cost=pair), start


def _crews(chance: random.Random) -> tuple[float, float]:
    """What visits for two cost that are chosen for at once, and that are ranked one after another."""
    board, now_s = ranking.a_board(8, 4), ranking.NOW_S
    ids = [f"C{number}" for number in range(chance.randint(1, 5))]
    for name in ids:
        site = chance.choice(list(board.work_orders.values())).site
        board.put(WorkOrder(id=f"W{name}", territory=TerritoryId("A0"), priority=chance.choice((1, 2, 3, 4)),
                            site=site))  # fmt: skip
        board.put(Visit(id=name, work_order_id=WorkOrderId(f"W{name}"), territory=TerritoryId("A0"),
                        crew_needs=(CrewNeed(role="second"),), state=VisitState.QUALIFIED,
                        duration=Duration(p50_s=chance.choice((3600, 5400)), p80_s=7200)))  # fmt: skip
    ours = place_crews(board, ids, now_s, until_s=now_s + 86_400)
    theirs: tuple[Move, ...] = ()
    for name in sorted(ids, key=lambda each: (board.work_orders[f"W{each}"].priority, each)):
        best = rank(moved(board, theirs), name, now_s, most=1).candidates
        if best and not best[0].violations:
            theirs = (*(each for each in theirs if each.visit_id not in {one.visit_id for one in best[0].moves}),
                      *best[0].moves)  # fmt: skip
    return _price(board, ids, ours), _price(board, ids, theirs)


def _price(board: Board, ids: list[str], moves: tuple[Move, ...]) -> float:
    """What all the travel, waiting and leaving of some visits cost; nothing found where a rule is broken."""
    now_s, placed = ranking.NOW_S, {each.visit_id: each for each in moves if each.technician_id}
    if any(each.violations for each in check_moves(board, moves, at_s=now_s).values()):
        return float("inf")
    cost = float(effects_of(board, moved(board, moves), now_s).travel_s)
    for name in ids:
        asked = ask(board, board.visits[name], now_s)
        if name in placed:
            start_s = placed[name].start_s
            cost += least_cost(asked, start_s, start_s + asked.length_s, 0)
        else:
            cost += {1: 200_000, 2: 60_000, 3: 20_000}.get(asked.priority, 7_200)
    return cost


def _horizon(*, quick: bool, seed: int) -> dict[str, float]:
    technicians, visits, days, seconds, count = (15, 500, 7, 4.0, 2) if quick else (100, 4_000, 14, 30.0, 3)
    pairs, figures = [], dict[str, float]()
    for number in range(count):
        drawn = span(technicians, visits, days, seed * 100 + number)
        plans = {
            "exact": plan_days(drawn.problem, drawn.days, seconds=seconds, seed=seed),
            "search": search(drawn.problem, seconds=seconds, seed=seed),
            "earliest": days_in_turn(drawn.problem, drawn.days),
        }
        pairs.append((_cost(drawn.problem, plans["exact"]), _cost(drawn.problem, plans["search"])))
        for name, plan in plans.items():
            figures = _added(figures, drawn, name, plan, count)
    return figures | _shares("horizon", pairs)


def _added(figures: dict[str, float], drawn: Span, name: str, plan: Plan, count: int) -> dict[str, float]:
    """The figures with those of one more plan, averaged over so many."""
    left = np.bincount(drawn.priority[list(plan.left_out)], minlength=5)
    more = {f"horizon_{name}_unserved": float(left.sum()), f"horizon_{name}_unserved_p1": float(left[1]),
            f"horizon_{name}_unserved_p2": float(left[2]), f"horizon_{name}_cost": float(plan.cost)}  # fmt: skip
    return figures | {key: figures.get(key, 0.0) + value / count for key, value in more.items()}
