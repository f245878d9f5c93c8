"""Generated horizons: technicians with shifts over some days, and visits that may be done on one of them or on many.

Source: the shape of field service: eight skills with levels, four priorities, promises for a part of a day made to a
third of the customers, dates of service level contracts, six territories, more work than hands.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.solver.problem import NEVER, Ints, Problem

DAY_S, HOUR_S = 86_400, 3_600
PRICES = (200_000, 60_000, 20_000, 7_200)
"""What a visit of each priority costs that is left out, in seconds of travel."""
SHARES = (0.05, 0.15, 0.45, 0.35)
_SKILLS, _TERRITORIES, _ACROSS_M = 8, 6, 60_000.0


class Span(Struct, frozen=True, kw_only=True):
    """A horizon: the problem, the day of each vehicle, and the priority of each stop (1 to 4)."""

    problem: Problem
    days: Ints
    priority: Ints


def span(technicians: int, visits: int, days: int, seed: int) -> Span:
    """A horizon of so many calendar days beginning on a Monday; nobody works at the weekend."""
    chance = np.random.default_rng(seed)
    centres = chance.uniform(0.2, 0.8, (_TERRITORIES, 2)) * _ACROSS_M
    of_site, of_home = chance.integers(0, _TERRITORIES, visits), np.arange(technicians) % _TERRITORIES
    sites = centres[of_site] + chance.normal(0, 7_000, (visits, 2))
    homes = centres[of_home] + chance.normal(0, 9_000, (technicians, 2))
    points = np.concatenate([sites, homes])
    ways = np.hypot(points[:, None, 0] - points[None, :, 0], points[:, None, 1] - points[None, :, 1])
    working = [day for day in range(days) if day % 7 < 5]
    who, day_of = np.tile(np.arange(technicians), len(working)), np.repeat(working, technicians)
    priority = chance.choice(4, visits, p=SHARES)
    windows = _windows(chance, priority, working)
    none, vehicles = np.zeros((visits, 0), np.int64), len(who)
    return Span(
        problem=Problem(
            travel_s=(ways * 1.3 / 11.1).astype(np.int32)[None],
            place=np.arange(visits),
            service_s=_minutes(chance, visits) * 60,
            setup_s=np.full(visits, 300),
            windows=windows,
            window_from=np.arange(visits + 1),
            delivery=none,
            pickup=none,
            price=np.array(PRICES)[priority],
            may=np.ascontiguousarray(_may(chance, technicians, of_site, of_home)[:, who]),
            profile=np.zeros(vehicles, np.int64),
            start=visits + who,
            end=visits + who,
            open_s=day_of * DAY_S + 8 * HOUR_S,
            close_s=day_of * DAY_S + 17 * HOUR_S,
            overtime_s=np.zeros(vehicles, np.int64),
            overtime_price=np.zeros(vehicles, np.int64),
            travel_price=np.ones(vehicles, np.int64),
            fixed=np.zeros(vehicles, np.int64),
            capacity=np.zeros((vehicles, 0), np.int64),
            most_stops=np.full(vehicles, NEVER),
            most_travel_s=np.full(vehicles, NEVER),
            longest_leg_s=np.full(vehicles, NEVER),
            breaks=np.stack([day_of * DAY_S + 11 * HOUR_S, day_of * DAY_S + 14 * HOUR_S,
                             np.full(vehicles, HOUR_S // 2)], axis=1),
            break_from=np.arange(vehicles + 1),
        ),
        days=day_of,
        priority=priority + 1,
    )  # fmt: skip


def _minutes(chance: np.random.Generator, visits: int) -> Ints:
    """Planned durations: many of an hour or so, some of half a day."""
    drawn = np.exp(chance.normal(np.log(115), 0.5, visits))
    return np.asarray(np.clip(np.round(drawn / 15) * 15, 30, 240), dtype=np.int64)


def _may(chance: np.random.Generator, technicians: int, of_site: Ints, of_home: Ints) -> NDArray[np.bool_]:
    """Who has the skill at its level and covers the territory; everybody covers one beside their own."""
    visits = len(of_site)
    levels = chance.integers(0, 6, (technicians, _SKILLS)) * (chance.random((technicians, _SKILLS)) < 0.6)
    needs, level = chance.integers(0, _SKILLS, visits), chance.choice([1, 2, 3, 4], visits, p=[0.4, 0.3, 0.2, 0.1])
    covers = np.zeros((technicians, _TERRITORIES), bool)
    covers[np.arange(technicians), of_home] = True
    covers[np.arange(technicians), (of_home + chance.integers(1, _TERRITORIES, technicians)) % _TERRITORIES] = True
    may = (level[:, None] <= levels[:, needs].T) & covers[:, of_site].T
    # What nobody near is able to do, somebody from afar is.
    may[~may.any(axis=1)] = (level[:, None] <= levels[:, needs].T)[~may.any(axis=1)]
    return np.asarray(may)


def _windows(chance: np.random.Generator, priority: Ints, working: list[int]) -> Ints:
    """When each may begin: in a promised half of a day, or within the days that its contract allows."""
    visits, last = len(priority), working[-1]
    begin = chance.choice(working, visits)
    promised = chance.random(visits) < 0.33
    opens = begin * DAY_S + np.where(promised, chance.choice([8, 12], visits) * HOUR_S, 0)
    allowed = np.array([2, 4, 7, 14])[priority] * DAY_S
    closes = opens + np.where(promised, 4 * HOUR_S, allowed)
    # What is still open at the end of the horizon is waited for since some day within it.
    opens = np.where(promised, opens, np.minimum(opens, (last // 2) * DAY_S + opens % DAY_S))
    return np.stack([opens, np.minimum(closes, (last + 1) * DAY_S)], axis=1)
