"""The filter language: what a dispatcher types after `/`, compiled once to a predicate.

    late south            words are and-ed; each must be found in some text of the row
    tech:T08 p:1|2        field:value, alternatives with |
    due<12:00 p:1..2      comparisons and ranges, where the field has an order
    -state:done -"two words"   - negates, quotes keep spaces, * stands for anything

Never: a user's regular expression, an evaluated string, an exception for what was typed.
Why: a filter is typed with the telephone at the ear; a slip must be one sentence under the line, and no word
that a person can type may cost more than a search for it.

Cost: about 1 us for each row and term, once the row's text is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Generic, Literal, TypeVar

R = TypeVar("R")
Kind = Literal["text", "number", "clock", "minutes", "flag"]
Test = Callable[[R], bool]

MOST_TYPED = 200
_TERM = re.compile(r'\s*(-?(?:"[^"]*"?|[^\s"])+)')
_HEAD = re.compile(r"^([A-Za-z_]+)(<=|>=|<|>|:|=)(.*)$", re.DOTALL)
_CLOCK = re.compile(r"^(\d{1,2})(?::?(\d{2}))?$")
_MINUTES = re.compile(r"^(-?\d+(?:\.\d+)?)(m|min|h)?$")


@dataclass(frozen=True)
class Field(Generic[R]):
    """One thing that a row may be asked: how to read it and what kind of value it is.

    A text field yields all texts that count; a flag field has a question for each of its words; the others yield one
    number, or nothing when there is none. Units: clock in minutes of the local day; minutes in minutes.
    """

    name: str
    kind: Kind
    help: str
    texts: Callable[[R], Sequence[str]] = lambda _row: ()
    value: Callable[[R], float | None] = lambda _row: None
    flags: Mapping[str, Callable[[R], bool]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wrong:
    """Why a filter cannot be used, and which part of the line is meant."""

    sentence: str
    start: int
    end: int


@dataclass(frozen=True)
class Filter(Generic[R]):
    """A compiled filter; `fields` are the names it asks about, so that a view knows what is meant to be seen."""

    text: str
    accepts: Test[R]
    fields: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether it lets everything through."""
        return not self.text.strip()


def compile_filter(
    text: str, fields: Sequence[Field[R]], haystack: Callable[[R], str], flags: Field[R] | None = None
) -> Filter[R] | Wrong:
    """Compile what was typed; `haystack` is a row's whole text in one casefolded string.

    A bare word that is one of the `flags` field's words asks for that flag; quotes make it a word again.
    """
    if len(text) > MOST_TYPED:
        return Wrong(f"A filter has at most {MOST_TYPED} characters.", MOST_TYPED, len(text))
    known = {name: field for field in fields for name in (field.name, *field.aliases)}
    tests: list[Test[R]] = []
    used: set[str] = set()
    for found in _TERM.finditer(text):
        term, start, end = found[1], found.start(1), found.end(1)
        made = _term(term, known, haystack, flags)
        if isinstance(made, str):
            return Wrong(made, start, end)
        test, field_name = made
        tests.append(test)
        used.add(field_name)
    return Filter(text, _all(tests), frozenset(used - {""}))


def _all(tests: list[Test[R]]) -> Test[R]:
    if not tests:
        return lambda _row: True
    if len(tests) == 1:
        return tests[0]

    def holds(row: R) -> bool:
        for test in tests:  # noqa: SIM110  (a generator costs more than all that it asks)
            if not test(row):
                return False
        return True

    return holds


def _term(
    term: str, known: Mapping[str, Field[R]], haystack: Callable[[R], str], flags: Field[R] | None
) -> tuple[Test[R], str] | str:
    """One term: its test and the name of the field it asks, or what is wrong with it."""
    negated = term.startswith("-") and len(term) > 1
    body = term[1:] if negated else term
    head = None if body.startswith('"') else _HEAD.match(body)
    if head is None:
        made: Test[R] | str
        name = ""
        if flags is not None and body.casefold() in flags.flags:
            made, name = _flag(flags, body), flags.name
        else:
            made = _word(body, haystack)
    else:
        field = known.get(head[1].casefold())
        if field is None:
            return _unknown(head[1], known)
        made, name = _asked(field, head[2], head[3]), field.name
    if isinstance(made, str):
        return made
    test = made
    return ((lambda row: not test(row)) if negated else test), name


