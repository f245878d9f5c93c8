"""The choice of columns: the best there is, as trying every choice finds it, and the same every time."""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pytest

from dispatchtui.engine.exact.choosing import Column, choose


def drawn(seed: int, vehicles: int, stops: int, each: int) -> tuple[list[list[Column]], list[int]]:
    chance = np.random.default_rng(seed)
    listed = []
    for vehicle in range(vehicles):
        sets = {0, *chance.integers(1, 1 << stops, each).tolist()}
        listed.append(
            [Column(vehicle, free, int(chance.integers(50, 400)) * free.bit_count(), ()) for free in sorted(sets)]
        )
    return listed, chance.integers(100, 500, stops).tolist()


def least(listed: list[list[Column]], prices: list[int]) -> int:
    costs = []
    for choice in product(*listed):
        served = [place for column in choice for place in range(len(prices)) if column.free >> place & 1]
        if len(served) == len(set(served)):
            left = sum(price for place, price in enumerate(prices) if place not in served)
            costs.append(sum(column.cost for column in choice) + left)
    return min(costs)


@pytest.mark.parametrize("seed", range(8))
def test_the_choice_is_the_cheapest_of_all(seed: int):
    listed, prices = drawn(seed, 3, 6, 12)
    found = choose(listed, prices, present=[each[0] for each in listed])
    assert found is not None
    assert found.proven
    assert found.cost == least(listed, prices)
    assert all(found.columns[vehicle] in listed[vehicle] for vehicle in range(3))


def test_the_same_question_has_the_same_answer():
    listed, prices = drawn(3, 6, 14, 200)
    assert choose(listed, prices, seed=4) == choose(listed, prices, seed=4)


def test_one_that_is_not_wanted_any_more_ends_at_once():
    listed, prices = drawn(5, 12, 40, 1_500)
    began_s = time.perf_counter()
    choose(listed, prices, effort=60.0)
    whole_s = time.perf_counter() - began_s
    asked_s: list[float] = []

    def stopped() -> bool:
        asked_s.append(time.perf_counter())
        return True

    choose(listed, prices, effort=60.0, stopped=stopped)
    assert time.perf_counter() - asked_s[0] < max(0.05, whole_s / 4)
