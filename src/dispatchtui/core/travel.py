"""How long it takes to get from one place to another.

Source: straight-line distance times a detour factor at a median speed; both were fitted to
a street network over 600 city addresses (median error half a minute, p90 two).
"""

from __future__ import annotations

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from dispatchtui.core.board import Board
from dispatchtui.core.model import Assignment, Location, Technician, Visit

EARTH_M = 6_371_000
DETOUR = 1.39
METRES_PER_S = 42.6 / 3.6
UNKNOWN_S = 20 * 60
"""Assumed where either place is unknown; the missing place is a violation of its own."""


def distance_m(here: Location, there: Location) -> float:
    """Great-circle distance."""
    lat1, lat2 = radians(here.latitude), radians(there.latitude)
    half_lat = (lat2 - lat1) / 2
    half_lon = radians(there.longitude - here.longitude) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))


@lru_cache(maxsize=1 << 15)
def seconds(here: Location | None, there: Location | None) -> int:
    """Driving time between two places; remembered, for the same few are asked about all day."""
    if here is None or there is None:
        return UNKNOWN_S
    return round(distance_m(here, there) * DETOUR / METRES_PER_S)


def site_of(board: Board, visit: Visit) -> Location | None:
    """Where a visit is."""
    if visit.place is not None:
        return visit.place
    order = board.work_orders.get(visit.work_order_id)
    return order.site.location if order else None


def before(board: Board, visit: Visit, technician: Technician, start_s: int) -> int:
    """Travel to a visit at a time: from the stop before it that day, or from home."""
    previous = stop_before(board, visit, technician, start_s)
    return seconds(technician.home if previous is None else site_of(board, previous), site_of(board, visit))


def stop_before(board: Board, visit: Visit, technician: Technician, start_s: int) -> Visit | None:
    """The stop from which a technician sets out to a visit at a time; nothing when they set out from home.

    A visit already in the route is left out, so moving one never measures from itself.
    """
    previous = None
    for stop in board.around(technician.id, start_s, start_s, skip=visit.id):
        line = _line_of(stop, technician.id)
        if line.start_s <= start_s:
            previous = (stop, line)
    if previous is None or not _same_shift(board, previous[1], start_s):
        return None
    return previous[0]


def stop_after(board: Board, visit: Visit, line: Assignment) -> Visit | None:
    """The stop to which a technician goes on from their line of a visit; nothing when they go home."""
    for stop in board.around(line.technician_id, line.start_s, line.start_s, skip=visit.id):
        start_s = _line_of(stop, line.technician_id).start_s
        if start_s > line.start_s:
            return stop if _same_shift(board, line, start_s) else None
    return None


def _line_of(stop: Visit, technician_id: str) -> Assignment:
    return next(line for line in stop.crew if line.technician_id == technician_id)


def _same_shift(board: Board, line: Assignment, start_s: int) -> bool:
    """Whether what starts then still belongs to the shift that a line is in."""
    for shift in board.shifts_of(line.technician_id):
        if shift.start_s <= line.start_s <= shift.end_s:
            return start_s <= shift.end_s + shift.overtime_s
    return start_s - line.end_s < 6 * 3600
