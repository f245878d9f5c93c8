"""How near a technician's day comes to a visit: the least that a placing there can cost, before anything is walked.

Whoever goes to a place beyond all that they drive between goes a detour, the shorter the further their stops are
apart, but never none. So people far away are left where they are until the near ones are dearer.

Units: seconds of travel, metres.
Cost: some microseconds.
"""

from __future__ import annotations

from math import cos, hypot, radians, sqrt

from dispatchtui.constraints.objectives.scene import RATES
from dispatchtui.core.model import Location, Technician
from dispatchtui.core.travel import DETOUR, EARTH_M, METRES_PER_S
from dispatchtui.solver.days import Day, day_of
from dispatchtui.solver.look import MOST_SAVED_S, Asked, least_cost, shifts_ahead

_DEGREE_M = radians(1) * EARTH_M
_MARGIN = 0.98
"""Takes off what a plane is other than a sphere, and more."""
_ROUNDED_S = 3
"""What three ways rounded to seconds can be off."""


def least_near(asked: Asked, technician: Technician) -> float:
    """What placing a visit with a technician costs at least, beside what it costs whoever they are."""
    from_s, shifts = shifts_ahead(asked, technician)
    rate = RATES.get(technician.cost_class, 1.0)
    if asked.site is None or not shifts or not shifts[0].id:
        return 0.0
    day = day_of(asked.board, technician, shifts[0], asked.board.absences_of(technician.id), asked.skip)
    begin_s = max(from_s, shifts[0].start_s)
    detour_s, wide_s = _detour_s(asked, technician, day, asked.site)
    today = least_cost(asked, begin_s, begin_s + asked.length_s, detour_s * rate)
    if day.stops:
        # Who displaces all that is left of the day need not drive on, wherever that was.
        alone = least_cost(asked, begin_s, begin_s + asked.length_s, -wide_s * rate)
        today = min(today, alone + min(day.least_displaced[:-1]))
    if len(shifts) == 1:
        return today
    begin_s = max(from_s, shifts[1].start_s)
    # Further days are not looked at: there, all travel but the waiting is taken for nothing.
    return min(today, least_cost(asked, begin_s, begin_s + asked.length_s, -MOST_SAVED_S * rate))


def _detour_s(asked: Asked, technician: Technician, day: Day, site: Location) -> tuple[float, float]:
    """The least travel that can be added to a day, by the box that holds all they drive between, and its width."""
    if day.box is None or technician.home is None:
        return -MOST_SAVED_S, MOST_SAVED_S
    far_m, wide_m = _off(asked, technician, day.box, site)
    detour_m = min(far_m, sqrt(wide_m * wide_m + 4 * far_m * far_m) - wide_m)
    pace = DETOUR / METRES_PER_S
    return detour_m * pace - _ROUNDED_S, wide_m * pace + _ROUNDED_S


def least_way_s(asked: Asked, technician: Technician, day: Day) -> float:
    """How long the way to a visit is at least, from wherever a technician is that day."""
    home, site = technician.home, asked.site
    if site is None or home is None or (day.box is None and day.stops):
        return 0.0
    box = day.box or (home.latitude, home.latitude, home.longitude, home.longitude)
    return max(0.0, _off(asked, technician, box, site)[0] * DETOUR / METRES_PER_S - _ROUNDED_S)


def _off(
    asked: Asked, technician: Technician, box: tuple[float, float, float, float], site: Location
) -> tuple[float, float]:
    """How far a site is off a day's places, home and where somebody is among them, and how wide these lie; metres."""
    south, north, west, east = box
    for place in (technician.home, _spot(asked, technician)):
        if place is not None:
            south, north = min(south, place.latitude), max(north, place.latitude)
            west, east = min(west, place.longitude), max(east, place.longitude)
    across_m = _DEGREE_M * cos(radians(max(abs(site.latitude), abs(south), abs(north))))
    off_lat = max(south - site.latitude, site.latitude - north, 0.0) * _DEGREE_M
    off_lon = max(west - site.longitude, site.longitude - east, 0.0) * across_m
    far_m = hypot(off_lat, off_lon) * _MARGIN
    return far_m, hypot((north - south) * _DEGREE_M, (east - west) * _DEGREE_M) / _MARGIN


def _spot(asked: Asked, technician: Technician) -> Location | None:
    position = asked.positions.get(technician.id)
    return None if position is None else Location(latitude=position.latitude, longitude=position.longitude)
