"""Scenario: a visit is cancelled at 13:05; what is offered for its time, in which order, and what is out."""

from __future__ import annotations

import pytest

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import RecordAgreement
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.requests import Request
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import GREEN, REVIEW, Proposal
from tests.builders import an_actor, at
from tests.solver.proposing.scenes import brief, freed, offered, shifted

NOW = at("13:05")
CANCEL = AdvanceVisit(visit_id="V40", step=Step.CANCEL, reason="solved")


def proposal(board: Board) -> Proposal:
    return offered(board, "CUSTOMER_CANCEL:V40", NOW)


def test_the_time_that_became_free_is_read_off_the_board() -> None:
    found = {each.id: each for each in disruptions(freed(CANCEL), NOW)}["CUSTOMER_CANCEL:V40"]
    assert (found.technicians, found.visits) == (("T07",), ("V40",))
    assert found.sentence == "V40 was cancelled: T07 is free 13:50 to 15:45."
    assert "CUSTOMER_CANCEL:V40" not in {each.id for each in disruptions(freed(), NOW)}


def test_what_is_due_comes_first_then_what_is_urgent_then_what_is_near() -> None:
    found = proposal(freed(CANCEL))
    assert [brief(each) for each in found.options] == [
        ("backfill", ("B3", "T07", at("14:00"))),
        ("backfill", ("B1", "T07", at("14:00"))),
        ("backfill", ("B5", "T07", at("14:00"))),
    ]
    assert [(each.rows[0].grade, each.rows[0].asks) for each in found.options] == [
        (GREEN, ()), (REVIEW, ("consent",)), (GREEN, ()),
    ]  # fmt: skip


def test_what_does_not_fit_says_why() -> None:
    out = {each.visit_id: each.sentence.partition(": ")[0] for each in proposal(freed(CANCEL)).options[0].out}
    assert out == {"B2": "120 > 90", "B4": "access from 17:00"}


def test_who_comes_earlier_agrees_first_and_that_is_written_down() -> None:
    row = proposal(freed(CANCEL)).options[1].rows[0]
    assert row.acts[0] == RecordAgreement(visit_id="B1", about="promise", text="Mon 21 Oct 14:00 to 16:00.")
    assert [type(act).__name__ for act in row.acts] == ["RecordAgreement", "AmendVisit", "PlaceVisit"]


def test_the_first_passes_the_gate_as_it_is() -> None:
    board = freed(CANCEL)
    row = proposal(board).options[0].rows[0]
    assert isinstance(judge(board, Request(id="r", act=row.acts[0], pre=row.pre), an_actor(), NOW), Passed)


def test_time_that_is_taken_again_is_offered_for_nothing() -> None:
    board = freed(CANCEL)
    row = proposal(board).options[0].rows[0]
    answer = judge(board, Request(id="r", act=row.acts[0]), an_actor(), NOW)
    assert isinstance(answer, Passed)
    board = freed(CANCEL, *row.acts)
    assert "CUSTOMER_CANCEL:V40" not in {each.id for each in disruptions(board, NOW)}


@pytest.mark.parametrize(("by_s", "zone"), [(24 * 3600, "America/New_York"), (3 * 3600, "America/Los_Angeles")])
def test_it_is_the_same_on_another_day_and_in_another_zone(by_s: int, zone: str) -> None:
    there = shifted(freed(CANCEL), by_s, zone)
    found = offered(there, "CUSTOMER_CANCEL:V40", NOW + by_s)
    assert [brief(each)[1] for each in found.options] == [
        (name, "T07", at("14:00") + by_s) for name in ("B3", "B1", "B5")
    ]
