"""Each verb does what it says, and a mistake is one sentence and exit code 2."""

from __future__ import annotations

import json

import pytest

from dispatchtui.cli import build, run
from dispatchtui.core.zones import clock
from tests.cli.conftest import Shell
from tests.server.office import Office, until


def commands() -> list[tuple[str, ...]]:
    """Every command, by its words."""
    app = build()
    plain = [(str(each.name),) for each in app.registered_commands]
    return plain + [
        (str(group.name), str(each.name))
        for group in app.registered_groups
        for each in group.typer_instance.registered_commands  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*words, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Usage: dispatchtui" in text
    assert "Example" in text


def test_visits_come_as_a_table_and_as_json(shell: Shell, office: Office) -> None:
    rows = json.loads(shell.well("get", "visits", "--json"))
    assert [row["id"] for row in rows] == [row["id"] for row in office.admin.get("/visits")]
    assert len(rows) == 3
    table = shell.well("get", "visits").splitlines()
    assert table[0].split()[:3] == ["VISIT", "STATE", "PRIO"]
    assert [line.split()[0] for line in table[1:]] == ["V1", "V2", "V3"]


def test_one_visit_brings_its_work_order(shell: Shell) -> None:
    brief = json.loads(shell.well("get", "visit", "V1"))
    assert brief["visit"]["id"] == "V1"
    assert brief["work_order"]["id"] == brief["visit"]["work_order_id"]


def test_technicians_alerts_and_history_can_be_read(shell: Shell) -> None:
    assert [row["id"] for row in json.loads(shell.well("get", "technicians", "--json"))] == ["T01", "T02", "T03"]
    assert isinstance(json.loads(shell.well("get", "alerts", "--json")), list)
    facts = json.loads(shell.well("get", "history", "V1", "--json"))
    assert "visit.added" in [fact["event"]["kind"] for fact in facts]
    assert "visit.added" in shell.well("get", "history", "V1")


def test_alerts_tell_the_time_where_the_visit_is(shell: Shell) -> None:
    (first, *_) = json.loads(shell.well("get", "alerts", "--json"))
    assert first["zone"] == "America/New_York"
    line = next(each for each in shell.well("get", "alerts").splitlines() if each.startswith(first["visit_id"]))
    assert line.split()[2] == clock(first["due_s"], "America/New_York") != clock(first["due_s"], "UTC")


def test_a_visit_that_is_not_there_is_said_so(shell: Shell) -> None:
    assert shell.refused("get", "visit", "V999") == "There is no visit V999."


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("frobnicate",), "No such command 'frobnicate'"),
        (("get", "visits", "--colour"), "No such option: --colour"),
        (("get", "visit"), "Missing argument"),
        (("serve", "--port", "banana"), "Invalid value for '--port'"),
        (("import", "nowhere.csv", "--mapping", "work-orders"), "nowhere.csv"),
    ],
)
def test_a_mistake_is_one_sentence(words: tuple[str, ...], part: str, elsewhere: Shell) -> None:
    sentence = elsewhere.refused(*words)
    assert part in sentence
    assert len(sentence.splitlines()) <= 2


def test_without_a_server_one_hears_how_to_get_one(elsewhere: Shell) -> None:
    sentence = elsewhere.refused("get", "visits")
    assert sentence.startswith("No server is known.")
    assert "dispatchtui serve" in sentence


def test_a_server_that_does_not_answer_is_no_mistake_of_the_person(elsewhere: Shell) -> None:
    elsewhere.environ |= {"DISPATCHTUI_URL": "http://127.0.0.1:1", "DISPATCHTUI_TOKEN": "none"}
    assert "http://127.0.0.1:1" in elsewhere.refused("get", "visits", code=1)


def test_a_user_and_a_token_from_first_to_last(shell: Shell, office: Office) -> None:
    assert "ana: dispatcher in EAST" in shell.well("user", "add", "ana", "--role", "dispatcher", "--territory", "EAST")
    assert "ana" in [user["id"] for user in json.loads(shell.well("user", "list", "--json"))]
    made = json.loads(shell.well("token", "add", "ana", "--label", "laptop", "--json"))
    person = office.person(made["token"])
    assert person.get("/me")["id"] == "ana"
    assert made["token"] not in shell.well("token", "list")
    shell.well("token", "revoke", str(made["id"]))
    until(lambda: person.http.get("/api/v1/me").status_code == 401, "the end of the token", within_s=1.5)
    assert "ana is disabled" in shell.well("user", "disable", "ana")


def test_changing_a_user_changes_only_what_was_said(shell: Shell) -> None:
    shell.well("user", "add", "eva", "--role", "csr", "--territory", "EAST")
    assert "eva: csr in EAST." in shell.well("user", "add", "eva", "--name", "Eva E")
    user = next(each for each in json.loads(shell.well("user", "list", "--json")) if each["id"] == "eva")
    assert (user["name"], user["roles"], user["territories"]) == ("Eva E", ["csr"], ["EAST"])


def test_an_unknown_role_names_those_that_there_are(shell: Shell) -> None:
    sentence = shell.refused("user", "add", "bob", "--role", "wizard")
    assert sentence.startswith("There is no role wizard.")
    assert "dispatcher" in sentence


def test_who_may_not_manage_users_hears_which_right_is_missing(shell: Shell, office: Office) -> None:
    ana = office.hire("support-sam", "support")
    shell.environ |= {"DISPATCHTUI_TOKEN": ana.token, "DISPATCHTUI_URL": office.url}
    assert "users" in shell.refused("user", "list")


def test_the_doctor_finds_the_server_and_says_so(shell: Shell, office: Office) -> None:
    findings = {each["what"]: each for each in json.loads(shell.well("doctor", "--json"))}
    assert findings["python"]["state"] == "well"
    assert findings["server"]["state"] == "well"
    assert office.url in findings["server"]["found"]


def test_the_doctor_says_what_is_wrong_and_leaves_with_one(elsewhere: Shell) -> None:
    elsewhere.environ |= {"DISPATCHTUI_URL": "http://127.0.0.1:1", "DISPATCHTUI_TOKEN": "none"}
    done = elsewhere("doctor", "--json")
    assert done.returncode == 1
    assert {each["what"]: each["state"] for each in json.loads(done.stdout)}["server"] == "wrong"


def test_output_is_plain_where_data_is_hostile(shell: Shell, office: Office) -> None:
    """JSON is ASCII, so no byte of it can speak to a terminal."""
    raw = shell.well("get", "visits", "--json")
    assert raw.isascii()
    assert "\x1b" not in shell.well("get", "visits")


def test_a_console_without_a_terminal_is_a_sentence(shell: Shell) -> None:
    assert "needs a terminal" in shell.refused("console")
    assert "--headless SECONDS" in shell.refused("day")


def test_a_state_that_does_not_exist_is_named(shell: Shell) -> None:
    assert shell.refused("get", "visits", "--state", "BOGUS").startswith("There is no state BOGUS.")


def test_the_doctor_wants_a_server_that_was_named(elsewhere: Shell) -> None:
    assert elsewhere("doctor", "--url", "http://127.0.0.1:1").returncode == 1
