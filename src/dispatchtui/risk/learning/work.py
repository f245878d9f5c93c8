"""How long work takes against what is planned: effects of type, territory and technician, and what then varies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log, log1p

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.core.board import Board
from dispatchtui.core.foresight import Effect, Shape
from dispatchtui.risk.learning.curves import ENOUGH, Array, drawn, quantiles, rounded
from dispatchtui.risk.learning.effects import Codes, Group, Kind, backfit, kind_of, told
from dispatchtui.risk.learning.observed import Observation

FARTHEST, FARTHEST_FACTOR = 5.0, log(5)
"""Work is left out that is so many spreads off the median of its type, and by more than so great a factor."""
WINSOR = 3.0
"""What is more spreads off than this counts as so many when effects are fitted."""
SPREAD_N = 20.0
"""The spread of all types counts for so many measurements of each."""
SHAPE_N = 40.0
"""The shape of all types counts for so many measurements of each."""
ROUNDS = 3
"""How often effects and spreads are fitted in turn."""
CELL_N = 8
"""A technician is told apart within one type and territory from so many measurements on."""
LEAST_SPREAD = 0.02


class Work(Struct, frozen=True):
    """What was learned of work."""

    effects: tuple[Effect, ...] = ()
    shapes: tuple[Shape, ...] = ()
    n: int = 0


class Measured(Struct, frozen=True):
    """Work that was done and is not too far off: its observations, and the log factors of what it is told against."""

    observations: tuple[Observation, ...]
    log_factors: Array


def measured(observations: Sequence[Observation], board: Board) -> Measured:
    """The work that was done, without outliers, against what it is told against."""
    found: list[Observation] = []
    values: list[float] = []
    for each in observations:
        work_s, usual_s = each.work_s, reference_s(each, board)
        if work_s is not None and work_s > 0 and usual_s > 0:
            found.append(each)
            values.append(log(work_s / usual_s))
    if not found:
        return Measured((), np.zeros(0))
    log_factors = np.array(values)
    near = _near(log_factors, _codes([each.work_type for each in found])[0])
    return Measured(tuple(each for each, keep in zip(found, near, strict=True) if keep), log_factors[near])


def reference_s(observation: Observation, board: Board) -> int:
    """What it is told against: the work type's own duration where it was planned by type, else what was planned."""
    kind = board.work_types.get(observation.work_type)
    if observation.by_type and kind is not None and kind.duration is not None and kind.duration.p50_s > 0:
        return kind.duration.p50_s
    return observation.planned_s


def fit_work(work: Measured) -> Work:
    """Learn the effects and the shapes of work; nothing when there is too little of it."""
    values, n = work.log_factors, len(work.observations)
    if n < ENOUGH:
        return Work()
    types, type_names = _codes([each.work_type for each in work.observations])
    groups = [_grouped(work.observations, fields, least) for fields, least in _KINDS]
    kinds = [kind_of(codes, len(names)) for codes, names in groups]
    days, day_names = _codes([each.day for each in work.observations])
    day = kind_of(days, len(day_names))
    middle, unsure = float(np.median(values)), 0.0
    spread = _spreads(values - middle, types, len(type_names))
    rest = values - middle
    for _ in range(ROUNDS):
        bound = WINSOR * spread[types]
        tame = values - rest + np.clip(rest, -bound, bound)
        middle, unsure = backfit(tame, 1 / spread[types] ** 2, (*kinds, day))
        rest = values - middle - day.of_each() - _sum(kinds, n)
        spread = _spreads(rest, types, len(type_names))
    # Nobody knows beforehand what day it will be, nor what will rest in between: both belong to what varies.
    rest += day.of_each() + np.array([log1p(sum(each.pauses) / (each.work_s or 1)) for each in work.observations])
    shift = float(np.median(rest))
    general = Effect(log_factor=round(middle + shift, 4), n=n,
                     variance=round(unsure + day.between / max(1, len(day_names)), 6))  # fmt: skip
    found = [general]
    for (_, names), kind in zip(groups, kinds, strict=True):
        found += told(names, kind, kind.effect)
    return Work(tuple(found), _shapes(rest - shift, types, type_names), n)


_KINDS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("work_type",), 1),
    (("territory",), 1),
    (("technician_id",), 1),
    (("work_type", "territory"), 1),
    (("work_type", "territory", "technician_id"), CELL_N),
)
"""What groups are told apart by, and from how many measurements on."""


def _grouped(
    observations: Sequence[Observation], fields: tuple[str, ...], least: int
) -> tuple[Codes, tuple[Group, ...]]:
    """The group of each observation, and the groups that have enough of them, by name."""
    keys = [_group(each, fields) for each in observations]
    counted = Counter(keys)
    names = tuple(sorted(key for key, n in counted.items() if n >= least and sum(map(bool, key)) == len(fields)))
    places = {group: place for place, group in enumerate(names)}
    return np.array([places.get(group, -1) for group in keys], dtype=np.int64), names


def _group(each: Observation, fields: tuple[str, ...]) -> Group:
    return (
        each.work_type if "work_type" in fields else "",
        each.territory if "territory" in fields else "",
        each.technician_id if "technician_id" in fields else "",
    )


def _sum(kinds: Sequence[Kind], size: int) -> Array:
    """What all groups add to each measurement."""
    total = np.zeros(size)
    for kind in kinds:
        total += kind.of_each()
    return total


def _codes(words: Sequence[str]) -> tuple[Codes, tuple[str, ...]]:
    names = tuple(sorted(set(words)))
    places = {name: place for place, name in enumerate(names)}
    return np.array([places[word] for word in words], dtype=np.int64), names


def _near(values: Array, types: Codes) -> NDArray[np.bool_]:
    """Which values are near enough to the median of their type to be believed."""
    middle = float(np.median(values))
    medians = np.full(int(types.max()) + 1, middle)
    for place in range(medians.size):
        own = values[types == place]
        medians[place] = (own.size * float(np.median(own)) + CELL_N * middle) / (own.size + CELL_N)
    off = values - medians[types]
    spread = _spreads(off, types, medians.size)
    return np.asarray(np.abs(off) <= np.maximum(FARTHEST * spread[types], FARTHEST_FACTOR))


def _spreads(off: Array, types: Codes, size: int) -> Array:
    """How far the middle of each type's deviations reaches, drawn to that of all, as a standard deviation."""
    overall = _spread(off)
    found = np.full(size, overall)
    for place in range(size):
        own = off[types == place]
        if own.size:
            found[place] = (own.size * _spread(own) + SPREAD_N * overall) / (own.size + SPREAD_N)
    return np.asarray(np.maximum(found, LEAST_SPREAD), dtype=np.float64)


def _spread(off: Array) -> float:
    """The distance between the fifteenth and the eighty-fifth hundredth, as that of a normal distribution."""
    low, high = np.quantile(off, (0.15, 0.85), method="hazen")
    return float(high - low) / 2.0729


def _shapes(rest: Array, types: Codes, names: Sequence[str]) -> tuple[Shape, ...]:
    """The curve of all deviations, and that of each type with its own spread, drawn to the common form."""
    overall = quantiles(rest)
    spread = _spreads(rest, types, len(names))
    form = quantiles(rest / spread[types])
    found = [Shape(curve=rounded(overall), n=rest.size)]
    for place, name in enumerate(names):
        own = rest[types == place]
        if name and own.size >= ENOUGH:
            curve = drawn(quantiles(own), own.size, form * spread[place], SHAPE_N)
            found.append(Shape(work_type=name, curve=rounded(curve), n=own.size))
    return tuple(found)
