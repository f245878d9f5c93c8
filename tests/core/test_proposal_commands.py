"""What may be said to a proposal, by whom, and for how long what automation applied can be undone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.proposals import AnswerProposal
from dispatchtui.core.disrupting import KINDS, OPTIONS, UNDO_WITHIN_S, proposal_id
from dispatchtui.core.model import Answer, TerritoryId, VisitId
from dispatchtui.core.refusals import Code, Refusal
from tests.builders import a_visit, a_working_board, an_actor, record
from tests.core.deciding import NOW, facts, no

EAST = TerritoryId("EAST")
ROW = Answer(id="UNPLACED:V60", trigger="UNPLACED", subject="visits/V60", territories=(EAST,), outcome="accepted",
             option="move", visits=(VisitId("V60"),), acts=("r-1",), basis="ab")  # fmt: skip


@pytest.fixture
def board() -> Board:
    return a_working_board(a_visit(id="V60"))


def said(board: Board, row: Answer, *, role: str = "dispatcher", at_s: int = NOW) -> None:
    found = decide(board, AnswerProposal(row=row), Ask(actor=an_actor(role), at_s=at_s))
    assert not isinstance(found, Refusal), found
    record(board, *found, by=role, at_s=at_s)


def test_an_answer_bears_who_said_it_and_when_and_the_same_again_is_nothing(board: Board) -> None:
    said(board, replace(ROW, answered_by="mallory", answered_s=5))
    kept = board.tables["answers"]["UNPLACED:V60"]
    assert (kept.outcome, kept.answered_s, kept.visits, kept.acts) == ("accepted", NOW, ("V60",), ("r-1",))
    assert kept.answered_by != "mallory"
    assert facts(board, AnswerProposal(row=ROW)) == []
    assert facts(board, AnswerProposal(row=replace(ROW, basis="cd"))) != []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"trigger": "EARTHQUAKE"}, "row.trigger"),
        ({"id": "UNPLACED:V61"}, "row.id"),
        ({"outcome": "liked"}, "row.outcome"),
        ({"option": "magic"}, "row.option"),
        ({"sentence": "x" * 5000}, "row.sentence"),
        ({"visits": tuple(VisitId(f"V{n}") for n in range(1001))}, "row.visits"),
        ({"territories": (TerritoryId("ATLANTIS"),)}, "row.territories"),
        ({"outcome": "applied"}, "row.outcome"),
    ],
)
def test_what_cannot_be_said_is_refused_by_its_field(board: Board, change: dict[str, object], field: str) -> None:
    refusal = no(board, AnswerProposal(row=replace(ROW, **change)))
    assert (refusal.code, refusal.field) == (Code.INVALID, field)


def test_only_what_automation_applied_is_undone_and_only_for_five_minutes(board: Board) -> None:
    undone = AnswerProposal(row=replace(ROW, outcome="undone"))
    assert no(board, undone).code is Code.ILLEGAL
    said(board, ROW)
    assert no(board, undone).sentence == "Only what automation applied is undone like this."
    said(board, replace(ROW, outcome="applied"), role="automation")
    late = decide(board, undone, Ask(actor=an_actor("admin"), at_s=NOW + UNDO_WITHIN_S + 1))
    assert isinstance(late, Refusal)
    assert late.sentence == "It was applied more than 5 min ago."
    said(board, undone.row, at_s=NOW + UNDO_WITHIN_S)
    assert board.tables["answers"]["UNPLACED:V60"].outcome == "undone"


def test_every_disruption_offers_what_has_words_and_says_who_raises_it() -> None:
    for name, kind in KINDS.items():
        assert set(kind.options) <= OPTIONS.keys(), name
        assert kind.options, name
        assert kind.raised_by, name
        assert len(set(kind.options)) == len(kind.options), name
    assert proposal_id("TECH_SICK", "technicians/T04") == "TECH_SICK:T04"
