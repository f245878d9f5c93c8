"""Ways, reports and the times between steps are learned as they are, from those stops that tell of them."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from msgspec.structs import replace

from dispatchtui.core.foresight import Behaviour, Driving, Reporting
from dispatchtui.risk.learning.fit import learn
from dispatchtui.risk.learning.observations import Exposure, Observation
from tests.risk.learning.days import MORNING_S, TECHNICIANS, Truth, a_company, an_observation, drawn
from tests.rows import a_shift, an_absence, at

NOW_S = MORNING_S + 86_400


def taught(observations: list[Observation], *, hours: float = 0, absences: int = 0) -> Behaviour:
    """What concerns everybody."""
    return learn(observations, a_company(), NOW_S, exposure=Exposure(hours=hours, absences=absences))[0]


def middle(curve: tuple[float, ...]) -> float:
    return float(np.median(curve))


def test_the_line_through_ways_and_what_varies_around_it_are_found_again() -> None:
    driving = taught(drawn(8_000, Truth(slope=1.2, base_s=150, way=0.2))).driving
    general = driving.effects[0]
    assert driving.base_s == pytest.approx(150, abs=15)
    assert np.exp(general.log_factor) == pytest.approx(1.2, abs=0.02)
    assert driving.share == pytest.approx(1.2 * 0.2, abs=0.02)
    assert driving.fixed_s == pytest.approx(30, abs=30)
    assert float(np.mean(driving.shape)) == pytest.approx(0, abs=1e-3)
    assert float(np.std(driving.shape)) == pytest.approx(1, abs=1e-3)


def test_ways_that_take_longer_in_one_territory_and_with_one_technician_are_told_apart() -> None:
    def longer(each: Observation) -> Observation:
        factor = (1.15 if each.territory == "WEST" else 1.0) * (1.2 if each.technician_id == "T01" else 1.0)
        more_s = round((factor - 1) * (each.drive_s or 0))
        return replace(each, on_site_s=(each.on_site_s or 0) + more_s)

    rows = learn([longer(each) for each in drawn(6_000, Truth(base_s=0))], a_company(), NOW_S)
    known = {(each.territory, each.technician_id): each.log_factor for row in rows for each in row.driving.effects}
    way = {who: known[TECHNICIANS[who], ""] + known.get(("", who), 0.0) for who in TECHNICIANS}
    assert way["T02"] - way["T05"] == pytest.approx(0.14, abs=0.03)
    assert way["T01"] - way["T03"] == pytest.approx(0.18, abs=0.03)
    assert known["WEST", ""] - known["EAST", ""] == pytest.approx(0.14, abs=0.06)
    assert {each.technician_id for each in rows[0].driving.effects} == {""}


def test_a_few_ways_of_a_day_change_next_to_nothing() -> None:
    usual = drawn(400, Truth())
    wild = [an_observation(number=9_990 + number, drive=86_400, estimate=1_800) for number in range(8)]
    before, after = taught(usual).driving, taught([*usual, *wild]).driving
    assert after.base_s == pytest.approx(before.base_s, abs=2)
    assert after.share == pytest.approx(before.share, abs=0.005)
    assert after.effects[0].log_factor == pytest.approx(before.effects[0].log_factor, abs=0.005)


def test_ways_from_or_to_nowhere_say_nothing() -> None:
    assert taught([replace(each, estimate_s=None) for each in drawn(100, Truth())]).driving == Driving()


def test_overruns_are_known_by_who_speaks_of_them_when_and_how_truly() -> None:
    reporting = taught(drawn(8_000, Truth(report_from_s=600, reported=0.7))).reporting
    assert reporting.over_s[0] == 600
    assert reporting.rates == pytest.approx([0.7] * len(reporting.rates), abs=0.2)
    assert reporting.rates[0] == pytest.approx(0.7, abs=0.05)
    assert list(reporting.rates) == sorted(reporting.rates)
    assert middle(reporting.at) == pytest.approx(0.75, abs=0.01)
    # What was added was a twentieth too little.
    assert 0.0 < middle(reporting.after) < 0.03


def test_where_nobody_ever_reports_silence_tells_nothing() -> None:
    assert taught(drawn(400, Truth(reported=0.0))).reporting == Reporting(n=400)


def test_setting_out_is_learned_from_those_who_were_late_and_from_those_who_had_time() -> None:
    dice, found = Random(2), []
    for number in range(1_500):
        ready_s = MORNING_S + 3600
        plan_s = ready_s + dice.randint(-4000, 4000)
        left_s = round(max(ready_s + dice.uniform(60, 300), plan_s - dice.uniform(0, 480)))
        one = an_observation(number=number, day=number // 20)
        found.append(replace(one, ready_s=ready_s, planned_leave_s=plan_s, en_route_s=left_s,
                             on_site_s=left_s + 600, working_s=left_s + 720, done_s=left_s + 4320))  # fmt: skip
    field = taught(found)
    assert (field.leave[0], middle(field.leave), field.leave[-1]) == pytest.approx((60, 180, 300), abs=15)
    assert (field.early[0], middle(field.early), field.early[-1]) == pytest.approx((0, 240, 480), abs=25)


def test_settling_is_not_waiting_for_the_promise_to_begin() -> None:
    found = [an_observation(number=number) for number in range(30)]
    waiting = [an_observation(number=100 + number, waited_s=1800, working_s=MORNING_S + 20_000,
                              done_s=MORNING_S + 23_600) for number in range(30)]  # fmt: skip
    field = taught([*found, *waiting])
    assert set(field.settle) == {120.0}
    assert set(field.accept) == {200.0}


def test_no_access_and_its_wait_are_learned_from_stops_at_which_nobody_opened() -> None:
    closed = [replace(an_observation(number=number), ended="no_access", working_s=None, planned_s=0,
                      done_s=(an_observation(number=number).on_site_s or 0) + 600) for number in range(25)]  # fmt: skip
    field = taught([*closed, *(an_observation(number=100 + number) for number in range(75))])
    assert field.no_access == pytest.approx(0.25, abs=0.01)
    assert set(field.no_access_wait) == {600.0}


def test_the_share_of_breaks_that_are_taken_at_once_is_that_of_those_that_could_have_waited() -> None:
    seen = [replace(an_observation(number=number), rested=number < 12 if number < 40 else None)
            for number in range(100)]  # fmt: skip
    assert taught(seen).eager == pytest.approx(0.3, abs=0.01)
    assert taught(seen[:20] + seen[40:]).eager == pytest.approx(0.6, abs=0.02)
    assert taught(seen[:19] + seen[40:]).eager == 0.0, "too few to tell: as it is planned"


def test_falling_ill_is_a_rate_of_the_hours_watched() -> None:
    found = drawn(50, Truth())
    assert taught(found, hours=4_000, absences=20).absent_per_h == pytest.approx(0.005, abs=0.0002)
    assert 0 < taught(found, hours=4_000).absent_per_h < 0.0005
    assert taught(found, hours=99, absences=5).absent_per_h == 0.0


def test_the_hours_watched_are_those_on_the_board_unless_they_are_given() -> None:
    board = a_company()
    for number in range(20):
        board.put(a_shift(technician=f"T{number:02}"))
    board.put(an_absence(technician="T00", start="12:00", end="17:00", kind="sick"))
    (field,) = learn([an_observation(number=number) for number in range(10)], board, at("17:00"))
    assert field.absent_per_h == pytest.approx(1.5 / (175 + 1), abs=1e-5)


def test_what_was_learned_says_from_when_and_how_much_it_is() -> None:
    field = taught(drawn(100, Truth()))
    assert (field.n, field.learned_s, field.version, field.changed) == (100, NOW_S, 0, None)
    assert field.from_s == MORNING_S + 4 * 3600
    assert field.until_s > MORNING_S + 4 * 86_400
