"""Boards of several days on which much waits: what a plan of days through a worker is measured on.

Territories side by side with people whose skills have levels, visits of an hour or two with priorities, contracts and
promises for half a day; a little more work than hands.
"""

from __future__ import annotations

import random

from benchmarks.ranking import OPENS_S, PEOPLE, SKILLS, ZONE
from dispatchtui.core.board import Board
from dispatchtui.core.model import (
    Competence,
    Duration,
    Location,
    Shift,
    Site,
    SkillNeed,
    Technician,
    TechnicianId,
    Territory,
    TerritoryId,
    Visit,
    VisitState,
    WorkOrder,
    WorkOrderId,
)
from dispatchtui.core.parts import Window

DAY_S, HOUR_S = 86_400, 3_600
SHIFT_S = 9 * HOUR_S
PROMISED = 0.3
WITHIN_DAYS = {1: 1, 2: 3, 3: 7, 4: 14}
"""So many days after it came in a visit of each priority is due."""


def a_span(technicians: int, visits: int, days: int, seed: int) -> Board:
    """So many people on so many days in a row, and visits that wait."""
    board, chance = Board(), random.Random(seed)
    for person in range(technicians):
        area, who = f"A{person // PEOPLE}", f"T{person:04}"
        if person % PEOPLE == 0:
            board.put(Territory(id=area, name=area, zone=ZONE))
        skills = tuple(Competence(skill=each, level=chance.randint(1, 5)) for each in chance.sample(SKILLS, 5))
        board.put(Technician(id=who, name=who, zone=ZONE, home=_spot(chance, person // PEOPLE),
                             territory=TerritoryId(area), skills=skills))  # fmt: skip
        for day in range(days):
            start_s = OPENS_S + day * DAY_S
            board.put(Shift(id=f"{who}:{day}", technician_id=TechnicianId(who), start_s=start_s,
                            end_s=start_s + SHIFT_S, overtime_s=HOUR_S))  # fmt: skip
    areas = -(-technicians // PEOPLE)
    for number in range(visits):
        _put(board, number, chance.randrange(areas), days, chance)
    return board


def _put(board: Board, number: int, area: int, days: int, chance: random.Random) -> None:
    territory, priority = TerritoryId(f"A{area}"), chance.choice((1, 2, 3, 3, 3, 4))
    since = chance.randrange(days)
    due_s = OPENS_S + (since + WITHIN_DAYS[priority]) * DAY_S if priority < 4 else None
    site = Site(address="1 Main St", location=_spot(chance, area), zone=ZONE)
    board.put(WorkOrder(id=f"W{number}", summary="Water", territory=territory, priority=priority,
                        response_due_s=due_s, site=site))  # fmt: skip
    promise = None
    if chance.random() < PROMISED:
        begin_s = OPENS_S + since * DAY_S + chance.choice((0, 5)) * HOUR_S
        promise = Window(start_s=begin_s, end_s=begin_s + 4 * HOUR_S)
    need = SkillNeed(skill=chance.choice(SKILLS), level=chance.choice((1, 1, 2, 3)))
    length_s = chance.choice((3600, 5400, 7200))
    board.put(Visit(id=f"V{number}", work_order_id=WorkOrderId(f"W{number}"), territory=territory, needs=(need,),
                    state=VisitState.QUALIFIED, promise=promise,
                    duration=Duration(p50_s=length_s, p80_s=length_s + 1200)))  # fmt: skip


def _spot(chance: random.Random, area: int) -> Location:
    """A place in a territory of some twenty kilometres."""
    return Location(latitude=39 + area // 5 * 0.2 + chance.random() * 0.19,
                    longitude=-77 + area % 5 * 0.24 + chance.random() * 0.22)  # fmt: skip
