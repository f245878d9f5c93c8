"""Scenario: a flood at 11:20 displaces routine work; who is offered, who is not, and what committing does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import MoveVisits
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Row, VisitState
from dispatchtui.core.refusals import Code
from dispatchtui.server.api.positions import PositionsIn
from dispatchtui.solver.offers import Candidate
from tests.builders import (
    a_policy,
    a_shift,
    a_technician,
    a_territory,
    a_visit,
    a_work_order,
    a_work_type,
    at,
)
from tests.journeys.scenarios import CENTRE, Desk, a_console, away, between, opened, position
from tests.server.office import Person, place

NOW = at("11:20")
FLOOD = CENTRE
OF_V31, OF_V21 = away(15, 200), away(9, 100)
OF_V22 = between(FLOOD, 16, OF_V21, 24)
PLACES = {"T06": away(12, 20), "T08": away(18, 290), "T10": away(35, 60)}
V60 = "V32"
"""The flood: the next number after V31."""


def the_day() -> list[Row]:
    """T08 is free until V31, T03 works at V21 until 12:05 and is due at V22 by 12:30, T06 and T10 have nothing."""
    people = [a_technician(id=who, territory="NORTH", skills={"PLUMB": 2 if who == "T06" else 3})
              for who in ("T03", "T06", "T08", "T10")]  # fmt: skip
    people[-1] = replace(people[-1], tags=("on_call",))
    return [
        a_territory(id="NORTH", name="North"),
        a_policy(id="P1", response_minutes=120),
        a_work_type(id="FLOOD", name="Flood", needs={"PLUMB": 3}, minutes=90, priority=1, safety=True, sla_policy="P1"),
        *people,
        *(a_shift(technician=each.id, territories=("NORTH",)) for each in people),
        a_work_order(id="W21", territory="NORTH", location=OF_V21), a_visit(id="V21", territory="NORTH"),
        a_work_order(id="W22", territory="NORTH", location=OF_V22, priority=2, response_due="12:30"),
        a_visit(id="V22", territory="NORTH"),
        a_work_order(id="W31", territory="NORTH", location=OF_V31, priority=4, customer="Rita Routine"),
        a_visit(id="V31", territory="NORTH", promise=("12:00", "13:00")),
    ]  # fmt: skip


class Flood(Desk):
    """The morning was planned and is under way, and at 11:20 the flood is reported."""

    def begin(self, *, set_out: bool = False) -> Person:
        self.morning(set_out=set_out)
        caller = a_work_order(id="", work_type="FLOOD", territory="NORTH", priority=1, safety=True, requested="11:20",
                              sla_policy="P1", location=FLOOD, summary="Flood")  # fmt: skip
        reply = self.office.hire("cora", "csr").act(TakeRequest(row=caller))
        assert reply.created == ("W32", V60), reply
        return self.office.hire("dp1", "dispatcher")

    def morning(self, *, set_out: bool = False) -> None:
        """The morning as it was planned, until 11:20."""
        scheduler = self.office.hire("sam", "scheduler")
        for visit, technician, start in (("V21", "T03", "11:05"), ("V22", "T03", "12:30"), ("V31", "T08", "12:30")):
            self.do(scheduler, place(visit, technician, start))
        t03 = self.office.hire("t03", "technician", technician="T03")
        self.at(at("10:55"))
        self.do(self.admin, AdvanceVisit(visit_id="V21", step=Step.RELEASE))
        self.steps(t03, "V21", Step.ACCEPT, Step.DEPART)
        self.at(at("11:05"))
        self.steps(t03, "V21", Step.ARRIVE, Step.START)
        self.at(NOW)
        if set_out:
            self.steps(self.admin, "V31", Step.RELEASE, Step.ACCEPT, Step.DEPART)
        here = tuple(position(who, spot, NOW) for who, spot in PLACES.items())
        assert self.admin.post("/positions", PositionsIn(positions=here)).json() == {"taken": 3}

    def offered(self, person: Person) -> tuple[dict[str, Candidate], dict[str, Any]]:
        found = person.get(f"/visits/{V60}/candidates")
        candidates = msgspec.convert(found["candidates"], list[Candidate])
        return {each.technician_id: each for each in candidates}, {each["technician_id"]: each
                                                                   for each in found["excluded"]}  # fmt: skip


@pytest.fixture
def opening(tmp_path: Path) -> Iterator[Callable[..., Flood]]:
    desks: list[Flood] = []

    def open_one(**changes: Any) -> Flood:
        rows = [replace(row, **changes) if row.id == "V31" else row for row in the_day()]
        desks.append(Flood(opened(tmp_path / "home", *rows, now_s=at("07:00")).office))
        return desks[-1]

    yield open_one
    for desk in desks:
        desk.office.stop()


def test_the_list_names_who_when_and_at_what_cost_and_who_is_out_and_why(opening: Callable[..., Flood]) -> None:
    desk = opening()
    dp1 = desk.begin()
    order = desk.admin.get(f"/visits/{V60}")["work_order"]
    assert (order["priority"], order["response_due_s"]) == (1, at("13:20"))
    offered, excluded = desk.offered(dp1)
    t08, t03 = offered["T08"], offered["T03"]
    assert list(offered)[:2] == ["T08", "T03"]
    assert (t08.arrival_s, t08.travel_s, t08.level) == (at("11:38"), 18 * 60, None)
    assert [(each.visit_id, each.displaced) for each in t08.knock_on] == [("V31", True)]
    assert (t03.arrival_s, t03.travel_s) == (at("12:14"), 9 * 60)
    (late,) = t03.knock_on
    assert (late.visit_id, late.start_s, late.late_s, late.displaced) == ("V22", at("14:00"), 90 * 60, False)
    assert "V22 at 14:00 (1 h 30 min later, 1 h 30 min late)" in t03.sentence
    t06 = offered["T06"]
    assert (t06.arrival_s, t06.travel_s, t06.level) == (at("11:32"), 12 * 60, "L")
    assert [each.sentence for each in t06.violations] == [f"PLUMB 2 < 3: T06 is 1 level short of what {V60} needs."]
    assert list(excluded) == ["T10"]
    assert excluded["T10"]["sentence"].startswith("T10 is on call only out of hours")
    desk.ends_well()


def test_committing_is_one_act_with_the_release_and_the_routine_visit_back_in_the_queue(
    opening: Callable[..., Flood],
) -> None:
    desk = opening()
    dp1 = desk.begin()
    phone = desk.office.hire("t08", "technician", technician="T08").watch()
    best = desk.offered(dp1)[0]["T08"]
    first, *others = best.moves
    act = MoveVisits(moves=(replace(first, told=True), *others))
    asked = dp1.post("/check", {"acts": [act]}).json()
    assert asked["ok"]
    assert [each["sentence"] for each in asked["effects"]["etas"]] == [
        f"T08 arrives at {V60} at 11:38; before nobody.", "V31 goes back to the queue; T08 was to come at 12:30.",
    ]  # fmt: skip
    (apology,) = (each for each in asked["effects"]["notices"] if each["visit_id"] == "V31")
    assert apology["to"] == "customer"
    head = desk.head
    reply = desk.do(dp1, act)
    assert reply.seq == head + 2
    board = desk.board
    flood, routine = board.visits[V60], board.visits["V31"]
    assert [(line.technician_id, line.start_s) for line in flood.crew] == [("T08", at("11:38"))]
    assert flood.state is VisitState.RELEASED
    assert (routine.crew, routine.state, routine.bump_count) == ((), VisitState.QUALIFIED, 1)
    facts = desk.admin.get("/history", after=head)
    assert {each["command_id"] for each in facts} == {reply.id}
    assert {each["by"] for each in facts} == {"dp1"}
    phone.up_to(reply.seq)
    assert set(phone.replica.confirmed.visits) == {V60}, "one instruction, and V31 was never told"
    phone.close()
    desk.ends_well()


def test_displacing_it_a_second_time_takes_a_reason(opening: Callable[..., Flood]) -> None:
    desk = opening(bump_count=1)
    dp1 = desk.begin()
    best = desk.offered(dp1)[0]["T08"]
    again = "V31 was displaced once already; a reason is needed to displace it again."
    displacing = next(
        each for each in _places(dp1, "T08") if each.start_s == at("11:38") and each.knock_on[0].displaced
    )
    assert [each.sentence for each in displacing.violations] == [again]
    assert best.level is not None or not best.knock_on or not best.knock_on[0].displaced
    refused = desk.ask(dp1, displacing.act)
    assert refused.refusal is not None
    assert (refused.refusal.code, [each.sentence for each in refused.refusal.violations]) == (Code.VIOLATIONS, [again])
    desk.do(dp1, displacing.act, override=Reason(code="urgent"))
    routine = desk.board.visits["V31"]
    assert (routine.bump_count, [(each.constraint, each.code) for each in routine.overrides]) == (
        2, [("bump_again", "urgent")],
    )  # fmt: skip
    desk.ends_well()


def _places(person: Person, technician: str) -> list[Candidate]:
    found = person.get(f"/visits/{V60}/candidates", technician=technician)["candidates"]
    return msgspec.convert(found, list[Candidate])


async def test_at_the_console_two_keys_dispatch_it(opening: Callable[..., Flood]) -> None:
    desk = opening()
    desk.begin()
    async with a_console(desk, "dp1") as me, a_console(desk, "dp2") as other:
        await me.press("b", "enter")
        assert f"{V60} to whom?" in me.screen()
        first, second = me.line_of("11:38"), me.line_of("12:14")
        assert "T08" in first
        assert "V31 to queue" in first
        assert "T03" in second
        assert "V22 +1:30" in second
        await me.press("w")
        assert "PLUMB 2 < 3: T06 is 1 level short" in me.listed(" T06 ")
        assert "T10 is on call only out of hours" in me.listed(" T10 ")
        await me.press("escape", "enter")
        await me.until(lambda: desk.board.visits[V60].crew)
        await me.press("R")
        await me.until(lambda: desk.board.visits[V60].state is VisitState.RELEASED)
        assert desk.board.visits["V31"].bump_count == 1
        await other.until(lambda: "released" in other.line_of(f" {V60} "))
        await desk.ends_well_on(me, other)


async def test_at_the_console_a_second_bump_asks_for_the_reason(opening: Callable[..., Flood]) -> None:
    desk = opening(bump_count=1)
    desk.begin()
    async with a_console(desk, "dp1") as me:
        await me.press("b", "enter", "j", "+")
        assert f"{V60} in the day of T08" in me.screen()
        row = me.listed("V31 to queue")
        assert "11:38" in row
        assert "V31 was displaced once already" in row
        number = row.split()[0].strip("▌") or row.split()[1]
        await me.press(number)
        assert "V31 was displaced once already; a reason is needed" in me.said
        await me.press("o", "1", "enter")
        await me.until(lambda: desk.board.visits[V60].crew)
        assert [each.constraint for each in desk.board.visits["V31"].overrides] == ["bump_again"]
        assert desk.board.visits["V31"].bump_count == 2
        await desk.ends_well_on(me)


async def test_at_the_console_who_has_set_out_is_stopped_and_recalled_first(opening: Callable[..., Flood]) -> None:
    desk = opening()
    desk.begin(set_out=True)
    async with a_console(desk, "dp1") as me:
        await me.press("b", "enter")
        assert "13:45" in me.listed(" T08 "), "after V31, to which T08 drives"
        await me.press("escape", "escape")
        await me.type(":goto 31")
        await me.press("enter", "a")
        assert me.said == "V31 is en route and cannot be placed; stop the travel first (:report stop-travel)."
        await me.press("U")
        assert me.said == "V31 is en route; stop the travel first (:report stop-travel)."
        await me.type(":report stop-travel")
        await me.press("enter")
        await me.until(lambda: desk.board.visits["V31"].state is VisitState.ACCEPTED)
        await me.press("b", "enter")
        assert "11:38" in me.listed(" T08 ")
        assert "V31 back in the queue; recalls V31" in me.screen()
        await me.press("enter")
        await me.until(lambda: desk.board.visits[V60].crew)
        routine = desk.board.visits["V31"]
        assert (routine.state, routine.crew, routine.bump_count) == (VisitState.QUALIFIED, (), 1)
        await desk.ends_well_on(me)
