"""One act taken back: what is asked for, whether it would be refused now, and what of ours stands against it.

Never: an undo that is let go of while it only waits for another one.
Why: what was accepted because somebody fell ill can be taken back once they are well again.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.constraints.gate import judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import MoveVisits, moves_of
from dispatchtui.core.commands.visits import LockVisit, PlaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.requests import Request
from dispatchtui.tui import intended
from dispatchtui.tui.effects import Submit
from dispatchtui.tui.state import Done, State
from dispatchtui.tui.views.words import LOCKS


def back(state: State, last: Done, inverse: Command) -> Submit:
    """The act that takes one back, with what is true once it has."""
    taken_back = Reason(code="undo", text="taken back")
    return Submit(
        act=inverse, label=f"undone: {last.label}{_again(state, inverse)}", pre=last.versions, undoes=last.request_id,
        reason=taken_back, override=last.answered or taken_back,
    )  # fmt: skip


def _again(state: State, inverse: Command) -> str:
    """What is true again once a command has taken something back, behind what was undone."""
    match inverse:
        case LockVisit():
            return f"; {inverse.visit_id} is {LOCKS[inverse.lock]} again"
        case PlaceVisit() | MoveVisits():
            return f"; {intended.label_of(state.picture, moves_of(inverse))} again"
        case _:
            return ""


def refusal_of(state: State, fork: Board, wanted: Submit) -> Refusal | None:
    """Why an act would be refused on a fork of the board; where it is not, it is done there."""
    request = Request(id="check", act=wanted.act, reason=wanted.reason, override=wanted.override)
    verdict = judge(fork, request, state.picture.me, state.picture.now_s)
    if isinstance(verdict, Refusal):
        return verdict
    carry_out(fork, wanted.act, state.picture.now_s)
    return None


def stands_against(state: State, ours: Sequence[Done], older: Sequence[Done]) -> Done | None:
    """Which older act of ours has to be undone, newest first, until some of these can be; nothing where none helps."""
    fork = state.picture.board.fork()
    for each in reversed(older):
        if each.inverse is None or refusal_of(state, fork, back(state, each, each.inverse)) is not None:
            continue
        if any(one.inverse is not None and refusal_of(state, fork.fork(), back(state, one, one.inverse)) is None
               for one in ours):  # fmt: skip
            return each
    return None
