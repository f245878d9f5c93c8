"""Reference data: territories, skills, the SLA policies of contracts, and what each kind of work needs.

Units: durations in seconds.
"""

from __future__ import annotations

from typing import ClassVar

from dispatchtui.core.parts import CrewNeed, Duration, Location, PartNeed, SkillNeed
from dispatchtui.core.row import Row


class Territory(Row, frozen=True, kw_only=True):
    """A coverage area; `ring` is its outline, first point not repeated, empty when undrawn."""

    TABLE: ClassVar[str] = "territories"
    name: str = ""
    zone: str = ""
    ring: tuple[Location, ...] = ()


class Skill(Row, frozen=True, kw_only=True):
    """An ability; a licensed one may never be used outside its validity."""

    TABLE: ClassVar[str] = "skills"
    name: str = ""
    licensed: bool = False


class SlaPolicy(Row, frozen=True, kw_only=True):
    """A contract's clocks: response is arrival, resolution is done, from the request.

    A clock stands still while the visit is parked or suspended, or by hand, only where it says so.
    """

    TABLE: ClassVar[str] = "sla_policies"
    name: str = ""
    response_s: int | None = None
    resolution_s: int | None = None
    pauses_when_parked: bool = False
    pauses_when_suspended: bool = False
    pauses_by_hand: bool = False


class WorkType(Row, frozen=True, kw_only=True):
    """What a kind of work needs when nothing else is said."""

    TABLE: ClassVar[str] = "work_types"
    name: str = ""
    skills: tuple[SkillNeed, ...] = ()
    duration: Duration | None = None
    priority: int = 3
    safety: bool = False
    sla_policy: str = ""
    documents: tuple[str, ...] = ()
    category: str = ""
    parts: tuple[PartNeed, ...] = ()
    equipment: tuple[str, ...] = ()
    crew_needs: tuple[CrewNeed, ...] = ()
    outdoor: bool = False
