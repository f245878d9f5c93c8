"""What a board becomes once an option is applied as a whole: whom it touches, and what it does to each of them.

Why: what an option says of itself was true when it was found; what is done without a person has to be true now.

Units: epoch seconds.
Cost: a fork, the effects between two boards, and a forecast of everybody whose day is another.
"""

from __future__ import annotations

from collections.abc import Mapping

from dispatchtui.constraints.effects import Effects, effects_in
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moves_of
from dispatchtui.core.difference import Difference
from dispatchtui.core.model import Position, Visit
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.solver.proposing.pricing import Routes
from dispatchtui.solver.proposing.proposal import Option


class Outcome:
    """An option done on a fork of the board as it is."""

    def __init__(
        self, board: Board, option: Option, now_s: int, positions: Mapping[str, Position] | None = None
    ) -> None:
        """Do the acts; `refused` is why the first of those that cannot be done is not."""
        self.board, self.after, self.now_s = board, board.fork(), now_s
        self.refused = ""
        acts = [act for row in option.rows for act in row.acts]
        for act in acts:
            refusal = carry_out(self.after, act, now_s)
            self.refused = self.refused or (refusal.sentence if refusal is not None else "")
        self.moves: tuple[Move, ...] = tuple(move for act in acts for move in moves_of(act))
        self.only_moves = all(moves_of(act) for act in acts)
        named = [*(row.visit_id for row in option.rows), *(move.visit_id for move in self.moves)]
        self.visits: tuple[Visit, ...] = tuple(board.visits[each] for each in dict.fromkeys(named)
                                               if each in board.visits)  # fmt: skip
        difference = Difference(board, self.after, now_s, positions)
        self.people: tuple[str, ...] = tuple(dict.fromkeys([
            *(line.technician_id for visit in self.visits for line in visit.crew), *difference.technicians,
        ]))  # fmt: skip
        self.effects: tuple[Effects, ...] = (
            option.effects, *(row.effects for row in option.rows), effects_in(difference)
        )  # fmt: skip
        self.was, self.now = Routes(board, now_s, positions), Routes(self.after, now_s, positions)

    @property
    def territories(self) -> tuple[str, ...]:
        """Where the visits that move lie, and where those belong whose days are another."""
        people = [self.board.technicians[each] for each in self.people if each in self.board.technicians]
        found = [*(each.territory for each in self.visits), *(each.territory for each in people)]
        return tuple(dict.fromkeys(filter(None, found)))
