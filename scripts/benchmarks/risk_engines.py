"""How far the engines that forecast a route are from a plain simulation on random routes, and how fast they are."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from statistics import mean
from time import perf_counter

from msgspec import Struct

from benchmarks.figures import Figure, figure, median
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.foresight import Behaviour, Driving, Effect, Reporting, Shape
from dispatchtui.core.model import (
    Assignment,
    Break,
    Duration,
    Location,
    Row,
    Shift,
    Site,
    Stamps,
    Technician,
    TechnicianId,
    Visit,
    VisitState,
    Window,
    WorkOrder,
    WorkOrderId,
)
from dispatchtui.risk import analytic, curves, sampled
from dispatchtui.risk.course import course_of
from dispatchtui.risk.dice import Even, Plain
from dispatchtui.risk.forecast import ClockForecast, Spread, StopForecast, forecast, told

WHO = TechnicianId("T1")
OPENS_S = 1_571_659_200
"""When the shift begins: 08:00 in Baltimore on 2019-10-21."""
SHIFT_S = 9 * 3600
SAMPLES = 20_000


class Agreement(Struct, frozen=True, kw_only=True):
    """How far two engines are apart over some routes: of quantiles in minutes, of probabilities of breach."""

    routes: int
    stops: int
    quantile_error_min: float
    quantile_mean_min: float
    probability_error: float
    probability_mean: float


def a_route(seed: int, *, breaks: bool = False, habits: bool | None = None) -> tuple[Board, int]:
    """A board with one technician in the middle of a random day, and the moment."""
    random = Random(seed)
    learned = random.random() < 0.7 if habits is None else habits
    rows: list[Row] = [Technician(id=WHO, name="Ada", zone="America/New_York", home=_somewhere(random))]
    owed = _lunch(random) if breaks else ()
    rows.append(Shift(id="S1", technician_id=WHO, start_s=OPENS_S, end_s=OPENS_S + SHIFT_S, breaks=owed))
    if learned:
        rows.append(_behaviour(random))
    at_s, now_s = OPENS_S + random.randrange(900, 3600), OPENS_S + random.randrange(-1800, 4 * 3600)
    tight = random.choice((0, 300, 900, 2400))
    busy = False
    for number in range(random.randint(3, 8)):
        p50_s = random.choice((1200, 1800, 2700, 3600, 5400))
        spread = random.choice((1.0, 1.05, 1.15, 1.25, 1.4))
        duration = Duration(p50_s=p50_s, p80_s=round(p50_s * spread))
        visit, busy = _visit(random, number, at_s, now_s, duration=duration, busy=busy)
        due_s = at_s + p50_s + random.randrange(0, 7200) if random.random() < 0.5 else None
        site = Site(location=_somewhere(random), zone="America/New_York")
        rows.append(WorkOrder(id=visit.work_order_id, work_type=random.choice(("A", "B")), site=site,
                              resolution_due_s=due_s))  # fmt: skip
        rows.append(visit)
        at_s += p50_s + random.randrange(300, 1500) + random.randrange(tight + 1)
        if at_s > OPENS_S + SHIFT_S:
            break
    return board_of(rows), now_s


def compare(routes: int, seed: int = 1, *, samples: int = SAMPLES) -> Agreement:
    """How far the analytic engine is from as many plain random samples, over random routes without breaks."""
    return _apart((_analytic(board, now_s), _plain(board, now_s, samples, seed + place))
                  for place in range(routes) for board, now_s in [a_route(seed + place)])  # fmt: skip


def compare_sampled(routes: int, seed: int = 1, *, samples: int = SAMPLES) -> Agreement:
    """The same of the samples that the product draws, over routes with breaks."""
    return _apart((_even(board, now_s), _plain(board, now_s, samples, seed + place))
                  for place in range(routes) for board, now_s in [a_route(seed + place, breaks=True)])  # fmt: skip


def figures() -> Iterator[Figure]:
    """Compare the engines, and time one event on a route, followed by either."""
    found, drawn = compare(200), compare_sampled(100)
    told = f"limit 2 min, {SAMPLES:,} samples of {found.stops} stops on {found.routes} routes"
    yield figure("quantile_error_min", found.quantile_error_min, "min", told, found.quantile_error_min / 2)
    yield figure("quantile_mean_error_min", found.quantile_mean_min, "min")
    yield figure("probability_error", found.probability_error, "", "limit 0.03", found.probability_error / 0.03)
    told = f"{SAMPLES:,} samples of {drawn.routes} routes with breaks owed"
    yield figure("sampled_quantile_mean_error_min", drawn.quantile_mean_min, "min", told)
    yield figure("sampled_probability_error", drawn.probability_error, "", "limit 0.03", drawn.probability_error / 0.03)
    yield figure("analytic_route_ms", route_ms(), "ms", "limit 1 ms")
    yield figure("sampled_route_ms", route_ms(breaks=True), "ms", "limit 2 ms")


def route_ms(*, breaks: bool = False, routes: int = 40) -> float:
    """The median time from an event on a route to its updated risk."""
    taken = []
    for seed in range(routes):
        board, now_s = a_route(seed, breaks=breaks, habits=True)
        forecast(board, WHO, now_s)
        for visit in list(board.visits.values()):
            began = perf_counter()
            board.put(visit)
            forecast(board, WHO, now_s)
            taken.append((perf_counter() - began) * 1000)
    return median(taken)


def _apart(pairs: Iterator[tuple[tuple[StopForecast, ...], tuple[StopForecast, ...]]]) -> Agreement:
    quantiles, chances, routes, stops = [0.0], [0.0], 0, 0
    for ones, others in pairs:
        routes += 1
        for one, other in zip(ones, others, strict=True):
            stops += 1
            quantiles += [abs(a - b) / 60 for a, b in zip(_points(one.arrival), _points(other.arrival), strict=True)]
            chances += [_differ(a, b) for a, b in zip(one.clocks, other.clocks, strict=True)]
    return Agreement(routes=routes, stops=stops, quantile_error_min=max(quantiles), quantile_mean_min=mean(quantiles),
                     probability_error=max(chances), probability_mean=mean(chances))  # fmt: skip


def _differ(one: ClockForecast, other: ClockForecast) -> float:
    return abs(one.breach - other.breach)


def _points(spread: Spread) -> tuple[int, int, int, int]:
    return spread.p10_s, spread.p50_s, spread.p80_s, spread.p90_s


def _analytic(board: Board, now_s: int) -> tuple[StopForecast, ...]:
    course = course_of(board, WHO, now_s)
    return told(board, course, analytic.follow(course))


def _even(board: Board, now_s: int) -> tuple[StopForecast, ...]:
    course = course_of(board, WHO, now_s)
    return told(board, course, sampled.follow(course, Even(sampled.SAMPLES)))


def _plain(board: Board, now_s: int, samples: int, seed: int) -> tuple[StopForecast, ...]:
    course = course_of(board, WHO, now_s)
    return told(board, course, sampled.follow(course, Plain(samples, seed)))


def _visit(random: Random, number: int, at_s: int, now_s: int, *, duration: Duration, busy: bool) -> tuple[Visit, bool]:
    """A visit as its day would have left it: what lies behind is done, one runs, the rest is to come."""
    line = Assignment(technician_id=WHO, start_s=at_s, end_s=at_s + duration.p50_s, day="2019-10-21")
    promise = None
    if random.random() < 0.7:
        from_s = at_s - random.choice((0, 600, 3600))
        promise = Window(start_s=from_s, end_s=from_s + random.choice((1800, 3600, 7200)))
    state, stamps, extended_s = VisitState.ACCEPTED, Stamps(released_s=OPENS_S - 3600, accepted_s=OPENS_S - 3300), 0
    arrived_s = at_s + random.randrange(-300, 900)
    if not busy and at_s + duration.p50_s < now_s - 300:
        state = VisitState.DONE
        done_s = min(now_s, arrived_s + duration.p50_s)
        stamps = Stamps(en_route_s=arrived_s - 600, on_site_s=arrived_s, working_s=arrived_s + 120, done_s=done_s)
    elif not busy and arrived_s < now_s:
        busy = True
        state = random.choice((VisitState.WORKING, VisitState.ON_SITE, VisitState.EN_ROUTE))
        stamps = Stamps(en_route_s=arrived_s - 600, on_site_s=arrived_s, working_s=arrived_s + 60)
        if state is not VisitState.WORKING:
            stamps = Stamps(en_route_s=now_s - 300, on_site_s=now_s - 100 if state is VisitState.ON_SITE else None)
        elif random.random() < 0.3:
            extended_s = random.choice((900, 1800, 2400))
    elif random.random() < 0.2:
        state, stamps = VisitState.RELEASED, Stamps(released_s=now_s - 60)
    order_id = WorkOrderId(f"W{number}")
    visit = Visit(id=f"V{number}", work_order_id=order_id, state=state, duration=duration, crew=(line,),
                  promise=promise, stamps=stamps, extended_s=extended_s)  # fmt: skip
    return visit, busy


def _behaviour(random: Random) -> Behaviour:
    """How a company might go about its work."""
    width = random.choice((0.1, 0.25, 0.4))
    normal = tuple(float(value) for value in curves.NORMAL[::2])
    skewed = tuple(value + 0.2 * (value * value - 1.0) for value in normal)
    return Behaviour(
        id="field", n=1000, shapes=(Shape(curve=tuple(width * value for value in skewed), n=1000),),
        work=(Effect(log_factor=random.uniform(-0.1, 0.2), variance=0.003), Effect(work_type="A", log_factor=0.1)),
        reporting=Reporting(over_s=(0, 300, 600), rates=(0.6, 0.8, 1.0), at=(0.7, 0.75, 0.8), after=(-0.05, 0.0, 0.05)),
        driving=Driving(base_s=100.0, effects=(Effect(log_factor=0.05),), shape=tuple(sorted(skewed)), fixed_s=60.0,
                        share=random.choice((0.1, 0.2, 0.3)), n=1000),
        leave=(40.0, 90.0, 140.0, 190.0, 240.0), early=(0.0, 100.0, 200.0, 300.0, 420.0),
        settle=(60.0, 120.0, 180.0, 240.0), accept=(60.0, 150.0, 400.0), pause=(900.0, 1800.0, 2700.0),
        no_access=random.choice((0.0, 0.03)), no_access_wait=(500.0, 600.0, 700.0), absent_per_h=0.005,
    )  # fmt: skip


def _lunch(random: Random) -> tuple[Break, ...]:
    from_s = OPENS_S + random.randrange(3, 5) * 3600
    room_s = random.choice((1800, 3600, 7200))
    lunch = Break(start_s=from_s, end_s=from_s + room_s, length_s=1800, mandatory=random.random() < 0.8)
    if random.random() < 0.5:
        return (lunch,)
    later_s = from_s + room_s + random.randrange(-1200, 5400)
    return (lunch, Break(start_s=later_s, end_s=later_s + random.choice((900, 3600)), length_s=900))


def _somewhere(random: Random) -> Location:
    return Location(latitude=39.29 + random.uniform(-0.05, 0.05), longitude=-76.61 + random.uniform(-0.05, 0.05))
