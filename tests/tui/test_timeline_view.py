"""The day as bars: plan, what really happened, what is projected and how sure that is."""

from __future__ import annotations

from dispatchtui.core.model import Lock, Stamps, VisitState
from dispatchtui.tui.terminal.glyphs import ASCII, CONSOLE, UNICODE
from dispatchtui.tui.views import timeline
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.widgets import Span, bar_strip
from tests.builders import ZONE, a_visit, a_work_order, a_working_board, at, moved

GROUND = ("bar.off", "bar.wait")
STARTED = Stamps(released_s=at("07:00"), accepted_s=at("07:05"), en_route_s=at("08:50"), on_site_s=at("09:00"),
                 working_s=at("09:05"))  # fmt: skip


def a_picture(now: str = "10:00") -> Picture:
    """T01 has a late and a locked visit before them, T03 has done one and is at another that began late."""
    board = a_working_board(
        a_work_order(id="W1", response_due="10:30"), a_visit(id="V1", technician="T01", start="11:00"),
        a_work_order(id="W4", response_due="16:00"),
        a_visit(id="V4", technician="T01", start="13:00", lock=Lock.TIME),
        a_visit(id="V6", technician="T03", start="08:00", state=VisitState.DONE,
                stamps=Stamps(on_site_s=at("08:00"), working_s=at("08:00"), done_s=at("08:45"))),
        a_visit(id="V7", technician="T03", start="09:00", minutes=30, state=VisitState.WORKING, stamps=STARTED),
        a_visit(id="V8", technician="T03", start="10:00", minutes=60),
    )  # fmt: skip
    return Picture(board, at(now))


def bars(picture: Picture, technician_id: str, selected: str = "") -> list[tuple[str, str, int, int]]:
    """Label, style and minutes of the day of each span that is no ground."""
    midnight = at("00:00")
    return [(each.label, each.style, (each.start_s - midnight) // 60, (each.end_s - midnight) // 60)
            for each in timeline.row(picture, technician_id, selected).spans if each.style not in GROUND]  # fmt: skip


def test_what_is_projected_as_planned_is_one_bar_by_its_band() -> None:
    assert bars(a_picture(), "T01", "V4") == [("▲V1", "bar.late", 660, 720), ("[V4▪]", "bar.locked", 780, 840)]


def test_what_happened_is_solid_what_runs_over_is_hatched_and_what_it_delays_shows_its_plan() -> None:
    assert bars(a_picture(), "T03") == [
        ("", "bar.plan", 480, 540),  # planned to 09:00, done at 08:45
        ("", "bar.plan", 540, 570),  # planned from 09:00, began 09:05
        ("", "bar.travel", 530, 540),
        ("✓V6", "bar.done", 480, 525),
        ("●V7 +5", "bar.job", 545, 575),
        ("", "bar.over", 575, 600),
        ("•V8", "bar.next", 600, 660),
    ]


def test_a_delay_of_five_minutes_is_told_on_the_bar_where_there_is_room() -> None:
    late = bars(a_picture("10:20"), "T03")
    assert ("•V8 +20", "bar.next", 620, 680) in late
    assert ("", "bar.plan", 600, 660) in late
    bar = [Span(0, 80, "bar.next", "•V8 +20", "•")]
    assert bar_strip(8, 0, 10, bar)[0][0] == "•V8 +20 "
    assert bar_strip(8, 0, 16, bar)[0][0] == "•V8  "


def test_what_runs_over_by_less_than_a_minute_is_not_hatched() -> None:
    assert "bar.over" not in {style for _, style, _, _ in bars(a_picture("09:35"), "T03")}


def test_suspended_work_is_drawn_as_held() -> None:
    picture = a_picture()
    stamps = Stamps(on_site_s=at("09:00"), working_s=at("09:05"))
    picture.board.put(a_visit(id="V7", technician="T03", start="09:00", minutes=60, state=VisitState.SUSPENDED,
                              stamps=stamps, remaining_minutes=30))  # fmt: skip
    picture.follow(picture.board, {"visits/V7"})
    assert ("", "bar.held", 600, 605) in bars(picture, "T03")


def test_every_kind_of_bar_is_told_apart_without_colour_and_stands_in_the_legend() -> None:
    styles = [style for style, _ in timeline.LEGEND]
    assert len(set(styles)) == len(styles)
    for glyphs in (UNICODE, CONSOLE):
        patterned = [glyphs.fill(style) for style in styles if glyphs.fill(style) != " "]
        assert len(set(patterned)) == len(patterned)
    for picture, who in ((a_picture(), "T01"), (a_picture(), "T03")):
        used = {style for _, style, _, _ in bars(picture, who)}
        assert used <= set(styles)
    assert ASCII.fill("bar.over") == "%"


def test_the_hours_stand_over_their_cells() -> None:
    scale = timeline.scale_of(a_picture(), 90)
    text = timeline.hours(scale, 90, ZONE)
    assert scale.origin_s == at("08:00")
    assert text.split() == ["08", "09", "10", "11", "12", "13", "14", "15", "16"]
    assert text.index("12") == 40


def test_overlapping_visits_are_drawn_as_a_conflict() -> None:
    picture = a_picture()
    picture.board.put(moved(picture.board.visits["V4"], start="11:30"))
    picture.follow(picture.board, {"visits/V4"})
    styles = {label: style for label, style, _, _ in bars(picture, "T01")}
    assert styles["•V4!▪ +30"] == "bar.conflict"
