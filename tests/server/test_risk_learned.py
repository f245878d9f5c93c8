"""What the days taught, over HTTP: groups and suggestions, in scope, and accepting one."""

from __future__ import annotations

import msgspec
import pytest

from dispatchtui.core.commands.learning import RecordDurationModel
from dispatchtui.core.model import DurationModel
from dispatchtui.risk.learning.observed import Observation
from dispatchtui.store.foresight import Foresight, Seen
from tests.server.office import START_S, Office, seed

DAY_S = 86_400


def stop(number: int, territory: str, work_min: int) -> Observation:
    """A stop of an hour as planned, one a day, that took so many minutes."""
    start_s = START_S - (100 - number % 50) * DAY_S
    return Observation(
        id=f"V{number}:{start_s}", visit_id=f"V{number}", seq=number, work_type="LEAK", territory=territory,
        technician_id="T01" if territory == "EAST" else "T02", day="2026-11-01", planned_s=3600, p80_s=4500,
        by_type=True, estimate_s=900, en_route_s=start_s - 1000, on_site_s=start_s - 100, working_s=start_s,
        done_s=start_s + 60 * work_min,
    )  # fmt: skip


STOPS = [stop(number, "EAST", 76 + number % 5) for number in range(100, 150)] + [
    stop(number, "WEST", 58 + number % 5) for number in range(200, 250)
]


@pytest.fixture
def learned(lite: Office) -> Office:
    """Work on leaks takes 78 minutes in EAST and an hour in WEST."""
    seed(lite.admin, west=True)
    kept = Foresight(lite.server.office.store)
    kept.observe([Seen(visit_id=each.visit_id, seq=each.seq, at_s=each.done_s or 0,
                       body=msgspec.json.encode(each).decode()) for each in STOPS])  # fmt: skip
    return lite


def test_groups_tell_which_work_took_longer_where(learned: Office) -> None:
    lines = {(each["by"], each["id"]): each for each in learned.admin.get("/risk/groups")}
    assert set(lines) == {("work_type", "LEAK"), ("technician", "T01"), ("technician", "T02"),
                          ("territory", "EAST"), ("territory", "WEST")}  # fmt: skip
    east = lines["territory", "EAST"]
    assert (east["n"], east["factor"], east["over_min"], east["verdict"]) == (50, 1.3, 18, "over")
    only = learned.admin.get("/risk/groups", by="territory")
    assert [each["id"] for each in only] == ["EAST", "WEST"]
    late = learned.admin.get("/risk/groups", by="territory", since=START_S - 60 * DAY_S)
    assert [each["n"] for each in late] == [10, 10]


def test_groups_are_of_the_work_in_the_askers_scope(learned: Office) -> None:
    eva = learned.hire("eva", "dispatcher", territories=["EAST"])
    assert {each["id"] for each in eva.get("/risk/groups")} == {"LEAK", "T01", "EAST"}
    assert eva.http.get("/api/v1/risk/groups", params={"by": "moon"}).status_code == 422


def test_a_suggestion_is_accepted_and_then_it_is_none(learned: Office) -> None:
    sam = learned.hire("sam", "scheduler", territories=["EAST"])
    (found,) = sam.get("/risk/suggestions")
    assert (found["model"]["id"], found["model"]["was_s"], found["model"]["n"]) == ("LEAK:EAST", 3600, 50)
    assert 17 * 60 <= found["model"]["p50_s"] - 3600 <= 19 * 60
    assert found["sentence"].endswith(", EAST: +18 min, n=50")
    model = msgspec.convert(found["model"], DurationModel)
    assert sam.act(RecordDurationModel(row=model)).status == "applied"
    assert sam.get("/risk/suggestions") == []


def test_who_may_not_plan_durations_is_suggested_none(learned: Office) -> None:
    eva = learned.hire("eva", "dispatcher")
    assert eva.http.get("/api/v1/risk/suggestions").status_code == 403
