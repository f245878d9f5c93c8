"""How late somebody can be sent and still be there in time: one technician's day for one visit.

A position of a day is left at a moment and reached a drive later; whoever is free and waits comes one minute later for
every minute that nobody acts, and whoever is busy until later loses nothing until then. So the last moment is the last
good begin less the drive. That begin is the latest one in time, or where that one breaks a rule the latest that does
not, found to the minute; each is judged as the gate will judge it at the moment of sending.

Units: epoch seconds.
Cost: a look at a day, and a judgement for each position that could come last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core import travel
from dispatchtui.core.model import Technician, Visit
from dispatchtui.core.refusals import WORST_FIRST, Level, Violation
from dispatchtui.solver.days import Day
from dispatchtui.solver.look import Asked, Look, look_at
from dispatchtui.solver.offers import Judged, judge, tried, weigh
from dispatchtui.solver.options import cleared, instead
from dispatchtui.solver.positions import Place, Slot, placed_in, slots_in

CLEAN = len(WORST_FIRST)
"""The level of what breaks nothing, as a number: the place of a level among the strictest first."""


class Way(Struct, frozen=True):
    """One position of a day, looked at for a visit."""

    look: Look
    day: Day
    slot: Slot


class Act(Struct, frozen=True):
    """One way to be there: sent when, there when, and the rules that it breaks, the strictest first.

    `level` is that of the strictest, `CLEAN` where nothing is broken.
    """

    way: Way
    sent_s: int
    arrives_s: int
    level: int
    broken: tuple[str, ...]
    judged: Judged

    @property
    def technician_id(self) -> str:
        """Who goes."""
        return self.way.look.technician.id


Sure = Callable[[Way, int, int], bool]
"""Whether who takes a position, to arrive at a moment and sent at another, is there in time surely enough."""


def latest(asked: Asked, technician: Technician, limit_s: int, *, level: int, sure: Sure, floor_s: int) -> Act | None:
    """The act that can come last of all in a technician's days, if it is no earlier than `floor_s`.

    It breaks nothing stricter than `level`, and begins by `limit_s`.
    """
    best: Act | None = None
    for way in _by_last(look_at(asked, technician), limit_s):
        if limit_s - way.slot.way_s < floor_s:
            break
        found = _latest_in(way, limit_s, level=level, sure=sure)
        if found is not None and found.sent_s >= floor_s and (best is None or found.sent_s > best.sent_s):
            best, floor_s = found, found.sent_s
    return best


def earliest(asked: Asked, technician: Technician, *, level: int, before_s: int) -> Act | None:
    """The earliest arrival of a technician before a moment, however late, that breaks nothing stricter than `level`."""
    look = look_at(asked, technician)
    for day in map(look.day, look.shifts):
        if max(look.from_s, day.start_s) >= before_s:
            return None
        for slot in sorted(slots_in(look, day), key=_start_s):
            for each in cleared(look, day, slot):
                found = None
                if each.start_s < before_s:
                    found = taken(Way(look, day, slot), each.start_s, level=level, late=True)
                if found is not None:
                    return found
    return None


def taken(way: Way, start_s: int, *, level: int, late: bool = False) -> Act | None:
    """A position taken from a begin on, judged at the moment of sending; nothing where it may not be so.

    An act that makes another visit late saves nothing, nor does one that leaves the visit where it stands.
    """
    look, slot = way.look, way.slot
    sent_s = max(look.asked.at_s, start_s - slot.way_s)
    then = look if sent_s == look.asked.at_s else replace(look, asked=replace(look.asked, at_s=sent_s))
    for place in _places(then, way.day, replace(slot, start_s=start_s)):
        if _is_left(look, place) or any(each.late_s > each.was_late_s and not each.displaced for each in place.knocks):
            continue
        found = judge(tried(then, weigh(then, place)))
        worst, broken = broken_by(look.asked.visit, found.verdict.violations, late=late)
        if worst >= level and worst > WORST_FIRST[Level.NOBODY]:
            return Act(way, sent_s, start_s, worst, broken, found)
    return None


def broken_by(visit: Visit, violations: Iterable[Violation], *, late: bool = False) -> tuple[int, tuple[str, ...]]:
    """The strictest level that an act breaks, and which rules, but what always speaks against saving a visit.

    That it is about to leave with somebody else (the freeze) is no reason to let it be late; nor, where it will be
    late in any case, that it will.
    """
    own = f"visits/{visit.id}"
    counted = [
        each
        for each in violations
        if not (each.subject == own and each.constraint == "locked" and each.unit == "min")
        and not (late and each.subject == own and each.constraint == "promise_window")
    ]
    level = min((WORST_FIRST[each.level] for each in counted), default=CLEAN)
    return level, tuple(dict.fromkeys(each.constraint for each in counted))


def _by_last(look: Look, limit_s: int) -> list[Way]:
    """Every position that begins in time, those that could be left last first."""
    days = [look.day(shift) for shift in look.shifts if shift.start_s <= limit_s]
    found = [Way(look, day, slot) for day in days for slot in slots_in(look, day) if slot.start_s <= limit_s]
    return sorted(found, key=_way_s)


def _latest_in(way: Way, limit_s: int, *, level: int, sure: Sure) -> Act | None:
    """The last act in one position; nothing where it is never good there."""
    slot, at_s = way.slot, way.look.asked.at_s
    last_s = min(limit_s, _until_s(way))

    def in_time(start_s: int) -> bool:
        return sure(way, start_s, max(at_s, start_s - slot.way_s))

    def good(start_s: int) -> Act | None:
        return taken(way, start_s, level=level)

    if last_s < slot.start_s or not in_time(slot.start_s):
        return None
    last_s = _last(slot, slot.start_s, last_s, in_time)
    found = good(last_s)
    if found is not None:
        return found
    for first in cleared(way.look, way.day, slot):
        found = good(first.start_s) if first.start_s <= last_s else None
        if found is not None:
            return good(_last(slot, first.start_s, last_s, lambda start_s: good(start_s) is not None)) or found
    return None


def _until_s(way: Way) -> int:
    """The latest begin in a position: of who leaves at the last moment before they go on to what comes next."""
    slot, stops = way.slot, way.day.stops
    if slot.number >= len(stops):
        return way.day.end_s + way.day.overtime_s
    follows = stops[slot.number]
    leaves_s = max(way.look.asked.at_s, follows.start_s - travel.seconds(slot.previous, follows.site))
    return max(slot.start_s, leaves_s + slot.way_s)


def _last(slot: Slot, first_s: int, last_s: int, good: Callable[[int], bool]) -> int:
    """The last begin that is good, of who is sent on the minute; the first is, and all that are good come first."""
    if good(last_s):
        return last_s
    low, high = (first_s - slot.way_s) // 60, -((slot.way_s - last_s) // 60)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if good(middle * 60 + slot.way_s) else (low, middle)
    return max(first_s, low * 60 + slot.way_s)


def _places(look: Look, day: Day, slot: Slot) -> Iterator[Place]:
    """The position with what it pushes; then with some of that back in the queue."""
    place = placed_in(look, day, slot)
    yield place
    if place.knocks:
        yield from instead(look, day, slot, place)


def _is_left(look: Look, place: Place) -> bool:
    """Whether the visit stays with whom it has, no earlier than it stands, and moves nothing."""
    line = look.asked.visit.assignment
    stays = line is not None and line.technician_id == look.technician.id
    return stays and not place.knocks and line is not None and place.start_s >= line.start_s


def _way_s(way: Way) -> int:
    return way.slot.way_s


def _start_s(slot: Slot) -> int:
    return slot.start_s
