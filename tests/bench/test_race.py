"""The race of engines: who has an answer, how days become figures, and what may be chosen."""

import sys
from pathlib import Path

import numpy as np
import pytest

import benchmarks.__main__ as bench
from benchmarks import solver
from benchmarks.figures import as_row
from benchmarks.judge import Verdict
from benchmarks.solver_contest import _figures
from benchmarks.solver_days import PRICES, Day
from benchmarks.solver_options import QUICK, SIZES, options
from benchmarks.solver_peers.environment import Peers
from benchmarks.solver_public import _gap
from benchmarks.solver_race import Answer, Race
from dispatchtui.solver.formats.opening import open_text
from dispatchtui.solver.problem import Plan, Problem
from tests.bench.lines import a_line


def day_of(problem: Problem) -> Day:
    stops, vehicles = np.zeros(problem.stops, dtype=np.int64), np.zeros(problem.vehicles, dtype=np.int64)
    return Day(problem=problem, stop_region=stops, vehicle_region=vehicles)


def test_an_engine_answers_in_its_process_and_one_that_cannot_run_is_told() -> None:
    problem = a_line(windows=[[0, 999], [0, 999], [0, 150]])
    with Race({"or_tools": Path(sys.executable), "nobody": Path(sys.executable)}) as race:
        (field,) = race.run(day_of(problem), (0.5,), 1, 1).values()
    found, missing = field
    assert found.verdict is not None
    assert (found.verdict.left_out, found.verdict.cost, found.broken) == ((2,), 60_400, ())
    assert missing.verdict is None
    assert missing.trouble == "The process of nobody ended or was ended."


def answer(engine: str, cost: int | None, *left: int, claimed: int | None = None) -> Answer:
    """What an engine found: its cost and the stops that it left out, or nothing."""
    if cost is None:
        return Answer(engine=engine, took_s=1.0, trouble="late")
    verdict = Verdict(cost=cost, left_cost=0, left_out=left, broken=())
    return Answer(engine=engine, took_s=1.0, plan=Plan(routes=()), verdict=verdict, claimed=claimed)


def test_days_become_the_geometric_mean_of_the_ratios_to_the_best_peer_of_each() -> None:
    price = np.array(PRICES)
    fields = [
        [answer("ours", 100, claimed=100), answer("vroom", 400, 3), answer("pyvrp", 200)],
        [answer("ours", 200, 0, claimed=201), answer("vroom", 100, 1, 2, 3), answer("pyvrp", None)],
        [answer("ours", 500, claimed=500), answer("vroom", None), answer("pyvrp", None)],
    ]
    found = {each.name: each.value for each in _figures("1x4_1", [(field, price) for field in fields])}
    assert found["cost_ratio_1x4_1"] == pytest.approx(1.0)  # a half and a double; the third day has no peer
    assert found["vroom_cost_1x4_1"] == pytest.approx(200.0)
    assert found["pyvrp_none_1x4_1"] == 2
    assert found["vroom_left_out_1x4_1"] == 2
    assert found["behind_by_priority_1x4_1"] == 1
    assert found["miscounted_1x4_1"] == 1
    silent = {each.name: each.value for each in _figures("1x4_1", [([answer("ours", None), *fields[0][1:]], price)])}
    assert silent["ours_none_1x4_1"] == 1
    assert silent["cost_ratio_1x4_1"] is None


def test_who_did_not_answer_is_named_and_has_a_figure_of_nothing() -> None:
    price, field = np.array(PRICES), [answer("ours", 100), answer("vroom", 400), answer("pyvrp", None)]
    found = {each.name: each for each in _figures("1x4_1", [(field, price)], ("ours", "vroom", "pyvrp", "vrp_cli"))}
    assert found["cost_ratio_1x4_1"].value == pytest.approx(0.25)
    assert str(found["cost_ratio_1x4_1"].against).endswith("; no answer from pyvrp, vrp_cli")
    assert (found["pyvrp_cost_1x4_1"].value, found["vrp_cli_cost_1x4_1"].value) == (None, None)
    alone = {each.name: each for each in _figures("1x4_1", [([answer("ours", 100)], price)], ("ours", "vroom"))}
    assert alone["cost_ratio_1x4_1"].value is None
    assert alone["cost_ratio_1x4_1"].against == "no peer answered on any day; no answer from vroom"
    late = {each.name: each.value for each in _figures("1x4_1", [], ("ours", "vroom"))}
    assert late["cost_ratio_1x4_1"] is late["vroom_cost_1x4_1"] is late["ours_cost_1x4_1"] is None
    assert as_row(alone["cost_ratio_1x4_1"]).split()[1] == "none"


