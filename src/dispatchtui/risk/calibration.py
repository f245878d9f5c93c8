"""How good what was expected was: predictions against what came of them.

A forecast is calibrated when of what it gave 30 percent three in ten came true, and sharp when it rarely says so
little. The Brier score counts both, beside that of the best constant, which knows how many words of each horizon
were broken. Confidence comes from drawing whole days again: what happens to one visit happens to its neighbours.

Units: probabilities and shares from 0 to 1; leads and horizons in minutes; instants epoch seconds.
Shapes: arrays hold one number for each prediction, in the same order.
Cost: a report of 100,000 predictions takes about half a second; numpy is loaded with the first.
Source: Brier 1950; Murphy 1973 (reliability); Efron and Tibshirani 1993 (bootstrap of clusters).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[Any]

BREACHED, KEPT, VOIDED = 1, 0, -1
"""What came of a prediction; one that came to nothing (cancelled, moved to another due moment) is not scored."""
FIRST_WARNING = 0
"""The horizon under which the first warning of a clock is kept."""
BINS = 10
FEWEST = 30
"""So many predictions, some broken and some kept, are needed before skill is told; of fewer it is chance."""
EARLY_MIN = 45
"""How long before the breach a warning is early enough to act on."""
DRAWS = 1_000
LOW, HIGH = 2.5, 97.5
"""The ends of a confidence interval, in percent."""


class Prediction(Struct, frozen=True, kw_only=True):
    """What was said of one clock of a visit, and what came of it; `day` tells one day from another."""

    visit_id: str
    horizon_min: int
    probability: float
    day: int
    clock: str = ""
    policy: str = ""
    made_s: int = 0
    due_s: int = 0
    outcome: int | None = None


class Bin(Struct, frozen=True, kw_only=True):
    """The predictions from `low` to below `high`: the mean that was said, the share that came, and `gap` between.

    The gap is positive where more was broken than said; `gap_low` to `gap_high` holds it in 95 of 100 cases.
    """

    low: float
    high: float
    n: int
    predicted: float
    observed: float
    gap: float
    gap_low: float
    gap_high: float


class Scored(Struct, frozen=True, kw_only=True):
    """How good the predictions of one horizon or policy were, with the best constant of each horizon beside."""

    name: str
    n: int
    breaches: int
    base_rate: float
    predicted: float
    brier: float
    constant: float
    skill: float | None


class Warned(Struct, frozen=True, kw_only=True):
    """What first warnings were worth: how long before the breach they came, and how many came for nothing.

    `breaches` are the clocks that were broken, `warned` those of them that were warned of; leads are theirs. `early` is
    the share of all breaches warned of 45 minutes ahead or more, `false_alarms` that of warnings for nothing.
    """

    breaches: int
    warned: int
    warnings: int
    lead_median_min: float | None
    lead_p90_min: float | None
    early: float | None
    false_alarms: float | None


class Report(Struct, frozen=True, kw_only=True):
    """Everything that is told of how good the predictions were; `voided` and `waiting` ones are only counted.

    `brier_low` to `brier_high` holds the Brier score in 95 of 100 cases, and is empty where all are of one day.
    """

    n: int
    days: int
    voided: int
    waiting: int
    base_rate: float | None
    brier: float | None
    brier_low: float | None
    brier_high: float | None
    constant: float | None
    skill: float | None
    table: tuple[Bin, ...]
    horizons: tuple[Scored, ...]
    policies: tuple[Scored, ...]
    warned: Warned


class Flags(Struct, frozen=True, kw_only=True):
    """What warning from `threshold` on comes to: the share of breaches warned of, and of warnings for nothing."""

    threshold: float
    recall: float
    false_alarms: float


def score(predictions: Iterable[Prediction], *, seed: int = 0) -> Report:
    """Score every prediction whose outcome is known; first warnings count as warnings alone."""
    import numpy as np  # noqa: PLC0415  (the console reads a report without it)

    every = list(predictions)
    said = [each for each in every if each.horizon_min != FIRST_WARNING]
    known = [each for each in said if each.outcome in (BREACHED, KEPT)]
    probabilities = np.array([each.probability for each in known], dtype=float)
    outcomes = np.array([each.outcome for each in known], dtype=float)
    horizons = np.array([each.horizon_min for each in known], dtype=int)
    days = np.array([each.day for each in known], dtype=int)
    errors, constants = (probabilities - outcomes) ** 2, (best_constants(outcomes, horizons) - outcomes) ** 2
    whole = _group("", probabilities, outcomes, errors, constants) if known else None
    number = len(set(days.tolist()))
    low, high = interval(days, errors, np.ones(len(known)), seed=seed) if number > 1 else (None, None)

    def groups(names: list[str], order: Callable[[str], Any]) -> tuple[Scored, ...]:
        of = np.array(names, dtype=object)
        return tuple(
            _group(name, *(each[of == name] for each in (probabilities, outcomes, errors, constants)))
            for name in sorted(set(names), key=order)
        )

    return Report(
        n=len(known),
        days=number,
        voided=sum(each.outcome == VOIDED for each in said),
        waiting=sum(each.outcome is None for each in said),
        base_rate=whole.base_rate if whole else None,
        brier=whole.brier if whole else None,
        brier_low=low,
        brier_high=high,
        constant=whole.constant if whole else None,
        skill=whole.skill if whole else None,
        table=reliability(probabilities, outcomes, days, seed=seed),
        horizons=groups([str(each.horizon_min) for each in known], int),
        policies=groups([each.policy for each in known], str),
        warned=warned(every),
    )


def brier(probabilities: ArrayLike, outcomes: ArrayLike) -> float:
    """The mean square of what was said less what came: 0 for a seer, a quarter for who always says a half."""
    import numpy as np  # noqa: PLC0415

    return float(np.mean((np.asarray(probabilities, dtype=float) - np.asarray(outcomes, dtype=float)) ** 2))


def best_constants(outcomes: ArrayLike, horizons: ArrayLike) -> Numbers:
    """What the best forecast that says the same of everything of a horizon says: the share that came."""
    import numpy as np  # noqa: PLC0415

    came, of = np.asarray(outcomes, dtype=float), np.asarray(horizons)
    said = np.zeros(len(came))
    for horizon in np.unique(of):
        said[of == horizon] = came[of == horizon].mean()
    return said


def reliability(
    probabilities: ArrayLike, outcomes: ArrayLike, days: ArrayLike, *, seed: int = 0, draws: int = DRAWS
) -> tuple[Bin, ...]:
    """The table of what was said against what came, by tenths of probability; tenths without predictions are left out.

    Cost: a pass over the predictions and `draws` times the days.
    """
    import numpy as np  # noqa: PLC0415

    said, came = np.asarray(probabilities, dtype=float), np.asarray(outcomes, dtype=float)
    # A tenth is meant where rounding leaves one a hair below it.
    tenth = np.clip(np.floor(said * BINS + 1e-9).astype(int), 0, BINS - 1)
    found = []
    for place in np.unique(tenth).tolist():
        here = tenth == place
        low, high = interval(np.asarray(days)[here], came[here] - said[here], np.ones(int(here.sum())),
                             seed=seed, draws=draws)  # fmt: skip
        predicted, observed = float(said[here].mean()), float(came[here].mean())
        found.append(Bin(low=place / BINS, high=(place + 1) / BINS, n=int(here.sum()), predicted=predicted,
                         observed=observed, gap=observed - predicted, gap_low=low, gap_high=high))  # fmt: skip
    return tuple(found)


def interval(
    days: ArrayLike, over: ArrayLike, under: ArrayLike, *, seed: int = 0, draws: int = DRAWS
) -> tuple[float, float]:
    """Where the sum of `over` by the sum of `under` lies in 95 of 100 draws of as many days, with replacement.

    Two squared errors give the ratio of two Brier scores; an error and one the mean of it. One day has no spread.
    """
    import numpy as np  # noqa: PLC0415

    _, place = np.unique(np.asarray(days), return_inverse=True)
    tops = np.bincount(place, weights=np.asarray(over, dtype=float))
    bottoms = np.bincount(place, weights=np.asarray(under, dtype=float))
    times = np.random.default_rng(seed).multinomial(len(tops), np.full(len(tops), 1 / len(tops)), size=draws)
    below = times @ bottoms
    ratios = (times @ tops)[below != 0] / below[below != 0]
    if not len(ratios):
        return float("nan"), float("nan")
    low, high = np.percentile(ratios, (LOW, HIGH))
    return float(low), float(high)


def warned(predictions: Iterable[Prediction]) -> Warned:
    """What the first warnings were worth, by the clocks whose outcome is known."""
    import numpy as np  # noqa: PLC0415

    broken: dict[tuple[str, str], Prediction | None] = {}
    warnings = kept = 0
    for each in predictions:
        if each.outcome not in (BREACHED, KEPT):
            continue
        is_warning, name = each.horizon_min == FIRST_WARNING, (each.visit_id, each.clock)
        warnings += is_warning
        kept += is_warning and each.outcome == KEPT
        if each.outcome == BREACHED:
            broken[name] = each if is_warning else broken.get(name)
    leads = [(each.due_s - each.made_s) / 60 for each in broken.values() if each is not None]
    return Warned(
        breaches=len(broken),
        warned=len(leads),
        warnings=warnings,
        lead_median_min=float(np.median(leads)) if leads else None,
        lead_p90_min=float(np.percentile(leads, 90)) if leads else None,
        early=sum(lead >= EARLY_MIN for lead in leads) / len(broken) if broken else None,
        false_alarms=kept / warnings if warnings else None,
    )


def flagged(probabilities: ArrayLike, outcomes: ArrayLike, threshold: float) -> Flags:
    """What warning of everything from a threshold on comes to; nothing warned of is no false alarm."""
    import numpy as np  # noqa: PLC0415

    said, came = np.asarray(probabilities, dtype=float), np.asarray(outcomes, dtype=float)
    flags = said >= threshold
    hits, breaches = float(came[flags].sum()), float(came.sum())
    return Flags(threshold=threshold, recall=hits / breaches if breaches else 0.0,
                 false_alarms=1 - hits / float(flags.sum()) if flags.any() else 0.0)  # fmt: skip


def flagged_at(probabilities: ArrayLike, outcomes: ArrayLike, false_alarms: float) -> Flags:
    """The threshold that warns of most breaches with at most such a share of warnings for nothing.

    Two forecasts are compared by what each warns of at the same share: the share of the one from `flagged`.
    """
    import numpy as np  # noqa: PLC0415

    said, came = np.asarray(probabilities, dtype=float), np.asarray(outcomes, dtype=float)
    order = np.argsort(-said, kind="stable")
    said, hits = said[order], np.cumsum(came[order])
    # A threshold warns of everything that is as likely, so only the last of equals can end the list.
    ends = np.flatnonzero(np.append(said[1:] != said[:-1], True)) if len(said) else np.array([], dtype=int)
    shares = 1 - hits[ends] / (ends + 1)
    fits = ends[shares <= false_alarms + 1e-12]
    if not len(fits):
        return Flags(threshold=float("inf"), recall=0.0, false_alarms=0.0)
    return flagged(said, came[order], float(said[fits[-1]]))


def _group(name: str, probabilities: Numbers, outcomes: Numbers, errors: Numbers, constants: Numbers) -> Scored:
    score_of, constant, breaches = float(errors.mean()), float(constants.mean()), int(outcomes.sum())
    tells = len(outcomes) >= FEWEST and 0 < breaches < len(outcomes)
    return Scored(name=name, n=len(outcomes), breaches=breaches, base_rate=float(outcomes.mean()), brier=score_of,
                 predicted=float(probabilities.mean()), constant=constant,
                 skill=1 - score_of / constant if tells and constant else None)  # fmt: skip


def filtered(
    predictions: Sequence[Prediction], *, policy: str = "", horizon_min: int | None = None
) -> list[Prediction]:
    """Those of one policy or horizon; first warnings belong to every horizon."""
    return [each for each in predictions if (not policy or each.policy == policy)
            and (horizon_min is None or each.horizon_min in (horizon_min, FIRST_WARNING))]  # fmt: skip
