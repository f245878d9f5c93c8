"""Moves that are meant together, in parts that can be done one after another, each alone where it can.

A part is as legal when its turn comes as all moves are together. What only holds with others goes with them, as long
as that is a few; else it comes after them.

Units: epoch seconds.
Cost: a check of each move where each can be done alone; some more for those that wait for another.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.constraints.check import check_moves
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import MOST_MOVES, Move, MoveVisits
from dispatchtui.core.refusals import Violation
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.solver.what_if import as_legal, met, whole

MOST_JOINED = 6
"""So many moves become one part at most for the sake of standing alone; of more, some have to come after others."""
MOST_TRIED = 8
"""So many of the moves that wait for others are looked at for the fewest that go together."""

Part = tuple[Move, ...]


def parts_of(board: Board, moves: Sequence[Move], now_s: int) -> tuple[Part, ...]:
    """The parts, in an order in which they can be done."""
    return _Splitting(board, moves, now_s).parts()


class _Splitting:
    """Moves that are split, and what they break when all of them are done."""

    def __init__(self, board: Board, moves: Sequence[Move], now_s: int) -> None:
        self.board, self.moves, self.now_s = board, moves, now_s
        found = check_moves(board, moves, at_s=now_s)
        self.allowed = {visit_id: whole(verdict) for visit_id, verdict in found.items()}

    def parts(self) -> tuple[Part, ...]:
        """The parts as they stand alone: whoever a part waits for goes along, as long as that is a few."""
        parts: list[Part] = []
        for each in self._ordered():
            part = each
            while parts and (worse := self._worse(self.board, part)):
                near = self._awaited(parts, part, worse)
                if near is None or len(near) + len(part) > MOST_JOINED:
                    break
                parts.remove(near)
                part = (*near, *part)
            parts.append(part)
        return tuple(parts)

    def _awaited(self, parts: Sequence[Part], part: Part, worse: Sequence[Violation]) -> Part | None:
        """What a part waits for: what stands in its way, else what makes it legal, else the latest with its people."""
        subjects = {each.subject for each in worse}
        near = [each for each in reversed(parts) if any(met(self.board, move, part) for move in each)]
        named = (each for each in near if any(f"visits/{move.visit_id}" in subjects for move in each))
        enough = (each for each in near if not self._worse(self.board, (*each, *part)))
        return next(named, None) or next(enough, None) or next(iter(near), None)

    def _ordered(self) -> list[Part]:
        """The fewest moves at a time that are legal when their turn comes."""
        fork, left = self.board.fork(), list(self.moves)
        parts: list[Part] = []
        while left:
            waiting: list[Move] = []
            for move in left:
                if not self._worse(fork, (move,)) and self._done(fork, (move,)):
                    parts.append((move,))
                else:
                    waiting.append(move)
            if len(waiting) == len(left):
                part = self._fewest(fork, waiting)
                if not self._done(fork, part):
                    return [*parts, *((each,) for each in waiting)]
                parts.append(part)
                waiting = [each for each in waiting if each not in part]
            left = waiting
        return parts

    def _fewest(self, board: Board, left: Sequence[Move]) -> Part:
        best: Part = tuple(left[:MOST_MOVES])
        for move in left[:MOST_TRIED]:
            part = self._closed(board, move, left)
            if len(part) < len(best):
                best = part
        return best

    def _closed(self, board: Board, move: Move, left: Sequence[Move]) -> Part:
        """A move with those that must go along, so that nothing is broken that is not broken in the end."""
        part: list[Move] = [move]
        while True:
            subjects = {each.subject for each in self._worse(board, part)}
            others = [each for each in left if each not in part]
            if not subjects or not others or len(part) >= MOST_MOVES:
                return tuple(each for each in left if each in part)[:MOST_MOVES]
            named = [each for each in others if f"visits/{each.visit_id}" in subjects]
            part += named or [each for each in others if met(board, each, part)] or others

    def _worse(self, board: Board, part: Sequence[Move]) -> list[Violation]:
        """What a part breaks on a board that all moves together do not break, or less."""
        found = check_moves(board, part, at_s=self.now_s)
        return [each for visit_id, verdict in found.items() for each in whole(verdict)
                if not as_legal(each, self.allowed[visit_id])]  # fmt: skip

    def _done(self, fork: Board, part: Part) -> bool:
        return carry_out(fork, MoveVisits(moves=part), self.now_s) is None
