"""Which alerts are raised at all, and that none ends or comes before its time."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.model import Stamps, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.risk.alerts import matters
from dispatchtui.risk.findings import Finding
from tests.builders import a_visit
from tests.risk.test_alerts import NINE, Told, finding


def test_a_visit_that_is_only_watched_is_no_alert_whatever_the_kind() -> None:
    for kind, subject in (("overrun", "visits/V2"), ("late", "technicians/T01"), ("absent", "technicians/T01")):
        watched = finding("V1", band=Band.WATCH, kind=kind, subject=subject)
        assert Told().look(watched, at_s=NINE) == [], kind
        assert Told().look(replace(watched, band=Band.RISK), at_s=NINE) == ["RaiseAlert"], kind
    assert Told().look(finding("V2", band=Band.WATCH, kind="overrun"), at_s=NINE) == ["RaiseAlert"], "it runs over"


def test_who_is_late_and_silent_is_told_though_nothing_is_in_a_band_yet() -> None:
    assert matters(finding(kind="late", subject="technicians/T01", band=None))
    assert not matters(finding(band=None))


def test_what_a_territory_lacks_ends_after_two_quiet_minutes_and_at_once_with_the_territory() -> None:
    lacks = Finding(kind="coverage", subject="territories/EAST:GAS", territories=("EAST",), sentence="Nobody is left.")
    desk = Told()
    assert desk.look(lacks, at_s=NINE) == ["RaiseAlert"]
    assert desk.look(at_s=NINE + 1) == []
    assert desk.look(lacks, at_s=NINE + 60) == []
    assert desk.look(at_s=NINE + 70) == []
    assert desk.look(at_s=NINE + 190) == ["ResolveAlert"]
    assert desk.look(lacks, at_s=NINE + 200) == ["RaiseAlert"]
    desk.board.drop("territories", "EAST")
    assert desk.look(at_s=NINE + 201) == ["ResolveAlert"]


def test_what_is_still_found_of_an_overrun_that_ended_keeps_it_for_the_two_minutes() -> None:
    desk = Told()
    desk.look(finding(band=Band.WATCH, kind="overrun"), at_s=NINE)
    desk.board.put(replace(a_visit(id="V1", technician="T01"), state=VisitState.DONE, stamps=Stamps(done_s=NINE)))
    behind = finding("V2", band=Band.WATCH, kind="overrun", subject="visits/V1", percent=8)
    assert desk.look(behind, at_s=NINE + 1) == []
    assert desk.look(replace(behind, band=Band.RISK, percent=30), at_s=NINE + 60) == ["RaiseAlert"]
    assert desk.counts() == {"RaiseAlert": 2}
    assert list(desk.alerts) == ["overrun:V1"]


def test_what_can_be_done_is_waited_for_and_told_with_what_it_is_about() -> None:
    desk = Told()
    assert desk.look(finding(), at_s=NINE, unsettled=["V1"]) == []
    assert desk.look(finding(outlook="lost"), at_s=NINE + 2) == ["RaiseAlert"]
    late = finding(band=Band.LATE)
    assert desk.look(late, at_s=NINE + 60, unsettled=["V1"]) == [], "nor is it told as worse without that"
    assert desk.look(replace(late, outlook="lost"), at_s=NINE + 62) == ["RaiseAlert"]
    assert desk.counts() == {"RaiseAlert": 2}


def test_it_is_not_waited_for_longer_than_a_quarter_of_a_minute() -> None:
    desk = Told()
    for second in (0, 7, 14):
        assert desk.look(finding(), finding("V2"), at_s=NINE + second, unsettled=["V1"])[1:] == []
    assert list(desk.alerts) == ["breach:V2"]
    assert desk.look(finding(), finding("V2"), at_s=NINE + 15, unsettled=["V1"]) == ["RaiseAlert"]
    assert sorted(desk.alerts) == ["breach:V1", "breach:V2"]


def test_work_that_runs_over_is_told_at_once_though_a_visit_behind_it_is_known_to_be_in_danger() -> None:
    desk = Told()
    assert desk.look(finding("V2"), at_s=NINE) == ["RaiseAlert"]
    over = finding("V2", kind="overrun", subject="visits/V1")
    assert desk.look(over, at_s=NINE + 10) == []
    desk.board.put(replace(a_visit(id="V1", technician="T01"), state=VisitState.WORKING))
    assert desk.look(over, at_s=NINE + 20) == ["RaiseAlert"]
    assert desk.look(over, at_s=NINE + 130) == ["ResolveAlert"]
    assert list(desk.alerts) == ["overrun:V1"]
