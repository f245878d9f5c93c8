"""The life of alerts: one for a cause, said again when it got worse, passed on, ended; and nothing flickers."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.alerts import AcknowledgeAlert, EscalateAlert, RaiseAlert, ResolveAlert, SnoozeAlert
from dispatchtui.core.model import Alert, Desk, Policy, Rules, Stamps, TerritoryId, VisitState
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.sla import Band
from dispatchtui.risk.alerts import Since, follow_up, pass_on_to
from dispatchtui.risk.findings import Finding, alert_row
from tests.builders import a_visit, a_working_board, at

NINE = at("09:00")
EAST = ("EAST",)


def finding(visit: str = "V1", band: Band | None = Band.RISK, **changes: object) -> Finding:
    known = Finding(kind="breach", subject=f"visits/{visit}", visit_id=visit, territories=EAST, band=band,
                    due_s=at("12:00"), act_by_s=at("11:00"), percent=30, cause="late start",
                    sentence="It is late.")  # fmt: skip
    return replace(known, **changes)


class Told:
    """A desk that does what is asked, and what was asked of it by kind."""

    def __init__(self, *rows: object) -> None:
        self.board: Board = a_working_board(a_visit(id="V1"), a_visit(id="V2"), *rows)  # type: ignore[arg-type]
        self.since = Since()
        self.asked: list[object] = []

    def look(self, *found: Finding, at_s: int, unsettled: Sequence[str] = ()) -> list[str]:
        acts, self.since = follow_up(self.board, found, self.since, at_s, unsettled=unsettled)
        for act in acts:
            assert carry_out(self.board, act, at_s) is None, act
        self.asked += acts
        return [type(act).__name__ for act in acts]

    @property
    def alerts(self) -> dict[str, Alert]:
        return dict(self.board.tables["alerts"])

    def counts(self) -> dict[str, int]:
        return dict(Counter(type(each).__name__ for each in self.asked))


@pytest.fixture
def desk() -> Told:
    return Told()


def test_a_cause_is_raised_once_however_often_it_is_found(desk: Told) -> None:
    assert desk.look(finding(), at_s=NINE) == ["RaiseAlert"]
    for minute in range(1, 9):
        moved = finding(act_by_s=at("11:00") + 60 * (minute % 3), percent=30 + minute % 4, due_s=at("12:00") + minute)
        assert desk.look(moved, at_s=NINE + 60 * minute) == []
    (alert,) = desk.alerts.values()
    assert (alert.id, alert.band, alert.raised_s) == ("breach:V1", "risk", NINE)


def test_what_is_only_watched_is_not_told(desk: Told) -> None:
    late = finding(band=Band.WATCH, kind="late", subject="technicians/T01")
    assert desk.look(finding(band=Band.WATCH), late, at_s=NINE) == []
    running = finding("V2", band=Band.WATCH, kind="overrun")
    assert desk.look(running, at_s=NINE) == ["RaiseAlert"], "work that runs over is told before it hurts"


@pytest.mark.parametrize(
    ("changes", "again"),
    [
        ({"band": Band.LATE}, True),
        ({"band": Band.BREACHED}, True),
        ({"outlook": "override: territory"}, True),
        ({"outlook": "lost"}, True),
        ({"outlook": "none"}, False),
        ({"percent": 45}, False),
        ({"act_by_s": at("10:00")}, False),
        ({"cause": "another word for it"}, False),
    ],
)
def test_it_is_said_again_only_when_it_got_worse(desk: Told, changes: dict[str, object], again: bool) -> None:
    desk.look(finding(), at_s=NINE)
    assert desk.look(finding(**changes), at_s=NINE + 10) == (["RaiseAlert"] if again else [])
    assert desk.look(finding(**changes), at_s=NINE + 20) == []
    assert desk.look(finding(), at_s=NINE + 30) == [], "what got better is no event"


def test_what_cannot_be_saved_any_more_is_recorded_with_its_cause(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    desk.look(finding(outlook="lost", act_by_s=None, cause="V0 runs over"), at_s=NINE + 60)
    alert = desk.alerts["breach:V1"]
    assert (alert.outlook, alert.cause, alert.raised_s, alert.worse_s) == ("lost", "V0 runs over", NINE, NINE + 60)


def test_it_ends_when_it_was_fine_for_two_minutes(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    assert desk.look(at_s=NINE + 10) == []
    assert desk.look(finding(), at_s=NINE + 100) == [], "it came back: the two minutes begin anew"
    assert desk.look(at_s=NINE + 110) == []
    assert desk.look(at_s=NINE + 229) == []
    assert desk.look(at_s=NINE + 230) == ["ResolveAlert"]
    assert desk.asked[-1] == ResolveAlert(alert_id="breach:V1", outcome="kept", sentence="V1 is expected in time.")
    assert desk.alerts == {}


@pytest.mark.parametrize(
    ("state", "stamps", "band", "outcome", "sentence"),
    [
        (VisitState.ON_SITE, Stamps(on_site_s=NINE), Band.RISK, "kept", "V1 was reached in time."),
        (VisitState.DONE, Stamps(on_site_s=NINE, done_s=NINE), Band.LATE, "kept", "V1 came to its end in time."),
        (VisitState.ON_SITE, Stamps(on_site_s=NINE), Band.BREACHED, "breached", "V1 broke its word."),
        (VisitState.CANCELLED, Stamps(), Band.BREACHED, "moot", "V1 was cancelled."),
    ],
)
def test_it_ends_at_once_with_its_visit_and_says_how(
    desk: Told, state: VisitState, stamps: Stamps, band: Band, outcome: str, sentence: str
) -> None:
    desk.look(finding(band=band), at_s=NINE)
    desk.board.put(replace(desk.board.visits["V1"], state=state, stamps=stamps))
    assert desk.look(at_s=NINE + 1) == ["ResolveAlert"]
    assert desk.asked[-1] == ResolveAlert(alert_id="breach:V1", outcome=outcome, sentence=sentence)


def test_whose_subject_is_gone_is_moot(desk: Told) -> None:
    coverage = Finding(kind="coverage", subject="territories/WEST", territories=("WEST",), sentence="Nobody is left.")
    desk.look(finding(), coverage, at_s=NINE)
    desk.board.drop("visits", "V1")
    desk.board.drop("territories", "WEST")
    assert desk.look(at_s=NINE + 1) == ["ResolveAlert", "ResolveAlert"]
    assert [(each.outcome, each.sentence) for each in desk.asked[2:]] == [  # type: ignore[attr-defined]
        ("moot", "V1 is gone."), ("moot", "WEST is gone."),
    ]  # fmt: skip


def test_an_alert_whose_work_clock_is_still_in_danger_stays_when_somebody_has_arrived(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    desk.board.put(replace(desk.board.visits["V1"], state=VisitState.WORKING, stamps=Stamps(on_site_s=NINE)))
    assert desk.look(finding(due_s=at("16:00")), at_s=NINE + 1) == []


def noisy(seed: int, each_s: int) -> Callable[[int], Finding | None]:
    """A visit whose percentage trembles about the border, put into bands as plainly as can be."""
    draw = random.Random(seed)

    def found(at_s: int) -> Finding | None:
        percent = round(20 + 1.5 * math.sin(at_s / 400) + draw.gauss(0, 1.2))
        band = Band.RISK if percent >= 20 else Band.WATCH
        return finding(band=band, percent=percent, act_by_s=at("11:00") + draw.randrange(-240, 240))

    return found


@pytest.mark.parametrize("each_s", [1, 10, 60])
@pytest.mark.parametrize("seed", range(5))
def test_an_hour_of_noise_about_the_border_is_one_alert(desk: Told, seed: int, each_s: int) -> None:
    found = noisy(seed, each_s)
    for at_s in range(NINE, NINE + 3600, each_s):
        desk.board.put(replace(alert, acknowledged_s=NINE)) if (alert := desk.alerts.get("breach:V1")) else None
        desk.look(*filter(None, [found(at_s)]), at_s=at_s)
    counts = desk.counts()
    assert counts.pop("RaiseAlert") == 1
    assert counts.pop("ResolveAlert", 0) <= 1
    assert counts == {}


def test_a_cause_that_changes_to_and_fro_does_not_flicker(desk: Told) -> None:
    own, other = finding(), finding(kind="late", subject="technicians/T01", cause="T01 is late on the way")
    for minute in range(60):
        desk.look(own if minute % 2 == 0 else other, at_s=NINE + 60 * minute)
    assert {key: value for key, value in desk.counts().items() if key != "EscalateAlert"} == {"RaiseAlert": 1}
    for minute in range(60, 70):
        desk.look(other, at_s=NINE + 60 * minute)
    assert list(desk.alerts) == ["late:T01"], "the cause that stays is the one that is told"
    ended = next(each for each in desk.asked if isinstance(each, ResolveAlert))
    assert (ended.outcome, ended.sentence) == ("moot", "V1 is in danger for another cause by now.")


def test_another_cause_that_is_worse_does_not_wait(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    gone = finding(kind="absent", subject="technicians/T01", band=Band.LATE)
    assert desk.look(gone, at_s=NINE + 1) == ["RaiseAlert"]


def test_what_nobody_acknowledges_is_passed_on_once(desk: Told) -> None:
    lost = finding(act_by_s=None)
    desk.look(lost, at_s=NINE)
    assert desk.look(lost, at_s=NINE + 599) == []
    assert desk.look(lost, at_s=NINE + 600) == ["EscalateAlert"]
    assert desk.asked[-1] == EscalateAlert(alert_id="breach:V1", to="on call")
    assert desk.look(lost, at_s=NINE + 1300) == []


def test_what_there_is_time_for_is_passed_on_when_half_an_hour_is_left(desk: Told) -> None:
    later = finding(act_by_s=NINE + 7200)
    desk.look(later, at_s=NINE)
    assert desk.look(later, at_s=NINE + 5400) == []
    assert desk.look(later, at_s=NINE + 5401) == ["EscalateAlert"]


def test_it_is_passed_on_early_when_the_last_moment_to_act_is_near(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    assert desk.look(finding(act_by_s=NINE + 700), at_s=NINE + 60) == []
    assert desk.look(finding(act_by_s=NINE + 700), at_s=NINE + 120) == ["EscalateAlert"]


def test_what_somebody_acknowledged_is_not_passed_on(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    assert carry_out(desk.board, AcknowledgeAlert(alert_id="breach:V1"), NINE + 30) is None
    assert desk.look(finding(), at_s=NINE + 3600) == []


def test_what_gets_worse_after_somebody_acknowledged_it_waits_for_somebody_again(desk: Told) -> None:
    desk.look(finding(act_by_s=None), at_s=NINE)
    assert desk.look(finding(act_by_s=None), at_s=NINE + 600) == ["EscalateAlert"]
    assert carry_out(desk.board, AcknowledgeAlert(alert_id="breach:V1"), NINE + 700) is None
    worse = finding(band=Band.LATE, act_by_s=None)
    assert desk.look(worse, at_s=NINE + 800) == ["RaiseAlert"]
    assert (desk.alerts["breach:V1"].acknowledged_s, desk.alerts["breach:V1"].escalated_s) == (None, None)
    assert desk.look(worse, at_s=NINE + 1399) == []
    assert desk.look(worse, at_s=NINE + 1400) == ["EscalateAlert"]
    assert carry_out(desk.board, AcknowledgeAlert(alert_id="breach:V1"), NINE + 1500) is None


def test_data_that_is_missing_and_what_is_only_watched_wait_for_whoever_looks(desk: Told) -> None:
    missing = Finding(kind="data", subject="technicians/T01", territories=EAST, sentence="T01 has no skill.")
    running = finding("V2", band=Band.WATCH, kind="overrun")
    desk.look(missing, running, at_s=NINE)
    assert desk.look(missing, running, at_s=NINE + 7200) == []


def test_the_policy_says_when(desk: Told) -> None:
    desk.board.put(Policy(id="P", scope="territory", scope_id="EAST", rules=Rules(escalate_s=60, risk_percent=40)))
    soon = finding(act_by_s=NINE + 200)
    desk.look(soon, at_s=NINE)
    assert desk.look(soon, at_s=NINE + 60) == ["EscalateAlert"]
    fine = finding(band=Band.WATCH, percent=34)
    desk.look(fine, at_s=NINE + 70)
    assert desk.look(fine, at_s=NINE + 190) == ["ResolveAlert"]


def test_a_snoozed_alert_is_quiet_until_its_time_is_over_and_is_then_passed_on(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    carry_out(desk.board, SnoozeAlert(alert_id="breach:V1", for_s=1800), NINE + 60)
    near = finding(act_by_s=NINE + 1900)
    assert desk.look(near, at_s=NINE + 1500) == []
    assert desk.look(near, at_s=NINE + 1860) == ["EscalateAlert"]


def test_a_snoozed_alert_comes_back_when_it_gets_worse(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    carry_out(desk.board, SnoozeAlert(alert_id="breach:V1", for_s=1800), NINE + 60)
    assert desk.look(finding(band=Band.LATE), at_s=NINE + 120) == ["RaiseAlert"]
    assert desk.alerts["breach:V1"].snoozed_until_s is None


def test_it_is_passed_on_to_whoever_sits_at_the_desk_of_the_territory() -> None:
    east, west = TerritoryId("EAST"), TerritoryId("WEST")
    board = a_working_board(
        Desk(id="A", territories=(west,), holder="wes"),
        Desk(id="B", territories=(east,)),
        Desk(id="C", territories=(east, west), holder="eva"),
    )
    assert pass_on_to(board, ["EAST"]) == "eva"
    assert pass_on_to(board, ["WEST"]) == "wes"
    assert pass_on_to(board, ["NORTH"]) == "on call"


def test_the_log_stays_quiet_over_a_day_of_many_visits() -> None:
    """A hundred visits that go through a bad hour each: two facts each and no more, whatever moves in between."""
    names = [f"V{number}" for number in range(10, 110)]
    desk = Told(*(a_visit(id=name) for name in names))
    draw = random.Random(3)
    for minute in range(8 * 60):
        at_s = NINE + 60 * minute
        bad = [
            finding(name, percent=draw.randrange(22, 45), act_by_s=at_s + 1800 + draw.randrange(-300, 300))
            for number, name in enumerate(names)
            if number * 4 <= minute < number * 4 + 60
        ]
        desk.look(*bad, at_s=at_s)
        for alert in desk.alerts.values():
            if alert.acknowledged_s is None:
                carry_out(desk.board, AcknowledgeAlert(alert_id=alert.id), at_s)
    assert desk.counts() == {"RaiseAlert": 100, "ResolveAlert": 100}


def test_a_row_to_raise_holds_what_was_found(desk: Told) -> None:
    desk.look(finding(), at_s=NINE)
    assert isinstance(desk.asked[0], RaiseAlert)
    assert desk.asked[0].row == alert_row(finding())
