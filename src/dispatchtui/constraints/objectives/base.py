"""What a soft objective is: how much of something a placement costs, in its own unit and in seconds of travel.

Units: `cost_s` are seconds of travel, the one currency in which candidates are compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from msgspec import Struct
from msgspec.structs import force_setattr

from dispatchtui.constraints.base import Trial
from dispatchtui.constraints.objectives.scene import Day, Person, Scene, Work
from dispatchtui.core.model import Shift

URGENCY = {1: 40.0, 2: 4.0, 3: 2.0, 4: 1.0}
"""What a minute of lateness weighs, by priority; an emergency a little late outweighs other work that is very late."""


class Knock(Struct, frozen=True, kw_only=True):
    """A later visit of the route that a placement moves or displaces.

    `planned_s` is its planned start now and `start_s` the one then. `late_s` is by how much arrival
    then misses what is due, nought when in time, and `was_late_s` the same as it stands now.
    `displaced` means that it goes back to the queue instead.
    """

    visit_id: str
    planned_s: int
    start_s: int
    later_s: int
    late_s: int = 0
    was_late_s: int = 0
    displaced: bool = False


class Weighing(Struct, frozen=True, kw_only=True):
    """A placement to be weighed: the trial, the travel it adds, what it moves, and when arrival is due.

    Who weighs many gives them one `shared` scene, so that what candidates have in common is worked
    out once; left out, each has its own. What stands below `shared` follows from it, never given;
    `skip` is the visit itself where it has a place already, which must not count twice; `shift` is the last
    that has begun.
    """

    trial: Trial
    added_travel_s: int
    knock_on: tuple[Knock, ...] = ()
    due_s: int | None = None
    shared: Scene | None = None
    scene: Scene = cast("Scene", None)
    work: Work = cast("Work", None)
    person: Person = cast("Person", None)
    shift: Shift | None = None
    skip: str = ""
    day: Day = cast("Day", None)

    def __post_init__(self) -> None:
        """Read what the scene knows of the visit and the technician."""
        trial = self.trial
        scene = self.shared or Scene(trial.board, trial.at_s)
        force_setattr(self, "scene", scene)
        force_setattr(self, "work", scene.works.get(trial.visit.id) or scene.work(trial.visit))
        technician, line, skip = trial.technician, trial.line, ""
        person = scene.people.get(technician.id) or scene.person(technician)
        force_setattr(self, "person", person)
        force_setattr(self, "shift", person.shift(line.start_s))
        if trial.visit.crew:
            skip = trial.visit.id
            force_setattr(self, "skip", skip)
        day = scene.days.get((technician.id, line.day, skip)) or scene.day(technician, line, skip)
        force_setattr(self, "day", day)

    def priority_of(self, visit_id: str) -> int:
        """The priority of a visit that is moved or displaced; of one that is not there, the usual one."""
        visit = self.scene.board.visits.get(visit_id)
        return self.scene.work(visit).priority if visit is not None else 3


class Term(Struct, frozen=True, kw_only=True):
    """What one objective says of a placement; below nought it is a gain."""

    objective: str
    amount: float
    unit: str
    cost_s: float
    sentence: str


class Objective(Struct, frozen=True, kw_only=True):
    """One thing to have less of: `minimises` is its sentence in the reference, `weight_s` the price of a unit.

    `amount` is asked of every candidate and makes no text; `sentence` is asked only of what is shown,
    and only when the amount is not nought. `least` is the lowest amount that there can be: ranking
    leaves out who could not come first even with every gain, so it must never be too high.
    """

    name: str
    minimises: str
    unit: str
    weight_s: float
    amount: Callable[[Weighing], float]
    sentence: Callable[[Weighing, float], str]
    least: float = 0.0
