"""Field-service days drawn by a seed: technicians, visits, and everything that stands between them, as one problem.

A town grows with the crew, so that a drive takes about as long in a small one as in a large one. Technicians live where
work is; each covers the territory of their home and some beside it, knows some of eight skills up to a level, and
carries parts. Visits are promised in windows of two to four hours. Demand is drawn so that a few per cent do not fit.

Units: seconds of travel for all prices. A drive is 1.3 times the way as the crow flies, at 40 km/h.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from dispatchtui.solver.problem import NEVER, Ints, Problem

PRICES = (200_000, 60_000, 20_000, 7_200)
"""What leaving out a visit costs, by priority."""
SHARES = (0.04, 0.16, 0.40, 0.40)
SKILLS, PARTS = 8, 6
HOUR_S = 3600
EARTH_M, DETOUR, SPEED_M_S = 6_371_000.0, 1.3, 40_000 / HOUR_S
KM_A_ROOT = 5.0
"""The town's side in km, for each square root of a technician."""
BUSY, NATIVE_BUSY = 0.95, 1.15
"""How much of a shift visits and drives would fill, were they spread evenly; without skills and lunch more fits."""
DRIVE_S = 800.0
MOST_AT_ONCE = 100
"""Technicians of one region, where a day is too large to be planned as one."""
SHIFTS_H = ((8, 17), (7, 16), (9, 18), (8, 13))
SHIFT_SHARES = (0.60, 0.20, 0.15, 0.05)
LUNCH_S = HOUR_S // 2


