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
from dispatchtui.tui.views import alerts, candidates, detail, history, queue, technicians
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
        technicians=4,
    )  # fmt: skip
    return watched(Picture(board, at("10:00")))


def watched(picture: Picture) -> Picture:
    """The same with everything worked out that will probably happen."""
    picture.watch()
    return known(picture)


def known(picture: Picture) -> Picture:
    """The same once all that changed has been worked out."""
    while not picture.foresee(lambda: False):
        continue
    return picture


def cells(row, *keys: str) -> list[str]:
    return [row.cells[key][0] for key in keys]


def test_the_queue_lists_what_nobody_has_first_then_by_urgency() -> None:
    assert queue.ids(a_day()) == ["V3", "V2", "V1", "V4", "V7", "V5"]


def test_what_has_ended_is_listed_when_it_is_asked_for() -> None:
    made = visit_filter("state:done")
    assert isinstance(made, Filter)
    assert queue.ids(a_day(), made) == ["V6"]


def test_a_row_of_the_queue() -> None:
    picture = a_day()
    row = queue.row(picture, "V1")
    assert cells(row, "id", "state", "p", "due", "eta", "risk", "actby", "place", "tech", "name", "start") == [
        "V1", "• planned", "2", "10:30", "11:00", "▲ 100%", "10:30 30m", "EAST", "T01", "Technician T01", "11:00",
    ]  # fmt: skip
    assert (row.cells["risk"][1], row.cells["margin"]) == ("late", ("-30m", "late"))
    assert cells(queue.row(picture, "V2"), "risk", "actby", "margin", "marks") == ["✖ 30m", "", "-30m", "?"]
    assert cells(queue.row(picture, "V3"), "state", "eta", "risk", "actby", "tech") == [
        "○ unplaced", "", "◆ risk", "10:45 45m", "",
    ]  # fmt: skip
    assert queue.row(picture, "V4").cells["risk"] == ("● ok", "dim")
    assert cells(queue.row(picture, "V7"), "risk", "actby") == ["", ""]


def test_each_cause_has_a_row_by_the_moment_to_act_with_symbol_word_and_style() -> None:
    picture = a_day()
    rows = [alerts.row(picture, alert_id) for alert_id in alerts.ids(picture)]
    assert [row.id for row in rows] == ["breach:V1", "breach:V3", "no_ack:T02", "breach:V2"]
    assert [row.cells["band"] for row in rows] == [
        ("▲ LATE", "late"), ("◆ RISK", "risk"), ("‼ no ack", "notice"), ("✖ BREACHED", "breached"),
    ]  # fmt: skip
    assert cells(rows[0], "id", "actby", "risk", "eta", "cause") == [
        "V1", "10:30 30m", "100%", "11:00", "planned after due",
    ]  # fmt: skip
    assert cells(rows[2], "id", "actby", "cause") == ["V2", "11:00", "T02 has not accepted"]


def test_the_worst_in_one_line_says_until_when_to_act() -> None:
    picture = a_day()
    assert alerts.strip(picture)[0] == (" ▲ LATE V1 act by 10:30 30m planned after due ", "bar.alarm")
    assert alerts.strip(Picture(a_working_board(), at("10:00"))) == ((" ● nothing late or at risk", "bar"),)


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
    assert cells(queue.row(picture, "V1"), "risk", "margin") == ["○ wait", "+15m"]
    known(picture)
    assert cells(queue.row(picture, "V1"), "risk", "margin") == ["○ wait", "+15m"]
    assert (picture.index.counts["late"], picture.index.counts["risk"], picture.index.counts["watch"]) == (0, 1, 1)
    board.put(replace(board.visits["V1"], state=VisitState.CANCELLED, crew=()))
    picture.follow(board, {"visits/V1"})
    assert "V1" not in queue.ids(picture)
    assert len(picture.index) == 5


def test_time_makes_what_is_late() -> None:
    picture = a_day()
    assert queue.row(picture, "V3").cells["risk"] == ("◆ risk", "risk")
    assert picture.at(at("10:50"))
    picture.freshen(lambda: False)
    known(picture)
    assert queue.row(picture, "V3").cells["risk"] == ("✖ 5m", "breached")


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
