"""What may have been learned of a real company, and what no row may say whoever asks for it."""

from __future__ import annotations

import math

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.foresight import Behaviour, Driving, Effect, Reporting, Shape
from dispatchtui.core.parts import TerritoryId
from dispatchtui.core.plausible import MOST_EFFECTS, MOST_POINTS, implausible
from dispatchtui.core.refusals import Code
from tests.builders import a_working_board
from tests.core.deciding import NOW, facts, no

LEARNED = Behaviour(
    id="field", learned_s=NOW, from_s=NOW - 86_400, until_s=NOW - 60, n=12_000,
    work=(Effect(log_factor=-0.2, variance=0.001, n=12_000), Effect(work_type="GONE", log_factor=2.9, n=3)),
    shapes=(Shape(curve=(-1.4, 0.0, 2.2), n=900),),
    reporting=Reporting(over_s=(-600, 0, 1800), rates=(0.1, 0.4, 0.9), at=(0.2, 0.8, 3.0), after=(-0.5, 0.0, 1.0)),
    driving=Driving(base_s=-40.0, effects=(Effect(territory="EAST", log_factor=0.4, variance=0.02, n=80),),
                    shape=(-2.0, 0.0, 3.5), fixed_s=110.0, share=0.25, n=11_000),
    leave=(-20.0, 60.0, 900.0), early=(0.0, 300.0), settle=(30.0, 600.0), accept=(5.0, 30_000.0),
    pause=(600.0, 400_000.0), no_access=0.02, no_access_wait=(300.0, 1200.0), absent_per_h=0.002, eager=0.6,
)  # fmt: skip
EFFECT = Effect(n=1)


@pytest.fixture
def board() -> Board:
    return a_working_board()


def test_what_a_company_taught_is_taken_over(board: Board) -> None:
    assert implausible(LEARNED) is None
    assert len(facts(board, LearnBehaviour(row=LEARNED))) == 1
    east = replace(LEARNED, id="EAST", territories=(TerritoryId("EAST"),))
    assert len(facts(board, LearnBehaviour(row=east))) == 1


@pytest.mark.parametrize(
    ("changes", "field", "right"),
    [
        ({"settle": (-1e12, -1e9)}, "settle", "it goes from -86,400 to 86,400, not -1,000,000,000,000.0"),
        ({"leave": (-1e15, 1e15)}, "leave", "it goes from -86,400 to 86,400"),
        ({"early": (1e15,)}, "early", "it goes from -86,400 to 86,400"),
        ({"accept": (-1.0,)}, "accept", "it goes from 0 to 5,184,000, not -1.0"),
        ({"pause": (math.inf,)}, "pause", "not inf"),
        ({"no_access_wait": (math.nan,)}, "no_access_wait", "not nan"),
        ({"settle": (60.0, 30.0)}, "settle", "a curve never falls"),
        ({"settle": (1.0,) * (MOST_POINTS + 1)}, "settle", "a curve has at most 400 values, not 401"),
        ({"no_access": 50.0}, "no_access", "it goes from 0 to 1, not 50.0"),
        ({"eager": -0.1}, "eager", "it goes from 0 to 1"),
        ({"absent_per_h": 1e12}, "absent_per_h", "it goes from 0 to 1"),
        ({"n": -1}, "n", "it goes from 0 to 1,000,000,000, not -1"),
        ({"from_s": -1}, "from_s", "not -1"),
        ({"until_s": 10**18}, "until_s", "it goes from 0 to 253,402,300,799"),
        ({"work": (EFFECT, replace(EFFECT, log_factor=800.0))}, "work[1].log_factor", "it goes from -3.0 to 3.0"),
        ({"work": (replace(EFFECT, variance=-1.0),)}, "work[0].variance", "it goes from 0 to 4.0, not -1.0"),
        ({"work": (replace(EFFECT, n=-5),)}, "work[0].n", "not -5"),
        ({"work": (EFFECT,) * (MOST_EFFECTS + 1)}, "work", "it holds at most 20,000 groups, not 20,001"),
        ({"shapes": (Shape(curve=(0.0, 1e308)),)}, "shapes[0].curve", "it goes from -12.0 to 12.0"),
        ({"shapes": (Shape(n=-1),)}, "shapes[0].n", "not -1"),
        ({"shapes": (Shape(),) * (MOST_EFFECTS + 1)}, "shapes", "at most 20,000 curves"),
        ({"reporting": Reporting(over_s=(0, 60), rates=(0.5,))}, "reporting.rates", "is needed, 2 and not 1"),
        ({"reporting": Reporting(over_s=(60, 0), rates=(0.5, 0.6))}, "reporting.over_s", "a curve never falls"),
        ({"reporting": Reporting(over_s=(0,), rates=(1.5,))}, "reporting.rates", "it goes from 0 to 1, not 1.5"),
        ({"reporting": Reporting(at=(1e9,))}, "reporting.at", "it goes from -86,400"),
        ({"reporting": Reporting(after=(800.0,))}, "reporting.after", "it goes from -12.0"),
        ({"reporting": Reporting(n=-1)}, "reporting.n", "not -1"),
        ({"driving": Driving(base_s=1e9)}, "driving.base_s", "it goes from -14,400 to 14,400"),
        ({"driving": Driving(fixed_s=-1.0)}, "driving.fixed_s", "it goes from 0 to 14,400"),
        ({"driving": Driving(share=1e9)}, "driving.share", "it goes from 0 to 10"),
        ({"driving": Driving(shape=(1e9,))}, "driving.shape", "it goes from -100 to 100"),
        ({"driving": Driving(n=-1)}, "driving.n", "not -1"),
        ({"driving": Driving(effects=(Effect(log_factor=-3.1),))}, "driving.effects[0].log_factor", "not -3.1"),
    ],
)  # fmt: skip
def test_a_figure_that_nothing_can_have_taught_is_refused_by_name(
    board: Board, changes: dict[str, object], field: str, right: str
) -> None:
    refusal = no(board, LearnBehaviour(row=replace(LEARNED, **changes)))
    assert (refusal.code, refusal.field) == (Code.INVALID, f"row.{field}")
    assert refusal.sentence.startswith(f"{field}: ")
    assert right in refusal.sentence


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"id": "MOON"}, "row.id", "What was learned is called field, or as a territory, not 'MOON'."),
        ({"id": "EAST"}, "row.territories", "EAST is of the territory it is called after, and field of none."),
        ({"territories": ("EAST",)}, "row.territories", "field is of the territory it is called after"),
        ({"learned_s": NOW + 90_000}, "row.learned_s", f"It was learned by now, {NOW}, not at {NOW + 90_000}."),
    ],
)
def test_a_row_belongs_to_everybody_or_to_one_territory(
    board: Board, changes: dict[str, object], field: str, says: str
) -> None:
    refusal = no(board, LearnBehaviour(row=replace(LEARNED, **changes)))
    assert (refusal.code, refusal.field) == (Code.INVALID, field)
    assert says in refusal.sentence
