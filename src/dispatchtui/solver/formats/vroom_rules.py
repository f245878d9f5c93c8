"""The rules of a VROOM file as they are: how a route is timed, with its breaks, and what it breaks.

It knows all that the file says, what the search's problem cannot hold included, and trusts no search.

Units: times in parts of a second, `second` of them one; that is 1, or 100 where speed factors make fractions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct

from dispatchtui.solver.formats.vroom_file import Break, Job, Request, Vehicle, Window
from dispatchtui.solver.formats.vroom_ways import Matrix, Ways

Load = tuple[int, ...]


class Event(Struct, frozen=True, kw_only=True):
    """A job, a break, or the start or end of a route, and what was travelled until it."""

    kind: str
    job: int = -1
    rest: int = -1
    place: int = -1
    arrival: int
    start: int
    setup: int = 0
    service: int = 0
    travel: int = 0
    distance: int = 0
    load: Load = ()


class _Way(Struct, frozen=True):
    """How far a route has come: when it can leave, breaks taken, and the events until then, newest first."""

    free: int
    taken: int
    events: tuple[Event, ...]


class Rules:
    """What one file allows."""

    def __init__(self, request: Request, ways: Ways) -> None:
        """Take the file; `horizon` is later than anything that can happen in it."""
        self.request, self.ways = request, ways
        self.jobs: tuple[Job, ...] = request.jobs
        self.vehicles: tuple[Vehicle, ...] = request.vehicles
        self.second = 1 if all(each.factor == 100 for each in self.vehicles) else 100
        self.wide = max([len(load) for each in self.jobs for load in (each.delivery, each.pickup)]
                        + [len(each.capacity or ()) for each in self.vehicles])  # fmt: skip
        self.horizon = self._horizon()

    def _horizon(self) -> int:
        named = [0]
        named += [end for each in self.jobs for _begin, end in each.windows]
        named += [each.window[1] for each in self.vehicles if each.window]
        named += [end for each in self.vehicles for rest in each.breaks for _begin, end in rest.windows]
        work = sum(
            max(each.setup, *each.setup_per_type.values(), 0) + max(each.service, *each.service_per_type.values(), 0)
            for each in self.jobs
        )
        rests = max((sum(rest.service for rest in each.breaks) for each in self.vehicles), default=0)
        slowest = max(each.factor for each in self.vehicles) / 100
        longest = max(int(each.max(initial=0)) for each in self.ways.durations.values())
        return int(max(named) + work + rests + (len(self.jobs) + 1) * longest * slowest + 1) * self.second

    def setup(self, job: int, vehicle: int) -> int:
        """Seconds of setup of a job by a vehicle."""
        return self.jobs[job].setup_per_type.get(self.vehicles[vehicle].type, self.jobs[job].setup)

    def service(self, job: int, vehicle: int) -> int:
        """Seconds of service of a job by a vehicle."""
        return self.jobs[job].service_per_type.get(self.vehicles[vehicle].type, self.jobs[job].service)

    def hours(self, vehicle: int) -> Window:
        """When a vehicle works."""
        begin, end = self.vehicles[vehicle].window or (0, self.horizon // self.second)
        return begin * self.second, end * self.second

    def travel(self, vehicle: int, origin: int, target: int) -> int:
        """How long a vehicle takes from place to place; nowhere is no way."""
        each = self.vehicles[vehicle]
        return _of(self.ways.durations[each.profile], origin, target) * each.factor * self.second // 100

    def distance(self, vehicle: int, origin: int, target: int) -> int:
        """Metres from place to place; 0 where the file knows none."""
        return _of(self.ways.distances.get(self.vehicles[vehicle].profile), origin, target)

    def load(self, amount: Load) -> Load:
        """An amount with as many numbers as all others; an absent one is none of each."""
        return amount or (0,) * self.wide

    def timed(self, route: Sequence[int], vehicle: int, leave: int | None = None) -> tuple[Event, ...]:
        """The events of a route that ends as early as it can, leaving not before `leave`; nothing if there is no time.

        Of all places of its breaks it takes those that let it go on earliest: who is earlier can wait.
        """
        begin, end = self.hours(vehicle)
        begin = begin if leave is None else max(begin, leave)
        loads = self._loads(route)
        place = self.ways.starts[vehicle]
        first = Event(kind="start", place=place, arrival=begin, start=begin, load=loads[0])
        states = [_Way(begin, 0, (first,))]
        for number, job in enumerate(route):
            states = _best(
                found
                for state in states
                for found in self._served(state, job, vehicle, loads[number], loads[number + 1])
            )
        finished = [found for state in states for found in self._ended(state, vehicle, loads[-1]) if found.free <= end]
        return min(finished, key=lambda state: state.free).events if finished else ()

    def latest(self, route: Sequence[int], vehicle: int) -> tuple[Event, ...]:
        """The events of a route that ends as early as it can, having left as late as that allows."""
        found = self.timed(route, vehicle)
        if not found:
            return ()
        low, high = found[0].start, found[-1].arrival
        while low < high:
            middle = (low + high + 1) // 2
            tried = self.timed(route, vehicle, middle)
            if tried and tried[-1].arrival == found[-1].arrival:
                low = middle
            else:
                high = middle - 1
        return self.timed(route, vehicle, low - low % self.second)

    def _served(self, state: _Way, job: int, vehicle: int, before: Load, after: Load) -> Iterator[_Way]:
        """The ways on to a job, with each number of breaks before it."""
        here, target = state.events[-1], self.ways.jobs[job]
        setup = self.setup(job, vehicle) if here.place != target else 0
        windows = self.jobs[job].windows or ((0, self.horizon),)
        for arrival, taken, events in self._crossed(state, target, vehicle, before):
            start = _open_at(windows, arrival, self.second)
            if start is None:
                continue
            service = self.service(job, vehicle)
            event = Event(
                kind="job",
                job=job,
                place=target,
                arrival=arrival,
                start=start,
                setup=setup,
                service=service,
                travel=here.travel + self.travel(vehicle, here.place, target),
                distance=here.distance + self.distance(vehicle, here.place, target),
                load=after,
            )
            yield _Way(start + (setup + service) * self.second, taken, (*events, event))

    def _ended(self, state: _Way, vehicle: int, load: Load) -> Iterator[_Way]:
        """The ways home, with all breaks taken."""
        here, target = state.events[-1], self.ways.ends[vehicle]
        for arrival, taken, events in self._crossed(state, target, vehicle, load):
            if taken < len(self.vehicles[vehicle].breaks):
                continue
            last = Event(
                kind="end",
                place=target,
                arrival=arrival,
                start=arrival,
                travel=here.travel + self.travel(vehicle, here.place, target),
                distance=here.distance + self.distance(vehicle, here.place, target),
                load=load,
            )
            yield _Way(arrival, taken, (*events, last))

    def _crossed(
        self, state: _Way, target: int, vehicle: int, load: Load
    ) -> Iterator[tuple[int, int, tuple[Event, ...]]]:
        """Arrivals at a place, with no break on the way, with the next one, with the next two and so on."""
        here, breaks = state.events[-1], self.vehicles[vehicle].breaks
        events, now, travelled = state.events, state.free, here.travel
        rest_of_way = self.travel(vehicle, here.place, target)
        yield now + rest_of_way, state.taken, events
        for number in range(state.taken, len(breaks)):
            rest = breaks[number]
            start = _open_at(rest.windows or ((0, self.horizon),), now, self.second)
            if start is None or _heavy(load, rest):
                return
            part = min(rest_of_way, start - now)
            travelled, rest_of_way = travelled + part, rest_of_way - part
            event = Event(
                kind="break",
                rest=number,
                place=here.place,
                arrival=now + part,
                start=start,
                service=rest.service,
                travel=travelled,
                distance=here.distance,
                load=load,
            )
            events, now = (*events, event), start + rest.service * self.second
            yield now + rest_of_way, number + 1, events

    def _loads(self, route: Sequence[int]) -> list[Load]:
        """What is on board after the start and after each job."""
        if not self.wide:
            return [()] * (len(route) + 1)
        moved = np.zeros((len(route), 2, self.wide), dtype=np.int64)
        for number, job in enumerate(route):
            moved[number] = self.load(self.jobs[job].delivery), self.load(self.jobs[job].pickup)
        begun = moved[:, 0].sum(axis=0)
        after = begun + np.cumsum(moved[:, 1] - moved[:, 0], axis=0)
        return [tuple(begun.tolist()), *(tuple(each) for each in after.tolist())]

    def fault(self, route: Sequence[int], vehicle: int, most_travel: int | None = None) -> str:
        """The first rule that a route breaks, in a word; nothing when it keeps all."""
        each = self.vehicles[vehicle]
        if any(not self.jobs[job].skills <= each.skills for job in route):
            return "skills"
        if each.capacity is not None and any(
            amount > room
            for load in self._loads(route)
            for amount, room in zip(load, self.load(each.capacity), strict=True)
        ):
            return "load"
        if each.max_tasks is not None and len(route) > each.max_tasks:
            return "room"
        events = self.timed(route, vehicle)
        if not events:
            return "time"
        travel = events[-1].travel
        if each.max_travel_time is not None and travel > each.max_travel_time * self.second:
            return "way"
        if most_travel is not None and travel > most_travel:
            return "way"
        return "way" if each.max_distance is not None and events[-1].distance > each.max_distance else ""

    def trimmed(self, route: Sequence[int], vehicle: int, most_travel: int | None = None) -> tuple[int, ...]:
        """What is left of a route that keeps all rules: the job whose loss mends it goes, the least important first."""
        kept = list(route)
        while kept and self.fault(kept, vehicle, most_travel):
            order = sorted(range(len(kept)), key=lambda place: (self.jobs[kept[place]].priority, -place))
            mending = (
                place for place in order if not self.fault(kept[:place] + kept[place + 1 :], vehicle, most_travel)
            )
            kept.pop(next(mending, order[0]))
        return tuple(kept)


def _of(matrix: Matrix | None, origin: int, target: int) -> int:
    return 0 if matrix is None or origin < 0 or target < 0 else int(matrix[origin, target])


def _open_at(windows: Sequence[Window], now: int, second: int) -> int | None:
    """The first moment from now on that lies in a window."""
    for begin, end in windows:
        if now <= end * second:
            return max(now, begin * second)
    return None


def _heavy(load: Load, rest: Break) -> bool:
    return rest.max_load is not None and any(
        amount > most for amount, most in zip(load, rest.max_load or load, strict=True)
    )


def _best(ways: Iterator[_Way]) -> list[_Way]:
    """The earliest way for each number of breaks taken."""
    best: dict[int, _Way] = {}
    for each in ways:
        if each.taken not in best or each.free < best[each.taken].free:
            best[each.taken] = each
    return list(best.values())
