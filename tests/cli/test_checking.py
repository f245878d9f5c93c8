"""Checking, ranking and health from the shell: the live board or a file, and exit codes that scripts can use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from dispatchtui.cli import run
from dispatchtui.core.board import Board
from dispatchtui.core.model import Override
from dispatchtui.protocol.codec import raw_rows
from dispatchtui.solver.rank import rank
from tests.builders import a_shift, a_technician, a_visit, a_working_board, at
from tests.cli.conftest import Shell
from tests.server.office import Office, Watcher

NINE = "2019-10-21T09:00:00-04:00"


def a_file(folder: Path, board: Board, **more: Any) -> Path:
    path = folder / "board.json"
    path.write_bytes(msgspec.json.encode({"at": NINE, "rows": raw_rows(list(board.rows())), **more}))
    return path


def a_late_board() -> Board:
    """V1 ends 30 min after the shift, V2 waits."""
    return a_working_board(a_visit(id="V1", technician="T01", start="16:30"), a_visit(id="V2"))


class Judge:
    """Runs `check --json` in this very process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: object, code: int = 0) -> dict[str, Any]:
        assert run(["check", *map(str, words), "--json"]) == code
        found: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        return found

    def says(self, *words: object, code: int) -> tuple[str, str]:
        """What is said on both streams without --json."""
        assert run(["check", *map(str, words)]) == code
        return tuple(self.capsys.readouterr())


@pytest.fixture
def judged(capsys: pytest.CaptureFixture[str]) -> Judge:
    return Judge(capsys)


def test_a_board_in_order_is_left_with_zero(judged: Judge, tmp_path: Path) -> None:
    found = judged(a_file(tmp_path, a_working_board(a_visit(id="V1", technician="T01"))))
    assert found == {
        "ok": True, "at": "2019-10-21T13:00:00+00:00", "at_s": at("09:00"), "visits": 1,
        "violations": [], "warnings": [], "by_constraint": {}, "by_level": {},
    }  # fmt: skip


def test_a_broken_rule_is_told_with_all_its_numbers_and_leaves_with_one(judged: Judge, tmp_path: Path) -> None:
    path = a_file(tmp_path, a_late_board())
    found = judged(path, code=1)
    assert found["violations"] == [{
        "visit_id": "V1", "constraint": "shift_hours", "level": "L", "subject": "shifts/T01:2019-10-21",
        "need": "08:00 to 17:00", "have": "16:30 to 17:30", "amount": 30.0, "unit": "min",
        "sentence": "T01 works 08:00 to 17:00; V1 16:30 to 17:30 is 30 min outside, no overtime allowed.",
    }]  # fmt: skip
    assert (found["by_constraint"], found["by_level"]) == ({"shift_hours": 1}, {"L": 1})
    table = judged.says(path, code=1)[0].splitlines()
    assert table[1].split() == ["L", "shift_hours", "V1", "30", "min"]
    assert table[-1] == "Something is broken that needs an answer; 2 visits: 1 L."


def test_what_somebody_answered_for_is_in_order(judged: Judge, tmp_path: Path) -> None:
    board = a_late_board()
    answered = Override(constraint="shift_hours", code="urgent", by="lea", at_s=at("08:00"))
    board.put(replace(board.visits["V1"], overrides=(answered,)))
    assert judged(a_file(tmp_path, board))["ok"] is True


def test_moves_are_judged_together_with_what_they_change(judged: Judge, tmp_path: Path) -> None:
    board = a_working_board(a_visit(id="V1", technician="T01", start="10:00"), a_visit(id="V2"))
    here = {"visit_id": "V2", "technician_id": "T01", "start_s": at("10:30")}
    away = {"visit_id": "V1", "technician_id": "T02", "start_s": at("10:00")}
    alone = judged(a_file(tmp_path, board, moves=[here]), code=1)
    assert [(each["constraint"], each["amount"]) for each in alone["acts"]["violations"]] == [("no_overlap", 30.0)]
    both = judged(a_file(tmp_path, board, moves=[here, away]))
    assert (both["acts"]["ok"], both["acts"]["violations"]) == (True, [])
    assert {each["visit_id"] for each in both["acts"]["effects"]["etas"]} == {"V1", "V2"}


