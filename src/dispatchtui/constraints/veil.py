"""What stands in the way but lies outside the asker's scope is said without saying what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.refusals import Violation
from dispatchtui.core.rights import EVERYWHERE
from dispatchtui.core.scope import Scope

_OTHER = "other work"
_UNNAMED = {
    "no_overlap": (_OTHER, "The technician has other work then, outside your territories."),
    "dependencies": (_OTHER, "It waits for work outside your territories, or such work waits for it."),
    "same_site_duplicate": (_OTHER, "There is other work at this site, outside your territories."),
    "parts_on_van": (_OTHER, "Other work, outside your territories, takes the same parts."),
    "travel_limit": (_OTHER, "The way to other work, outside your territories, is too long."),
}
_SOMETHING = ("hidden", "Something outside your territories stands in the way.")
_WORD = re.compile(r"\w[\w.-]*\w|\w")


def veiled(board: Board, violations: Iterable[Violation], scope: Scope) -> tuple[Violation, ...]:
    """The same violations, those about a row outside the scope without its name, its times and its measure."""
    if EVERYWHERE in scope.territories:
        return tuple(violations)
    return tuple(_unnamed(each) if _tells(board, each, scope) else each for each in violations)


def is_hidden(board: Board, key: str, scope: Scope) -> bool:
    """Whether a key names a row that is there and lies outside the scope."""
    row = board.row(key) if key else None
    return row is not None and not scope.sees(row)


def names_hidden(board: Board, text: str, scope: Scope) -> bool:
    """Whether a text names a visit that is there and lies outside the scope."""
    return any(is_hidden(board, f"visits/{word}", scope) for word in _WORD.findall(text))


def unnamed(board: Board, text: str, scope: Scope) -> str:
    """The text with other work in the place of every visit that lies outside the scope."""
    if EVERYWHERE in scope.territories:
        return text
    return _WORD.sub(lambda word: _OTHER if is_hidden(board, f"visits/{word[0]}", scope) else word[0], text)


def _tells(board: Board, violation: Violation, scope: Scope) -> bool:
    told = f"{violation.sentence} {violation.need} {violation.have}"
    return is_hidden(board, violation.subject, scope) or names_hidden(board, told, scope)


def _unnamed(violation: Violation) -> Violation:
    have, sentence = _UNNAMED.get(violation.constraint, _SOMETHING)
    return replace(violation, subject="", need="", have=have, amount=0, sentence=sentence)
