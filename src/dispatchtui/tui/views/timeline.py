"""The day hour by hour: each technician's route as bars, from what happened through now to what is projected.

Units: epoch seconds; a scale tells how many of them a cell stands for.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Lock, Visit, VisitState
from dispatchtui.core.timeline import Stop
from dispatchtui.core.zones import local
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.views import Piece, technicians
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import BANDS, DAY, HOUR, STATES, TECHNICIANS, symbol
from dispatchtui.tui.widgets.timeline_canvas import Span

if TYPE_CHECKING:
    from dispatchtui.risk.forecast import StopForecast

LABEL_CELLS = 18
FIRST_HOUR, LAST_HOUR = 7, 18
"""The day shown when nobody has a shift."""
SHOWN_S = 60
"""A deviation from the plan below this is not drawn."""
BEHIND_S = 5 * 60
"""From this on the label tells by how many minutes the begin is behind the plan."""
_BEGUN = (VisitState.ON_SITE, VisitState.WORKING, VisitState.SUSPENDED)
_REAL = {"bar.next": "bar.job"}
"""What has happened is solid where what is projected is pale."""
LEGEND: tuple[tuple[str, str], ...] = (
    ("bar.plan", "planned, where it goes otherwise"),
    ("bar.done", "what really happened"),
    ("bar.job", "under way, up to now"),
    ("bar.next", "projected, by the median"),
    ("bar.fade", "may still take so long: 4 in 5 end before"),
    ("bar.over", "beyond its planned time"),
    ("bar.travel", "on the way"),
    ("bar.risk", "at risk of breaking its word"),
    ("bar.late", "late: will probably break its word"),
    ("bar.breached", "breached: has broken its word"),
    ("bar.locked", "locked"),
    ("bar.held", "suspended: its clock stands still"),
    ("bar.conflict", "overlaps the one before"),
    ("bar.offer", "our change is under way"),
    ("bar.break", "absent"),
    ("bar.off", "off shift"),
)
"""What each kind of bar means, for the help."""
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
    spans, bars = [*_shift_spans(picture, technician_id)], list[Span]()
    latest_end_s = 0
    for stop, seen in picture.course(technician_id):
        parts = _bars(picture, stop, seen, selected, stop.planned_start_s < latest_end_s)
        spans += _beneath(stop, seen, parts[0].start_s, parts[-1].end_s)
        bars += parts
        latest_end_s = max(latest_end_s, stop.planned_end_s)
    return TimelineRow(technician_id, label, (*spans, *bars))


def _shift_spans(picture: Picture, technician_id: str) -> list[Span]:
    """Off duty around the shifts, and absences inside them."""
    now_s = picture.now_s
    found = [Span(now_s - 2 * DAY, now_s + 15 * DAY, "bar.off")]
    found += [Span(each.start_s, each.end_s, "bar.wait") for each in picture.board.shifts_of(technician_id)
              if each.end_s > now_s - DAY and each.start_s < now_s + 15 * DAY]  # fmt: skip
    absences = picture.board.absences_of(technician_id)
    found += [Span(each.start_s, each.end_s, "bar.break", each.kind) for each in absences if each.end_s > now_s - DAY]
    return found


def _beneath(stop: Stop, seen: StopForecast | None, start_s: int, end_s: int) -> list[Span]:
    """What shows where no bar lies on it: the plan, the time that it may still take up to p80, the way there."""
    found = []
    if max(start_s - stop.planned_start_s, stop.planned_end_s - end_s) >= SHOWN_S:
        found.append(Span(stop.planned_start_s, stop.planned_end_s, "bar.plan"))
    if seen is not None and stop.state not in ENDED and seen.end.p80_s > seen.end.p50_s:
        found.append(Span(seen.end.p50_s, seen.end.p80_s, "bar.fade"))
    if stop.travel_start_s < stop.arrival_s and stop.state not in ENDED:
        found.append(Span(stop.travel_start_s, stop.arrival_s, "bar.travel"))
    return found


def _bars(picture: Picture, stop: Stop, seen: StopForecast | None, selected: str, overlaps: bool) -> list[Span]:
    """A visit as it really went and as it will probably go on; what is beyond its time is hatched.

    Left of now lies what happened, right of it what is projected; the label stands on the longest part.
    """
    visit, now_s = picture.board.visits[stop.visit_id], picture.now_s
    start_s, end_s = stop.start_s, stop.end_s
    if seen is not None and stop.state not in ENDED:
        start_s, end_s = (start_s if stop.state in _BEGUN else seen.start.p50_s), seen.end.p50_s
    style, began = _style(picture, visit, stop, overlaps), stop.state in _BEGUN
    over_s = start_s + stop.planned_end_s - stop.planned_start_s
    edges = [start_s, *sorted({each for each in (now_s if began else 0, over_s) if start_s < each < end_s}), end_s]
    parts = []
    for left, right in pairwise(edges):
        real = stop.state in ENDED or (began and right <= now_s)
        hatched = left >= over_s and (began or stop.state in ENDED) and right - left >= SHOWN_S
        parts.append(Span(left, right, "bar.over" if hatched else _REAL.get(style, style) if real else style))
    label, mark = _label(picture, visit, stop, start_s, selected)
    longest = max(range(len(parts)), key=lambda number: parts[number].end_s - parts[number].start_s)
    parts[longest] = parts[longest]._replace(label=label, mark=mark)
    return parts


def _style(picture: Picture, visit: Visit, stop: Stop, overlaps: bool) -> str:
    band = picture.standing(visit).band
    if stop.state in ENDED:
        return "bar.done"
    if overlaps:
        return "bar.conflict"
    if picture.is_pending("visits", visit.id):
        return "bar.offer"
    if stop.state is VisitState.SUSPENDED:
        return "bar.held"
    if band in ("breached", "late", "risk"):
        return f"bar.{band}"
    return "bar.locked" if visit.lock is not Lock.NONE else "bar.next"


def _label(picture: Picture, visit: Visit, stop: Stop, start_s: int, selected: str) -> tuple[str, str]:
    """What a bar is called, by how many minutes it is behind its plan, and its mark where that does not fit.

    The sign is that of the state, or of the band where the visit may break its word.
    """
    standing = picture.standing(visit)
    urgent = standing.band in ("breached", "late", "risk") and stop.state not in ENDED
    sign = symbol(picture.glyphs, BANDS[standing.band][0] if urgent else STATES[stop.state][1])
    marked = picture.glyphs.conflict if visit.overrides else "!" if visit.id in picture.broken else ""
    marked += picture.glyphs.held if standing.paused else ""
    marked += picture.glyphs.locked if visit.lock is not Lock.NONE and stop.state not in ENDED else ""
    marked += picture.glyphs.pending if picture.is_pending("visits", visit.id) else ""
    behind_s = 0 if stop.state in ENDED else start_s - stop.planned_start_s
    late = f" +{behind_s // 60}" if behind_s >= BEHIND_S else ""
    if visit.id == selected:
        return f"[{visit.id}{marked}]{late}", "["
    return f"{sign}{visit.id}{marked}{late}", sign
