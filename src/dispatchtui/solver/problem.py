"""A routing problem as plain arrays, and a plan for it: what engines are given and give back.

It says all that a search may know: stops to be served, vehicles that may serve them (one for a technician's shift),
ways between places, and prices, all in one currency. Whoever made it knows what its numbers stand for.

Units: seconds from an origin of one's own; money in any unit, in the product seconds of travel.
Shapes: n stops, m vehicles, P places, d dimensions of load. All arrays are C-contiguous.

How a route is timed. A vehicle leaves its start at `open_s` at the earliest; a service begins as early as it can, at
its window or later; a break of (earliest, latest, length) falls between two services, before the first or after the
last: after a departure at t <= latest over a way w the next arrival, with its break, is max(t + w, earliest) + length,
so a way may be interrupted. Breaks are taken in their order; a further one on the same way may begin until its own
`latest` after max(t, earliest) + length of the one before, and goes on from that one's arrival. Where breaks fall is
free; a plan's `starts` show what was chosen.
A route that serves nothing costs nothing and needs none.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Ints = NDArray[np.int64]
NEVER = 1 << 60
"""A price that is not paid, or a moment that does not come."""
NOWHERE = -1


class Problem(Struct, frozen=True, kw_only=True):
    """Stops, vehicles, ways and prices.

    Ways: `travel_s` [profiles, P, P] are seconds, `way_cost` of the same shape their price, and `travel_s` where it is
    absent. Stops: `place` [n]; `service_s` [n]; `setup_s` [n], a longer service unless the stop before (or start) is at
    the same place; `windows` [k, 2] are the spans in which a service may begin, both ends within, those of stop i from
    `window_from[i]` to `window_from[i + 1]`, in order, apart, none meaning at any time; `delivery` and `pickup` [n, d]
    are loaded before the start, and on the way; `price` [n] is what it costs to leave a stop out, `NEVER` if it must be
    served; `may` [n, m] says who may serve it.
    Vehicles: `profile` [m]; `start`, `end` [m] places or `NOWHERE`; `open_s`, `close_s` [m], the latter for the return;
    `overtime_s` [m] beyond it at `overtime_price` [m] a second; `travel_price` [m] a unit of way; `fixed` [m] if used;
    `capacity` [m, d]; `most_stops`, `most_travel_s`, `longest_leg_s` [m], of any way, home too; `breaks` [b, 3] as
    (earliest, latest, length) with `break_from` [m + 1].
    Soft, each absent where it plays no part: `pair_cost` [n, m]; `due_s` [n] with `late_price` [n] a second of a later
    beginning; `start_price` [n] a second of beginning after `ready_s` [n]; `was_s` [n], when it stands to begin now,
    with `moved_price` [n] for beginning more than `moved_by_s` from it (`NEVER` in `was_s`: nothing stands).
    """

    travel_s: NDArray[np.int32]
    way_cost: NDArray[np.int32] | None = None
    place: Ints
    service_s: Ints
    setup_s: Ints
    windows: Ints
    window_from: Ints
    delivery: Ints
    pickup: Ints
    price: Ints
    may: NDArray[np.bool_]
    profile: Ints
    start: Ints
    end: Ints
    open_s: Ints
    close_s: Ints
    overtime_s: Ints
    overtime_price: Ints
    travel_price: Ints
    fixed: Ints
    capacity: Ints
    most_stops: Ints
    most_travel_s: Ints
    longest_leg_s: Ints
    breaks: Ints
    break_from: Ints
    pair_cost: Ints | None = None
    due_s: Ints | None = None
    late_price: Ints | None = None
    start_price: Ints | None = None
    ready_s: Ints | None = None
    was_s: Ints | None = None
    moved_price: Ints | None = None
    moved_by_s: int = 0

    @property
    def stops(self) -> int:
        """How many stops there are."""
        return len(self.place)

    @property
    def vehicles(self) -> int:
        """How many vehicles there are."""
        return len(self.profile)


class Plan(Struct, frozen=True, kw_only=True):
    """Who serves what, in which order and when: `routes` by vehicle, `starts` by stop (`NEVER` of one left out).

    `cost` is as the engine counts it, `left_out` the stops that nobody serves.
    """

    routes: tuple[tuple[int, ...], ...]
    starts: tuple[int, ...] = ()
    cost: int = 0
    left_out: tuple[int, ...] = ()


class Progress(Struct, frozen=True, kw_only=True):
    """How far a search is: its best plan, what that costs and what the first one did, and how long it took to find."""

    plan: Plan
    first_cost: int
    iterations: int
    elapsed_s: float
    engine: str = ""
