"""What happened to a visit as sentences: when, who, what, why; newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dispatchtui.core import events as e
from dispatchtui.core.lifecycle import TRANSITIONS
from dispatchtui.risk.story import in_words
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import LOCKS, clock, span, words

if TYPE_CHECKING:
    from dispatchtui.client.facts import Told


def rows(picture: Picture, told: Sequence[Told]) -> tuple[ViewRow, ...]:
    """The facts told of a visit, newest first."""
    return tuple(_row(picture, each) for each in reversed(told))


def joined(past: Sequence[Told], recent: Sequence[Told]) -> tuple[Told, ...]:
    """What the server told and what the feed told, each fact once, oldest first."""
    every = {each.line.seq: each for each in (*past, *recent)}
    return tuple(every[seq] for seq in sorted(every))


def _row(picture: Picture, told: Told) -> ViewRow:
    line = told.line
    reason = f"{words(line.reason.code)} {line.reason.text}".strip() if line.reason else ""
    return ViewRow(
        str(line.seq),
        {
            "at": (clock(line.at_s, picture.zone, picture.now_s), "text"),
            "by": (line.by, "strong"),
            "what": (sentence(picture, told.event), "text"),
            "why": (reason or words(line.cause), "dim"),
            "seq": (str(line.seq), "dim"),
        },
    )


def sentence(picture: Picture, event: e.Event) -> str:
    """One fact in a few words."""
    zone, now_s = picture.zone, picture.now_s
    match event:
        case e.VisitPlaced():
            crew = ", ".join(f"{each.technician_id} at {clock(each.start_s, zone, now_s)}" for each in event.crew)
            broken = "".join(f"; overrides {words(each.constraint)}" for each in event.overrides)
            return f"{'moved and released' if event.released else 'placed'}: {crew}{broken}"
        case e.VisitUnplaced():
            return "displaced by something more urgent" if event.bumped else "put back into the queue"
        case e.VisitAdvanced():
            at = f" at {clock(event.occurred_s, zone, now_s)}"
            rest = f", {span(event.remaining_s)} remain" if event.remaining_s is not None else ""
            return f"{TRANSITIONS[event.step].past}{at}{rest}{f': {event.reason}' if event.reason else ''}"
        case e.VisitLocked():
            return LOCKS[event.lock]
        case e.DurationExtended():
            return f"takes {span(event.by_s)} longer{f': {event.reason}' if event.reason else ''}"
        case e.NoteAdded():
            return f"note: {event.text}"
        case e.VisitAmended():
            return "amended: " + ", ".join(
                words(name)
                for name in ("promise", "duration", "earliest_s", "latest_s")
                if getattr(event, name) is not None
            )
        case e.VisitAdded():
            return f"visit {event.row.number} added ({event.row.kind})"
        case e.WorkOrderOpened():
            return f"requested by {event.row.channel or event.row.asked_by}: {event.row.summary}"
        case e.WorkOrderAmended():
            return "work order amended"
        case _:
            told = in_words(event, lambda at_s: clock(at_s, zone, now_s))
            return told or words(type(event).__name__)
