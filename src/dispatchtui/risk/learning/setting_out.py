"""Where technicians are and since when they are free, followed from the facts: what setting out is measured by.

Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Owed, rest_from
from dispatchtui.core.model import Assignment, Location, Shift, Visit
from dispatchtui.core.timeline import NIGHT_S, line_of
from dispatchtui.core.work import ends_s

EARLY_S = 2 * 3600
"""Who sets out earlier than so long before a shift does not do it for that shift."""
SOON_S = 10 * 60
"""Who was to set out longer than this before a break might begin was held up by something else."""
MOST_OF_IT = 0.75
"""Who stays for so much of a break takes it; from being free to driving on is less."""


class SettingOut(Struct, frozen=True, kw_only=True):
    """How somebody set out: the travel estimate, since when they could, and when the plan asked them to.

    `rested` tells whether they took a break first that could have waited; nothing where that does not show.
    """

    estimate_s: int | None = None
    ready_s: int | None = None
    planned_leave_s: int | None = None
    rested: bool | None = None


class _Place(Struct, frozen=True):
    """The last site of a technician, whose local day it was, and when they were through with it."""

    location: Location | None
    day: str
    free_s: int


class Whereabouts:
    """The last place of every technician, and when their plan was last changed."""

    def __init__(self) -> None:
        """Nobody was followed yet."""
        self._places: dict[str, _Place] = {}
        self._replanned: dict[str, int] = {}

    def arrived(self, board: Board, visit: Visit, at_s: int) -> None:
        """Everybody of a visit is at its site."""
        site = travel.site_of(board, visit)
        for line in visit.crew:
            self._places[line.technician_id] = _Place(site, line.day, at_s)

    def free(self, visit: Visit, at_s: int) -> None:
        """Everybody of a visit is through with it."""
        for line in visit.crew:
            place = self._places.get(line.technician_id)
            if place is not None:
                self._places[line.technician_id] = _Place(place.location, place.day, at_s)

    def lost(self, crew: Iterable[Assignment]) -> None:
        """These people turned round on the way, so nobody knows where they are."""
        for line in crew:
            self._places[line.technician_id] = _Place(None, line.day, self._since(line.technician_id))

    def replanned(self, crew: Iterable[Assignment], at_s: int) -> None:
        """What these people have to do changed."""
        for line in crew:
            self._replanned[line.technician_id] = max(at_s, self._replanned.get(line.technician_id, 0))

    def set_out(self, board: Board, visit: Visit, at_s: int) -> SettingOut:
        """The lead of a visit sets out to it."""
        line = visit.assignment
        technician = board.technicians.get(line.technician_id) if line is not None else None
        if line is None or technician is None:
            return SettingOut()
        place = self._places.get(line.technician_id)
        if place is not None and place.day != line.day and place.free_s <= at_s - NIGHT_S:
            place = None
        if place is None and _has_been_out(board, visit, line, at_s):
            return SettingOut()
        here = place.location if place is not None else technician.home
        site = travel.site_of(board, visit)
        estimate_s = travel.seconds(here, site) if here is not None and site is not None else None
        ready_s = self._ready_s(board, visit, line, place, at_s)
        planned_s = line.start_s - estimate_s if estimate_s is not None else None
        rested = self._rested(board, visit, planned_s, place, at_s) if planned_s is not None else None
        return SettingOut(estimate_s=estimate_s, ready_s=ready_s, planned_leave_s=planned_s, rested=rested)

    def _ready_s(self, board: Board, visit: Visit, line: Assignment, place: _Place | None, at_s: int) -> int | None:
        """Since when somebody could set out; nothing where something in between makes that uncertain."""
        shift = _shift(board, line.technician_id, at_s)
        if shift is None:
            return None
        free_s = max(shift.start_s, place.free_s if place is not None else 0)
        ready_s = max(free_s, visit.stamps.accepted_s or 0)
        if ready_s > at_s or self._replanned.get(line.technician_id, 0) > ready_s:
            return None
        # A break may have been taken in its window, or after it by who had no time for it until then.
        if any(each.start_s <= at_s and (free_s <= each.end_s or at_s - free_s >= each.length_s)
               for each in shift.breaks):  # fmt: skip
            return None
        absences = board.absences_of(line.technician_id)
        if any(each.start_s <= at_s and free_s < each.end_s for each in absences):
            return None
        return ready_s

    def _rested(self, board: Board, visit: Visit, planned_s: int, place: _Place | None, at_s: int) -> bool | None:
        """Whether somebody took a break that might have begun before they set out, though by the rule it had to wait.

        Only the first time that they set out in its window tells; nothing where the rule would have them rest as well.
        """
        line = visit.crew[0]
        who, drive_s = line.technician_id, line.start_s - planned_s
        shift = _shift(board, who, at_s)
        owed = _undecided(board, shift, visit, who, at_s) if shift is not None else None
        if shift is None or owed is None:
            return None
        free_s = max(shift.start_s, place.free_s if place is not None else 0)
        rest, ready_s = rest_from(owed, free_s, ()), max(free_s, visit.stamps.accepted_s or 0)
        if rest is None or max(ready_s, self._replanned.get(who, 0)) > rest.start_s:
            return None
        leave_s = max(ready_s, planned_s)
        if leave_s < owed.window.start_s - SOON_S or rest.end_s - leave_s < owed.window.length_s / 2:
            return None
        if any(each.start_s <= at_s and free_s < each.end_s for each in board.absences_of(who)):
            return None
        opens_s = visit.promise.start_s if visit.promise is not None else 0
        later = rest_from(owed, max(leave_s + drive_s, opens_s) + ends_s(visit, line) - line.start_s, ())
        if later is None or later.late_s:
            return None
        return at_s - rest.start_s >= MOST_OF_IT * owed.window.length_s

    def _since(self, technician_id: str) -> int:
        place = self._places.get(technician_id)
        return place.free_s if place is not None else 0


def _shift(board: Board, technician_id: str, at_s: int) -> Shift | None:
    """The shift in which somebody sets out at a time: the one that has begun, or else is about to."""
    found = None
    for each in board.shifts_of(technician_id):
        if each.start_s <= at_s <= each.end_s + each.overtime_s:
            return each
        if found is None and at_s < each.start_s <= at_s + EARLY_S:
            found = each
    return found


def _undecided(board: Board, shift: Shift, visit: Visit, who: str, at_s: int) -> Owed | None:
    """The break that somebody might take or have taken before setting out, for the first time since its window opened.

    Nothing where there are several.
    """
    others = board.around(who, shift.start_s - EARLY_S, at_s + NIGHT_S, skip=visit.id)
    left_s = max((each.stamps.en_route_s or 0 for each in others), default=0)
    found = [each for each in shift.breaks if left_s < each.start_s <= at_s]
    if len(found) != 1:
        return None
    return Owed(shift_id=shift.id, window=found[0], until_s=shift.end_s + shift.overtime_s)


def _has_been_out(board: Board, visit: Visit, line: Assignment, at_s: int) -> bool:
    """Whether the board knows of a stop earlier that day, which was not followed."""
    for other in board.around(line.technician_id, at_s - NIGHT_S * 3, at_s + NIGHT_S, skip=visit.id):
        its = line_of(other, line.technician_id)
        if its is not None and its.day == line.day and other.stamps.on_site_s is not None:
            return True
    return False
