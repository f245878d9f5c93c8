"""Scenario: at 10:12 the part that T01 needs is not on the van; who has it, how far, and one use counted once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.supply import CountStock, ReserveParts
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import PartUse, Row, VisitId, VisitState
from dispatchtui.core.refusals import Code
from dispatchtui.core.stock import free, on_hand
from dispatchtui.core.timeline import project
from dispatchtui.solver.offers import Candidate
from tests.builders import a_shift, a_technician, a_visit, a_work_order, a_work_type, at
from tests.journeys.scenarios import CENTRE, Desk, away, opened
from tests.server.office import Person, place
from tests.supplies import a_depot, a_level, a_part, a_van

NOW = at("10:12")
PART = "CAP-45"
V51, V57, V58, DEPOT = CENTRE, away(10, 180), away(14, 40), away(22, 300)


def the_day() -> list[Row]:
    """T01 works at V51 and goes to V57, both need a capacitor; T09 works at V58 until 11:00 and has two of them."""
    sites = {"W51": V51, "W57": V57, "W58": V58, "W59": V58}
    part = (a_part(part=PART),)
    return [
        a_technician(id="T01", home=V51), a_shift(technician="T01"),
        a_technician(id="T09", home=V58), a_shift(technician="T09"),
        a_work_type(id="ERRAND", name="Errand", needs={}, minutes=5),
        a_van(technician="T01"), a_van(technician="T09"), a_depot(location=DEPOT),
        a_level(stock="VAN01", part=PART, on_hand=2), a_level(stock="VAN09", part=PART, on_hand=2),
        a_level(stock="DEPOT", part=PART, on_hand=6),
        *(a_work_order(id=name, location=site, address=f"{name[1:]} Mill St",
                       resolution_due="13:00" if name == "W51" else None) for name, site in sites.items()),
        replace(a_visit(id="V51", minutes=60), parts=part), replace(a_visit(id="V57"), parts=part),
        a_visit(id="V58"), replace(a_visit(id="V59"), parts=part),
    ]  # fmt: skip


class Missing(Desk):
    """The morning runs as planned, until T01 opens the box at 10:12."""

    def begin(self) -> None:
        plan = {"V51": ("T01", "09:50"), "V57": ("T01", "11:10"), "V58": ("T09", "10:00"), "V59": ("T09", "14:00")}
        for visit, (technician, start) in plan.items():
            if visit in self.board.visits:
                self.do(self.admin, place(visit, technician, start))
        self.dp1 = self.office.hire("dp1", "dispatcher")
        self.phones = {each: self.office.hire(each.lower(), "technician", technician=each) for each in ("T01", "T09")}
        for visit, who, start in (("V51", "T01", "09:50"), ("V58", "T09", "10:00")):
            self.at(at(start))
            self.do(self.dp1, AdvanceVisit(visit_id=visit, step=Step.RELEASE))
            self.steps(self.phones[who], visit, Step.ACCEPT, Step.DEPART, Step.ARRIVE, Step.START)
        self.at(NOW)

    def short(self) -> dict[str, list[str]]:
        """The standing plans for which parts are missing, and how that is told."""
        return {each["visit_id"]: [one["sentence"] for one in each["violations"]]
                for each in self.dp1.get("/violations")
                if each["violations"][0]["constraint"] == "parts_on_van"}  # fmt: skip

    def reserve(self, visit: str) -> None:
        self.do(self.dp1, ReserveParts(visit_id=VisitId(visit), stock_id="VAN09", part=PART))

    def candidates(self, visit: str) -> dict[str, Candidate]:
        found = self.dp1.get(f"/visits/{visit}/candidates")["candidates"]
        return {each.technician_id: each for each in msgspec.convert(found, list[Candidate])}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Missing]:
    desk = Missing(opened(tmp_path / "home", *the_day(), now_s=at("07:00")).office)
    desk.begin()
    yield desk
    desk.office.stop()


def test_a_count_of_none_is_kept_with_what_was_expected_and_flags_the_next_visit_at_once(desk: Missing) -> None:
    assert desk.short() == {}
    reply = desk.do(desk.dp1, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    (fact,) = desk.admin.get("/history", after=reply.seq - 1)
    assert (fact["by"], fact["event"]["kind"], fact["event"]["expected"], fact["event"]["row"].get("on_hand", 0)) == (
        "dp1", "part_level.recorded", 2, 0,
    )  # fmt: skip
    found = desk.short()
    assert found["V57"] == ["V57 needs 1 of CAP-45 and VAN01 of T01 has 0 left for it: 1 too few."]
    assert set(found) <= {"V51", "V57"}
    desk.ends_well()


def test_what_each_way_out_takes_is_told_to_the_minute(desk: Missing) -> None:
    desk.do(desk.dp1, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    ways: dict[str, tuple[int, int, str]] = {}
    for name, site in (("meet", V58), ("depot", DEPOT)):
        row = a_work_order(id="", work_type="ERRAND", location=site, address=name, requested="10:12")
        errand = desk.dp1.act(TakeRequest(row=row)).created[1]
        found = desk.dp1.get(f"/visits/{errand}/candidates", technician="T01")["candidates"]
        first = next(each for each in msgspec.convert(found, list[Candidate]) if each.after == "V51")
        ways[name] = (first.start_s, first.travel_s // 60, first.sentence)
    assert [each[:2] for each in ways.values()] == [(at("11:04"), 14), (at("11:12"), 22)]


def test_who_has_the_part_is_offered_the_rest_of_the_work_and_who_has_none_must_fetch_it(desk: Missing) -> None:
    desk.do(desk.dp1, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    desk.reserve("V51")
    left = AdvanceVisit(visit_id="V51", step=Step.LEAVE_INCOMPLETE, reason="parts", remaining_s=40 * 60)
    desk.do(desk.phones["T01"], left)
    (child,) = (each for each in desk.board.visits.values() if each.kind == "return")
    assert [(each.visit_id, each.stock_id) for each in desk.board.tables["part_reservations"].values()] == [
        (child.id, "VAN09"),
    ]  # fmt: skip
    found = desk.candidates(child.id)
    t01, t09 = found["T01"], found["T09"]
    assert (t09.arrival_s, t09.travel_s, t09.level) == (at("11:14"), 14 * 60, None)
    assert t01.level == "D"
    assert "1 to be fetched from VAN09 of T09" in t01.violations[0].sentence
    asked = desk.dp1.post("/check", {"acts": [t09.act]}).json()
    assert asked["ok"]
    assert [(each["visit_id"], each["eta_s"]) for each in asked["effects"]["etas"]] == [(child.id, at("11:14"))]
    desk.ends_well()


def test_what_is_set_aside_is_counted_by_nobody_else(desk: Missing) -> None:
    desk.do(desk.dp1, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    desk.reserve("V51")
    desk.reserve("V57")
    assert free(desk.board, "VAN09", PART) == 0
    third = desk.ask(desk.dp1, ReserveParts(visit_id=VisitId("V59"), stock_id="VAN09", part=PART))
    assert third.refusal is not None
    assert (third.refusal.code, third.refusal.sentence) == (
        Code.ILLEGAL, "VAN09 has 0 free of CAP-45; 1 cannot be set aside.",
    )  # fmt: skip
    assert desk.short() == {
        "V57": ["V57 needs 1 of CAP-45 and VAN01 of T01 has 0 left for it: 1 to be fetched from VAN09 of T09."],
        "V59": ["V59 needs 1 of CAP-45 and VAN09 of T09 has 0 left for it: 1 too few."],
    }
    desk.ends_well()


def test_it_is_suspended_for_parts_and_not_done_before_the_part_is_recorded_and_used_once(desk: Missing) -> None:
    desk.do(desk.dp1, CountStock(stock_id="VAN01", part=PART, on_hand=0))
    for visit in ("V51", "V57"):
        desk.reserve(visit)
    t01, t09 = desk.phones["T01"], desk.phones["T09"]
    before = {stop.visit_id: stop.arrival_s for stop in project(desk.board, "T01", NOW)}
    desk.do(t01, AdvanceVisit(visit_id="V51", step=Step.SUSPEND, reason="parts"))
    v51 = desk.board.visits["V51"]
    assert (v51.state, v51.state_reason, v51.paused_from_s) == (VisitState.SUSPENDED, "parts", None)
    desk.at(at("11:14"))
    after = {stop.visit_id: stop.arrival_s for stop in project(desk.board, "T01", at("11:14"))}
    assert after["V57"] > before["V57"]
    desk.do(t01, AdvanceVisit(visit_id="V51", step=Step.RESUME))
    done = AdvanceVisit(visit_id="V51", step=Step.COMPLETE)
    refused = desk.ask(t01, done)
    assert refused.refusal is not None
    assert refused.refusal.sentence == "V51 needs 1 of CAP-45 recorded as used, and has 0, before it is done."
    use = replace(done, parts_used=(PartUse(part=PART, stock_id="VAN09"),))
    desk.at(at("11:44"))
    # T01's phone tells of it with each step, once without the stock; the use stays one.
    desk.do(t01, replace(use, step=Step.SUSPEND, reason="customer"))
    desk.do(t01, replace(use, step=Step.RESUME, parts_used=(PartUse(part=PART),)))
    desk.do(t01, use)
    stock = on_hand(desk.board, "VAN09", PART)
    assert (stock, free(desk.board, "VAN09", PART)) == (1, 0)
    for phone in (t01, t09):
        assert _again(desk, phone, use) != "applied"
    assert on_hand(desk.board, "VAN09", PART) == stock
    assert [(each.part, each.quantity, each.stock_id) for each in desk.board.visits["V51"].parts_used] == [
        (PART, 1, "VAN09"),
    ]  # fmt: skip
    assert [each.visit_id for each in desk.board.tables["part_reservations"].values()] == ["V57"]
    desk.ends_well()


def _again(desk: Missing, phone: Person, act: AdvanceVisit) -> str:
    return str(desk.ask(phone, act).status)
