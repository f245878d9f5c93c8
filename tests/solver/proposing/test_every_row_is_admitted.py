"""On random boards: every row of every option passes the gate, alone and in its turn, with what it asks given."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.events import Reason
from dispatchtui.core.model import (
    Absence,
    CoolDown,
    CrewNeed,
    Stamps,
    TechnicianId,
    TerritoryId,
    Vehicle,
    VisitState,
    WeatherAlert,
)
from dispatchtui.core.requests import Request
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import GREEN, HARD, Option, Row
from dispatchtui.solver.proposing.settle import MOST, propose
from dispatchtui.solver.proposing.ways import options_for
from tests.builders import an_actor, record
from tests.solver.random_boards import AT_S, boards

WHY = Reason(code="other", text="somebody answers for it")


def passes(board: Board, row: Row) -> str:
    """Do a row on a board as it asks to be done; answers what was refused, and nothing where all of it passed."""
    override = WHY if row.asks else None
    lead = an_actor("lead", "dispatcher") if row.asks else an_actor()
    for number, act in enumerate(row.acts):
        pre = row.pre if number == 0 else {}
        answer = judge(board, Request(id=f"r-{number}", act=act, pre=pre, override=override), lead, AT_S)
        if not isinstance(answer, Passed):
            return answer.sentence
        record(board, *answer.events, at_s=AT_S)
    return ""


def unversioned(row: Row) -> Row:
    """The row with the versions that the rows before it left."""
    return replace(row, pre={})


def hold(board: Board, option: Option) -> None:
    """Hold an option to what it says of itself."""
    together = board_of(board.rows(), board.seq)
    for row in option.rows:
        assert passes(board_of(board.rows(), board.seq), row) == "", (option.kind, row.sentence)
        assert passes(together, unversioned(row)) == "", (option.kind, row.sentence)
        assert row.sentence.endswith(".")
        assert (row.grade == GREEN) <= (row.asks == () and row.violations == ())
        assert (row.grade == HARD) <= (row.acts == ())
    assert 0.0 <= option.confidence <= 1.0


@st.composite
def disrupted(draw: st.DrawFn) -> Board:
    """A random board on which somebody is sick, in a meeting or was asked in vain, some of it told to people."""
    board = draw(boards())
    who = draw(st.sampled_from(sorted(board.technicians)))
    kind = draw(st.sampled_from(("sick", "meeting", "leave", "")))
    if kind:
        length_s = draw(st.integers(1, 8)) * 3600
        board.put(Absence(id="A99", technician_id=TechnicianId(who), start_s=AT_S, end_s=AT_S + length_s, kind=kind))
    waiting = board.visits["V0"]
    if draw(st.booleans()):
        board.put(replace(waiting, cool_downs=(CoolDown(technician_id=TechnicianId(who), until_s=AT_S + 86_400),)))
    elif draw(st.booleans()):
        board.put(replace(waiting, bump_count=1))
    if draw(st.booleans()):
        board.put(Vehicle(id="K1", technician_id=TechnicianId(who), out_from_s=AT_S))
    if draw(st.booleans()):
        board.put(WeatherAlert(id="S1", territory=TerritoryId("EAST"), start_s=AT_S, end_s=AT_S + 4 * 3600))
    seconds = [each for each in sorted(board.technicians) if each != who]
    for visit in list(board.visits.values()):
        if visit.crew and visit.state is VisitState.ACCEPTED and draw(st.booleans()):
            board.put(replace(visit, state=VisitState.EN_ROUTE, stamps=Stamps(en_route_s=AT_S - 600)))
        elif visit.crew and visit.state is VisitState.RELEASED and draw(st.booleans()):
            board.put(replace(visit, state=VisitState.NO_ACCESS, stamps=Stamps(on_site_s=AT_S - 600)))
        elif visit.crew and visit.state is VisitState.PLANNED and seconds and draw(st.booleans()):
            mate = replace(visit.crew[0], technician_id=TechnicianId(draw(st.sampled_from(seconds))), role="second")
            if mate.technician_id != visit.crew[0].technician_id:
                board.put(
                    replace(visit, crew=(visit.crew[0], mate), crew_needs=(CrewNeed(),), outdoor=draw(st.booleans()))
                )
            continue
        if visit.state is VisitState.WORKING and draw(st.booleans()):
            board.put(replace(visit, extended_s=3600))
        elif visit.crew and visit.state is VisitState.PLANNED and draw(st.booleans()):
            board.put(replace(visit, bump_count=draw(st.integers(0, 2))))
    return board


@settings(max_examples=60, deadline=None)
@given(board=disrupted())
def test_every_row_of_every_option_passes_the_gate(board: Board) -> None:
    for disruption in disruptions(board, AT_S):
        options = options_for(board, disruption, AT_S)
        for option in options:
            hold(board, option)
        found = propose(board, disruption, options, now_s=AT_S)
        assert len(found.options) <= MOST
        assert [each.kind for each in found.options].count("keep_and_tell") <= 1
        assert all(each.kind != "keep_and_tell" for each in found.options[:-1])
        assert all(each in options for each in found.options)
        assert found.sentence.endswith(".")


@settings(max_examples=25, deadline=None)
@given(board=disrupted())
def test_the_same_board_says_the_same(board: Board) -> None:
    first = disruptions(board, AT_S)
    again = board_of(board.rows(), board.seq)
    assert disruptions(again, AT_S) == first
    for each in first[:2]:
        assert options_for(again, each, AT_S) == options_for(board, each, AT_S)
