"""The views: what a dispatcher reads, asserted as plain text."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from dispatchtui.client.facts import Told
from dispatchtui.core.events import NoteAdded, Reason, VisitAdvanced, VisitPlaced
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import ExternalRef, Lock, Note, Override, Position, Stamps, TechnicianId, VisitState
from dispatchtui.protocol.frames import FactLine
from dispatchtui.solver.rank import rank
from dispatchtui.tui.fields import visit_filter
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.views import alerts, candidates, detail, history, queue, technicians, timeline
from dispatchtui.tui.views.attention import attention
from dispatchtui.tui.views.found import found_rows
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import age, clock, margin, span
from tests.builders import (
    ZONE,
    a_line,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    an_absence,
    at,
    moved,
    north,
)


def a_day() -> Picture:
    """Ten o'clock: one late, one breached, one unplaced and urgent, one calm, one parked, one done."""
    started = Stamps(released_s=at("07:00"), accepted_s=at("07:05"), en_route_s=at("08:50"), on_site_s=at("09:00"),
                     working_s=at("09:05"))  # fmt: skip
    told = Stamps(released_s=at("09:40"))
    board = a_working_board(
        a_work_order(id="W1", response_due="10:30", priority=2),
        a_visit(id="V1", technician="T01", start="11:00"),
        a_work_order(id="W2", response_due="09:30"),
        a_visit(id="V2", technician="T02", start="11:00", state=VisitState.RELEASED, stamps=told),
        a_work_order(id="W3", response_due="10:45", priority=1, safety=True),
        a_visit(id="V3"),
        a_work_order(id="W4", response_due="16:00"),
        a_visit(id="V4", technician="T01", start="13:00", lock=Lock.TIME),
        a_visit(id="V5", state=VisitState.PARKED),
        a_visit(id="V6", technician="T03", start="08:00", state=VisitState.DONE),
        a_visit(id="V7", technician="T03", start="09:00", minutes=90, state=VisitState.WORKING, stamps=started),
    )  # fmt: skip
    return Picture(board, at("10:00"))


def cells(row, *keys: str) -> list[str]:
    return [row.cells[key][0] for key in keys]


def test_the_queue_lists_what_nobody_has_first_then_by_urgency() -> None:
    assert queue.ids(a_day()) == ["V3", "V2", "V1", "V4", "V7", "V5"]


def test_what_has_ended_is_listed_when_it_is_asked_for() -> None:
    made = visit_filter("state:done")
    assert isinstance(made, Filter)
    assert queue.ids(a_day(), made) == ["V6"]


def test_a_row_of_the_queue() -> None:
    row = queue.row(a_day(), "V1")
    assert cells(row, "id", "state", "p", "due", "margin", "place", "tech", "start") == [
        "V1", "• planned", "2", "10:30", "▲ -30m", "EAST", "T01 Technician T01", "11:00",
    ]  # fmt: skip
    assert row.cells["margin"][1] == "late"
    assert cells(queue.row(a_day(), "V2"), "margin", "marks") == ["✖ -30m", "?"]
    assert cells(queue.row(a_day(), "V3"), "state", "margin", "tech") == ["○ unplaced", "◆ +45m", ""]


def test_each_band_has_a_symbol_a_word_and_a_style_of_its_own() -> None:
    rows = [alerts.row(a_day(), visit_id) for visit_id in alerts.ids(a_day())]
    assert [row.cells["band"][0] for row in rows] == ["✖ BREACHED", "▲ LATE", "◆ RISK"]
    assert [row.cells["band"][1] for row in rows] == ["breached", "late", "risk"]
    assert [row.id for row in rows] == ["V2", "V1", "V3"]
    assert cells(rows[1], "margin", "due", "eta", "tech", "cause") == [
        "-30m",
        "10:30",
        "11:00",
        "T01",
        "planned after due",
    ]


