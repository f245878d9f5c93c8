"""A real worker explains a visit, and one technician, in the sentences of the floor."""

from __future__ import annotations

from dispatchtui.engine.jobs import Explain, Found
from tests.engine.workers import a_worker
from tests.solver.explaining.test_changes import CASES, NOW


def test_a_worker_says_what_would_have_to_change() -> None:
    with a_worker() as worker:
        worker.follow(CASES["overtime"][0]())
        worker.at(NOW)
        all_of_them = worker.end_of(worker.ask(Explain(visit_id="V60")))
        one = worker.end_of(worker.ask(Explain(visit_id="V60", technician_id="T77")))
    assert isinstance(all_of_them, Found)
    assert "With 20 min of overtime T01 could, there at 15:50." in all_of_them.sentences
    assert isinstance(one, Found)
    assert one.sentences == ("There is no technician T77.",)
