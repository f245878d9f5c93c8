"""A day, or one route, planned better: the plan as it stands as arrays, a search, and what it finds as a diff.

Nothing is held meanwhile: whoever moves a visit while this runs is right, and the diff is made against that.
"""

from __future__ import annotations

import os

from dispatchtui.engine.errand import Dropped, Errand
from dispatchtui.engine.improving import Improving
from dispatchtui.engine.jobs import Optimise
from dispatchtui.engine.lanes import Work
from dispatchtui.engine.search import search
from dispatchtui.solver.encoding import Encoded, moves_of


def optimise(job: Optimise, work: Work) -> None:
    """Plan so much of the board better.

    Raises: Dropped, when it is not wanted any more.
    """
    try:
        encoded = Errand(lambda: encode(job, work)).result(work.stopped)
    except Dropped:
        work.kit.forget_encoding()
        raise
    if not encoded.visits:
        work.tell(sentences=("There is no visit that may be planned anew.",), final=True)
        return
    plans = Improving(work, lambda plan: moves_of(encoded, plan), scale=encoded.scale)
    try:
        # In a thread of its own, which ends also where it does not look up: when it sets up, and that may take seconds.
        plans.end(Errand(lambda: search(
            encoded.problem, start=encoded.start, seconds=job.seconds, iterations=job.iterations, seed=job.seed,
            threads=threads(job), told=plans.take, stopped=plans.stopped,
        )).result(work.stopped))  # fmt: skip
    finally:
        plans.drop()


def encode(job: Optimise, work: Work) -> Encoded:
    """What the job is about, as the engine takes it."""
    return work.kit.encoder.encode(
        technicians=job.technicians, territories=job.territories, from_s=job.from_s, until_s=job.until_s,
        place_unplaced=job.place_unplaced,
    )  # fmt: skip


def threads(job: Optimise) -> int:
    """How many processors a search takes; one alone where the same is to be found again."""
    return 1 if job.iterations else processors()


def processors() -> int:
    """How many processors a job takes: all but one, as somebody looks at a screen meanwhile."""
    return max(1, (os.cpu_count() or 1) - 1)
