"""Who may do what: rights, the roles that hold them, and the actor who carries roles.

The same table answers the desk inside its transaction and the console for a key's reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

EVERYWHERE = "*"

RIGHTS: dict[str, str] = {
    "read": "see the board",
    "history": "see who did what and why",
    "intake": "take requests",
    "qualify": "set priority and SLA",
    "amend": "change a work order or visit",
    "place": "place, move and unplace visits",
    "release": "release visits to technicians",
    "recall": "recall released visits",
    "bump": "displace placed visits",
    "override": "break a dispatcher's constraint with a reason",
    "override_lead": "break a lead's constraint with a reason and text",
    "park": "park and unpark visits",
    "cancel": "cancel visits",
    "lock": "lock visits",
    "note": "write notes",
    "field": "report on one's own visits",
    "on_behalf": "report on behalf of a technician",
    "absence": "record absences",
    "close_work": "close done work",
    "reopen": "correct work that is done",
    "roster": "edit technicians and shifts",
    "supply": "count stock, set parts aside, report vehicles",
    "weather": "announce unsafe weather",
    "policy": "edit policies",
    "alerts": "acknowledge and snooze alerts",
    "watch": "raise, escalate and resolve alerts, and learn how the day goes",
    "capacity": "set the limits of booking slots",
    "desk": "take or hand over a desk area",
    "reference": "edit territories, skills, work types and SLA policies",
    "import": "import files",
    "export": "export data",
    "users": "manage users and tokens",
}

_DESK = ("read", "history", "intake", "qualify", "amend", "place", "release", "recall", "bump",
         "override", "park", "cancel", "lock", "note", "on_behalf", "absence", "supply", "weather", "desk",
         "alerts")  # fmt: skip

ROLES: dict[str, frozenset[str]] = {
    "csr": frozenset({"read", "history", "intake", "qualify", "amend", "cancel", "note"}),
    "scheduler": frozenset({"read", "history", "intake", "qualify", "amend", "place", "override",
                            "park", "lock", "note", "absence", "roster", "import", "export", "supply",
                            "weather", "policy", "capacity", "desk", "alerts"}),
    "dispatcher": frozenset(_DESK),
    "lead": frozenset({*_DESK, "override_lead", "reopen", "roster", "export", "capacity"}),
    "technician": frozenset({"field", "note"}),
    "on_call": frozenset(_DESK),
    "back_office": frozenset({"read", "history", "close_work", "note", "export"}),
    "support": frozenset({"read", "history"}),
    "manager": frozenset({"read", "history"}),
    "customer": frozenset({"intake"}),
    "integration": frozenset({"read", "intake", "amend", "cancel", "import"}),
    "automation": frozenset({"read", "place", "release", "watch"}),
    "admin": frozenset(RIGHTS),
}  # fmt: skip
"""What each role may do; a person may hold several."""


class Standing(StrEnum):
    """Who stands behind an act, which some constraints ask: a machine, a customer, the office, the desk."""

    AUTOMATION = "automation"
    CUSTOMER = "customer"
    OFFICE = "office"
    DESK = "desk"


class Actor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who asks: a person, a device, an outside system or automation.

    `territories` may be `("*",)`. A technician acts on their own visits wherever they are.
    """

    id: str
    name: str = ""
    roles: tuple[str, ...] = ()
    territories: tuple[str, ...] = (EVERYWHERE,)
    technician_id: str = ""

    def may(self, right: str) -> bool:
        """Whether any of the actor's roles holds the right."""
        return any(right in ROLES.get(role, ()) for role in self.roles)

    def covers(self, territories: Iterable[str]) -> bool:
        """Whether every one of the territories lies within the actor's scope."""
        return EVERYWHERE in self.territories or all(t in self.territories for t in territories)

    @property
    def standing(self) -> Standing:
        """In whose name the act is judged: the most trusted of the actor's roles speaks."""
        if "automation" in self.roles:
            return Standing.AUTOMATION
        if self.may("override") or self.may("override_lead"):
            return Standing.DESK
        return Standing.OFFICE if self.may("read") or self.technician_id else Standing.CUSTOMER
