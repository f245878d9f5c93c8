"""Simulated days on which everything that will happen is forecast before it does, by the model and by others.

A world is drawn by a seed; the model is told nothing of it but the facts of the days on which it learns. On the days
after that each clock of each visit is asked at fixed times before it is due, and the answer is kept beside what came:
of the model, of an oracle who is told the world's parameters, and of the plan alone.

Nobody dispatches. What is cancelled, rejected or left incomplete after a prediction is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor

from msgspec import Struct
from msgspec.structs import replace

from benchmarks.risk_oracle import oracle
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Behaviour, Position, Visit, VisitState
from dispatchtui.core.sla import clocks
from dispatchtui.field.draws import Draws
from dispatchtui.field.headless import HeadlessDay
from dispatchtui.field.town import DAY_S, OPENS_S, TYPES, Town, a_day, a_town, begins_s
from dispatchtui.field.world import World, another
from dispatchtui.risk.forecast import RouteForecast, forecast
from dispatchtui.risk.learning.fit import learn
from dispatchtui.risk.learning.observations import Notebook

HORIZONS_MIN = (120, 60, 45, 30, 15)
NIGHT_S = 8 * 3600
"""After midnight UTC the day is played on for so long, until the last has gone home."""
GONE_WRONG = (VisitState.NO_ACCESS, VisitState.CANCELLED, VisitState.QUALIFIED, VisitState.INCOMPLETE)


class Case(Struct, frozen=True):
    """One prediction: who said what of a clock, so long before it was due, on which day, and what came of it.

    `state` is what was going on: the visit's own state once it has begun, else what its technician was doing.
    """

    visit_id: str
    of_work: bool
    horizon_min: int
    day: int
    state: str
    model: float
    oracle: float
    plan: float
    outcome: int


class Trial(Struct, frozen=True):
    """One world with its company, and what the model learned of it."""

    seed: int
    town: Town
    world: World
    truth: Behaviour
    learned: tuple[Behaviour, ...]


class Question(Struct, frozen=True, order=True):
    """A clock to be asked about at a moment."""

    at_s: int
    visit_id: str
    of_work: bool
    due_s: int
    horizon_min: int


def a_world(seed: int, *, live: bool = False, eager: float | None = None) -> World:
    """Draw a world, or take the live field; with another share of breaks taken at once where one is given."""
    world = World(seed=seed, emergencies=0) if live else another(seed, tuple(TYPES))
    return world if eager is None else replace(world, eager=eager)


def a_trial(seed: int, days: int, technicians: int = 30, world: World | None = None) -> Trial:
    """Let the model watch a world for some days; one that is drawn by the seed unless another is given."""
    town, world = a_town(seed, technicians), world or a_world(seed)
    notebook, found = Notebook(), []
    known, seq = board_of(town.rows()), 0
    for day in range(days):
        board = board_of((*town.rows(), *a_day(town, seed, day)), seq)  # one log over all days
        played = a_headless_day(
            board, world, seed, day, lambda before, each: found.extend(notebook.follow(before, each))
        )
        played.play(begins_s(day) + DAY_S + NIGHT_S)
        seq = board.seq
        for row in (*board.shifts.values(), *board.absences.values()):
            known.put(row)
    learned = learn(found, known, begins_s(days))
    return Trial(seed, town, world, oracle(world, town), tuple(learned))


def a_headless_day(board: Board, world: World, seed: int, day: int, *told: object) -> HeadlessDay:
    """One day of a world on its board; its chance belongs to the world and the day."""
    return HeadlessDay(board, world, Draws(seed * 1_000_003 + day), begins_s(day) + OPENS_S - 3600, told)  # type: ignore[arg-type]


def cases(trial: Trial, days: Iterable[int], workers: int = 2) -> list[Case]:
    """What was said and what came of it, day by day, on so many processes."""
    given = [(trial, day) for day in days]
    if workers == 1:
        return [each for one in given for each in cases_of(*one)]
    with ProcessPoolExecutor(workers) as pool:
        return [each for found in pool.map(_cases, given) for each in found]


def _cases(given: tuple[Trial, int]) -> list[Case]:
    return cases_of(*given)


def cases_of(trial: Trial, day: int) -> list[Case]:
    """Play one day, ask everything in time, and see what came."""
    played, true = opened(trial, day)
    board = played.board
    asked = [(each, *said) for each in sorted(questions(board, played.now_s))
             if (said := ask(played, true, each)) is not None]  # fmt: skip
    played.play(begins_s(day) + DAY_S + NIGHT_S)
    found = []
    for question, state, model, true_one, plan in asked:
        outcome = _outcome(board.visits[question.visit_id], question)
        if outcome is not None:
            found.append(Case(question.visit_id, question.of_work, question.horizon_min, day, state,
                              model, true_one, plan, outcome))  # fmt: skip
    return found


def opened(trial: Trial, day: int) -> tuple[HeadlessDay, Board]:
    """A day in the morning with what was learned on its board, and the board that the oracle sees."""
    rows = a_day(trial.town, trial.seed, day)
    board = board_of((*trial.town.rows(), *rows, *trial.learned))
    true = board_of((*trial.town.rows(), *rows, trial.truth))
    return a_headless_day(board, trial.world, trial.seed, day, lambda _, each: evolve(true, each)), true


def questions(board: Board, from_s: float) -> Iterator[Question]:
    """Every clock of the day at every horizon; of two for an arrival the earlier."""
    for visit in board.visits.values():
        due: dict[bool, int] = {}
        for clock in clocks(board, visit, int(from_s), None):
            due[clock.of_work] = min(clock.due_s, due.get(clock.of_work, clock.due_s))
        for of_work, due_s in due.items():
            for horizon_min in HORIZONS_MIN:
                if due_s - horizon_min * 60 >= from_s:
                    yield Question(due_s - horizon_min * 60, visit.id, of_work, due_s, horizon_min)


def ask(played: HeadlessDay, true: Board, asked: Question) -> tuple[str, float, float, float] | None:
    """What is said of a clock that still runs: by the model, by the oracle, and by the plan."""
    board = played.board
    played.play(asked.at_s)
    visit = board.visits[asked.visit_id]
    met = visit.stamps.done_s if asked.of_work else visit.stamps.on_site_s
    if met is not None or visit.state in GONE_WRONG or visit.assignment is None:
        return None
    who, until_s = visit.assignment.technician_id, visit.assignment.start_s + 1
    position = played.position(who, asked.at_s)
    model = _breach(forecast(board, who, asked.at_s, position, until_s=until_s), asked)
    true_one = _breach(forecast(true, who, asked.at_s, position, until_s=until_s), asked)
    return _state(board, visit, asked.at_s, position), model[0], true_one[0], model[1]


def _breach(route: RouteForecast, asked: Question) -> tuple[float, float]:
    """What a forecast says of a clock, and what the bare plan in it says."""
    (stop,) = (each for each in route.stops if each.visit_id == asked.visit_id)
    (clock,) = (each for each in stop.clocks if each.of_work == asked.of_work and each.due_s == asked.due_s)
    eta_s = stop.stop.end_s if asked.of_work else stop.stop.arrival_s
    return clock.breach, float(eta_s > asked.due_s)


def _outcome(visit: Visit, asked: Question) -> int | None:
    """Whether a clock was met too late; nothing where it came to nothing."""
    met_s = visit.stamps.done_s if asked.of_work else visit.stamps.on_site_s
    if visit.state in (VisitState.CANCELLED, VisitState.QUALIFIED):
        return None
    if asked.of_work and visit.state is VisitState.INCOMPLETE:
        return None
    return int(met_s is None or met_s > asked.due_s)


def _state(board: Board, visit: Visit, at_s: int, position: Position | None) -> str:
    """What is going on with a visit, in a few words."""
    who = visit.assignment.technician_id if visit.assignment else ""
    if any(each.start_s <= at_s < each.end_s for each in board.absences_of(who)):
        return "absent"
    if visit.state not in PLACED:
        told = " extended" if visit.extended_s else ""
        return f"{visit.state.lower()}{told}"
    owed = any(at_s < rest.end_s for shift in board.shifts_of(who) for rest in shift.breaks)
    running = [each for each in board.route(who) if each.state not in PLACED and each.stamps.done_s is None
               and each.state is not VisitState.NO_ACCESS]  # fmt: skip
    behind = "free"
    if running:
        behind = f"behind {running[0].state.lower()}{' extended' if running[0].extended_s else ''}"
    elif position is None:
        behind = "before the shift"
    return f"{behind}{', break owed' if owed else ''}"
