"""A worker in memory: it follows the board and answers as the process does, with what a test has it find.

Only the process and its search are missing: rows and options are made by the real floor, from the moves of a test.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.disrupting import proposal_id
from dispatchtui.core.model import Position
from dispatchtui.engine.jobs import Answered, Failed, Found, Job, Repair
from dispatchtui.solver.proposing.proposal import Disruption, Option, Proposal
from dispatchtui.solver.proposing.rows import option_of, rows_of

Ways = Callable[[Board, int], Iterable[Proposal]]


class SmallWorker:
    """The handle of a worker; `ways` says what is found for everything, on the board as it was told last."""

    def __init__(self, ways: Ways = lambda board, now_s: ()) -> None:
        self.ways = ways
        self.sentence = ""
        self.state = "ready"
        self.board = Board()
        self.now_s = 0
        self.jobs: dict[str, Job] = {}
        self.cancelled: list[str] = []
        self.found: dict[str, Found] = {}
        self.closed = self.holds = False
        self._told: Callable[[], None] = lambda: None
        self._answers: list[Answered] = []

    def made(self, told: Callable[[], None]) -> SmallWorker:
        self._told = told
        return self

    def follow(self, board: Board, keys: Collection[str] | None = None) -> None:
        self.board = board.copy()

    def at(self, now_s: int, known_s: int | None = None) -> None:
        self.now_s = now_s

    def move(self, position: Position) -> None:
        pass

    def wake(self) -> None:
        pass

    def ask(self, job: Job) -> str:
        job_id = str(len(self.jobs) + 1)
        self.jobs[job_id] = job
        if isinstance(job, Repair) and not self.holds:
            self.find(job_id)
        return job_id

    def find(self, job_id: str = "") -> None:
        """Answer a repair, or the last one, by what is found by now."""
        job_id = job_id or next(each for each, job in reversed(self.jobs.items()) if isinstance(job, Repair))
        found = tuple(self.ways(self.board, self.now_s))
        self.tell(Found(job_id=job_id, proposals=found, final=True))

    def tell(self, answer: Answered) -> None:
        if isinstance(answer, Found):
            self.found[answer.job_id] = answer
        self._answers.append(answer)
        self._told()

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)
        found = self.found.get(job_id)
        self._answers.append(
            replace(found, final=True)
            if found is not None
            else Failed(job_id=job_id, sentence="It was stopped after 0.1 s, with nothing found yet.")
        )

    def taken(self) -> list[Answered]:
        found, self._answers = self._answers, []
        return found

    def close(self) -> None:
        self.closed = True


def an_option(board: Board, now_s: int, *moves: Move, kind: str = "move") -> Option:
    """An option of these moves, as the floor makes it."""
    return option_of(board, kind, rows_of(board, moves, now_s), now_s)


def a_proposal(
    *options: Option, kind: str = "TECH_SICK", subject: str = "technicians/T01", visits: tuple[str, ...] = (),
    act_by_s: int | None = None, basis: str = "b1", sentence: str = "", final: bool = True,
) -> Proposal:  # fmt: skip
    """A proposal for a disruption."""
    cause = Disruption(id=proposal_id(kind, subject), kind=kind, subject=subject, visits=visits, act_by_s=act_by_s,
                       sentence=sentence, territories=("EAST",))  # fmt: skip
    return Proposal(id=cause.id, disruption=cause, options=options, basis=basis, final=final)
