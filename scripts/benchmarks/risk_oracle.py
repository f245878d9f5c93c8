"""What somebody would expect who is told how the simulated field really is: a Behaviour of true values.

Every curve is that of the field's own distributions, worked out from them or, where they mix, from many draws.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, exp, log
from statistics import NormalDist

import numpy as np

from dispatchtui.core.foresight import Driving, Effect, Reporting, Shape
from dispatchtui.core.model import Behaviour
from dispatchtui.field.draws import Draws
from dispatchtui.field.town import Town
from dispatchtui.field.world import World

POINTS = 64
"""Points of a curve."""
MANY = 60_000
ENOUGH = 1_000_000_000
"""Observations that it rests on: as good as all."""
USUAL_S = np.arange(120, 1200, 30)
"""Estimates of the ways that are driven, over which the deviation is told as one shape."""


def oracle(world: World, town: Town) -> Behaviour:
    """The behaviour of a world, from its own parameters."""
    dice = np.random.default_rng(0)
    return Behaviour(
        id="field",
        version=1,
        n=ENOUGH,
        work=tuple(_effects(world, town)),
        shapes=tuple(_shapes(world, town, dice)),
        reporting=_reporting(world, town, dice),
        driving=_driving(world, dice),
        leave=_even(world.leave_s),
        early=_even((0, world.early_s)),
        settle=_even(world.settle_s),
        accept=_lognormal(world.acknowledge_median_s, world.acknowledge_sigma),
        pause=_even(world.suspend_s),
        no_access=world.no_access,
        no_access_wait=(world.no_access_wait_s,),
        absent_per_h=world.sick / ((world.sick_between_s[1] - world.sick_between_s[0]) / 3600),
        eager=world.eager,
    )


def _effects(world: World, town: Town) -> Iterable[Effect]:
    """Every group's true effect; only the day is not known."""
    nature = Draws(world.seed if world.seed is not None else 0)
    yield Effect(variance=world.day_sigma**2, n=ENOUGH)
    for kind in town.types:
        yield Effect(work_type=kind.id, log_factor=log(world.type_medians.get(kind.id, 1.0)), n=ENOUGH)
    for area in town.territories:
        yield Effect(territory=area.id, log_factor=log(nature.lognormal(1, world.area_sigma, area.id, "area")),
                     n=ENOUGH)  # fmt: skip
    for who in town.technicians:
        pace = log(nature.lognormal(1, world.technician_sigma, who.id, "pace"))
        yield Effect(technician_id=who.id, log_factor=pace, n=ENOUGH)


def _work(world: World, planned_s: float, median: float, dice: np.random.Generator) -> np.ndarray:
    """Draws of how long work takes."""
    whole = planned_s * median * np.exp(world.work_sigma * dice.standard_normal(MANY))
    return np.maximum(world.shortest_work_s, whole)


def _rests(world: World, dice: np.random.Generator) -> np.ndarray:
    """Draws of how long work rests in between; most does not."""
    return (dice.random(MANY) < world.suspend) * dice.uniform(*world.suspend_s, MANY)


def _shapes(world: World, town: Town, dice: np.random.Generator) -> Iterable[Shape]:
    for kind in town.types:
        median, planned_s = world.type_medians.get(kind.id, 1.0), _planned_s(kind)
        logs = np.log((_work(world, planned_s, median, dice) + _rests(world, dice)) / (planned_s * median))
        yield Shape(work_type=kind.id, curve=_curve(logs), n=ENOUGH)


def _reporting(world: World, town: Town, dice: np.random.Generator) -> Reporting:
    """Overruns from one length on are reported by so many, and what it then takes is known that exactly."""
    after = []
    for kind in town.types:
        planned_s = _planned_s(kind)
        work = _work(world, planned_s, world.type_medians.get(kind.id, 1.0), dice)
        work *= np.exp(np.hypot(world.area_sigma, world.technician_sigma) * dice.standard_normal(MANY))
        over = work - planned_s
        told, over = work[over >= world.overrun_from_s], over[over >= world.overrun_from_s]
        seen = over * np.exp(world.overrun_sigma * dice.standard_normal(len(over)))
        after.append(np.log(told / (planned_s + np.ceil(seen / 300) * 300)))
    return Reporting(over_s=(ceil(world.overrun_from_s),), rates=(world.overrun_reported,),
                     at=_even(world.overrun_seen_at), after=_curve(np.concatenate(after)), n=ENOUGH)  # fmt: skip


def _driving(world: World, dice: np.random.Generator) -> Driving:
    low, high = world.parking_s
    spread = exp(world.travel_sigma**2 / 2)
    mean = world.travel_median * spread
    share = mean * (exp(world.travel_sigma**2) - 1) ** 0.5
    fixed_s = (high - low) / 12**0.5
    estimates = dice.choice(USUAL_S, MANY)
    drive = estimates * world.travel_median * np.exp(world.travel_sigma * dice.standard_normal(MANY))
    parked = dice.uniform(low, high, MANY)
    deviation = (drive + parked - estimates * mean - (low + high) / 2) / np.hypot(fixed_s, share * estimates)
    return Driving(base_s=(low + high) / 2, effects=(Effect(log_factor=log(mean), n=ENOUGH),),
                   shape=_curve(deviation), fixed_s=fixed_s, share=share, n=ENOUGH)  # fmt: skip


def _planned_s(kind: object) -> int:
    return kind.duration.p50_s  # type: ignore[attr-defined]


def _chances() -> np.ndarray:
    return (np.arange(POINTS) + 0.5) / POINTS


def _curve(values: np.ndarray) -> tuple[float, ...]:
    return tuple(np.quantile(values, _chances()).tolist())


def _even(span: tuple[float, float]) -> tuple[float, ...]:
    return tuple((span[0] + (span[1] - span[0]) * _chances()).tolist())


def _lognormal(median: float, sigma: float) -> tuple[float, ...]:
    return tuple(median * exp(sigma * NormalDist().inv_cdf(each)) for each in _chances().tolist())
