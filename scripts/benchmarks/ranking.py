"""What ranking costs: one visit against every position of 100 and 1,000 technicians with eight stops each.

The reference is plain: every position of every technician, the whole route walked for each, every rule asked of it.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator

from benchmarks.figures import Figure, figure, median
from dispatchtui.constraints.base import Trial
from dispatchtui.constraints.check import check_placement
from dispatchtui.constraints.objectives import Scene, Weighing, cost_of
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import (
    Assignment,
    Competence,
    Duration,
    Location,
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
    WorkOrder,
    WorkOrderId,
)
from dispatchtui.core.planning import planned_line
from dispatchtui.core.sla import due_of
from dispatchtui.core.timeline import project
from dispatchtui.core.work import service_s
from dispatchtui.solver.rank import rank

ZONE, DAY, OPENS_S = "America/New_York", "2019-10-21", 1_571_659_200
NOW_S = OPENS_S - 3600
STOPS, WORK_S, PEOPLE = 8, 2100, 50
SKILLS = tuple(SkillId(f"S{number}") for number in range(8))
FIRST, SHOWN = 15, 40
"""Candidates that are painted first, and those of a screen."""
ROUNDS = 9


def a_board(technicians: int, stops: int = STOPS) -> Board:
    """Territories of fifty people each, side by side, everybody with a day of work that can be driven; some wait."""
    board, chance, number = Board(), random.Random(8), 0
    for person in range(technicians):
        area, who = f"A{person // PEOPLE}", f"T{person:04}"
        if person % PEOPLE == 0:
            board.put(Territory(id=area, name=area, zone=ZONE))
        skills = tuple(Competence(skill=each, level=chance.randint(1, 5)) for each in chance.sample(SKILLS, 4))
        home = _spot(chance, person // PEOPLE)
        board.put(Technician(id=who, name=who, zone=ZONE, home=home, territory=TerritoryId(area), skills=skills))
        board.put(Shift(id=f"{who}:{DAY}", technician_id=TechnicianId(who), start_s=OPENS_S,
                        end_s=OPENS_S + (9 + stops // 9 * 3) * 3600, overtime_s=3600))  # fmt: skip
        free_s, place = OPENS_S, home
        for _ in range(stops):
            number += 1
            site = _spot(chance, person // PEOPLE)
            start_s = free_s + travel.seconds(place, site) + chance.randint(0, 900)
            line = Assignment(technician_id=TechnicianId(who), start_s=start_s, end_s=start_s + WORK_S, day=DAY)
            _put(board, number, area, site, chance, line=line)
            free_s, place = start_s + WORK_S, site
    for area in range(max(1, technicians // PEOPLE)):
        _put(board, number + 1 + area, f"A{area}", _spot(chance, area), chance)
    return board


def _put(board: Board, number: int, area: str, site: Location, chance: random.Random, *,
         line: Assignment | None = None) -> None:  # fmt: skip
    priority = chance.choice((1, 2, 3, 3, 3, 4))
    due_s = OPENS_S + chance.randint(2, 9) * 3600 if priority < 3 else None
    board.put(WorkOrder(id=f"W{number}", summary="Water", territory=TerritoryId(area), priority=priority,
                        response_due_s=due_s, site=Site(address="1 Main St", location=site, zone=ZONE)))  # fmt: skip
    need = () if line else (SkillNeed(skill=SKILLS[number % 8], level=2),)
    board.put(Visit(id=f"V{number}", work_order_id=WorkOrderId(f"W{number}"), territory=TerritoryId(area), needs=need,
                    state=VisitState.PLANNED if line else VisitState.QUALIFIED, crew=(line,) if line else (),
                    duration=Duration(p50_s=WORK_S, p80_s=2 * WORK_S)))  # fmt: skip


def _spot(chance: random.Random, area: int) -> Location:
    """A place in a territory of some ten kilometres."""
    return Location(latitude=39 + area // 5 * 0.1 + chance.random() * 0.09,
                    longitude=-77 + area % 5 * 0.12 + chance.random() * 0.11)  # fmt: skip


def waiting(board: Board) -> list[str]:
    """The visits that wait for a place."""
    return [each.id for each in board.visits.values() if not each.crew]


def reference(board: Board, visit_id: str) -> list[tuple[float, str]]:
    """Rank plainly: each position of each technician by a walk of the whole route, and every rule and objective."""
    visit, scene, found = board.visits[visit_id], Scene(board, NOW_S), []
    due_s, site = due_of(board, visit, NOW_S), travel.site_of(board, visit)
    for technician in board.technicians.values():
        costs = []
        for place in range(len(board.route(technician.id)) + 1):
            stops = project(board, technician.id, NOW_S, skip=visit_id)
            before = stops[place - 1] if place else None
            here = travel.site_of(board, board.visits[before.visit_id]) if before else technician.home
            in_s = travel.seconds(here, site)
            start_s = before.end_s + in_s if before else max(NOW_S + in_s, OPENS_S)
            end_s, spot = start_s + service_s(visit), site
            for stop in stops[place:]:
                there = travel.site_of(board, board.visits[stop.visit_id])
                begin_s = max(stop.planned_start_s, end_s + travel.seconds(spot, there))
                end_s, spot = begin_s + stop.planned_end_s - stop.planned_start_s, there
            line = planned_line(board, visit, technician.id, start_s)
            trial = Trial(board=board, visit=visit, technician=technician, line=line, at_s=NOW_S)
            weighed = Weighing(trial=trial, added_travel_s=in_s, due_s=due_s, shared=scene)
            broken = check_placement(board, visit_id, technician.id, start_s, at_s=NOW_S)
            costs.append((cost_of(weighed) + 28_800 * len(broken.violations), technician.id))
        found.append(min(costs))
    return sorted(found)


def figures() -> Iterator[Figure]:
    """Rank a screenful with every reason, and everybody, beside the reference in the same run."""
    for technicians in (100, 1_000):
        board = a_board(technicians)
        asked = waiting(board)[: 5 if technicians == 100 else 3]
        gc.collect()
        gc.freeze()  # as console and server do with a board that they hold
        positions, name = technicians * (STOPS + 1), f"{technicians}x{STOPS}"
        plain = _middle_ms(lambda visit_id, board=board: reference(board, visit_id), asked[:1], 1)
        first = _middle_ms(lambda visit_id, board=board: rank(board, visit_id, NOW_S, most=FIRST), asked, ROUNDS)
        screen = _middle_ms(lambda visit_id, board=board: rank(board, visit_id, NOW_S, most=SHOWN), asked, ROUNDS)
        whole = _middle_ms(lambda visit_id, board=board: rank(board, visit_id, NOW_S), asked, 3)
        suffix = "" if technicians == 100 else f"_{name}"
        told = f"plain reference {1000 * plain / positions:.1f} us a position"
        yield figure(f"rank_us_per_position{suffix}", 1000 * screen / positions, "us", told, screen / plain)
        yield figure(f"rank_ratio_reference{suffix}", screen / plain, "times", "plain reference")
        yield figure(f"rank_first_ms_{name}", first, "ms", f"{FIRST} shown with every reason")
        yield figure(f"rank_ms_{name}", screen, "ms", f"{SHOWN} shown with every reason, reference {plain:.0f} ms")
        yield figure(f"rank_everybody_ms_{name}", whole, "ms", f"reference {plain:.0f} ms", whole / plain)


def _middle_ms(ask: Callable[[str], object], visits: list[str], rounds: int) -> float:
    """The middle of some askings, in milliseconds; each visit in turn."""
    taken = []
    for _ in range(rounds):
        for visit_id in visits:
            began = time.perf_counter()
            ask(visit_id)
            taken.append(1000 * (time.perf_counter() - began))
    return median(taken)
