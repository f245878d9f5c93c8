"""Boards of several days on which much waits: people with skills, promises for parts of days, visits for two."""

from __future__ import annotations

import random

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Row
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.supplies import a_crew_need

NOW_S = at("07:00")


def a_span(technicians: int, days: int, visits: int, seed: int, *, crews: int = 0) -> Board:
    """So many people on so many days from 08:00 to 17:00, and visits of an hour or two that wait."""
    chance, rows = random.Random(seed), list[Row]()
    for number in range(technicians):
        who = f"T{number:02}"
        skills = {"PLUMB": chance.randint(1, 4)} | ({"GAS": 2} if number % 2 else {})
        rows.append(a_technician(id=who, home=north(chance.randint(-20, 20)), skills=skills))
        rows += [a_shift(technician=who, start=f"{24 * day + 8:02}:00", end=f"{24 * day + 17:02}:00")
                 for day in range(days)]  # fmt: skip
    for number in range(visits):
        promise = None
        if chance.random() < 0.3:
            begin = 24 * chance.randrange(days) + chance.choice((8, 13))
            promise = (f"{begin:02}:00", f"{begin + 4:02}:00")
        rows.append(a_work_order(id=f"W{number}", location=north(chance.randint(-25, 25)),
                                 priority=chance.choice((1, 2, 3, 3, 4)),
                                 response_due=f"{24 * chance.randrange(days) + 17:02}:00"))  # fmt: skip
        visit = a_visit(id=f"V{number}", minutes=chance.choice((60, 90, 120)), promise=promise,
                        needs={"GAS": 2} if chance.random() < 0.3 else {"PLUMB": 1})  # fmt: skip
        rows.append(replace(visit, crew_needs=(a_crew_need(),)) if number < crews else visit)
    return a_board(*rows)
