"""What will probably happen as the views show it: bands of moments, silence, causes, and what may be asked of it."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.foresight import Behaviour, Effect, Shape
from dispatchtui.core.model import Position, TechnicianId, VisitState
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.forecast import Spread
from dispatchtui.tui.fields import visit_filter
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.views import alerts, detail, effects, queue, technicians, timeline
from dispatchtui.tui.views.attention import Attention
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import act_by, between, expected, outlook_words, short
from tests.builders import (
    ZONE,
    a_board,
    a_policy,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    at,
    north,
)
from tests.tui.alert_rows import an_alert
from tests.tui.test_views import cells, known, watched

NOW = at("10:00")
BEHAVIOUR = Behaviour(
    id="field", n=500, work=(Effect(variance=0.0, n=500),),
    shapes=(Shape(curve=tuple(-0.5 + number / 32 for number in range(32)), n=500),),
)  # fmt: skip
"""Work takes from three fifths to five thirds of its p50."""


def a_curve(*clocks: str) -> Spread:
    p10, p50, p80, p90 = (at(each) for each in clocks)
    return Spread(p10_s=p10, p50_s=p50, p80_s=p80, p90_s=p90)


def an_uncertain_day() -> Picture:
    """T01 has three visits in a row, of which the last is due soon after it is planned."""
    return watched(Picture(a_working_board(
        BEHAVIOUR,
        a_work_order(id="W1", response_due="12:00"), a_visit(id="V1", technician="T01", start="10:00"),
        a_work_order(id="W2", response_due="13:00"), a_visit(id="V2", technician="T01", start="11:00"),
        a_work_order(id="W3", response_due="12:20"), a_visit(id="V3", technician="T01", start="12:00"),
    ), NOW))  # fmt: skip


def test_a_moment_is_told_with_the_minutes_to_its_p80_and_the_span_of_eight_in_ten() -> None:
    curve = a_curve("15:41", "15:50", "15:59", "16:05")
    assert expected(curve, None, ZONE, NOW) == "15:50 +9"
    assert between(curve, ZONE, NOW) == "15:41 to 16:05"
    certain = a_curve("15:50", "15:50", "15:50", "15:50")
    assert (expected(certain, None, ZONE, NOW), between(certain, ZONE, NOW)) == ("15:50", "")
    assert expected(a_curve("15:41", "15:50", "17:40", "18:05"), None, ZONE, NOW) == "15:50 +2h"
    assert expected(None, at("11:00"), ZONE, NOW) == "11:00"


def test_the_moment_to_act_is_absolute_and_has_minutes_within_the_hour() -> None:
    assert act_by(at("10:55"), "", ZONE, NOW) == "10:55 55m"
    assert act_by(at("11:00"), "", ZONE, NOW) == "11:00"
    assert act_by(at("10:55"), "lost", ZONE, NOW) == "lost"
    assert act_by(None, "none", ZONE, NOW) == ""
    assert [outlook_words(each) for each in ("lost", "none", "", "override: required_skills")] == [
        "cannot be saved", "", "", "override: required skills",
    ]  # fmt: skip
    assert [short(each * 3600) for each in (1, 9, 11, 47, 49)] == ["1:00", "9:00", "11h", "47h", "2d"]


def test_what_is_uncertain_has_a_percentage_and_a_span_in_queue_and_detail() -> None:
    picture = an_uncertain_day()
    standing = picture.standing(picture.board.visits["V3"])
    assert standing.percent is not None
    assert 20 <= standing.percent <= 60
    row = queue.row(picture, "V3")
    assert row.cells["risk"][0].endswith(f" {standing.percent}%")
    eta, more = row.cells["eta"][0].split(" +")
    assert eta.startswith(("11:5", "12:0", "12:1"))
    assert 10 <= int(more) <= 60
    text = "\n".join("".join(piece for piece, _ in line) for line in detail.lines(picture, "V3", 70))
    assert f"{standing.percent}% late" in text
    assert "(8 in 10: " in text


def test_the_timeline_fades_from_the_median_to_the_p80() -> None:
    picture = an_uncertain_day()
    seen = picture.forecast(picture.board.visits["V3"])
    assert seen is not None
    fades = [each for each in timeline.row(picture, "T01").spans if each.style == "bar.fade"]
    assert (fades[-1].start_s, fades[-1].end_s) == (seen.end.p50_s, seen.end.p80_s)
    assert seen.end.p80_s - seen.end.p50_s > 600


def test_a_filter_asks_for_the_risk_and_for_the_moment_to_act() -> None:
    picture = an_uncertain_day()

    def found(text: str) -> list[str]:
        made = visit_filter(text)
        assert isinstance(made, Filter), made
        return queue.ids(picture, made)

    assert found("risk>15") == ["V3"]
    assert set(found("risk<5")) == {"V1", "V2"}
    by_s = picture.standing(picture.board.visits["V3"]).act_by_s
    assert found("actby<16:00") == (["V3"] if by_s is not None else [])
    assert found("actby<09:00") == []


def test_a_filter_asks_for_what_still_helps() -> None:
    board = a_working_board(
        a_work_order(id="W1", response_due="10:50"), a_visit(id="V1", needs={"GAS": 1}),
        a_work_order(id="W2", response_due="10:50"), a_visit(id="V2"),
        a_work_order(id="W3"), a_visit(id="V3"),
    )  # fmt: skip
    picture = watched(Picture(board, NOW))

    def found(text: str) -> list[str]:
        made = visit_filter(text)
        assert isinstance(made, Filter), made
        return queue.ids(picture, made)

    assert [picture.standing(board.visits[each]).outlook for each in ("V1", "V2", "V3")] == ["lost", "", ""]
    assert (found("outlook:lost"), found("outlook:kept"), found("outlook:override")) == (["V1"], ["V2"], [])


def test_while_the_feed_is_silent_nothing_grows_older_or_becomes_certain() -> None:
    board = a_working_board(
        a_work_order(id="W1", response_due="10:20"), a_visit(id="V1", technician="T01", start="10:10"),
        a_work_order(id="W2", response_due="10:05"), a_visit(id="V2"),
    )  # fmt: skip
    picture = Picture(board, NOW)
    picture.positions = {"T01": Position(technician_id=TechnicianId("T01"), latitude=39.29, longitude=-76.61,
                                         at_s=at("09:58"))}  # fmt: skip
    watched(picture)
    before = [queue.row(picture, each).cells["risk"] for each in ("V1", "V2")]
    picture.at(at("10:30"), at("10:00"))
    known(picture)
    picture.freshen(lambda: False)
    assert [queue.row(picture, each).cells["risk"] for each in ("V1", "V2")] == before
    assert technicians.row(picture, "T01").cells["gps"][0] == "2m"
    picture.at(at("10:30"))
    known(picture)
    assert [queue.row(picture, each).cells["risk"][0] for each in ("V1", "V2")] == ["✖ 10m", "✖ 25m"]
    assert technicians.row(picture, "T01").cells["gps"][0] == "32m"


def test_held_clocks_are_grey_and_stand_still() -> None:
    visit = replace(a_visit(id="V60"), held_from_s=at("09:30"), held_note="waits for the owner")
    policy = replace(a_policy(), pauses_by_hand=True)
    picture = watched(Picture(a_board(policy, a_work_order(id="W60", response_due="10:25"), visit), NOW))
    for now in ("10:00", "10:10"):
        picture.at(at(now))
        known(picture)
        assert queue.row(picture, "V60").cells["risk"] == ("‖ 55m", "held")
        text = "\n".join("".join(piece for piece, _ in line) for line in detail.lines(picture, "V60", 80))
        assert cells(queue.row(picture, "V60"), "due", "margin") == ["stands", "55m left"]
        assert "‖ held: its clock stands still with 55m left" in text


def test_a_parked_visit_is_called_parked_and_not_held() -> None:
    visit = replace(a_visit(id="V60"), state=VisitState.PARKED, paused_from_s=at("09:30"), state_reason="no answer")
    policy = replace(a_policy(), pauses_when_parked=True)
    picture = watched(Picture(a_board(policy, a_work_order(id="W60", sla_policy="STD", response_due="10:25"),
                                      visit), NOW))  # fmt: skip
    text = "\n".join("".join(piece for piece, _ in line) for line in detail.lines(picture, "V60", 80))
    assert "‖ parked: its clock stands still with 55m left" in text
    assert "held" not in text


def test_of_what_nobody_has_time_left_is_called_so_and_lateness_is_that_of_the_best_arrival() -> None:
    board = a_board(
        a_technician(id="T05", home=north(1)), a_shift(id="S05", technician="T05", start="11:59"),
        a_work_order(id="W60", response_due="10:33"), a_visit(id="V60"),
        a_work_order(id="W61", response_due="16:00"), a_visit(id="V61"),
        a_work_order(id="W62", response_due="09:50"), a_visit(id="V62"),
    )  # fmt: skip
    picture = Picture(board, NOW)
    assert queue.row(picture, "V60").cells["margin"][0] == "33m left"
    watched(picture)
    found = {each: queue.row(picture, each).cells["margin"][0] for each in ("V60", "V61", "V62")}
    assert found == {"V60": "-1:26", "V61": "6:00 left", "V62": "-10m"}
    text = "\n".join("".join(piece for piece, _ in line) for line in detail.lines(picture, "V60", 80))
    assert "10:33  ▲ LATE -1:26 at best" in text
    assert "+33m" not in text


def test_an_alert_of_the_server_shows_at_once_and_gives_way_to_what_is_found_here() -> None:
    board = a_board(a_visit(id="V60"), an_alert(act_by="10:40", percent=35, cause="behind V11"),
                    an_alert(kind="no_ack", subject="technicians/T02", visit="V61", band="", act_by="10:20"),
    )  # fmt: skip
    picture = Picture(board, NOW)
    assert alerts.ids(picture) == ["no_ack:T02", "breach:V60"]
    assert cells(alerts.row(picture, "breach:V60"), "band", "actby", "risk", "cause") == [
        "◆ RISK", "10:40 40m", "35%", "behind V11",
    ]  # fmt: skip
    here = Finding(kind="overrun", subject="visits/V11", visit_id="V59", others=("V60",))
    told = Attention()
    told.take(board, (here,))
    assert [each.id for each in told.found] == ["overrun:V11", "no_ack:T02"]
    told.take(board, ())
    assert [each.id for each in told.found] == ["no_ack:T02", "breach:V60"]
    assert told.by_id["overrun:V11"] == here


def test_what_became_of_an_alert_is_told_with_symbol_and_words() -> None:
    rows = [
        an_alert(seen_by="ana"), an_alert(kind="late", quiet_until="10:10"),
        an_alert(kind="absent", passed_to="on_call"), an_alert(kind="stale", quiet_until="09:59"),
    ]  # fmt: skip
    picture = Picture(a_board(a_visit(id="V60"), *rows), NOW)
    picture.names["ana"] = "Ana"
    found = {row.kind: cells(alerts.row(picture, row.id), "marks", "life") for row in rows}
    assert found == {"breach": ["✓", "seen by Ana"], "late": ["‖", "quiet until 10:10"],
                     "absent": ["›", "passed on to on call"], "stale": ["", ""]}  # fmt: skip


def test_a_try_tells_at_which_percentage_visits_break_their_word_before_and_now() -> None:
    rows = effects.risk_rows({"V1": 46, "V2": 10, "V3": 12, "V5": 90}, {"V1": 12, "V2": 60, "V3": 15, "V4": 35})
    assert [cells(row, "kind", "id", "text") for row in rows] == [
        ["risk", "V2", "V2 is late with 60%, 10% before."], ["risk", "V1", "V1 is late with 12%, 46% before."],
        ["risk", "V4", "V4 is late with 35%, nobody had it before."],
    ]  # fmt: skip
    assert [row.cells["text"][1] for row in rows] == ["late", "ok", "text"]
