"""Why a visit does not fit, worked out beside the screen: who might, what stands against it, and what would help."""

from __future__ import annotations

from dispatchtui.engine.errand import Errand
from dispatchtui.engine.jobs import Explain
from dispatchtui.engine.lanes import Work
from dispatchtui.solver.explaining import explain as explained


def explain(job: Explain, work: Work) -> None:
    """Explain a visit, or why one technician does or does not get it.

    Raises: Dropped, when it is not wanted any more.
    """
    sight = work.sight
    found = Errand(lambda: explained(sight.board, job.visit_id, sight.now_s, technician_id=job.technician_id,
                                     positions=sight.positions, enough=work.stopped)).result(work.stopped)  # fmt: skip
    work.tell(sentences=found.sentences, final=True)
