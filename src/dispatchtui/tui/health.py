"""The health of the data at the desk: a list of what is missing with what mends it, and the count of it kept up.

Never: a look at the whole board on a key or with every event; the count may be some seconds old, the list is not.
Why: whoever has no shift or no skills is never offered, and nothing on the board shows that they are not.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from dispatchtui.tui.effects import Effects
from dispatchtui.tui.state import OFFERS, Sheet, State

if TYPE_CHECKING:
    from dispatchtui.constraints.health import Gap

LOOK_EVERY_S = 5.0
"""How often the console asks whether it is time to count again."""
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
    if state.no_board or perf_counter() < state.counts_again:
        return False
    before = state.gaps
    _look(state)
    return before != state.gaps


def _look(state: State) -> tuple[Gap, ...]:
    from dispatchtui.constraints.health import health  # noqa: PLC0415
    from dispatchtui.tui.views.health import excludes_now  # noqa: PLC0415

    began, picture = perf_counter(), state.picture
    found = health(picture.board, picture.now_s, picture.positions)
    state.gaps = sum(1 for each in found if excludes_now(each))
    state.counts_again = began + (perf_counter() - began) * REST_FACTOR
    return found
