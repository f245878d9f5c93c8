"""A company made up for simulated days: its people, its territories, its kinds of work, and the plan of a day.

The plan knows what the company believes, the rough p50 and p80 of its work types and the usual driving times,
and nothing of how the field really is.

Units: instants epoch seconds; durations seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.model import (
    Assignment,
    Break,
    Duration,
    ExternalRef,
    Location,
    Row,
    Shift,
    Site,
    SlaPolicy,
    Technician,
    TechnicianId,
    Territory,
    TerritoryId,
    Visit,
    VisitId,
    VisitState,
    Window,
    WorkOrder,
    WorkOrderId,
    WorkType,
)

TYPES = {"INSPECT": 20, "SERVICE": 35, "REPAIR": 50, "CLEAN": 30, "REPLACE": 80, "INSTALL": 110}
"""Kinds of work, and the minutes that the company believes half of it takes."""
LEAST_TERRITORIES, MOST_PEOPLE = 3, 35
"""Territories of a company, and people of one in a larger company."""
ZONE = "America/New_York"
DAY_S = 24 * 3600
FIRST_S = 1_742_169_600
"""Midnight of the first day, UTC; Monday 2025-03-17."""
OPENS_S, CLOSES_S = 12 * 3600, 21 * 3600
"""The shift within its day, UTC: eight to five where the company is."""
LUNCH_FROM_S, LUNCH_UNTIL_S, LUNCH_S = 15 * 3600, 18 * 3600, 1800
OVERTIME_S = 3 * 3600
PROMISED_MIN = (60, 120, 120, 120, 180, 180, 240)
"""Lengths of promised windows, each alike."""


class Town(Struct, frozen=True, kw_only=True):
    """The company, as long as it lasts."""

    territories: tuple[Territory, ...]
    types: tuple[WorkType, ...]
    technicians: tuple[Technician, ...]
    policies: tuple[SlaPolicy, ...] = (SlaPolicy(id="STD", name="Standard"),)

    def rows(self) -> Iterator[Row]:
        """Everything that is there before the first day."""
        yield from (*self.territories, *self.policies, *self.types, *self.technicians)


class _Stop(Struct, frozen=True, kw_only=True):
    """One visit as it was planned."""

    technician: Technician
    site: Location
    kind: WorkType
    start_s: int
    end_s: int
    travel_s: int


def a_town(seed: int, technicians: int = 30) -> Town:
    """Found a company: its people live in territories side by side."""
    dice = Random(f"town {seed}")  # noqa: S311  (a company is no secret)
    kinds = tuple(
        WorkType(id=name, name=name.title(), sla_policy="STD",
                 duration=Duration(p50_s=minutes * 60, p80_s=round(minutes * 60 * 1.3)))
        for name, minutes in TYPES.items()
    )  # fmt: skip
    areas = tuple(
        Territory(id=f"AREA{number + 1}", name=f"Area {number + 1}", zone=ZONE)
        for number in range(max(LEAST_TERRITORIES, technicians // MOST_PEOPLE))
    )
    people = []
    for number in range(technicians):
        place = number % len(areas)
        who = f"T{number + 1:02}"
        people.append(Technician(id=who, name=f"Technician {who}", zone=ZONE, home=_spot(dice, place),
                                 territory=TerritoryId(areas[place].id)))  # fmt: skip
    return Town(territories=areas, types=kinds, technicians=tuple(people))


def begins_s(day: int) -> int:
    """When a day begins; all of them are working days."""
    return FIRST_S + day * DAY_S


def a_day(town: Town, seed: int, day: int) -> tuple[Row, ...]:
    """Plan one day: shifts, and visits one after another as near as may be; some days are tight, others have room."""
    dice = Random(f"day {seed} {day}")  # noqa: S311  (nor is its plan)
    spare_s = dice.uniform(240, 1080)
    rows: list[Row] = []
    number = day * 1000
    for who in town.technicians:
        shift = _shift(dice, who, day)
        rows.append(shift)
        for stop in _plan(dice, town, who, shift, spare_s):
            number += 1
            rows.extend(_ordered(dice, stop, number, day))
    return tuple(rows)


def _shift(dice: Random, who: Technician, day: int) -> Shift:
    start_s = begins_s(day)
    lunch = Break(start_s=start_s + LUNCH_FROM_S, end_s=start_s + LUNCH_UNTIL_S, length_s=LUNCH_S)
    return Shift(id=f"{who.id}:{day}", technician_id=TechnicianId(who.id), territories=(who.territory,),
                 start_s=start_s + OPENS_S, end_s=start_s + CLOSES_S, overtime_s=OVERTIME_S,
                 breaks=(lunch,) if dice.random() < 0.5 else ())  # fmt: skip


def _plan(dice: Random, town: Town, who: Technician, shift: Shift, spare_s: float) -> Iterator[_Stop]:
    """Drive to the nearest of what is left, until the shift is full; half an hour is kept for a break after noon."""
    place = [each.id for each in town.territories].index(who.territory)
    open_sites = [(_spot(dice, place), dice.choice(town.types)) for _ in range(16)]
    here, free_s, rests = who.home, shift.start_s, list(shift.breaks)
    while open_sites:
        nearest = min(open_sites, key=lambda each: travel.seconds(here, each[0]))
        open_sites.remove(nearest)
        site, kind = nearest
        if rests and free_s >= rests[0].start_s + 1800:
            free_s += rests.pop().length_s
        drive_s = travel.seconds(here, site)
        start_s = free_s + drive_s + round(dice.uniform(0, 2 * spare_s))
        end_s = start_s + (kind.duration.p50_s if kind.duration else 0)
        if end_s > shift.end_s:
            return
        yield _Stop(technician=who, site=site, kind=kind, start_s=start_s, end_s=end_s, travel_s=drive_s)
        here, free_s = site, end_s


def _ordered(dice: Random, stop: _Stop, number: int, day: int) -> tuple[Row, Row]:
    """The work order and the visit of a planned stop, with what was promised of it."""
    promised = dice.random() < 0.8
    length_s = dice.choice(PROMISED_MIN) * 60
    end_s = stop.start_s + round(length_s * dice.uniform(0.1, 0.9) / 300) * 300
    begin_s = end_s - length_s
    if dice.random() < 0.2:  # some are planned for the moment at which the promise begins
        begin_s, end_s = stop.start_s, stop.start_s + length_s
    promise = Window(start_s=begin_s, end_s=end_s) if promised else None
    response_s = None if promised else stop.start_s + round(dice.uniform(300, 7200))
    resolution_s = stop.end_s + round(dice.uniform(600, 7200)) if dice.random() < 0.3 else None
    area = stop.technician.territory
    order = WorkOrder(id=f"W{number}", work_type=stop.kind.id, summary=stop.kind.name, territory=area, sla_policy="STD",
                      site=Site(address=f"{number} Main St", location=stop.site, zone=ZONE),
                      requested_s=begins_s(day) - DAY_S, response_due_s=response_s, resolution_due_s=resolution_s,
                      external=(ExternalRef(source="town", id=str(number)),))  # fmt: skip
    line = Assignment(technician_id=TechnicianId(stop.technician.id), start_s=stop.start_s, end_s=stop.end_s,
                      travel_s=stop.travel_s, day=f"D{day}")  # fmt: skip
    visit = Visit(id=VisitId(f"V{number}"), work_order_id=WorkOrderId(order.id), state=VisitState.PLANNED,
                  territory=area, duration=stop.kind.duration, promise=promise, crew=(line,))  # fmt: skip
    return order, visit


def _spot(dice: Random, place: int) -> Location:
    """A place in a territory of some eight by eight kilometres, to the fifth digit as people report it."""
    return Location(latitude=round(39.25 + place % 6 * 0.07 + dice.random() * 0.07, 5),
                    longitude=round(-76.66 + place // 6 * 0.09 + dice.random() * 0.09, 5))  # fmt: skip
