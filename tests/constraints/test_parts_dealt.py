"""Parts dealt out piece by piece: the rule says of any day what laying the pieces out one at a time says."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit
from tests.constraints.asking import ask
from tests.supplies import a_level, a_part, a_reservation, a_van

Day = list[tuple[int, int, int]]
"""For each visit of the day, in order: what it needs, what is set aside for it on the van, and elsewhere."""
DAYS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=5)
NUMBERS = st.integers(0, 4)


def a_day(day: Day, loose: int, others: int, judged: int) -> Board:
    """A board of that day on which one visit, the judged one, has no place yet."""
    on_van = loose + others + sum(held for _, held, _ in day)
    board = a_board(a_technician(), a_shift(), a_van(), a_level(on_hand=on_van))
    if others:
        board.put(a_reservation(visit="V99", quantity=others))
    for place, (need, held, elsewhere) in enumerate(day):
        name = f"V{place + 1}"
        visit = a_visit(id=name, technician="" if place == judged else "T05", start=f"{8 + place:02}:00", minutes=30)
        board.put(replace(visit, parts=(a_part(quantity=need),) if need else ()))
        board.put(a_board(visit).work_orders[visit.work_order_id])
        for stock, quantity in (("VAN05", held), ("DEPOT", elsewhere)):
            if quantity:
                board.put(a_reservation(visit=name, stock=stock, quantity=quantity, id=f"R{place}{stock}"))
    return board


def lay_out(day: Day, loose: int, *, without: int | None = None) -> list[tuple[int, int]]:
    """What lies there for each visit in its turn, and how many it lacks: each takes its own pieces, then loose ones."""
    pieces = ["loose"] * loose + [f"V{place}" for place, (_, held, _) in enumerate(day) for _ in range(held)]
    found = []
    for place, (need, _, elsewhere) in enumerate(day):
        mine = [piece for piece in pieces if piece in {f"V{place}", "loose"}]
        there = len(mine)
        found.append((there, max(0, need - there - elsewhere)))
        if place != without:
            for piece in sorted(mine, key=lambda each: each == "loose")[: max(0, need - elsewhere)]:
                pieces.remove(piece)
    return found


@given(day=DAYS, loose=NUMBERS, others=NUMBERS, which=NUMBERS)
@settings(max_examples=100, deadline=None)
def test_what_is_short_and_who_is_made_short_is_what_laying_the_pieces_out_shows(
    day: Day, loose: int, others: int, which: int
):
    judged = which % len(day)
    board = a_day(day, loose, others, judged)
    need = day[judged][0]
    expected: list[tuple[str, Level, int]] = []
    with_it, without = lay_out(day, loose), lay_out(day, loose, without=judged)
    there, lacks = with_it[judged]
    if need > there:
        level = Level.LEAD if lacks else Level.DISPATCHER
        expected.append(("part_levels/VAN05:CAP-45", level, lacks or need - there))
    if need:
        expected += [
            (f"visits/V{place + 1}", Level.LEAD, with_it[place][1] - without[place][1])
            for place in range(len(day))
            if place != judged and day[place][0] and with_it[place][1] > without[place][1]
        ]
    found = ask(board, "parts_on_van", visit=f"V{judged + 1}", start=f"{8 + judged:02}:00")
    assert sorted((each.subject, each.level, int(each.amount)) for each in found) == sorted(expected)
