"""The technicians: what each is doing, since when, where, until when, and how full the day is."""

from __future__ import annotations

from typing import Any

from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Technician
from dispatchtui.tui.fields import TechnicianAsked
from dispatchtui.tui.filter import Filter
from dispatchtui.tui.views import Piece, ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import TECHNICIANS, age, clock, span, symbol

_OFF = ("off shift", "leave", "gone")
OLD_POSITION_S = 15 * 60


def ids(picture: Picture, wanted: Filter[Any] | None = None) -> list[str]:
    """The technicians by id, those on duty first."""
    found = [technician for technician in picture.board.technicians.values() if technician.active
             and (wanted is None or wanted.accepts(TechnicianAsked(picture, technician)))]  # fmt: skip
    return [each.id for each in sorted(found, key=lambda each: (not on_duty(picture, each), each.id))]


def on_duty(picture: Picture, technician: Technician) -> bool:
    """Whether the technician has a shift around now."""
    return any(
        shift.start_s - 3600 <= picture.now_s < shift.end_s + shift.overtime_s
        for shift in picture.board.shifts_of(technician.id)
    )


def row(picture: Picture, technician_id: str) -> ViewRow:
    """One technician as a row. Raises: LookupError when they are gone."""
    technician = picture.board.technicians[technician_id]
    status = picture.status(technician_id)
    sign, style = TECHNICIANS.get(status.word, ("bullet", "text"))
    plain = "dim" if status.word in _OFF else "text"
    if picture.is_pending("technicians", technician_id):
        plain = "pending"
    since = age(picture.known_s - status.since_s) if status.since_s is not None else ""
    free = "now" if status.word == "free" else clock(status.next_free_s, picture.zone, picture.now_s)
    return ViewRow(
        technician_id,
        {
            "id": (technician_id, plain),
            "name": (technician.name, plain),
            "status": (f"{symbol(picture.glyphs, sign)} {status.word}", style),
            "since": (since, plain),
            "visit": (status.visit_id or "", plain),
            "free": (free, plain),
            "gps": _position(picture, technician_id),
            "left": _left(picture, technician_id),
            "load": (_load(picture, technician_id), plain),
            "place": (technician.territory, plain),
            "skills": (", ".join(f"{each.skill} {each.level}" for each in technician.skills), plain),
        },
    )


def _position(picture: Picture, technician_id: str) -> Piece:
    position = picture.positions.get(technician_id)
    if position is None:
        return ("", "dim")
    old_s = picture.known_s - position.at_s
    return (age(old_s), "notice" if old_s > OLD_POSITION_S else "dim")


def _left(picture: Picture, technician_id: str) -> Piece:
    """How many visits are still to be done today, and by how much the worst of them is late."""
    stops = [stop for stop in picture.stops(technician_id) if stop.state not in ENDED]
    late_s = max((stop.late_s for stop in stops), default=0)
    text = str(len(stops)) if stops else ""
    return (f"{text} {picture.glyphs.late}{span(late_s)}", "late") if late_s >= 60 else (text, "text")


def _load(picture: Picture, technician_id: str) -> str:
    """The share of the present shift that is planned, travel included."""
    shifts = [each for each in picture.board.shifts_of(technician_id) if each.end_s > picture.now_s]
    if not shifts or shifts[0].start_s > picture.now_s + 12 * 3600:
        return ""
    shift = shifts[0]
    planned_s = sum(min(stop.end_s, shift.end_s) - max(stop.travel_start_s, shift.start_s)
                    for stop in picture.stops(technician_id)
                    if stop.travel_start_s < shift.end_s and stop.end_s > shift.start_s)  # fmt: skip
    return f"{round(100 * planned_s / (shift.end_s - shift.start_s))}%"
