"""The lines around the panes: how the feed stands, the clock, what is counted, what was said, which keys work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dispatchtui.core.zones import local
from dispatchtui.tui.safe import cell_width, fit, safe_lines
from dispatchtui.tui.state import CANDIDATES, CONFIRM, DRAFT, PANES, REASONS, Sheet, State
from dispatchtui.tui.views import Line, Piece, broken, desks, presence
from dispatchtui.tui.views.candidates import preview, told_of
from dispatchtui.tui.views.draft import preview as draft_preview
from dispatchtui.tui.views.words import age, clock

if TYPE_CHECKING:
    from dispatchtui.tui.action import Action
    from dispatchtui.tui.keymap import Keymap
    from dispatchtui.tui.views.standing import Standing

ALWAYS = 90
"""From this place in the footer on, an action is shown however narrow the line is."""
COUNTED = (("unplaced", "unplaced"), ("breached", "breached"), ("late", "late"), ("risk", "at risk"),
           ("no ack", "no ack"))  # fmt: skip
WORKING_OUT = "..."
"""Behind the counts as long as they are not all worked out for the first time."""
RARE = ("lost", "broken")
"""What is counted only where there is any."""
WITH_DATE = 100
MOST_LINES = 5
LEFT_OUT = ("rtt", "date", "login", "name", "desk")
"""What gives way on the right of the status line, first to last, when the counts need its room."""
LEAST_SAID = 12
"""Cells in which the beginning of a sentence still says something."""
LESS = ("marked", "no ack", "gap", "at risk", "unplaced", "pending", "late")
"""The counts that give way to the day's time after that, first to last; before them those of which there are none."""
OVERRIDES = "o and a digit override."
MOST_SEATS = 40
"""Characters in which the status line says whose the desks are."""
MOST_ABOUT = 24
"""How much of what an action would act on the footer tells."""


def status(state: State, counts: Counter[str], width: int = 120) -> tuple[Line, Line]:
    """The status line: link and counts on the left, clock and person on the right."""
    left = [*link(state), (" ", "bar"), *_counted(state, counts)]
    every = [tuple(_right(state, width >= WITH_DATE and "date" not in LEFT_OUT[:number], LEFT_OUT[:number]))
             for number in range(len(LEFT_OUT) + 1)]  # fmt: skip
    right = next((each for each in every if _cells_of((*left, *each)) <= width), every[-1])
    return tuple(_without_the_least(left, width - _cells_of(right))), right


def _cells_of(line: Iterable[Piece]) -> int:
    return sum(cell_width(text) for text, _ in line)


def _counted(state: State, counts: Counter[str]) -> Iterable[Piece]:
    """What is counted: of what stands, of what waits for an answer, and what the link has to say."""
    glyphs = state.picture.glyphs
    for name, word in COUNTED:
        number = counts[name]
        if state.no_board:
            yield (f" - {word}", "bar.dim")
            continue
        alarm = number and name in ("breached", "late")
        yield (f" {number} {word}", "bar.alarm" if alarm else "bar" if number else "bar.dim")
    yield from ((f" {counts[name]} {name}", "bar.alarm") for name in RARE if counts[name])
    risks = state.picture.risks
    if risks is not None and not risks.settled:
        yield (f" {WORKING_OUT}", "bar")
    if state.gaps:
        yield (f" {state.gaps} gap{'' if state.gaps == 1 else 's'}: D", "bar")
    if state.marks:
        yield (f" {len(state.marked)} marked", "bar")
    if state.pending:
        yield (f" {glyphs.pending}{state.pending} pending", "bar")
    if state.conflicts:
        yield (f" {glyphs.conflict} {len(state.conflicts)} conflict: x ", "bar.alarm")
    if state.link.notice:
        yield (f" {state.link.notice} ", "bar.alarm")


