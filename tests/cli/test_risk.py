"""What `dispatchtui risk` shows: the report in sentences, as a diagram and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.store.foresight import Foresight, Said, Seen
from tests.builders import a_work_order, at
from tests.cli.conftest import Shell
from tests.server.office import START_S, Office, seed, settings_for
from tests.server.test_risk_learned import STOPS


@pytest.fixture(scope="module", autouse=True)
def predictions(office: Office) -> None:
    """Four predictions that came true as often as they said, two an hour before."""
    rows = [(1, 0.05, 0, 60), (2, 0.05, 0, 60), (3, 0.95, 1, 30), (4, 0.95, 1, 30)]
    Foresight(office.server.office.store).predict([
        Said(visit_id=f"V{number}", clock="arrival", horizon_min=horizon, policy="gold", territory="EAST",
             work_type="LEAK", technician_id="T01", behaviour=1, made_s=START_S - 7200, due_s=START_S - 3600,
             eta_s=None, probability=probability, cause="", outcome=outcome)
        for number, probability, outcome, horizon in rows
    ])  # fmt: skip


def test_the_report_is_told_drawn_and_tabled(shell: Shell) -> None:
    lines = shell.well("risk", "report").splitlines()
    assert lines[0].startswith("4 predictions of 1 day are scored, and 50.0% of what they were about was broken;")
    assert lines[1].startswith("The Brier score is 0.0025, that of the best constant")
    assert "  0-10%   ● │" in "\n".join(lines)
    assert next(line for line in lines if line.startswith("30 min")).split()[2:5] == ["2", "100.0%", "95.0%"]
    assert next(line for line in lines if line.startswith("gold")).split()[1] == "4"


def test_a_plain_terminal_is_drawn_on_with_plain_letters(shell: Shell) -> None:
    shell.environ |= {"LC_ALL": "C", "COLUMNS": "60", "PYTHONIOENCODING": "ascii"}
    text = shell.well("risk", "report")
    assert text.isascii()
    assert "  0-10%   o |" in text
    assert max(len(line) for line in text.splitlines() if "%  " in line) <= 60


def test_the_report_as_json_is_the_servers(shell: Shell, office: Office) -> None:
    assert json.loads(shell.well("risk", "report", "--json")) == office.admin.get("/risk/report")
    one = json.loads(shell.well("risk", "report", "--json", "--horizon", "60", "--policy", "gold"))
    assert (one["n"], one["base_rate"]) == (2, 0.0)
    assert json.loads(shell.well("risk", "report", "--json", "--until", "1970-01-02"))["n"] == 0


def test_without_predictions_it_says_so(shell: Shell) -> None:
    said = shell.well("risk", "report", "--policy", "silver")
    assert said == "No prediction has been scored; 0 came to nothing and 0 are not known yet.\n"


def test_a_wrong_moment_is_a_sentence(shell: Shell) -> None:
    assert shell.refused("risk", "report", "--from", "soon").startswith("--from: 'soon' is no moment")


def test_what_automation_decides_is_told_with_how_far_ahead(shell: Shell, office: Office) -> None:
    lines = shell.well("get", "automation").splitlines()
    assert lines[0].split() == ["DECIDES", "BY", "ITSELF", "AHEAD"]
    assert next(line for line in lines if line.startswith("release")).split()[1] == "no"
    assert next(line for line in lines if line.startswith("prediction")).split()[1:] == ["yes", "2", "h"]
    assert "Visits are placed, moved, parked and cancelled by people alone." in lines
    assert json.loads(shell.well("get", "automation", "--json")) == office.admin.get("/automation")


def test_groups_suggestions_and_accepting_one(shell: Shell, office: Office) -> None:
    Foresight(office.server.office.store).observe(
        [Seen(visit_id=each.id, seq=each.seq, at_s=START_S, body=msgspec.json.encode(each).decode()) for each in STOPS]
    )
    lines = [line.split() for line in shell.well("risk", "groups").splitlines()]
    east = next(line for line in lines if line[:2] == ["territory", "EAST"])
    assert (east[-10:-5], east[-4:]) == (["50", "1.30", "1.28", "to", "1.32"], ["min", "100%", "1.00", "over"])
    assert json.loads(shell.well("risk", "groups", "--by", "technician", "--json"))[0]["id"] == "T01"
    said = shell.well("risk", "suggestions")
    assert next(line for line in said.splitlines() if line.startswith("LEAK")).split()[1:6] == [
        "EAST", "60", "min", "78", "min"
    ]  # fmt: skip
    assert "Water leak, EAST: +18 min, n=50." in said
    refused = shell.refused("risk", "accept", "LEAK", "WEST")
    assert refused.startswith("Nothing is suggested for LEAK in WEST.")
    assert "There are: LEAK EAST" in refused
    assert shell.well("risk", "accept", "LEAK", "EAST") == "LEAK in EAST is planned with 78 min.\n"
    assert office.admin.get("/snapshot")["rows"]["duration_models"][0]["p50_s"] == 78 * 60
    assert json.loads(shell.well("risk", "suggestions", "--json")) == []
    assert shell.well("risk", "suggestions") == "Nothing to show.\n"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Office]:
    """A server that watches; V1 is due at eight, and T01 can be there until then."""
    office = Office(settings_for(tmp_path / "watched", watch=True))
    seed(office.admin, technicians=1, visits=0)
    office.admin.acts(TakeRequest(row=a_work_order(id="W1", response_due="08:00")))
    yield office
    office.stop()


def test_visits_are_listed_with_what_can_be_done_and_until_when(watched: Office, elsewhere: Shell) -> None:
    elsewhere.environ |= {"DISPATCHTUI_URL": watched.url, "DISPATCHTUI_TOKEN": watched.admin.token}
    lines = elsewhere.well("risk", "visits").splitlines()
    assert lines[0].split() == ["VISIT", "BAND", "RISK", "DUE", "ETA", "EARLY", "LATE", "ACT", "BY", "OUTLOOK", "CAUSE"]
    (line,) = watched.admin.get("/risk")["visits"]
    assert lines[1].split()[:5] == ["V1", "risk", "08:00", "08:00", "savable"]
    assert line["sentence"] in "\n".join(lines)
    assert json.loads(elsewhere.well("risk", "visits", "--visit", "V1", "--json"))["visits"][0]["due_s"] == at("08:00")
    assert elsewhere.refused("risk", "visits", "--visit", "V7") == "There is no visit V7."


def test_the_server_learns_when_it_is_asked_to(shell: Shell, elsewhere: Shell, watched: Office, office: Office) -> None:
    elsewhere.environ |= {"DISPATCHTUI_URL": watched.url, "DISPATCHTUI_TOKEN": watched.admin.token}
    none = elsewhere("risk", "learn")
    assert (none.returncode, none.stdout) == (1, "There are 0 clean observations, too few to learn from.\n")
    said = shell.well("risk", "learn")
    assert said.startswith("Learned from 100 of 100 observations: ")
    rows = office.admin.get("/snapshot")["rows"]["behaviours"]
    assert next(row for row in rows if row["id"] == "field")["n"] == 100
    fact = office.admin.get("/history", newest=True, limit=1)[0]
    assert (fact["event"]["kind"], fact["reason"]["code"]) == ("behaviour.learned", "asked")


def test_the_consoles_own_lists_can_be_asked_for_in_a_shell(shell: Shell) -> None:
    report = json.loads(shell.well("do", "risk", "--json"))
    assert report["outcome"] == "shown"
    assert report["sentence"].startswith("Predictions: 4 scored, Brier 0.0025 against")
    lines = [row["line"] for row in report["rows"]]
    assert lines[1].split()[-2:] == ["2", "█████████"]
    assert "plan: Visits are placed, moved, parked and cancelled by people alone." in lines
    durations = json.loads(shell.well("do", "durations", "--json"))
    assert (durations["outcome"], durations["sentence"].partition(" of ")[0]) == ("shown", "Durations: 0 suggestions")
