"""Ways in bulk are those of core/travel, to the second."""

from __future__ import annotations

from random import Random

from dispatchtui.core.model import Location
from dispatchtui.core.travel import UNKNOWN_S, seconds
from dispatchtui.solver.encoding import ways
from dispatchtui.solver.encoding.ways import Ways, bulk


def places(count: int, *, seed: int, spread: float) -> list[Location | None]:
    chance = Random(seed)
    return [Location(latitude=39 + chance.uniform(-spread, spread), longitude=-76 + chance.uniform(-spread, spread))
            for _ in range(count)]  # fmt: skip


def test_each_way_is_told_as_travel_tells_it() -> None:
    for spread in (0.0001, 0.1, 30.0):
        some = [*places(60, seed=1, spread=spread), None]
        found = bulk(some, some)
        assert [[int(each) for each in row] for row in found] == [[seconds(one, two) for two in some] for one in some]


def test_a_way_half_way_between_two_seconds_is_rounded_as_travel_rounds_it(monkeypatch) -> None:
    some = places(40, seed=2, spread=0.1)
    expected = bulk(some, some)
    monkeypatch.setattr(ways, "_DOUBTFUL", 1.0)  # Every length is measured singly.
    assert (bulk(some, some) == expected).all()


def test_places_that_come_up_later_are_learned_beside_the_others() -> None:
    some, more, kept = places(9, seed=3, spread=0.2), places(7, seed=4, spread=0.2), Ways()
    kept.between(some)
    asked = [more[1], None, some[3], more[1], *more, *some]
    assert [[int(each) for each in row] for row in kept.between(asked)] == [
        [seconds(one, two) for two in asked] for one in asked
    ]


def test_what_is_unknown_takes_the_time_that_is_assumed_everywhere() -> None:
    assert int(Ways().between([None, Location(latitude=1, longitude=1)])[0, 1]) == UNKNOWN_S


def test_too_many_places_are_forgotten_and_measured_anew(monkeypatch) -> None:
    monkeypatch.setattr(ways, "MOST_PLACES", 10)
    some, more, kept = places(9, seed=3, spread=0.2), places(7, seed=4, spread=0.2), Ways()
    kept.between(some)
    assert int(kept.between([*more, some[0]])[0, 7]) == seconds(more[0], some[0])
