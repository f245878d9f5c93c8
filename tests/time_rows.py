"""Readable parts of rows that are about time: breaks, openings, limits of hours."""

from __future__ import annotations

from dispatchtui.core.model import Break, Hours, Opening
from tests.rows import DAY, at


def a_break(
    *, start: str = "11:00", end: str = "14:00", minutes: int = 30, mandatory: bool = True, day: str = DAY
) -> Break:
    """A lunch of half an hour that floats, unless its window is as short."""
    return Break(start_s=at(start, day=day), end_s=at(end, day=day), length_s=minutes * 60, mandatory=mandatory)


def an_opening(opens: str = "08:00", closes: str = "16:00", *, weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Opening:
    """Hours of some weekdays, Monday to Friday unless others are named."""
    return Opening(weekdays=weekdays, opens_min=_minutes(opens), closes_min=_minutes(closes))


def limits(
    *,
    duty: float | None = None,
    rest: float | None = None,
    week: float | None = None,
    overtime: float | None = None,
    work: float | None = None,
    break_minutes: int | None = None,
) -> Hours:
    """Limits given in hours, absent where nothing is said."""
    return Hours(
        duty_s=_hours(duty),
        rest_s=_hours(rest),
        week_s=_hours(week),
        overtime_week_s=_hours(overtime),
        work_s=_hours(work),
        break_s=None if break_minutes is None else break_minutes * 60,
    )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _hours(hours: float | None) -> int | None:
    return None if hours is None else round(hours * 3600)
