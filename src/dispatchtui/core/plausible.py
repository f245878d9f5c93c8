"""What may have been learned of a real company: bounds for every figure of a row of behaviour.

Whoever asks for a row to be taken over is told which figure lies outside; whoever finds such a row forecasts as if
nothing had been learned. The bounds are wide: they keep out what breaks the arithmetic, not what is unusual.
Units: seconds, shares and natural logarithms; instants epoch seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from dispatchtui.core.foresight import Behaviour, Driving, Effect, Reporting

DAY_S = 86_400
LAST_S = 253_402_300_799
"""The last second of the year 9999."""
MOST_POINTS = 400
"""Values of one curve; 40 are learned."""
MOST_EFFECTS = 20_000
"""Groups that differ from the broader ones, and curves of work types, of one row."""
MOST_FACTOR = 3.0
"""Nothing takes twenty times as long as planned everywhere, nor a twentieth of it, as a natural logarithm."""
MOST_VARIANCE = 4.0
FARTHEST = 12.0
"""One single case among many may lie farther away: some days where a minute was planned, as a natural logarithm."""
MOST_N = 1_000_000_000
LONGEST_S: dict[str, tuple[int, int]] = {
    "leave": (-DAY_S, DAY_S),
    "early": (-DAY_S, DAY_S),
    "settle": (-DAY_S, DAY_S),
    "no_access_wait": (0, DAY_S),
    "accept": (0, 60 * DAY_S),
    "pause": (0, 60 * DAY_S),
}
"""Between what the values of each curve of lengths of time lie; work may wait for weeks, nobody settles for days."""

Wrong = tuple[str, str]
"""The field of a row, and what would be right."""


def implausible(row: Behaviour) -> Wrong | None:
    """The first figure of a row that no company can have taught, and what would be right; nothing if all may be so."""
    return next(_wrongs(row), None)


def _wrongs(row: Behaviour) -> Iterator[Wrong]:
    for name in ("learned_s", "from_s", "until_s"):
        yield from _between(name, (getattr(row, name),), 0, LAST_S)
    yield from _between("n", (row.n,), 0, MOST_N)
    for name in ("no_access", "eager", "absent_per_h"):
        yield from _between(name, (getattr(row, name),), 0, 1)
    for name, (least_s, most_s) in LONGEST_S.items():
        yield from _curve(name, getattr(row, name), least_s, most_s)
    yield from _effects("work", row.work)
    if len(row.shapes) > MOST_EFFECTS:
        yield "shapes", f"it holds at most {MOST_EFFECTS:,} curves, not {len(row.shapes):,}"
    for number, shape in enumerate(row.shapes[:MOST_EFFECTS]):
        yield from _curve(f"shapes[{number}].curve", shape.curve, -FARTHEST, FARTHEST)
        yield from _between(f"shapes[{number}].n", (shape.n,), 0, MOST_N)
    yield from _reporting(row.reporting)
    yield from _driving(row.driving)


def _effects(field: str, effects: Sequence[Effect]) -> Iterator[Wrong]:
    if len(effects) > MOST_EFFECTS:
        yield field, f"it holds at most {MOST_EFFECTS:,} groups, not {len(effects):,}"
    for number, effect in enumerate(effects[:MOST_EFFECTS]):
        yield from _between(f"{field}[{number}].log_factor", (effect.log_factor,), -MOST_FACTOR, MOST_FACTOR)
        yield from _between(f"{field}[{number}].variance", (effect.variance,), 0, MOST_VARIANCE)
        yield from _between(f"{field}[{number}].n", (effect.n,), 0, MOST_N)


def _reporting(reporting: Reporting) -> Iterator[Wrong]:
    yield from _curve("reporting.over_s", reporting.over_s, -DAY_S, DAY_S)
    if len(reporting.rates) != len(reporting.over_s):
        given, wanted = len(reporting.rates), len(reporting.over_s)
        yield "reporting.rates", f"one for each of over_s is needed, {wanted} and not {given}"
    yield from _between("reporting.rates", reporting.rates, 0, 1)
    yield from _curve("reporting.at", reporting.at, -DAY_S, DAY_S)
    yield from _curve("reporting.after", reporting.after, -FARTHEST, FARTHEST)
    yield from _between("reporting.n", (reporting.n,), 0, MOST_N)


def _driving(driving: Driving) -> Iterator[Wrong]:
    yield from _between("driving.base_s", (driving.base_s,), -4 * 3600, 4 * 3600)
    yield from _between("driving.fixed_s", (driving.fixed_s,), 0, 4 * 3600)
    yield from _between("driving.share", (driving.share,), 0, 10)
    yield from _curve("driving.shape", driving.shape, -100, 100)
    yield from _between("driving.n", (driving.n,), 0, MOST_N)
    yield from _effects("driving.effects", driving.effects)


def _curve(field: str, values: Sequence[float], least: float, most: float) -> Iterator[Wrong]:
    if len(values) > MOST_POINTS:
        yield field, f"a curve has at most {MOST_POINTS} values, not {len(values):,}"
    yield from _between(field, values[:MOST_POINTS], least, most)
    if any(not one <= other for one, other in pairwise(values[:MOST_POINTS])):
        yield field, "a curve never falls"


def _between(field: str, values: Sequence[float], least: float, most: float) -> Iterator[Wrong]:
    """What lies outside; what is no number lies nowhere."""
    for value in values:
        if not least <= value <= most:
            yield field, f"it goes from {least:,} to {most:,}, not {value:,}"
            return
