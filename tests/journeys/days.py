"""Days that several journeys begin from."""

from __future__ import annotations

from dispatchtui.core.model import Row, VisitState
from tests.builders import a_visit, a_work_order, a_working_board, north


def a_day() -> tuple[Row, ...]:
    """Three plumbers on shift; V60 waits for one, V61 is planned, V62 is being worked on."""
    board = a_working_board(
        a_work_order(id="W60", response_due="11:00", priority=2), a_visit(id="V60", needs={"PLUMB": 2}),
        a_work_order(id="W61", response_due="16:00"), a_visit(id="V61", technician="T02", start="13:00"),
        a_work_order(id="W62", location=north(0.05)),
        a_visit(id="V62", technician="T03", start="09:30", state=VisitState.WORKING),
        a_work_order(id="W63", response_due="17:00"), a_visit(id="V63"),
    )  # fmt: skip
    return tuple(board.rows())


def a_queue(count: int = 30) -> tuple[Row, ...]:
    """Visits V1, V2, ... due one minute after another, unplaced."""
    rows: list[Row] = []
    for number in range(1, count + 1):
        due = f"{12 + number // 60}:{number % 60:02}"
        rows += [
            a_work_order(id=f"W{number}", response_due=due, customer=f"Customer {number}"),
            a_visit(id=f"V{number}"),
        ]
    return tuple(a_working_board(*rows).rows())


def a_route() -> tuple[Row, ...]:
    """T01 does V61, V62 and V63 one after another; T02 has V64 in the afternoon."""
    times = {"W61": "13:00", "W62": "15:00", "W63": "17:30", "W64": "20:00"}
    due = [a_work_order(id=name, response_due=time) for name, time in times.items()]
    return tuple(a_working_board(
        *due,
        a_visit(id="V61", technician="T01", start="11:00"), a_visit(id="V62", technician="T01", start="12:00"),
        a_visit(id="V63", technician="T01", start="13:30"), a_visit(id="V64", technician="T02", start="15:00"),
    ).rows())  # fmt: skip
