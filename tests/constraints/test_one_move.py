"""One move judged alone and the same move judged as one of several: every rule says the same of both."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.check import check_moves, check_placement
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Ban, Dependency, Hazard, Row, TechnicianId, VisitId
from dispatchtui.core.rights import Standing
from tests.builders import a_visit, a_work_order, a_working_board, at, north
from tests.core.random_acts import DAYS, Drawn, play
from tests.supplies import a_crew, a_crew_need, a_level, a_part, a_reservation, a_van, a_vehicle, an_alert

PEOPLE = ("T01", "T02", "T03")
NUMBERS = st.integers(0, 11)
VISITS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=6)


def a_day(drawn: list[tuple[int, int, int, int]]) -> Board:
    """A board on which every rule about people and things has something to say."""
    board = a_working_board(
        a_crew(members=("T01", "T02")), a_crew(id="CREW2", members=("T02", "T03"), until_s=at("12:00")),
        a_van(technician="T01"), a_van(technician="T02"), a_level(stock="VAN01", on_hand=2),
        a_level(stock="VAN02", on_hand=1), a_vehicle(technician="T01", equipment=("LIFT",)),
        a_vehicle(technician="T02", id="CAR02", out=(at("11:00"), at("15:00"))), an_alert(),
    )  # fmt: skip
    for who, tags in (("T01", ()), ("T02", ()), ("T03", ("trainee",))):
        board.put(replace(board.technicians[who], tags=tags, longest_leg_s=900, radius_m=9_000))
    rows: list[Row] = []
    for number, (who, hour, what, where) in enumerate(drawn, 101):
        order = a_work_order(id=f"W{number}", location=north(where % 4 * 9))
        bans = (Ban(technician_id=TechnicianId(PEOPLE[what % 3])),) if what > 8 else ()
        hazards = (Hazard(kind="roof", people=what % 3, alone_s=1800),) if what % 4 == 0 else ()
        rows.append(replace(order, site=replace(order.site, bans=bans, hazards=hazards)))
        technician = (*PEOPLE, "")[who % 4]
        visit = a_visit(
            id=f"V{number}", technician=technician, start=f"{8 + hour % 9:02}:00", needs={"PLUMB": what % 5}
        )
        before = (
            Dependency(visit_id=VisitId(f"V{number - 1}"), min_gap_s=600, max_gap_s=7200, same_technician=what > 5),
        )
        rows.append(replace(
            visit, parts=(a_part(quantity=1 + what % 2, mandatory=what < 9),) if what % 3 else (),
            equipment=("LIFT",) if what % 5 == 0 else (), outdoor=what % 2 == 0, buffer_after_s=where * 60,
            crew_needs=(a_crew_need(needs={"PLUMB": what % 5}),) if where % 3 == 0 else (),
            dependencies=before if number > 101 and where % 2 else (),
        ))  # fmt: skip
        if where > 8:
            rows.append(a_reservation(visit=f"V{number}", stock=f"VAN0{1 + what % 2}"))
    for row in rows:
        board.put(row)
    return board


def assert_same(board: Board, hour: int, standing: Standing) -> None:
    """Every visit to every technician, alone and with another who goes along."""
    start_s, at_s = at(f"{7 + hour}:30"), at("07:00")
    for visit_id in list(board.visits):
        for lead, who in enumerate(PEOPLE):
            for mates in ((), (TechnicianId(PEOPLE[lead - 1]),)):
                move = Move(visit_id=visit_id, technician_id=TechnicianId(who), start_s=start_s, mates=mates)
                alone = check_placement(board, visit_id, who, start_s, at_s=at_s, mates=mates, standing=standing)
                assert check_moves(board, (move,), at_s=at_s, standing=standing) == {visit_id: alone}


@given(drawn=VISITS, hour=NUMBERS, standing=st.sampled_from(Standing))
@settings(max_examples=60, deadline=None)
def test_one_move_is_judged_as_the_placement_that_it_is(
    drawn: list[tuple[int, int, int, int]], hour: int, standing: Standing
):
    assert_same(a_day(drawn), hour, standing)


@given(day=DAYS, hour=NUMBERS)
@settings(max_examples=40, deadline=None)
def test_so_it_is_on_any_day_that_was_played(day: list[Drawn], hour: int):
    board = a_working_board()
    play(board, day)
    assert_same(board, hour, Standing.DESK)