def test_marks_tell_lock_override_and_what_is_under_way() -> None:
    picture = a_day()
    visit = picture.board.visits["V4"]
    answered = Override(constraint="territory", code="urgent", by="dora", at_s=at("09:00"))
    picture.board.put(replace(visit, overrides=(answered,)))
    picture.pending = frozenset({"visits/V4"})
    row = queue.row(picture, "V4")
    assert row.cells["marks"][0] == "~▪‼"
    assert row.cells["id"][1] == "pending"


def test_a_row_of_the_technicians() -> None:
    picture = a_day()
    picture.positions = {"T03": Position(technician_id=TechnicianId("T03"), latitude=39.3, longitude=-76.6,
                                         at_s=at("09:40"))}  # fmt: skip
    row = technicians.row(picture, "T03")
    assert cells(row, "id", "status", "since", "visit", "free", "gps") == [
        "T03",
        "● working",
        "55m",
        "V7",
        "10:35",
        "20m",
    ]
    assert row.cells["gps"][1] == "notice"
    assert cells(technicians.row(picture, "T01"), "status", "free", "left") == ["○ free", "now", "2"]


def test_a_technician_who_is_sick_says_so() -> None:
    picture = Picture(
        a_working_board(an_absence(technician="T02", start="09:00", end="17:00", kind="sick")), at("10:00")
    )
    assert cells(technicians.row(picture, "T02"), "status", "since") == ["✕ sick", "1:00"]


def test_the_timeline_draws_what_is_projected() -> None:
    row = timeline.row(a_day(), "T01", selected="V4")
    jobs = [each for each in row.spans if each.style not in ("bar.off", "bar.wait", "bar.travel")]
    assert [(each.label, each.style) for each in jobs] == [("•V1", "bar.late"), ("[V4]", "bar.locked")]
    assert (jobs[1].start_s, jobs[1].end_s) == (at("13:00"), at("14:00"))


def test_the_hours_stand_over_their_cells() -> None:
    scale = timeline.scale_of(a_day(), 90)
    text = timeline.hours(scale, 90, ZONE)
    assert scale.origin_s == at("08:00")
    assert text.split() == ["08", "09", "10", "11", "12", "13", "14", "15", "16"]
    assert text.index("12") == 40


def test_overlapping_visits_are_drawn_as_a_conflict() -> None:
    picture = a_day()
    picture.board.put(moved(picture.board.visits["V4"], start="11:30"))
    picture.follow(picture.board, {"visits/V4"})
    styles = {each.label: each.style for each in timeline.row(picture, "T01").spans}
    assert styles["•V4!"] == "bar.conflict"


def test_details_tell_everything_of_a_visit() -> None:
    picture = a_day()
    answer = Override(constraint="shift_hours", code="other", text="agreed", by="dora", at_s=at("09:31"))
    note = Note(at_s=at("09:30"), by="ana", text="Dog in the yard")
    visit = replace(picture.board.visits["V1"], notes=(note,), overrides=(answer,))
    order = replace(
        picture.board.work_orders["W1"], external=(ExternalRef(source="311", id="19-77"),), extra={"gate": "4"}
    )
    picture.board.put(visit)
    picture.board.put(order)
    text = "\n".join("".join(piece for piece, _ in line) for line in detail.lines(picture, "V1", 60))
    for wanted in ("planned", "LATE -30m", "T01 Technician T01", "11:00 to 12:00", "Water leak, priority 2",
                   "Ada Byron",
                   "100 Holliday St", "09:30 ana: Dog in the yard", "shift hours: other agreed (dora 09:31)",
                   "19-77 (311)", "gate: 4", "W1 scheduled"):  # fmt: skip
        assert wanted in text, wanted


def test_details_of_nothing_are_a_sentence() -> None:
    assert detail.lines(a_day(), "", 40) == [((" Select a visit.", "dim"),)]
    assert detail.lines(a_day(), "V99", 40) == [((" V99 is gone.", "dim"),)]


