"""What silently keeps people or work out, as rows: what is missing, what that excludes, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.constraints.health import Gap
from dispatchtui.tui.views import ViewRow

NOBODY = " 0 of "
NOT_NOW = (NOBODY, " after ")
"""What the words of a gap hold that excludes nobody and nothing yet."""


def excludes_now(gap: Gap) -> bool:
    """Whether a gap keeps somebody or something out at this moment."""
    return bool(gap.excludes) and not any(words in gap.excludes for words in NOT_NOW)


def rows(gaps: Iterable[Gap]) -> tuple[ViewRow, ...]:
    """A row each: what excludes somebody now comes first; what excludes nobody from anything is left out."""
    kept = ((number, gap) for number, gap in enumerate(gaps) if NOBODY not in gap.excludes)
    found = sorted(kept, key=lambda each: (not excludes_now(each[1]), each[0]))
    return tuple(_row(number, gap) for number, gap in found)


def _row(number: int, gap: Gap) -> ViewRow:
    style = "notice" if excludes_now(gap) else "dim"
    name = gap.subject.partition("/")[2]
    return ViewRow(
        str(number),
        {
            "id": (name, "strong"),
            "lacks": (gap.lacks, style),
            "excludes": (gap.excludes, "text"),
            "mend": (gap.mend, "dim"),
            "text": (f"{gap.sentence} It keeps {gap.excludes}.", "text"),
        },
    )
