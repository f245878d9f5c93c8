"""What a constraint is: a name, what it requires, and a check that explains."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Assignment, Rules, Technician, Visit
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Violation
from dispatchtui.core.rights import Standing


class Trial(Struct, frozen=True, kw_only=True):
    """A placement to be judged: this visit, with this technician, on this line, now.

    `visit` is the row as it stands before the act; on `board` the other moves of the same act have
    been made, and the visit itself may have been. `crew` are the lines of everybody who goes, this
    one among them; empty means this line alone. `standing` says who stands behind the act.
    """

    board: Board
    visit: Visit
    technician: Technician
    line: Assignment
    at_s: int
    crew: tuple[Assignment, ...] = ()
    standing: Standing = Standing.DESK

    @property
    def automated(self) -> bool:
        """Whether no person stands behind it; some rules then cannot be broken."""
        return self.standing is Standing.AUTOMATION

    @property
    def people(self) -> tuple[Assignment, ...]:
        """The lines of everybody who goes, the lead's first."""
        return self.crew or (self.line,)

    @property
    def rules(self) -> Rules:
        """The office's rules for this visit and technician at the time of the work."""
        return rules_of(self.board, self.visit, self.technician, self.line.start_s)


class Leaving(Struct, frozen=True, kw_only=True):
    """A visit that is to lose its place; `bumped` when something displaces it."""

    board: Board
    visit: Visit
    at_s: int
    bumped: bool = False
    standing: Standing = Standing.DESK

    @property
    def automated(self) -> bool:
        """Whether no person stands behind it."""
        return self.standing is Standing.AUTOMATION


class Constraint(Struct, frozen=True, kw_only=True):
    """One rule: `requires` and `override` are its sentences in the reference.

    `of_plans` is false for a rule about the act of moving, which a standing plan cannot break.
    `of_visit` is true for a rule about the visit, asked once however many people go; others are
    asked of each line. `timeless` is true where neither time nor route matters, only who and what.
    `alike` says of a technician, for a visit, all that a timeless rule's findings rest on, where that is little:
    who are the same in it are judged once. `alone` is the part of the check in which no other visit and no way from
    one has a say: what it finds of a move is found, as bad or worse, however others are moved along with it.
    `clears` tells the first begin, after the one that is tried, at which the rule would not be broken; nothing where
    it is not broken, or no later time mends it. `leaving` judges a visit that loses its place, where the rule has
    something to say of that.
    """

    name: str
    requires: str
    override: str
    check: Callable[[Trial], Iterable[Violation]]
    of_plans: bool = True
    of_visit: bool = False
    timeless: bool = False
    alike: Callable[[Visit, Technician], Hashable] | None = None
    alone: Callable[[Trial], Iterable[Violation]] | None = None
    clears: Callable[[Trial], int | None] | None = None
    leaving: Callable[[Leaving], Iterable[Violation]] | None = None


class Verdict(Struct, frozen=True, kw_only=True):
    """What the checker says of a placement: all violations, worst first, then warnings."""

    violations: tuple[Violation, ...] = ()
    warnings: tuple[Violation, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return not self.violations
