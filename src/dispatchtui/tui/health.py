"""The health of the data at the desk: a list of what is missing with what mends it, and the count of it kept up.

Never: a look at the whole board on a key or with every event; the count may be some seconds old, the list is not.
Why: whoever has no shift or no skills is never offered, and nothing on the board shows that they are not.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from time import perf_counter
from typing import TYPE_CHECKING

from dispatchtui.tui.effects import Effects
from dispatchtui.tui.state import OFFERS, Sheet, State

if TYPE_CHECKING:
    from dispatchtui.constraints.health import Gap

LOOK_EVERY_S = 5.0
"""How often the console asks whether it is time to count again."""
SETTLED_S = 60
"""How long on the server's clock a gap must have been there, or have been gone, to be counted otherwise."""
REST_FACTOR = 500
"""A count that took so long is left alone for so many times as long, and at least between two looks."""


def open_health(state: State) -> Effects:
    """List every gap of the data as it is now; Enter types what mends one, or shows it."""
    from dispatchtui.tui.views import health as view  # noqa: PLC0415  (only who looks needs it)

    gaps = _look(state)
    rows = view.rows(gaps)
    now = sum(1 for each in gaps if view.excludes_now(each))
    mends = {str(number): gap.mend for number, gap in enumerate(gaps)}
    number = f"{len(rows)} gap{'' if len(rows) == 1 else 's'}"
    title = f"Data health: {number}, {now} keep{'s' if now == 1 else ''} people or work out now; Enter mends"
    state.sheet = Sheet(kind=OFFERS, title=title, rows=rows, columns="health", payload=mends,
                        at=rows[0].id if rows else "", below=state.sheet,
                        empty="Nothing is missing that keeps people or work out.")  # fmt: skip
    return ()


def recount(state: State) -> bool:
    """Count the gaps again if it is time for it; tell whether there are more or fewer."""
    risks = state.picture.risks
    # What comes right behind the board, such as where people are, is no gap of the data.
    if state.no_board or perf_counter() < state.counts_again or (risks is not None and not risks.settled):
        return False
    before = state.gaps
    _look(state)
    return before != state.gaps


class Counted:
    """The gaps that are counted: one that comes or goes counts from the look a minute later that still finds it so.

    Never: a count that goes up and down with data that is just being written.
    """

    def __init__(self) -> None:
        """Nothing was looked at."""
        self._counted: AbstractSet[tuple[str, str]] | None = None
        self._otherwise: dict[tuple[str, str], int] = {}

    def look(self, gaps: AbstractSet[tuple[str, str]], now_s: int) -> int:
        """Take what is missing now, by row and by what it lacks; how many count. What a first look finds does at once.

        Units: epoch seconds.
        """
        before = gaps if self._counted is None else self._counted
        self._otherwise = {each: self._otherwise.get(each, now_s) for each in gaps ^ before}
        self._counted = before ^ {each for each, since_s in self._otherwise.items() if now_s - since_s >= SETTLED_S}
        return len(self._counted)


def _look(state: State) -> tuple[Gap, ...]:
    from dispatchtui.constraints.health import health  # noqa: PLC0415
    from dispatchtui.tui.views.health import excludes_now  # noqa: PLC0415

    began, picture = perf_counter(), state.picture
    found = health(picture.board, picture.known_s, picture.positions)
    state.counted = state.counted or Counted()
    now = {(each.subject, each.lacks) for each in found if excludes_now(each)}
    state.gaps = state.counted.look(now, picture.known_s)
    state.counts_again = began + (perf_counter() - began) * REST_FACTOR
    return found
