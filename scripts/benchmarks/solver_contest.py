"""Days of field service, planned by every engine in the same time: what each plan costs, and ours beside the best.

Days and engines meet in pairs: a ratio is taken day by day against the peer that did best on that day, and the figure
is the geometric mean of them. A peer without an answer is not in the running that day; without any there is no ratio,
and none at all where we have no answer on some day. What there is no figure for is named all the same.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from benchmarks.figures import Figure, figure
from benchmarks.solver_days import PRICES, a_day
from benchmarks.solver_options import TWO_THREADS, Options, Size
from benchmarks.solver_peers.child import OURS
from benchmarks.solver_peers.environment import IMPORTED
from benchmarks.solver_race import Answer, Race
from dispatchtui.solver.problem import Ints

Field = list[Answer]
"""What all engines found on one day within one time."""


def contest(race: Race, options: Options, *, native: bool) -> Iterator[Figure]:
    """Run the days of every size; figures come when a size is done."""
    for size, times in options.sizes.items():
        if native and size[0] >= TWO_THREADS:
            continue
        asked = times[-1:] if native and options.quick else times
        fields: dict[float, list[tuple[Field, Ints]]] = defaultdict(list)
        for seed in range(options.seed, options.seed + options.seeds):
            if options.over():
                sys.stderr.write(f"{_name(size, native=native)}: the time is over before seed {seed}.\n")
                break
            day = a_day(*size, seed, native=native)
            threads = 2 if size[0] >= TWO_THREADS else 1
            for seconds, field in race.run(day, asked, threads, seed).items():
                fields[seconds].append((field, day.problem.price))
                tell(f"{_name(size, native=native)} seed {seed}, {seconds:g} s", field)
        for seconds in asked:
            yield from _figures(f"{_name(size, native=native)}_{seconds:g}", fields[seconds], entered(options))


def entered(options: Options) -> tuple[str, ...]:
    """Whoever is to be measured, whether they can run here or not."""
    return tuple(name for name in (OURS, *IMPORTED) if name not in options.without)


def tell(what: str, field: Field) -> None:
    """Show a person what came of one day, as it comes."""
    told = []
    for each in field:
        if each.verdict is None:
            told.append(f"{each.engine} none ({each.trouble[:60]})")
            continue
        broken = f", {len(each.broken)} broken" if each.broken else ""
        told.append(f"{each.engine} {each.verdict.cost:,} ({len(each.verdict.left_out)}{broken})")
    sys.stderr.write(f"{what}: {'; '.join(told)}\n")


def _name(size: Size, *, native: bool) -> str:
    return f"{'native_' if native else ''}{size[0]}x{size[1]}"


def _figures(name: str, found: Sequence[tuple[Field, Ints]], engines: Collection[str] = ()) -> Iterator[Figure]:
    """The ratio, then each engine's cost and what it left out, then where ours is behind or wrong."""
    ratios = [ratio for field, _price in found if (ratio := _ratio(field)) is not None]
    silent = any(each.engine == OURS and each.verdict is None for field, _price in found for each in field)
    engines = {*engines, *(each.engine for field, _price in found for each in field)}
    if ratios and not silent:
        told = f"the best peer of each of {len(ratios)} days, {min(ratios):.3f} to {max(ratios):.3f}"
        yield figure(f"cost_ratio_{name}", mean(ratios), "times", told + _mute(found, engines))
    else:
        told = "we have no answer on some day" if silent or OURS not in engines else "no peer answered on any day"
        yield figure(f"cost_ratio_{name}", None, "times", told + _mute(found, engines))
    for engine in sorted(engines):
        yield from _of_engine(
            name, engine, [each for field, _price in found for each in field if each.engine == engine]
        )
    if not any(each.engine == OURS for field, _price in found for each in field):
        return
    behind = sum(_behind(field, price) for field, price in found)
    yield figure(f"behind_by_priority_{name}", behind, "days", f"of {len(found)}, a peer leaves out less by priority")
    ours = [each for field, _price in found for each in field if each.engine == OURS]
    yield figure(f"violations_{name}", sum(len(each.broken) for each in ours), "rules", "limit 0")
    yield figure(f"took_worst_{name}", max(each.took_s for each in ours), "s", "the time that was asked for")
    wrong = sum(each.verdict is not None and each.claimed != each.verdict.cost for each in ours)
    yield figure(f"miscounted_{name}", wrong, "days", "the judge counts another cost than the search did, limit 0")


def _mute(found: Sequence[tuple[Field, Ints]], engines: Collection[str]) -> str:
    """Who did not answer on any day."""
    heard = {each.engine for field, _price in found for each in field if each.verdict is not None}
    mute = sorted(set(engines) - heard)
    return f"; no answer from {', '.join(mute)}" if mute else ""


def _of_engine(name: str, engine: str, answers: Sequence[Answer]) -> Iterator[Figure]:
    verdicts = [each.verdict for each in answers if each.verdict is not None]
    none = len(answers) - len(verdicts)
    if not verdicts:
        yield figure(f"{engine}_cost_{name}", None, "s", f"none on any of {len(answers)} days")
    else:
        left = sum(len(each.left_out) for each in verdicts) / len(verdicts)
        mended = sum(bool(each.broken) for each in answers)
        told = f"{left:.1f} left out, none {none}, mended {mended} of {len(answers)} days"
        yield figure(f"{engine}_cost_{name}", mean([each.cost for each in verdicts]), "s", told)
        yield figure(f"{engine}_left_out_{name}", left, "visits")
    yield figure(f"{engine}_none_{name}", none, "days", f"of {len(answers)}")


def _ratio(field: Field) -> float | None:
    """Our cost by that of the best peer; nothing where either is missing."""
    ours = [each.verdict.cost for each in field if each.engine == OURS and each.verdict is not None]
    peers = [each.verdict.cost for each in field if each.engine != OURS and each.verdict is not None]
    return ours[0] / max(1, min(peers)) if ours and peers else None


def _behind(field: Field, price: Ints) -> bool:
    """Whether some peer leaves out fewer of the most urgent, or as many and fewer of the next, and so on."""
    ours = [_left(each, price) for each in field if each.engine == OURS]
    peers = [_left(each, price) for each in field if each.engine != OURS]
    return bool(ours and peers) and min(peers) < ours[0]


def _left(answer: Answer, price: Ints) -> tuple[float, ...]:
    if answer.verdict is None:
        return (math.inf,)
    left = [int(price[stop]) for stop in answer.verdict.left_out]
    return tuple(float(left.count(each)) for each in PRICES)


def mean(values: Sequence[float]) -> float:
    """The geometric mean."""
    return math.exp(sum(math.log(max(value, 1e-9)) for value in values) / len(values))
