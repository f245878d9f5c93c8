"""Every rule that something breaks, by name, so that nobody answers for one that they were not told of."""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.core.refusals import Level, Violation
from dispatchtui.tui.views import Piece, ViewRow
from dispatchtui.tui.views.words import span, words

ROOM = 120
"""Characters in which all rules are told as sentences; beyond it each by its name and its amount."""
RULE = "rule:"
"""What the name of a row begins with that tells a rule and is no choice."""
_ORDER = tuple(Level)


def strictest(violations: Sequence[Violation]) -> str:
    """The level of the strictest rule among them."""
    return min((each.level for each in violations), key=_ORDER.index).value


def counted(violations: Sequence[Violation]) -> str:
    """How many rules are broken and who may break the strictest, as 2 rules (L)."""
    number = len(violations)
    return f"{'a rule' if number == 1 else f'{number} rules'} ({strictest(violations)})"


def told(violations: Sequence[Violation], room: int = ROOM) -> str:
    """Every broken rule without a full stop: in whole sentences where there is room, else by name and amount."""
    whole = "; ".join(each.sentence.rstrip(".") for each in violations)
    return whole if len(whole) <= room or len(violations) == 1 else "; ".join(map(brief, violations))


def brief(violation: Violation) -> str:
    """One rule by its name and by how much it is broken."""
    name = words(violation.constraint)
    if violation.unit == "min":
        return f"{name} by {span(violation.amount * 60)}"
    return f"{name} ({violation.need}, not {violation.have})" if violation.need and violation.have else name


def breaks(violations: Sequence[Violation], rest: str, room: int = ROOM) -> str:
    """What is broken and what can be done about it, as it is said before anything is decided."""
    return f"Breaks {counted(violations)}: {told(violations, room)}. {rest}"


def rows(violations: Sequence[Violation]) -> tuple[ViewRow, ...]:
    """A row for each rule, below the reasons to choose from."""
    texts = (f"{each.level.value} {each.sentence}" for each in violations)
    return tuple(ViewRow(f"{RULE}{number}", {"n": ("", "dim"), "text": (text, "notice")})
                 for number, text in enumerate(texts))  # fmt: skip


def why(violations: Sequence[Violation]) -> str:
    """The worst rule in full, and how many more."""
    more = len(violations) - 1
    return violations[0].sentence + (f" {more} more rule{'' if more == 1 else 's'}." if more else "")


def mark(sign: str, violations: Sequence[Violation], warnings: Sequence[Violation]) -> Piece:
    """The level of the strictest rule, and how many are broken when several are."""
    found = violations or warnings[:1]
    if not found:
        return ("", "notice")
    return (f"{sign}{strictest(found)}{len(found) if len(found) > 1 else ''}", "notice")
