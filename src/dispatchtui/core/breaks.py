"""The breaks of a shift: which are owed, when they will be taken, and whether a plan leaves room for them.

A break is taken as soon as there is slack for it on the way to the next stop without delaying that
stop, or else when it could not wait until after the next stop any more. One whose window is exactly
its length is fixed: it never can wait, so it is taken at its time. A journey is interrupted, work that
would run into it begins after it, work that already runs is not cut. A mandatory break whose window
has passed is taken late, as soon as the technician is free and while the shift and its overtime last;
any other is then forgone. Time without a stop in which it could be taken counts as the break that was taken.

Units: epoch seconds; spans are half-open.
Cost: nothing for who has no breaks; else a few microseconds a stop and break.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Break, Shift


class Rest(Struct, frozen=True, kw_only=True):
    """One break as it was or will be taken; `late_s` is by how much it ends after its window, or nought."""

    shift_id: str
    start_s: int
    end_s: int
    mandatory: bool = True
    late_s: int = 0


class Owed(Struct, frozen=True, kw_only=True):
    """One break that has not been taken, and when the shift with its overtime ends."""

    shift_id: str
    window: Break
    until_s: int


def owed_by(board: Board, technician_id: str, from_s: int, until_s: int) -> list[Owed]:
    """The breaks of the shifts that are not over, those that must end earliest first."""
    found: list[Owed] = []
    for key in board.indexes.of("shifts", technician_id, "breaks"):
        shift: Shift = board.shifts[key]
        last_s = shift.end_s + shift.overtime_s
        if last_s > from_s:
            found += [
                Owed(shift_id=key, window=each, until_s=last_s) for each in shift.breaks if each.start_s < until_s
            ]
    return sorted(found, key=_urgency)


def _urgency(owed: Owed) -> int:
    return owed.window.end_s


def rest_from(owed: Owed, free_s: int, others: Iterable[Rest]) -> Rest | None:
    """The break taken as early as its technician is free and rests not otherwise; nothing when it is forgone."""
    window = owed.window
    taken = [(each.start_s, each.end_s) for each in others]
    start_s = first_free(max(free_s, window.start_s), window.length_s, taken)
    late_s = max(0, start_s + window.length_s - window.end_s)
    if late_s and (not window.mandatory or start_s >= owed.until_s):
        return None
    return Rest(shift_id=owed.shift_id, start_s=start_s, end_s=start_s + window.length_s,
                mandatory=window.mandatory, late_s=late_s)  # fmt: skip


def first_free(start_s: int, length_s: int, taken: Iterable[tuple[int, int]]) -> int:
    """The first moment from which so much time is free of what is taken."""
    for from_s, until_s in sorted(taken):
        if from_s < start_s + length_s and start_s < until_s:
            start_s = until_s
    return start_s


def on_the_way(rests: Sequence[Rest], ready_s: int, drive_s: int, wanted_s: int) -> tuple[int, int]:
    """When to leave, as late as is in time, and when one is there, resting at these times in between.

    Nobody arrives before `wanted_s`, nor before the last of the rests is over.
    """
    at_s, left_s = ready_s, drive_s
    for rest in rests:
        left_s -= min(left_s, max(0, rest.start_s - at_s))
        at_s = max(at_s, rest.end_s)
    arrival_s = at_s = max(at_s + left_s, wanted_s)
    left_s = drive_s
    for rest in reversed(rests):
        if left_s <= at_s - rest.end_s:
            break
        left_s, at_s = left_s - (at_s - rest.end_s), rest.start_s
    return max(ready_s, at_s - left_s), arrival_s


class Gap(Struct, frozen=True):
    """Time between two pieces of planned work, and how much of it is spent driving."""

    start_s: int
    end_s: int
    drive_s: int = 0


def room_missing(windows: Iterable[Break], gaps: Sequence[Gap]) -> list[tuple[Break, int]]:
    """By how much each break lacks room in a plan, its window and the driving kept; nought where it fits.

    Breaks share the gaps, those that must end earliest first, each in the first gap that has room for it.
    """
    used: dict[int, list[tuple[int, int]]] = {}
    found: list[tuple[Break, int]] = []
    for window in sorted(windows, key=lambda each: each.end_s):
        least_s = window.length_s
        for place, gap in enumerate(gaps):
            if gap.end_s <= window.start_s or window.end_s <= gap.start_s:
                continue
            taken = used.setdefault(place, [])
            start_s = first_free(max(gap.start_s, window.start_s), window.length_s, taken)
            span_s = min(gap.end_s, window.end_s) - start_s
            idle_s = gap.end_s - gap.start_s - gap.drive_s - sum(until_s - from_s for from_s, until_s in taken)
            short_s = window.length_s - min(span_s, idle_s)
            if short_s <= 0:
                taken.append((start_s, start_s + window.length_s))
                least_s = 0
                break
            least_s = min(least_s, short_s)
        found.append((window, least_s))
    return found
