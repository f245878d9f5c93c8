"""What would be done by the key that acts, and what there is to know of what the cursor stands on.

Never: an act whose effects are told only after the key.
Why: whoever presses Enter must have been able to read what it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatchtui.tui.reasons import ANSWERS
from dispatchtui.tui.safe import cell_width, fit
from dispatchtui.tui.state import CANDIDATES, CONFIRM, DRAFT, PROPOSALS, REASONS, Sheet, State
from dispatchtui.tui.views import Line, broken, presence, progress
from dispatchtui.tui.views.candidates import preview, told_of
from dispatchtui.tui.views.draft import preview as draft_preview
from dispatchtui.tui.views.words import clock

if TYPE_CHECKING:
    from dispatchtui.tui.views.standing import Standing

LEAST_SAID = 12
"""Cells in which the beginning of a sentence still says something."""
OVERRIDES = "o and a digit override."


def foresight(state: State, width: int) -> Line:
    """What the key that acts would do now, or what there is to know of what is selected."""
    if state.sheet is not None:
        return _of_sheet(state, state.sheet, width)
    if state.offered.running is not None:
        return ((f" {progress.line(state.offered.running)}", "text"),)
    picture, visit = state.picture, state.visit
    if state.link.why and not state.link.live:
        return ((f" {state.link.why}", "notice"),)
    if visit is None:
        return ((" ", "text"),)
    there = presence.told(picture, visit.id)
    others: Line = ((f" {picture.glyphs.present} {there}", "notice"),) if there else ()
    standing = picture.standing(visit)
    if standing.sentence:
        room = width - sum(cell_width(text) for text, _ in others) - 1
        return (*others, (f" {_both(standing, room)}", "text"))
    if others:
        return others
    if standing.due_s is None:
        return ((" ", "text"),)
    return ((f" {visit.id} is due at {clock(standing.due_s, picture.zone, picture.now_s)}.", "dim"),)


def _of_sheet(state: State, sheet: Sheet, width: int) -> Line:
    """What the key that acts would do in the list that lies open, or what of a row had to be cut."""
    from dispatchtui.tui.choosing import hindered_by_change  # noqa: PLC0415  (it reads the views)

    changed = hindered_by_change(state)
    if changed:
        return ((f" {changed}", "notice"),)
    if sheet.kind == CANDIDATES and sheet.at in sheet.payload.by_row:
        return _chosen(state, sheet, width)
    if sheet.kind == REASONS:
        return _reasoned(state, sheet, width)
    if sheet.kind == PROPOSALS:
        return ((" ", "text"),)  # the pane tells it itself, and the keys keep their line
    if sheet.kind == DRAFT:
        return _drafted(state, sheet, width)
    if sheet.kind == CONFIRM:
        return ((f" {sheet.title}{'' if sheet.title.endswith(('?', '.')) else '.'} Enter does it, Esc leaves it.",
                 "notice"),)  # fmt: skip
    return _whole_row(sheet)


def _chosen(state: State, sheet: Sheet, width: int) -> Line:
    """What taking a candidate does, or what it breaks."""
    picture, chosen = state.picture, sheet.payload.by_row[sheet.at]
    visit = picture.board.visits.get(chosen.visit_id)
    if visit is None:
        return _whole_row(sheet)
    if chosen.violations:
        return ((f" {broken.breaks(chosen.violations, OVERRIDES, 2 * width - 60)}", "notice"),)
    rest = sheet.payload.told.get(sheet.at)
    if rest is None:
        rest = sheet.payload.told[sheet.at] = told_of(picture, chosen)
    worse = sheet.payload.worse(sheet.at)
    told = "; ".join(part for part in (worse, rest) if part)
    return ((f" Enter: {preview(picture, visit, chosen, told)}", "notice" if worse else "text"),)


def _reasoned(state: State, sheet: Sheet, width: int) -> Line:
    """What is done for the reason under the cursor."""
    from dispatchtui.tui import marking, sheets  # noqa: PLC0415  (they read the views)

    if sheet.at.startswith(broken.RULE):
        return _whole_row(sheet)
    reason = next((row.cells["text"][0] for row in sheet.rows if row.id == sheet.at), "")
    kind, chosen = sheet.payload
    whom = marking.names(state.marked) if callable(chosen) and state.marked else sheet.subject
    act = f"{kind} {whom}, {reason}{'; this cannot be undone' if kind in sheets.FOR_GOOD else ''}"
    if kind in ANSWERS:
        room = 2 * width - len(chosen.short) - len(reason) - 40
        although = f" although {broken.told(chosen.violations, room)}" if chosen.violations else ""
        act = f"{chosen.short}{although}, because {reason}"
    return ((f" Enter: {act}." if reason else " A digit picks the reason.", "text"),)


def _both(standing: Standing, room: int) -> str:
    """How a visit stands and what to do about it; where there is no room for both, less of what its row tells."""
    both = f"{standing.sentence} {standing.advice}".rstrip()  # the footer does not give way to what nobody asked
    if cell_width(both) <= room or not standing.advice:
        return both if cell_width(both) <= room else fit(standing.sentence, room).rstrip()
    left = room - cell_width(standing.advice) - 1
    first = f"{fit(standing.sentence, left).rstrip()} " if left >= LEAST_SAID else ""
    return fit(f"{first}{standing.advice}", room).rstrip()


def _drafted(state: State, sheet: Sheet, width: int) -> Line:
    """What a draft would do, or what is in its way and who may break it."""
    from dispatchtui.tui import asking, intended  # noqa: PLC0415  (they read the views)

    wanted = sheet.payload.intended
    if not wanted.violations:
        return ((f" Enter: {draft_preview(state.picture, sheet.payload.moves)}", "text"),)
    barred = intended.beyond(wanted.violations, state.picture.me)
    rest = asking.barred_words(barred.level) if barred is not None else OVERRIDES
    return ((f" {broken.breaks((barred,) if barred is not None else wanted.violations, rest, 2 * width - 60)}",
             "notice"),)  # fmt: skip


def _whole_row(sheet: Sheet) -> Line:
    """What the list had to cut of the row under the cursor."""
    row = next((row for row in sheet.rows if row.id == sheet.at), None)
    parts = [row.cells[key][0] for key in ("what", "why", "text") if key in row.cells] if row is not None else []
    text = "; ".join(part for part in parts if part)
    if row is not None and sheet.columns == "help":
        text = f"{row.cells['keys'][0] or row.cells['verb'][0]} — {text}"
    return ((f" {text}", "text"),)
