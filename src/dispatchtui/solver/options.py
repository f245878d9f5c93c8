"""Every way to take a position of a day: as early as can be or at the first clear time, pushing what follows or not.

Units: epoch seconds.
Cost: some microseconds a position.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from dispatchtui.core import travel
from dispatchtui.solver.clear import first_clear
from dispatchtui.solver.days import Day
from dispatchtui.solver.look import Look
from dispatchtui.solver.positions import Place, Slot, placed_in, slots_in


def places_in(look: Look, day: Day) -> list[Place]:
    """Every position of a day, and every way to make room there."""
    found: list[Place] = []
    for slot in slots_in(look, day):
        for each in cleared(look, day, slot):
            place = placed_in(look, day, each)
            found += (place, *instead(look, day, each, place))
    return found


def cleared(look: Look, day: Day, slot: Slot) -> tuple[Slot, ...]:
    """The position at its first clear time; also as early as can be, where that time is no time in this gap."""
    start_s = first_clear(look, slot.start_s, slot.way_s, day.end_s + day.overtime_s)
    if start_s == slot.start_s:
        return (slot,)
    clear = replace(slot, start_s=start_s)
    return (clear,) if _fits(look, day, clear) else (slot, clear)


def _fits(look: Look, day: Day, slot: Slot) -> bool:
    """Whether the visit pushes nothing there, is done within the shift, and comes while it is wanted."""
    visit, end_s = look.asked.visit, slot.start_s + look.asked.length_s
    if slot.number < len(day.stops):
        follows = day.stops[slot.number]
        way_s = travel.seconds(look.asked.site, follows.site)
        if end_s + visit.buffer_after_s + way_s + follows.visit.buffer_before_s > follows.start_s:
            return False
    wanted = [visit.latest_s, visit.promise.end_s if visit.promise is not None else None]
    return end_s <= day.end_s and all(each is None or slot.start_s <= each for each in wanted)


def instead(look: Look, day: Day, slot: Slot, place: Place) -> Iterator[Place]:
    """The same position with pushed visits back in the queue: each of them alone, then one after another."""
    alone = _may_go(look, place)
    for visit_id in alone:
        yield placed_in(look, day, slot, frozenset({visit_id}))
    gone = frozenset(alone[:1])
    while gone:
        present = placed_in(look, day, slot, gone)
        if len(gone) > 1:
            yield present
        more = _may_go(look, present)
        if not more:
            return
        gone |= {more[0]}


def _may_go(look: Look, place: Place) -> list[str]:
    """The pushed visits that may be displaced instead: those that would be late, and those that are less urgent."""
    asked = look.asked
    return [
        each.visit_id
        for each in place.knocks
        if not each.displaced and (each.late_s > each.was_late_s or asked.priority_of(each.visit_id) > asked.priority)
    ]