def _without_the_least(left: list[Piece], room: int) -> list[Piece]:
    """The counts without as many of the least important as do not fit beside the day's time."""
    kept = list(left)
    least = [each for each in left if each[0].startswith((" 0 ", " - "))]
    least += [each for word in LESS for each in left if word in each[0] and each not in least]
    for each in least:
        if _cells_of(kept) <= room:
            break
        kept.remove(each)
    return kept


def link(state: State) -> Iterable[Piece]:
    """The feed's state in a word, with the age of what is on screen when that matters."""
    at = state.link
    if state.trying is not None:
        number = len(state.trying.moves)
        yield (f" WHAT-IF {number} move{'' if number == 1 else 's'}{' tried' if number else ''} ", "stale")
        if at.live:
            return
    if at.live:
        yield (" LIVE", "bar")
        return
    known = clock(state.picture.known_s, state.picture.zone)
    old = f", board {age(at.age_s)} old, as of {known}" if at.age_s is not None else ""
    again = f", next try in {age(at.retry_s)}" if at.retry_s else ""
    yield (f" {at.word.upper()}{old}{again} ", "stale")


def _right(state: State, with_date: bool, leave_out: tuple[str, ...]) -> Iterable[Piece]:
    picture, me = state.picture, state.picture.me
    seats = "" if "desk" in leave_out else desks.told(picture, MOST_SEATS if with_date else 0)
    if seats:
        yield (f" {seats} ", "bar")
    if state.link.rtt_ms is not None and "rtt" not in leave_out:
        yield (f" {state.link.rtt_ms} ms ", "bar.dim")
    if picture.now_s:
        now = local(picture.now_s, picture.zone)
        fast = f" x{state.link.speed:g}" if state.link.speed != 1 else ""
        yield (f" {now:%a %d %b} " if with_date else " ", "bar.dim")
        yield (f"{now:%H:%M}{fast} ", "key")
    if "name" not in leave_out:
        both = me.name and me.name.casefold() != me.id.casefold() and "login" not in leave_out
        yield (f" {me.name}, {me.id} " if both else f" {me.name or me.id} ", "bar")


def message(state: State, width: int = 120) -> Line:
    """The line under the panes: what is typed, what was said, what Enter would do, or what the selected visit lacks."""
    entry = state.entry
    if entry is not None:
        before, at, after = (
            entry.text[: entry.at],
            entry.text[entry.at : entry.at + 1] or " ",
            entry.text[entry.at + 1 :],
        )
        pieces: list[Piece] = [(f" {entry.prompt}", "key"), (before, "input"), (at, "cursor"), (after, "input")]
        return (*pieces, (f"  {entry.error}", "error")) if entry.error else tuple(pieces)
    if state.message is not None:
        style = {"error": "error", "alarm": "error", "good": "ok", "info": "text"}[state.message.tone]
        return ((f" {state.message.sentence}", style),)
    return _foresight(state, width)


def message_lines(state: State, width: int) -> tuple[Line, ...]:
    """The message, and what of it does not fit its line: the last of its lines is that of the keys until the next key.

    What was said is shown whole; what only follows the cursor has two lines, so that no row moves under it.
    """
    line = message(state, width)
    if state.entry is not None or len(line) != 1 or cell_width(line[0][0]) <= width:
        return (line,)
    text, style = line[0]
    lines = safe_lines(text.strip(), width - 2, MOST_LINES)
    if state.message is None:
        lines = [lines[0], " ".join(lines[1:])]
    return tuple(((f" {each}", style),) for each in lines)


