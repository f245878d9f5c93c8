"""The table of candidates says which right the strictest broken rule takes, and the day when it is not today."""

from __future__ import annotations

import pytest

from dispatchtui.cli.moments import told
from dispatchtui.cli.rank import _show
from dispatchtui.core.refusals import Level
from tests.builders import at
from tests.rows import ZONE


def candidate(*levels: Level, day: str = "2019-10-21") -> dict[str, object]:
    broken = [{"level": str(each)} for each in levels]
    return {"rank": 1, "technician_id": "T01", "arrival_s": at("09:00", day=day), "start_s": at("09:15", day=day),
            "added_travel_s": 600, "cost": 1200.0, "violations": broken}  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "takes"),
    [
        ((), ""),
        ((Level.DISPATCHER,), "override D"),
        ((Level.DISPATCHER, Level.LEAD), "override L"),
        ((Level.LEAD, Level.DISPATCHER), "override L"),
    ],
)
def test_a_candidate_takes_the_right_of_the_strictest_rule(
    capsys: pytest.CaptureFixture[str], levels: tuple[Level, ...], takes: str
) -> None:
    _show({"candidates": [candidate(*levels)], "excluded": []}, ZONE, at("08:00"), "TECHNICIAN")
    line = capsys.readouterr().out.splitlines()[1]
    assert line.partition("1,200")[2].strip() == takes
    assert line.split()[2:4] == ["09:00", "09:15"]


def test_another_day_than_today_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    _show({"candidates": [candidate(day="2019-10-22")], "excluded": []}, ZONE, at("08:00"), "TECHNICIAN")
    assert "2019-10-22 09:00  2019-10-22 09:15" in capsys.readouterr().out


def test_today_is_that_of_the_place_and_not_of_utc() -> None:
    late = at("23:30")  # the next day in UTC
    assert told(late, ZONE, at("08:00")) == "23:30"
    assert told(at("00:30", day="2019-10-22"), ZONE, late) == "2019-10-22 00:30"
