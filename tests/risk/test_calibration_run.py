"""Simulated days are scored as told: the figures on days made by hand, and a short run with model and oracle."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from benchmarks.risk_days import Case, Trial, a_trial, ask, cases, opened, questions
from benchmarks.risk_field import chance_of, distance
from benchmarks.risk_scores import figures_of, holds, tables


def a_case(*, model: float, oracle: float, outcome: int, horizon: int = 60, day: int = 0, plan: float = 0.0) -> Case:
    return Case("V1", False, horizon, day, "free", model, oracle, plan, outcome)


def days_of(*given: Case) -> list[Case]:
    """The same day five times over."""
    return [Case(each.visit_id, each.of_work, each.horizon_min, day, each.state, each.model, each.oracle, each.plan,
                 each.outcome) for day in range(5) for each in given]  # fmt: skip


def test_brier_scores_are_told_as_shares_of_those_of_the_others() -> None:
    found = figures_of(days_of(
        a_case(model=0.6, oracle=0.8, outcome=1), a_case(model=0.4, oracle=0.2, outcome=0, plan=1.0),
        a_case(model=0.6, oracle=0.8, outcome=1, horizon=45), a_case(model=0.1, oracle=0.2, outcome=0, horizon=45),
    ))  # fmt: skip
    assert found["brier"][0] == pytest.approx(0.16)
    assert found["brier_ratio_oracle"] == pytest.approx((4.0, 4.0, 4.0))
    assert found["brier_ratio_constant"][0] == pytest.approx(0.64)
    assert found["brier_ratio_plan"][0] == pytest.approx(0.16)
    assert found["breach_share"][0] == 0.5
    assert "reliability_max_gap" not in found  # no tenth holds enough


def test_early_flags_are_held_against_an_oracle_who_cries_wolf_as_often() -> None:
    early = [a_case(model=0.5, oracle=0.9, outcome=1, horizon=45), a_case(model=0.1, oracle=0.7, outcome=1, horizon=45),
             a_case(model=0.3, oracle=0.6, outcome=0, horizon=45)]  # fmt: skip
    found = figures_of(
        days_of(*early, a_case(model=0.5, oracle=0.5, outcome=1), a_case(model=0.5, oracle=0.5, outcome=0))
    )
    assert found["early_recall"][0] == 0.5
    assert found["false_alarm_share"][0] == 0.5
    assert found["early_ratio_oracle"][0] == 0.5
    assert not holds("early_ratio_oracle", 0.89)
    assert holds("early_ratio_oracle", 0.91)
    assert not holds("brier_ratio_plan", 0.81)


def test_a_gap_counts_where_a_tenth_holds_enough() -> None:
    many = [a_case(model=0.55, oracle=0.5, outcome=number % 2) for number in range(400)]
    few = [a_case(model=0.95, oracle=0.5, outcome=0)]
    early = [a_case(model=0.5, oracle=0.5, outcome=number % 2, horizon=45) for number in range(2)]
    assert figures_of(days_of(*many, *few, *early))["reliability_max_gap"] == pytest.approx((0.05, 0.05, 0.05))
    even = [*days_of(*many, *early), *(a_case(model=0.55, oracle=0.5, outcome=1, day=5) for _ in range(200))]
    value, low, high = figures_of(even)["reliability_max_gap"]
    assert value == pytest.approx(abs(1200 / 2200 - 0.55))
    assert (low, high > 0.03) == (0.0, True)


@pytest.fixture(scope="module")
def trial() -> Trial:
    return a_trial(1, 6, technicians=12)


def test_the_model_is_told_nothing_of_the_world_that_it_learns(trial: Trial) -> None:
    """Its row rests on what was seen, and comes near to the truth all the same."""
    field = next(each for each in trial.learned if each.id == "field")
    learned = {each.work_type: each.log_factor for each in field.work if each.work_type and not each.territory}
    true = {each.work_type: each.log_factor for each in trial.truth.work if each.work_type}
    spread = learned["INSTALL"] - learned["INSPECT"]
    assert field.n > 300
    assert spread == pytest.approx(true["INSTALL"] - true["INSPECT"], abs=0.15)
    assert field.eager == pytest.approx(trial.world.eager, abs=0.15)
    assert field.eager != trial.truth.eager == trial.world.eager
    assert field.driving.base_s == pytest.approx(trial.truth.driving.base_s, abs=45)


def test_what_is_forecast_comes_about_as_often_as_it_is_said(trial: Trial) -> None:
    found = cases(trial, range(6, 10), workers=1)
    figures, table = figures_of(found), tables(found)
    assert len(found) > 800
    assert 0.03 < figures["breach_share"][0] < 0.5
    assert figures["brier_ratio_oracle"][0] < 1.15
    assert figures["brier_ratio_constant"][0] < 0.8
    assert figures["brier_ratio_plan"][0] < 0.9
    said = sum(each["predicted"] * each["n"] for each in table["reliability"])
    came = sum(each["observed"] * each["n"] for each in table["reliability"])
    assert said == pytest.approx(came, rel=0.25)
    assert set(table["horizons"]) == {"120 min", "60 min", "45 min", "30 min", "15 min"}


def test_the_field_itself_says_how_likely_it_is_by_living_the_same_moment_again(trial: Trial) -> None:
    played, true = opened(trial, 6)
    told = []
    for asked in sorted(questions(played.board, played.now_s)):
        said = ask(played, true, asked)
        if said is not None and asked.horizon_min == 60 and not asked.of_work and 0.3 < said[2] < 0.7:
            told.append((asked, said))
        if len(told) == 1:
            break
    (asked, said), *_ = told
    assert chance_of(played, trial.world, replace(asked, due_s=asked.at_s)) == 1.0
    assert chance_of(played, trial.world, replace(asked, due_s=asked.at_s + 10 * 3600)) < 0.05
    assert chance_of(played, trial.world, asked) == pytest.approx(said[2], abs=0.2)


def test_what_lies_between_two_forecasts_is_told_without_what_chance_puts_there() -> None:
    assert distance([0.5, 0.0], [0.3, 0.0]) == pytest.approx((0.04 - 0.3 * 0.7 / 149) / 2)
