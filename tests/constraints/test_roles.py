"""Who fills which part: never worse than the best of all ways to deal the parts out."""

from itertools import permutations

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.constraints.base import Trial
from dispatchtui.constraints.roles import _cheapest, filled, has_levels, needs_of
from dispatchtui.core.model import SkillId, SkillNeed
from tests.builders import a_board, a_competence, a_line, a_shift, a_technician, a_visit, at
from tests.constraints.asking import ask
from tests.supplies import a_crew_need

SKILLS = ("PLUMB", "ELEC", "GAS")
SETS = st.lists(st.sampled_from(SKILLS), max_size=3, unique=True)


def a_trial(needed: list[list[str]], held: list[list[tuple[str, bool]]]) -> Trial:
    """A visit with these parts, and people with these skills, some of which have expired."""
    people = [a_technician(id="T00")]
    for place, skills in enumerate(held, 1):
        has = tuple(a_competence(skill=skill, valid_until_s=None if valid else at("09:00")) for skill, valid in skills)
        people.append(a_technician(id=f"T{place:02}", skills=has))
    parts = tuple(a_crew_need(role=f"role{place}", needs=dict.fromkeys(each, 1)) for place, each in enumerate(needed))
    visit = replace(a_visit(id="V61", needs={"PLUMB": 3}), crew_needs=parts)
    lines = tuple(a_line(technician=each.id) for each in people)
    return Trial(board=a_board(*people, visit), visit=visit, technician=people[0], line=lines[0],
                 at_s=at("07:00"), crew=lines)  # fmt: skip


def fits(trial: Trial, who: str, part: int, *, valid: bool) -> bool:
    person, needs = trial.board.technicians[who], trial.visit.crew_needs[part].needs
    good = [each for each in person.skills if not valid or each.valid_until_s is None]
    return has_levels(replace(person, skills=tuple(good)), needs)


@given(needed=st.lists(SETS, max_size=4), held=st.lists(st.lists(st.tuples(st.sampled_from(SKILLS), st.booleans()),
       max_size=3), max_size=4))  # fmt: skip
def test_as_many_parts_are_filled_as_any_dealing_out_fills_and_as_many_validly(
    needed: list[list[str]], held: list[list[tuple[str, bool]]]
):
    trial = a_trial(needed, held)
    dealt = [line.technician_id if line is not None else "" for _, line in filled(trial, valid=True)]
    people = [each.technician_id for each in trial.people[1:]]
    assert len(dealt) == len(needed)
    assert sorted(filter(None, dealt)) == sorted(set(filter(None, dealt)))

    def worth(deal: tuple[str, ...] | list[str]) -> tuple[int, int]:
        levels = [part for part, who in enumerate(deal) if who and fits(trial, who, part, valid=False)]
        return len(levels), sum(fits(trial, deal[part], part, valid=True) for part in levels)

    blanks = [""] * len(needed)
    assert worth(dealt) == max((worth(deal) for deal in permutations([*people, *blanks], len(needed))), default=(0, 0))


def test_the_lead_brings_what_the_visit_needs_and_each_other_what_their_part_needs():
    trial = a_trial([["GAS"], ["ELEC"]], [[("ELEC", True)], [("ELEC", True), ("GAS", True)]])
    assert needs_of(trial) == (SkillNeed(skill=SkillId("PLUMB"), level=3),)
    for place, skill in ((1, "ELEC"), (2, "GAS")):
        person = trial.board.technicians[f"T{place:02}"]
        other = replace(trial, technician=person, line=trial.people[place])
        assert [each.skill for each in needs_of(other)] == [skill]


def test_of_whom_no_skill_is_asked_none_is_missing():
    asked = a_crew_need(needs={"ELEC": 1, "GAS": 1})
    for need, told in ((a_crew_need(), ()), (asked, ("T06 has no skills recorded and V61 needs 2.",))):
        people = (a_technician(), a_technician(id="T06", skills={}), a_shift(), a_shift(technician="T06"))
        board = a_board(*people, replace(a_visit(id="V61", needs={"PLUMB": 3}), crew_needs=(need,)))
        assert tuple(each.sentence for each in ask(board, "data_present", mates=("T06",))) == told


@given(costs=st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=width)
))  # fmt: skip
@example(costs=[[7, 0, 4, 9], [9, 9, 6, 2], [2, 8, 3, 0], [3, 8, 8, 3]])
def test_no_dealing_out_is_cheaper(costs: list[list[int]]):
    dealt = _cheapest(costs)
    every = permutations(range(len(costs[0])), len(costs))
    assert len(set(dealt)) == len(costs)
    assert sum(row[at] for row, at in zip(costs, dealt, strict=True)) == min(
        sum(row[at] for row, at in zip(costs, deal, strict=True)) for deal in every
    )


def test_where_all_fit_equally_everybody_has_the_part_of_their_place():
    trial = a_trial([["ELEC"]] * 3, [[("ELEC", True)]] * 3)
    assert [line.technician_id for _, line in filled(trial) if line is not None] == ["T01", "T02", "T03"]
    apart = a_trial([["ELEC"], [], []], [[], [("ELEC", True)], []])
    assert [line.technician_id for _, line in filled(apart) if line is not None] == ["T02", "T01", "T03"]
