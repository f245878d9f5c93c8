"""What is offered for what makes the plan wrong, as it was told last, and the job that somebody asked for.

Never: a proposal counted that somebody rejected as it stands; a search of its own.
Why: panes, rows and the key for the next thing all ask the same question, many times a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.effects import Effects
from dispatchtui.core import versions
from dispatchtui.core.board import Board
from dispatchtui.core.disrupting import KEEP
from dispatchtui.core.model import Answer
from dispatchtui.core.sla import RISK_UNPLACED_S
from dispatchtui.engine.jobs import Found
from dispatchtui.solver.proposing.proposal import Option, Proposal, Row
from dispatchtui.tui.views.picture import Picture

ACCEPTED, EDITED, REJECTED, UNDONE = "accepted", "edited", "rejected", "undone"
SINGLE = ("UNPLACED", "AT_RISK")
"""Causes that are one visit of the board and nothing else: there are dozens of them on a full day."""
LATER_S = 1 << 40
"""Behind every moment that is known."""


class Running(Struct, frozen=True, kw_only=True):
    """A job that somebody asked for: what for, which row it is about, and what it has found so far.

    `presses` is how many keys had been pressed by then, so that nothing opens over keys that were meant for more.
    """

    job_id: str
    title: str
    subject: str = ""
    presses: int = 0
    found: Found | None = None


@dataclass
class Offered:
    """Proposals by their id: `repairs` of what the board shows, `results` of what somebody asked for.

    `ready` are those that have something to accept, in the order in which somebody has to act; `pressing` are those of
    them that are listed and counted, the others are found at the row that they are about. `about` tells for the key of
    a row (`visits/V1`) which of them concern it. `fresh` is the result that nobody has seen yet. `looking` says that
    some may still come, `behind` that the board has changed since it was looked through, `hurried` are those that
    somebody waits for, `there` that a worker looks for them at all, and `worker` why it does not just now.
    """

    repairs: dict[str, Proposal] = field(default_factory=dict)
    results: dict[str, Proposal] = field(default_factory=dict)
    ready: tuple[Proposal, ...] = ()
    pressing: tuple[Proposal, ...] = ()
    about: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fresh: str = ""
    running: Running | None = None
    looking: bool = False
    behind: bool = False
    there: bool = False
    hurried: dict[str, None] = field(default_factory=dict)
    worker: str = ""
    revision: int = 0

    def get(self, proposal_id: str) -> Proposal | None:
        """What is offered under an id."""
        return self.results.get(proposal_id) or self.repairs.get(proposal_id)

    def take(self, found: Found, ids: Iterable[str] = ()) -> None:
        """Take what was found for these ids, or for all; what is offered no longer goes once the answer is final.

        While the same is looked at again, all that was found for it stays until as much is found anew.
        """
        told = {each.id: each for each in found.proposals}
        self.repairs |= {key: each for key, each in told.items() if each.final or not self._has(each)}
        if found.final:
            gone = [each for each in (ids or list(self.repairs)) if each not in told]
            for each in gone:
                self.repairs.pop(each, None)

    def _has(self, proposal: Proposal) -> bool:
        before = self.repairs.get(proposal.id)
        return before is not None and before.final and before.basis == proposal.basis and bool(before.options)

    def drop(self, proposal_id: str, picture: Picture) -> None:
        """Offer this no more: it was accepted or rejected."""
        self.repairs.pop(proposal_id, None)
        self.results.pop(proposal_id, None)
        self.settle(picture)

    def leave(self, proposal_id: str, option: Option, taken: Sequence[Row], picture: Picture) -> None:
        """Offer the rest of what somebody asked for when a part is accepted; for what the board shows look anew."""
        shown = self.results.get(proposal_id)
        rest = tuple(each for each in option.rows if each not in taken)
        if shown is None or not any(each.acts for each in rest):
            self.drop(proposal_id, picture)
            return
        left = replace(option, rows=rest, effects=together(each.effects for each in rest), confidence=0.0)
        self.results[proposal_id], self.fresh = replace(shown, options=(left,)), proposal_id
        self.settle(picture)

    def renewed(self, proposal_id: str, picture: Picture) -> Proposal | None:
        """What is offered under an id, without the ways out of which the board has overtaken every row."""
        found = self.get(proposal_id)
        if found is None:
            return None
        kept = tuple(each for each in found.options if not _is_gone(picture.board, each))
        if len(kept) == len(found.options):
            return found
        found = replace(found, options=kept, final=found.final and bool(kept))
        (self.results if proposal_id in self.results else self.repairs)[proposal_id] = found
        self.settle(picture)
        return found

    def settle(self, picture: Picture) -> None:
        """Work out what is ready and whom it concerns, after something came or was answered; rows say so."""
        board = picture.board
        every = [each for each in (*self.repairs.values(), *self.results.values())
                 if each.options and not is_settled(board, each)]  # fmt: skip
        self.ready = tuple(sorted(every, key=urgency))
        self.pressing = tuple(each for each in self.ready if _presses(each, picture.known_s))
        about: dict[str, list[str]] = {}
        # What is wrong with a row itself comes before what it is only touched by.
        own = [(each.disruption.subject, each.id) for each in self.ready]
        touched = [(key, each.id) for each in self.ready for key in keys_of(each)]
        for key, proposal_id in dict.fromkeys((*own, *touched)):
            about.setdefault(key, []).append(proposal_id)
        self.about = {key: tuple(ids) for key, ids in about.items()}
        counts = {each.id: len(each.options) for each in self.ready}
        picture.ways = {key: counts[ids[0]] for key, ids in about.items()}
        picture.attention.offer(board, self.ready, picture.known_s)
        picture.revision += 1
        self.revision += 1


def _presses(proposal: Proposal, now_s: int) -> bool:
    """Whether somebody has to act at about this time: what waits longer, or has waited longer, is in the queue."""
    act_by_s = proposal.disruption.act_by_s
    if proposal.disruption.kind not in SINGLE:
        return True
    return act_by_s is not None and abs(act_by_s - now_s) <= RISK_UNPLACED_S


def urgency(proposal: Proposal) -> tuple[int, int, str]:
    """Where a proposal comes: by the last moment to act, then by what is due, what somebody asked for last."""
    found = proposal.disruption
    act_by_s = LATER_S if found.act_by_s is None else found.act_by_s
    return act_by_s, LATER_S if found.due_s is None else found.due_s, proposal.id


def keys_of(proposal: Proposal) -> tuple[str, ...]:
    """The rows that a proposal concerns, its subject first."""
    found = proposal.disruption
    visits = (f"visits/{each}" for each in found.visits)
    people = (f"technicians/{each}" for each in found.technicians)
    return tuple(dict.fromkeys((found.subject, *visits, *people)))


def is_settled(board: Board, proposal: Proposal) -> bool:
    """Whether somebody rejected what is offered as it stands, or decided that the plan stays.

    Anything else for the same cause is offered anew.
    """
    answer: Answer | None = board.tables["answers"].get(proposal.id)
    if answer is None or answer.basis != proposal.basis:
        return False
    return answer.outcome == REJECTED or (answer.outcome == ACCEPTED and answer.option == KEEP)


def together(several: Iterable[Effects]) -> Effects:
    """What rows that stand alone change when all of them are done."""
    every = tuple(several)

    def joined(name: str) -> tuple[Any, ...]:
        return tuple(one for each in every for one in getattr(each, name))

    lists = {name: joined(name) for name in ("etas", "slas", "broken", "mended", "parts", "notices")}
    return Effects(travel_s=sum(each.travel_s for each in every), overtime_s=sum(each.overtime_s for each in every),
                   **lists)  # fmt: skip


def overtaken(board: Board, row: Row) -> tuple[str, ...]:
    """The rows of the board that a row of an option rests on and that have changed since."""
    present = versions.again(board, row.pre)
    return tuple(key for key, version in row.pre.items() if present[key] != version)


def moved(keys: Iterable[str]) -> bool:
    """Whether a visit is among the rows of the board that have changed: what only happened around it may stand."""
    return any(key.startswith("visits/") for key in keys)


def _is_gone(board: Board, option: Option) -> bool:
    rows = actable(option)
    return bool(rows) and all(moved(overtaken(board, each)) for each in rows)


def actable(option: Option) -> tuple[Row, ...]:
    """The rows of an option that can be done: where a person has to find a way there is no act."""
    return tuple(each for each in option.rows if each.acts)
