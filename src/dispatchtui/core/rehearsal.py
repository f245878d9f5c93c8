"""Acts done on a fork as the desk would do them, to see what they come to.

Neither rights nor rules are asked: the gate asks them when the act is really done.
"""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.ask import Ask, Decision, missing
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.rights import Actor

_ANYBODY = Actor(id="", roles=("admin",))


def refused(board: Board, act: Command, at_s: int) -> Refusal | None:
    """Why an act cannot be done at all, whatever rules it keeps or breaks; nothing when it can."""
    found = _decided(board, act, at_s)
    return found if isinstance(found, Refusal) else None


def carry_out(fork: Board, act: Command, at_s: int) -> Refusal | None:
    """Do an act on a fork as the desk would, whatever rules it breaks; answers why it cannot be done."""
    found = _decided(fork, act, at_s)
    if isinstance(found, Refusal):
        return found
    for event in found:
        evolve(fork, Recorded(seq=fork.seq + 1, command_id="", actor="", at_s=at_s, event=event))
    return None


def _decided(board: Board, act: Command, at_s: int) -> Decision:
    gone = next((key for key in act.subjects() if board.row(key) is None), None)
    return decide(board, act, Ask(actor=_ANYBODY, at_s=at_s)) if gone is None else missing(gone)
