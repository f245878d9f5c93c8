"""The help: what lacks a right says so first, and every bar and symbol is explained with a sign besides its colour."""

from __future__ import annotations

import pytest

from dispatchtui.tui.actions import ACTIONS
from dispatchtui.tui.effects import Say
from dispatchtui.tui.entry import Entry
from dispatchtui.tui.lines import finish
from dispatchtui.tui.prompts import narrow, start_narrow
from dispatchtui.tui.state import Link, State
from dispatchtui.tui.terminal.glyphs import TIERS, Glyphs
from dispatchtui.tui.views import legend
from dispatchtui.tui.views.help import help_rows, open_help
from dispatchtui.tui.views.picture import Picture
from tests.builders import a_visit, a_working_board, an_actor, at
from tests.tui.test_views import cells

LACKS = "Dora lacks the right policy: "


def a_state(**given: object) -> State:
    picture = Picture(a_working_board(a_visit(id="V60")), at("10:00"))
    picture.me = an_actor()
    return State(picture=picture, link=Link(word="live", live=True), visit_id="V60", **given)


def test_what_lacks_a_right_says_so_before_what_it_does() -> None:
    rows = {row.id: row for row in help_rows(a_state(), ACTIONS)}
    assert rows["durations"].cells["what"][0].startswith(f"Not yours: {LACKS}")
    assert rows["durations"].cells["what"][0].endswith("Enter accepts one.")
    assert "Not yours" not in rows["assign"].cells["what"][0]


@pytest.mark.parametrize("typed", ["durations", "durations 5 6 7"])
def test_a_command_that_lacks_a_right_closes_its_line(typed: str) -> None:
    state = a_state(entry=Entry(kind="command", prompt=":", text=typed))
    (said,) = finish(state)
    assert isinstance(said, Say)
    assert (said.tone, said.sentence.startswith(LACKS), state.entry) == ("error", True, None)


def test_a_command_that_is_wrong_keeps_its_line() -> None:
    state = a_state(entry=Entry(kind="command", prompt=":", text="goto V999"))
    assert finish(state) == ()
    assert state.entry is not None
    assert state.entry.error == "There is no visit or technician V999."


@pytest.mark.parametrize("glyphs", TIERS.values(), ids=TIERS.keys())
def test_every_bar_has_a_sign_of_its_own_besides_its_colour(glyphs: Glyphs) -> None:
    texts = [row.cells["keys"][0] for row in legend.rows(glyphs) if row.cells["verb"][0] == "timeline"]
    assert all(text.strip() for text in texts)
    assert len(set(texts)) == len(texts) == 16


def test_late_leads_to_its_bar_and_its_symbol_and_minutes_behind_are_explained() -> None:
    state = a_state()
    open_help(state, ACTIONS)
    start_narrow(state)
    narrow(state, "late")
    found = {tuple(cells(row, "keys", "verb", "what")) for row in state.sheet.rows}
    assert ("▲V60    ", "timeline", "late: will probably break its word") in found
    assert ("▲", "symbol", "late: will probably break its word") in found
    narrow(state, "+66")
    assert [cells(row, "keys", "what") for row in state.sheet.rows] == [["V60 +66", "begins 66 min behind its plan"]]


def test_on_the_timeline_its_bars_come_first() -> None:
    first = {pane: help_rows(a_state(pane=pane), ACTIONS)[0].cells["verb"][0] for pane in ("timeline", "queue")}
    assert first == {"timeline": "timeline", "queue": ""}
