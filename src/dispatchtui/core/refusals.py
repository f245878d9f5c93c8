"""Why something was not done: values with a sentence and numbers, never exceptions."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Level(StrEnum):
    """Who may break a constraint: nobody, a lead, a dispatcher; a warning needs no breaking."""

    NOBODY = "X"
    LEAD = "L"
    DISPATCHER = "D"
    WARNING = "W"


WORST_FIRST = {Level.NOBODY: 0, Level.LEAD: 1, Level.DISPATCHER: 2, Level.WARNING: 3}
"""How grave a level is among others."""


class Violation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One broken constraint, proven: what was needed, what there is, by how much.

    `amount` is in `unit`; `subject` is the key (`table/id`) of what stands in the way.
    """

    constraint: str
    level: Level
    subject: str = ""
    need: str = ""
    have: str = ""
    amount: float = 0
    unit: str = ""
    sentence: str


class Code(StrEnum):
    """The kinds of refusal; the first four are conflicts with somebody else's act.

    The last two are a client's own words: nobody could be asked, or nobody answered whether it was done.
    """

    OVERLAP = "overlap"
    STALE = "stale"
    GONE = "gone"
    EXPIRED = "expired"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    ILLEGAL = "illegal"
    INVALID = "invalid"
    VIOLATIONS = "violations"
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"


CONFLICTS = frozenset({Code.OVERLAP, Code.STALE, Code.GONE, Code.EXPIRED})


class Refusal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A no, with everything that the asker needs to act on it.

    `right` names the right that was missing, `field` the argument that was wrong, `subject`
    the key of the row that conflicts; `by` and `at_s` tell who changed it last and when.
    """

    code: Code
    sentence: str
    right: str = ""
    field: str = ""
    subject: str = ""
    by: str = ""
    at_s: int | None = None
    violations: tuple[Violation, ...] = ()


def invalid(field: str, sentence: str) -> Refusal:
    """Refuse an argument by name."""
    return Refusal(code=Code.INVALID, field=field, sentence=sentence)
