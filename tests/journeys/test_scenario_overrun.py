"""Scenario: at 10:00 a job overruns by 40 minutes; the cascade to the minute, and which ways out are feasible."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from dispatchtui.constraints.effects import EtaChange
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import ExtendVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Break, Row, TechnicianId
from dispatchtui.core.timeline import project_day
from dispatchtui.core.travel import seconds, site_of
from dispatchtui.solver.offers import Candidate
from tests.builders import a_shift, a_technician, a_visit, a_work_order, at
from tests.journeys.scenarios import CENTRE, Desk, away, between, opened
from tests.server.office import Person, place

V12 = CENTRE
V13 = away(20, 0)
V14 = between(V12, 20, V13, 10)
V11 = between(V12, 15, V13, 25, side=-1)
V10 = between(V13, 12, V12, 25, side=-1)
V15 = between(V13, 15, V10, 10)
"""Where T05 is until 11:15, and is due at 12:45."""

PLAN = {
    "T02": {"V11": "09:00", "V12": "10:15", "V13": "11:35", "V14": "13:15"},
    "T05": {"V10": "10:15", "V15": "12:45"},
}


def the_day() -> list[Row]:
    lunch = Break(start_s=at("11:00"), end_s=at("14:00"), length_s=30 * 60)
    sites = {"W10": V10, "W11": V11, "W12": V12, "W13": V13, "W14": V14, "W15": V15}
    promised = {"V12": ("10:00", "12:00"), "V13": ("11:00", "12:00"), "V14": ("13:00", "15:00")}
    return [
        a_technician(id="T02", home=V11), replace(a_shift(technician="T02"), breaks=(lunch,)),
        a_technician(id="T05", home=V10), a_shift(technician="T05"),
        *(a_work_order(id=name, location=site) for name, site in sites.items()),
        *(a_visit(id=f"V{name[1:]}", promise=promised.get(f"V{name[1:]}")) for name in sites),
    ]  # fmt: skip


class Overrun(Desk):
    """T02's day as it was planned; V11 runs since 09:00, and at 10:00 T02 says that it takes 40 min more."""

    def begin(self) -> tuple[Person, Any]:
        scheduler, self.dp1 = self.office.hire("sam", "scheduler"), self.office.hire("dp1", "dispatcher")
        for technician, route in PLAN.items():
            for visit, start in route.items():
                self.do(scheduler, place(visit, technician, start))
        self.at(at("09:00"))
        for visit in ("V11", "V12", "V13", "V14"):
            self.steps(self.dp1, visit, Step.RELEASE)
        self.t02 = self.office.hire("t02", "technician", technician="T02")
        self.steps(self.t02, "V11", Step.ACCEPT, Step.DEPART, Step.ARRIVE, Step.START)
        self.at(at("10:00"))
        asked = self.check(ExtendVisit(visit_id="V11", by_s=40 * 60))
        self.do(self.dp1, ExtendVisit(visit_id="V11", by_s=40 * 60, reason="corroded"))
        return self.dp1, asked

    def check(self, *acts: Any) -> Any:
        answer = self.dp1.post("/check", {"acts": acts})
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Overrun]:
    desk = Overrun(opened(tmp_path / "home", *the_day(), now_s=at("07:00")).office)
    yield desk
    desk.office.stop()


def test_the_ways_are_as_long_as_the_scenario_says(desk: Overrun) -> None:
    board = desk.board
    sites = {name: site_of(board, visit) for name, visit in board.visits.items()}
    ways = {("V11", "V12"): 15, ("V12", "V13"): 20, ("V13", "V14"): 10, ("V11", "V13"): 25, ("V13", "V12"): 20,
            ("V12", "V14"): 20, ("V10", "V13"): 12, ("V13", "V15"): 15}  # fmt: skip
    assert {pair: seconds(sites[pair[0]], sites[pair[1]]) / 60 for pair in ways} == ways