def _foresight(state: State, width: int) -> Line:
    from dispatchtui.tui import marking, sheets  # noqa: PLC0415  (they read the views)
    from dispatchtui.tui.choosing import hindered_by_change  # noqa: PLC0415

    picture = state.picture
    sheet = state.sheet
    if sheet is not None:
        changed = hindered_by_change(state)
        if changed:
            return ((f" {changed}", "notice"),)
        chosen = sheet.payload.by_row.get(sheet.at) if sheet.kind == CANDIDATES else None
        visit = picture.board.visits.get(chosen.visit_id) if chosen is not None else None
        if visit is not None:
            if chosen is not None and chosen.violations:
                return ((f" {broken.breaks(chosen.violations, OVERRIDES, 2 * width - 60)}", "notice"),)
            if chosen is not None:
                rest = sheet.payload.told.get(sheet.at)
                if rest is None:
                    rest = sheet.payload.told[sheet.at] = told_of(picture, chosen)
                worse = sheet.payload.worse(sheet.at)
                told = "; ".join(part for part in (worse, rest) if part)
                return ((f" Enter: {preview(picture, visit, chosen, told)}", "notice" if worse else "text"),)
        if sheet.kind == REASONS:
            if sheet.at.startswith(broken.RULE):
                return _whole_row(sheet)
            reason = next((row.cells["text"][0] for row in sheet.rows if row.id == sheet.at), "")
            kind, chosen = sheet.payload
            whom = marking.names(state.marked) if callable(chosen) else sheet.subject
            act = f"{kind} {whom}, {reason}{'; this cannot be undone' if kind in sheets.FOR_GOOD else ''}"
            if kind == "override":
                room = 2 * width - len(chosen.short) - len(reason) - 40
                act = f"{chosen.short} although {broken.told(chosen.violations, room)}, because {reason}"
            act = f"Enter: {act}." if reason else "A digit picks the reason."
            return ((f" {act}", "text"),)
        if sheet.kind == DRAFT:
            return _drafted(state, sheet, width)
        if sheet.kind == CONFIRM:
            return ((f" {sheet.title}{'' if sheet.title.endswith(('?', '.')) else '.'} Enter does it, Esc leaves it.",
                     "notice"),)  # fmt: skip
        return _whole_row(sheet)
    visit = state.visit
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


def keys(state: State, actions: Iterable[Action], keymap: Keymap, width: int) -> Line:
    """The keys of the mode that fit the width, most useful first; those that cannot act are dim.

    In a list, what nothing in it can be done with is left out.
    """
    shown = sorted((each for each in actions if each.foot and state.mode in each.modes), key=lambda each: each.foot)
    if state.sheet is not None:
        shown = [each for each in shown if each.enabled is None or not each.enabled(state)]
    pieces: list[Piece] = [(" ", "bar")]
    if keymap.begun:
        return ((f" {''.join(keymap.begun)}", "key"), (" and then?", "bar"))
    parts = []
    for action in shown:
        key = "1-9" if len(action.keys) == 9 else keymap.first_key(action.name)
        about = action.about(state)[:MOST_ABOUT] if action.about is not None and width >= WITH_DATE else ""
        parts.append((key, action.label.removeprefix("1-9 ") + about, action))
    left = width - 1 - sum(_cells(part) for part in parts if part[2].foot >= ALWAYS)
    for part in parts:
        key, label, action = part
        if action.foot < ALWAYS:
            left -= _cells(part)
            if left < 0:
                continue
        can = not action.hindrance(state)
        pieces += [(key, "key" if can else "key.off"), (f" {label}  ", "bar" if can else "bar.dim")]
    return tuple(pieces)


def _cells(part: tuple[str, str, Action]) -> int:
    return len(part[0]) + len(part[1]) + 3


def pane_title(state: State, pane: str, shown: int, newer: int, place: int | None, *, above: int = 0) -> Line:
    """A pane's title: digit and name, where the cursor stands among how many, what is above, its filter, what waits."""
    focused = state.pane == pane and state.sheet is None
    style = "title.focus" if focused else "title"
    pieces: list[Piece] = [(f" {PANES.index(pane) + 1} {pane.upper()} ", style)]
    if state.no_board:
        return (*pieces, (" -", "title"))
    pieces.append((f" {place + 1}/{shown}" if place is not None and focused else f" {shown}", "title"))
    if above:
        pieces.append((f"  {above} above", "title"))
    wanted = state.filter_of(pane)
    if wanted is not None:
        pieces.append((f"  /{wanted.text}", "title.focus"))
    if newer:
        pieces.append((f"  {newer} newer, r", "title.focus"))
    return tuple(pieces)