Places = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Homes and sites."""
Asked = tuple[NDArray[np.bool_], NDArray[np.bool_], Ints]
"""Who may, who needs a part, and how urgent it is."""


class Day(Struct, frozen=True, kw_only=True):
    """A problem, and the region of every stop and vehicle where work is to be divided."""

    problem: Problem
    stop_region: Ints
    vehicle_region: Ints

    @property
    def regions(self) -> int:
        """How many regions there are."""
        return int(self.vehicle_region.max()) + 1


def a_day(technicians: int, visits: int, seed: int, *, native: bool = False) -> Day:
    """Draw a day; a `native` one has only what every router knows: windows, shifts, loads and prices."""
    chance = default_rng((seed, technicians, visits))
    homes, sites = _places(chance, technicians, visits)
    centres = _centres(sites, max(2, round(technicians / 10)))
    priority = chance.choice(4, visits, p=SHARES)
    may, parted = _eligible(chance, homes, sites, centres)
    shifts = _shifts(chance, technicians, breaks=not native)
    region = _nearest(centres, _centres(centres, max(1, technicians // MOST_AT_ONCE)))
    asked = (np.ones_like(may) if native else may, parted, priority)
    problem = _problem(chance, (homes, sites), asked, shifts, NATIVE_BUSY if native else BUSY)
    return Day(problem=problem, stop_region=region[_nearest(sites, centres)],
               vehicle_region=region[_nearest(homes, centres)])  # fmt: skip


def ways_s(places: NDArray[np.float64]) -> NDArray[np.int32]:
    """Seconds of driving between all places, given as latitude and longitude in degrees."""
    latitude, longitude = np.radians(places[:, 0]), np.radians(places[:, 1])
    found = np.empty((len(places), len(places)), dtype=np.int32)
    for row in range(len(places)):
        half = np.sin((latitude - latitude[row]) / 2) ** 2
        half += np.cos(latitude[row]) * np.cos(latitude) * np.sin((longitude - longitude[row]) / 2) ** 2
        found[row] = np.rint(2 * EARTH_M * np.arcsin(np.sqrt(half)) * DETOUR / SPEED_M_S)
    return found


def _problem(
    chance: Generator, places: Places, asked: Asked, shifts: tuple[Ints, Ints, Ints, Ints], busy: float
) -> Problem:
    (homes, sites), (may, parted, priority) = places, asked
    visits, technicians = may.shape
    opens, closes, breaks, break_from = shifts
    delivery = np.zeros((visits, PARTS), dtype=np.int64)
    delivery[np.arange(visits), chance.integers(0, PARTS, visits)] = parted * chance.integers(1, 3, visits)
    each_s = busy * 8.2 * HOUR_S * technicians / visits - DRIVE_S
    none, many = np.zeros(technicians, dtype=np.int64), np.full(technicians, NEVER, dtype=np.int64)
    return Problem(
        travel_s=ways_s(np.concatenate([sites, homes]))[None],
        place=np.arange(visits), service_s=_services(chance, visits, max(900.0, each_s)),
        setup_s=np.zeros(visits, dtype=np.int64), windows=_windows(chance, visits), window_from=np.arange(visits + 1),
        delivery=delivery, pickup=np.zeros_like(delivery), price=np.array(PRICES)[priority], may=may,
        profile=none.copy(), start=visits + np.arange(technicians), end=visits + np.arange(technicians),
        open_s=opens, close_s=closes, overtime_s=none.copy(), overtime_price=none.copy(),
        travel_price=none + 1, fixed=none.copy(), capacity=chance.integers(2, 6, (technicians, PARTS)),
        most_stops=many.copy(), most_travel_s=many.copy(), longest_leg_s=many.copy(),
        breaks=breaks, break_from=break_from,
    )  # fmt: skip


def _places(chance: Generator, technicians: int, visits: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Homes and sites: three in ten anywhere, the others around the middle of some quarter."""
    side_m = 1000 * KM_A_ROOT * technicians**0.5
    quarters = chance.uniform(0.1, 0.9, (max(3, technicians // 12), 2)) * side_m
    weight = chance.dirichlet(np.full(len(quarters), 3.0))

    def drawn(count: int) -> NDArray[np.float64]:
        near = quarters[chance.choice(len(quarters), count, p=weight)] + chance.normal(0, 2_500, (count, 2))
        anywhere = chance.uniform(0, side_m, (count, 2))
        metres = np.where(chance.random((count, 1)) < 0.3, anywhere, near)
        found: NDArray[np.float64] = np.array([48.0, 11.0]) + metres / np.array(
            [111_195.0, 111_195.0 * np.cos(np.radians(48.0))]
        )
        return found

    return drawn(technicians), drawn(visits)


def _centres(points: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """The middles of so many groups of points (Lloyd's iterations from points far apart)."""
    found = [points.mean(axis=0)]
    while len(found) < count:
        away = np.min([((points - each) ** 2).sum(axis=1) for each in found], axis=0)
        found.append(points[int(away.argmax())])
    centres = np.array(found[:count])
    for _round in range(12):
        group = _nearest(points, centres)
        for each in range(count):
            if (group == each).any():
                centres[each] = points[group == each].mean(axis=0)
    return centres


def _nearest(points: NDArray[np.float64], centres: NDArray[np.float64]) -> Ints:
    found: Ints = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
    return found


def _eligible(chance: Generator, homes: NDArray[np.float64], sites: NDArray[np.float64],
              centres: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:  # fmt: skip
    """Who may serve what: skills at their level, territories, and some pins; and which visits need a part."""
    visits, technicians = len(sites), len(homes)
    common = np.array([0.24, 0.20, 0.15, 0.12, 0.10, 0.08, 0.06, 0.05])
    level = np.zeros((technicians, SKILLS), dtype=np.int64)
    for who in range(technicians):
        known = chance.choice(SKILLS, chance.integers(3, 6), replace=False, p=common)
        level[who, known] = chance.choice([1, 2, 3], len(known), p=[0.3, 0.4, 0.3])
    needed = np.zeros((visits, SKILLS), dtype=np.int64)
    for chosen in (np.ones(visits, dtype=bool), chance.random(visits) < 0.1):
        kind, asked = chance.choice(SKILLS, visits, p=common), chance.choice([1, 2, 3], visits, p=[0.6, 0.28, 0.12])
        needed[np.arange(visits)[chosen], kind[chosen]] = asked[chosen]
    covers = np.zeros((technicians, len(centres)), dtype=bool)
    far = ((homes[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2).argsort(axis=1)
    for order, share in enumerate((1.0, 0.7, 0.4, 0.2)[: len(centres)]):
        covers[np.arange(technicians), far[:, order]] = chance.random(technicians) < share
    may = covers[:, _nearest(sites, centres)].T.copy()
    for skill in range(SKILLS):
        may &= level[None, :, skill] >= needed[:, skill, None]
    lost = ~may.any(axis=1)
    may[lost] = covers[:, _nearest(sites, centres)].T[lost]
    for pinned in np.flatnonzero((chance.random(visits) < 0.03) & may.any(axis=1)):
        may[pinned] = np.arange(technicians) == chance.choice(np.flatnonzero(may[pinned]))
    return may, chance.random(visits) < 0.3


def _shifts(chance: Generator, technicians: int, *, breaks: bool) -> tuple[Ints, Ints, Ints, Ints]:
    """Shifts, each with a lunch that may begin within two hours; a short one has none."""
    hours = np.array(SHIFTS_H)[chance.choice(len(SHIFTS_H), technicians, p=SHIFT_SHARES)]
    opens, closes = hours[:, 0] * HOUR_S, hours[:, 1] * HOUR_S
    owed = (closes - opens > 6 * HOUR_S) & breaks
    rows = [(opened + 7 * HOUR_S // 2, opened + 11 * HOUR_S // 2, LUNCH_S) for opened in opens[owed]]
    return opens, closes, np.array(rows, dtype=np.int64).reshape(-1, 3), np.concatenate([[0], np.cumsum(owed)])


def _services(chance: Generator, visits: int, mean_s: float) -> Ints:
    """Lognormal durations, in whole minutes."""
    spread = 0.5
    drawn = chance.lognormal(np.log(mean_s) - spread**2 / 2, spread, visits)
    return (np.clip(drawn, 600, 4 * HOUR_S) // 60 * 60).astype(np.int64)


def _windows(chance: Generator, visits: int) -> Ints:
    """Promises of two to four hours between seven and six, on the half hour; one in ten is for the whole day."""
    length = chance.choice([4, 6, 8], visits, p=[0.5, 0.3, 0.2])
    start = np.floor(chance.random(visits) * (21 - length)).astype(np.int64) + 15
    whole = chance.random(visits) < 0.1
    found = np.stack([np.where(whole, 14, start), np.where(whole, 36, start + length)], axis=1)
    return np.ascontiguousarray(found * (HOUR_S // 2), dtype=np.int64)
