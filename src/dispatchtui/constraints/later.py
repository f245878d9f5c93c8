"""When else: the first begin at which a rule about time is kept, for the rules that can say so.

A rule has two voices. `check` explains what is broken; `clears` tells from when on it would not be, so that whoever
looks for a time steps there instead of trying every minute.

Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from dispatchtui.constraints.base import Trial
from dispatchtui.core.model import Assignment
from dispatchtui.core.refusals import Violation

AHEAD_S = 14 * 24 * 3600
"""How far ahead a begin is looked for."""


def later(trial: Trial, start_s: int) -> int | None:
    """A begin that lies after the one that is tried, and not too far; nothing otherwise."""
    return start_s if 0 < start_s - trial.line.start_s < AHEAD_S else None


def lasts_s(trial: Trial) -> int:
    """How long the work of the line takes."""
    return trial.line.end_s - trial.line.start_s


def begun(trial: Trial, start_s: int) -> Trial:
    """The same placement at another time, everybody's line moved alike."""
    off_s = start_s - trial.line.start_s
    crew = tuple(_moved(line, off_s) for line in trial.crew)
    return replace(trial, line=_moved(trial.line, off_s), crew=crew)


def first_clean(trial: Trial, begins: Iterable[int], check: Callable[[Trial], Iterable[Violation]]) -> int | None:
    """The first of some begins, after the one that is tried, at which a rule says nothing."""
    for start_s in sorted(set(begins)):
        if later(trial, start_s) and not any(True for _ in check(begun(trial, start_s))):
            return start_s
    return None


def _moved(line: Assignment, off_s: int) -> Assignment:
    return replace(line, start_s=line.start_s + off_s, end_s=line.end_s + off_s)
