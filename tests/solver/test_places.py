"""Every position of a day: what it moves and costs equals a slow walk of the whole route, and the gate's verdict."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, note, settings
from hypothesis import strategies as st

from dispatchtui.constraints.check import severity
from dispatchtui.constraints.gate import violations_of
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import moved
from dispatchtui.core.model import Position, TechnicianId
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from dispatchtui.core.timeline import line_of, project
from dispatchtui.solver.rank import Candidate, places, rank
from tests.builders import at, north
from tests.solver.random_boards import AT_S, boards


def position_of(technician_id: str, minutes_north: int, minutes_old: int) -> Position:
    """Where a device was so many minutes ago."""
    spot = north(minutes_north)
    return Position(technician_id=TechnicianId(technician_id), latitude=spot.latitude, longitude=spot.longitude,
                    at_s=AT_S - minutes_old * 60)  # fmt: skip


STANDING = st.sampled_from((Standing.DESK, Standing.AUTOMATION))


def gate_says(board: Board, found: Candidate, at_s: int, standing: Standing) -> list:
    """What the gate says of a candidate's act, over all visits, worst first."""
    by_visit = violations_of(board, found.act, at_s, standing=standing)
    return sorted((each for some in by_visit.values() for each in some), key=severity)


@given(board=boards(), standing=STANDING)
def test_a_candidate_breaks_exactly_what_the_gate_says_of_its_act(board: Board, standing: Standing):
    for technician_id in board.technicians:
        for found in places(board, "V0", technician_id, AT_S, standing=standing):
            assert [*found.violations, *found.warnings] == gate_says(board, found, AT_S, standing)
            assert found.level == (found.violations[0].level if found.violations else None)


@given(board=boards(), seen=st.none() | st.tuples(st.integers(-25, 25), st.integers(1, 9)))
def test_arrival_travel_and_what_is_pushed_are_those_of_a_walk_of_the_whole_route(
    board: Board, seen: tuple[int, int] | None
):
    for technician_id in board.technicians:
        position = None if seen is None else position_of(technician_id, *seen)
        before = {stop.visit_id: stop for stop in project(board, technician_id, AT_S, position)}
        for found in places(board, "V0", technician_id, AT_S, position=position):
            after = moved(board, found.moves)
            stops = project(after, technician_id, AT_S, position)
            note((found.sentence, stops))
            own = next(stop for stop in stops if stop.visit_id == "V0")
            assert own.planned_start_s == found.start_s == found.arrival_s
            assert own.arrival_s == found.arrival_s
            if position is None or found.start_s < at("24:00"):  # where somebody is now says nothing of tomorrow
                assert own.arrival_s - own.travel_start_s == found.travel_s
            for knock in found.knock_on:
                visit = after.visits[knock.visit_id]
                if knock.displaced:
                    assert visit.crew == ()
                    continue
                line = line_of(visit, technician_id)
                assert line is not None
                assert (line.start_s, line.start_s - knock.planned_s) == (knock.start_s, knock.later_s)
                assert before[knock.visit_id].planned_start_s == knock.planned_s
                due_s = board.work_orders[visit.work_order_id].response_due_s
                ends = [each for each in (due_s, visit.promise.end_s if visit.promise else None) if each is not None]
                there = next(stop for stop in stops if stop.visit_id == knock.visit_id)
                assert knock.late_s == (max(0, there.arrival_s - min(ends)) if ends else 0)
                assert knock.was_late_s == (max(0, before[knock.visit_id].arrival_s - min(ends)) if ends else 0)


@given(board=boards())
def test_nothing_is_pushed_further_than_it_must_be(board: Board):
    for technician_id in board.technicians:
        for found in places(board, "V0", technician_id, AT_S):
            after = moved(board, found.moves)
            pushed = {each.visit_id for each in found.knock_on if not each.displaced}
            for first, second in pairwise(after.route(technician_id)):
                if second.id not in pushed:
                    continue
                one, two = line_of(first, technician_id), line_of(second, technician_id)
                assert one is not None
                assert two is not None
                way_s = travel.seconds(travel.site_of(after, first), travel.site_of(after, second))
                away = [each.end_s for each in after.absences_of(technician_id)]
                assert two.start_s == one.end_s + way_s or two.start_s in away


@settings(max_examples=60)
@given(board=boards(), most=st.integers(1, 4))
def test_the_first_so_many_are_the_first_of_all(board: Board, most: int):
    every = []
    for technician_id in board.technicians:
        fit = [each for each in places(board, "V0", technician_id, AT_S) if each.level is not Level.NOBODY]
        every += fit[:1]
    expected = sorted(every, key=lambda each: (each.cost, each.technician_id))
    whole = rank(board, "V0", AT_S)
    assert [each.cost for each in whole.candidates] == [each.cost for each in expected]
    assert [each.technician_id for each in whole.candidates] == [each.technician_id for each in expected]
    assert {each.technician_id for each in whole.excluded} == set(board.technicians) - {
        each.technician_id for each in expected
    }
    some = rank(board, "V0", AT_S, most=most)
    assert some.candidates == whole.candidates[:most]
    assert some.further + len(some.candidates) + len(some.excluded) == len(board.technicians)
