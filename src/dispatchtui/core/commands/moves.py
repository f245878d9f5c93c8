"""Several visits moved in one act: a swap, a route pushed back, a displacement, a plan.

The moves are judged together, each on the board as all of them leave it, and they stand or fall
together. Unplacing and placing one visit alone are the same acts by their short names.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, visit_or_refusal
from dispatchtui.core.commands.visits import not_from, planned_crew, unfit_to_place
from dispatchtui.core.events import Event, VisitPlaced, VisitUnplaced
from dispatchtui.core.lifecycle import PLACED, TOLD
from dispatchtui.core.model import Part, TechnicianId, Visit, VisitState
from dispatchtui.core.refusals import Code, Refusal, invalid

MOST_MOVES = 100
"""Visits that one act may move."""


class Move(Part, frozen=True, kw_only=True):
    """Where one visit goes: to a technician at a time, or back to the queue when nobody is named."""

    visit_id: str
    technician_id: TechnicianId = TechnicianId("")
    start_s: int = 0
    mates: tuple[TechnicianId, ...] = ()
    bumped: bool = False

    @property
    def people(self) -> tuple[TechnicianId, ...]:
        """Everybody who goes, the lead first; nobody when it goes back to the queue."""
        return (self.technician_id, *self.mates) if self.technician_id else ()


class MoveVisits(Act, frozen=True, kw_only=True, tag="move_visits"):
    """Move several visits, all or none."""

    RIGHT: ClassVar[str] = "place"
    moves: tuple[Move, ...]

    def subjects(self) -> tuple[str, ...]:
        """The visits, and everybody who is to go."""
        visits = [f"visits/{each.visit_id}" for each in self.moves]
        people = [f"technicians/{who}" for each in self.moves for who in each.people]
        return tuple(dict.fromkeys([*visits, *people]))


def move_visits(board: Board, command: MoveVisits, ask: Ask) -> Decision:
    """Move the visits when the state of each allows it."""
    wrong = _malformed(command)
    if wrong is not None:
        return wrong
    for move in command.moves:
        visit = visit_or_refusal(board, move.visit_id)
        if isinstance(visit, Refusal):
            return visit
        wrong = _unfit(visit, move, ask)
        if wrong is not None:
            return wrong
    after = moved(board, command.moves)
    facts: list[Event] = []
    for move in command.moves:
        visit, then = board.visits[move.visit_id], after.visits[move.visit_id]
        overrides = ask.overrides_of(visit.id)
        if not move.technician_id:
            if visit.crew:
                facts.append(VisitUnplaced(visit_id=visit.id, bumped=move.bumped, overrides=overrides,
                                           recalled=visit.state in TOLD))  # fmt: skip
        elif then.crew != visit.crew:
            facts.append(VisitPlaced(visit_id=visit.id, crew=then.crew, overrides=overrides,
                                     released=visit.state in TOLD))  # fmt: skip
    return tuple(facts)


def moved(board: Board, moves: tuple[Move, ...]) -> Board:
    """A fork of the board on which the moves have been made, whatever they break.

    All are taken out first and put back in the order of their times, so that the way to each is
    measured from the stop that will be before it. Who or what is not there is left out.
    """
    fork = board.fork()
    for move in moves:
        visit = fork.visits.get(move.visit_id)
        if visit is not None and visit.crew:
            fork.put(replace(visit, crew=(), state=VisitState.QUALIFIED))
    for move in sorted(moves, key=lambda each: each.start_s):
        visit = fork.visits.get(move.visit_id)
        people = [who for who in move.people if who in fork.technicians]
        if visit is not None and people:
            crew = planned_crew(fork, visit, people, move.start_s)
            before = board.visits[visit.id]
            state = before.state if before.state in PLACED else VisitState.PLANNED
            fork.put(replace(before, crew=crew, state=state))
    return fork


def _malformed(command: MoveVisits) -> Refusal | None:
    if not 1 <= len(command.moves) <= MOST_MOVES:
        return invalid("moves", f"One act moves 1 to {MOST_MOVES} visits, not {len(command.moves)}.")
    if len({each.visit_id for each in command.moves}) < len(command.moves):
        return invalid("moves", "A visit is moved twice in one act.")
    return None


def _unfit(visit: Visit, move: Move, ask: Ask) -> Refusal | None:
    if move.technician_id:
        return unfit_to_place(visit, move.technician_id, move.mates, ask)
    if move.mates:
        return invalid("mates", f"{visit.id} goes back to the queue, so nobody goes along.")
    if visit.state not in (VisitState.QUALIFIED, *PLACED):
        return not_from(visit, "unplaced")
    for right, needed in (("recall", visit.state in TOLD), ("bump", move.bumped)):
        if needed and not ask.actor.may(right):
            return Refusal(code=Code.FORBIDDEN, right=right, subject=f"visits/{visit.id}",
                           sentence=f"Taking {visit.id} back needs the right to {right}.")  # fmt: skip
    return None
