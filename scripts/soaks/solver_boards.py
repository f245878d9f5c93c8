"""Random boards on which every rule has something to say: people with all that can be wrong with them, and the office.

The same seed always makes the same board. It is 10:00 of a Monday on each.
"""

from __future__ import annotations

from random import Random

from dispatchtui.core.board import Board, board_of
from dispatchtui.core.model import (
    Absence,
    Break,
    CapacityCell,
    Competence,
    Hours,
    Location,
    Opening,
    PartLevel,
    Policy,
    Row,
    Rules,
    Shift,
    Skill,
    SkillId,
    SlaPolicy,
    StockLocation,
    Technician,
    TechnicianId,
    Territory,
    TerritoryId,
    Vehicle,
    WeatherAlert,
    Window,
)
from soaks.solver_visits import visits_of

ZONE, DAY, MIDNIGHT_S = "America/New_York", "2019-10-21", 1_571_630_400
HOUR_S = 3600
NOW_S = MIDNIGHT_S + 10 * HOUR_S
SKILLS = ("ELEC", "GAS", "PLUMB")
AREAS = ("EAST", "WEST")
PARTS = ("CAP", "FUSE")


class Mild(Random):
    """Chance that is seldom small: what is rare is very rare, so that more of a board can be planned anew."""

    def random(self) -> float:
        """A number from 0 to 1, rather a large one."""
        return max(super().random(), super().random())


def a_board(seed: int) -> Board:
    """The board of a seed; every other one is a mild one."""
    chance = Mild(seed) if seed % 2 else Random(seed)
    rows: list[Row] = [Territory(id=each, name=each, zone=ZONE) for each in AREAS]
    rows += [Skill(id=each, name=each, licensed=each == "GAS") for each in SKILLS]
    rows.append(SlaPolicy(id="STD", name="Standard", pauses_when_parked=chance.random() < 0.5))
    people = [f"T{number:02}" for number in range(1, chance.randint(2, 6))]
    for who in people:
        rows += _person(chance, who)
    rows += _office(chance)
    rows += visits_of(chance, [each for each in rows if isinstance(each, Shift)],
                      {each.id: each for each in rows if isinstance(each, Technician)})  # fmt: skip
    return board_of(rows)


def rarely(chance: Random, share: float = 0.15) -> bool:
    """Whether something rare is so."""
    return chance.random() < share


def spot(chance: Random) -> Location:
    """A place in or around a town, half an hour across."""
    return Location(latitude=39.29 + chance.uniform(-0.06, 0.06), longitude=-76.61 + chance.uniform(-0.08, 0.08))


def _person(chance: Random, who: str) -> list[Row]:
    area = TerritoryId(chance.choice(AREAS))
    tags = tuple(each for each in ("on_call", "trainee") if rarely(chance, 0.07))
    rows: list[Row] = [
        Technician(
            id=who,
            name=who,
            zone=ZONE,
            home=None if rarely(chance, 0.03) else spot(chance),
            territory=area,
            covers=tuple(TerritoryId(each) for each in AREAS if each != area and chance.random() < 0.6),
            skills=tuple(_skill(chance, each) for each in SKILLS if chance.random() < 0.75),
            tags=tags,
            team=chance.choice(("", "A")),
            languages=("en", "es") if rarely(chance) else ("en",),
            cost_class=chance.choice(("", "low", "high")),
            hours=_hours(chance) if rarely(chance) else None,
            longest_leg_s=chance.randint(400, 1500) if rarely(chance, 0.1) else None,
            radius_m=chance.randint(3000, 12000) if rarely(chance, 0.1) else None,
            active=not rarely(chance, 0.03),
        )
    ]
    rows += _shifts(chance, who)
    if rarely(chance, 0.3):
        begin = MIDNIGHT_S + chance.randint(7 * 4, 18 * 4) * 900
        rows.append(
            Absence(
                id=f"A{who[1:]}",
                technician_id=TechnicianId(who),
                start_s=begin,
                end_s=begin + chance.randint(1, 20) * 900,
                kind=chance.choice(("meeting", "sick", "leave")),
            )
        )
    rows += _van(chance, who)
    return rows


def _skill(chance: Random, skill: str) -> Competence:
    until = NOW_S + chance.randint(-2, 30) * HOUR_S if rarely(chance) else None
    begins = NOW_S + chance.randint(-9, 5) * HOUR_S if rarely(chance, 0.05) else None
    return Competence(skill=SkillId(skill), level=chance.randint(1, 4), valid_until_s=until, valid_from_s=begins)


def _shifts(chance: Random, who: str) -> list[Row]:
    rows: list[Row] = []
    for day in range(1 + rarely(chance, 0.4)):
        start_s = MIDNIGHT_S + (day * 24 + chance.choice((6, 7, 8, 8, 12))) * HOUR_S
        end_s = start_s + chance.choice((6, 8, 9, 10)) * HOUR_S
        split = rarely(chance, 0.1)
        parts = [(start_s, start_s + 3 * HOUR_S), (start_s + 5 * HOUR_S, end_s)] if split else [(start_s, end_s)]
        for number, (from_s, until_s) in enumerate(parts):
            rows.append(
                Shift(
                    id=f"{who}:{day}{number}",
                    technician_id=TechnicianId(who),
                    start_s=from_s,
                    end_s=until_s,
                    overtime_s=chance.choice((0, 0, 1800, 3600)),
                    breaks=_breaks(chance, from_s, until_s),
                )
            )
    return rows


