"""The best places first: whoever can come first is looked at more closely, and nobody else is.

Each pair of a visit and a technician says what its best place costs at least, and is asked again only when nobody
could be cheaper: then it looks at a day, at a position in it, weighs it, judges it, and each time knows better. A
judged place that nobody can beat is the best that is left.

Cost: a look at each kind of technician, and more only for who can come among those that are asked for.
"""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Any

from dispatchtui.core.model import Technician
from dispatchtui.solver.days import Day
from dispatchtui.solver.look import MOST_SAVED_S, Asked, Look, look_at
from dispatchtui.solver.offers import Candidate, Excluded, Judged, Tried, excluded_of, judge, judged, told, tried, weigh
from dispatchtui.solver.options import cleared, instead, places_in
from dispatchtui.solver.positions import Place, Slot, anywhere, placed_in, slots_in
from dispatchtui.solver.reach import least_near
from dispatchtui.solver.who import Findings, findings_of, findings_of_kind, kind_of

MOST_TRIED = 24
"""Places of one pair that are judged before it is given up, when each breaks what nobody may break."""

Known = Generator[tuple[float, Judged | None], None, Tried | None]
"""What a pair costs at least, ever better, with its next best place once that is judged; at last what is hopeless."""
_DAY, _SLOT, _INSTEAD, _PLACE, _WEIGHED, _TRIED, _JUDGED = range(7)
_numbers = count()


class Search:
    """Pairs of visits and technicians; iterating gives the best place of each, best first.

    With `every`, each place of a pair is given and not only its best.
    """

    def __init__(self, pairs: Iterable[tuple[Asked, Technician]], *, every: bool = False) -> None:
        """Begin with what the kind of each technician costs."""
        self._out: list[Excluded | Tried] = []
        self._every = every
        kinds: dict[tuple[Hashable, ...], Findings] = {}
        queue: list[Any] = []
        for asked, technician in pairs:
            key = (asked.visit.id, kind_of(asked.visit, technician))
            found = kinds.get(key)
            if found is None:
                found = kinds[key] = findings_of_kind(asked, technician)
            queue.append((found.broken_s, False, technician.id, asked.visit.id, len(queue),
                          None, (asked, technician, found.broken_s)))  # fmt: skip
        heapify(queue)
        self._queue = queue

    @property
    def left(self) -> int:
        """Pairs that are neither given nor excluded yet."""
        return len(self._queue)

    @property
    def excluded(self) -> list[Excluded]:
        """Who was found to be out so far, with all the reasons, which are worked out only when they are asked for."""
        out = self._out
        out[:] = [each if isinstance(each, Excluded) else excluded_of(told(judge(each))) for each in out]
        return [each for each in out if isinstance(each, Excluded)]

    @property
    def out(self) -> int:
        """How many were found to be out so far."""
        return len(self._out)

    def __iter__(self) -> Iterator[Candidate]:
        """Each next best; equals in the order of their names."""
        return (each for each in self.steps() if each is not None)

    def steps(self) -> Iterator[Candidate | None]:
        """Each next best, and nothing after each look that gave none, for whoever must not be kept waiting."""
        queue = self._queue
        while queue:
            _, _, who, visit_id, number, candidate, known = heappop(queue)
            if candidate is not None:
                yield told(candidate)
                if not self._every:
                    continue
            elif type(known) is tuple:
                known = _known(*known)
            try:
                least, candidate = next(known)
            except StopIteration as stop:
                if stop.value is not None:
                    self._out.append(stop.value)
            else:
                heappush(queue, (least, candidate is not None, who, visit_id, number, candidate, known))
            yield None


def places_of(asked: Asked, technician: Technician) -> list[Candidate]:
    """Every place of one technician, judged, cheapest first; what nobody may break comes last."""
    look = look_at(asked, technician)
    found = [place for shift in look.shifts for place in places_in(look, look.day(shift))] or [anywhere(look)]
    return sorted((judged(look, weigh(look, place)) for place in found), key=_order)


def _known(asked: Asked, technician: Technician, kind_s: float) -> Known:
    """Look at one pair ever more closely; at last give its cheapest place if all of them are hopeless."""
    near_s = least_near(asked, technician)
    yield kind_s + near_s, None
    found = findings_of(asked, technician)
    who_s = found.broken_s + found.soft_s
    yield who_s + near_s, None
    look = look_at(asked, technician, who_s, found.broken_s)
    queue: list[Any] = []
    worst: Tried | None = None
    vain, given = 0, False
    _next_day(queue, look, 0)
    if not queue:
        _put(queue, anywhere(look))
    while queue:
        least, stage, _, _, item = heappop(queue)
        if stage == _DAY:
            day = look.day(look.shifts[item])
            _next_slot(queue, day, slots_in(look, day), 0)
            _next_day(queue, look, item + 1)
        elif stage == _SLOT:
            day, slots, number = item
            _next_slot(queue, day, slots, number + 1)
            for slot in cleared(look, day, slots[number]):
                place = placed_in(look, day, slot)
                _put(queue, place)
                if place.knocks:
                    heappush(queue, (slot.instead, _INSTEAD, place.start_s, next(_numbers), (day, slot, place)))
        elif stage == _INSTEAD:
            for place in instead(look, *item):
                _put(queue, place)
        elif stage == _PLACE:
            weighed = weigh(look, item)
            heappush(queue, (weighed.cost + look.broken_s, _WEIGHED, item.start_s, next(_numbers), weighed))
        elif stage == _WEIGHED:
            attempt = tried(look, item)
            heappush(queue, (attempt.cost, _TRIED, item.place.start_s, next(_numbers), attempt))
        elif stage == _TRIED:
            of_it = None if item.hopeless else judge(item)
            if of_it is not None and not of_it.hopeless:
                heappush(queue, (of_it.cost, _JUDGED, of_it.start_s, next(_numbers), of_it))
            elif found.hopeless or vain == MOST_TRIED:
                return worst if worst is not None else item
            else:
                worst, vain = worst or item, vain + 1
        else:
            given = True
            yield least, item
        if not queue and not given and worst is None:
            _put(queue, anywhere(look))
        if queue:
            yield queue[0][0], None
    return None if given else worst


def _next_day(queue: list[Any], look: Look, number: int) -> None:
    """Put a day in the queue, with the least that its earliest begin costs."""
    if number < len(look.shifts):
        shift = look.shifts[number]
        begin_s = max(look.from_s, shift.start_s)
        least = look.least_of(begin_s, begin_s + look.asked.length_s, -MOST_SAVED_S, ())
        heappush(queue, (least, _DAY, begin_s, next(_numbers), number))


def _next_slot(queue: list[Any], day: Day, slots: list[Slot], number: int) -> None:
    """Put the next position of a day in the queue."""
    if number < len(slots):
        slot = slots[number]
        heappush(queue, (slot.least, _SLOT, slot.start_s, next(_numbers), (day, slots, number)))


def _put(queue: list[Any], place: Place) -> None:
    heappush(queue, (place.least, _PLACE, place.start_s, next(_numbers), place))


def _order(candidate: Candidate) -> tuple[float, str, str, int, int]:
    return (candidate.cost, candidate.technician_id, candidate.visit_id, candidate.start_s, len(candidate.moves))
