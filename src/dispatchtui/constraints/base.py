"""What a constraint is: a name, what it requires, and a check that explains."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Assignment, Technician, Visit
from dispatchtui.core.refusals import Violation


class Trial(Struct, frozen=True, kw_only=True):
    """A placement to be judged: this visit, with this technician, on this line, now.

    `automated` is true when no person stands behind it; some rules then cannot be broken.
    """

    board: Board
    visit: Visit
    technician: Technician
    line: Assignment
    at_s: int
    automated: bool = False


class Constraint(Struct, frozen=True, kw_only=True):
    """One rule: `requires` and `override` are its sentences in the reference.

    `of_plans` is false for a rule about the act of moving, which a standing plan cannot break.
    """

    name: str
    requires: str
    override: str
    check: Callable[[Trial], Iterable[Violation]]
    of_plans: bool = True


class Verdict(Struct, frozen=True, kw_only=True):
    """What the checker says of a placement: all violations, worst first, then warnings."""

    violations: tuple[Violation, ...] = ()
    warnings: tuple[Violation, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return not self.violations
