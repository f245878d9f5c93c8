"""The code of a reason is a plain word, and words are words that can be seen."""

from __future__ import annotations

import pytest

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.events import Reason, VisitPlaced
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import TechnicianId
from dispatchtui.core.refusals import Refusal, invalid
from dispatchtui.core.requests import Request
from dispatchtui.core.text import is_seen
from tests.builders import a_board, a_shift, a_technician, a_visit, an_actor, at, window

LATE = PlaceVisit(visit_id="V61", technician_id=TechnicianId("T05"), start_s=at("10:15"))


def a_late_board() -> Board:
    return a_board(a_technician(), a_shift(), a_visit(id="V61", promise=window("09:00", "10:00")))


def place(code: str, text: str = "") -> Passed | Refusal:
    request = Request(id="r1", act=LATE, override=Reason(code=code, text=text))
    return judge(a_late_board(), request, an_actor(), at("07:00"))


@pytest.mark.parametrize("code", ["urgent", "customer_asked", "P1", "x" * 40, "größer", "Urgent"])
def test_a_plain_word_is_a_code_and_is_kept_in_small_letters(code: str):
    found = place(code)
    assert isinstance(found, Passed)
    (fact,) = found.events
    assert isinstance(fact, VisitPlaced)
    assert [each.code for each in fact.overrides] == [code.lower()]


@pytest.mark.parametrize("code", [" ", "two words", "a-b", "x" * 41, "\u200b", "urgent.", "urgent\n"])
def test_what_is_no_plain_word_is_no_code(code: str):
    sentence = f"The code of a reason is one word of letters, digits and _, at most 40 characters, not {code!r}."
    assert place(code) == invalid("override", sentence)
    park = Request(id="r1", act=AdvanceVisit(visit_id="V61", step=Step.PARK), reason=Reason(code=code))
    assert judge(a_late_board(), park, an_actor(), at("07:00")) == invalid("reason", sentence)


@pytest.mark.parametrize("code", ["other", "Other", "OTHER"])
@pytest.mark.parametrize("text", ["", "  ", "\u200b", "\u2060 \u00ad", "\u2800", "\u3164", "\u034f", "\ufe0f"])
def test_another_reason_needs_words_that_can_be_seen(code: str, text: str):
    found = place(code, text)
    assert isinstance(found, Refusal)
    assert found.sentence.endswith("Overriding it needs the reason in words.")
    assert isinstance(place(code, f"{text}ok"), Passed)


def test_letters_of_any_script_digits_and_signs_are_seen():
    assert all(map(is_seen, ("a", "é", "e\u0301", "漢", "!", "7", "€", "ع", "\u200bx")))


@pytest.mark.parametrize("number", [0, 101])
def test_too_many_moves_are_refused_for_their_number_before_anything_else(number: int):
    moves = tuple(Move(visit_id=f"V{each}", technician_id=TechnicianId("T77")) for each in range(900, 900 + number))
    found = judge(a_late_board(), Request(id="r1", act=MoveVisits(moves=moves)), an_actor("support"), at("07:00"))
    assert found == invalid("moves", f"One act moves 1 to 100 visits, not {number}.")


def test_what_is_displaced_goes_to_nobody():
    move = Move(visit_id="V61", technician_id=TechnicianId("T05"), start_s=at("09:00"), bumped=True)
    found = judge(a_late_board(), Request(id="r1", act=MoveVisits(moves=(move,))), an_actor(), at("07:00"))
    assert found == invalid("moves", "V61 is displaced or goes to T05, not both.")
