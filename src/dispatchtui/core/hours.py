"""Hours on a wall clock as spans of instants: when a site or an office is open, whatever the clock does.

A place is open at an instant when its own wall clock then stands inside one of its openings. A local
time that is skipped is never open; an hour that comes twice is open twice, and counts as the time
that really goes by. A closed date is closed from midnight to midnight; no openings at all means
always open but on those dates.

Units: epoch seconds; spans are half-open.
Cost: a look-up for each day, once a day of a place was worked out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from dispatchtui.core.sites import Opening
from dispatchtui.core.zones import local, zone_of

Span = tuple[int, int]
DAY_MIN = 1440
LATEST_MIN = 2 * DAY_MIN
"""The latest that an opening may close: at the end of the day after."""
_ALWAYS = (Opening(weekdays=(0, 1, 2, 3, 4, 5, 6)),)


def open_spans(
    openings: tuple[Opening, ...], closed: tuple[str, ...], zone: str, start_s: int, end_s: int
) -> tuple[Span, ...]:
    """The spans during which a place is open that touch a span of time, in full, earliest first."""
    first = local(start_s, zone).date() - timedelta(days=1)
    last = local(end_s, zone).date()
    found: list[Span] = []
    for number in range((last - first).days + 1):
        found += _of_day(openings, closed, zone, first + timedelta(days=number))
    return tuple(each for each in joined(found) if each[0] < end_s and start_s < each[1])


def open_s(openings: tuple[Opening, ...], closed: tuple[str, ...], zone: str, start_s: int, end_s: int) -> int:
    """For how many seconds of a span of time a place is open."""
    if not openings and not closed:
        return end_s - start_s
    spans = open_spans(openings, closed, zone, start_s, end_s)
    return sum(min(until_s, end_s) - max(from_s, start_s) for from_s, until_s in spans)


def first_open_s(
    openings: tuple[Opening, ...], closed: tuple[str, ...], zone: str, from_s: int, *, length_s: int, until_s: int
) -> int | None:
    """The first moment from one on, and before another, from which a place is open for so long; or nothing."""
    if not openings and not closed:
        return from_s if from_s < until_s else None
    for opens_s, closes_s in open_spans(openings, closed, zone, from_s, until_s + length_s):
        start_s = max(from_s, opens_s)
        if start_s < until_s and start_s + length_s <= closes_s:
            return start_s
    return None


def midnight_s(day: date, zone: str) -> int:
    """The first moment of a local day."""
    return int(datetime.combine(day, time(), zone_of(zone) or UTC).timestamp())


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that touch or overlap made one."""
    ordered = sorted(spans)
    if not ordered:
        return ()
    found: list[Span] = []
    first_s, last_s = ordered[0]
    for from_s, until_s in ordered:
        if from_s > last_s:
            found.append((first_s, last_s))
            first_s, last_s = from_s, until_s
        elif until_s > last_s:
            last_s = until_s
    return (*found, (first_s, last_s))


@lru_cache(maxsize=1 << 13)
def _of_day(openings: tuple[Opening, ...], closed: tuple[str, ...], zone: str, day: date) -> tuple[Span, ...]:
    """When a place is open by the openings that begin on a local day."""
    if day.isoformat() in closed:
        return ()
    latest_min = DAY_MIN if (day + timedelta(days=1)).isoformat() in closed else LATEST_MIN
    naive_s = _naive_s(day)
    found: list[Span] = []
    for opening in openings or _ALWAYS:
        if day.weekday() not in opening.weekdays:
            continue
        opens_s = naive_s + opening.opens_min * 60
        closes_s = naive_s + min(opening.closes_min, latest_min) * 60
        for from_s, until_s, offset_s in _offsets(zone, day):
            span = max(from_s, opens_s - offset_s), min(until_s, closes_s - offset_s)
            if span[0] < span[1]:
                found.append(span)
    return joined(found)


@lru_cache(maxsize=1 << 12)
def _offsets(zone: str, day: date) -> tuple[tuple[int, int, int], ...]:
    """The stretches of equal offset from UTC around a local day and the next: from, until, offset.

    Source: no zone changes its clock twice within these four days.
    """
    from_s, until_s = _naive_s(day) - 86_400, _naive_s(day) + 3 * 86_400
    before_s, after_s = _offset_s(from_s, zone), _offset_s(until_s, zone)
    if before_s == after_s:
        return ((from_s, until_s, before_s),)
    low, high = from_s, until_s
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset_s(middle, zone) == before_s else (low, middle)
    return ((from_s, high, before_s), (high, until_s, after_s))


def _offset_s(at_s: int, zone: str) -> int:
    offset = datetime.fromtimestamp(at_s, zone_of(zone) or UTC).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _naive_s(day: date) -> int:
    """A local midnight as if it were UTC."""
    return (day.toordinal() - 719_163) * 86_400
