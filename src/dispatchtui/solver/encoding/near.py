"""Who could take some visits, the near ones with room first: the neighbourhood of a repair.

Units: seconds.
Cost: some microseconds for each visit and person who may take it.
"""

from __future__ import annotations

from collections.abc import Collection

from dispatchtui.core.travel import seconds
from dispatchtui.solver.encoding.days import Day
from dispatchtui.solver.encoding.encoder import Encoder
from dispatchtui.solver.encoding.facts import Facts

FULL_S = 3600
"""How much further away somebody counts whose day has no room for a visit left."""


def near(encoder: Encoder, visit_ids: Collection[str], within: tuple[int, int], *, most: int) -> tuple[str, ...]:
    """The people whose days touch a span and who may take one of the visits; every visit names its nearest in turn."""
    facts = encoder.facts([each for each in visit_ids if each in encoder.board.visits])
    named = [_ranked(encoder, each, within) for each in facts.values()]
    found: dict[str, None] = {}
    for place in range(max(map(len, named), default=0)):
        for people in named:
            if place < len(people) and len(found) < most:
                found[people[place]] = None
    return tuple(found)


def _ranked(encoder: Encoder, facts: Facts, within: tuple[int, int]) -> list[str]:
    if facts.may is None:
        return []
    ids = encoder.people.ids
    scored = []
    for number in facts.may.nonzero()[0].tolist():
        away = [_away_s(encoder, day, facts) for day in encoder.days(ids[number], within) if day.sound]
        if away:
            scored.append((min(away), ids[number]))
    return [who for _, who in sorted(scored)]


def _away_s(encoder: Encoder, day: Day, facts: Facts) -> int:
    """How far a visit is from the nearest place of a day, further where the day is full."""
    board = encoder.board
    orders = [board.work_orders.get(board.visits[each].work_order_id) for each in day.route]
    places = [day.start, *(each.site.location for each in orders if each is not None)]
    taken_s = sum(entry[1] - entry[0] for entry in board.indexes.around(day.technician_id, day.open_s, day.close_s)
                  if day.open_s <= entry[0] < day.close_s)  # fmt: skip
    full = day.close_s - day.open_s - taken_s < facts.lasts_s
    return min(seconds(each, facts.place) for each in places) + FULL_S * full
