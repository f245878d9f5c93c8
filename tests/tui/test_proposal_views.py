"""What the proposals pane says: grades in symbol and word, before and after, what the keys do, how a search stands."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Lock
from dispatchtui.engine.jobs import Found
from dispatchtui.solver.proposing.proposal import Option, Proposal
from dispatchtui.solver.proposing.rows import hard_row
from dispatchtui.tui.offered import Running
from dispatchtui.tui.terminal.glyphs import TIERS
from dispatchtui.tui.views import progress
from dispatchtui.tui.views import proposals as view
from dispatchtui.tui.views.naming import names
from dispatchtui.tui.views.picture import Picture
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.tui.small_worker import a_proposal, an_option

NOW = at("10:00")


def a_picture() -> Picture:
    """T01 has V61 and V62, the latter behind a lock; V60 waits."""
    due = [a_work_order(id=f"W6{number}", response_due="16:00") for number in (0, 1, 2)]
    return Picture(a_working_board(
        *due, a_visit(id="V60"), a_visit(id="V61", technician="T01", start="11:00"),
        a_visit(id="V62", technician="T01", start="13:00", lock=Lock.RESOURCE_AND_TIME),
    ), NOW)  # fmt: skip


def to(visit_id: str, technician_id: str, start: str) -> Move:
    return Move(visit_id=visit_id, technician_id=technician_id, start_s=at(start))


def three_rows(picture: Picture) -> Option:
    """A green row, one that breaks a lock, and one for which a person has to find a way."""
    found = an_option(picture.board, NOW, to("V61", "T02", "12:30"), to("V62", "T03", "13:00"), kind="replan")
    return replace(found, rows=(*found.rows, hard_row(picture.board, "V60", "Nobody can come before noon.")))


def cells(picture: Picture, option: Option, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row.cells[column][0] for column in columns) for row in view.rows(picture, option, {})]


def text(line: view.Line) -> str:
    return "".join(piece for piece, _ in line)


@pytest.mark.parametrize("tier", ["unicode", "console", "ascii"])
def test_a_grade_is_a_symbol_and_a_word_in_every_set(tier: str) -> None:
    picture = a_picture()
    picture.glyphs = TIERS[tier]
    grades = [grade for (grade,) in cells(picture, three_rows(picture), "grade")]
    assert grades == [f"{picture.glyphs.done} green", "? review", "! hard"]


def test_a_row_says_from_whom_and_when_to_whom_and_when_and_what_is_to_spare() -> None:
    picture = a_picture()
    assert cells(picture, three_rows(picture), "id", "move", "there", "sla", "asks", "why") == [
        ("V61", "T01 11:00 → T02 12:30", "12:30", "+5:00 → +3:30", "",
         "V61 goes from T01 to T02 at 12:30, 3 h 30 min to spare."),
        ("V62", "T01 13:00 → T03 13:00", "13:00", "", "lock",
         "V62 goes from T01 to T03 at 13:00, 3 h to spare; a lock is broken."),
        ("V60", "queue", "", "", "", "Nobody can come before noon."),
    ]  # fmt: skip


def test_a_row_whose_visit_was_changed_is_stale_and_one_whose_day_was_is_checked_again() -> None:
    picture = a_picture()
    stale, again, _ = view.rows(picture, three_rows(picture), {0: ("visits/V61",), 1: ("lanes/T03:2019-10-21",)})
    assert stale.cells["grade"][0] == "‼ stale"
    assert stale.cells["why"][0] == "Overtaken: V61 was changed since this was found."
    assert again.cells["grade"][0] == "~ review"
    assert again.cells["why"][0] == ("The day of T03 has changed since this was found: it is checked again before it "
                                     "is done.")  # fmt: skip


def test_the_line_of_keys_says_how_many_rows_each_accepts() -> None:
    picture = a_picture()
    found = replace(three_rows(picture), cost=720.0, confidence=0.875)
    assert text(view.keys(found)) == " y accepts 2 of 3 rows, Y the 1 green; 88% sure to keep every word"
    hard = replace(found, rows=found.rows[2:], cost=0.0)
    assert text(view.keys(hard)) == " nothing to accept: a person decides"
    assert text(view.keys(replace(hard, kind="keep_and_tell"))) == " y: the plan stays; 88% sure to keep every word"
    assert text(view.comes_to(found)).startswith(" 2 arrivals")
    assert text(view.comes_to(hard)) == " "


def test_options_stand_beside_each_other_with_their_digits_and_grades() -> None:
    picture = a_picture()
    one = an_option(picture.board, NOW, to("V60", "T02", "11:00"))
    proposal = a_proposal(three_rows(picture), one, final=False)
    assert text(view.options(picture, proposal, 1)) == " 1 2 to T02 T03 ✓1 ?1 !1   2 T02 at 11:00 ✓1   working…"
    styles = [style for piece, style in view.options(picture, proposal, 1) if "T02 at" in piece]
    assert styles == ["title.focus"]
    none = a_proposal(final=True)
    assert text(view.options(picture, none, 0)) == " No way out was found."
    assert text(view.options(picture, None, 0)) == " working…"


def test_no_two_options_are_called_the_same_and_what_comes_late_is_counted() -> None:
    picture = a_picture()
    moves = [to("V60", who, start) for who, start in (("T02", "11:00"), ("T03", "16:20"))]
    soon, late = (an_option(picture.board, NOW, each) for each in moves)
    back = [replace(each, kind="backfill") for each in (soon, late)]
    keep = Option(kind="keep_and_tell", rows=())
    assert names(picture, (soon, late, keep)) == ["T02 at 11:00", "T03 at 16:20, 1 late", "keep and tell"]
    assert names(picture, back) == ["backfill T02 11:00", "backfill T03 16:20, 1 late"]
    assert names(picture, back[:1]) == ["backfill"]
    two = [an_option(picture.board, NOW, to("V60", "T02", "11:00"), to("V61", "T02", start), kind="replan")
           for start in ("14:00", "15:00")]  # fmt: skip
    assert names(picture, two) == ["2 to T02 T02 14:00", "2 to T02 T02 15:00"]
    assert names(picture, [three_rows(picture)]) == ["2 to T02 T03"]


def test_causes_stand_with_their_last_moment_and_how_many_ways_there_are() -> None:
    picture = a_picture()
    one = an_option(picture.board, NOW, to("V60", "T02", "11:00"))
    sick: Proposal = a_proposal(one, one, act_by_s=at("10:40"))
    lines = view.side(picture, [(sick.id, sick), ("TECH_SICK:T02", None)], "TECH_SICK:T02", 30)
    assert [text(line) for line in lines] == [" 10:40 T01 is away          2 ", "▌      T02                  - "]
    assert all(len(text(line)) == 30 for line in lines)


def test_a_title_tells_the_cause_its_place_and_that_something_newer_waits() -> None:
    sick = a_proposal(sentence="T01 is sick until 17:00.")
    assert view.title(sick, sick.id, (2, 5), newer=True) == "PROPOSALS 2 of 5  newer: r  T01 is sick until 17:00."
    assert view.title(None, "TECH_SICK:T01", (1, 1), newer=False) == "PROPOSALS 1 of 1  TECH_SICK:T01: working…"


def test_a_search_tells_seconds_tries_and_by_how_much_the_plan_is_better() -> None:
    running = Running(job_id="1", title="Plan EAST today")
    assert progress.line(running) == "Plan EAST today: working… Esc stops it."
    assert progress.brief(running) == "planning"
    found = Found(job_id="1", first_cost=36_000, cost=27_000, iterations=1_234_567, elapsed_s=3.4)
    going = replace(running, found=found)
    assert progress.line(going) == ("Plan EAST today: 3 s, 1234k tries, 25.0% better. Esc stops it.")
    assert progress.brief(going) == "planning 3 s -25.0%"
    same = replace(running, found=replace(found, cost=36_000, iterations=900))
    assert progress.line(same) == ("Plan EAST today: 3 s, 900 tries, nothing better yet. Esc stops it.")
    assert progress.told(found) == "0 moves, 25.0% better, in 3.4 s."
