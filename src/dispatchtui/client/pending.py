"""Acts that were asked for and not yet told by the feed, laid over the confirmed board."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.requests import Reply, Request
from dispatchtui.core.rights import Actor


class Pending(Struct, frozen=True, kw_only=True):
    """One act on its way: when it was asked, what the server answered, and what hinders it now.

    `hindered` is the refusal of this board as it stands; the act then draws nothing, but only
    the server ends it.
    """

    request: Request
    at_s: int
    reply: Reply | None = None
    hindered: Refusal | None = None


class End(StrEnum):
    """How an act ended: told by the feed, refused, or nobody knows yet."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Ended(Struct, frozen=True, kw_only=True):
    """An act that ended, and the refusal or sentence that says why it did not happen."""

    request: Request
    how: End
    refusal: Refusal | None = None
    reply: Reply | None = None
    sentence: str = ""


class Overlay(Struct, frozen=True):
    """The board with the pending acts on it, the keys that they changed, and each one's hindrance."""

    board: Board
    keys: frozenset[str]
    hindered: dict[str, Refusal]


def lay(confirmed: Board, acts: Iterable[Pending], actor: Actor) -> Overlay:
    """Apply pending acts to the confirmed board, in the order in which they were asked.

    Without any, the overlay is the confirmed board itself.
    Source: Replicache's rebase: drop what was guessed, take what is true, guess again.
    """
    waiting = tuple(acts)
    if not waiting:
        return Overlay(confirmed, frozenset(), {})
    board = confirmed.fork(recording=True)
    hindered: dict[str, Refusal] = {}
    for act in waiting:
        verdict = judge(board, act.request, actor, act.at_s)
        if isinstance(verdict, Refusal):
            hindered[act.request.id] = verdict
        else:
            fold(board, verdict, act, actor)
    keys = frozenset(f"{change.table}/{change.id}" for change in board.changes or ())
    return Overlay(board, keys, hindered)


def fold(board: Board, verdict: Passed, act: Pending, actor: Actor) -> None:
    """Evolve a board as the server would if it recorded this act next."""
    for event in verdict.events:
        evolve(board, Recorded(seq=board.seq + 1, command_id=act.request.id, actor=actor.id,
                               at_s=act.at_s, event=event, reason=act.request.reason))  # fmt: skip
