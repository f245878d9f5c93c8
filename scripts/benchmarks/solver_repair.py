"""What it takes to repair a day of 100 people and 800 visits when somebody with eight of them is sick.

The day is drawn by a seed, planned by the search itself, and then loses one person after another. Measured is the time
from the event to the first option, in one process that knew the board before, and how far the answer after a second
costs more than the one after half a minute, each against the plan as it was before the event.
"""

from __future__ import annotations

import time
from random import Random

from benchmarks.figures import median
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import moved
from dispatchtui.core.disrupting import proposal_id
from dispatchtui.core.model import (
    Absence,
    Break,
    Competence,
    Duration,
    Location,
    Row,
    Shift,
    Site,
    SkillId,
    SkillNeed,
    Technician,
    TechnicianId,
    Territory,
    TerritoryId,
    Visit,
    VisitState,
    Window,
    WorkOrder,
    WorkOrderId,
)
from dispatchtui.engine.repairing import added_cost, neighbourhood, repair
from dispatchtui.engine.search import search, warm
from dispatchtui.solver.encoding import Encoder, moves_of
from dispatchtui.solver.proposing.proposal import Disruption, Option

ZONE, OPENS_S, HOUR_S = "America/New_York", 1_571_659_200, 3600
NOW_S = OPENS_S - HOUR_S // 2
UNTIL_S = OPENS_S + 12 * HOUR_S
PEOPLE, VISITS, AREAS = 100, 800, 4
SKILLS = tuple(SkillId(f"S{number}") for number in range(8))
PRIORITIES = (1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4)
SICK = 3


def a_day(seed: int, *, seconds: float = 8.0) -> Board:
    """A board whose plan the search made."""
    chance, board = Random(seed), Board()
    for number in range(AREAS):
        board.put(Territory(id=f"A{number}", name=f"A{number}", zone=ZONE))
    for number in range(PEOPLE):
        for row in _person(chance, f"T{number:03}", number % AREAS):
            board.put(row)
    for number in range(VISITS):
        for row in _asked(chance, number, number % AREAS):
            board.put(row)
    encoder = Encoder(board, NOW_S)
    encoded = encoder.encode(from_s=NOW_S, until_s=UNTIL_S)
    plan = search(encoded.problem, start=encoded.start, seconds=seconds, seed=seed)
    after = moved(board, moves_of(encoded, plan))
    for visit_id in list(board.visits):
        board.put(after.visits[visit_id])
    return board


def _person(chance: Random, who: str, area: int) -> tuple[Row, ...]:
    skills = tuple(Competence(skill=each, level=chance.randint(1, 4)) for each in chance.sample(SKILLS, 4))
    lunch = Break(start_s=OPENS_S + 3 * HOUR_S, end_s=OPENS_S + 6 * HOUR_S, length_s=HOUR_S // 2)
    covers = (TerritoryId(f"A{(area + 1) % AREAS}"),) if chance.random() < 0.4 else ()
    return (
        Technician(id=who, name=who, zone=ZONE, home=_spot(chance, area), territory=TerritoryId(f"A{area}"),
                   skills=skills, covers=covers),
        Shift(id=f"{who}:1", technician_id=TechnicianId(who), start_s=OPENS_S, end_s=OPENS_S + 9 * HOUR_S,
              overtime_s=HOUR_S, breaks=(lunch,)),
    )  # fmt: skip


def _asked(chance: Random, number: int, area: int) -> tuple[Row, ...]:
    begins_s = OPENS_S + chance.randint(0, 12) * 1800
    promise = Window(start_s=begins_s, end_s=begins_s + chance.choice((2, 3, 4)) * HOUR_S)
    work_s = chance.choice((1200, 1800, 1800, 2400, 3600))
    need = (SkillNeed(skill=chance.choice(SKILLS), level=chance.choice((1, 1, 2))),)
    return (
        WorkOrder(id=f"W{number}", territory=TerritoryId(f"A{area}"), priority=chance.choice(PRIORITIES),
                  site=Site(address="1 Main St", location=_spot(chance, area), zone=ZONE)),
        Visit(id=f"V{number}", work_order_id=WorkOrderId(f"W{number}"), territory=TerritoryId(f"A{area}"),
              state=VisitState.QUALIFIED, needs=need, duration=Duration(p50_s=work_s, p80_s=2 * work_s),
              promise=promise if chance.random() < 0.7 else None),
    )  # fmt: skip


def _spot(chance: Random, area: int) -> Location:
    latitude, longitude = 39 + area // 2 * 0.1, -77 + area % 2 * 0.13
    return Location(latitude=latitude + chance.random() * 0.1, longitude=longitude + chance.random() * 0.13)


def measure(quick: bool, seed: int) -> dict[str, float]:
    """The figures of one seed; `quick` measures against three seconds instead of thirty."""
    warm()
    board = a_day(seed, seconds=4.0 if quick else 12.0)
    busy = sorted(board.technicians, key=lambda each: abs(len(board.indexes.route(each)) - 8))[:SICK]
    encoder = Encoder(board, NOW_S)
    encoder.encode(from_s=NOW_S, until_s=UNTIL_S)
    found = [_without(board, encoder, who, seed, 3.0 if quick else 30.0) for who in busy]
    return {
        "repair_first_ms": median([each["first_ms"] for each in found]),
        "repair_first_cpu_ms": median([each["first_cpu_ms"] for each in found]),
        "repair_gap_1s": max(each["gap"] for each in found),
        "repair_others_moved": max(each["others"] for each in found),
        "repair_left": max(each["left"] for each in found),
        "repair_visits": median([each["visits"] for each in found]),
    }


def _without(board: Board, encoder: Encoder, who: str, seed: int, long_s: float) -> dict[str, float]:
    """What it takes to do without somebody; the board is as it was afterwards."""
    visits = tuple(entry[2] for entry in board.indexes.route(who))
    sick = Absence(id="A1", technician_id=TechnicianId(who), start_s=NOW_S, end_s=UNTIL_S, kind="sick")
    disruption = Disruption(id=proposal_id("TECH_SICK", f"technicians/{who}"), kind="TECH_SICK",
                            subject=f"technicians/{who}", visits=visits, technicians=(who,))  # fmt: skip
    told: list[tuple[float, float, Option]] = []
    began, cpu = time.perf_counter(), time.thread_time()
    board.put(sick)
    encoder.follow(board, [f"absences/{sick.id}"])
    repair(board, encoder, disruption, NOW_S, iterations=1, seed=seed, told=lambda option: told.append(
        (time.perf_counter() - began, time.thread_time() - cpu, option)))  # fmt: skip
    around = neighbourhood(encoder, disruption, NOW_S)
    assert around is not None
    problem, start = around.encoded.problem, around.encoded.start
    plans = [search(problem, start=start, seconds=seconds, seed=seed) for seconds in (1.0, long_s)]
    board.drop("absences", sick.id)
    encoder.follow(board, [f"absences/{sick.id}"])
    before = encoder.encode(technicians=[*around.people, who], from_s=NOW_S, until_s=UNTIL_S, place_unplaced=False,
                            hold=True)  # fmt: skip
    soon, late = (added_cost(before, around.encoded, plan) for plan in plans)
    moves = moves_of(around.encoded, plans[0])
    return {
        "first_ms": 1000 * told[0][0],
        "first_cpu_ms": 1000 * told[0][1],
        "gap": 100 * (soon - late) / max(1.0, abs(late)),
        "others": sum(each.visit_id not in visits for each in moves),
        "left": len(plans[0].left_out),
        "visits": len(visits),
    }
