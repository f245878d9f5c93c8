"""What folding one fact into a board costs, on boards of a hundred, a thousand and ten thousand visits."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, figure, median
from dispatchtui.core.board import Board
from dispatchtui.core.events import Event, Recorded, VisitAmended, VisitLocked, VisitPlaced, VisitUnplaced
from dispatchtui.core.evolve import evolve
from dispatchtui.core.model import (
    Assignment,
    Lock,
    Technician,
    TechnicianId,
    TerritoryId,
    Visit,
    VisitState,
    WorkOrder,
    WorkOrderId,
)

SIZES = (100, 1_000, 10_000)
PER_TECHNICIAN = 50
EVENTS = 2_000
ROUNDS = 9
HOUR_S = 3600
START_S = 1_571_644_800


def a_board(visits: int) -> Board:
    """A board of that many placed visits, fifty to a technician."""
    board = Board()
    east = TerritoryId("EAST")
    for number in range(max(1, visits // PER_TECHNICIAN)):
        board.put(Technician(id=f"T{number}", name=f"Technician {number}", territory=east, zone="America/New_York"))
    for number in range(visits):
        board.put(WorkOrder(id=f"W{number}", summary="Water in the cellar", territory=east))
        board.put(Visit(id=f"V{number}", work_order_id=WorkOrderId(f"W{number}"), state=VisitState.PLANNED,
                        territory=east, crew=(_line(number, number % PER_TECHNICIAN * HOUR_S),)))  # fmt: skip
    return board


def _line(number: int, offset_s: int) -> Assignment:
    start_s = START_S + offset_s
    return Assignment(technician_id=TechnicianId(f"T{number // PER_TECHNICIAN}"), start_s=start_s,
                      end_s=start_s + 1800, day=f"2019-10-{21 + offset_s // 86_400}")  # fmt: skip


def some_events(visits: int, chance: random.Random) -> list[Event]:
    """A mix that leaves rows as large as they were: moves, amendments, locks and returns to the queue."""
    found: list[Event] = []
    for _ in range(EVENTS // 4):
        number = chance.randrange(visits)
        visit_id = f"V{number}"
        line = _line(number, chance.randrange(PER_TECHNICIAN) * HOUR_S)
        found += [
            VisitUnplaced(visit_id=visit_id),
            VisitPlaced(visit_id=visit_id, crew=(line,)),
            VisitAmended(visit_id=visit_id, earliest_s=START_S + chance.randrange(86_400)),
            VisitLocked(visit_id=visit_id, lock=chance.choice(list(Lock))),
        ]
    return found


def event_figures() -> Iterator[Figure]:
    """Fold the same mix into each board, in turns; the middle of the rounds counts."""
    chance = random.Random(1)
    boards = {size: a_board(size) for size in SIZES}
    taken: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(ROUNDS):
        for size in SIZES:
            taken[size].append(_fold(boards[size], some_events(size, chance)))
    base = median(taken[SIZES[0]])
    for size in SIZES:
        value = median(taken[size])
        yield figure(f"event_us_{size}", value, "us", f"event_us_{SIZES[0]}", value / base)


def _fold(board: Board, events: list[Event]) -> float:
    """Microseconds a fact."""
    recorded = [
        Recorded(seq=board.seq + place, command_id="bench", actor="bench", at_s=START_S, event=event)
        for place, event in enumerate(events, 1)
    ]
    began = time.perf_counter()
    for each in recorded:
        evolve(board, each)
    return (time.perf_counter() - began) / len(recorded) * 1e6
