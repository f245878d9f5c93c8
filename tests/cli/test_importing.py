"""Assignments imported from the shell, against a real server: placed, refused with the gate's sentence, rehearsed."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Shell
from tests.integrations.test_assignments import HEAD
from tests.server.office import Office

ROWS = (
    "V1,,,T01,America/New_York,2019-10-21 10:00,,,",
    "V2,,,T01,America/New_York,2019-10-21 10:30,,,",
    "V3,,,T02,America/New_York,2019-10-21 23:00,,urgent,the main burst",
)
OVERLAP = "Line 3: T01 is at V1 from 10:00 to 11:00; V2 10:30 to 11:30 overlaps by 30 min."


def test_a_dry_run_hears_what_the_import_then_hears(shell: Shell, office: Office, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("\n".join((HEAD, *ROWS)) + "\n")
    before = office.admin.get("/readyz")["seq"]
    rehearsed = shell("import", str(path), "-m", "assignments", "--dry-run", "--json")
    assert rehearsed.returncode == 1, rehearsed.stderr
    found = json.loads(rehearsed.stdout)
    assert (found["dry_run"], found["ready"], found["rejected"], found["problems"]) == (True, 2, 1, [OVERLAP])
    assert office.admin.get("/readyz")["seq"] == before

    done = shell("import", str(path), "-m", "assignments", "--json")
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert (found["amended"], found["rejected"], found["problems"]) == (2, 1, [OVERLAP])
    assert OVERLAP in Path(found["rejected_file"]).read_text()
    (override,) = office.admin.get("/visits/V3")["visit"]["overrides"]
    assert (override["constraint"], override["code"], override["amount"]) == ("shift_hours", "urgent", 30)
    counted = json.loads(shell.well("get", "exceptions", "--json"))
    assert (counted["placements"], counted["with_override"], counted["rate"]) == (2, 1, 0.5)
    assert [(each["constraint"], each["code"], each["count"]) for each in counted["by"]] == [
        ("shift_hours", "urgent", 1)
    ]
    assert json.loads(shell.well("check", "--json"))["ok"] is True
    assert "1 of 2 placements broke a rule: 50.0%." in shell.well("get", "exceptions")
