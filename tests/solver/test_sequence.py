"""The best order of a day, on days that can be checked by eye, and held to the checker on random ones."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.check import check_board, check_moves
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moved
from dispatchtui.core.model import Break, Lock, Row, VisitState, Window
from dispatchtui.core.zones import clock
from dispatchtui.solver.sequence import sequenced
from tests.builders import ZONE, a_board, a_shift, a_technician, a_visit, a_work_order, at, north, window

NOW = at("07:00")


def a_day(*visits: Row, far: dict[str, float], **shift: object) -> Board:
    orders = [a_work_order(id=f"W{name}", location=north(minutes)) for name, minutes in far.items()]
    return a_board(a_technician(), replace(a_shift(), **shift), *orders, *visits)


def visit(name: str, start: str, **fields: object) -> Row:
    row = a_visit(id=f"V{name}", work_order=f"W{name}", technician="T05", start=start)
    return replace(row, **fields)


def told(moves: tuple[Move, ...]) -> list[str]:
    return [f"{each.visit_id} {clock(each.start_s, ZONE)}" for each in moves]


def zigzag(**fields: object) -> Board:
    """Out 30 minutes, back to 10, out to 40: driven in order it is 30 + 20 + 30."""
    return a_day(visit("1", "08:30", **fields), visit("2", "10:00"), visit("3", "11:40"),
                 far={"1": 30, "2": 10, "3": 40})  # fmt: skip


def test_a_day_that_goes_back_and_forth_is_driven_out_once() -> None:
    assert told(sequenced(zigzag(), "T05", NOW)) == ["V2 08:10", "V1 09:30", "V3 10:40"]


def test_a_day_in_its_best_order_moves_nobody() -> None:
    board = a_day(visit("1", "08:10"), visit("2", "09:30"), visit("3", "10:40"), far={"1": 10, "2": 30, "3": 40})
    assert sequenced(board, "T05", NOW) == ()
    assert sequenced(a_day(visit("1", "09:00"), far={"1": 10}), "T05", NOW) == ()
    assert sequenced(board, "T99", NOW) == ()


def test_a_promise_is_kept_before_driving_is_saved() -> None:
    board = zigzag(promise=window("08:00", "09:00"))
    assert told(sequenced(board, "T05", NOW)) == ["V3 09:40", "V2 11:10"]


def test_what_would_be_late_comes_first() -> None:
    board = a_day(visit("1", "08:10"), visit("2", "09:10", promise=window("08:00", "08:30")), far={"1": 10, "2": 10})
    assert told(sequenced(board, "T05", NOW)) == ["V2 08:10", "V1 09:10"]


def test_what_is_held_keeps_its_time_and_the_rest_goes_around_it() -> None:
    assert told(sequenced(zigzag(lock=Lock.TIME), "T05", NOW)) == ["V3 09:40", "V2 11:10"]
    assert told(sequenced(zigzag(lock=Lock.RESOURCE), "T05", NOW))[1] == "V1 09:30"
    assert "V1 09:30" not in told(sequenced(zigzag(), "T05", at("08:01")))


def test_who_is_under_way_is_where_the_rest_begins() -> None:
    working = visit("0", "07:00", state=VisitState.EN_ROUTE)
    board = a_day(working, visit("1", "08:30"), visit("2", "09:50"), far={"0": 40, "1": 10, "2": 30})
    assert [each.visit_id for each in sequenced(board, "T05", NOW)] == ["V2", "V1"]


def test_lunch_keeps_its_place() -> None:
    lunch = Break(start_s=at("09:00"), end_s=at("10:00"), length_s=1800)
    board = a_day(visit("1", "08:30"), visit("2", "11:00"), visit("3", "12:40"),
                  far={"1": 30, "2": 10, "3": 40}, breaks=(lunch,))  # fmt: skip
    moves = sequenced(board, "T05", NOW)
    assert told(moves) == ["V2 08:10", "V1 10:00", "V3 11:10"]
    assert all(verdict.ok for verdict in check_moves(board, moves, at_s=NOW).values())


TIMES = st.lists(st.tuples(st.integers(0, 45), st.integers(0, 3), st.booleans()), min_size=2, max_size=6)


@settings(max_examples=60, deadline=None)
@given(drawn=TIMES)
def test_an_order_that_is_offered_drives_less_or_is_less_late_and_breaks_nothing_more(
    drawn: list[tuple[int, int, bool]],
) -> None:
    visits = []
    for number, (_, hour, promised) in enumerate(drawn):
        start_s = at("08:45") + number * 6600
        opens_s = at("08:00") + hour * 7200
        promise = Window(start_s=opens_s, end_s=opens_s + 4 * 3600) if promised else None
        row = a_visit(id=f"V{number}", work_order=f"W{number}", technician="T05", start=start_s)
        visits.append(replace(row, promise=promise))
    board = a_day(*visits, far={str(number): far for number, (far, *_) in enumerate(drawn)})
    moves = sequenced(board, "T05", NOW)
    if not moves:
        return
    after = moved(board, moves)
    assert _cost(after) < _cost(board)
    assert len(check_board(after, NOW)) <= len(check_board(board, NOW))


def _cost(board: Board) -> int:
    """Driving, and twenty times what is late, walked stop by stop."""
    place, cost = board.technicians["T05"].home, 0
    for row in board.route("T05"):
        site = travel.site_of(board, row)
        cost += travel.seconds(place, site)
        order = board.work_orders[row.work_order_id]
        dues = [order.response_due_s, row.promise.end_s if row.promise else None]
        due_s = min((each for each in dues if each is not None), default=None)
        if due_s is not None and row.assignment is not None:
            cost += 20 * max(0, row.assignment.start_s - due_s)
        place = site
    return cost
