"""The words that constraints share: moments and spans on a wall clock, lengths of time.

Units: seconds in, words out; the clock is the technician's, else the site's, else UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.constraints.base import Trial
from dispatchtui.core.words import length, moment, span

__all__ = ["counted", "length", "minutes", "moment", "names", "span", "zone_of"]

_MANY = {"person": "people"}


def zone_of(trial: Trial) -> str:
    """The zone in which a trial's times are told."""
    if trial.technician.zone:
        return trial.technician.zone
    order = trial.board.work_orders.get(trial.visit.work_order_id)
    return order.site.zone if order else ""


def minutes(duration_s: int) -> float:
    """Seconds as minutes, exactly."""
    return duration_s / 60


def names(words: Sequence[str]) -> str:
    """Names in a row: T05, T06 and T07."""
    head = ", ".join(words[:-1])
    return f"{head} and {words[-1]}" if head else words[-1] if words else "nobody"


def counted(number: int, thing: str) -> str:
    """A number of things: 1 person, 2 people."""
    return f"{number} {thing if number == 1 else _MANY.get(thing, thing + 's')}"
