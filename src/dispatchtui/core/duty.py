"""Duty and work as the law counts them: who is on duty from when to when, and the weeks that it falls into.

Duty is the technician's shifts, whether there is work in them or not, less leave and sickness, and
all planned work, inside a shift or outside; for who is tagged on_call a shift is readiness, and only
work is duty. Stretches less than three hours apart are one duty (a split shift, a call soon after);
further apart they are two with a rest between them. A duty belongs in whole to where it began, so a
night shift is one duty and not two; a calendar week has what lies in it, so the night from Sunday to
Monday is shared by two weeks. Lengths are time that really goes by, whatever the clock does.

Units: epoch seconds; spans are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dispatchtui.core.board import Board
from dispatchtui.core.hours import Span, joined, midnight_s
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Technician
from dispatchtui.core.zones import local

ONE_DUTY_S = 3 * 3600
"""Stretches nearer to each other than this are one duty."""
ON_CALL = "on_call"
"""The tag of who waits at home until called."""


class Work(NamedTuple):
    """Planned work of a technician, or work as it was."""

    start_s: int
    end_s: int
    visit_id: str


def works_of(board: Board, technician_id: str, from_s: int, until_s: int, skip: str = "") -> list[Work]:
    """A technician's work that touches a span, and at least one piece on either side, earliest first.

    What has ended is as it was; what has not takes its planned time and what was added to it.
    """
    found: list[Work] = []
    visits = board.visits
    for start_s, end_s, visit_id in board.indexes.around(technician_id, from_s, until_s, skip):
        visit = visits[visit_id]
        if visit.state not in ENDED:
            found.append(Work(start_s, end_s, visit_id))
            continue
        stamps = visit.stamps
        began_s = stamps.working_s if stamps.on_site_s is None else stamps.on_site_s
        if began_s is not None and stamps.done_s is not None:
            found.append(Work(began_s, stamps.done_s, visit_id))
    return sorted(found)


def shift_spans(board: Board, technician: Technician, from_s: int, until_s: int) -> tuple[Span, ...]:
    """The shifts that touch a span, in full, less leave and sickness."""
    spans = [(each.start_s, each.end_s) for each in board.shifts_of(technician.id)
             if each.start_s < until_s and from_s < each.end_s]  # fmt: skip
    for absence in board.absences_of(technician.id) if spans else ():
        if absence.kind != "meeting":
            spans = [part for each in spans for part in less(each, (absence.start_s, absence.end_s))]
    return joined(spans)


def on_duty(technician: Technician, shifts: Sequence[Span], works: Sequence[Span]) -> tuple[Span, ...]:
    """The stretches of duty, those that touch or overlap made one."""
    return joined(works if ON_CALL in technician.tags else [*shifts, *works])


def duties(stretches: Iterable[Span], apart_s: int) -> list[Span]:
    """Each duty from its first to its last moment."""
    found: list[Span] = []
    for from_s, until_s in stretches:
        if found and from_s - found[-1][1] < apart_s:
            found[-1] = (found[-1][0], until_s)
        else:
            found.append((from_s, until_s))
    return found


def less(span: Span, other: Span) -> list[Span]:
    """What is left of a span without another."""
    parts = (span[0], min(span[1], other[0])), (max(span[0], other[1]), span[1])
    return [each for each in parts if each[0] < each[1]]


def shared_s(spans: Iterable[Span], within: Span) -> int:
    """How much of some spans lies in one."""
    return sum(max(0, min(until_s, within[1]) - max(from_s, within[0])) for from_s, until_s in spans)


def weeks_of(start_s: int, end_s: int, zone: str) -> tuple[Span, ...]:
    """The calendar weeks, from Monday, of a zone that a span touches."""
    first = local(start_s, zone).date()
    monday = first.toordinal() - first.weekday()
    last = local(max(start_s, end_s - 1), zone).date().toordinal()
    return tuple(_week(number, zone) for number in range(monday, last + 1, 7))


@lru_cache(maxsize=1 << 10)
def _week(monday: int, zone: str) -> Span:
    return midnight_s(date.fromordinal(monday), zone), midnight_s(date.fromordinal(monday + 7), zone)
