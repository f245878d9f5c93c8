"""The begin at which a rule would be kept is clean for that rule, and no earlier one is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatchtui.constraints import CONSTRAINTS
from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.later import begun
from dispatchtui.constraints.legal_hours import LEGAL_HOURS
from dispatchtui.constraints.no_overlap import NO_OVERLAP
from dispatchtui.core.board import Board
from dispatchtui.core.refusals import Level
from tests.builders import a_line, at
from tests.hindered_boards import OPENS_S, STEP_S, boards, moment

STEERING = [rule for rule in CONSTRAINTS if rule.clears is not None]
SCANNED_S = at("24:00")


def trial_of(board: Board, start_s: int, travel_minutes: int = 0) -> Trial:
    visit = board.visits["V61"]
    minutes = visit.duration.p50_s // 60 if visit.duration is not None else 0
    line = a_line(start=start_s, minutes=minutes, travel_minutes=travel_minutes)
    return Trial(board=board, visit=visit, technician=board.technicians["T05"], line=line, at_s=at("07:00"))


def is_clean(rule: Constraint, trial: Trial) -> bool:
    return not list(rule.check(trial))


def is_alone(trial: Trial) -> bool:
    """Whether the technician does nothing else meanwhile."""
    return not [each for each in NO_OVERLAP.check(trial) if each.level is Level.NOBODY]


@pytest.mark.parametrize("rule", STEERING, ids=lambda rule: rule.name)
@given(board=boards(), steps=st.integers(-6, 100), travel_minutes=st.integers(0, 20))
def test_what_a_rule_answers_is_clean_and_nothing_before_it_is(
    rule: Constraint, board: Board, steps: int, travel_minutes: int
):
    trial = trial_of(board, moment(steps), travel_minutes)
    assert rule.clears is not None
    found_s = rule.clears(trial)
    if is_clean(rule, trial):
        assert found_s is None
        return
    begins = (begun(trial, each) for each in range(moment(steps), SCANNED_S, STEP_S))
    # What the law says of somebody who is in two places at once is nobody's concern.
    scanned = (each for each in begins if is_clean(rule, each) and (rule is not LEGAL_HOURS or is_alone(each)))
    first_s = next((each.line.start_s for each in scanned), None)
    if found_s is None:
        assert first_s is None
        return
    assert found_s > trial.line.start_s >= OPENS_S - 6 * STEP_S
    assert is_clean(rule, begun(trial, found_s))
    assert first_s is None or found_s <= first_s
