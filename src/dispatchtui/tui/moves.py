"""Moving about: cursor, panes, what lies open, the line that is typed; nothing here asks the server anything.

Never: an act on the board.
Why: what cannot do harm needs no right, no link and no confirmation, and works on a stale board as well.
"""

from __future__ import annotations

from dispatchtui.tui import deciding, drafting, marking, trying, walking
from dispatchtui.tui.choosing import open_candidates
from dispatchtui.tui.effects import Edge, Effects, Halt, Move, Page, Reconnect, Select, TakeNewer, refuse
from dispatchtui.tui.lookup import find_technician, find_visit
from dispatchtui.tui.state import CANDIDATES, DRAFT, PANES, PROPOSALS, State

ZOOMS = (60.0, 120.0, 240.0, 480.0, 900.0)
"""Seconds a cell of the timeline; nothing means that the day fits the width."""


def down(_state: State) -> Effects:
    """Move the cursor down."""
    return (Move(1),)


def up(_state: State) -> Effects:
    """Move the cursor up."""
    return (Move(-1),)


def page_down(_state: State) -> Effects:
    """Move a page down."""
    return (Page(1),)


def page_up(_state: State) -> Effects:
    """Move a page up."""
    return (Page(-1),)


def first(_state: State) -> Effects:
    """Go to the first row."""
    return (Edge(-1),)


def last(_state: State) -> Effects:
    """Go to the last row."""
    return (Edge(1),)


def left(state: State) -> Effects:
    """Go to the visit before on the timeline, elsewhere to the pane before."""
    return _along(state, -1) if state.pane == "timeline" else turn_pane(state, -1)


def right(state: State) -> Effects:
    """Go to the next visit on the timeline, elsewhere to the next pane."""
    return _along(state, 1) if state.pane == "timeline" else turn_pane(state, 1)


def next_pane(state: State) -> Effects:
    """Go to the next pane."""
    return turn_pane(state, 1)


def previous_pane(state: State) -> Effects:
    """Go to the pane before."""
    return turn_pane(state, -1)


def turn_pane(state: State, step: int) -> Effects:
    """Go so many panes on, round and round."""
    state.pane = PANES[(PANES.index(state.pane) + step) % len(PANES)]
    return ()


def pane(state: State, key: str) -> Effects:
    """Go to the pane of a digit."""
    state.pane = PANES[int(key) - 1]
    return ()


def zoom(state: State) -> Effects:
    """Give the pane the whole screen, or give it back."""
    state.zoomed = not state.zoomed
    return ()


def newer(state: State) -> Effects:
    """Take the rows and the order that wait; rank anew in the list of candidates."""
    if state.sheet is not None and state.sheet.kind == CANDIDATES:
        visit = state.picture.board.visits.get(state.sheet.subject)
        below = state.sheet.below
        if visit is None:
            return refuse(f"{state.sheet.subject} is gone.")
        return open_candidates(state, visit, below)
    if state.sheet is not None and state.sheet.kind == DRAFT:
        return drafting.again(state)
    if state.sheet is not None and state.sheet.kind == PROPOSALS:
        return deciding.again(state)
    return (TakeNewer(),)


def back(state: State) -> Effects:
    """Leave what lies open, the zoom, the message or the filter, one at a time."""
    if state.sheet is not None:
        state.close_sheet()
    elif state.offered.running is not None:
        return (Halt(),)
    elif state.message is not None and state.message.tone == "alarm":
        state.message = None
    elif state.marks:
        marking.clear(state)
    elif state.filter_of(state.pane) is not None:
        del state.filters[state.pane]
    elif state.zoomed:
        state.zoomed = False
    elif state.trying is not None:
        return trying.ask_to_leave(state)
    state.message = None
    return ()


def enter(state: State) -> Effects:
    """Show more of the row: a technician's day on the timeline, a visit's details."""
    state.pane = "timeline" if state.pane == "technicians" else "detail"
    return ()


def goto(state: State, typed: str = "") -> Effects:
    """Go to a visit or technician by id, number or name."""
    if not typed:
        return refuse("Go where? goto V60, or goto T08.")
    if typed[:1].upper() != "T" or typed[1:2].isalpha():
        visit = find_visit(state.picture.board, typed)
        if not isinstance(visit, str):
            return walking.tell(state, visit)
    technician = find_technician(state.picture.board, typed)
    if isinstance(technician, str):
        return refuse(f"There is no visit or technician {typed[:20]}.")
    state.technician_id = technician.id
    return (Select("technicians", technician.id),)


def zoom_in(state: State) -> Effects:
    """Show less time on the timeline, in more detail."""
    return _zoom(state, -1)


def zoom_out(state: State) -> Effects:
    """Show more time on the timeline."""
    return _zoom(state, 1)


def earlier(state: State) -> Effects:
    """Show the timeline from an hour earlier."""
    return _pan(state, -3600)


def later(state: State) -> Effects:
    """Show the timeline from an hour later."""
    return _pan(state, 3600)


def whole_day(state: State) -> Effects:
    """Show the whole day on the timeline again."""
    state.seconds_per_cell, state.origin_s = 0.0, None
    return ()


def reconnect(_state: State) -> Effects:
    """Try the link again now."""
    return (Reconnect(),)


def _along(state: State, step: int) -> Effects:
    stops = state.picture.stops(state.technician_id)
    ids = [stop.visit_id for stop in stops]
    if not ids:
        return refuse("This technician has no visits.")
    at = ids.index(state.visit_id) + step if state.visit_id in ids else 0
    state.visit_id = ids[max(0, min(len(ids) - 1, at))]
    return ()


def _zoom(state: State, step: int) -> Effects:
    present = state.seconds_per_cell or 480.0
    at = min(range(len(ZOOMS)), key=lambda number: abs(ZOOMS[number] - present))
    state.seconds_per_cell = ZOOMS[max(0, min(len(ZOOMS) - 1, at + step))]
    if state.origin_s is None:
        state.origin_s = (state.picture.now_s - 3600) // 1800 * 1800
    return ()


def _pan(state: State, seconds: int) -> Effects:
    state.origin_s = (state.origin_s or state.picture.now_s // 3600 * 3600) + seconds
    state.seconds_per_cell = state.seconds_per_cell or 480.0
    return ()
