"""Scenario: a flood at 11:20 displaces routine work; who is offered, at which price for whom, and who is out."""

from __future__ import annotations

import pytest

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import MoveVisits
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import VisitState
from dispatchtui.core.requests import Request
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import GREEN, REVIEW, Proposal
from tests.builders import an_actor, at, record
from tests.solver.proposing.scenes import brief, flood, here, ids, offered, shifted

NOW = at("11:20")
DAY_S = 24 * 3600


def proposal(board: Board) -> Proposal:
    return offered(board, "EMERGENCY_NEW:V60", NOW, positions=here(NOW))


def test_the_nearest_who_is_able_comes_first_and_who_makes_another_late_behind() -> None:
    found = proposal(flood())
    assert [brief(each) for each in found.options] == [
        ("bump", ("V60", "T08", at("11:38"))),
        ("move", ("V60", "T03", at("12:14"))),
    ]
    first, second = (each.rows[0] for each in found.options)
    assert (first.grade, first.asks) == (GREEN, ())
    assert (second.grade, second.asks) == (REVIEW, ("late",))
    assert first.sentence == "V60 goes to T08 at 11:38, 1 h 42 min to spare; V31 goes back to the queue."
    assert second.sentence == (
        "V60 goes to T03 at 12:14, 1 h 6 min to spare; V22 at 14:00, 1 h 30 min late; a word is not kept."
    )


def test_who_is_out_of_the_question_and_why() -> None:
    out = {each.technician_id: (each.constraint, each.sentence) for each in proposal(flood()).options[0].out}
    assert set(out) == {"T06", "T10"}
    assert out["T06"][1].startswith("PLUMB 2 < 3: ")
    assert out["T10"][0] == "on_call"
    assert out["T10"][1].startswith("T10 is on call only out of hours")


def test_one_act_gives_the_flood_its_place_and_puts_the_other_back_with_two_dates() -> None:
    board = flood()
    row = proposal(board).options[0].rows[0]
    (act,) = row.acts
    assert isinstance(act, MoveVisits)
    answer = judge(board, Request(id="r", act=act, pre=row.pre), an_actor(), NOW)
    assert isinstance(answer, Passed)
    assert [(each.start_s - each.start_s % 60, each.technician_id, each.promise.start_s) for each in row.offers] == [
        (at("13:42"), "T03", at("13:30")), (at("32:00"), "T08", at("32:00")),
    ]  # fmt: skip
    after = board_of(board.rows(), board.seq)
    record(after, *answer.events, at_s=NOW)
    assert (after.visits["V31"].bump_count, after.visits["V31"].crew) == (1, ())
    assert after.visits["V60"].state is VisitState.RELEASED
    told = [(each.to, each.visit_id, each.technician_id, each.template) for each in row.effects.notices]
    assert told == [("technician", "V60", "T08", "released"), ("customer", "V31", "", "apology")]
    assert ids(disruptions(after, NOW)) == ["BUMPED:V31"]


def test_what_had_to_make_room_is_offered_two_times_each_with_consent() -> None:
    board = flood()
    row = proposal(board).options[0].rows[0]
    answer = judge(board, Request(id="r", act=row.acts[0]), an_actor(), NOW)
    assert isinstance(answer, Passed)
    record(board, *answer.events, at_s=NOW)
    found = offered(board, "BUMPED:V31", NOW, positions=here(NOW))
    consents = [each for each in found.options if "consent" in each.rows[0].asks]
    assert len({each.rows[0].start_s for each in consents}) >= 2
    for option in consents:
        assert [type(act).__name__ for act in option.rows[0].acts][:2] == ["RecordAgreement", "AmendVisit"]


def test_what_was_displaced_before_asks_a_reason() -> None:
    board = flood(bumps=1)
    found = proposal(board)
    assert [brief(each) for each in found.options] == [
        ("bump", ("V60", "T08", at("11:38"))), ("move", ("V60", "T03", at("12:14"))),
    ]  # fmt: skip
    row = found.options[0].rows[0]
    assert (row.grade, row.asks) == (REVIEW, ("override: bump_again",))
    assert not isinstance(judge(board, Request(id="r", act=row.acts[0]), an_actor(), NOW), Passed)
    given = Request(id="r", act=row.acts[0], override=Reason(code="safety"))
    assert isinstance(judge(board, given, an_actor(), NOW), Passed)


def test_who_has_set_out_is_recalled_as_a_step() -> None:
    board = flood(set_out=True)
    found = proposal(board)
    assert brief(found.options[0]) == ("bump", ("V60", "T08", at("11:38")))
    row = found.options[0].rows[0]
    assert row.acts[0] == AdvanceVisit(visit_id="V31", step=Step.STOP_TRAVEL)
    assert (row.grade, row.asks) == (REVIEW, ("recall",))
    for act in row.acts:
        answer = judge(board, Request(id="r", act=act), an_actor(), NOW)
        assert isinstance(answer, Passed)
        record(board, *answer.events, at_s=NOW)
    assert (board.visits["V31"].state, board.visits["V60"].crew[0].technician_id) == (VisitState.QUALIFIED, "T08")


@pytest.mark.parametrize(("by_s", "zone"), [(DAY_S, "America/New_York"), (2 * 3600, "America/Denver")])
def test_it_is_the_same_on_another_day_and_in_another_zone(by_s: int, zone: str) -> None:
    there = shifted(flood(), by_s, zone, (r"^V(\d+)", r"V4\1"))
    positions = here(NOW + by_s)
    found = offered(there, "EMERGENCY_NEW:V460", NOW + by_s, positions=positions)
    assert [brief(each) for each in found.options] == [
        ("bump", ("V460", "T08", at("11:38") + by_s)), ("move", ("V460", "T03", at("12:14") + by_s)),
    ]  # fmt: skip


def test_at_night_who_is_on_call_comes_into_question() -> None:
    by_s = 12 * 3600
    there = shifted(flood(), by_s, "America/New_York")
    found = offered(there, "EMERGENCY_NEW:V60", NOW + by_s, positions=here(NOW + by_s))
    assert "T10" in {row.technician_id for each in found.options for row in each.rows}