def _breaks(chance: Random, from_s: int, until_s: int) -> tuple[Break, ...]:
    found = []
    if chance.random() < 0.5:
        start_s = from_s + chance.randint(4, 16) * 900
        length_s = chance.choice((900, 1800, 2700))
        end_s = start_s + length_s + chance.choice((0, 1800, 3600, 7200))
        if end_s <= until_s:
            found.append(Break(start_s=start_s, end_s=end_s, length_s=length_s, mandatory=chance.random() < 0.7))
    if rarely(chance, 0.1) and until_s - from_s > 6 * HOUR_S:
        found.append(Break(start_s=until_s - 2 * HOUR_S, end_s=until_s - HOUR_S, length_s=900))
    return tuple(found)


def _hours(chance: Random) -> Hours:
    return Hours(
        duty_s=chance.choice((None, 8 * HOUR_S, 10 * HOUR_S)),
        rest_s=chance.choice((None, 11 * HOUR_S, 15 * HOUR_S)),
        week_s=chance.choice((None, 9 * HOUR_S, 40 * HOUR_S)),
        overtime_week_s=chance.choice((None, 0, HOUR_S)),
        work_s=(work_s := chance.choice((None, 4 * HOUR_S, 6 * HOUR_S))),
        break_s=None if work_s is None else 1800,
    )


def _van(chance: Random, who: str) -> list[Row]:
    rows: list[Row] = []
    technician = TechnicianId(who)
    if chance.random() < 0.8:
        rows.append(StockLocation(id=f"VAN{who[1:]}", technician_id=technician))
        rows += [
            PartLevel(id=f"VAN{who[1:]}:{part}", stock_id=f"VAN{who[1:]}", part=part, on_hand=chance.randint(0, 4))
            for part in PARTS
        ]
    if chance.random() < 0.7:
        out = NOW_S + chance.randint(-4, 6) * HOUR_S if rarely(chance, 0.1) else None
        back = out + chance.randint(1, 8) * HOUR_S if out is not None and chance.random() < 0.6 else None
        rows.append(Vehicle(id=f"CAR{who[1:]}", technician_id=technician, out_from_s=out, out_until_s=back,
                            equipment=("ladder",) if chance.random() < 0.7 else ()))  # fmt: skip
    return rows


def _office(chance: Random) -> list[Row]:
    rows: list[Row] = []
    if rarely(chance, 0.4):
        rows.append(Policy(id="P1", rules=_rules(chance)))
    if rarely(chance, 0.2):
        scope, of = chance.choice((("territory", "EAST"), ("team", "A"), ("work_type", "LEAK")))
        timed = rarely(chance, 0.3)
        rows.append(Policy(id="P2", scope=scope, scope_id=of, rules=_rules(chance),
                           from_s=NOW_S + 2 * HOUR_S if timed else None))  # fmt: skip
    if rarely(chance):
        start_s = NOW_S + chance.randint(-4, 16) * 1800
        rows.append(WeatherAlert(id="STORM", territory=TerritoryId("EAST"), start_s=start_s, kind="thunderstorm",
                                 end_s=start_s + chance.randint(1, 6) * 1800))  # fmt: skip
    for number in range(chance.randint(1, 3) if rarely(chance, 0.3) else 0):
        start_s = NOW_S + chance.randint(-1, 4) * 2 * HOUR_S
        rows.append(CapacityCell(
            id=f"C{number}", territory=TerritoryId(chance.choice(AREAS)), start_s=start_s, end_s=start_s + 2 * HOUR_S,
            category=chance.choice(("", "", "PLUMB", "LEAK")), closed=rarely(chance),
            close_at_s=NOW_S - 60 if rarely(chance) else None, stop_at_percent=chance.choice((20, 60, 100)),
            reserved_for=chance.choice(("", "P1")), reserved_s=HOUR_S,
        ))  # fmt: skip
    return rows


def _rules(chance: Random) -> Rules:
    def some(*values: int) -> int | None:
        return chance.choice(values) if rarely(chance, 0.25) else None

    start_s = NOW_S + chance.randint(0, 8) * HOUR_S
    return Rules(
        freeze_s=some(0, 900, 7200),
        tight_s=some(0, 300),
        legal=_hours(chance) if rarely(chance, 0.25) else None,
        alone_s=some(3600, 5400),
        notice_s=some(1800, 7200),
        lead_s=some(6 * HOUR_S, 24 * HOUR_S),
        cancel_notice_s=some(3600),
        most_bumps=some(0, 1, 2),
        on_call_in_hours=chance.choice((True, False)) if rarely(chance) else None,
        working=(Opening(opens_min=9 * 60, closes_min=17 * 60),) if rarely(chance) else None,
        blackouts=(Window(start_s=start_s, end_s=start_s + HOUR_S),) if rarely(chance) else None,
        holidays=("2019-10-22",) if rarely(chance) else None,
        routing=("skill", "account_owner") if rarely(chance) else None,
    )
