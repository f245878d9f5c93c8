"""What an option is called in a line of several: by who comes when, so that no two are called the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dispatchtui.core.disrupting import MOVE, REPLAN
from dispatchtui.solver.proposing.proposal import Option, Row
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import clock

OPTION_WORDS: Final = {
    "move": "somebody else", "swap": "swap", "resequence": "other order", "later": "later today",
    "another_day": "another day", "meet": "meet for it", "depot": "fetch it", "return_visit": "second visit",
    "bump": "make room", "backfill": "backfill", "keep_and_tell": "keep and tell", "replan": "together",
    "human": "decide",
}  # fmt: skip
"""Each kind of option in the words that a line of several has room for."""
LATE_S: Final = 60
MOST_NAMED: Final = 2


def names(picture: Picture, options: Sequence[Option]) -> list[str]:
    """What each option is called, with how many of its visits come late."""
    every = [_name(picture, each) for each in options]
    return [
        f"{name}{_own(picture, each, options) if every.count(name) > 1 else ''}{_late(each)}"
        for name, each in zip(every, options, strict=True)
    ]


def _name(picture: Picture, option: Option) -> str:
    word, rows = OPTION_WORDS.get(option.kind, option.kind), _comings(option)
    if option.kind not in (MOVE, REPLAN) or not rows:
        return word
    if len(rows) == 1:
        return f"{rows[0].technician_id} at {clock(rows[0].arrival_s, picture.zone, picture.now_s)}"
    people = list(dict.fromkeys(each.technician_id for each in rows))
    return f"{len(rows)} to {' '.join(people) if len(people) <= MOST_NAMED else f'{len(people)} people'}"


def _own(picture: Picture, option: Option, options: Sequence[Option]) -> str:
    """Who comes when in this option and in none of the others; nothing where that is the same."""
    others = {_comes(row) for each in options if each is not option for row in each.rows}
    row = next((each for each in _comings(option) if _comes(each) not in others), None)
    return f" {row.technician_id} {clock(row.arrival_s, picture.zone, picture.now_s)}" if row is not None else ""


def _comings(option: Option) -> list[Row]:
    return [each for each in option.rows if each.acts and each.technician_id and each.arrival_s is not None]


def _comes(row: Row) -> tuple[str, str, int | None]:
    return row.visit_id, row.technician_id, row.arrival_s


def _late(option: Option) -> str:
    late = sum(each.late_s >= LATE_S for each in option.rows)
    return f", {late} late" if late else ""
