"""A board whose facts are followed by a notebook, and the steps of a visit that was done as it should be."""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.events import Event, Recorded, VisitAdvanced
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Row
from dispatchtui.risk.learning.observations import Notebook, Observation
from tests.builders import a_board
from tests.rows import a_shift, a_technician, a_visit, a_work_order, at, north

DONE = {
    "release": "07:00",
    "accept": "07:10",
    "depart": "09:50",
    "arrive": "10:00",
    "start": "10:02",
    "complete": "11:17",
}
"""One visit an hour long, planned for ten and ten minutes away, that took fifteen minutes longer."""


class Reading:
    """A board, and what a notebook read of its facts."""

    def __init__(self, *rows: Row) -> None:
        """Begin with T05 on shift from eight, ten minutes from V60, unless other rows are given."""
        plain = (
            a_technician(),
            a_shift(),
            a_work_order(location=north(10)),
            a_visit(technician="T05", start="10:00"),
        )
        self.board: Board = a_board(*(rows or plain))
        self.notebook = Notebook()
        self.facts: list[Recorded] = []
        self.found: list[Observation] = []

    def tell(self, event: Event, recorded: str, *, by: str = "T05") -> list[Observation]:
        """Record one fact at a time of the day."""
        seq = self.board.seq + 1
        fact = Recorded(seq=seq, command_id=f"c-{seq}", actor=by, at_s=at(recorded), event=event)
        self.facts.append(fact)
        found = self.notebook.follow(self.board, fact)
        evolve(self.board, fact)
        self.found += found
        return found

    def step(
        self,
        step: str,
        occurred: str,
        *,
        visit: str = "V60",
        recorded: str = "",
        by: str = "T05",
        remaining_s: int | None = None,
    ) -> list[Observation]:
        """Record one step, at once unless it is said when."""
        event = VisitAdvanced(
            visit_id=visit, step=Step(step), occurred_s=at(occurred), reason="because", remaining_s=remaining_s
        )
        return self.tell(event, recorded or occurred, by=by)

    def go(self, times: dict[str, str], *, visit: str = "V60", recorded: dict[str, str] | None = None) -> Observation:
        """Take the steps of a visit, each at its time; the last observation of it."""
        for step, moment in times.items():
            self.step(step, moment, visit=visit, recorded=(recorded or {}).get(step, ""))
        return self.found[-1]


def read_again(reading: Reading, board: Board) -> list[Observation]:
    """What another notebook reads of the same facts on a board as it was in the morning, each told twice."""
    notebook = Notebook()
    found: list[Observation] = []
    for fact in reading.facts:
        found += notebook.follow(board, fact)
        found += notebook.follow(board, fact)
        evolve(board, fact)
    return found


def times(**changed: str) -> dict[str, str]:
    """The usual day with other times for some steps."""
    return {**DONE, **changed}
