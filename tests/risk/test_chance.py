"""How likely somebody who would be sent is there in time."""

from msgspec.structs import replace

from dispatchtui.core.foresight import Behaviour, Driving
from dispatchtui.core.model import Duration, Row, Stamps, VisitState
from dispatchtui.risk.curves import NORMAL
from dispatchtui.risk.forecast import chance_in_time, forecast
from tests.builders import a_board, a_shift, a_technician, a_visit, at

CURVE = tuple(float(each) for each in NORMAL[::4])
WORKING = a_visit(id="V1", technician="T05", start="09:00", state=VisitState.WORKING,
                  stamps=Stamps(on_site_s=at("09:00"), working_s=at("09:00")))  # fmt: skip


def chance(*rows: Row, arrival: str, due: str, now: str = "09:30", minutes: int = 10, busy: bool = True) -> float:
    """T05 works until about ten o'clock, and V9 is so many minutes away from there."""
    visit = a_visit(id="V9")
    board = a_board(a_technician(), a_shift(), visit, *rows)
    return chance_in_time(
        board, visit, "T05", arrival_s=at(arrival), drive_s=minutes * 60, due_s=at(due), now_s=at(now),
        route=forecast(board, "T05", at("09:30")) if busy else None,
    )  # fmt: skip


def test_what_is_certain_is_certain_to_the_second():
    sure = replace(WORKING, duration=Duration(p50_s=3600, p80_s=3600))
    assert chance(sure, arrival="10:10", due="10:10") == 1.0
    assert chance(sure, arrival="10:10", due="10:09") == 0.0
    assert chance(sure, arrival="10:00", due="10:09") == 0.0, "nobody is there before they are free and have driven"
    assert chance(sure, arrival="10:10", due="10:10", now="10:01") == 0.0, "they are told too late"
    assert chance(arrival="10:10", due="10:10", busy=False) == 1.0
    assert chance(sure, arrival="11:00", due="10:59") == 0.0, "it is planned for later"
    board = a_board(a_visit(id="V9"))
    assert chance_in_time(board, board.visits["V9"], "T99", arrival_s=1, drive_s=0, due_s=2, now_s=0) == 0.0


def test_who_may_run_over_may_come_too_late():
    loose = replace(WORKING, duration=Duration(p50_s=3600, p80_s=4500))
    by = [chance(loose, arrival="10:10", due=due) for due in ("10:09", "10:10", "10:25", "10:45")]
    assert by[0] == 0.0
    assert abs(by[1] - 0.5) < 0.03
    assert abs(by[2] - 0.8) < 0.02
    assert 0.93 < by[3] < 1.0


def test_the_way_and_the_delay_of_setting_out_count():
    driving = Driving(base_s=0, shape=CURVE, fixed_s=120, share=0.0, n=100)
    habits = Behaviour(id="field", driving=driving, leave=(60.0, 120.0, 180.0), n=100)
    later = [chance(habits, arrival="09:45", due=due, busy=False, minutes=15) for due in ("09:45", "09:47", "09:53")]
    assert abs(later[0] - 0.16) < 0.03
    assert abs(later[1] - 0.5) < 0.02
    assert later[2] > 0.98
    early = replace(habits, early=(300.0, 300.0), leave=())
    assert chance(early, arrival="09:55", due="09:55", busy=False, minutes=15) > 0.98
    frail = replace(habits, absent_per_h=0.1)
    hour = chance(frail, arrival="10:45", due="12:00", busy=False, minutes=15)
    assert abs(hour - 0.905) < 0.001