def test_forty_minutes_more_make_one_visit_late_by_a_quarter_of_an_hour(desk: Overrun) -> None:
    _, asked = desk.begin()
    etas = {each.visit_id: each for each in msgspec.convert(asked["effects"]["etas"], list[EtaChange])}
    assert {name: (each.was_s, each.eta_s, each.late_s) for name, each in etas.items()} == {
        "V12": (at("10:15"), at("10:55"), 0),
        "V13": (at("11:35"), at("12:15"), 15 * 60),
        "V14": (at("13:15"), at("13:55"), 0),
    }  # fmt: skip
    assert [each["sentence"] for each in asked["effects"].get("broken", ())] == [
        "T02 is at V12 from 10:15 to 11:15; V11 09:00 to 10:40 overlaps by 25 min.",
        "T02 is at V11 from 09:00 to 10:40; V12 10:15 to 11:15 overlaps by 25 min.",
    ]
    day = project_day(desk.board, "T02", at("10:00"))
    assert [(rest.start_s, rest.end_s, rest.late_s) for rest in day.rests] == [(at("13:15"), at("13:45"), 0)]
    assert [stop.visit_id for stop in day.stops if stop.late_s] == ["V13"]
    desk.ends_well()


def test_giving_it_to_who_is_free_is_first_and_mends_the_breach(desk: Overrun) -> None:
    dp1, _ = desk.begin()
    found = msgspec.convert(dp1.get("/visits/V13/candidates")["candidates"], list[Candidate])
    best = found[0]
    assert (best.technician_id, best.start_s, best.travel_s, best.level) == ("T05", at("11:27"), 12 * 60, None)
    asked = desk.check(best.act)
    assert asked["ok"]
    etas = {each["visit_id"]: each.get("eta_s") for each in asked["effects"]["etas"]}
    assert (etas["V13"], etas["V14"]) == (at("11:27"), at("13:15")), "V14 is on time again"
    sooner = place("V14", "T02", "13:00")
    asked = desk.check(best.act, sooner)
    assert asked["ok"], "it could begin when its promise does"
    told = {each["visit_id"]: (each["template"], each["sentence"]) for each in asked["effects"]["notices"]
            if each["to"] == "customer"}  # fmt: skip
    assert told == {
        "V12": ("new_eta", "The customer of V12 is told: T02 comes at 10:55 instead of 10:15."),
        "V13": ("new_technician", "The customer of V13 is told: T05 comes instead, at 11:27."),
    }, "and V14 is not told of 15 minutes"
    for act in (best.act, sooner):
        desk.do(dp1, act)
    assert [stop.visit_id for who in ("T02", "T05") for stop in project_day(desk.board, who, at("10:00")).stops
            if stop.late_s] == []  # fmt: skip
    desk.ends_well()


def test_swapping_it_with_the_one_before_breaks_that_ones_promise(desk: Overrun) -> None:
    dp1, _ = desk.begin()
    t02 = TechnicianId("T02")
    swap = MoveVisits(moves=(Move(visit_id="V13", technician_id=t02, start_s=at("11:05")),
                             Move(visit_id="V12", technician_id=t02, start_s=at("12:25")),
                             Move(visit_id="V14", technician_id=t02, start_s=at("14:15"))))  # fmt: skip
    asked = desk.check(swap)
    assert not asked["ok"]
    assert {each["constraint"] for each in asked["violations"]} == {"promise_window", "locked"}
    assert any(each["amount"] == 25 and "V12" in each["sentence"] for each in asked["violations"])
    assert desk.ask(dp1, swap).status == "refused"
    places = msgspec.convert(dp1.get("/visits/V13/candidates", technician="T02")["candidates"], list[Candidate])
    before_v12 = [each for each in places if each.before == "V12" and not any(one.displaced for one in each.knock_on)]
    assert before_v12
    assert all(each.violations for each in before_v12)
    desk.ends_well()


def test_keeping_it_is_offered_behind_and_tells_the_quarter_of_an_hour(desk: Overrun) -> None:
    dp1, _ = desk.begin()
    found = msgspec.convert(dp1.get("/visits/V13/candidates")["candidates"], list[Candidate])
    assert [(each.technician_id, each.start_s, each.level) for each in found] == [
        ("T05", at("11:27"), None), ("T02", at("12:15"), "D"),
    ]  # fmt: skip
    kept = found[1]
    assert [(each.constraint, each.amount, each.unit) for each in kept.violations] == [("promise_window", 15, "min")]
    assert "arrival at 12:15 is 15 min late" in kept.sentence
    refused = desk.ask(dp1, kept.act)
    assert refused.status == "refused"
    desk.ends_well()
