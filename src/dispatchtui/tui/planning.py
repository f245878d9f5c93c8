"""Ways out and better plans, worked out beside the keys by a worker process that begins once the board is there.

Never: a key, or a first paint, that waits for it; a proposal that goes because the worker did.
Why: a search takes all of a processor for seconds, and a dispatcher goes on meanwhile; what it finds must be there
when the key for it is pressed.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Final, Protocol

from msgspec.structs import replace

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.disrupting import proposal_id
from dispatchtui.core.model import Position
from dispatchtui.engine.jobs import Answered, Failed, Found, Job, Repair
from dispatchtui.tui import deciding, optimising
from dispatchtui.tui.effects import Work
from dispatchtui.tui.offered import Running
from dispatchtui.tui.state import State

if TYPE_CHECKING:
    from collections.abc import Collection

    from dispatchtui.client.replica import Changes, Replica
    from dispatchtui.core.board import Board

START_S, LATEST_S = 1.5, 10.0
"""How long no key must have come before the process is started, and when it is however many keys come."""
AGAIN_S: Final = 2.0
"""How often all is looked through while the board changes; what somebody has just caused is looked at at once."""
SECONDS, HURRIED_SECONDS = 1.0, 3.0
"""For how long better ways out are looked for by itself, and for what somebody waits for."""
PLANNED: Final = frozenset(
    ("visits", "work_orders", "absences", "technicians", "shifts", "lanes", "part_reservations", "part_levels",
     "stock_locations", "weather_alerts", "vehicles", "crews", "answers")
)  # fmt: skip
"""The tables of which a change may make a plan wrong, or right."""


class Planner(Protocol):
    """A worker as the console uses it."""

    sentence: str

    @property
    def state(self) -> str:
        """Asleep, starting, ready or failed."""

    def follow(self, board: Board, keys: Collection[str] | None = None) -> None:
        """Take over the board, or what changed of it."""

    def at(self, now_s: int, known_s: int | None = None) -> None:
        """Let it be a later moment."""

    def move(self, position: Position) -> None:
        """Take over where somebody is."""

    def wake(self) -> None:
        """Start the process."""

    def ask(self, job: Job) -> str:
        """Ask for a job."""

    def cancel(self, job_id: str) -> None:
        """Stop a job."""

    def taken(self) -> list[Answered]:
        """What was answered since."""

    def close(self) -> None:
        """End the process."""


class Planning:
    """A worker that follows the board, looks for ways out by itself, and does what somebody asks for."""

    def __init__(self, make: Callable[[Callable[[], None]], Planner], told: Callable[[], None] = lambda: None) -> None:
        """Remember how a worker is made; `told` is called, on any thread, when it has something to tell."""
        self._make, self._told = make, told
        self._worker: Planner | None = None
        self._since = perf_counter()
        self._latest = self._since + LATEST_S
        self._replica: Replica | None = None
        self._known: Replica | None = None
        self._repair, self._ids = "", ()  # type: tuple[str, tuple[str, ...]]
        self._dirty, self._asked = True, 0.0
        self._minute, self._sentence = 0, ""

    def work(self, state: State, replica: Replica, changed: Changes | None) -> None:
        """Begin when there is time for it, tell of what changed, take over what was found, look again.

        Cost: some tenths of a millisecond; what is sent is encoded on another thread.
        """
        worker, self._replica = self._worker, replica
        if worker is None:
            if perf_counter() < min(self._since + START_S, self._latest) or not state.picture.me.may("place"):
                return  # who may place nothing needs nobody who looks for places
            worker = self._worker = self._make(self._told)
        self._tell(worker, state, replica, changed)
        self._take(worker, state)
        self._look(worker, state)
        state.offered.behind = self._dirty or bool(self._repair)

    def hush(self) -> None:
        """Put the start off: a key was pressed."""
        if self._worker is None:
            self._since = perf_counter()

    def ask(self, state: State, effect: Work) -> None:
        """Let the worker do a job; what it finds is shown when it ends."""
        worker = self._worker
        if worker is None:
            worker = self._worker = self._make(self._told)
        running = Running(job_id="", title=effect.title, subject=effect.subject, presses=state.presses)
        if self._replica is not None:
            self._tell(worker, state, self._replica, None)
        state.offered.running = replace(running, job_id=worker.ask(effect.job))
        self._take(worker, state)

    def halt(self, state: State) -> None:
        """Stop the job that somebody asked for; the best so far is taken."""
        running = state.offered.running
        if self._worker is not None and running is not None:
            self._worker.cancel(running.job_id)
            self._take(self._worker, state)

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.close()

    def _tell(self, worker: Planner, state: State, replica: Replica, changed: Changes | None) -> None:
        picture = state.picture
        if self._known is not replica or (changed is not None and changed.replaced):
            self._known, self._dirty = replica, True
            worker.follow(replica.confirmed, None)
            for position in picture.positions.values():
                worker.move(position)
        elif changed is not None:
            if changed.keys:
                worker.follow(replica.confirmed, changed.keys)
                self._dirty |= any(key.partition("/")[0] in PLANNED for key in changed.keys)
            for who in changed.positions:
                worker.move(picture.positions[who])
        worker.at(picture.now_s, picture.known_s)
        if picture.known_s // 60 != self._minute:
            self._minute, self._dirty = picture.known_s // 60, True

    def _take(self, worker: Planner, state: State) -> None:
        offered, settled = state.offered, False
        for answer in worker.taken():
            running = offered.running
            if running is not None and answer.job_id == running.job_id:
                optimising.take(state, answer)
                settled = True
            elif answer.job_id == self._repair:
                settled |= self._repaired(state, answer)
        offered.worker = worker.sentence if worker.state == "failed" else ""
        if worker.sentence and worker.sentence != self._sentence:
            state.say(worker.sentence, "alarm")
        self._sentence = worker.sentence
        looking = bool(self._repair)
        if settled or looking is not offered.looking:
            offered.looking = looking
            offered.settle(state.picture)

    def _repaired(self, state: State, answer: Answered) -> bool:
        if isinstance(answer, Found):
            state.offered.take(answer, self._ids)
        if isinstance(answer, Failed) or answer.final:
            self._repair = ""
        return True

    def _look(self, worker: Planner, state: State) -> None:
        """Have ways out looked for: of what was just caused at once, of everything now and then."""
        now, offered = perf_counter(), state.offered
        hurried = tuple(offered.hurried)
        if hurried:
            offered.hurried.clear()
            self._ids, self._dirty = hurried, True
            self._repair = worker.ask(Repair(ids=hurried, seconds=HURRIED_SECONDS))
        elif self._dirty and not self._repair and now > self._asked + AGAIN_S:
            self._ids, self._dirty, self._asked = (), False, now
            self._repair = worker.ask(Repair(seconds=SECONDS))


def raised(state: State, act: Command, *, untouched: bool) -> None:
    """Open what is offered for a sickness that was just recorded, unless a key was pressed since."""
    if not isinstance(act, RecordAbsence) or not state.offered.there:
        return
    cause = proposal_id("TECH_SICK", f"technicians/{act.row.technician_id}")
    state.offered.hurried[cause] = None
    state.offered.looking = True
    if untouched and state.on_board:
        deciding.show(state, cause)
