"""What a visit may be said to need, and what an amendment of it refuses by field."""

import pytest

from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.commands.needs import LONGEST_GAP_S, MOST_NEEDS
from dispatchtui.core.commands.uses import MOST_PIECES
from dispatchtui.core.commands.visits import AmendVisit
from dispatchtui.core.model import Dependency, VisitId
from dispatchtui.core.refusals import Code
from tests.builders import a_visit, a_working_board, record
from tests.core.deciding import facts, no, one
from tests.supplies import a_crew_need, a_part


def board() -> Board:
    return a_working_board(a_visit(id="V60"), a_visit(id="V61"), a_visit(id="V62"))


def amend(visit: str = "V61", **news: object) -> AmendVisit:
    return AmendVisit(visit_id=visit, **news)  # type: ignore[arg-type]


def wait(visit: str, least_s: int = 0, most_s: int | None = None) -> Dependency:
    return Dependency(visit_id=VisitId(visit), min_gap_s=least_s, max_gap_s=most_s)


PART_NAME = "A part is named by 1 to 64 characters, without a colon or blanks around it."
GAP = "A gap is not negative, and its least is not above its most."
BUFFER = "Time kept free before or after work is not negative and at most a day."
MANY = f"A visit needs at most {MOST_NEEDS} things of a kind."


@pytest.mark.parametrize(
    ("news", "field", "sentence"),
    [
        ({"parts": (a_part(part=""),)}, "parts", PART_NAME),
        ({"parts": (a_part(part="A:B"),)}, "parts", PART_NAME),
        ({"parts": (a_part(part="x" * 65),)}, "parts", PART_NAME),
        ({"parts": (a_part(quantity=0),)}, "parts", "0 of CAP-45 cannot be needed."),
        ({"parts": (a_part(quantity=MOST_PIECES + 1),)}, "parts", f"{MOST_PIECES + 1} of CAP-45 cannot be needed."),
        ({"parts": (a_part(), a_part(quantity=2))}, "parts",
         "The same part is needed twice; say its whole quantity once."),
        ({"parts": tuple(a_part(part=f"P{each}") for each in range(MOST_NEEDS + 1))}, "parts", MANY),
        ({"equipment": ("LIFT", " ")}, "equipment", "A kind of equipment needs a name."),
        ({"crew_needs": (a_crew_need(needs={"MAGIC": 1}),)}, "crew_needs", "There is no skill MAGIC."),
        ({"crew_needs": (a_crew_need(needs={"ELEC": 6}),)}, "crew_needs", "Skill levels go from 1 to 5, not 6."),
        ({"buffer_before_s": -1}, "buffer_before_s", BUFFER),
        ({"buffer_after_s": 24 * 3600 + 1}, "buffer_before_s", BUFFER),
        ({"required_technician": "T99"}, "required_technician", "There is no technician T99."),
        ({"dependencies": (wait("V99"),)}, "dependencies", "There is no visit V99."),
        ({"dependencies": (wait("V60", -1),)}, "dependencies", GAP),
        ({"dependencies": (wait("V60", 60, 59),)}, "dependencies", GAP),
        ({"dependencies": (wait("V60", 0, LONGEST_GAP_S + 1),)}, "dependencies", GAP),
        ({"dependencies": (wait("V61"),)}, "dependencies", "V61 cannot wait for itself."),
        ({"dependencies": (wait("V60"), wait("V60", 60))}, "dependencies",
         "The same visit is waited for twice; say it once."),
    ],
)  # fmt: skip
def test_what_cannot_be_needed_is_refused_by_field(news: dict[str, object], field: str, sentence: str):
    refusal = no(board(), amend(**news))
    assert (refusal.code, refusal.field, refusal.sentence) == (Code.INVALID, field, sentence)


def test_the_most_that_can_be_needed_is_taken_and_said_once():
    there = board()
    news: dict[str, object] = {
        "parts": tuple(a_part(part=f"P{each}", quantity=MOST_PIECES) for each in range(MOST_NEEDS)),
        "equipment": ("LIFT",), "crew_needs": (a_crew_need(needs={"ELEC": 5}),), "outdoor": True,
        "buffer_before_s": 0, "buffer_after_s": 24 * 3600, "required_technician": "T02",
        "dependencies": (wait("V60", LONGEST_GAP_S, LONGEST_GAP_S),),
    }  # fmt: skip
    fact = one(facts(there, amend(**news)), e.VisitAmended)
    assert fact.buffer_before_s is None
    record(there, fact)
    visit = there.visits["V61"]
    assert {name: getattr(visit, name) for name in news} == news
    assert facts(there, amend(**news)) == []


def test_what_was_needed_may_be_needed_no_more():
    there = board()
    record(there, *facts(there, amend(parts=(a_part(),), required_technician="T02", dependencies=(wait("V60"),))))
    record(there, *facts(there, amend(parts=(), required_technician="", dependencies=())))
    visit = there.visits["V61"]
    assert (visit.parts, visit.required_technician, visit.dependencies) == ((), "", ())
    assert there.indexes.of("visits", "V60", "after") == ()


def test_visits_that_would_wait_for_each_other_in_a_circle_are_refused():
    there = board()
    record(there, *facts(there, amend("V61", dependencies=(wait("V60"),))))
    record(there, *facts(there, amend("V62", dependencies=(wait("V61"),))))
    assert there.indexes.of("visits", "V60", "after") == ("V61",)
    refusal = no(there, amend("V60", dependencies=(wait("V62"),)))
    assert refusal.sentence == "V60 and V62 would wait for each other."
    assert len(facts(there, amend("V62", dependencies=(wait("V61"), wait("V60"))))) == 1
