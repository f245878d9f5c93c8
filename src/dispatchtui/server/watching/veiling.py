"""Texts in which nothing is named or timed that lies outside somebody's territories.

A text is taken clause by clause. A clause that only names what is hidden keeps its words; one that also tells a time
or a length of it is left out, with what belongs to it, and whatever is left out is told once, as other work.
Cost: some microseconds a sentence.
"""

from __future__ import annotations

import re

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.rights import EVERYWHERE
from dispatchtui.core.scope import Scope

UNNAMED, NOBODY = "other work", "somebody"
_NAME = re.compile(r"[^\W_](?:[\w.\-]*[\w\-])?")
_SENTENCES = re.compile(r"(?<=\.) ")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BETWEEN = re.compile(r"(: |; |, and |, | and )")
_RUNS = (": ", "; ")
_MORE = re.compile(r"\d+ more")
_BRACKET = 0xE000
"""The first of the characters that stand for what is in brackets while a sentence is taken apart."""


class _Named(Struct, frozen=True):
    """What a clause names, and whether it tells figures besides."""

    shown: bool
    work: bool
    people: bool
    figures: bool

    @property
    def hidden(self) -> bool:
        """Whether it names something that must not be named."""
        return self.work or self.people


def veiled(board: Board, text: str, scope: Scope) -> str:
    """A text as a scope may read it: a sentence of hidden work alone is left out unless there is no other."""
    if EVERYWHERE in scope.territories or not text:
        return text
    eyes = _Eyes(board, scope)
    told: list[str] = []
    for sentence in _SENTENCES.split(text):
        if not eyes.named(sentence).hidden:
            told.append(sentence)
        elif not told or not eyes.named(sentence).people:
            told.append(_sentence(eyes, sentence))
    own = [each for each in told if each.removesuffix(".").lower() != UNNAMED]
    return " ".join(own or told[:1])


def hides(board: Board, text: str, scope: Scope) -> bool:
    """Whether a text names something that lies outside a scope."""
    return EVERYWHERE not in scope.territories and _Eyes(board, scope).named(text).hidden


class _Eyes:
    """What one scope sees of the names in a text."""

    def __init__(self, board: Board, scope: Scope) -> None:
        self._board, self._scope = board, scope

    def named(self, clause: str) -> _Named:
        """What a clause names."""
        words = [(word, *self._known(word)) for word in _NAME.findall(clause)]
        rest = _NAME.sub(lambda found: "" if self._known(found[0]) != (None, False) else found[0], clause)
        return _Named(shown=any(kind == UNNAMED and seen for _, kind, seen in words),
                      work=any(kind == UNNAMED and not seen for _, kind, seen in words),
                      people=any(kind == NOBODY and not seen for _, kind, seen in words),
                      figures=any(each.isdigit() for each in rest))  # fmt: skip

    def unnamed(self, clause: str) -> str:
        """A clause without the names of what is hidden."""

        def word(found: re.Match[str]) -> str:
            kind, seen = self._known(found[0])
            return found[0] if kind is None or seen else kind

        return _NAME.sub(word, clause)

    def _known(self, word: str) -> tuple[str | None, bool]:
        """What a word names, if anything, and whether that is seen."""
        board, sees = self._board, self._scope.sees
        if word in board.visits:
            return UNNAMED, sees(board.visits[word])
        if word in board.work_orders:
            return UNNAMED, sees(board.work_orders[word]) and all(sees(each) for each in board.visits_of(word))
        if word in board.technicians:
            return NOBODY, sees(board.technicians[word])
        return None, False


def _sentence(eyes: _Eyes, sentence: str) -> str:
    """A sentence that names something hidden."""
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        kept.append(f"({_clauses(eyes, found[1])})" if eyes.named(found[1]).hidden else found[0])
        return chr(_BRACKET + len(kept) - 1)

    told = _clauses(eyes, _BRACKETS.sub(aside, sentence.removesuffix(".")), kept)
    for place, words in enumerate(kept):
        told = told.replace(chr(_BRACKET + place), words)
    if not sentence.endswith("."):
        return told
    return f"{told[:1].upper()}{told[1:]}."


def _clauses(eyes: _Eyes, text: str, aside: list[str] | None = None) -> str:
    """Clauses one after another: what is hidden is told once, at the end of the list in which it stands."""
    first, *rest = _BETWEEN.split(text)
    out: list[tuple[str, str]] = []
    other, told, gone = False, False, ""
    behind = after = False  # whether the last that was named is left out, or told without its name
    for between, clause in [("", first), *zip(rest[::2], rest[1::2], strict=True)]:
        if between in _RUNS and other and not told:
            _tell(out, gone)
            told, other, gone = True, False, ""
        named = eyes.named(clause)
        timed = named.figures or any(chr(_BRACKET + place) in clause for place in range(len(aside or ())))
        words = eyes.unnamed(clause)
        if named.hidden and (words == UNNAMED or (timed and not named.shown)):
            other, behind = other or named.work, True
        elif not named.shown and not named.hidden and (behind or (after and timed)):
            pass  # it belongs to what is left out
        elif not other or not _MORE.fullmatch(clause):
            behind, after = False, (after or named.hidden) and not named.shown
            told = told or UNNAMED in words
            out.append(((gone if gone and between not in _RUNS else between), words))
            gone = ""
            continue
        gone = gone or between
    if other and not told:
        _tell(out, gone)
    return "".join(f"{between if place else ''}{words}" for place, (between, words) in enumerate(out))


def _tell(out: list[tuple[str, str]], gone: str) -> None:
    """Say at the end of a list that there is something else."""
    if not out or gone in _RUNS:
        out.append((gone, UNNAMED))
        return
    between, last = out[-1]
    if between == " and ":
        out[-1] = (", ", last)
    out.append((" and " if not any(each.isdigit() for each in last[1:] if " " in last) else ", and ", UNNAMED))
