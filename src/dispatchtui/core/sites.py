"""Who asks and where the work is: the customer, the site, its hours, its dangers, and who is not to come.

Units: wall-clock times are minutes after local midnight; 1440 is the midnight at the end, and what
closes later than that closes on the next day.
"""

from __future__ import annotations

from dispatchtui.core.parts import Location, Part, TechnicianId


class Opening(Part, frozen=True, kw_only=True):
    """Hours of some days of the week, Monday being 0, on the wall clock of a place."""

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    opens_min: int = 0
    closes_min: int = 1440


class Hazard(Part, frozen=True, kw_only=True):
    """A danger of a site: how many people it takes, and how long one may be there alone."""

    kind: str
    people: int = 1
    alone_s: int | None = None


class Ban(Part, frozen=True, kw_only=True):
    """A technician who is not to be sent, and who says so: the customer, safety or the office."""

    technician_id: TechnicianId
    by: str = "customer"


class Customer(Part, frozen=True, kw_only=True):
    """Who asked; names and contacts are personal data and stay inside their work order."""

    id: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    tier: str = ""


class Site(Part, frozen=True, kw_only=True):
    """Where the work is; `location` is absent until it is known and checked.

    No `hours` means always open. `closed` are local dates on which it is closed all the same.
    """

    address: str = ""
    location: Location | None = None
    zone: str = ""
    access_notes: str = ""
    hours: tuple[Opening, ...] = ()
    closed: tuple[str, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    bans: tuple[Ban, ...] = ()
    preferred: tuple[TechnicianId, ...] = ()
