"""Scenario: at 15:30 seven visits, each in another danger; which needs somebody first, and by when.

Every way is as long as it must be for the times of the scenario to come out to the second.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands.visits import PlaceVisit
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Duration, Location, Row, Stamps, VisitState
from dispatchtui.core.requests import Request
from dispatchtui.core.sla import Band
from dispatchtui.core.travel import seconds
from dispatchtui.risk.standing import Standing
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.saving import Saving
from tests.builders import (
    a_board,
    a_policy,
    a_shift,
    a_technician,
    a_territory,
    a_visit,
    a_work_order,
    an_actor,
    at,
    record,
)
from tests.journeys.scenarios import CENTRE, away, position

NOW = at("15:30")
S = VisitState
SITES = {f"R{number}": away(300 * number, 90) for number in range(1, 8)}
"""So far apart that nobody is near two of them."""
HOMES: dict[str, Location] = {
    "T01": away(20, 0, SITES["R1"]),
    "T02": away(10, 0, SITES["R2"]),
    "T03": away(50, 0, SITES["R3"]),
    "T04": SITES["R4"],
    "T05": away(25, 0, SITES["R5"]),
    "T06": away(125, 0, SITES["R6"]),
    "T07": away(140, 0, SITES["R7"]),
    "T08": away(28, 180, SITES["R2"]),
    "T09": away(200, 0, SITES["R3"]),
    "T10": away(200, 0, SITES["R4"]),
    "T11": away(95, 180, SITES["R7"]),
    "T12": away(110, 180, SITES["R7"]),
}
TERRITORIES = {"T06": "SOUTH", "T07": "WEST", "T11": "NORTH", "T12": "NORTH"}
"""The others are in EAST; R6 is in SOUTH and R7 in WEST."""


def an_hour(visit: object, minutes: int = 30) -> Row:
    """The same visit with work that takes exactly so long."""
    return replace(visit, duration=Duration(p50_s=minutes * 60, p80_s=minutes * 60))  # type: ignore[type-var]


def the_day() -> Board:
    people = [
        a_technician(id=who, home=home, territory=TERRITORIES.get(who, "EAST"),
                     zone="America/Denver" if who in ("T11", "T12") else "America/Chicago")
        for who, home in HOMES.items()
    ]  # fmt: skip
    orders = {
        "R1": {"response_due": "16:00"}, "R2": {"response_due": "16:30"}, "R3": {"response_due": "17:00"},
        "R4": {"sla_policy": "STILL", "response_due": "15:55"}, "R5": {"response_due": "15:18"},
        "R6": {"response_due": "18:00"}, "R7": {"response_due": "17:15"},
    }  # fmt: skip
    areas = {"R6": "SOUTH", "R7": "WEST"}
    on_the_way = Stamps(en_route_s=at("15:15"))
    return a_board(
        *people, *(a_shift(technician=each.id, end="22:00") for each in people),
        a_territory(id="SOUTH"), a_territory(id="NORTH"), a_policy(id="STILL", pauses_when_parked=True),
        *(a_work_order(id=f"W{name[1:]}", location=SITES[name], territory=areas.get(name, "EAST"), **due)
          for name, due in orders.items()),
        a_work_order(id="W20", location=HOMES["T02"]),
        an_hour(a_visit(id="R1", technician="T01", start="15:50")),
        an_hour(a_visit(id="V20", technician="T02", start="15:00", state=S.WORKING,
                        stamps=Stamps(working_s=at("15:02"))), 90),
        an_hour(a_visit(id="R2", technician="T02", start="16:20", travel_minutes=10)),
        an_hour(a_visit(id="R3", technician="T03", start="16:20", travel_minutes=50)),
        an_hour(replace(a_visit(id="R4", state=S.PARKED), paused_from_s=at("15:00"), paused_s=0)),
        an_hour(a_visit(id="R5", technician="T05", start="15:10", state=S.EN_ROUTE, stamps=on_the_way)),
        an_hour(a_visit(id="R6", territory="SOUTH")),
        an_hour(a_visit(id="R7", territory="WEST")),
    )  # fmt: skip


@pytest.fixture
def lookout() -> Lookout:
    seen = position("T05", away(10, 0, SITES["R5"]), NOW)
    found = Lookout(the_day(), NOW, {"T05": seen})
    settle(found)
    return found


def settle(lookout: Lookout) -> None:
    assert lookout.work(lambda: False)


def standing(lookout: Lookout, name: str) -> Standing:
    return lookout.standing(lookout.board.visits[name])


def saving(lookout: Lookout, name: str) -> Saving:
    found = lookout.saving(lookout.board.visits[name])
    assert found is not None
    return found


def acted(lookout: Lookout, name: str, *, reason: str = "") -> None:
    """Do what is best for a visit, as a dispatcher, through the gate; take over what it changed."""
    best = saving(lookout, name).best
    assert best is not None
    board = board_of(lookout.board.rows(), lookout.board.seq)
    before = {f"{row.TABLE}/{row.id}": row for row in lookout.board.rows()}
    request = Request(id=f"save-{name}", act=best.act, override=Reason(code=reason) if reason else None)
    answer = judge(board, request, an_actor(), lookout.now_s)
    assert isinstance(answer, Passed), answer
    record(board, *answer.events, at_s=lookout.now_s)
    keys = [key for row in board.rows() if before.get(key := f"{row.TABLE}/{row.id}") is not row]
    lookout.follow(board, keys)
    settle(lookout)


def test_everything_stands_as_the_scenario_says(lookout: Lookout) -> None:
    found = {name: standing(lookout, name) for name in SITES}
    assert {name: (each.band, each.margin_s // 60 if each.margin_s is not None else None)
            for name, each in found.items()} == {
        "R1": (Band.WATCH, 10), "R2": (Band.LATE, -12), "R3": (None, 40), "R4": (None, 55),
        "R5": (Band.BREACHED, -12), "R6": (Band.RISK, 150), "R7": (Band.LATE, -35),
    }  # fmt: skip
    assert (found["R2"].eta_s, found["R5"].eta_s, found["R4"].paused) == (at("16:42"), at("15:40"), True)


def test_the_last_moments_to_act_are_the_ones_of_the_scenario(lookout: Lookout) -> None:
    found = {name: saving(lookout, name) for name in ("R7", "R6", "R2")}
    assert {name: each.act_by_s for name, each in found.items()} == {
        "R7": at("15:40"), "R6": at("15:55"), "R2": at("16:02"),
    }  # fmt: skip
    assert {name: (each.best.technician_id, each.arrives_s) for name, each in found.items() if each.best} == {
        "R7": ("T11", at("17:05")), "R6": ("T06", at("17:35")), "R2": ("T08", at("15:58")),
    }  # fmt: skip
    assert (found["R7"].outlook, found["R7"].clean_s) == ("override: territory", at("17:50"))
    assert (found["R6"].outlook, found["R2"].outlook) == ("", "")
    assert lookout.saving(lookout.board.visits["R1"]) is None, "there is nothing better than what is planned"


def test_what_needs_somebody_comes_in_order(lookout: Lookout) -> None:
    assert lookout.order() == ("R7", "R6", "R2", "R1", "R5")
    assert lookout.at_risk() == ("R7", "R6", "R2")


def test_everything_is_said_in_one_sentence(lookout: Lookout) -> None:
    assert {name: standing(lookout, name).sentence for name in SITES} == {
        "R1": "R1 is due at 16:00, expected 15:50: 10 min to spare (planned close).",
        "R2": "R2 is due at 16:30, expected 16:42: 12 min late (V20 runs over).",
        "R3": "",
        "R4": "R4: the clock stands still with 55 min left (parked).",
        "R5": "R5 was due at 15:18, expected 15:40: breached 12 min (T05 is late on the way).",
        "R6": "R6 is due at 18:00: 25 min left to act (not placed).",
        "R7": "R7 is due at 17:15, could be reached at 17:50: 35 min late (not placed).",
    }
    assert [saving(lookout, name).sentence for name in ("R7", "R2")] == [
        "R7 is savable only by override: territory, until 15:40: T11 would be there at 17:05 if sent now.",
        "R2 is kept if T08 is sent by 16:02: there at 15:58 if sent now.",
    ]


def test_a_paused_clock_stands_where_it_was_ten_minutes_later(lookout: Lookout) -> None:
    lookout.at(NOW + 600)
    settle(lookout)
    found = standing(lookout, "R4")
    assert (found.margin_s, found.band, found.paused) == (55 * 60, None, True)


def test_after_acting_on_the_three_no_breach_is_predicted(lookout: Lookout) -> None:
    late = [name for name in SITES if standing(lookout, name).band is Band.LATE]
    assert late == ["R2", "R7"]
    for name in lookout.at_risk():
        acted(lookout, name, reason="promise" if name == "R7" else "")
    assert [name for name in SITES if standing(lookout, name).band is Band.LATE] == []
    assert {name: standing(lookout, name).eta_s for name in ("R2", "R6", "R7")} == {
        "R2": at("15:58"), "R6": at("17:35"), "R7": at("17:05"),
    }  # fmt: skip


def test_the_override_is_asked_a_reason(lookout: Lookout) -> None:
    best = saving(lookout, "R7").best
    assert best is not None
    assert isinstance(best.act, PlaceVisit)
    refused = judge(lookout.board, Request(id="r", act=best.act), an_actor(), NOW)
    assert not isinstance(refused, Passed)
    assert [each.constraint for each in refused.violations] == ["territory"]


def test_when_nothing_is_done_what_could_be_saved_is_lost(lookout: Lookout) -> None:
    lookout.at(at("15:40"))
    settle(lookout)
    assert saving(lookout, "R7").act_by_s == at("15:40"), "the last moment still counts"
    lookout.at(at("15:41"))
    settle(lookout)
    found = saving(lookout, "R7")
    assert (found.outlook, found.act_by_s, found.arrives_s) == ("lost", None, at("17:16"))
    assert found.sentence == ("R7 cannot be saved: the least late is T11 at 17:16, 1 min late, by override: territory.")
    assert standing(lookout, "R7").band is Band.LATE
    assert lookout.order() == ("R6", "R2", "R1", "R7", "R3", "R5"), (
        "it stays in sight; nobody has set out for R1 and R3"
    )


def test_the_ways_are_as_long_as_the_scenario_says() -> None:
    assert {(who, name): seconds(HOMES[who], SITES[name]) / 60 for who, name in
            (("T11", "R7"), ("T07", "R7"), ("T06", "R6"), ("T08", "R2"), ("T02", "R2"))} == {
        ("T11", "R7"): 95, ("T07", "R7"): 140, ("T06", "R6"): 125, ("T08", "R2"): 28, ("T02", "R2"): 10,
    }  # fmt: skip
    assert all(seconds(CENTRE, site) > 290 * 60 for site in SITES.values())
