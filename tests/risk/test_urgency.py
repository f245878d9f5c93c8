"""The one order of what needs somebody: by the last moment to act, and what nothing helps any more behind that."""

from __future__ import annotations

from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.urgency import urgency
from dispatchtui.tui.views.picture import Picture
from tests.builders import a_working_board, at
from tests.tui.alert_rows import an_alert

NOW = at("10:00")


def found(name: str, kind: str = "breach", **more: object) -> Finding:
    return Finding(kind=kind, subject=f"visits/{name}", **more)  # type: ignore[arg-type]


def test_what_can_be_saved_comes_first_whatever_it_is_about_and_what_lacks_data_last() -> None:
    every = [
        found("V1", act_by_s=at("10:20"), band=Band.RISK), found("V2", "no_access", act_by_s=at("10:30")),
        found("V3", band=Band.LATE, due_s=at("10:40")), found("V4", "stale"),
        found("V5", outlook="lost", band=Band.LATE, due_s=at("10:10")),
        found("V6", "conflict", act_by_s=at("09:50")), found("V7", "no_access", act_by_s=at("07:10")),
        found("V8", "overrun", band=Band.WATCH), found("V9", band=Band.BREACHED, due_s=at("08:00")),
        found("V10", band=Band.BREACHED, due_s=at("09:00")), found("V11", "data"),
    ]  # fmt: skip
    names = [each.id for each in every]
    mixed = [*every[1::2], *every[::2]]
    assert [each.id for each in sorted(mixed, key=lambda each: urgency(each, NOW))] == names


def test_what_the_server_has_raised_comes_in_the_same_order_before_anything_is_worked_out_here() -> None:
    rows = [
        an_alert(kind="no_access", subject="visits/V7", visit="V7", band="", act_by="07:10"),
        an_alert(subject="visits/V9", visit="V9", band="breached", due="08:00"),
        an_alert(subject="visits/V5", visit="V5", band="late", due="10:10", outlook="lost"),
        an_alert(subject="visits/V1", visit="V1", act_by="10:20", due="11:00"),
    ]
    picture = Picture(a_working_board(*rows), NOW)
    assert [each.id for each in picture.attention.found] == ["breach:V1", "breach:V5", "no_access:V7", "breach:V9"]