def test_candidates_are_told_with_times_and_reasons() -> None:
    board = a_working_board(
        a_work_order(id="W60", location=north(10), response_due="12:00"), a_visit(id="V60", needs={"PLUMB": 2}),
        a_technician(id="T04", name="Elle"), a_shift(technician="T04"),
        an_absence(technician="T04", start="08:00", end="17:00", kind="sick"),
    )  # fmt: skip
    picture = Picture(board, at("10:00"))
    ranking = rank(board, "V60", at("10:00"))
    rows = [candidates.row(picture, board.visits["V60"], number, each)
            for number, each in enumerate(ranking.candidates, 1)]  # fmt: skip
    assert rows[0].cells["n"][0] == "1"
    assert cells(rows[0], "id", "there", "drive", "left") == ["T01", "10:10", "10m", "+1:50"]
    out = candidates.excluded_rows(picture, ranking.excluded)
    assert [row.id for row in out] == ["T04"]
    assert "sick" in out[0].cells["why"][0]
    told = candidates.preview(picture, board.visits["V60"], ranking.candidates[0], "")
    assert told == "V60 to T01 Technician T01, there at 10:10 after 10m of driving."


def test_history_is_told_newest_first_with_the_reason() -> None:
    picture = a_day()
    facts = [VisitPlaced(visit_id="V1", crew=(a_line(technician="T02", start="10:30"),)),
             VisitAdvanced(visit_id="V1", step=Step.RELEASE, occurred_s=at("09:10")),
             NoteAdded(visit_id="V1", text="call first")]  # fmt: skip
    reason = Reason(code="urgent", text="flood")
    told = [Told(FactLine(seq=number, at_s=at("09:00") + number * 60, by="dora", command_id=f"c{number}",
                          event=msgspec.Raw(b"{}"), reason=reason if number == 1 else None),
                 fact, ("visits/V1",)) for number, fact in enumerate(facts, 1)]  # fmt: skip
    rows = history.rows(picture, told)
    assert [row.cells["what"][0] for row in rows] == ["note: call first", "released at 09:10", "placed: T02 at 10:30"]
    assert cells(rows[2], "at", "by", "why") == ["09:01", "dora", "urgent flood"]


def test_what_needs_me_comes_most_urgent_first() -> None:
    items = attention(a_day())
    assert [item.visit_id for item in items] == ["V2", "V1", "V3"]
    assert "30 min late" in items[0].sentence


def test_find_looks_at_everything() -> None:
    picture = a_day()
    assert [row.id for row in found_rows(picture, "V6")] == ["visits/V6"]
    assert next(row.id for row in found_rows(picture, "technician t02")) == "technicians/T02"
    assert found_rows(picture, "") == ()


def test_a_picture_follows_a_change_without_looking_at_the_rest() -> None:
    picture = a_day()
    assert picture.index.counts["late"] == 1
    board = picture.board
    board.put(moved(board.visits["V1"], start="10:15"))
    picture.follow(board, {"visits/V1"})
    assert queue.row(picture, "V1").cells["margin"][0] == "◆ +15m"
    assert (picture.index.counts["late"], picture.index.counts["risk"]) == (0, 2)
    board.put(replace(board.visits["V1"], state=VisitState.CANCELLED, crew=()))
    picture.follow(board, {"visits/V1"})
    assert "V1" not in queue.ids(picture)
    assert len(picture.index) == 5


def test_time_makes_what_is_late() -> None:
    picture = a_day()
    assert queue.row(picture, "V3").cells["margin"] == ("◆ +45m", "risk")
    assert picture.at(at("10:50"))
    picture.freshen(lambda: False)
    assert queue.row(picture, "V3").cells["margin"] == ("✖ -5m", "breached")


def test_lengths_and_clocks_are_short() -> None:
    assert [span(s) for s in (0, 59, 60, 3599, 3600, 86_400 + 3600, -120)] == [
        "0m",
        "0m",
        "1m",
        "59m",
        "1:00",
        "1d 1h",
        "-2m",
    ]
    assert (margin(300), margin(-3900), margin(None)) == ("+5m", "-1:05", "")
    assert (age(12), age(240)) == ("12s", "4m")
    assert clock(at("14:05"), ZONE, at("10:00")) == "14:05"
    assert clock(at("09:00", day="2019-10-22"), ZONE, at("10:00")) == "Tue 09:00"
