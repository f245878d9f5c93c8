"""Where each number stands: all of a problem in one array of integers, all of a plan in the making in another.

A table's first number is at an offset that stands at the head of the problem; a row is known by where it begins. So a
row pointer and a column are all that a number needs: `g[stop_row(u) + c.PRICE]`, `s[q + c.AT]`.

Why: a call carries three small things instead of thirty arrays, and what belongs together shares a line of memory.
"""

from __future__ import annotations

from typing import Final

FAR: Final = 1 << 60
"""More than any cost or moment."""
HARD: Final = 1 << 44
"""What leaving out costs at most, so that sums stay whole: the price of what must be served."""

# the head of a problem
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
ROUTE_WIDTH: Final = 10
NEIGHBOURS: Final = 11
KINDS: Final = 12
PARTIAL: Final = 13
"""Only the ways of some stops are known."""
STRIDE: Final = 14
"""How many numbers a way has: fewer than four where there and back, or time and price, are the same."""
HITHER_S: Final = 25
"""Which of them is the time to the place in whose row it stands, the time from it, and the prices of both."""
HENCE_S: Final = 26
HITHER: Final = 27
HENCE: Final = 28
# where its tables begin; that of the stops begins after the head
CREW: Final = 16
ROWS: Final = 17
DELIVERY: Final = 18
PICKUP: Final = 19
CAPACITY: Final = 20
PAIR: Final = 21
NEAR: Final = 22
ALIKE: Final = 23
ALIKE_FROM: Final = 24
# where the tables of a plan begin; that of the routes begins after its head
POSITIONS: Final = 32
SPARE: Final = 33
"""Two rows of positions for what would be."""
OLD: Final = 34
"""How far behind a position, and behind a route, the copy stands that was made before it was changed."""
OLD_ROUTE: Final = 35
WHERE: Final = 36
OUTS: Final = 37
OLD_OUTS: Final = 38
TOUCHED_ONES: Final = 39
IDLE: Final = 40
KEY: Final = 41
BEST_STOPS: Final = 42
BEST_SIZES: Final = 43
KNOWN: Final = 45
ABSENT: Final = 46
LENGTH: Final = 47
HEAD: Final = 48

# the head of a plan
CHANCE: Final = 0
OUT: Final = 1
"""How many stops are left out, and were so before the present round."""
OLD_OUT: Final = 2
TOUCHED_COUNT: Final = 4
BEST: Final = 5
"""What the best plan costs."""
ASKED: Final = 6
"""How many insertions were looked for and not known before."""
USED: Final = 7
MOST_USED: Final = 8
"""How many vehicles are used, and may be."""
PLAN_HEAD: Final = 16

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
PROFILE_ROWS: Final = 0
"""Where the rows of its profile's ways are listed."""
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

# routes; after these columns come what goes out and what comes in, by dimension
SIZE: Final = 0
COST: Final = 1
TRAVEL: Final = 2
STAMP: Final = 3
"""A digest of its stops in their order: what was found out about the same route still holds."""
TOUCHED: Final = 4
ROUTE_COLUMNS: Final = 5

# positions; then for each layer an earliest departure, a latest arrival, a latest departure and a cost so far
WHO: Final = 0
AT: Final = 1
WAY: Final = 2
"""What the way to it costs."""
LEG: Final = 3
"""How long the way to it takes."""
TIMES: Final = 4
