"""What the watch keeps beside the log: predictions at their horizons, what came of them, observations, and learning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.events import Recorded, VisitAdvanced
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Behaviour, Stamps, Visit, VisitState
from dispatchtui.risk.learning.observations import Observation
from dispatchtui.server.watching import learning
from dispatchtui.server.watching.learning import Learner
from dispatchtui.server.watching.predicting import Predictions, settled
from dispatchtui.solver.lookout import Lookout
from dispatchtui.store import Store
from dispatchtui.store.foresight import Foresight, Said
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.server.office import Office, place, seed, until
from tests.store.acts import beginnings, record

Open = Callable[..., Office]
NINE = at("09:00")


@pytest.fixture
def store(sqlite_url: str) -> Any:
    opened = Store.open(sqlite_url)
    yield opened
    opened.close()


def a_day(**changes: object) -> Board:
    """V60 with somebody from 10:00, to be reached by 11:00 and done by 16:00."""
    visit = replace(a_visit(id="V60", technician="T01", start="10:00"), **changes)  # type: ignore[arg-type]
    return a_working_board(
        visit, a_work_order(id="W60", sla_policy="STD", response_due="11:00", resolution_due="16:00")
    )


def keys(store: Store) -> list[tuple[str, int]]:
    return [(each.clock, each.horizon_min) for each in Foresight(store).predictions()]


def test_each_clock_is_said_once_at_each_horizon(store: Store) -> None:
    board = a_day()
    lookout, kept = Lookout(board, NINE - 900), Predictions(Foresight(store), NINE - 900)
    for minute in range(-15, 8 * 60):
        lookout.at(NINE + 60 * minute)
        lookout.work(lambda: False)
        kept.look(lookout, ())
    response = [(each.horizon_min, (each.due_s - each.made_s) / 60) for each in Foresight(store).predictions()
                if each.clock == "response"]  # fmt: skip
    assert [horizon for horizon, _ in response if horizon] == [15, 30, 45, 60, 120]
    assert all(horizon - 2 <= ahead_min <= horizon for horizon, ahead_min in response if horizon)
    assert [horizon for clock, horizon in keys(store) if clock == "resolution" and horizon] == [15, 30, 45, 60, 120]
    first = next(each for each in Foresight(store).predictions() if (each.clock, each.horizon_min) == ("response", 120))
    assert (first.policy, first.territory, first.work_type, first.technician_id) == ("STD", "EAST", "LEAK", "T01")
    assert (first.probability, first.eta_s, first.behaviour) == (0.0, at("10:00"), 0)


def test_a_horizon_that_has_long_passed_is_not_made_up(store: Store) -> None:
    lookout, kept = Lookout(a_day(), at("10:20")), Predictions(Foresight(store), at("10:20"))
    lookout.work(lambda: False)
    kept.look(lookout, ())
    assert [key for key in keys(store) if key[1]] == []


def test_the_first_warning_is_kept_with_its_cause_and_said_once(store: Store) -> None:
    board = a_day(crew=a_visit(technician="T01", start="11:30").crew)
    lookout, kept = Lookout(board, NINE), Predictions(Foresight(store), NINE)
    for minute in range(3):
        lookout.at(NINE + 60 * minute)
        lookout.work(lambda: False)
        kept.look(lookout, ())
    warned = [each for each in Foresight(store).predictions() if each.horizon_min == 0]
    assert [(each.clock, each.made_s, each.probability, each.cause) for each in warned] == [
        ("response", NINE, 1.0, "planned after due")
    ]


def test_a_restart_goes_on_with_what_waits_and_says_nothing_twice(store: Store) -> None:
    lookout = Lookout(a_day(), NINE)
    lookout.work(lambda: False)
    Predictions(Foresight(store), NINE).look(lookout, ())
    before = Foresight(store).predictions()
    assert [(each.clock, each.horizon_min) for each in before] == [("response", 120)]
    again = Predictions(Foresight(store), NINE + 60)
    lookout.at(NINE + 60)
    lookout.work(lambda: False)
    again.look(lookout, ())
    assert Foresight(store).predictions() == before
    lookout.follow(a_day(state=VisitState.ON_SITE, stamps=Stamps(on_site_s=at("10:40"))), ["visits/V60"])
    again.look(lookout, ["V60"])
    assert [(each.outcome, each.met_s) for each in Foresight(store).predictions()] == [(0, at("10:40"))]


SAID = Said(visit_id="V60", clock="response", horizon_min=60, policy="STD", territory="EAST", work_type="LEAK",
            technician_id="T01", behaviour=0, made_s=at("10:00"), due_s=at("11:00"), eta_s=at("10:30"),
            probability=0.2, cause="")  # fmt: skip
WORK = replace(SAID, clock="resolution", due_s=at("16:00"))


@pytest.mark.parametrize(
    ("said", "changes", "now", "outcome", "met"),
    [
        (SAID, {}, "10:59", None, None),
        (SAID, {}, "11:00", None, None),
        (SAID, {}, "11:01", 1, None),
        (SAID, {"stamps": Stamps(on_site_s=at("11:00"))}, "11:30", 0, "11:00"),
        (SAID, {"stamps": Stamps(on_site_s=at("11:02"))}, "11:30", 1, "11:02"),
        (replace(SAID, outcome=1), {"stamps": Stamps(on_site_s=at("10:58"))}, "11:30", 0, "10:58"),
        (replace(SAID, outcome=1), {"state": VisitState.CANCELLED}, "11:30", 1, None),
        (SAID, {"state": VisitState.CANCELLED}, "10:30", -1, None),
        (SAID, {"held_s": 600}, "10:30", -1, None),
        (SAID, {"held_from_s": at("10:40")}, "11:01", -1, None),
        (replace(SAID, due_s=at("10:50")), {}, "10:30", -1, None),
        (WORK, {"stamps": Stamps(on_site_s=at("11:02"))}, "15:00", None, None),
        (WORK, {"state": VisitState.WORKING, "stamps": Stamps(on_site_s=at("11:02"))}, "16:01", 1, None),
        (WORK, {"state": VisitState.DONE, "stamps": Stamps(done_s=at("15:59"))}, "17:00", 0, "15:59"),
        (WORK, {"state": VisitState.INCOMPLETE, "stamps": Stamps(on_site_s=at("11:02"))}, "15:00", -1, None),
    ],
)
def test_what_came_of_it(
    said: Said, changes: dict[str, object], now: str, outcome: int | None, met: str | None
) -> None:
    board = a_day(**changes)
    visit: Visit = board.visits["V60"]
    found = settled(board, visit, said, at(now))
    assert (found.outcome, found.met_s) == (outcome, at(met) if met else None)


def test_whose_visit_is_gone_comes_to_nothing() -> None:
    assert settled(a_day(), None, SAID, NINE).outcome == -1


def test_a_server_keeps_predictions_and_scores_them(sqlite_url: str, open_office: Open) -> None:
    office = open_office(sqlite_url, watch=True, clock_speed=120)
    seed(office.admin)
    office.admin.acts(TakeRequest(row=a_work_order(id="", response_due="09:20")), place("V4", "T01", "09:10"))
    office.admin.acts(*(AdvanceVisit(visit_id="V4", step=step) for step in (Step.RELEASE, Step.ACCEPT)))
    assert office.server.office is not None
    kept = Foresight(office.server.office.store)

    def horizons() -> list[int]:
        return sorted(each.horizon_min for each in kept.predictions() if each.clock == "response"
                      and each.visit_id == "V4" and each.horizon_min)  # fmt: skip

    until(lambda: 120 in horizons(), "the first horizon", 20)
    office.admin.acts(*(AdvanceVisit(visit_id="V4", step=step) for step in (Step.DEPART, Step.ARRIVE)))
    until(lambda: all(each.outcome == 0 for each in kept.predictions() if each.clock == "response"), "the score")
    report = office.admin.get("/risk/report")
    assert report["n"] >= 1


def an_observation(number: int, *, excluded: str = "") -> Observation:
    return Observation(id=f"V{number}", visit_id=f"V{number}", seq=number, excluded=excluded)


class Told:
    """A notebook that has one observation for each completed visit."""

    def __init__(self, _technician_of: object) -> None:
        self.followed: list[int] = []

    def follow(self, _board: Board, recorded: Recorded) -> list[Observation]:
        self.followed.append(recorded.seq)
        event = recorded.event
        return [an_observation(recorded.seq)] if isinstance(event, VisitAdvanced) else []


def test_facts_that_were_missed_are_read_again_in_steps_and_kept_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = record_steps(store, 600)
    monkeypatch.setattr(learning, "Notebook", Told)
    learner = Learner(store, board)
    steps = 1
    while not learner.catch_up(board.seq):
        steps += 1
    assert steps == -(-board.seq // learning.AT_ONCE)
    assert len(learner.observations) == 600
    assert [each.visit_id for each in Foresight(store).observations()] == list(learner.observations)
    again = Learner(store, board)
    assert again.observations == learner.observations


def record_steps(store: Store, steps: int) -> Board:
    """A log with so many steps of one visit."""
    record(store, *beginnings())
    return record(store, *(VisitAdvanced(visit_id="V60", step=Step.QUALIFY, occurred_s=NINE) for _ in range(steps)))


def test_it_is_learned_when_enough_is_new_or_the_day_is_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    board = record_steps(store, 0)
    monkeypatch.setattr(learning, "Notebook", Told)
    monkeypatch.setattr(learning, "REST", 0)
    learner = Learner(store, board)
    assert learner.catch_up(board.seq)

    def learn(at_s: int) -> int:
        """How many observations were learned from."""
        seen: list[int] = []

        def how(found: list[Observation], _board: Board, now_s: int) -> tuple[Behaviour, ...]:
            seen.append(len(found))
            return (Behaviour(id="field", learned_s=now_s, n=len(found)),)

        for row in learner.learn(board, at_s, how):
            board.put(row)
        return sum(seen)

    def observe(first: int, last: int) -> None:
        for seq in range(first, last + 1):
            event = VisitAdvanced(visit_id="V60", step=Step.QUALIFY, occurred_s=NINE)
            learner.follow(board, Recorded(seq=seq, command_id="", actor="T01", at_s=NINE, event=event))

    assert learn(NINE) == 0, "nothing is known"
    observe(101, 149)
    assert learn(NINE) == 0, "a few are not enough within a day"
    observe(150, 150)
    assert learn(NINE + 60) == 50
    observe(151, 300)
    assert learn(NINE + 3600) == 0, "at most once an hour"
    assert learn(NINE + 3660) == 200
    observe(301, 301)
    assert learn(at("23:59")) == 0
    assert learn(at("24:01")) == 201, "the day is over"
    assert learn(at("48:01")) == 0, "nothing was new"


def test_what_many_days_taught_stays_until_there_is_half_as_much(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    board = record_steps(store, 149)
    board.put(Behaviour(id="field", learned_s=NINE, n=300))
    monkeypatch.setattr(learning, "Notebook", Told)
    learner = Learner(store, board)
    assert learner.catch_up(board.seq)

    def learn() -> tuple[Behaviour, ...]:
        return learner.learn(board, at("48:01"), lambda found, _board, _now_s: (Behaviour(id="field", n=len(found)),))

    assert learn() == (), "149 are too few against 300"
    event = VisitAdvanced(visit_id="V60", step=Step.QUALIFY, occurred_s=NINE)
    learner.follow(board, Recorded(seq=board.seq + 1, command_id="", actor="T01", at_s=NINE, event=event))
    assert [row.n for row in learn()] == [150]
