"""The begin of work that leaves the breaks of a shift their room: as early as can be, or after the breaks that are due.

What lies clear of every window takes no room away; only what comes near one is tried against all work of the day,
exactly as the rule about legal hours counts it.

Units: epoch seconds.
Cost: nothing where a shift has no break, some comparisons away from its windows, some microseconds for each trial.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Gap, first_free, room_missing
from dispatchtui.core.duty import works_of
from dispatchtui.core.model import Break, Location, Shift, Technician

_ALWAYS = 1 << 62
_STEP_S = 5 * 60


class Done(Struct, frozen=True, gc=False):
    """A piece of work with its place, as the law counts it."""

    start_s: int
    end_s: int
    site: Location | None
    visit_id: str


class Rests(Struct, frozen=True):
    """The breaks of a shift, those that must end earliest first, all the work around them, and what each lacks now."""

    windows: tuple[Break, ...]
    works: tuple[Done, ...]
    lacking: tuple[int, ...]

    def without(self, visits: set[str]) -> list[Done]:
        """The work but that of some visits."""
        return [each for each in self.works if each.visit_id not in visits]


def rests_of(board: Board, technician: Technician, shift: Shift, reach_s: int, skip: str) -> Rests | None:
    """The breaks of a shift; nothing where it has none."""
    if not shift.breaks:
        return None
    from_s, until_s = shift.start_s - reach_s, shift.end_s + shift.overtime_s + reach_s
    works = [
        Done(start_s, end_s, travel.site_of(board, board.visits[visit_id]), visit_id)
        for start_s, end_s, visit_id in works_of(board, technician.id, from_s, until_s, skip)
    ]
    windows = tuple(sorted(shift.breaks, key=_ends))
    return Rests(windows, tuple(works), _lacking(windows, works))


def rested(
    rests: Rests,
    before: Sequence[Done],
    work: Done,
    after: Sequence[Done],
    *,
    settled: Callable[[int], int],
    close_s: int,
) -> int:
    """The earliest begin from that of some work on that leaves each break the room it has; its own where none does.

    `before` and `after` are the work on either side, `after` empty where what follows can still be pushed;
    `settled` moves a begin on past what else is in its way. Nothing begins at the close.
    """
    start_s, lasts_s, site = work.start_s, work.end_s - work.start_s, work.site
    if _clear(rests, before, work, after):
        return start_s
    tried = dict.fromkeys(settled(each) for each in (start_s, *_begins(rests, before, start_s, site)))
    for begin_s in tried:
        if begin_s < close_s:
            works = [*before, Done(begin_s, begin_s + lasts_s, site, ""), *after]
            if all(map(_no_less, _lacking(rests.windows, sorted(works, key=_starts)), rests.lacking)):
                return begin_s
    return start_s


def _clear(rests: Rests, before: Sequence[Done], work: Done, after: Sequence[Done]) -> bool:
    """Whether work with the ways on either side meets no window."""
    from_s = work.start_s - travel.seconds(before[-1].site, work.site) if before else work.start_s
    until_s = work.end_s + travel.seconds(work.site, after[0].site) if after else work.end_s
    return all(until_s <= each.start_s or each.end_s <= from_s for each in rests.windows)


def _begins(rests: Rests, before: Sequence[Done], start_s: int, site: Location | None) -> list[int]:
    """When one could begin after some of the breaks, the way there driven beside them, earliest first."""
    last = before[-1] if before else None
    free_s = last.end_s if last is not None else -_ALWAYS
    there_s = free_s + (travel.seconds(last.site, site) if last is not None else 0)
    found = {max(start_s, each.end_s) for each in rests.windows}
    if any(rests.lacking):
        # A break that lacks room as it is keeps what it has, wherever that may be.
        found.update(range(start_s, max(each.end_s for each in rests.windows), _STEP_S))
    for first in range(len(rests.windows)):
        taken: list[tuple[int, int]] = []
        rest_s = 0
        for each in rests.windows[first:]:
            if each.end_s > free_s:
                at_s = first_free(max(free_s, each.start_s), each.length_s, taken)
                taken.append((at_s, at_s + each.length_s))
                rest_s += each.length_s
                found.add(max(start_s, at_s + each.length_s, there_s + rest_s))
    return sorted(found)


def _lacking(windows: Sequence[Break], works: Sequence[Done]) -> tuple[int, ...]:
    """By how much each break lacks room beside some work."""
    gaps: list[Gap] = []
    free_s, last = -_ALWAYS, None
    for work in works:
        gaps.append(Gap(free_s, work.start_s, travel.seconds(last.site, work.site) if last is not None else 0))
        free_s, last = work.end_s, work
    return tuple(short_s for _, short_s in room_missing(windows, [*gaps, Gap(free_s, _ALWAYS)]))


def _no_less(short_s: int, had_s: int) -> bool:
    return short_s <= had_s


def _ends(window: Break) -> int:
    return window.end_s


def _starts(work: Done) -> int:
    return work.start_s
