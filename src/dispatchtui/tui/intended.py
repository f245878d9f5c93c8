"""Acts that wait for Enter: what would be done, on which versions, and what it would break.

Never: a send; a judgement of its own: the floor's checker is asked.
Why: whatever list an act was chosen from, it is previewed, overridden and sent in one way.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from dispatchtui.constraints.check import check_moves, severity
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import Move, MoveVisits, moves_of
from dispatchtui.core.commands.visits import PlaceVisit, UnplaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import TOLD
from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Actor
from dispatchtui.tui import versions
from dispatchtui.tui.effects import Effects, Submit
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import clock

RIGHT_TO_BREAK = {Level.LEAD: "override_lead", Level.DISPATCHER: "override"}
MOST_NAMED = 3
"""Visits that a label names before it only counts them."""


class Intended(Struct, frozen=True, kw_only=True):
    """An act as it would be sent; `label` says it in the past tense.

    `violations` are in its way, worst first; `broken` are they by visit, where several move.
    """

    act: Command
    label: str
    pre: dict[str, int]
    violations: tuple[Violation, ...] = ()
    broken: dict[str, tuple[Violation, ...]] = {}

    def submit(self, override: Reason | None = None) -> Submit:
        """The act, with the reason to break what it breaks."""
        return Submit(act=self.act, label=self.label, pre=self.pre, override=override)

    def effects(self, override: Reason) -> Effects:
        """What is asked for when the reason is given."""
        return (self.submit(override),)

    @property
    def short(self) -> str:
        """What it does, for a line that has more to say."""
        return short_of(moves_of(self.act))

    @property
    def in_words(self) -> bool:
        """Whether breaking what it breaks takes the reason in words."""
        return any(each.level is Level.LEAD for each in self.violations)


def of_moves(picture: Picture, moves: tuple[Move, ...], label: str = "") -> Intended:
    """Moves as one act, judged together on the board as it is now."""
    board, me = picture.board, picture.me
    verdicts = check_moves(board, moves, at_s=picture.now_s, standing=me.standing)
    broken = {visit_id: verdict.violations for visit_id, verdict in verdicts.items() if verdict.violations}
    every = [each for some in broken.values() for each in some]
    return Intended(act=act_of(moves), label=label or label_of(picture, moves), pre=versions.of_moves(board, moves),
                    violations=tuple(sorted(every, key=severity)), broken=broken)  # fmt: skip


def act_of(moves: tuple[Move, ...]) -> Command:
    """The shortest act that makes these moves."""
    first, *rest = moves
    if rest or (not first.technician_id and first.bumped):
        return MoveVisits(moves=moves)
    if not first.technician_id:
        return UnplaceVisit(visit_id=first.visit_id)
    return PlaceVisit(visit_id=first.visit_id, technician_id=first.technician_id, start_s=first.start_s,
                      mates=first.mates)  # fmt: skip


def label_of(picture: Picture, moves: tuple[Move, ...]) -> str:
    """What the moves do, in the past tense: the first in full, those behind it as far as they can be read."""
    told = [told_of(picture, move) for move in moves[:MOST_NAMED]]
    more = len(moves) - len(told)
    return ", ".join(told) + (f" and {more} more" if more else "")


def short_of(moves: tuple[Move, ...]) -> str:
    """What the moves do, for a line that has more to say."""
    first = moves[0]
    more = f" and {len(moves) - 1} more" if len(moves) > 1 else ""
    return f"{first.visit_id} {f'to {first.technician_id}' if first.technician_id else 'to the queue'}{more}"


def told_of(picture: Picture, move: Move) -> str:
    """One move in a few words: whom it goes to and when, or that it goes back."""
    if not move.technician_id:
        return f"{move.visit_id} back in the queue"
    technician = picture.board.technicians.get(move.technician_id)
    name = f" {technician.name}" if technician is not None and technician.name else ""
    mates = f" with {', '.join(move.mates)}" if move.mates else ""
    return f"{move.visit_id} to {move.technician_id}{name}{mates} at {clock(move.start_s, picture.zone, picture.now_s)}"


def recalled(picture: Picture, moves: Iterable[Move]) -> tuple[str, ...]:
    """The visits among the moved that somebody has been told of, so that moving them recalls them."""
    rows = (picture.board.visits.get(move.visit_id) for move in moves)
    return tuple(row.id for row in rows if isinstance(row, Visit) and row.state in TOLD)


def beyond(violations: Iterable[Violation], me: Actor) -> Violation | None:
    """The first broken rule that this person may not break."""
    for each in violations:
        right = RIGHT_TO_BREAK.get(each.level)
        if right is None or not me.may(right):
            return each
    return None
