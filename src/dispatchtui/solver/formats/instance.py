"""What every format gives: a problem with its names, and an answer that can be shown, written and drawn.

Units: as the file's own; `scale` of them are one in the problem's costs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from dispatchtui.solver.problem import Plan, Problem

Point = tuple[float, float]


class Instance(Struct, frozen=True, kw_only=True):
    """A problem as it was read: `start` is the plan that the file brings, `notes` are what was assumed or not used.

    `scale` is how much of the problem's cost is one of the file's, and `untold` what each vehicle in use costs beyond
    what the file would tell; `exact` says that the problem holds all its rules.
    """

    name: str
    problem: Problem
    start: Plan | None = None
    scale: float = 1.0
    untold: int = 0
    exact: bool = True
    notes: tuple[str, ...] = ()

    def cost_of(self, plan: Plan) -> float:
        """What a plan costs as the file tells it, without the prices of what it leaves out."""
        used = sum(1 for route in plan.routes if route)
        left = int(self.problem.price[list(plan.left_out)].sum()) if plan.left_out else 0
        return (plan.cost - left - used * self.untold) / self.scale


class Row(Struct, frozen=True, kw_only=True):
    """The day of one vehicle: when it leaves, when it is done, how long it travels and waits."""

    vehicle: str
    stops: int
    first: float
    last: float
    travel: float
    waiting: float
    cost: float


class LeftOut(Struct, frozen=True, kw_only=True):
    """Who is not served, and why in a word: skills, load, window, time or room."""

    name: str
    why: str


class Answer(Struct, frozen=True, kw_only=True):
    """A plan as people and programs read it: rows, what is left out, JSON, text, and the lines of its routes.

    `decimals` is how precisely the file's numbers are told; `lines` are the points of each row, in order.
    """

    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    cost: float
    document: dict[str, Any]
    text: str = ""
    clock: bool = True
    decimals: int = 0
    lines: tuple[tuple[Point, ...], ...] = ()


class Opened(Struct, frozen=True, kw_only=True):
    """A file that was read: its instance, how a plan for it is told, and what a plan that breaks its rules leads to.

    `tightened` gives the instance whose limits keep what the plan broke, with what is good of the plan to start from;
    nothing when it broke no rule. `mended` is the plan without what breaks a rule, and with what only a limit narrower
    than the rules kept out. `worth` is larger for the better of two plans, without what breaks a rule.
    """

    kind: str
    instance: Instance
    answer: Callable[[Plan], Answer]
    tightened: Callable[[Plan], Instance | None] = lambda _plan: None
    mended: Callable[[Plan], Plan] = lambda plan: plan
    worth: Callable[[Plan], tuple[float, ...]] = lambda plan: (-plan.cost,)