def test_every_figure_that_must_be_there_is_there_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = options(["--quick", "--minutes", "-1", "--seed", "298345", "--only", "days,public,native,exact"])
    monkeypatch.setattr("benchmarks.solver.environment.ready", lambda _tell: Peers(pythons={}, missing={"vroom": "x"}))
    found = {each.name: each.value for each in solver.run(chosen)}
    assert found["seed"] == 298345
    assert found.keys() >= solver.needed(chosen) >= {
        "cost_ratio_30x200_0.1", "cost_ratio_30x200_1", "vroom_cost_30x200_1", "ours_cost_30x200_0.1",
        "solomon_gap_percent", "homberger_gap_percent", "solomon_gap_percent_pyvrp", "homberger_gap_percent_or_tools",
    }  # fmt: skip
    assert solver.needed(options(["--quick"])) >= {"repair_first_ms", "repair_gap_1s", "cancel_ms"}


def test_a_figure_that_is_missing_ends_with_code_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(solver, "OWN", {"repair": "tests.bench.failing"})
    with pytest.raises(SystemExit) as ended:
        list(solver.run(options(["--quick", "--only", "repair"])))
    assert ended.value.code == 1
    assert capsys.readouterr().err.splitlines()[1:] == [
        "repair: Nothing came.",
        "There is no figure repair_first_ms, repair_gap_1s.",
    ]


def test_a_gap_is_told_of_full_plans_within_the_fleet_alone() -> None:
    rows = "\n".join(f"{number} {10 * number} 0 1 0 1000 0" for number in range(3))
    text = f"LINE\n\nVEHICLE\nNUMBER CAPACITY\n2 10\n\nCUSTOMER\nCUST NO. X Y DEMAND READY DUE SERVICE\n{rows}\n"
    opened = open_text(text.encode(), "line.txt", "vehicles")
    one, two = (Plan(routes=((0, 1), ())), Plan(routes=((0,), (1,))))
    served = Verdict(cost=0, left_cost=0, left_out=(), broken=())
    assert _gap(opened, Answer(engine="ours", took_s=1, plan=one, verdict=served), 1, 32.0) == pytest.approx(25.0)
    assert _gap(opened, Answer(engine="ours", took_s=1, plan=two, verdict=served), 1, 32.0) is None
    assert _gap(opened, Answer(engine="ours", took_s=1, plan=two, verdict=served), 2, 60.0) == pytest.approx(0.0)
    left = Verdict(cost=0, left_cost=0, left_out=(1,), broken=())
    assert _gap(opened, Answer(engine="ours", took_s=1, plan=one, verdict=left), 1, 32.0) is None


def test_what_is_chosen_is_measured_and_the_rest_is_as_usual(capsys: pytest.CaptureFixture[str]) -> None:
    assert options([]).sizes == SIZES
    quick = options(["--quick", "--seed", "7"])
    assert (quick.sizes, quick.seed, quick.seeds, quick.homberger_s) == (QUICK, 7, 2, 5.0)
    own = options(["--sizes", "30x200,5x9", "--times", "2", "--only", "days,worker", "--homberger", "3"])
    assert own.sizes == {(30, 200): (2.0,), (5, 9): (2.0,)}
    assert (own.parts, own.homberger_s) == (("days", "worker"), 3.0)
    with pytest.raises(SystemExit):
        options(["--only", "nights"])
    assert "no part 'nights'" in capsys.readouterr().err


def test_options_are_refused_where_a_part_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["setup", "--quick"]) == 2
    assert bench.main(["nothing"]) == 2
    assert "no part 'setup --quick'" in capsys.readouterr().err
