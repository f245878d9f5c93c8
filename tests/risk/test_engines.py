"""Two engines work out the same: by probabilities, and in samples; and what both say is always sane."""

from math import inf

import pytest

from benchmarks.risk_engines import WHO, a_route, compare, compare_sampled
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Position
from dispatchtui.risk.forecast import RouteForecast, forecast


def test_the_analytic_engine_agrees_with_a_simulation_of_20000_samples():
    found = compare(40, 1)
    assert found.stops > 150
    assert found.quantile_error_min <= 2.0
    assert found.quantile_mean_min <= 0.3
    assert found.probability_error <= 0.03


def test_the_samples_of_the_product_agree_with_one_where_breaks_are_owed():
    found = compare_sampled(25, 1)
    assert found.stops > 100
    assert found.quantile_mean_min <= 1.0
    assert found.probability_error <= 0.03


def order_and_bounds(route: RouteForecast) -> None:
    for each in route.stops:
        for spread in (each.arrival, each.start, each.end):
            assert spread.p10_s <= spread.p50_s <= spread.p80_s <= spread.p90_s
        assert each.arrival.p50_s <= each.start.p50_s <= each.end.p50_s + 1
        for clock in each.clocks:
            assert 0.0 <= clock.breach <= 1.0
            assert clock.breach == 1.0 or clock.due_s >= route.at_s
            assert clock.eta_s == (each.end if clock.of_work else each.arrival).p50_s
        if each.stop.state in PLACED:
            assert each.arrival.p10_s >= route.at_s


@pytest.mark.parametrize("breaks", [False, True])
def test_what_is_told_is_in_order_and_probable(breaks: bool):
    methods = set()
    for seed in range(60):
        board, now_s = a_route(seed, breaks=breaks)
        for later_s in (0, 1800, 7200, 6 * 3600):
            route = forecast(board, WHO, now_s + later_s)
            methods.add(route.method)
            order_and_bounds(route)
            assert route == forecast(board, WHO, now_s + later_s), "it is the same each time it is asked for"
    assert ("sampled" in methods) == breaks


def test_who_has_not_left_by_a_later_moment_does_not_come_earlier():
    for seed in range(40):
        board, now_s = a_route(seed, habits=seed % 2 == 0)
        for visit in list(board.visits.values()):
            if visit.state not in PLACED:
                board.drop("visits", visit.id)
        before = dict.fromkeys(board.visits, -inf)
        for later_s in range(0, 5 * 3600, 700):
            for each in forecast(board, WHO, now_s + later_s, method="analytic").stops:
                assert each.arrival.p50_s >= before[each.visit_id] - 45, (
                    "but for the steps of time that are reckoned in"
                )
                before[each.visit_id] = max(before[each.visit_id], each.arrival.p50_s)


def test_a_position_leaves_nothing_wider_while_most_of_the_way_is_ahead():
    narrower = 0
    for seed in range(80):
        board, now_s = a_route(seed, habits=True)
        way = [each for each in board.visits.values() if each.state == "EN_ROUTE"]
        if not way:
            continue
        site = board.work_orders[way[0].work_order_id].site.location
        assert site is not None
        seen = Position(technician_id=WHO, latitude=site.latitude + 0.01, longitude=site.longitude, at_s=now_s)
        for near, far in zip(forecast(board, WHO, now_s, seen).stops, forecast(board, WHO, now_s).stops, strict=True):
            if near.visit_id == way[0].id and far.arrival.p10_s > now_s + 240:
                narrower += 1
                assert near.arrival.p90_s - near.arrival.p10_s <= far.arrival.p90_s - far.arrival.p10_s
    assert narrower > 5
