"""How people behave in the simulated field: values that nothing outside of it imports.

Units: seconds, probabilities (0 to 1), and sigmas of lognormal factors whose median is 1; a pair is
a span of which each moment is alike.
"""

from __future__ import annotations

from msgspec import Struct, field

from dispatchtui.field.draws import Draws

REJECT_REASONS = ("van is full", "not my trade after all", "too far for the rest of my day")
NO_ACCESS_REASONS = ("gate locked, nobody answers", "a car stands over the manhole", "owner refuses entry")
SUSPEND_REASONS = ("waiting for a part", "power company must switch off first")
INCOMPLETE_REASONS = ("needs a second person", "part on order", "ground too wet")
CANCEL_REASONS = ("solved itself", "a neighbour fixed it", "cannot wait any longer")
SICK_REASON = "called in sick"

TYPE_MEDIANS = {
    "CABLE_FAULT": 1.25,
    "SEWER_BASEMENT": 1.15,
    "SEWER_OVERFLOW": 1.20,
    "STREET_LIGHT": 0.90,
    "WATER_METER": 0.85,
    "TREE_INSPECTION": 0.95,
}
"""What the work of a type really takes, as a factor of what is planned; 1 for a type that is not here."""


class World(Struct, frozen=True, kw_only=True):
    """One field: its people, its roads and its work.

    `seed` fixes who is quick and which area is slow for all days; without one each day has its own.
    """

    seed: int | None = None

    # Answering an instruction.
    acknowledge_median_s: float = 150
    acknowledge_sigma: float = 0.8
    reject: float = 0.02

    # Driving: from being free to setting out, and how much earlier than needed people like to leave, at most.
    leave_s: tuple[float, float] = (40, 240)
    early_s: float = 420
    travel_median: float = 1.06
    travel_sigma: float = 0.22
    parking_s: tuple[float, float] = (45, 240)
    uneven_way: float = 0.0
    """The sigma of the exponent by which a device gets on: 0 where every way is driven evenly."""
    eager: float = 1.0
    """The share of breaks that are taken as soon as they may be; the others as the company plans them (core.breaks)."""
    patient: float = 0.0
    """The share of those there before the promise begins who wait for that; the others begin when they are there."""

    # On site.
    settle_s: tuple[float, float] = (60, 240)
    no_access: float = 0.03
    no_access_wait_s: float = 600

    # Work: the planned median times all of these effects.
    work_sigma: float = 0.30
    day_sigma: float = 0.05
    area_sigma: float = 0.08
    technician_sigma: float = 0.12
    type_medians: dict[str, float] = field(default_factory=TYPE_MEDIANS.copy)
    shortest_work_s: float = 300

    # An overrun of at least so much is reported by so many, after a share of the planned time, so exactly.
    overrun_from_s: float = 600
    overrun_reported: float = 1.0
    overrun_seen_at: tuple[float, float] = (0.75, 0.75)
    overrun_sigma: float = 0.0

    # Work that rests, and work that is left.
    suspend: float = 0.015
    suspend_at: float = 0.4
    suspend_s: tuple[float, float] = (900, 2700)
    incomplete: float = 0.03

    # People; when a sick call comes is counted from the start of the shift.
    sick: float = 0.04
    sick_between_s: tuple[float, float] = (-600, 5 * 3600)

    # Customers.
    cancel: float = 0.03
    cancel_after_s: tuple[float, float] = (1_500, 5 * 3600)
    emergencies: int = 3
    emergency_between_s: tuple[float, float] = (1_200, 8 * 3600)

    # Devices.
    position_moving_s: int = 60
    position_still_s: int = 600


HOME = World()
"""The field that is played for people."""


def another(seed: int, types: tuple[str, ...]) -> World:
    """Draw a field unlike the usual one: other people, other roads, other work, other habits.

    Nobody brings work back or asks for more, so that what happens follows from the morning's plan alone.
    """
    draws = Draws(seed)

    def between(low: float, high: float, *key: object) -> float:
        return draws.between((low, high), "world", *key)

    settled_s = between(30, 90, "settle")
    seen_at = between(0.6, 0.85, "seen at")
    return World(
        seed=seed,
        acknowledge_median_s=between(60, 240, "acknowledge"),
        reject=between(0.0, 0.02, "reject"),
        leave_s=(20, between(120, 480, "leave")),
        early_s=between(120, 600, "early"),
        travel_median=between(0.9, 1.3, "travel"),
        travel_sigma=between(0.12, 0.32, "travel sigma"),
        parking_s=(30, between(120, 420, "parking")),
        uneven_way=between(0.1, 0.3, "uneven"),
        eager=between(0.0, 1.0, "eager"),
        patient=between(0.0, 1.0, "patient"),
        settle_s=(settled_s, between(120, 420, "settled")),
        no_access=between(0.01, 0.05, "no access"),
        no_access_wait_s=between(300, 900, "no access wait"),
        work_sigma=between(0.2, 0.45, "work"),
        day_sigma=between(0.0, 0.06, "day"),
        area_sigma=between(0.03, 0.12, "area"),
        technician_sigma=between(0.06, 0.18, "technician"),
        type_medians={each: between(0.75, 1.3, "type", each) for each in types},
        overrun_from_s=between(300, 1200, "overrun"),
        overrun_reported=between(0.4, 1.0, "reported"),
        overrun_seen_at=(seen_at, seen_at + 0.1),
        overrun_sigma=between(0.0, 0.3, "overrun sigma"),
        suspend=between(0.0, 0.03, "suspend"),
        incomplete=between(0.0, 0.04, "incomplete"),
        sick=between(0.01, 0.06, "sick"),
        sick_between_s=(0, 9 * 3600),
        cancel=between(0.01, 0.04, "cancel"),
        emergencies=0,
    )
