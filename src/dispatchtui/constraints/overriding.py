"""Who answers for a broken rule, with which reason, and for how long that answer holds.

What is stored of an answer are the facts that were answered for. It lapses when they get worse. Of what
lay outside the asker's territories it stores no name, but a mark that only this subject of this visit has,
and minutes in whole quarters of an hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from math import ceil

from dispatchtui.core.board import Board
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Override, Visit
from dispatchtui.core.refusals import WORST_FIRST, Code, Level, Refusal, Violation
from dispatchtui.core.rights import Actor
from dispatchtui.core.text import is_seen

OTHER = "other"
"""The code that says nothing by itself, so that words are asked for."""


def answered(board: Board, visit: Visit, violation: Violation) -> bool:
    """Whether somebody answered for a violation of a visit as it now is; an answer lapses when the facts get worse.

    What stands between two visits and was answered for on one of them is answered for on both. What nobody may
    break is never answered for.
    """
    if violation.level is Level.NOBODY:
        return False
    if any(_covers(each, violation, violation.subject, visit.id) for each in visit.overrides):
        return True
    other: Visit | None = board.visits.get(violation.subject.removeprefix("visits/"))
    if other is None:
        return False
    return any(_covers(each, violation, f"visits/{visit.id}", other.id) for each in other.overrides)


def masked(subject: str, visit_id: str) -> str:
    """The mark of a subject that the one who answered could not see, on one visit."""
    return f"#{sha256(f'{visit_id} {subject}'.encode()).hexdigest()[:4]}"


def _covers(override: Override, violation: Violation, subject: str, visit_id: str) -> bool:
    if override.constraint != violation.constraint:
        return False
    if not override.unit:  # as first recorded: about whatever the rule said of its own visit
        return subject == violation.subject
    named = (override.subject, override.need) == (subject, violation.need)
    return (
        (named or override.subject == masked(subject, visit_id))
        and override.unit == violation.unit
        and violation.amount <= override.amount
        and WORST_FIRST[violation.level] >= WORST_FIRST[Level(override.level)]
    )


def granted(
    visit_id: str, broken: Iterable[tuple[Violation, Violation]], reason: Reason | None, actor: Actor, at_s: int
) -> tuple[Override, ...]:
    """What is stored of an answer for one visit: each rule broken, with the facts that were answered for.

    `broken` are the violations, each as it is and as the actor was told of it; what was veiled stays so.
    """
    code = reason.code.lower() if reason else ""
    text = reason.text if reason else ""
    # A whole number would be written as one and read back as a fraction: another row, by its hash.
    return tuple(
        Override(constraint=each.constraint, code=code, text=text, by=actor.id, at_s=at_s, level=each.level.value,
                 amount=float(each.amount) if shown is each else _blurred(each), unit=each.unit,
                 subject=each.subject if shown is each else masked(each.subject, visit_id),
                 need=each.need if shown is each else "", have=each.have if shown is each else "")
        for each, shown in broken
        if each.level is not Level.WARNING
    )  # fmt: skip


def _blurred(violation: Violation) -> float:
    """An amount that tells little of what stands behind it, and still ends: minutes by the quarter of an hour."""
    return ceil(violation.amount / 15) * 15.0 if violation.unit == "min" else float(violation.amount)


def unanswered(violations: Sequence[Violation], reason: Reason | None, actor: Actor) -> Refusal | None:
    """Refuse unless every violation is one that the actor may break and answers for."""
    every = tuple(violations)
    for violation in every:
        right = {Level.LEAD: "override_lead", Level.DISPATCHER: "override"}.get(violation.level)
        if right is None:
            return _broken(every, violation.sentence)
        if not actor.may(right):
            return _broken(every, f"{violation.sentence} Breaking it takes the right {right}.", right)
        if reason is None or not reason.code:
            return _broken(every, f"{violation.sentence} A reason code is needed to override it.")
        if not is_seen(reason.text) and (right == "override_lead" or reason.code.lower() == OTHER):
            return _broken(every, f"{violation.sentence} Overriding it needs the reason in words.")
    return None


def _broken(violations: tuple[Violation, ...], sentence: str, right: str = "") -> Refusal:
    return Refusal(code=Code.VIOLATIONS, sentence=sentence, right=right, violations=violations)
