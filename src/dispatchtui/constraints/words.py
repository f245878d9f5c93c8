"""The words that constraints share: moments and spans on a wall clock, lengths of time.

Units: seconds in, words out; the clock is the technician's, else the site's, else UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.constraints.base import Trial
from dispatchtui.core.words import length
from dispatchtui.core.zones import local

__all__ = ["counted", "length", "minutes", "moment", "names", "span", "zone_of"]

_MANY = {"person": "people"}


def zone_of(trial: Trial) -> str:
    """The zone in which a trial's times are told."""
    if trial.technician.zone:
        return trial.technician.zone
    order = trial.board.work_orders.get(trial.visit.work_order_id)
    return order.site.zone if order else ""


def moment(at_s: int, zone: str, beside_s: int | None = None) -> str:
    """An instant as 14:05; with its date when that is not the date of `beside_s`, and its year when that is another.

    In the hour that a clock passes twice, the zone's own name (EDT, EST) tells which one.
    """
    then = local(at_s, zone)
    words = f"{then.hour:02}:{then.minute:02}:{then.second:02}" if then.second else f"{then.hour:02}:{then.minute:02}"
    if then.replace(fold=1 - then.fold).utcoffset() != then.utcoffset():
        words += f" {then.tzname()}"
    beside = then if beside_s is None else local(beside_s, zone)
    if beside.date() != then.date():
        year = f" {then.year}" if beside.year != then.year else ""
        words = f"{then:%a} {then.day} {then:%b}{year} {words}"
    return words


def span(start_s: int, end_s: int, zone: str, beside_s: int | None = None) -> str:
    """Two instants as 10:00 to 11:00."""
    return f"{moment(start_s, zone, beside_s)} to {moment(end_s, zone, start_s)}"


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
