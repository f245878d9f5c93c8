"""A conflict side by side: what we saw, what they made of it and who, what we wanted; a row for each visit in it.

Never: a change that the board has not heard of shown as if nothing had happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moves_of
from dispatchtui.core.model import Visit
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.presence import named
from dispatchtui.tui.views.words import clock, state_word

if TYPE_CHECKING:
    from dispatchtui.tui.state import Conflict

NOT_HEARD = "changed, not heard of yet"


def rows(picture: Picture, conflict: Conflict) -> tuple[ViewRow, ...]:
    """Ours first, then what stands in its way; who and when in a line under each that somebody changed."""
    return tuple(each for key in concerned(picture, conflict) for each in _rows_of(picture, conflict, key))


def heard(board: Board, conflict: Conflict) -> bool:
    """Whether the board has been told of the change that was in the way; a refusal may be faster than the feed."""
    refusal = conflict.refusal
    now = board.row(refusal.subject) if refusal.subject else None
    if not refusal.by or now is None or now != conflict.seen.row(refusal.subject):
        return True
    return now.changed is not None and (now.changed.by, now.changed.at_s) == (refusal.by, refusal.at_s)


def concerned(picture: Picture, conflict: Conflict) -> tuple[str, ...]:
    """The keys of the rows that the act is about, of what it ran into, and of what else changed in those days."""
    act, seen = conflict.request.act, conflict.seen
    ours = [f"visits/{move.visit_id}" for move in moves_of(act)] or list(act.subjects())
    table = conflict.refusal.subject.partition("/")[0]
    met = [conflict.refusal.subject] if conflict.refusal.subject and table != "lanes" else []
    return tuple(dict.fromkeys([*ours, *met, *_elsewhere(picture.board, seen, conflict.request.pre, picture.me.id)]))


def _elsewhere(board: Board, seen: Board, pre: dict[str, int], me: str) -> Iterator[str]:
    """The visits of the days that the act rests on, as far as somebody else has changed them since."""
    for key in pre:
        table, _, lane = key.partition("/")
        if table != "lanes":
            continue
        technician_id, _, day = lane.partition(":")
        for each in (board, seen):
            for _, _, visit_id in each.indexes.route(technician_id):
                visit = each.visits[visit_id]
                now = board.visits.get(visit_id)
                if now is not None and now.changed is not None and now.changed.by == me:
                    continue
                if now != seen.visits.get(visit_id) and _stands(visit, technician_id, day):
                    yield f"visits/{visit_id}"


def _stands(visit: Visit, technician_id: str, day: str) -> bool:
    return any(line.technician_id == technician_id and line.day == day for line in visit.crew)


def _rows_of(picture: Picture, conflict: Conflict, key: str) -> Iterator[ViewRow]:
    row_id = key.partition("/")[2]
    base, now = conflict.seen.row(key), picture.board.row(key)
    by = _by(picture, conflict, key)
    same = base == now
    unheard = key == conflict.refusal.subject and not heard(picture.board, conflict)
    theirs = NOT_HEARD if unheard else "as you saw it" if same else _told(picture, now)
    mine = _wanted(picture, conflict, row_id)
    text = f"{row_id}: you saw {_told(picture, base)}; theirs is {theirs}{f', {by}' if by else ''}"
    yield ViewRow(
        key,
        {
            "id": (row_id, "strong"),
            "base": (_told(picture, base), "text"),
            "theirs": (theirs, "dim" if same and not unheard else "notice"),
            "mine": (mine, "strong"),
            "text": (f"{text}; you wanted {mine}." if mine else f"{text}.", "text"),
        },
    )
    if by or not same:
        told = ", ".join(part for part in (by, _version(now) if not same else "") if part)
        cells = {"id": "", "base": _version(base), "theirs": told, "mine": "you" if mine else "", "text": text}
        yield ViewRow(f"{key} by", {name: (cell, "dim") for name, cell in cells.items()})


def _by(picture: Picture, conflict: Conflict, key: str) -> str:
    """Who changed a row and when; nothing where nobody did."""
    refusal, now = conflict.refusal, picture.board.row(key)
    who, at_s = "", None
    if key == refusal.subject:
        who, at_s = refusal.by, refusal.at_s
    elif now is not None and now.changed is not None and now != conflict.seen.row(key):
        who, at_s = now.changed.by, now.changed.at_s
    if not who:
        return ""
    at = f" at {clock(at_s, picture.zone, picture.now_s)}" if at_s is not None else ""
    return f"{'you' if who == picture.me.id else named(picture, who)}{at}"


def who(picture: Picture, actor: str) -> str:
    """A person in a sentence: you, or their name."""
    return "you" if actor == picture.me.id else named(picture, actor)


def _version(row: object) -> str:
    return f"version {row.version}" if row is not None else ""  # type: ignore[attr-defined]


def _told(picture: Picture, row: object) -> str:
    """How a row stands: the state of a visit, with whom and from when to when."""
    if row is None:
        return "not there"
    if not isinstance(row, Visit):
        return f"as of {_version(row)}"
    line = row.assignment
    if line is None:
        return state_word(row)
    zone = picture.zone
    when = f"{clock(line.start_s, zone, picture.now_s)}-{clock(line.end_s, zone, line.start_s)}"
    return f"{line.technician_id} {when} {state_word(row)}"


def _wanted(picture: Picture, conflict: Conflict, row_id: str) -> str:
    moves = moves_of(conflict.request.act)
    if not moves:
        return conflict.label
    return next((_move(picture, move) for move in moves if move.visit_id == row_id), "")


def _move(picture: Picture, move: Move) -> str:
    if not move.technician_id:
        return "back in the queue"
    return f"{' and '.join(move.people)} at {clock(move.start_s, picture.zone, picture.now_s)}"
