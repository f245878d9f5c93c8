"""Coordinates as other systems write them, believed only where they can be true."""

from __future__ import annotations

from dispatchtui.core.model import Location
from dispatchtui.integrations.importers.cells import number
from dispatchtui.integrations.importers.mapping import Place
from dispatchtui.integrations.importers.wrong import Wrong


def read_place(latitude: str, longitude: str, place: Place) -> Location | Wrong | None:
    """Read a pair of coordinates; nothing when there is none and the mapping takes that."""
    if not latitude and not longitude:
        return Wrong("is missing, and the mapping asks for a location") if place.missing == "reject" else None
    if not latitude or not longitude:
        return Wrong(f"has only one of {place.latitude} and {place.longitude}; both or neither are needed")
    north, east = number(latitude), number(longitude)
    for value in (north, east):
        if isinstance(value, Wrong):
            return value
    assert not isinstance(north, Wrong)
    assert not isinstance(east, Wrong)
    if north == round(north) and east == round(east):
        if place.rounded == "accept":
            return None
        return Wrong("is rounded to whole degrees, which is no location; at least three decimals are needed")
    return _where(north, east, place)


def _where(north: float, east: float, place: Place) -> Location | Wrong:
    if _within(north, east, place):
        return Location(latitude=north, longitude=east)
    if _within(east, north, place):
        return Wrong(f"is swapped: {place.latitude} and {place.longitude} seem to be in each other's column")
    for lat, lon in ((north, -east), (-north, east)):
        if place.bounds and _within(lat, lon, place):
            return Wrong(f"lies outside {_shown(place)}; a minus sign may be missing: {lat:g}, {lon:g}")
    if place.bounds and abs(north) <= 90 and abs(east) <= 180:
        return Wrong(f"lies outside the mapping's bounds, {_shown(place)}")
    return Wrong("is not on Earth: latitude goes to 90 and longitude to 180 degrees")


def _within(north: float, east: float, place: Place) -> bool:
    south_end, west_end, north_end, east_end = place.bounds or (-90.0, -180.0, 90.0, 180.0)
    return south_end <= north <= north_end and west_end <= east <= east_end


def _shown(place: Place) -> str:
    south, west, north, east = place.bounds or (-90.0, -180.0, 90.0, 180.0)
    return f"{south:g} to {north:g} north and {west:g} to {east:g} east"
