"""How what is left out comes back: in some order, each where it costs least, if that is less than its price."""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.chance import below, share
from dispatchtui.engine.kernel.compiled import compiled
from dispatchtui.engine.kernel.ground import Ground
from dispatchtui.engine.kernel.insertion import ask
from dispatchtui.engine.kernel.state import OUT, State, insert

AT_RANDOM, BY_LOAD, FAR_FIRST, NEAR_FIRST, NARROW_FIRST, EARLY_FIRST, LATE_FIRST, DEAR_FIRST = range(8)


@compiled
def arrange(g: Ground, s: State, how: int) -> None:
    """Put what is left out in an order."""
    many = s.count[OUT]
    for i in range(many):
        u = s.out[i]
        key = 0
        if how == BY_LOAD:
            for x in range(g.rule[c.DIMENSIONS]):
                key -= g.delivery[u, x] + g.pickup[u, x]
        elif how == FAR_FIRST:
            key = -g.stop[u, c.REMOTE]
        elif how == NEAR_FIRST:
            key = g.stop[u, c.REMOTE]
        elif how == NARROW_FIRST:
            key = g.stop[u, c.LAST] - g.stop[u, c.FIRST]
        elif how == EARLY_FIRST:
            key = g.stop[u, c.FIRST]
        elif how == LATE_FIRST:
            key = -g.stop[u, c.LAST]
        elif how == DEAR_FIRST:
            key = -g.stop[u, c.PRICE]
        s.key[u] = key
        j = below(s.chance, i + 1)
        s.out[i] = s.out[j]
        s.out[j] = u
    if how != AT_RANDOM:
        sort(s, many)


@compiled
def sort(s: State, many: int) -> None:
    """Sort what is left out by its keys, gaps falling, equal ones as they stand or nearly so."""
    gap = 1
    while gap < many // 9:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, many):
            u = s.out[i]
            key = s.key[u]
            j = i
            while j >= gap and s.key[s.out[j - gap]] > key:
                s.out[j] = s.out[j - gap]
                j -= gap
            s.out[j] = u
        gap //= 3


@compiled
def cheapest(g: Ground, s: State, u: int, blink: float) -> int:
    """The vehicle into whose route a stop is inserted at the least cost, below its price; -1 if there is none."""
    best, which = g.stop[u, c.PRICE], -1
    for x in range(g.stop[u, c.ABLE], g.stop[u, c.ABLE_END]):
        v = g.able[x]
        if s.route[v, c.SIZE] == 0 and s.idle[g.vehicle[v, c.KIND]] != v:
            continue
        cost = ask(g, s, u, v)
        if cost < best and (blink <= 0.0 or share(s.chance) >= blink):
            best, which = cost, v
    return which


@compiled
def place_all(g: Ground, s: State, blink: float) -> None:
    """Insert each stop that is left out, in the order it stands; with a chance of `blink` a vehicle is overlooked."""
    many, left = s.count[OUT], 0
    for i in range(many):
        u = s.out[i]
        v = cheapest(g, s, u, blink)
        if v >= 0:
            insert(g, s, u, v, s.known[u, v, 2])
        else:
            s.out[left] = u
            left += 1
    s.count[OUT] = left


@compiled
def some_order(s: State) -> int:
    """An order drawn by lot."""
    x = below(s.chance, 16)
    if x < 4:
        return AT_RANDOM
    if x < 6:
        return BY_LOAD
    if x < 8:
        return FAR_FIRST
    if x < 9:
        return NEAR_FIRST
    if x < 11:
        return NARROW_FIRST
    if x < 13:
        return EARLY_FIRST
    return LATE_FIRST if x < 14 else DEAR_FIRST
