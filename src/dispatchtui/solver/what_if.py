"""Moves tried on a fork: seen against the present, then done as acts of their own, or dropped.

The board tried is what all the moves together leave, however many steps led there. What holds when done
one after another becomes single acts in such an order; what only holds together stays together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.base import Verdict
from dispatchtui.constraints.check import check_moves
from dispatchtui.constraints.effects import Effects, effects_of
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import PlaceVisit, UnplaceVisit
from dispatchtui.core.difference import Difference, same
from dispatchtui.core.lifecycle import TOLD
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.refusals import WORST_FIRST, Level, Refusal, Violation
from dispatchtui.core.rehearsal import carry_out, refused
from dispatchtui.core.rights import Standing
from dispatchtui.core.words import moment


class Lapsed(Struct, frozen=True, kw_only=True):
    """A move that the live board has overtaken: its visit changed (stale), or it cannot be made now (illegal).

    `kept` says that it is still tried, for somebody to decide.
    """

    visit_id: str
    cause: str
    kept: bool
    sentence: str


class WhatIf:
    """Moves tried on a board that stays as it is."""

    def __init__(self, board: Board, at_s: int, *, standing: Standing = Standing.DESK) -> None:
        """Try nothing yet; the board must not change while this is in use."""
        self.present, self.at_s, self.standing = board, at_s, standing
        self.board = board.fork()
        self._steps: list[tuple[Move, ...]] = []

    @property
    def moves(self) -> tuple[Move, ...]:
        """Where each visit that was moved goes in the end; one that is back where it stands is left out."""
        return _net(self.present, self._steps)

    def try_(self, *moves: Move) -> Refusal | None:
        """Try moves together, after those tried before; answers why they cannot be made, and leaves them out."""
        return self._take([*self._steps, moves])

    def back(self) -> tuple[Move, ...]:
        """Take the last step back; answers what it was."""
        if not self._steps:
            return ()
        *older, last = self._steps
        self._take(older)
        return last

    def drop(self) -> None:
        """Try nothing any more."""
        self._take([])

    def effects(self, positions: Mapping[str, Position] | None = None) -> Effects:
        """What is different from the present."""
        return effects_of(self.present, self.board, self.at_s, positions=positions)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """What the checker says of all moves taken together, by visit."""
        return check_moves(self.present, self.moves, at_s=self.at_s, standing=self.standing)

    @property
    def versions(self) -> dict[str, int]:
        """The versions that the present has of the rows that would change, by key."""
        return Difference(self.present, self.board, self.at_s).versions

    def acts(self) -> tuple[Command, ...]:
        """The acts that make these moves, in an order in which each is as legal as all are together.

        Cost: a check of each move against each, at worst, when every one waits for another.
        """
        board, left = self.present.fork(), list(self.moves)
        allowed = {visit_id: whole(verdict) for visit_id, verdict in self.verdicts.items()}
        acts: list[Command] = []
        while left:
            group = self._next_group(board, left, allowed)
            act = act_of(board, group)
            if carry_out(board, act, self.at_s) is not None:
                return (*acts, MoveVisits(moves=tuple(left)))
            acts.append(act)
            left = [move for move in left if move not in group]
        return tuple(acts)

    def rebased(self, board: Board, at_s: int) -> tuple[WhatIf, tuple[Lapsed, ...]]:
        """The same moves tried on the board as it is now, and which of them it has overtaken, and why."""
        fresh = WhatIf(board, at_s, standing=self.standing)
        lapsed: dict[str, Lapsed] = {}
        for step in self._steps:
            kept = []
            for move in step:
                refusal = _cannot(board, move, at_s)
                if refusal is None:
                    kept.append(move)
                else:
                    lapsed[move.visit_id] = _lapsed(move, "illegal", refusal.sentence, kept=False)
            if kept:
                fresh.try_(*kept)
        was, now = self.verdicts, fresh.verdicts
        for move in fresh.moves:
            breaks = _newly_impossible(was.get(move.visit_id), now[move.visit_id])
            if breaks is not None:
                lapsed[move.visit_id] = _lapsed(move, "illegal", breaks.sentence)
            elif not same(_unremarked(self.present, move), _unremarked(board, move)):
                words = _stale(self.present.visits[move.visit_id], board.visits[move.visit_id], board, at_s)
                lapsed[move.visit_id] = _lapsed(move, "stale", words)
        return fresh, tuple(lapsed.values())

    def _take(self, steps: list[tuple[Move, ...]]) -> Refusal | None:
        moves, board = _net(self.present, steps), self.present.fork()
        refusal = next(filter(None, (_cannot(board, move, self.at_s) for step in steps[-1:] for move in step)), None)
        if refusal is None and moves:
            refusal = carry_out(board, MoveVisits(moves=moves), self.at_s)
        if refusal is None:
            self._steps, self.board = steps, board
        return refusal

    def _next_group(
        self, board: Board, left: list[Move], allowed: Mapping[str, Sequence[Violation]]
    ) -> tuple[Move, ...]:
        """One move that is as legal alone as it is in the end, or else the fewest that are so together."""
        best: tuple[Move, ...] = tuple(left)
        for move in left:
            group = self._closed(board, move, left, allowed)
            if len(group) < len(best):
                best = group
            if len(best) == 1:
                break
        return best

    def _closed(
        self, board: Board, move: Move, left: list[Move], allowed: Mapping[str, Sequence[Violation]]
    ) -> tuple[Move, ...]:
        """A move with those that must go along, so that nothing is broken that is not broken in the end."""
        group = [move]
        while True:
            found = check_moves(board, group, at_s=self.at_s, standing=self.standing)
            worse = [each for visit_id, verdict in found.items() for each in whole(verdict)
                     if not as_legal(each, allowed[visit_id])]  # fmt: skip
            others = [each for each in left if each not in group]
            if not worse or not others:
                return tuple(each for each in left if each in group)
            named = [each for each in others if f"visits/{each.visit_id}" in {one.subject for one in worse}]
            group += named or [each for each in others if met(board, each, group)] or others


def act_of(board: Board, moves: Sequence[Move]) -> Command:
    """The act that makes these moves: that of one visit alone by its short name."""
    move = moves[0]
    if len(moves) > 1 or move != replace(move, told=None, unparked=False, unbumped=False):
        return MoveVisits(moves=tuple(moves))
    if move.technician_id:
        return PlaceVisit(visit_id=move.visit_id, technician_id=move.technician_id, start_s=move.start_s,
                          mates=move.mates)  # fmt: skip
    visit = board.visits.get(move.visit_id)
    if visit is not None and visit.state in TOLD:
        return MoveVisits(moves=(move,))
    return UnplaceVisit(visit_id=move.visit_id, bumped=move.bumped)


def _net(board: Board, steps: Sequence[tuple[Move, ...]]) -> tuple[Move, ...]:
    last = {move.visit_id: move for step in steps for move in step}
    return tuple(move for move in last.values() if not _stands(board.visits.get(move.visit_id), move))


def _stands(visit: Visit | None, move: Move) -> bool:
    """Whether a visit is already where a move would take it."""
    if visit is None or not visit.crew or not move.technician_id:
        return visit is not None and not visit.crew and not move.technician_id
    people = tuple(line.technician_id for line in visit.crew)
    if move.told is not None and move.told != (visit.state in TOLD):
        return False
    return people == move.people and visit.crew[0].start_s == move.start_s


def _cannot(board: Board, move: Move, at_s: int) -> Refusal | None:
    return refused(board, MoveVisits(moves=(move,)), at_s)


def whole(verdict: Verdict) -> tuple[Violation, ...]:
    """What is broken and what is warned of."""
    return (*verdict.violations, *verdict.warnings)


def as_legal(found: Violation, allowed: Sequence[Violation]) -> bool:
    """Whether a violation is one that the whole has too, at least as badly; a warning stops nothing."""
    return found.level is Level.WARNING or any(
        found.constraint == each.constraint
        and found.subject == each.subject
        and found.amount <= each.amount
        and WORST_FIRST[found.level] >= WORST_FIRST[each.level]
        for each in allowed
    )


def met(board: Board, move: Move, group: Sequence[Move]) -> bool:
    """Whether a move takes from or gives to somebody whom a group of moves does too."""
    return bool(people_of(board, (move,)) & people_of(board, group))


def people_of(board: Board, moves: Sequence[Move]) -> set[str]:
    """Everybody whom moves take a visit from, or give one to."""
    visits = (board.visits.get(each.visit_id) for each in moves)
    gave = {line.technician_id for each in visits if each is not None for line in each.crew}
    return gave | {who for each in moves for who in each.people}


def _newly_impossible(was: Verdict | None, now: Verdict) -> Violation | None:
    former = {each.constraint for each in was.violations if each.level is Level.NOBODY} if was is not None else set()
    return next((each for each in now.violations if each.level is Level.NOBODY and each.constraint not in former), None)


def _lapsed(move: Move, cause: str, sentence: str, *, kept: bool = True) -> Lapsed:
    return Lapsed(visit_id=move.visit_id, cause=cause, kept=kept, sentence=sentence)


def _stale(was: Visit, now: Visit, board: Board, at_s: int) -> str:
    by = now.changed.by if now.changed is not None else "somebody"
    former, later = _place(was, board, at_s), _place(now, board, at_s)
    if former == later:
        return f"{now.id} was changed by {by} and is still {later}."
    return f"{now.id} was changed by {by}: {former} before, {later} now."


def _unremarked(board: Board, move: Move) -> Visit | None:
    """A visit without its notes, which overtake no move."""
    visit = board.visits.get(move.visit_id)
    return replace(visit, notes=()) if visit is not None else None


def _place(visit: Visit, board: Board, at_s: int) -> str:
    state = visit.state.replace("_", " ").lower()
    if not visit.crew:
        return state
    technician = board.technicians.get(visit.crew[0].technician_id)
    at = moment(visit.crew[0].start_s, technician.zone if technician is not None else "", at_s)
    return f"{state} with {visit.crew[0].technician_id} at {at}"
