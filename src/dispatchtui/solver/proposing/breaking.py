"""What moves break at visits that stay where they are: the gate asks only of those that move.

Why: somebody leaves a day, and whoever stays drives too far, waits for nobody, or has no part any more.

Cost: a check of each visit in the days that are another, and of each that breaks something, one before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dispatchtui.constraints.check import check_visit
from dispatchtui.constraints.effects import by_subject, is_worse, judged
from dispatchtui.core.difference import Difference
from dispatchtui.core.refusals import Level, Violation

BREAKS = "breaks "
"""How a row begins to say that it breaks a rule at a visit which it does not move: `breaks <rule> at <visit>`."""


def breaks(found: Difference, moved: Collection[str], own: Sequence[Violation]) -> tuple[str, ...]:
    """The rules above a warning that are broken anew or by more at a visit which stays, each with that visit.

    What two visits break together is told of one: of that which moves, where somebody answers for it there (`own`).
    """
    told = {(each.constraint, each.subject.removeprefix("visits/")) for each in own}
    asks: dict[str, None] = {}
    between: set[tuple[str, str, str]] = set()
    for visit_id in judged(found):
        if visit_id in moved:
            continue
        now = [each for each in check_visit(found.after, visit_id, found.at_s) if each.level is not Level.WARNING]
        was = by_subject(check_visit(found.before, visit_id, found.at_s)) if now else {}
        for key, each in by_subject(now).items():
            other = each.subject.removeprefix("visits/")
            from_there = (each.constraint, visit_id) in told if other in moved else (
                (each.constraint, other, visit_id) in between)  # fmt: skip
            if not from_there and (key not in was or is_worse(each, was[key])):
                between.add((each.constraint, visit_id, other))
                asks[f"{BREAKS}{each.constraint} at {visit_id}"] = None
    return tuple(asks)
