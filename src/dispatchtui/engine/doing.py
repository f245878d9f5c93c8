"""Who does which job: the one table of them. Each loads what it needs when it is first asked for.

Cost: importing this loads no engine, so that a first repair need not wait for one.
"""

from __future__ import annotations

from dispatchtui.engine.jobs import Optimise
from dispatchtui.engine.lanes import Doer, Work
from dispatchtui.engine.offering import repair

REPAIR = "repair"


def _optimise(job: Optimise, work: Work) -> None:
    from dispatchtui.engine.optimising import optimise  # noqa: PLC0415

    optimise(job, work)


DOERS: dict[str, Doer] = {
    REPAIR: repair,
    "optimise": _optimise,
}
"""The doer of each kind of job, by its tag."""
