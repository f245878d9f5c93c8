"""The checker's whole answer to acts that somebody thinks of: what they break, and everything they change.

The acts are taken together: every move of theirs is judged on the board as all of them leave it, and the
others in their order. Rights are not asked here, the gate asks them; the rules and the effects are the same
for everybody of one standing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from dispatchtui.constraints.check import severity
from dispatchtui.constraints.effects import Effects, effects_in
from dispatchtui.constraints.gate import violations_of
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import MoveVisits, moves_of
from dispatchtui.core.difference import Difference
from dispatchtui.core.model import Position
from dispatchtui.core.refusals import Level, Refusal, Violation
from dispatchtui.core.rehearsal import carry_out, refused
from dispatchtui.core.rights import Standing


class Findings(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the checker says of acts: violations and warnings, worst first, and the effects.

    `refusal` is there when an act cannot be done at all, as of a visit that has ended; there are then no
    effects. `versions` are those of the rows that would change, by key, to be sent along with the acts.
    """

    ok: bool
    violations: tuple[Violation, ...] = ()
    warnings: tuple[Violation, ...] = ()
    refusal: Refusal | None = None
    effects: Effects = Effects()
    versions: dict[str, int] = {}


def answer(
    board: Board,
    acts: Sequence[Command],
    at_s: int,
    standing: Standing = Standing.DESK,
    positions: Mapping[str, Position] | None = None,
) -> Findings:
    """Judge acts together, and say what they would change; the board is only read."""
    fork = board.fork()
    found: list[Violation] = []
    refusal: Refusal | None = None
    for batch in _together(acts):
        act = _joined(batch)
        for some in violations_of(fork, act, at_s, standing=standing).values():
            found += some
        refusal = next(filter(None, (refused(fork, each, at_s) for each in batch)), None) or carry_out(fork, act, at_s)
        if refusal is not None:
            break
    every = sorted(found, key=severity)
    violations = tuple(each for each in every if each.level is not Level.WARNING)
    warnings = tuple(each for each in every if each.level is Level.WARNING)
    if refusal is not None:
        return Findings(ok=False, violations=violations, warnings=warnings, refusal=refusal)
    difference = Difference(board, fork, at_s, positions)
    return Findings(ok=not violations, violations=violations, warnings=warnings,
                  effects=effects_in(difference), versions=difference.versions)  # fmt: skip


def _together(acts: Sequence[Command]) -> list[list[Command]]:
    """The acts in their order, with moves of different visits that follow one another in one batch."""
    found: list[list[Command]] = []
    seen: set[str] = set()
    for act in acts:
        visits = {move.visit_id for move in moves_of(act)}
        if visits and seen and not visits & seen:
            found[-1].append(act)
        else:
            found.append([act])
            seen = set()
        seen |= visits
    return found


def _joined(batch: list[Command]) -> Command:
    """One act of several that move; an act alone stays what it is."""
    if len(batch) == 1:
        return batch[0]
    return MoveVisits(moves=tuple(move for act in batch for move in moves_of(act)))
