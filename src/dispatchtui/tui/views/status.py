"""The lines around the panes: how the feed stands, the clock, what is counted, what was said, which keys work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dispatchtui.core.zones import local
from dispatchtui.tui.safe import cell_width, safe_lines
from dispatchtui.tui.state import PANES, State
from dispatchtui.tui.views import Line, Piece, desks, progress
from dispatchtui.tui.views.foresight import foresight
from dispatchtui.tui.views.words import age, clock

if TYPE_CHECKING:
    from dispatchtui.tui.action import Action
    from dispatchtui.tui.keymap import Keymap

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
LESS = ("marked", "no ack", "gap", "at risk", "unplaced", "pending", "late")
"""The counts that give way to the day's time after that, first to last; before them those of which there are none."""
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
    number = len(state.offered.pressing)
    if number:
        yield (f" {number} proposal{'' if number == 1 else 's'}: p", "bar")
    if state.offered.running is not None:
        yield (f" {progress.brief(state.offered.running)}", "bar")
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
    return foresight(state, width)


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
