"""What is told of risk over HTTP: scored predictions, in scope, for who may look back."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from dispatchtui.store.foresight import Foresight, Said
from tests.server.office import START_S, Office, Person, seed

HOUR_S = 3600


def said(number: int, probability: float, outcome: int | None, **more: Any) -> Said:
    """A prediction of what was due yesterday, half an hour before, in EAST."""
    due_s = START_S - 24 * HOUR_S + number
    row = Said(visit_id=f"V{number}", clock="arrival", horizon_min=30, policy="gold", territory="EAST",
               work_type="LEAK", technician_id="T01", behaviour=1, made_s=due_s - 1800, due_s=due_s, eta_s=due_s,
               probability=probability, cause="", outcome=outcome)  # fmt: skip
    return replace(row, **more)


@pytest.fixture
def told(lite: Office) -> Office:
    """Two in EAST, one of them broken; one in WEST; one open; and the first warning of the broken one."""
    seed(lite.admin, west=True)
    store = lite.server.office.store
    Foresight(store).predict([
        said(1, 0.8, 1),
        said(2, 0.1, 0, policy="base", horizon_min=15),
        said(3, 0.4, 1, territory="WEST"),
        said(4, 0.5, None),
        said(1, 0.2, 1, horizon_min=0, made_s=START_S - 26 * HOUR_S + 1),
        said(5, 0.9, 0, due_s=START_S - 60 * 24 * HOUR_S),
    ])  # fmt: skip
    return lite


def test_a_report_scores_what_lies_in_the_askers_scope(told: Office) -> None:
    whole = told.admin.get("/risk/report")
    assert (whole["n"], whole["waiting"], whole["days"]) == (3, 1, 1)
    assert whole["brier"] == pytest.approx((0.04 + 0.01 + 0.36) / 3)
    eva = told.hire("eva", "dispatcher", territories=["EAST"])
    hers = eva.get("/risk/report")
    assert hers["n"] == 2
    assert hers["brier"] == pytest.approx((0.04 + 0.01) / 2)
    assert [(each["name"], each["n"]) for each in hers["horizons"]] == [("15", 1), ("30", 1)]
    assert [each["name"] for each in hers["policies"]] == ["base", "gold"]
    assert (hers["warned"]["breaches"], hers["warned"]["warned"], hers["warned"]["lead_median_min"]) == (1, 1, 120)
    assert told.hire("nora", "dispatcher", territories=["NORTH"]).get("/risk/report")["n"] == 0


def test_a_report_is_of_one_policy_horizon_or_time(told: Office) -> None:
    assert told.admin.get("/risk/report", policy="base")["brier"] == pytest.approx(0.01)
    at_30 = told.admin.get("/risk/report", horizon=30)
    assert (at_30["n"], at_30["warned"]["warnings"]) == (2, 1)
    assert told.admin.get("/risk/report", since=START_S - 70 * 24 * HOUR_S)["n"] == 4
    assert told.admin.get("/risk/report", until=START_S - 48 * HOUR_S)["n"] == 0
    assert told.admin.get("/risk/report", until=0)["n"] == 0
    assert told.admin.get("/risk/report", since=START_S - 500 * 24 * HOUR_S)["n"] == 0, "400 days from then"


@pytest.mark.parametrize(
    ("query", "field"),
    [({"since": -1}, "since"), ({"until": 10**12}, "until"), ({"since": 10, "until": 5}, "until"),
     ({"since": 0, "until": START_S}, "until"), ({"horizon": 0}, "horizon"), ({"horizon": 5000}, "horizon")],
)  # fmt: skip
def test_a_wrong_question_is_answered_by_its_name(lite: Office, query: dict[str, int], field: str) -> None:
    answer = lite.admin.http.get("/api/v1/risk/report", params=query)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_who_may_not_look_back_sees_no_report(lite: Office) -> None:
    tia: Person = lite.hire("tia", "technician", technician="T01")
    assert tia.http.get("/api/v1/risk/report").status_code == 403
