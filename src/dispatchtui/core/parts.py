"""The words of field service that rows are made of: names, states, and values inside rows.

Units: instants are integer epoch seconds, UTC (`_s` after a moment's name); durations are
seconds; distances metres.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

from msgspec import Struct

VisitId = NewType("VisitId", str)
WorkOrderId = NewType("WorkOrderId", str)
TechnicianId = NewType("TechnicianId", str)
TerritoryId = NewType("TerritoryId", str)
SkillId = NewType("SkillId", str)


class VisitState(StrEnum):
    """Where a visit stands in its life."""

    NEW = "NEW"
    QUALIFIED = "QUALIFIED"
    PLANNED = "PLANNED"
    RELEASED = "RELEASED"
    ACCEPTED = "ACCEPTED"
    EN_ROUTE = "EN_ROUTE"
    ON_SITE = "ON_SITE"
    WORKING = "WORKING"
    SUSPENDED = "SUSPENDED"
    NO_ACCESS = "NO_ACCESS"
    PARKED = "PARKED"
    DONE = "DONE"
    CLOSED = "CLOSED"
    INCOMPLETE = "INCOMPLETE"
    CANCELLED = "CANCELLED"


class WorkOrderStatus(StrEnum):
    """What the visits of a work order add up to; derived, never stored."""

    OPEN = "OPEN"
    SCHEDULED = "SCHEDULED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    POSTED = "POSTED"
    CANCELLED = "CANCELLED"


class Lock(StrEnum):
    """What automation may not move."""

    NONE = "NONE"
    RESOURCE = "RESOURCE"
    TIME = "TIME"
    TIME_RANGE = "TIME_RANGE"
    RESOURCE_AND_TIME = "RESOURCE_AND_TIME"
    NO_AUTO = "NO_AUTO"


class Part(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the values that live inside rows."""


class Location(Part, frozen=True, kw_only=True):
    """A point on Earth."""

    latitude: float
    longitude: float


class Window(Part, frozen=True, kw_only=True):
    """A span of time; a promise window holds the *arrival*.

    Units: epoch seconds; `start_s` inclusive, `end_s` the last moment that still counts.
    """

    start_s: int
    end_s: int


class Duration(Part, frozen=True, kw_only=True):
    """How long work takes, as two points of its distribution, and where that came from."""

    p50_s: int
    p80_s: int
    source: str = "work type"


class SkillNeed(Part, frozen=True, kw_only=True):
    """A skill that a visit needs, at or above a level (1 to 5)."""

    skill: SkillId
    level: int = 1


class CrewNeed(Part, frozen=True, kw_only=True):
    """One more person that a visit needs beside its lead, and the skills they must bring."""

    role: str = "second"
    needs: tuple[SkillNeed, ...] = ()


class PartNeed(Part, frozen=True, kw_only=True):
    """Parts that a visit needs; without a mandatory one it cannot be done."""

    part: str
    quantity: int = 1
    mandatory: bool = True


class PartUse(Part, frozen=True, kw_only=True):
    """Parts that were used, and the stock that they came from.

    Without a stock they came from where they are set aside for the visit, else from the lead's own van.
    """

    part: str
    quantity: int = 1
    stock_id: str = ""


class Fetch(Part, frozen=True, kw_only=True):
    """Parts that a pickup brings to a visit, and the stock in which they are set aside for it."""

    visit_id: VisitId
    part: str
    quantity: int = 1
    stock_id: str


class Former(Part, frozen=True, kw_only=True):
    """Where a visit stood before it was moved, the lead first; nobody when it waited in the queue."""

    visit_id: VisitId
    people: tuple[TechnicianId, ...] = ()
    start_s: int = 0


class Dependency(Part, frozen=True, kw_only=True):
    """A visit that must have ended before this one begins, and how long before."""

    visit_id: VisitId
    min_gap_s: int = 0
    max_gap_s: int | None = None
    same_technician: bool = False


class Agreement(Part, frozen=True, kw_only=True):
    """What a customer agreed to, as it was recorded; `about` is access or promise."""

    about: str
    text: str
    by: str = ""
    at_s: int = 0


class Break(Part, frozen=True, kw_only=True):
    """A rest inside a shift: so long, begun no earlier and ended no later.

    It is fixed when the window is exactly as long as the break, and floats otherwise.
    """

    start_s: int
    end_s: int
    length_s: int
    mandatory: bool = True


class Hours(Part, frozen=True, kw_only=True):
    """The most that a person may work and the least they must rest; absent means no such limit.

    `duty_s` is the longest span from first to last of one duty, `rest_s` the shortest time between
    two duties, `week_s` the most duty in a calendar week of the person's zone, `overtime_week_s` the
    most of it outside shifts, `break_s` the rest owed once `work_s` of work has gone by without one.
    """

    duty_s: int | None = None
    rest_s: int | None = None
    week_s: int | None = None
    overtime_week_s: int | None = None
    work_s: int | None = None
    break_s: int | None = None


class Competence(Part, frozen=True, kw_only=True):
    """A skill that a technician has, its level and when it is valid."""

    skill: SkillId
    level: int = 1
    valid_from_s: int | None = None
    valid_until_s: int | None = None


class ExternalRef(Part, frozen=True, kw_only=True):
    """The name that another system gives to the same thing."""

    source: str
    id: str


class Assignment(Part, frozen=True, kw_only=True):
    """One person's line of a visit: who, from when to when on site, and the travel before.

    `day` is the local date in the technician's zone; with the technician it names the lane.
    """

    technician_id: TechnicianId
    start_s: int
    end_s: int
    travel_s: int = 0
    day: str
    role: str = "lead"


class Override(Part, frozen=True, kw_only=True):
    """A constraint that a person broke knowingly, and the very facts that they answered for.

    It covers what is no worse than it was: the same subject and need, by no greater an amount, at
    no stricter a level. Without a `unit` (as first recorded) it covers all of its constraint.
    """

    constraint: str
    code: str
    text: str = ""
    by: str
    at_s: int
    level: str = ""
    subject: str = ""
    need: str = ""
    have: str = ""
    amount: float = 0
    unit: str = ""


class Note(Part, frozen=True, kw_only=True):
    """A remark on a visit."""

    at_s: int
    by: str
    text: str


class Still(Part, frozen=True, kw_only=True):
    """A time in which the clocks of a visit were held, or in which it was parked otherwise."""

    from_s: int
    until_s: int
    held: bool = False


class Stamps(Part, frozen=True, kw_only=True):
    """When each step really happened, as its actor reported it."""

    released_s: int | None = None
    accepted_s: int | None = None
    en_route_s: int | None = None
    on_site_s: int | None = None
    working_s: int | None = None
    resumed_s: int | None = None
    done_s: int | None = None
    closed_s: int | None = None


class CoolDown(Part, frozen=True, kw_only=True):
    """A technician who rejected a visit is not offered it automatically until then."""

    technician_id: TechnicianId
    until_s: int


class Changed(Part, frozen=True, kw_only=True):
    """The last change of a row: which event, when, by whom."""

    seq: int
    at_s: int
    by: str


class Position(Part, frozen=True, kw_only=True):
    """Where a technician's device last was; never a row of the board, never in the log."""

    technician_id: TechnicianId
    latitude: float
    longitude: float
    at_s: int
    accuracy_m: float = 0.0
