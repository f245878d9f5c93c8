"""Somebody drops out: their visits find places together, near by, and what is not concerned stays as it is."""

from __future__ import annotations

from msgspec.structs import replace

from benchmarks.ranking import NOW_S, OPENS_S, a_board
from dispatchtui.constraints.check import check_moves
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, moves_of
from dispatchtui.core.disrupting import REPLAN
from dispatchtui.core.model import Absence, Lock, TechnicianId
from dispatchtui.engine.repairing import added_cost, neighbourhood, outline, repair
from dispatchtui.engine.search import search
from dispatchtui.solver.encoding import Encoder, near
from dispatchtui.solver.proposing.proposal import HARD, Disruption, Option
from tests.builders import a_board as board_with
from tests.builders import a_shift, a_technician, a_visit, a_work_order, an_absence, at, north


def sick(board: Board, who: str) -> Disruption:
    """Somebody is away for the day: what it makes wrong."""
    board.put(Absence(id="A1", technician_id=TechnicianId(who), start_s=NOW_S, end_s=OPENS_S + 86_400, kind="sick"))
    visits = tuple(entry[2] for entry in board.indexes.route(who))
    return Disruption(id=f"TECH_SICK:{who}", kind="TECH_SICK", subject=f"technicians/{who}", visits=visits,
                      technicians=(who,))  # fmt: skip


def moves(option: Option | None) -> tuple[Move, ...]:
    assert option is not None
    return tuple(move for row in option.rows for act in row.acts for move in moves_of(act))


def test_every_visit_of_somebody_who_is_away_finds_a_place_that_breaks_nothing() -> None:
    board = a_board(20)
    disruption = sick(board, "T0007")
    option = repair(board, Encoder(board, NOW_S), disruption, NOW_S, iterations=200)
    placed = {each.visit_id: each.technician_id for each in moves(option)}
    assert set(disruption.visits) <= set(placed)
    assert "T0007" not in placed.values()
    assert all(verdict.ok for verdict in check_moves(board, moves(option), at_s=NOW_S).values())


def test_routes_to_which_nothing_is_added_stay_as_they_are() -> None:
    board = a_board(20)
    disruption = sick(board, "T0007")
    found = moves(repair(board, Encoder(board, NOW_S), disruption, NOW_S, iterations=200))
    takers = {each.technician_id for each in found if each.visit_id in disruption.visits}
    others = [each for each in found if each.visit_id not in disruption.visits]
    assert {board.visits[each.visit_id].crew[0].technician_id for each in others} <= takers
    assert all(each.technician_id == board.visits[each.visit_id].crew[0].technician_id for each in others)


def test_the_first_answer_is_told_before_the_search_and_does_as_its_moves_do() -> None:
    board = a_board(20)
    disruption, told = sick(board, "T0007"), list[Option]()
    final = repair(board, Encoder(board, NOW_S), disruption, NOW_S, iterations=200, told=told.append)
    first = told[0]
    assert first.kind == REPLAN
    assert set(disruption.visits) <= {each.visit_id for each in moves(first)}
    assert all(row.acts and row.sentence.endswith(".") for row in first.rows)
    assert moves(outline(board, Encoder(board, NOW_S), disruption, NOW_S)) == moves(first)
    assert first.brief
    counted = told[1]  # the same comes with its effects before anything better is looked for
    assert not counted.brief
    assert set(moves(counted)) == set(moves(first))
    assert counted.effects.etas != ()
    assert final is not None
    assert final.effects.etas != ()


def test_searching_costs_no_more_than_inserting() -> None:
    board = a_board(20)
    before = Encoder(board, NOW_S)
    disruption = sick(board, "T0007")
    around = neighbourhood(Encoder(board, NOW_S), disruption, NOW_S)
    assert around is not None
    board.drop("absences", "A1")
    stood = before.encode(technicians=[*around.people, "T0007"], from_s=NOW_S, until_s=OPENS_S + 36_000,
                          place_unplaced=False, hold=True)  # fmt: skip
    problem, start = around.encoded.problem, around.encoded.start
    once, more = (search(problem, start=start, iterations=count) for count in (1, 2000))
    assert added_cost(stood, around.encoded, more) <= added_cost(stood, around.encoded, once)


def test_the_same_seed_finds_the_same() -> None:
    found = []
    for _ in range(2):
        board = a_board(20)
        disruption = sick(board, "T0007")
        found.append(moves(repair(board, Encoder(board, NOW_S), disruption, NOW_S, iterations=150, seed=5)))
    assert found[0] == found[1]


def test_what_nobody_can_take_is_for_somebody_to_decide() -> None:
    team = [a_technician(id="T01"), a_technician(id="T02", skills={})]
    board = board_with(*team, *(a_shift(technician=each.id) for each in team),
                       a_visit(id="V1", technician="T01", start="11:00"),
                       a_visit(id="V2", technician="T01", start="13:00", needs={"PLUMB": 1}),
                       an_absence(technician="T01", start="08:00", end="17:00", kind="sick"))  # fmt: skip
    disruption = Disruption(id="x", kind="TECH_SICK", subject="absences/A1", visits=("V1", "V2"), technicians=("T01",))
    option = repair(board, Encoder(board, at("09:00")), disruption, at("09:00"), iterations=50)
    assert option is not None
    assert [(row.visit_id, row.grade == HARD) for row in option.rows] == [("V1", False), ("V2", True)]
    assert "Somebody has to decide about V2" in option.rows[1].sentence


def test_what_a_person_has_locked_is_not_looked_for_another_place() -> None:
    team = [a_technician(id="T01"), a_technician(id="T02")]
    held = a_visit(id="V1", technician="T01", start="11:00", lock=Lock.NO_AUTO)
    board = board_with(*team, *(a_shift(technician=each.id) for each in team), held,
                       an_absence(technician="T01", start="08:00", end="17:00", kind="sick"))  # fmt: skip
    disruption = Disruption(id="x", kind="TECH_SICK", subject="absences/A1", visits=("V1",))
    assert neighbourhood(Encoder(board, at("09:00")), disruption, at("09:00")) is None
    board.put(replace(held, lock=Lock.NONE))
    assert neighbourhood(Encoder(board, at("09:00")), disruption, at("09:00")) is not None


def test_the_neighbours_are_near_and_have_room() -> None:
    team = [a_technician(id=f"T0{number}", home=north(minutes)) for number, minutes in enumerate((40, 10, 0, 5), 1)]
    full = [a_visit(id=f"V{number}", technician="T03", start=f"{number}:00") for number in range(9, 17)]
    board = board_with(*team, *(a_shift(technician=each.id) for each in team), *full, a_work_order(id="W1"),
                       a_visit(id="V1", minutes=120), a_technician(id="T09", skills={}))  # fmt: skip
    encoder = Encoder(board, at("08:00"))
    assert near(encoder, ["V1"], (at("08:00"), at("20:00")), most=3) == ("T04", "T02", "T01")
