"""What each command on alerts and on what was learned decides, and what becomes of the rows."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.gate import judge
from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.alerts import AcknowledgeAlert, EscalateAlert, RaiseAlert, ResolveAlert, SnoozeAlert
from dispatchtui.core.commands.learning import LearnBehaviour, RecordDurationModel, RemoveDurationModel
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.model import (
    Alert,
    Behaviour,
    Duration,
    DurationModel,
    Policy,
    Rules,
    TerritoryId,
    VisitId,
)
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.scope import Scope
from dispatchtui.core.undo import inverse
from tests.builders import a_duration, a_request, a_visit, a_work_order, a_work_type, a_working_board, an_actor, record
from tests.core.deciding import NOW, facts, no, one

EAST = TerritoryId("EAST")
ROW = Alert(id="breach:V60", kind="breach", subject="visits/V60", visit_id=VisitId("V60"), territories=(EAST,),
            band="risk", percent=30, sentence="V60 may be late.")  # fmt: skip
MODEL = DurationModel(id="LEAK:EAST", work_type="LEAK", territory=EAST, p50_s=4440, p80_s=6000, n=37)


@pytest.fixture
def board() -> Board:
    return a_working_board(a_visit(id="V60"))


def do(board: Board, act: Command, *, by: str = "ana", at_s: int = NOW) -> None:
    record(board, *facts(board, act), by=by, at_s=at_s)


def test_an_alert_is_raised_with_the_moment_and_once(board: Board) -> None:
    do(board, RaiseAlert(row=replace(ROW, raised_s=5, acknowledged_by="mallory")), at_s=NOW)
    alert = board.tables["alerts"]["breach:V60"]
    assert (alert.raised_s, alert.worse_s, alert.version) == (NOW, NOW, 1)
    assert facts(board, RaiseAlert(row=ROW)) == []


def test_that_it_was_passed_on_stays_when_it_gets_worse_but_a_snooze_ends(board: Board) -> None:
    do(board, RaiseAlert(row=ROW))
    do(board, SnoozeAlert(alert_id="breach:V60", for_s=900), at_s=NOW)
    do(board, EscalateAlert(alert_id="breach:V60", to="lea"), at_s=NOW + 90)
    assert board.tables["alerts"]["breach:V60"].snoozed_until_s == NOW + 900
    do(board, RaiseAlert(row=replace(ROW, band="late", percent=70)), at_s=NOW)
    alert = board.tables["alerts"]["breach:V60"]
    assert (alert.band, alert.percent, alert.raised_s) == ("late", 70, NOW)
    assert (alert.escalated_to, alert.escalated_s, alert.snoozed_until_s) == ("lea", NOW + 90, None)


def test_what_gets_worse_after_somebody_acknowledged_it_is_raised_anew(board: Board) -> None:
    do(board, RaiseAlert(row=ROW))
    do(board, EscalateAlert(alert_id="breach:V60", to="lea"), at_s=NOW + 30)
    do(board, AcknowledgeAlert(alert_id="breach:V60"), at_s=NOW + 60)
    worse = RaiseAlert(row=replace(ROW, band="late", percent=70))
    do(board, replace(worse, row=replace(worse.row, raised_s=5)), at_s=NOW)
    alert = board.tables["alerts"]["breach:V60"]
    assert (alert.acknowledged_by, alert.acknowledged_s, alert.escalated_to, alert.escalated_s) == ("", None, "", None)
    assert facts(board, worse) == [], "it is told once"
    do(board, AcknowledgeAlert(alert_id="breach:V60"), by="ben", at_s=NOW + 120)
    assert board.tables["alerts"]["breach:V60"].acknowledged_by == "ben"


def test_the_second_who_acknowledges_is_told_who_did(board: Board) -> None:
    do(board, RaiseAlert(row=ROW))
    do(board, AcknowledgeAlert(alert_id="breach:V60"), by="ana")
    refusal = no(board, AcknowledgeAlert(alert_id="breach:V60"))
    assert (refusal.code, refusal.sentence) == (Code.ILLEGAL, "ana has acknowledged breach:V60 already.")


@pytest.mark.parametrize(
    ("row", "field", "says"),
    [
        (replace(ROW, kind="fire", id="fire:V60"), "row.kind", "not 'fire'."),
        (replace(ROW, id="breach:V61"), "row.id", "The alert of visits/V60 is called breach:V60."),
        (replace(ROW, sentence="x" * 4001), "row.sentence", "An alert is told in at most 4000 characters."),
        (replace(ROW, outlook="override: " + "x" * 4000), "row.sentence", "at most 4000 characters."),
        (replace(ROW, id="breach:V9", subject="visits/V9"), "row.subject", "There is no visits/V9."),
        (replace(ROW, id="breach:", subject=""), "row.subject", "There is no ."),
        (
            replace(ROW, id="data:EAST:LIFT", kind="data", subject="territories/EAST:LIFT"),
            "row.subject",
            "There is no territories/EAST:LIFT.",
        ),
        (replace(ROW, visit_id=VisitId("V9")), "row.visit_id", "There is no visit V9."),
        (replace(ROW, territories=(TerritoryId("MOON"),)), "row.territories", "There is no territory MOON."),
        (replace(ROW, territories=(TerritoryId("WEST"),)), "row.territories", "V60 is not in WEST."),
        (replace(ROW, band="purple"), "row.band", "A band is breached, late, risk, watch, or none, not 'purple'."),
        (replace(ROW, outlook="bleak"), "row.outlook", "or none, not 'bleak'."),
        (replace(ROW, percent=10**15), "row.percent", "A percentage goes from 0 to 100, not 1000000000000000."),
        (replace(ROW, percent=-1), "row.percent", "not -1."),
        (replace(ROW, due_s=10**18), "row.due_s", "epoch seconds, not 1000000000000000000."),
        (replace(ROW, act_by_s=-1), "row.act_by_s", "epoch seconds, not -1."),
    ],
)
def test_an_alert_that_is_none_is_refused(board: Board, row: Alert, field: str, says: str) -> None:
    refusal = no(board, RaiseAlert(row=row))
    assert (refusal.code, refusal.field) == (Code.INVALID, field)
    assert refusal.sentence.endswith(says)


@pytest.mark.parametrize(("policy", "after_s"), [(None, 600), (Rules(snooze_s=1500), 1500)])
def test_a_snooze_lasts_as_long_as_the_policy_says(board: Board, policy: Rules | None, after_s: int) -> None:
    if policy is not None:
        board.put(Policy(id="P", rules=policy))
    do(board, RaiseAlert(row=ROW))
    assert one(facts(board, SnoozeAlert(alert_id="breach:V60")), e.AlertSnoozed).until_s == NOW + after_s
    assert one(facts(board, SnoozeAlert(alert_id="breach:V60", for_s=60)), e.AlertSnoozed).until_s == NOW + 60
    for wrong in (59, 86_401, -5):
        assert no(board, SnoozeAlert(alert_id="breach:V60", for_s=wrong)).field == "for_s"


def test_passing_on_to_the_same_again_says_nothing(board: Board) -> None:
    do(board, RaiseAlert(row=ROW))
    do(board, EscalateAlert(alert_id="breach:V60", to="on call"))
    assert facts(board, EscalateAlert(alert_id="breach:V60", to="on call")) == []
    assert one(facts(board, EscalateAlert(alert_id="breach:V60", to="lea")), e.AlertEscalated).to == "lea"


def test_an_alert_that_ends_is_gone_and_what_comes_too_late_finds_nothing(board: Board) -> None:
    do(board, RaiseAlert(row=ROW))
    assert no(board, ResolveAlert(alert_id="breach:V60", outcome="happy")).field == "outcome"
    acknowledged = facts(board, AcknowledgeAlert(alert_id="breach:V60"))
    do(board, ResolveAlert(alert_id="breach:V60", outcome="kept"))
    assert board.tables["alerts"] == {}
    record(board, *acknowledged)
    assert board.tables["alerts"] == {}
    for act in (AcknowledgeAlert(alert_id="breach:V60"), ResolveAlert(alert_id="breach:V60")):
        assert no(board, act).sentence == "There is no alert breach:V60."


@pytest.mark.parametrize(
    ("roles", "act", "allowed"),
    [
        (("dispatcher",), AcknowledgeAlert(alert_id="breach:V60"), True),
        (("scheduler",), SnoozeAlert(alert_id="breach:V60"), True),
        (("support",), AcknowledgeAlert(alert_id="breach:V60"), False),
        (("dispatcher",), ResolveAlert(alert_id="breach:V60"), False),
        (("lead",), RaiseAlert(row=ROW), False),
        (("dispatcher",), EscalateAlert(alert_id="breach:V60", to="x"), False),
        (("automation",), AcknowledgeAlert(alert_id="breach:V60"), False),
        (("automation",), ResolveAlert(alert_id="breach:V60"), True),
        (("dispatcher",), LearnBehaviour(row=Behaviour(id="field")), False),
        (("dispatcher",), RecordDurationModel(row=MODEL), False),
        (("scheduler",), RecordDurationModel(row=MODEL), True),
        (("automation",), RecordDurationModel(row=MODEL), False),
    ],
)
def test_people_see_to_alerts_and_automation_raises_them(
    board: Board, roles: tuple[str, ...], act: Command, allowed: bool
) -> None:
    do(board, RaiseAlert(row=replace(ROW, band="watch")))
    found = judge(board, a_request(act=act), an_actor(*roles), NOW)
    assert isinstance(found, Refusal) is not allowed, found
    if isinstance(found, Refusal):
        assert found.code is Code.FORBIDDEN


def test_an_alert_of_another_territory_is_not_there(board: Board) -> None:
    do(board, RaiseAlert(row=ROW))
    wes = an_actor("dispatcher", id="wes", territories=("WEST",))
    for act in (AcknowledgeAlert(alert_id="breach:V60"), SnoozeAlert(alert_id="breach:V60")):
        found = judge(board, a_request(act=act), wes, NOW)
        assert isinstance(found, Refusal)
        assert (found.code, found.sentence) == (Code.NOT_FOUND, "There is no alert breach:V60.")
    alert = board.tables["alerts"]["breach:V60"]
    assert [Scope(territories=each).sees(alert) for each in (("WEST",), ("EAST",), ("*",))] == [False, True, True]
    assert not Scope(technician_id="T01").sees(alert), "alerts are for the desk"
    nobodys = replace(alert, territories=())
    assert [Scope(territories=each).sees(nobodys) for each in (("EAST",), ("*",))] == [False, True]


def test_what_a_territory_lacks_is_an_alert_of_that_territory(board: Board) -> None:
    row = Alert(id="coverage:EAST:PLUMB", kind="coverage", subject="territories/EAST:PLUMB", territories=(EAST,))
    assert len(facts(board, RaiseAlert(row=row))) == 1


def test_what_was_learned_is_said_once(board: Board) -> None:
    row = Behaviour(id="field", n=50, no_access=0.02)
    do(board, LearnBehaviour(row=row))
    do(board, LearnBehaviour(row=replace(row, n=90)))
    assert board.tables["behaviours"]["field"].version == 2, "its version tells one state of it from the next"
    assert facts(board, LearnBehaviour(row=replace(row, n=90))) == []


def test_an_accepted_duration_is_planned_with_for_what_nobody_has_been_given(board: Board) -> None:
    for number, source in ((61, "work type"), (62, "by hand")):
        board.put(a_work_order(id=f"W{number}"))
        duration = replace(a_duration(minutes=20), source=source)
        board.put(replace(a_visit(id=f"V{number}"), duration=duration))
    do(board, RecordDurationModel(row=MODEL))
    learned = Duration(p50_s=4440, p80_s=6000, source="learned")
    assert (board.visits["V61"].duration, board.visits["V62"].duration) == (
        learned, Duration(p50_s=1200, p80_s=1800, source="by hand"),
    )  # fmt: skip
    taken = facts(board, TakeRequest(row=replace(a_work_order(), id="", work_type="LEAK")))
    assert [each.row.duration for each in taken if isinstance(each, e.VisitAdded)] == [learned]


def test_an_acceptance_that_is_taken_back_is_not_planned_with_any_more(board: Board) -> None:
    kind = a_work_type()
    board.put(replace(board.visits["V60"], duration=replace(kind.duration or a_duration(), source="work type")))
    wide = replace(MODEL, id="LEAK:", territory=TerritoryId(""), p50_s=4000, p80_s=5000)
    do(board, RecordDurationModel(row=wide))
    before = board.copy()
    do(board, RecordDurationModel(row=MODEL))
    assert inverse(before, RecordDurationModel(row=MODEL)) == RemoveDurationModel(model_id="LEAK:EAST")
    assert inverse(board, RemoveDurationModel(model_id="LEAK:EAST")) == RecordDurationModel(row=MODEL)
    do(board, RemoveDurationModel(model_id="LEAK:EAST"))
    assert board.visits["V60"].duration == Duration(p50_s=4000, p80_s=5000, source="learned")
    do(board, RemoveDurationModel(model_id="LEAK:"))
    assert board.visits["V60"].duration == kind.duration
    assert no(board, RemoveDurationModel(model_id="LEAK:")).sentence == "There is no duration model LEAK:."


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (replace(MODEL, work_type="ROOF", id="ROOF:EAST"), "row.work_type"),
        (replace(MODEL, territory=TerritoryId("MOON"), id="LEAK:MOON"), "row.territory"),
        (replace(MODEL, id="LEAK"), "row.id"),
        (replace(MODEL, p50_s=0), "row.p50_s"),
        (replace(MODEL, p80_s=4439), "row.p50_s"),
        (replace(MODEL, p80_s=31 * 86_400), "row.p50_s"),
    ],
)
def test_a_duration_that_is_none_is_refused(board: Board, row: DurationModel, field: str) -> None:
    assert no(board, RecordDurationModel(row=row)).field == field
