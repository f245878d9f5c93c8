"""A desk that only rehearses: requests are judged by the same gate, one after another, on a fork of the board."""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.constraints.gate import judge
from dispatchtui.core.board import Board
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.refusals import CONFLICTS, Refusal
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.core.rights import Actor


class Rehearsal:
    """Answers as the server would if nobody else acted meanwhile; the board is only read."""

    def __init__(self, board: Board, actor: Actor, at_s: int) -> None:
        """Take the board, who asks, and when."""
        self._board, self._actor, self._at_s = board.fork(recording=True), actor, at_s

    def submit(self, requests: Sequence[Request]) -> list[Reply]:
        """Judge requests; what may happen counts for those behind it."""
        return [self._answer(request) for request in requests]

    def _answer(self, request: Request) -> Reply:
        board = self._board
        verdict = judge(board, request, self._actor, self._at_s)
        if isinstance(verdict, Refusal):
            status = Status.CONFLICT if verdict.code in CONFLICTS else Status.REFUSED
            return Reply(id=request.id, status=status, refusal=verdict)
        board.changes = []
        for event in verdict.events:
            evolve(board, Recorded(seq=board.seq + 1, command_id=request.id, actor=self._actor.id, at_s=self._at_s,
                                   event=event, reason=request.reason))  # fmt: skip
        return Reply(
            id=request.id,
            status=Status.APPLIED,
            seq=board.seq,
            versions={f"{each.table}/{each.id}": each.after.version for each in board.changes if each.after},
            created=tuple(each.id for each in board.changes if each.before is None),
            warnings=verdict.warnings,
        )
