"""The day hour by hour: each technician's route as bars, from what happened through now to what is projected.

Units: epoch seconds; a scale tells how many of them a cell stands for.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Lock
from dispatchtui.core.timeline import Stop
from dispatchtui.core.zones import local
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.views import Piece, technicians
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import DAY, HOUR, STATES, TECHNICIANS, symbol
from dispatchtui.tui.widgets.timeline_canvas import Span

LABEL_CELLS = 18
FIRST_HOUR, LAST_HOUR = 7, 18
"""The day shown when nobody has a shift."""
_STEPS = (HOUR // 4, HOUR // 2, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)


class Scale(Struct, frozen=True):
    """Which time is at the left edge, and how many seconds a cell stands for."""

    origin_s: int
    seconds_per_cell: float


class TimelineRow(Struct, frozen=True):
    """One technician's day: label pieces, and spans of which later ones lie on top."""

    id: str
    label: tuple[Piece, ...]
    spans: tuple[Span, ...]


def ids(picture: Picture, wanted: Filter[Any] | None = None) -> list[str]:
    """The technicians in the order of their own pane."""
    return technicians.ids(picture, wanted)


def day_of(picture: Picture) -> tuple[int, int]:
    """From when to when the shifts around now reach, in whole hours."""
    now_s = picture.now_s
    shifts = [shift for shift in picture.board.shifts.values()
              if shift.start_s < now_s + DAY // 2 and shift.end_s + shift.overtime_s > now_s - DAY // 2]  # fmt: skip
    midnight_s = int(local(now_s, picture.zone).replace(hour=0, minute=0, second=0).timestamp())
    start_s = min((each.start_s for each in shifts), default=midnight_s + FIRST_HOUR * HOUR)
    end_s = max((each.end_s + each.overtime_s for each in shifts), default=midnight_s + LAST_HOUR * HOUR)
    start_s, end_s = min(start_s, now_s), max(end_s, now_s)
    start_s = max(start_s, now_s - DAY // 2)
    return start_s // HOUR * HOUR, -(-min(end_s, start_s + DAY) // HOUR) * HOUR


def scale_of(picture: Picture, width: int, seconds_per_cell: float = 0.0, origin_s: int | None = None) -> Scale:
    """The scale for so many cells: the whole day unless a zoom and an origin are given."""
    start_s, end_s = day_of(picture)
    if not seconds_per_cell:
        return Scale(start_s, max(60.0, (end_s - start_s) / max(1, width)))
    return Scale(start_s if origin_s is None else origin_s, seconds_per_cell)


def hours(scale: Scale, width: int, zone: str) -> str:
    """The line of hours above the bars; each stands over its own cell."""
    step_s = next((step for step in _STEPS if step / scale.seconds_per_cell >= 6), DAY)
    text = [" "] * width
    end_s = scale.origin_s + width * scale.seconds_per_cell
    at_s = -(-scale.origin_s // step_s) * step_s
    while at_s < end_s:
        cell = int((at_s - scale.origin_s) / scale.seconds_per_cell)
        label = local(at_s, zone).strftime("%H:%M" if step_s < HOUR else "%H")
        if cell + len(label) <= width:
            text[cell : cell + len(label)] = label
        at_s += step_s
    return "".join(text)


def row(picture: Picture, technician_id: str, selected: str = "") -> TimelineRow:
    """One technician's day. Raises: LookupError when they are gone."""
    technician = picture.board.technicians[technician_id]
    status = picture.status(technician_id)
    sign, style = TECHNICIANS.get(status.word, ("bullet", "text"))
    plain = "dim" if style == "off" else "text"
    label = ((f"{symbol(picture.glyphs, sign)} ", style), (f"{technician_id} {technician.name}", plain))
    spans = [*_shift_spans(picture, technician_id)]
    stops = picture.stops(technician_id)
    spans += [Span(stop.travel_start_s, stop.arrival_s, "bar.travel") for stop in stops
              if stop.travel_start_s < stop.arrival_s and stop.state not in ENDED]  # fmt: skip
    latest_end_s = 0
    for stop in stops:
        spans.append(_job(picture, stop, selected, stop.planned_start_s < latest_end_s))
        latest_end_s = max(latest_end_s, stop.planned_end_s)
    return TimelineRow(technician_id, label, tuple(spans))


def _shift_spans(picture: Picture, technician_id: str) -> list[Span]:
    """Off duty around the shifts, and absences inside them."""
    now_s = picture.now_s
    found = [Span(now_s - 2 * DAY, now_s + 15 * DAY, "bar.off")]
    found += [Span(each.start_s, each.end_s, "bar.wait") for each in picture.board.shifts_of(technician_id)
              if each.end_s > now_s - DAY and each.start_s < now_s + 15 * DAY]  # fmt: skip
    absences = picture.board.absences_of(technician_id)
    found += [Span(each.start_s, each.end_s, "bar.break", each.kind) for each in absences if each.end_s > now_s - DAY]
    return found


def _job(picture: Picture, stop: Stop, selected: str, overlaps: bool) -> Span:
    visit = picture.board.visits[stop.visit_id]
    band = picture.standing(visit).band
    if stop.state in ENDED:
        style = "bar.done"
    elif overlaps:
        style = "bar.conflict"
    elif picture.is_pending("visits", visit.id):
        style = "bar.offer"
    elif band in ("breached", "late", "risk"):
        style = f"bar.{band}"
    else:
        style = "bar.locked" if visit.lock is not Lock.NONE else "bar.job"
    sign = symbol(picture.glyphs, STATES[stop.state][1])
    marked = picture.glyphs.conflict if visit.overrides else "!" if visit.id in picture.broken else ""
    if visit.id == selected:
        return Span(stop.start_s, stop.end_s, style, f"[{visit.id}{marked}]", "[")
    return Span(stop.start_s, stop.end_s, style, f"{sign}{visit.id}{marked}", sign)
