"""The words that constraints share: moments and spans on a wall clock, lengths of time.

Units: seconds in, words out; the clock is the technician's, else the site's, else UTC.
"""

from __future__ import annotations

from datetime import timedelta

from dispatchtui.constraints.base import Trial
from dispatchtui.core.zones import local


def zone_of(trial: Trial) -> str:
    """The zone in which a trial's times are told."""
    if trial.technician.zone:
        return trial.technician.zone
    order = trial.board.work_orders.get(trial.visit.work_order_id)
    return order.site.zone if order else ""


def moment(at_s: int, zone: str, beside_s: int | None = None) -> str:
    """An instant as 14:05; with its date when that is not the date of `beside_s`.

    In the hour that a clock passes twice, the zone's own name (EDT, EST) tells which one.
    """
    then = local(at_s, zone)
    words = then.strftime("%H:%M:%S" if then.second else "%H:%M")
    if (then + timedelta(0)).replace(fold=1 - then.fold).utcoffset() != then.utcoffset():
        words += f" {then.tzname()}"
    if beside_s is not None and local(beside_s, zone).date() != then.date():
        words = f"{then:%a} {then.day} {then:%b} {words}"
    return words


def span(start_s: int, end_s: int, zone: str, beside_s: int | None = None) -> str:
    """Two instants as 10:00 to 11:00."""
    return f"{moment(start_s, zone, beside_s)} to {moment(end_s, zone, start_s)}"


def length(duration_s: int) -> str:
    """A length of time in its two largest units: 45 s, 30 min, 1 h 30 min, 2 d 3 h."""
    days, rest = divmod(abs(duration_s), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, seconds = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    first = next((place for place, (amount, _) in enumerate(parts) if amount), 3)
    told = [f"{amount} {unit}" for amount, unit in parts[first : first + 2] if amount]
    return " ".join(told) or "0 s"


def minutes(duration_s: int) -> float:
    """Seconds as minutes, exactly."""
    return duration_s / 60
