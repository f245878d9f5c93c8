"""What a gap in the data is, and what every look for gaps needs: who is there, and what work is ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property

from msgspec import Struct

from dispatchtui.constraints.words import counted
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED, UNPLACED
from dispatchtui.core.model import Position, Technician, Visit, VisitState

IMPORT_PEOPLE = "dispatchtui import FILE -m technicians"
IMPORT_SHIFTS = "dispatchtui import FILE -m shifts"
IMPORT_WORK = "dispatchtui import FILE -m work-orders"
POSITIONS = "POST /api/v1/positions"
"""Where a device says where it is; nobody types that."""


def act(kind: str, fields: str) -> str:
    """The command line of an act that no file is imported for; what must be filled in stands in capitals."""
    return f'dispatchtui do \'{{"type": "{kind}", {fields}}}\''


class Gap(Struct, frozen=True, kw_only=True):
    """Something that is not known, or not in order, and keeps people or work out without a word.

    `subject` is the key of the row to mend, `lacks` what it lacks, `excludes` what that keeps from
    happening, `mend` the command line that mends it.
    """

    subject: str
    lacks: str
    excludes: str
    mend: str
    sentence: str


class Scene:
    """A board at a moment, with what is asked of it many times."""

    def __init__(self, board: Board, at_s: int, positions: Mapping[str, Position]) -> None:
        """Look at a board; nothing is worked out before it is asked for."""
        self.board, self.at_s, self.positions = board, at_s, positions

    @cached_property
    def people(self) -> tuple[Technician, ...]:
        """Everybody who can be sent at all."""
        return tuple(each for each in self.board.technicians.values() if each.active)

    @cached_property
    def ahead(self) -> tuple[Visit, ...]:
        """The visits that have not ended."""
        return tuple(each for each in self.board.visits.values() if each.state not in ENDED)

    @cached_property
    def waiting(self) -> tuple[Visit, ...]:
        """The visits that wait for a place."""
        wanted = (*UNPLACED, VisitState.PARKED)
        return tuple(each for each in self.ahead if each.state in wanted)

    @cached_property
    def needing_skill(self) -> Counter[str]:
        """How many of the waiting visits need each skill."""
        return Counter(need.skill for visit in self.waiting for need in visit.needs)

    @cached_property
    def needing_parts(self) -> tuple[Visit, ...]:
        """The waiting visits that cannot be done without some part."""
        return tuple(each for each in self.waiting if any(need.mandatory for need in each.parts))

    def share(self, wanted: Callable[[Visit], bool]) -> str:
        """How many of the waiting visits are meant."""
        return self.of_waiting(sum(1 for each in self.waiting if wanted(each)))

    def of_waiting(self, number: int | None = None) -> str:
        """So many of the waiting visits, or all of them: 14 of 60 waiting visits."""
        return f"{len(self.waiting) if number is None else number} of {counted(len(self.waiting), 'waiting visit')}"
