"""A row that nothing can have taught counts for nothing, and the widest that may be taught does no harm."""

from __future__ import annotations

import pytest

from dispatchtui.core.foresight import Behaviour, Driving, Effect, Reporting, Shape
from dispatchtui.core.model import Stamps, VisitState
from dispatchtui.core.parts import TerritoryId
from dispatchtui.core.plausible import DAY_S, LONGEST_S, implausible
from dispatchtui.risk.forecast import RouteForecast, forecast
from dispatchtui.risk.learning.fit import learn
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at, north
from tests.risk.learning.days import MORNING_S, Truth, a_company, an_observation, drawn

ODD = (
    Behaviour(id="field", settle=(-1e12, -1e9)),
    Behaviour(id="field", settle=(1e15,), leave=(1e15,), early=(1e15,)),
    Behaviour(id="field", driving=Driving(base_s=1e9, fixed_s=1e9, share=1e9, shape=(1e9, -1e9), n=1)),
    Behaviour(id="field", driving=Driving(effects=(Effect(log_factor=800.0),), n=1)),
    Behaviour(id="field", absent_per_h=1e12, no_access=50.0, no_access_wait=(60.0, 600.0)),
    Behaviour(id="field", work=(Effect(variance=-1.0, n=-4),)),
    Behaviour(id="field", reporting=Reporting(over_s=(0, 60, 120), rates=(0.5,), at=(0.5,))),
    Behaviour(id="EAST", territories=(TerritoryId("EAST"),), work=(Effect(log_factor=float("nan")),)),
)
WIDEST = Behaviour(
    id="field", n=1, work=(Effect(log_factor=3.0, variance=4.0), Effect(territory="EAST", log_factor=3.0)),
    shapes=(Shape(curve=(-12.0, 12.0)),),
    reporting=Reporting(over_s=(-DAY_S, DAY_S), rates=(0.0, 1.0), at=(-DAY_S, DAY_S), after=(-12.0, 12.0)),
    driving=Driving(base_s=14_400, fixed_s=14_400, share=10, shape=(-100, 100), n=1,
                    effects=(Effect(log_factor=3.0, variance=4.0), Effect(territory="EAST", log_factor=3.0))),
    no_access=1.0, absent_per_h=1.0, eager=1.0, **{name: tuple(map(float, ends)) for name, ends in LONGEST_S.items()},
)  # fmt: skip


def foreseen(*rows: Behaviour, state: VisitState = VisitState.WORKING) -> RouteForecast:
    stamps = Stamps(on_site_s=at("09:00"), working_s=at("09:00"))
    first = a_visit(id="V1", technician="T05", start="09:00", state=state, stamps=stamps)
    then = a_visit(id="V2", technician="T05", start="10:30", promise=("10:00", "12:00"))
    order = a_work_order(id="W2", location=north(15))
    return forecast(a_board(a_technician(), a_shift(), order, first, then, *rows), "T05", at("09:30"))


@pytest.mark.parametrize("row", ODD, ids=range(len(ODD)))
def test_what_nothing_can_have_taught_is_as_if_nothing_were_known(row: Behaviour) -> None:
    assert foreseen(row) == foreseen()


@pytest.mark.parametrize("state", [VisitState.WORKING, VisitState.SUSPENDED, VisitState.EN_ROUTE])
def test_the_widest_that_may_have_been_taught_is_followed_to_the_end(state: VisitState) -> None:
    assert implausible(WIDEST) is None
    stops = foreseen(WIDEST, state=state).stops
    assert [each.visit_id for each in stops] == ["V1", "V2"]
    for each in stops:
        assert each.end.p10_s <= each.end.p50_s <= each.end.p90_s < at("09:30") + 366 * DAY_S
        assert all(0.0 <= clock.breach <= 1.0 for clock in each.clocks)


def test_what_is_learned_of_days_with_some_wild_stops_is_taken_over() -> None:
    wild = [an_observation(number=9_000 + each, drive=80_000, estimate=60, minutes=1_300) for each in range(20)]
    rows = learn([*drawn(400, Truth()), *wild], a_company(), MORNING_S + 2 * DAY_S)
    assert len(rows) > 1
    assert [implausible(each) for each in rows] == [None] * len(rows)
