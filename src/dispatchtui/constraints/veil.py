"""What stands in the way but lies outside the asker's scope is said without saying what it is."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.refusals import Violation
from dispatchtui.core.scope import Scope

_UNNAMED = {"visits": ("other work", "The technician has other work then, outside your territories.")}
_SOMETHING = ("hidden", "Something outside your territories stands in the way.")


def veiled(board: Board, violations: Iterable[Violation], scope: Scope) -> tuple[Violation, ...]:
    """The same violations, those about a row outside the scope without its name and its times."""
    return tuple(_unnamed(each) if is_hidden(board, each.subject, scope) else each for each in violations)


def is_hidden(board: Board, key: str, scope: Scope) -> bool:
    """Whether a key names a row that is there and lies outside the scope."""
    row = board.row(key) if key else None
    return row is not None and not scope.sees(row)


def _unnamed(violation: Violation) -> Violation:
    have, sentence = _UNNAMED.get(violation.subject.partition("/")[0], _SOMETHING)
    return replace(violation, subject="", have=have, sentence=sentence)