def test_acts_are_judged_as_moves_are(judged: Judge, tmp_path: Path) -> None:
    act = {"type": "place_visit", "visit_id": "V2", "technician_id": "T01", "start_s": at("16:30")}
    found = judged(a_file(tmp_path, a_working_board(a_visit(id="V2")), acts=[act]), code=1)
    assert [each["amount"] for each in found["acts"]["violations"]] == [30.0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1, column 2: Expecting property name enclosed in double quotes; JSON is needed."),
        ("[]", "is no board."),
        ('{"rows": {"visit": []}}', "rows.visit: there is no such table; there are territories, skills,"),
        ('{"rows": {}, "move": []}', "move: there is no such part; there are at, rows, moves, acts, positions."),
        ('{"rows": {"visits": [{"id": 7}]}}', "rows.visits[0].id: expected 'str', got 'int'."),
        ('{"rows": {"visits": [{"id": "V1"}]}}', "rows.visits[0]: object missing required field 'work_order_id'."),
        ('{"rows": {}}', "at: the moment is needed, such as 2026-11-21T09:00:00-05:00, or --at says it."),
        ('{"rows": {}, "at": "noon"}', "at: 'noon' is no moment with an offset"),
        ('{"rows": {}, "at": "2019-10-21T09:00:00"}', "is no moment with an offset"),
        ('{"rows": {}, "at": 1, "acts": [{"type": "fly"}]}', "acts[0].type: invalid value 'fly'"),
    ],
)
def test_a_file_that_is_wrong_is_told_by_place(judged: Judge, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "board.json"
    path.write_text(text)
    out, sentence = judged.says(path, code=2)
    assert out == ""
    assert sentence.startswith(f"dispatchtui: {path}")
    assert said in sentence


def test_the_live_board_and_its_snapshot_in_a_file_are_judged_alike(
    shell: Shell, judged: Judge, office: Office, tmp_path: Path
) -> None:
    live = json.loads(shell.well("check", "--json"))
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(office.admin.get("/snapshot")))
    assert judged(path, "--at", NINE) == live | {"at": "2019-10-21T13:00:00+00:00", "at_s": at("09:00")}
    assert live["visits"] == 3


def test_a_backup_is_judged_as_the_board_that_it_keeps(shell: Shell, judged: Judge, tmp_path: Path) -> None:
    path = tmp_path / "monday.db"
    live = json.loads(shell.well("check", "--json"))
    shell.well("backup", str(path))
    assert judged(path, "--at", NINE) == live | {"at": "2019-10-21T13:00:00+00:00", "at_s": at("09:00")}
    path.write_bytes(path.read_bytes()[:3000])
    assert "is no backup that can be read" in judged.says(path, code=2)[1]


def test_ranking_from_the_shell_is_the_server_s_and_a_replica_s(shell: Shell, office: Office) -> None:
    found = json.loads(shell.well("rank", "1", "--json"))
    assert found["visit_id"] == "V1"
    assert [each["rank"] for each in found["candidates"]] == [1, 2, 3]
    watcher = Watcher(office.url, office.admin.token)
    board = watcher.up_to(1).board
    now_s = found["candidates"][0]["start_s"]  # whoever is free can begin at once
    own = msgspec.to_builtins(rank(board, "V1", now_s))
    watcher.close()
    told = [{name: each[name] for name in each if name != "rank"} for each in found["candidates"]]
    assert [each["technician_id"] for each in told] == [each["technician_id"] for each in own["candidates"]]
    assert told == json.loads(json.dumps(own["candidates"]))
    assert found["excluded"] == json.loads(json.dumps(own["excluded"]))


def test_one_technician_keeps_their_place_in_the_ranking(shell: Shell) -> None:
    found = json.loads(shell.well("rank", "V1", "--tech", "3", "--json"))
    assert [(each["rank"], each["technician_id"]) for each in found["candidates"]] == [(3, "T03")]
    assert shell.refused("rank", "V1", "--tech", "T77") == "There is no technician T77."
    assert shell.refused("rank", "V77") == "There is no visit V77."
    assert shell.refused("rank", "v/1") == "There is no visit v/1."
    assert shell.refused("rank", "v77") == "There is no visit V77."
    assert "T01" in shell.well("rank", "V1", "--most", "1").splitlines()[1]


def test_health_names_what_is_missing_and_how_it_is_mended(shell: Shell, office: Office) -> None:
    found = json.loads(shell.well("get", "health", "--json"))
    assert [each["lacks"] for each in found if each["subject"] == "territories/WEST"] == ["anybody who covers it"]
    assert "dispatchtui import FILE -m technicians" in shell.well("get", "health")


def test_exceptions_are_counted_by_rule_reason_and_person(shell: Shell) -> None:
    found = json.loads(shell.well("get", "exceptions", "--json"))
    assert (found["placements"], found["with_override"], found["rate"], found["by"]) == (0, 0, 0, [])
    assert shell.refused("get", "exceptions", "--since", "noon").startswith("--since: 'noon' is no moment")


def test_a_shift_and_a_person_make_a_board_too(judged: Judge, tmp_path: Path) -> None:
    board = Board()
    board.put(a_technician())
    board.put(a_shift())
    assert judged(a_file(tmp_path, board))["visits"] == 0


@pytest.mark.parametrize("words", [("check",), ("do", "a 1 2")])
def test_without_a_board_there_is_a_sentence_and_no_verdict(
    elsewhere: Shell, office: Office, words: tuple[str, ...]
) -> None:
    elsewhere.environ |= {"DISPATCHTUI_URL": "http://127.0.0.1:1", "DISPATCHTUI_TOKEN": "none"}
    assert elsewhere.refused(*words, code=1) == "http://127.0.0.1:1: The server cannot be reached."
    elsewhere.environ |= {"DISPATCHTUI_URL": office.url}
    assert elsewhere.refused(*words) == "The server does not know this token any more: log in again."
