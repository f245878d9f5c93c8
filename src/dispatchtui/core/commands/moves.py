"""Several visits moved in one act: a swap, a route pushed back, a displacement, a plan.

The moves are judged together, each on the board as all of them leave it, and they stand or fall
together. Unplacing and placing one visit alone are the same acts by their short names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import Act, Ask, Decision, visit_or_refusal
from dispatchtui.core.commands.lives import AdvanceVisit, advance_visit
from dispatchtui.core.commands.visits import PlaceVisit, UnplaceVisit, not_from, unfit_to_place
from dispatchtui.core.events import Event, VisitAdvanced, VisitPlaced, VisitUnplaced
from dispatchtui.core.lifecycle import PLACED, TOLD, Step
from dispatchtui.core.model import Part, TechnicianId, Visit, VisitState
from dispatchtui.core.planning import planned_crew
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.work import longer

MOST_MOVES = 100
"""Visits that one act may move."""


class Move(Part, frozen=True, kw_only=True):
    """Where one visit goes: to a technician at a time, or back to the queue when nobody is named.

    `told` says whether the people know: it releases the visit to them in the same act, or takes back that
    it was released; absent leaves it as it is. `unparked` takes a parked visit out of parking on the way,
    and `unbumped` takes back that it was displaced.
    """

    visit_id: str
    technician_id: TechnicianId = TechnicianId("")
    start_s: int = 0
    mates: tuple[TechnicianId, ...] = ()
    bumped: bool = False
    told: bool | None = None
    unparked: bool = False
    unbumped: bool = False

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


def moves_of(act: object) -> tuple[Move, ...]:
    """The moves that an act makes; none when it moves nothing."""
    match act:
        case MoveVisits():
            return act.moves
        case PlaceVisit():
            return (Move(visit_id=act.visit_id, technician_id=act.technician_id, start_s=act.start_s, mates=act.mates),)
        case UnplaceVisit():
            return (Move(visit_id=act.visit_id, bumped=act.bumped),)
        case _:
            return ()


def move_visits(board: Board, command: MoveVisits, ask: Ask) -> Decision:
    """Move the visits when the state of each allows it."""
    wrong = unfit_number(command) or _malformed(command)
    if wrong is not None:
        return wrong
    for move in command.moves:
        visit = visit_or_refusal(board, move.visit_id)
        if isinstance(visit, Refusal):
            return visit
        wrong = _unfit(board, visit, move, ask)
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
        elif then.crew != visit.crew or (then.state in TOLD) != (visit.state in TOLD):
            if visit.state is VisitState.PARKED:
                facts.append(VisitAdvanced(visit_id=visit.id, step=Step.UNPARK, occurred_s=ask.at_s))
            facts.append(VisitPlaced(visit_id=visit.id, crew=then.crew, overrides=overrides,
                                     released=then.state in TOLD, unbumped=move.unbumped))  # fmt: skip
    return tuple(facts)


def moved(board: Board, moves: tuple[Move, ...]) -> Board:
    """A fork of the board on which the moves have been made, whatever they break.

    All are taken out first and put back in the order of their times, so that the way to each is
    measured from the stop that will be before it. Who or what is not there is left out. It is a board to look at:
    its digest stays that of the board before.
    """
    fork = board.fork()
    for move in moves:
        visit = fork.visits.get(move.visit_id)
        if visit is not None and visit.crew:
            fork.lay(replace(visit, crew=(), state=VisitState.QUALIFIED))
    for move in sorted(moves, key=lambda each: each.start_s):
        visit = fork.visits.get(move.visit_id)
        people = [who for who in move.people if who in fork.technicians]
        if visit is not None and people:
            crew = planned_crew(fork, visit, people, move.start_s)
            before = board.visits[visit.id]
            state = _state(before, move.told)
            # Lines that are written anew hold what was added to the work, so it is not added to them once more.
            fork.lay(replace(before, crew=crew, state=state, extended_s=0,
                             duration=longer(before.duration, before.extended_s)))  # fmt: skip
    return fork


def unfit_number(command: MoveVisits) -> Refusal | None:
    """Refuse more moves than one act may hold, before any of them is looked at."""
    if 1 <= len(command.moves) <= MOST_MOVES:
        return None
    return invalid("moves", f"One act moves 1 to {MOST_MOVES} visits, not {len(command.moves)}.")


def _malformed(command: MoveVisits) -> Refusal | None:
    both = next((each for each in command.moves if each.bumped and each.technician_id), None)
    if both is not None:
        return invalid("moves", f"{both.visit_id} is displaced or goes to {both.technician_id}, not both.")
    if len({each.visit_id for each in command.moves}) < len(command.moves):
        return invalid("moves", "A visit is moved twice in one act.")
    return None


def _state(visit: Visit, told: bool | None) -> VisitState:
    """The state of a visit once it is placed, or placed anew."""
    if told is None:
        return visit.state if visit.state in PLACED else VisitState.PLANNED
    if not told:
        return VisitState.PLANNED
    return visit.state if visit.state in TOLD else VisitState.RELEASED


def _unfit(board: Board, visit: Visit, move: Move, ask: Ask) -> Refusal | None:
    rights = [("release", bool(move.told) and visit.state not in TOLD), ("bump", move.bumped or move.unbumped),
              ("park", move.unparked)]  # fmt: skip
    if move.technician_id:
        if move.unparked and visit.state is VisitState.PARKED:
            decision = advance_visit(board, AdvanceVisit(visit_id=visit.id, step=Step.UNPARK), ask)
            if isinstance(decision, Refusal):
                return decision
            visit = replace(visit, state=VisitState.QUALIFIED)
        return unfit_to_place(visit, move.technician_id, move.mates, ask) or _without(rights, visit, ask)
    if move.mates or move.told is not None or move.unparked or move.unbumped:
        return invalid("moves", f"{visit.id} goes back to the queue, so nobody goes along or is told to go.")
    if visit.state not in (VisitState.QUALIFIED, *PLACED):
        return not_from(visit, "unplaced")
    return _without([*rights, ("recall", visit.state in TOLD)], visit, ask)


def _without(rights: Sequence[tuple[str, bool]], visit: Visit, ask: Ask) -> Refusal | None:
    """Refuse who lacks a right that this very move needs."""
    lacking = next((right for right, needed in rights if needed and not ask.actor.may(right)), None)
    if lacking is None:
        return None
    return Refusal(code=Code.FORBIDDEN, right=lacking, subject=f"visits/{visit.id}",
                   sentence=f"Moving {visit.id} like this needs the right to {lacking}.")  # fmt: skip
