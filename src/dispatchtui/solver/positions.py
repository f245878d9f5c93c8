"""Every position of a technician's day for a visit: when it would begin there, and what it pushes or displaces.

A visit begins as early as its technician can be there; each later stop is pushed only as far as it must, and what
stands beyond the first gap that holds it stays. Instead of being pushed, a visit that would be late or that is less
urgent may go back to the queue. What somebody has set out for stays.

Units: epoch seconds; `least` is seconds of travel.
Cost: half a microsecond a position where nothing is pushed, some microseconds where something is.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from dispatchtui.constraints.objectives import Knock
from dispatchtui.constraints.objectives.base import URGENCY
from dispatchtui.constraints.objectives.priority_start import PRIORITY_START
from dispatchtui.constraints.objectives.sla_lateness import SLA_LATENESS
from dispatchtui.constraints.objectives.stability import STABILITY
from dispatchtui.core import travel
from dispatchtui.core.model import Location
from dispatchtui.core.timeline import NIGHT_S
from dispatchtui.solver.clear import first_clear_pushed
from dispatchtui.solver.days import Day, Stop
from dispatchtui.solver.look import Look
from dispatchtui.solver.rests import Done, Rests, rested

LEAST_MOVED_S = STABILITY.weight_s
"""What another time for a visit costs at least, before it is known who was told of it."""


class Place(Struct, frozen=True, gc=False):
    """One position: the stops before and after by id, the begin, the way there, the travel added, what it moves.

    It costs `least` or more, whatever is found when it is weighed and judged.
    """

    least: float
    number: int
    after: str
    before: str
    start_s: int
    way_s: int
    added_s: int
    knocks: tuple[Knock, ...] = ()


class Slot(Struct, frozen=True, gc=False):
    """A position before it is known what it moves: it costs `least` or more, and `instead` when it displaces something.

    `previous` is the stop or the place that one comes from, `after` the id of the stop.
    """

    least: float
    instead: float
    number: int
    start_s: int
    way_s: int
    added_s: int
    previous: Location | None
    after: str


def anywhere(look: Look) -> Place:
    """The earliest begin where no day has room for one, whatever it breaks."""
    way_s = travel.seconds(look.outset.place, look.asked.site)
    start_s = max(look.from_s, look.outset.free_s + way_s)
    least = look.least_of(start_s, start_s + look.asked.length_s, way_s, ())
    return Place(least, 0, "", "", start_s, way_s, way_s)


def slots_in(look: Look, day: Day) -> list[Slot]:
    """Every position of a day with the earliest begin that the stops before it allow; what costs least comes first."""
    asked, stops, expected = look.asked, day.stops, look.outset.stops
    site, lasts_s, buffer_s = asked.site, asked.length_s, asked.visit.buffer_before_s
    lowest_s, close_s = max(look.from_s, day.start_s), day.end_s + day.overtime_s
    # A way is as long there as back, so one measure serves the stop before and the stop after.
    ways = [travel.seconds(stop.site, site) for stop in stops]
    after_s = asked.visit.buffer_after_s
    ready_s, last, last_way_s, last_s = lowest_s, None, 0, 0
    found: list[Slot] = []
    for number in range(day.last + 1):
        if number:
            before = stops[number - 1]
            live = expected.get(before.visit.id) if expected else None
            free_s = before.end_s if live is None or live.end_s < before.end_s else live.end_s
            there_s = free_s + ways[number - 1] + before.visit.buffer_after_s + buffer_s
            ready_s = max(ready_s, there_s)
            # What is behind its plan may be done after what was planned later.
            if free_s >= last_s:
                last, last_way_s, last_s = before, ways[number - 1], free_s
        if number < day.first:
            continue
        start_s = ready_s
        if last is not None and (number > day.first or look.goes_on(last, day)):
            place, way_s = last.site, last_way_s
        else:
            place = look.begins_at(day)
            way_s = travel.seconds(place, site)
            if look.is_today(day):
                start_s = max(start_s, look.outset.free_s + way_s)
        start_s = day.past_away(start_s, lasts_s) if day.away else start_s
        if asked.door is not None:
            start_s = look.past_closed(start_s, close_s)
        if start_s >= close_s:
            break
        if day.rests is not None:
            start_s = _rested(look, day, day.rests, number, start_s)
        added_s = way_s
        if number < len(stops) and stops[number].start_s - start_s - lasts_s < NIGHT_S:
            follows = stops[number]
            straight_s = follows.way_s if number and last is stops[number - 1] else travel.seconds(place, follows.site)
            added_s += ways[number] - straight_s
        least = instead = look.least_of(start_s, start_s + lasts_s, added_s, ())
        if number < len(stops):
            late_s = start_s + lasts_s + ways[number] + after_s - stops[number].start_s
            if late_s > 0:
                # Who displaces all that is left of the day saves the way on to it as well.
                instead = least + day.least_displaced[number] - ways[number] * look.rate
                least = min(least + _least_pushed(look, stops, number, late_s), instead)
        found.append(
            Slot(least, instead, number, start_s, way_s, added_s, place, last.visit.id if last is not None else "")
        )
    found.sort(key=_least)
    return found


def _rested(look: Look, day: Day, rests: Rests, number: int, start_s: int) -> int:
    """The earliest begin in a position from a moment on that leaves the breaks of the shift their room."""
    asked, close_s = look.asked, day.end_s + day.overtime_s
    stops = day.stops[number:]

    def settled(at_s: int) -> int:
        return look.past_closed(day.past_away(at_s, asked.length_s), close_s)

    work = Done(start_s, start_s + asked.length_s, asked.site, asked.visit.id)
    before = rests.without({each.visit.id for each in stops})
    return rested(rests, before, work, _kept(work, asked.visit.buffer_after_s, stops), settled=settled, close_s=close_s)


def _kept(work: Done, buffer_s: int, stops: Sequence[Stop]) -> list[Done]:
    """The stops behind some work when it pushes none of them; none of them when it does."""
    if stops:
        ready_s = work.end_s + travel.seconds(work.site, stops[0].site) + buffer_s + stops[0].visit.buffer_before_s
        if ready_s > stops[0].start_s:
            return []
    return [Done(each.start_s, each.end_s, each.site, each.visit.id) for each in stops]


def placed_in(look: Look, day: Day, slot: Slot, displaced: frozenset[str] = frozenset()) -> Place:
    """The visit in a position, with what that pushes, and without the stops that are displaced for it."""
    asked = look.asked
    end_s = slot.start_s + asked.length_s
    knocks, onward, saved_s = _pushed(look, day, slot, end_s, displaced)
    added_s = slot.way_s + (travel.seconds(onward.site, asked.site) if onward is not None else 0) - saved_s
    return Place(
        least=look.least_of(slot.start_s, end_s, added_s, knocks) if knocks else slot.least,
        number=slot.number,
        after=slot.after,
        before=onward.visit.id if onward is not None else "",
        start_s=slot.start_s,
        way_s=slot.way_s,
        added_s=added_s,
        knocks=knocks,
    )


def _least_pushed(look: Look, stops: tuple[Stop, ...], number: int, late_s: int) -> float:
    """What it costs at least to push a stop by so much, and those behind it as far as their slack does not hold."""
    least, expected = 0.0, look.outset.stops
    while late_s > 0:
        stop = stops[number]
        urgency = URGENCY.get(stop.priority, 1.0) / 60
        least += LEAST_MOVED_S + late_s * urgency * PRIORITY_START.weight_s
        if stop.due_s is not None:
            live = expected.get(stop.visit.id)
            arrival_s = stop.start_s if live is None else live.arrival_s
            more_s = stop.start_s + late_s - max(arrival_s, stop.due_s)
            least += more_s * urgency * SLA_LATENESS.weight_s if more_s > 0 else 0
        number += 1
        if number == len(stops):
            break
        late_s -= stops[number].slack_s
    return least


def _pushed(
    look: Look, day: Day, slot: Slot, end_s: int, displaced: frozenset[str]
) -> tuple[tuple[Knock, ...], Stop | None, int]:
    """What is moved behind a position, the stop that one drives on to, and the ways that are no longer driven."""
    asked, knocks, onward, saved_s = look.asked, list[Knock](), None, 0
    site, buffer_s = asked.site, asked.visit.buffer_after_s
    done: list[Done] = []
    if day.rests is not None:
        done = day.rests.without({each.visit.id for each in day.stops[slot.number :]})
        done.append(Done(slot.start_s, end_s, site, asked.visit.id))
    for place in range(slot.number, len(day.stops)):
        stop = day.stops[place]
        if onward is None:
            if stop.start_s - end_s >= NIGHT_S:
                break
            saved_s += travel.seconds(slot.previous, stop.site) if place == slot.number else stop.way_s
        if stop.visit.id in displaced:
            knocks.append(Knock(visit_id=stop.visit.id, planned_s=stop.start_s, start_s=stop.start_s, later_s=0,
                                displaced=True))  # fmt: skip
            continue
        onward = onward or stop
        way_s = travel.seconds(site, stop.site)
        ready_s = end_s + way_s + buffer_s + stop.visit.buffer_before_s
        if ready_s <= stop.start_s:
            break
        start_s = _settled(look, day, stop, ready_s, way_s)
        if day.rests is not None:
            left = [each for each in day.stops[place + 1 :] if each.visit.id not in displaced]
            start_s = _rested_again(look, day, done, stop, start_s, left=left)
        knocks.append(_knock(look, stop, start_s))
        end_s, site, buffer_s = start_s + stop.end_s - stop.start_s, stop.site, stop.visit.buffer_after_s
    return tuple(knocks), onward, saved_s


def _settled(look: Look, day: Day, stop: Stop, start_s: int, way_s: int) -> int:
    """The first begin of a pushed stop from a moment on that nothing but a break is in the way of."""
    start_s = day.past_away(start_s, stop.end_s - stop.start_s)
    return first_clear_pushed(look, stop, start_s, way_s, day.end_s + day.overtime_s)


def _rested_again(look: Look, day: Day, done: list[Done], stop: Stop, start_s: int, *, left: Sequence[Stop]) -> int:
    """The begin of a pushed stop that leaves the breaks their room; it is then done as well."""
    lasts_s, rests = stop.end_s - stop.start_s, day.rests
    if rests is None:
        return start_s
    work = Done(start_s, start_s + lasts_s, stop.site, stop.visit.id)
    kept = _kept(work, stop.visit.buffer_after_s, left)
    close_s = day.end_s + day.overtime_s
    way_s = travel.seconds(done[-1].site, stop.site) if done else 0

    def settled(at_s: int) -> int:
        return _settled(look, day, stop, at_s, way_s)

    start_s = rested(rests, done, work, kept, settled=settled, close_s=close_s)
    done.append(Done(start_s, start_s + lasts_s, stop.site, stop.visit.id))
    return start_s


def _knock(look: Look, stop: Stop, start_s: int) -> Knock:
    due_s = stop.due_s
    live = look.outset.stops.get(stop.visit.id)
    arrival_s = live.arrival_s if live is not None else stop.start_s
    return Knock(
        visit_id=stop.visit.id,
        planned_s=stop.start_s,
        start_s=start_s,
        later_s=start_s - stop.start_s,
        late_s=max(0, start_s - due_s) if due_s is not None else 0,
        was_late_s=max(0, arrival_s - due_s) if due_s is not None else 0,
    )


def _least(slot: Slot) -> float:
    return slot.least
