"""How what is left out comes back: in some order, each where it costs least, if that is less than its price."""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.chance import below, share
from dispatchtui.engine.kernel.changes import insert
from dispatchtui.engine.kernel.compiled import Narrow, Wide, compiled
from dispatchtui.engine.kernel.insertion import KNOWN_COLUMNS, ask
from dispatchtui.engine.kernel.rows import crew_row, stop_row

AT_RANDOM, BY_LOAD, FAR_FIRST, NEAR_FIRST, NARROW_FIRST, EARLY_FIRST, LATE_FIRST, DEAR_FIRST = range(8)


@compiled
def arrange(g: Wide, s: Wide, how: int) -> None:
    """Put what is left out in an order, equal ones by lot."""
    outs, keys = g[c.OUTS], g[c.KEY]
    for i in range(s[c.OUT]):
        u = s[outs + i]
        if how != AT_RANDOM:
            s[keys + u] = key_of(g, u, how)
        j = outs + below(s, i + 1)
        s[outs + i] = s[j]
        s[j] = u
    if how != AT_RANDOM:
        sort(g, s)


@compiled
def key_of(g: Wide, u: int, how: int) -> int:
    """What a stop is sorted by in an order."""
    me = stop_row(u)
    if how == BY_LOAD:
        total = 0
        for x in range(u * g[c.DIMENSIONS], (u + 1) * g[c.DIMENSIONS]):
            total += g[g[c.DELIVERY] + x] + g[g[c.PICKUP] + x]
        return -total
    if how == FAR_FIRST:
        return -g[me + c.REMOTE]
    if how == NEAR_FIRST:
        return g[me + c.REMOTE]
    if how == NARROW_FIRST:
        return g[me + c.LAST] - g[me + c.FIRST]
    if how == EARLY_FIRST:
        return g[me + c.FIRST]
    if how == LATE_FIRST:
        return -g[me + c.LAST]
    return -g[me + c.PRICE]


@compiled
def sort(g: Wide, s: Wide) -> None:
    """Sort what is left out by its keys, with gaps that shrink."""
    many, outs, keys = s[c.OUT], g[c.OUTS], g[c.KEY]
    gap = 1
    while gap < many // 9:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(outs + gap, outs + many):
            u = s[i]
            key = s[keys + u]
            j = i
            while j >= outs + gap and s[keys + s[j - gap]] > key:
                s[j] = s[j - gap]
                j -= gap
            s[j] = u
        gap //= 3


@compiled
def cheapest(g: Wide, w: Narrow, s: Wide, u: int, blink: float) -> int:
    """The vehicle into whose route a stop is inserted at the least cost, below its price; -1 if there is none."""
    me = stop_row(u)
    best, which = g[me + c.PRICE], -1
    row, width = g[c.KNOWN] + u * g[c.VEHICLES] * KNOWN_COLUMNS, g[c.ROUTE_WIDTH]
    # nearly all of this is known from rounds before, so that what is most often so is looked at first
    for x in range(g[me + c.ABLE], g[me + c.ABLE_END]):
        v = g[x]
        known, route = row + v * KNOWN_COLUMNS, c.PLAN_HEAD + v * width
        if s[known] != s[route + c.STAMP]:
            ask(g, w, s, u, v)
        cost = s[known + 1]
        if cost >= best or (s[route + c.SIZE] == 0 and not may_begin(g, s, v)):
            continue
        if blink <= 0.0 or share(s) >= blink:
            best, which = cost, v
    return which


@compiled
def may_begin(g: Wide, s: Wide, v: int) -> bool:
    """Whether an idle vehicle may be used: it is the first of its kind, and there are not too many yet."""
    return s[c.USED] < s[c.MOST_USED] and s[g[c.IDLE] + g[crew_row(g, v) + c.KIND]] == v


@compiled
def place_all(g: Wide, w: Narrow, s: Wide, blink: float) -> None:
    """Insert each stop that is left out, in the order it stands; with a chance of `blink` a vehicle is overlooked."""
    many, left, outs = s[c.OUT], 0, g[c.OUTS]
    for i in range(many):
        u = s[outs + i]
        v = cheapest(g, w, s, u, blink)
        if v >= 0:
            insert(g, w, s, u, v, s[ask(g, w, s, u, v) + 2])
        else:
            s[outs + left] = u
            left += 1
    s[c.OUT] = left


@compiled
def place_by_regret(g: Wide, w: Narrow, s: Wide, blink: float) -> None:
    """Insert what is left out, each time the stop that loses most if it does not get its best place."""
    outs = g[c.OUTS]
    while True:
        most, which, whose = -1, -1, -1
        for i in range(s[c.OUT]):
            u = s[outs + i]
            lost, v = regret(g, w, s, u, blink)
            if v >= 0 and lost > most:
                most, which, whose = lost, i, v
        if which < 0:
            return
        u = s[outs + which]
        s[c.OUT] -= 1
        s[outs + which] = s[outs + s[c.OUT]]
        insert(g, w, s, u, whose, s[ask(g, w, s, u, whose) + 2])


@compiled
def regret(g: Wide, w: Narrow, s: Wide, u: int, blink: float) -> tuple[int, int]:
    """What it costs more to give a stop to the second best vehicle, or to leave it out, and which the best one is."""
    me = stop_row(u)
    price = g[me + c.PRICE]
    best, second, which = price, price, -1
    row, width = g[c.KNOWN] + u * g[c.VEHICLES] * KNOWN_COLUMNS, g[c.ROUTE_WIDTH]
    for x in range(g[me + c.ABLE], g[me + c.ABLE_END]):
        v = g[x]
        known, route = row + v * KNOWN_COLUMNS, c.PLAN_HEAD + v * width
        if s[known] != s[route + c.STAMP]:
            ask(g, w, s, u, v)
        cost = s[known + 1]
        if cost >= second or (s[route + c.SIZE] == 0 and not may_begin(g, s, v)):
            continue
        if blink > 0.0 and share(s) < blink:
            continue
        if cost < best:
            best, second, which = cost, best, v
        else:
            second = cost
    return second - best, which


@compiled
def some_order(s: Wide) -> int:
    """An order drawn by lot."""
    x = below(s, 16)
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
