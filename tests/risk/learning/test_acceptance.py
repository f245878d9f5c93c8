"""An accepted duration changes what is planned with, and nothing of what is expected."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.model import DurationModel, TerritoryId
from dispatchtui.risk.forecast import Spread, forecast
from dispatchtui.risk.learning.fit import learn
from tests.builders import a_board
from tests.risk.learning.days import an_observation
from tests.rows import a_duration, a_shift, a_technician, a_visit, a_work_type, at


def test_the_end_of_work_is_expected_at_the_same_time_before_and_after_an_acceptance() -> None:
    seen = [an_observation(number=number, day=number, minutes=70 + number % 9) for number in range(60)]
    board = a_board(a_work_type(minutes=60), a_technician(), a_shift(), a_visit(id="V1", technician="T05"))
    for row in learn(seen, board, at("06:00")):
        board.put(row)

    def ends() -> Spread:
        return forecast(board, "T05", at("07:00")).stops[0].end

    before = ends()
    assert abs(before.p50_s - at("11:16")) < 120  # two minutes to settle, and seventy-four of work
    model = DurationModel(id="LEAK:EAST", work_type="LEAK", territory=TerritoryId("EAST"), p50_s=74 * 60, p80_s=77 * 60)
    board.put(model)
    assert ends() == before
    accepted = replace(a_duration(minutes=74, p80_minutes=77), source="learned")
    board.put(replace(board.visits["V1"], duration=accepted))
    assert ends() == before
    for row in learn([replace(each, planned_s=74 * 60) for each in seen], board, at("06:00")):
        board.put(row)
    assert ends() == before
