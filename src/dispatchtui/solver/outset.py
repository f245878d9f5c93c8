"""Where a technician can set out from and when, as things are now: what is under way, a position, the last site, home.

Units: epoch seconds.
Cost: one projection of what is left of today.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Location, Position, Technician
from dispatchtui.core.timeline import NIGHT_S, Stop, project
from dispatchtui.core.zones import local_day

TODAY_S = 16 * 3600
"""How far ahead what happens now can still make planned stops late."""


class Outset(Struct, frozen=True):
    """The place and the moment, the stops of today as they are now expected, and how old the position is.

    `age_s` is absent where no position is known; `fresh` tells whether the position is young enough to be used.
    """

    place: Location | None
    free_s: int
    stops: dict[str, Stop]
    age_s: int | None
    fresh: bool


def outset_of(
    board: Board, technician: Technician, at_s: int, *, position: Position | None, fresh_s: int, skip: str
) -> Outset:
    """Look at a technician's day as it runs, as if one visit had no place in it; a position may be `fresh_s` old."""
    age_s = at_s - position.at_s if position is not None else None
    recent = position if age_s is not None and abs(age_s) <= fresh_s else None
    if _idle(board, technician, at_s, skip):
        place = technician.home if recent is None else _spot(recent)
        return Outset(place, at_s, {}, age_s, recent is not None)
    stops = project(board, technician.id, at_s, recent, until_s=at_s + TODAY_S, skip=skip)
    place, free_s = _from(board, technician, recent, stops, at_s)
    return Outset(place, free_s, {stop.visit_id: stop for stop in stops}, age_s, recent is not None)


def _idle(board: Board, technician: Technician, at_s: int, skip: str) -> bool:
    """Whether nothing of the technician's is planned or has happened lately."""
    return not any(
        entry[1] > at_s - 2 * TODAY_S and entry[0] < at_s + TODAY_S
        for entry in board.indexes.around(technician.id, at_s - 2 * TODAY_S, at_s + TODAY_S, skip)
    )


def _from(
    board: Board, technician: Technician, position: Position | None, stops: tuple[Stop, ...], at_s: int
) -> tuple[Location | None, int]:
    begun = [stop for stop in stops if stop.state not in PLACED and stop.state not in ENDED]
    if begun:
        last = max(begun, key=_end_s)
        return travel.site_of(board, board.visits[last.visit_id]), max(at_s, last.end_s)
    # A device's clock may run ahead, so what has ended may have ended a moment after now.
    # Who finished today is still there, however long ago; who finished before the night has gone home.
    today = local_day(at_s, technician.zone)
    ended = [
        stop
        for stop in stops
        if stop.state in ENDED
        and (stop.end_s > at_s - NIGHT_S or local_day(stop.planned_start_s, technician.zone) == today)
    ]
    last_s = max((stop.end_s for stop in ended), default=0)
    if position is not None and position.at_s >= last_s:
        return _spot(position), max(at_s, last_s)
    if ended:
        return travel.site_of(board, board.visits[max(ended, key=_end_s).visit_id]), max(at_s, last_s)
    return technician.home, at_s


def _spot(position: Position) -> Location:
    return Location(latitude=position.latitude, longitude=position.longitude)


def _end_s(stop: Stop) -> int:
    return stop.end_s
