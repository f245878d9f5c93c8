"""Acts on a store as the desk does them: judge nothing, fold into a fork, append, commit."""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.events import (
    Event,
    Recorded,
    SkillRecorded,
    TechnicianRecorded,
    TerritoryRecorded,
    VisitAdded,
    VisitPlaced,
    WorkOrderOpened,
)
from dispatchtui.core.evolve import evolve
from dispatchtui.store import Batch, Store
from tests.builders import a_line, a_skill, a_technician, a_territory, a_visit, a_work_order, at


def append(batch: Batch, board: Board, *events: Event, command: str = "", by: str = "dora") -> None:
    """Fold facts of one act into a recording board and append each with its changes."""
    assert board.changes is not None
    for event in events:
        seq = batch.head + 1
        recorded = Recorded(seq=seq, command_id=command or f"c-{seq}", actor=by, at_s=at("07:00"), event=event)
        mark = len(board.changes)
        evolve(board, recorded)
        batch.append(recorded, board.changes[mark:])


def record(store: Store, *events: Event, by: str = "dora") -> Board:
    """Record facts in one batch; answer the board that they make, as it was folded."""
    board = store.load().fork(recording=True)
    with store.writing() as batch:
        append(batch, board, *events, by=by)
    return board


def beginnings() -> tuple[Event, ...]:
    """A territory, a skill, two technicians and three qualified visits."""
    return (
        TerritoryRecorded(row=a_territory()),
        SkillRecorded(row=a_skill()),
        TechnicianRecorded(row=a_technician(id="T01")),
        TechnicianRecorded(row=a_technician(id="T02")),
        *(WorkOrderOpened(row=a_work_order(id=f"W{number}")) for number in (60, 61, 62)),
        *(VisitAdded(row=a_visit(id=f"V{number}")) for number in (60, 61, 62)),
    )


def placed(visit_id: str, technician: str, start: str | int, *, minutes: int = 60) -> VisitPlaced:
    """The fact that a visit was placed."""
    return VisitPlaced(visit_id=visit_id, crew=(a_line(technician=technician, start=start, minutes=minutes),))
