"""`do` takes keys as verbs and reasons from their lists, and says what is refused in a shell's own words."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest

from dispatchtui.cli.doing import Doer
from dispatchtui.cli.live import live
from dispatchtui.core.commands.visits import AmendVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.model import SkillId, SkillNeed
from dispatchtui.tui.actions import BY_NAME
from dispatchtui.tui.commandline import action_of
from tests.builders import at
from tests.cli.conftest import Shell
from tests.server.office import Office, Person, place, seed, settings_for

PARK = "parts, customer, access, weather, permit or other:TEXT."
OVERRIDE = "customer_asked, urgent, technician_agreed, record_behind, supervisor or other:TEXT."


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """V1 at T01 from 10:00 and V2 at T02 from 14:00; V3 to V5 wait."""
    office = Office(settings_for(tmp_path_factory.mktemp("home")))
    seed(office.admin, visits=5)
    office.admin.acts(place("V1", "T01", "10:00"), place("V2", "T02", "14:00"))
    yield office
    office.stop()


def done(
    who: Person, *lines: str, reason: Reason | None = None, override: Reason | None = None
) -> list[dict[str, Any]]:
    async def answers() -> list[dict[str, Any]]:
        async with live(who.url, who.token) as session:
            doer = Doer(session, reason, override)
            return [await doer.do(line) for line in lines]

    return asyncio.run(answers())


def said(who: Person, line: str, reason: Reason | None = None, override: Reason | None = None) -> tuple[str, str]:
    (found,) = done(who, line, reason=reason, override=override)
    return found["outcome"], found["sentence"]


def visit(office: Office, name: str) -> dict[str, Any]:
    found: dict[str, Any] = office.admin.get(f"/visits/{name}")["visit"]
    return found


def test_a_key_stands_for_its_verb_in_its_own_case(office: Office) -> None:
    assert done(office.admin, "H 3", reason=Reason(code="parts"))[0]["sentence"] == "V3 parked."
    assert [each["sentence"] for each in done(office.admin, "R.1", "i 2 time")] == ["V1 released.", "V2 time locked."]
    assert said(office.admin, "h") == ("wrong", "help needs the screen of `dispatchtui console`.")
    assert said(office.admin, "J") == ("wrong", "J is a key to press on the board, not a command.")
    assert said(office.admin, ". 1")[0] == "shown"
    names = {word: action_of(word) for word in ("a", "A", "ASSIGN", "h", "H", "Q", "q", "w", "W", "x y")}
    assert {word: each.name if each else "" for word, each in names.items()} == {
        "a": "assign", "A": "assign", "ASSIGN": "assign", "h": "help", "H": "park", "Q": "quit", "q": "quit",
        "w": "why", "W": "", "x y": "",
    }  # fmt: skip
    assert action_of("g") is BY_NAME["goto"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (None, f"Say it with --reason: {PARK}"),
        (Reason(code="nope"), f"There is no reason nope: --reason takes {PARK}"),
        (Reason(code="7"), f"There is no reason 7: --reason takes {PARK}"),
        (Reason(code="other"), f"The reason other needs words: --reason takes {PARK}"),
    ],
)
def test_a_reason_that_is_on_no_list_is_refused_with_the_list(
    office: Office, reason: Reason | None, sentence: str
) -> None:
    assert said(office.admin, "park 3", reason) == ("wrong", f"Why park V3? {sentence}")
    assert visit(office, "V3").get("state") == "QUALIFIED"


def test_a_reason_is_a_code_a_number_or_other_with_words(office: Office) -> None:
    given = (Reason(code="weather"), Reason(code="4"), Reason(code="other", text="the key is lost"))
    kept = []
    for reason in given:
        assert said(office.admin, "park 3", reason) == ("applied", "V3 parked.")
        kept.append(visit(office, "V3")["state_reason"])
        assert said(office.admin, "park 3") == ("applied", "V3 unparked.")
    assert kept[0] == kept[1] == "weather"
    assert "the key is lost" in kept[2]


def test_the_reason_for_breaking_rules_is_one_of_its_list(shell: Shell, office: Office) -> None:
    for given, word in (("nope", "There is no reason nope"), ("other", "The reason other needs words")):
        assert shell.refused("do", "a 3 1", "--override", given) == f"{word}: --override takes {OVERRIDE}"
    assert visit(office, "V3").get("crew") is None


def test_what_breaks_a_rule_names_the_option_and_not_the_key(office: Office) -> None:
    office.admin.acts(AmendVisit(visit_id="V4", latest_s=at("06:00")))
    office.admin.acts(AmendVisit(visit_id="V5", needs=(SkillNeed(skill=SkillId("PLUMB"), level=5),)))
    dan, lea = office.hire("dan", "dispatcher"), office.hire("lea", "lead")
    (refused,) = done(dan, "a 4 1")
    assert refused["outcome"] == "refused"
    assert refused["sentence"].endswith(
        f"no agreement of the customer is recorded. --override CODE[:TEXT] breaks it; the code is one of {OVERRIDE}"
    )
    assert [each["constraint"] for each in refused["violations"]] == ["promise_window"]
    assert said(dan, "a 5 1")[1].endswith("Breaking it needs a lead.")
    assert " --override CODE:TEXT breaks it; " in said(lea, "a 5 1")[1]
    assert said(dan, "a 4 1", override=Reason(code="urgent"))[0] == "applied"


def test_a_draft_that_breaks_a_rule_is_refused_or_done_in_one_line(office: Office) -> None:
    office.admin.acts(AmendVisit(visit_id="V1", latest_s=at("11:00")))
    dan = office.hire("dan", "dispatcher")
    (refused,) = done(dan, "swap 1 2")
    assert (refused["outcome"], refused["code"]) == ("refused", "violations")
    assert refused["sentence"].startswith("V1 is wanted until 11:00; arrival at 14:00 is 3 h late")
    assert "--override CODE[:TEXT]" in refused["sentence"]
    assert said(dan, "swap 1 2", override=Reason(code="customer_asked"))[0] == "applied"
    assert visit(office, "V1")["crew"][0]["technician_id"] == "T02"


def test_nothing_is_selected_in_a_shell_but_what_was_gone_to(office: Office) -> None:
    found = done(office.admin, "lock 1 time", "lock", "swap V1", "sick", "swap 1 1", "goto 1", "lock . none")
    assert [(each["outcome"], each["sentence"]) for each in found[1:5]] == [
        ("wrong", "Nothing is selected in a shell: name it, as in lock VISIT KIND."),
        ("wrong", "Nothing is selected in a shell: name it, as in swap VISIT VISIT."),
        ("wrong", "Nothing is selected in a shell: name it, as in sick TECH HHMM."),
        ("refused", "V1 cannot change places with itself."),
    ]
    assert visit(office, "V1").get("lock", "NONE") == "NONE"


def test_no_sentence_speaks_of_a_key(office: Office) -> None:
    lines = ("backlog", "desk", "health", "a 3", "why 3", "undo", "cancel 3", "a 3 1", "undo", "undo", "swap 1 2")
    for each in done(office.admin, *lines):
        assert not re.search(r"\bEnter\b|\bEsc\b|Press |\(w |: u ", each["sentence"]), each["sentence"]


def test_stock_is_counted_by_whose_van_it_is_and_a_wrong_part_is_named(office: Office) -> None:
    van = '{"type": "record_stock_location", "row": {"id": "VAN01", "technician_id": "T01"}}'
    full = '{"type": "count_stock", "stock_id": "VAN01", "part": "CAP-45", "on_hand": 2}'
    assert [each["outcome"] for each in done(office.admin, van, full)] == ["applied", "applied"]
    assert said(office.admin, "count 1 cap-45 0") == ("applied", "VAN01 holds 0 of CAP-45, not 2.")
    assert said(office.admin, "count.van01.cap-54.1") == (
        "refused", "Nothing needs or holds a part cap-54. Did you mean CAP-45?",
    )  # fmt: skip
