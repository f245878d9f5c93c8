"""Who does which job: the one table of them. Each loads what it needs when it is first asked for.

Cost: importing this loads no engine, so that a first repair need not wait for one.
"""

from __future__ import annotations

from dispatchtui.engine.jobs import Explain, Horizon, Optimise
from dispatchtui.engine.lanes import Doer, Work
from dispatchtui.engine.offering import repair
from dispatchtui.engine.warming import WARMING

REPAIR = "repair"


def _optimise(job: Optimise, work: Work) -> None:
    WARMING.wait(work.stopped, lambda why: work.tell(sentences=(why,)))
    from dispatchtui.engine.optimising import optimise  # noqa: PLC0415

    optimise(job, work)


def _explain(job: Explain, work: Work) -> None:
    from dispatchtui.engine.explaining import explain  # noqa: PLC0415

    explain(job, work)


def _horizon(job: Horizon, work: Work) -> None:
    WARMING.wait(work.stopped, lambda why: work.tell(sentences=(why,)))
    from dispatchtui.engine.horizon import horizon  # noqa: PLC0415

    horizon(job, work)


DOERS: dict[str, Doer] = {
    REPAIR: repair,
    "optimise": _optimise,
    "horizon": _horizon,
    "explain": _explain,
}
"""The doer of each kind of job, by its tag."""
