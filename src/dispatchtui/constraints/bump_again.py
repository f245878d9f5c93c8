"""A visit that was displaced before is not displaced again without a reason.

Units: times that it was displaced, this one included, beyond what the office allows.
Source: the soft objectives of the domain (never the same visit twice).
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Constraint, Leaving, Trial
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Level, Violation

_TIMES = {1: "once", 2: "twice"}


def check(_trial: Trial) -> Iterator[Violation]:
    """Yield nothing: a visit that is placed is not displaced."""
    yield from ()


def leaving(leave: Leaving) -> Iterator[Violation]:
    """Yield how often the visit was displaced already, when that is as often as is allowed."""
    visit, present = leave.visit, leave.visit.assignment
    if not leave.bumped or present is None:
        return
    technician = leave.board.technicians.get(present.technician_id)
    most = rules_of(leave.board, visit, technician, present.start_s).most_bumps
    if most is None or visit.bump_count < most:
        return
    times = _TIMES.get(visit.bump_count, f"{visit.bump_count} times")
    already = f"was displaced {times} already" if visit.bump_count else "may not be displaced"
    yield Violation(
        constraint="bump_again",
        level=Level.DISPATCHER,
        subject=f"visits/{visit.id}",
        need=f"displaced at most {most} time{'s' * (most != 1)}",
        have=f"displaced {times}" if visit.bump_count else "not displaced yet",
        amount=visit.bump_count + 1 - most,
        unit="time",
        sentence=f"{visit.id} {already}; a reason is needed to displace it{' again' * bool(visit.bump_count)}.",
    )


BUMP_AGAIN = Constraint(
    name="bump_again",
    requires="A visit is not displaced more often than the office allows, once unless it says otherwise.",
    override="D.",
    check=check,
    alone=check,
    of_plans=False,
    of_visit=True,
    leaving=leaving,
)