def _asked(field: Field[R], operator: str, value: str) -> Test[R] | str:
    """A question to one field."""
    if not value.strip('"'):
        return f"What should {field.name} be? {field.help}"
    if field.kind == "flag":
        return _flag(field, value) if operator in ":=" else f"{field.name} has no order: use {field.name}:{value}."
    if field.kind == "text":
        if operator not in ":=":
            return f"{field.name} has no order: use {field.name}:{value}."
        return _texts(field, value)
    return _number(field, operator, value)


def _unknown(name: str, known: Mapping[str, Field[R]]) -> str:
    near = get_close_matches(name.casefold(), list(known), n=1, cutoff=0.4)
    meant = f" Did you mean {near[0]}?" if near else f" There are {', '.join(sorted(known))}."
    return f"There is no field {name[:20]}.{meant}"


def _alternatives(value: str) -> list[str]:
    """Split at | outside quotes; quotes go."""
    parts = re.findall(r'(?:"[^"]*"?|[^|"])+', value)
    return [part.replace('"', "").casefold() for part in parts if part.replace('"', "")]


def _matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a casefolded text holds the pattern; * stands for anything."""
    if "*" not in pattern:
        return lambda text: pattern in text
    pieces = [piece for piece in pattern.split("*") if piece]

    def holds(text: str) -> bool:
        at = 0
        for piece in pieces:
            at = text.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return True

    return holds


def _word(body: str, haystack: Callable[[R], str]) -> Test[R] | str:
    matchers = [_matcher(part) for part in _alternatives(body)]
    if not matchers:
        return "A pair of quotes needs a word between them."
    if len(matchers) == 1:
        only = matchers[0]
        return lambda row: only(haystack(row))
    return lambda row: any(matches(haystack(row)) for matches in matchers)


def _texts(field: Field[R], value: str) -> Test[R]:
    matchers = [_matcher(part) for part in _alternatives(value)]
    texts = field.texts
    if len(matchers) > 1:
        return lambda row: any(matches(text.casefold()) for text in texts(row) for matches in matchers)
    matches = matchers[0]

    def holds(row: R) -> bool:
        for text in texts(row):  # noqa: SIM110  (a generator costs more than all that it asks)
            if matches(text.casefold()):
                return True
        return False

    return holds


def _flag(field: Field[R], value: str) -> Test[R] | str:
    wanted = _alternatives(value)
    for word in wanted:
        if word not in field.flags:
            near = get_close_matches(word, field.flags, n=1, cutoff=0.4)
            meant = f" Did you mean {near[0]}?" if near else ""
            return f"{field.name}: takes one of {', '.join(field.flags)}, not {word[:20]}.{meant}"
    asked = [field.flags[word] for word in wanted]
    return asked[0] if len(asked) == 1 else lambda row: any(holds(row) for holds in asked)


def _number(field: Field[R], operator: str, value: str) -> Test[R] | str:
    read = field.value
    if operator not in ":=":
        limit = _parsed(field, value)
        if limit is None:
            return _no_number(field, value)
        return _compared(read, operator, limit)
    spans: list[tuple[float, float]] = []
    for part in _alternatives(value):
        low_text, dots, high_text = part.partition("..")
        low = _parsed(field, low_text) if low_text else float("-inf")
        high = (_parsed(field, high_text) if high_text else float("inf")) if dots else low
        if low is None or high is None or (dots and not (low_text or high_text)):
            return _no_number(field, part)
        if low > high:
            return f"The range {part} ends before it begins."
        spans.append((low, high))

    def inside(row: R) -> bool:
        present = read(row)
        return present is not None and any(low <= present <= high for low, high in spans)

    return inside


def _compared(read: Callable[[R], float | None], operator: str, limit: float) -> Test[R]:
    def holds(row: R) -> bool:
        present = read(row)
        if present is None:
            return False
        return {"<": present < limit, "<=": present <= limit, ">": present > limit, ">=": present >= limit}[operator]

    return holds


def _parsed(field: Field[R], text: str) -> float | None:
    text = text.strip('"').strip()
    if field.kind == "clock":
        found = _CLOCK.match(text)
        if found is None or int(found[1]) > 47 or int(found[2] or 0) > 59:
            return None
        return int(found[1]) * 60 + int(found[2] or 0)
    found = _MINUTES.match(text)
    if found is None or (found[2] and field.kind != "minutes"):
        return None
    return float(found[1]) * (60 if found[2] == "h" else 1)


def _no_number(field: Field[R], value: str) -> str:
    wants = {"clock": "a time such as 9, 9:30 or 0930", "minutes": "minutes such as 30, -5 or 1h"}
    return f"{field.name} takes {wants.get(field.kind, 'a number')}, not {value[:20]}."
