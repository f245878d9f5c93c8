"""The columns of the kernel's tables: what each number of a stop, a vehicle, a route and a position is.

Why: one wide table of integers for each kind of thing keeps what belongs together in one line of memory, and few
arguments in each call.
"""

from __future__ import annotations

from typing import Final

FAR: Final = 1 << 60
"""More than any cost or moment."""
HARD: Final = 1 << 44
"""What leaving out costs at most, so that sums stay whole: the price of what must be served."""

# rules of a problem
LAYERS: Final = 0
"""One more than the most breaks that a vehicle has."""
PLACES: Final = 1
DIMENSIONS: Final = 2
SIMPLE: Final = 3
"""No breaks, no second windows, no setups, no limits on ways: one comparison tells whether a stop fits in time."""
SOFT: Final = 4
"""Some price depends on when services begin or routes end."""
MIXED: Final = 5
"""Some load goes out while other load comes in, so that the place in a route matters."""
PAIRED: Final = 6
STOPS: Final = 7
VEHICLES: Final = 8
WIDTH: Final = 9
"""Columns of a position."""
RULES: Final = 10

# stops
PLACE: Final = 0
SERVICE: Final = 1
SETUP: Final = 2
FIRST: Final = 3
"""When its first window begins."""
LAST: Final = 4
"""When its last window ends."""
WINDOW: Final = 5
WINDOW_END: Final = 6
PRICE: Final = 7
ABLE: Final = 8
ABLE_END: Final = 9
DUE: Final = 10
LATE: Final = 11
READY: Final = 12
WAITING: Final = 13
WAS: Final = 14
MOVED: Final = 15
MOVED_BY: Final = 16
REMOTE: Final = 17
"""What the way to it from the nearest start of one who may serve it costs."""
STOP_COLUMNS: Final = 18

# vehicles
PROFILE: Final = 0
START: Final = 1
END: Final = 2
OPEN: Final = 3
CLOSE: Final = 4
SHUT: Final = 5
"""When it must be back with all overtime."""
OVERTIME: Final = 6
RATE: Final = 7
FIXED: Final = 8
MOST_STOPS: Final = 9
MOST_TRAVEL: Final = 10
LONGEST: Final = 11
PAUSE: Final = 12
PAUSE_END: Final = 13
BASE: Final = 14
"""Its first position."""
ROOM: Final = 15
"""How many stops its positions hold."""
KIND: Final = 16
"""Vehicles of one kind are alike in everything."""
VEHICLE_COLUMNS: Final = 17

# routes
SIZE: Final = 0
COST: Final = 1
TRAVEL: Final = 2
STAMP: Final = 3
"""A digest of its stops in their order: what was found out about the same route still holds."""
TOUCHED: Final = 4
ROUTE_COLUMNS: Final = 5

# positions; for each layer an earliest departure, a latest arrival, a latest departure and a cost so far
WHO: Final = 0
AT: Final = 1
WAY: Final = 2
"""What the way to it costs."""
LEG: Final = 3
"""How long the way to it takes."""
TIMES: Final = 4

# the four numbers of a way, seen from the place in whose row it stands
HITHER_S: Final = 0
HENCE_S: Final = 1
HITHER: Final = 2
HENCE: Final = 3
