"""What is typed in the console works from a shell: done, refused or not understood, and told as JSON."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from dispatchtui.cli.doing import Doer
from dispatchtui.cli.live import live
from dispatchtui.core.events import Reason
from dispatchtui.core.model import VisitState
from dispatchtui.tui.actions import BY_VERB
from tests.builders import at
from tests.cli.conftest import Shell
from tests.server.office import Office, place, seed, settings_for


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A server of this test's own, with five visits."""
    office = Office(settings_for(tmp_path_factory.mktemp("home")))
    seed(office.admin, visits=5)
    yield office
    office.stop()


def did(shell: Shell, *words: str, code: int = 0, said: str = "") -> list[dict[str, Any]]:
    """Run lines; answer what each became."""
    done = shell("do", *words, "--json", said=said)
    assert done.returncode == code, done.stderr + done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


def visit(office: Office, name: str) -> dict[str, Any]:
    found: dict[str, Any] = office.admin.get(f"/visits/{name}")["visit"]
    return found


def test_many_lines_are_done_one_after_another(shell: Shell, office: Office) -> None:
    lines = ["a 1 2", "a.2.3", "", "# a remark", "release 1", "lock 2 time", "note 3 call before", "park 3", "a 9 2",
             "why 4 1", "a 4", "undo", "frobnicate"]  # fmt: skip
    found = did(shell, "-", "--reason", "parts", said="\n".join(lines), code=2)
    assert [each["line"] for each in found] == [line for line in lines if line and line[0] != "#"]
    assert [each["outcome"] for each in found] == [
        *["applied"] * 6, "refused", "said", "shown", "applied", "wrong",
    ]  # fmt: skip
    first, second = found[:2]
    assert (first["act"]["technician_id"], second["act"]["technician_id"]) == ("T02", "T03")
    assert first["sentence"].startswith("V1 to T02 Technician T02 at ")
    assert visit(office, "V1")["state"] == VisitState.RELEASED
    assert visit(office, "V2")["lock"] == "TIME"
    assert visit(office, "V3")["notes"][0]["text"] == "call before"
    assert visit(office, "V3").get("state") == VisitState.QUALIFIED  # parked, then undone
    assert found[6]["sentence"].startswith("There is no visit 9.")
    assert found[7]["sentence"].startswith("T01 is candidate ")
    assert {row["id"] for row in found[8]["rows"]} == {"T01", "T02", "T03"}
    assert found[10]["sentence"].startswith("There is no command frobnicate.")


def test_one_line_is_one_object_or_one_sentence(shell: Shell, office: Office) -> None:
    assert shell.well("do", "a 1 2").startswith("applied: V1 to T02 Technician T02 at ")
    done = shell("do", "cancel", "1")
    assert (done.returncode, done.stdout.startswith("wrong: Why cancel V1?")) == (2, True)
    assert did(shell, "cancel 1", "--reason", "duplicate")[0]["outcome"] == "applied"
    assert did(shell, "release 1", code=1)[0]["code"] == "illegal"


def test_a_rule_is_broken_only_with_a_reason_and_told_with_its_numbers(shell: Shell, office: Office) -> None:
    lea = office.hire("lea", "lead")
    shell.environ |= {"DISPATCHTUI_TOKEN": lea.token, "DISPATCHTUI_URL": office.url}
    late = json.dumps({"type": "place_visit", "visit_id": "V3", "technician_id": "T01", "start_s": at("23:00")})
    refused = did(shell, late, code=1)[0]
    assert refused["code"] == "violations"
    assert [(each["constraint"], each["amount"], each["unit"]) for each in refused["violations"]] == [
        ("shift_hours", 30.0, "min")
    ]
    told = did(shell, late, "--override", "urgent", code=1)[0]
    assert told["sentence"].endswith("Overriding it needs the reason in words.")
    assert did(shell, late, "--override", "urgent:the main burst")[0]["outcome"] == "applied"
    (kept,) = visit(office, "V3")["overrides"]
    assert (kept["constraint"], kept["code"], kept["text"], kept["by"]) == (
        "shift_hours", "urgent", "the main burst", "lea",
    )  # fmt: skip


def test_what_needs_a_screen_or_more_words_says_so(shell: Shell) -> None:
    lines = ["quit", "note 1", "extend 1", "a 1 2 3", '{"type": "fly"}']
    found = did(shell, "-", said="\n".join(lines), code=2)
    assert [found[place]["outcome"] for place in (0, 1, 3, 4)] == ["wrong"] * 4
    assert found[2]["outcome"] == "wrong"
    assert found[0]["sentence"] == "quit needs the screen of `dispatchtui console`."
    assert found[1]["sentence"] == "It needs more words: note on V1:"
    assert found[3]["sentence"].startswith("a takes [VISIT [TECH]]")
    assert found[4]["sentence"].startswith("This is no act: Invalid value 'fly'")


def test_every_verb_of_the_console_has_an_answer(office: Office) -> None:
    """Alone, with a visit and with two words: done, refused, shown or not understood, and always a sentence."""

    async def answers() -> list[dict[str, Any]]:
        async with live(office.url, office.admin.token) as session:
            doer = Doer(session, Reason(code="parts"))
            lines = [f"{verb}{words}" for verb in BY_VERB for words in ("", " 1", " 1 2")]
            return [await doer.do(line) for line in lines]

    found = asyncio.run(answers())
    assert {each["outcome"] for each in found} == {"applied", "refused", "shown", "said", "wrong"}
    assert all(each["sentence"].strip() for each in found)
    by_line = {each["line"]: each for each in found}
    assert {each for each, one in by_line.items() if one["outcome"] == "applied"} >= {"assign 1 2", "a 1 2"}
    assert by_line["history 1"]["rows"][-1]["what"]


def test_a_swap_is_tried_and_sent_and_an_undo_takes_back_what_was_told(office: Office) -> None:
    office.admin.acts(place("V1", "T01", "10:00"), place("V2", "T02", "14:00"))

    async def answers() -> list[dict[str, Any]]:
        async with live(office.url, office.admin.token) as session:
            doer = Doer(session)
            return [await doer.do(line) for line in ("swap 1 2", "release 1", "undo", "sick 2 0900", "cancel 3")]

    swapped, released, undone, sick, cancelled = asyncio.run(answers())
    assert (swapped["outcome"], swapped["act"]["type"]) == ("applied", "move_visits")
    assert [each["outcome"] for each in (released, undone, sick)] == ["applied"] * 3
    assert cancelled["sentence"].startswith("Why cancel V3?")
    assert (visit(office, "V1")["crew"][0]["technician_id"], visit(office, "V1")["state"]) == ("T02", "PLANNED")
    assert office.admin.get("/snapshot")["rows"]["absences"][0]["technician_id"] == "T02"
