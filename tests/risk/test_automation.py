"""What is said of automation is what the settings and policies say."""

from __future__ import annotations

from dispatchtui.core.model import Policy, Rules
from dispatchtui.risk.automation import automated
from tests.builders import a_working_board, at

NOW = at("10:00")


def sentences(*rows: Policy, ahead_s: int | None = 1800) -> dict[str, str]:
    return {each.what: each.sentence for each in automated(a_working_board(*rows), NOW, ahead_s)}


def test_releasing_is_told_with_how_far_ahead_it_is_done():
    release, *_ = automated(a_working_board(), NOW, 1800)
    assert (release.automatic, release.ahead_s) == (True, 1800)
    assert release.sentence == (
        "A planned visit is released 30 min before its travel begins, if no rule speaks against it."
    )
    release, *_ = automated(a_working_board(), NOW, None)
    assert (release.automatic, release.ahead_s) == (False, None)
    assert "released by people; the setting auto_release_s" in release.sentence


def test_alerts_are_told_with_the_companys_own_limits():
    usual = sentences()
    assert "with 20% probability" in usual["alert"]
    assert usual["escalation"] == "An alert that nobody has acknowledged for 10 min is passed on once time presses."
    company = Policy(id="P1", scope="company", rules=Rules(risk_percent=35, escalate_s=300))
    east = Policy(id="P2", scope="territory", scope_id="EAST", rules=Rules(risk_percent=10))
    freezes = Policy(id="P3", scope="territory", scope_id="WEST", rules=Rules(freeze_s=60))
    own = sentences(company, east, freezes)
    assert "with 35% probability" in own["alert"]
    assert own["alert"].endswith(" 1 narrower policy says otherwise.")
    assert "for 5 min is" in own["escalation"]


def test_what_people_decide_is_said_as_well():
    by_people = {each.what for each in automated(a_working_board(), NOW, 1800) if not each.automatic}
    assert by_people == {"duration", "plan"}
    assert "120, 60, 45, 30 and 15 min before it is due" in sentences()["prediction"]


def test_a_server_that_does_not_watch_leaves_more_to_people():
    watched = {each.what: each.automatic for each in automated(a_working_board(), NOW, 1800, watches=False)}
    assert [what for what, automatic in watched.items() if automatic] == ["release"]
