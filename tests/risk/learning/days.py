"""Observations of days whose true effects are known, drawn by a seed."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp
from random import Random

from msgspec import Struct, field

from dispatchtui.core.board import Board
from dispatchtui.risk.learning.observations import Observation
from tests.builders import a_board
from tests.rows import a_technician, a_territory, a_work_type, at

MORNING_S = at("06:00")
TYPES = {"LEAK": 60, "TUNE": 40, "PIPE": 120}
"""Planned minutes."""
TECHNICIANS = {f"T{number:02}": "EAST" if number % 2 else "WEST" for number in range(12)}
DAY_S = 24 * 3600


class Truth(Struct, frozen=True, kw_only=True):
    """What a simulated company really does; everything as log factors, but the seconds."""

    general: float = 0.1
    types: dict[str, float] = field(default_factory=lambda: {"LEAK": 0.0, "TUNE": 0.25, "PIPE": -0.2})
    territories: dict[str, float] = field(default_factory=lambda: {"EAST": -0.05, "WEST": 0.05})
    technicians: dict[str, float] = field(default_factory=lambda: {"T01": 0.25, "T02": -0.25})
    spread: float = 0.25
    day: float = 0.0
    slope: float = 1.1
    base_s: float = 120
    way: float = 0.2
    report_from_s: int = 600
    reported: float = 0.7

    def factor(self, work_type: str, technician: str) -> float:
        """How much longer the work of somebody takes than planned, as a logarithm."""
        territory = TECHNICIANS[technician]
        return (self.general + self.types[work_type] + self.territories[territory]
                + self.technicians.get(technician, 0.0))  # fmt: skip


def a_company() -> Board:
    """Its people, territories and types."""
    return a_board(
        a_territory(id="EAST"),
        a_territory(id="WEST"),
        *(a_work_type(id=each, name=each.lower(), minutes=minutes) for each, minutes in TYPES.items()),
        *(a_technician(id=each, territory=territory) for each, territory in TECHNICIANS.items()),
    )


def an_observation(*, number: int = 1, technician: str = "T03", work_type: str = "LEAK", minutes: float = 60,
                   planned: int | None = None, day: int = 0, estimate: int | None = 600, drive: int = 600,
                   territory: str = "", **values: object) -> Observation:  # fmt: skip
    """One stop at ten that took so many minutes of work, planned as its type unless it is said otherwise."""
    planned_s = (TYPES.get(work_type, 60) if planned is None else planned) * 60
    en_route_s = MORNING_S + day * DAY_S + 4 * 3600
    on_site_s = en_route_s + drive
    working_s = on_site_s + 120
    return Observation(**{
        "id": f"V{number}:{on_site_s}",
        "visit_id": f"V{number}",
        "seq": number,
        "work_type": work_type,
        "territory": territory or TECHNICIANS.get(technician, "EAST"),
        "technician_id": technician,
        "day": str(day),
        "planned_s": planned_s,
        "p80_s": planned_s * 3 // 2,
        "by_type": True,
        "estimate_s": estimate,
        "released_s": en_route_s - 7200,
        "accepted_s": en_route_s - 7000,
        "en_route_s": en_route_s,
        "on_site_s": on_site_s,
        "working_s": working_s,
        "done_s": working_s + round(minutes * 60),
        **values,
    })  # fmt: skip


def drawn(count: int, truth: Truth, *, seed: int = 1, technicians: Iterable[str] = TECHNICIANS) -> list[Observation]:
    """So many stops of days as they truly are, twenty on a day."""
    dice, found = Random(seed), []
    people = tuple(technicians)
    moods: dict[int, float] = {}
    for number in range(count):
        day = number // 20
        mood = moods.setdefault(day, dice.gauss(0, truth.day))
        technician, work_type = dice.choice(people), dice.choice(tuple(TYPES))
        minutes = TYPES[work_type] * exp(truth.factor(work_type, technician) + mood + dice.gauss(0, truth.spread))
        estimate = dice.randint(120, 1800)
        drive = estimate * truth.slope * (1 + dice.gauss(0, truth.way)) + truth.base_s + dice.gauss(0, 30)
        one = an_observation(number=number, technician=technician, work_type=work_type, minutes=minutes, day=day,
                             estimate=estimate, drive=max(30, round(drive)))  # fmt: skip
        found.append(_reported(one, truth, dice))
    return found


def _reported(one: Observation, truth: Truth, dice: Random) -> Observation:
    over_s = (one.work_s or 0) - one.planned_s
    if over_s < truth.report_from_s or dice.random() >= truth.reported:
        return one
    values = {name: getattr(one, name) for name in one.__struct_fields__}
    extended_s = (one.working_s or 0) + round(0.75 * one.planned_s)
    return Observation(**{**values, "extended_s": extended_s, "extended_by_s": round(over_s / 1.05)})
