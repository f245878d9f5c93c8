"""What checking costs: a whole board of ten thousand visits, and one event on a board that is watched."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from msgspec.structs import replace

from benchmarks.figures import Figure, figure, median
from dispatchtui.constraints.check import check_board
from dispatchtui.constraints.watch import Watch
from dispatchtui.core.board import Board
from dispatchtui.core.model import (
    Assignment,
    Duration,
    Location,
    Shift,
    Site,
    Technician,
    TechnicianId,
    Territory,
    TerritoryId,
    Visit,
    VisitState,
    WorkOrder,
    WorkOrderId,
)

SIZES = (1_000, 10_000)
PER_TECHNICIAN = 8
EVENTS = 300
ROUNDS = 5
HOUR_S = 3600
START_S = 1_571_644_800
ZONE = "America/New_York"
DAY = "2019-10-21"


def a_board(visits: int) -> Board:
    """A board of that many placed visits, eight to a technician, each technician with a shift, each visit a site."""
    board = Board()
    east = TerritoryId("EAST")
    board.put(Territory(id="EAST", name="East", zone=ZONE))
    for number in range(-(-visits // PER_TECHNICIAN)):
        who = f"T{number}"
        board.put(Technician(id=who, name=f"Technician {number}", territory=east, zone=ZONE, home=_place(number, 0)))
        board.put(Shift(id=f"{who}:{DAY}", technician_id=TechnicianId(who), territories=(east,), start_s=START_S,
                        end_s=START_S + PER_TECHNICIAN * HOUR_S, overtime_s=HOUR_S))  # fmt: skip
    for number in range(visits):
        site = Site(address=f"{number} Main St", location=_place(number // PER_TECHNICIAN, number), zone=ZONE)
        board.put(WorkOrder(id=f"W{number}", summary="Water in the cellar", territory=east, site=site))
        board.put(Visit(id=f"V{number}", work_order_id=WorkOrderId(f"W{number}"), state=VisitState.PLANNED,
                        territory=east, duration=Duration(p50_s=1800, p80_s=2700), crew=(a_line(number),)))  # fmt: skip
    return board


def _place(technician: int, visit: int) -> Location:
    return Location(latitude=39 + technician % 100 / 300 + visit % PER_TECHNICIAN / 600,
                    longitude=-76.9 + technician // 100 / 30 + visit % 97 / 9000)  # fmt: skip


def a_line(number: int, later_s: int = 0) -> Assignment:
    """The plan of a visit: its technician's hours one after another."""
    start_s = START_S + number % PER_TECHNICIAN * HOUR_S + later_s
    return Assignment(technician_id=TechnicianId(f"T{number // PER_TECHNICIAN}"), start_s=start_s,
                      end_s=start_s + 1800, day=DAY)  # fmt: skip


def figures() -> Iterator[Figure]:
    """Check the whole board, then change single visits of watched boards, in turns; the middle counts."""
    boards = {size: a_board(size) for size in SIZES}
    whole = median(_whole_ms(boards[SIZES[-1]]) for _ in range(3))
    yield figure(f"check_board_ms_{SIZES[-1]}", whole, "ms")
    chance = random.Random(1)
    watches = {size: Watch(board, START_S) for size, board in boards.items()}
    taken: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(ROUNDS):
        for size in SIZES:
            taken[size].append(_event_us(watches[size], size, chance))
    base = median(taken[SIZES[0]])
    for size in SIZES:
        value = median(taken[size])
        yield figure(f"recheck_event_us_{size}", value, "us", f"recheck_event_us_{SIZES[0]}", value / base)


def _whole_ms(board: Board) -> float:
    began = time.perf_counter()
    check_board(board, START_S)
    return (time.perf_counter() - began) * 1e3


def _event_us(watch: Watch, visits: int, chance: random.Random) -> float:
    """Microseconds to check again after one visit was moved by some minutes; putting it there is not counted."""
    spent: list[float] = []
    for _ in range(EVENTS):
        number = chance.randrange(visits)
        visit = watch.board.visits[f"V{number}"]
        watch.board.put(replace(visit, crew=(a_line(number, chance.randrange(30) * 60),)))
        began = time.perf_counter()
        watch.follow((f"visits/V{number}",), START_S)
        spent.append(time.perf_counter() - began)
    return median(spent) * 1e6
