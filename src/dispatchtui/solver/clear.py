"""The first begin from a moment on at which no rule about time is broken: every rule that can tell is asked in turn.

What no later time mends stays as it is. A stop that is pushed is asked only of rules in which no other visit has a
say, for the others move with it; and what it breaks where it stands, pushing it does not have to mend.

Units: epoch seconds.
Cost: some microseconds where nothing is broken; as much again for every step past what is.
"""

from __future__ import annotations

from collections.abc import Callable

from dispatchtui.constraints import CONSTRAINTS
from dispatchtui.constraints.base import Trial
from dispatchtui.constraints.later import begun
from dispatchtui.constraints.promise_window import PROMISE_WINDOW
from dispatchtui.constraints.shift_hours import SHIFT_HOURS
from dispatchtui.core.model import Assignment, TechnicianId, Visit
from dispatchtui.solver.days import Stop
from dispatchtui.solver.look import Look

ROUNDS = 12
"""Steps after which a time is given up."""
Clears = Callable[[Trial], int | None]
# Shifts and promises bound where a begin is looked for; within the bounds nothing is gained by asking them.
_RULES = tuple(rule for rule in CONSTRAINTS if rule not in (SHIFT_HOURS, PROMISE_WINDOW))
_STEERING: tuple[Clears, ...] = tuple(rule.clears for rule in _RULES if rule.clears)
_OF_PUSHED: tuple[Clears, ...] = tuple(rule.clears for rule in _RULES if rule.clears and rule.alone)


def first_clear(look: Look, start_s: int, way_s: int, until_s: int) -> int:
    """The first clear begin of the visit from one on and before a limit; that one itself where there is none."""
    trial = _trial(look, look.asked.visit, (start_s, start_s + look.asked.length_s), way_s)
    return _stepped(trial, _STEERING, until_s)


def first_clear_pushed(look: Look, stop: Stop, start_s: int, way_s: int, until_s: int) -> int:
    """The first clear begin of a pushed stop from one on and before a limit; that one itself where there is none."""
    trial = _trial(look, stop.visit, (start_s, start_s + stop.end_s - stop.start_s), way_s)
    clear_s = _stepped(trial, _OF_PUSHED, until_s)
    if clear_s == start_s:
        return start_s
    planned = begun(trial, stop.start_s)
    return _stepped(trial, tuple(clears for clears in _OF_PUSHED if clears(planned) is None), until_s)


def _stepped(trial: Trial, rules: tuple[Clears, ...], until_s: int) -> int:
    first_s = start_s = trial.line.start_s
    for _ in range(ROUNDS):
        later_s = start_s
        for clears in rules:
            found_s = clears(trial)
            if found_s is not None and found_s > later_s:
                later_s = found_s
        if later_s == start_s:
            return start_s
        if later_s >= until_s:
            return first_s
        start_s, trial = later_s, begun(trial, later_s)
    return first_s


def _trial(look: Look, visit: Visit, span: tuple[int, int], way_s: int) -> Trial:
    asked, technician = look.asked, look.technician
    line = Assignment(technician_id=TechnicianId(technician.id), start_s=span[0], end_s=span[1], travel_s=way_s, day="")
    return Trial(board=asked.board, visit=visit, technician=technician, line=line, at_s=asked.at_s,
                 standing=asked.standing)  # fmt: skip
