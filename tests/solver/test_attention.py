"""The one list of what needs somebody: its order, one entry for a cause, what each says and what to do about it."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.constraints.watch import Watch
from dispatchtui.core.alerting import is_quiet
from dispatchtui.core.board import Board
from dispatchtui.core.model import Row, Stamps, Visit, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding, alert_row
from dispatchtui.risk.rounds import findings
from dispatchtui.solver.attention import attention
from dispatchtui.solver.lookout import Lookout
from tests.builders import (
    a_board,
    a_duration,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    an_absence,
    at,
)
from tests.journeys.scenarios import away, position
from tests.solver.test_scenario_triage import NOW, SITES, settle, the_day

S = VisitState


def listed(board: Board, clock: str, *more: Finding) -> list[Finding]:
    """The list at a time, with all that is found."""
    now_s = at(clock)
    lookout = Lookout(board, now_s)
    settle(lookout)
    found = findings(board, now_s, lookout.route, violations=Watch(board, now_s).violations, positions={})
    return [each for each in attention(lookout, (*found, *more)) if each.kind not in ("coverage", "data")]


def triage(now_s: int) -> list[Finding]:
    lookout = Lookout(the_day(), NOW, {"T05": position("T05", away(10, 0, SITES["R5"]), NOW)})
    settle(lookout)
    lookout.at(now_s)
    settle(lookout)
    return attention(lookout)


# Scenario 9.


def test_seven_visits_come_in_the_order_in_which_something_can_be_done():
    found = triage(NOW)
    assert [each.visit_id for each in found] == ["R7", "R6", "R2", "R1", "R5"]
    assert [each.act_by_s for each in found] == [at("15:40"), at("15:55"), at("16:02"), None, None]
    assert [each.act for each in found] == [
        "override: territory", "a: T06 keeps it", "a: T08 keeps it", "", "tell the customer"]  # fmt: skip
    assert [each.band for each in found] == [Band.LATE, Band.RISK, Band.LATE, Band.WATCH, Band.BREACHED]
    assert found[0].outlook == "override: territory"
    assert found[0].sentence == (
        "R7 is due at 17:15, could be reached at 17:50: 35 min late (not placed). "
        "R7 is savable only by override: territory, until 15:40: T11 would be there at 17:05 if sent now."
    )
    assert found[4].sentence == "R5 was due at 15:18, expected 15:40: breached 12 min (T05 is late on the way)."
    assert found[3].sentence == "R1 is due at 16:00, expected 15:50: 10 min to spare (planned close)."


def test_what_is_lost_stays_in_sight_behind_what_is_not():
    found = triage(at("15:41"))
    # R1 is lost with it, for nobody has set out for that one either.
    other, lost = [each for each in found if each.outlook == "lost"]
    assert (other.visit_id, lost.visit_id, lost.act, lost.act_by_s) == ("R1", "R7", "tell the customer", None)
    assert "R7 cannot be saved" in lost.sentence
    at_lost = found.index(other)
    assert {each.visit_id for each in found[:at_lost]} >= {"R6", "R2"}
    assert all(each.band in (Band.WATCH, Band.BREACHED) for each in found[at_lost + 2 :])


# One entry for a cause.


def behind_an_overrun(*rows: Row, promise: str = "11:30", extended: int = 40) -> Board:
    """V11 of T02 was to end at 10:00 and takes 40 min more; V12 and V13 follow, and T05 is free."""
    certain = a_duration(minutes=60, p80_minutes=60)
    slow = a_visit(id="V11", technician="T02", start="09:00", state=S.WORKING, extended_minutes=extended,
                   stamps=Stamps(on_site_s=at("09:00"), working_s=at("09:00")))  # fmt: skip
    visits = [slow, a_visit(id="V12", technician="T02", start="10:10", promise=("10:00", "10:30")),
              a_visit(id="V13", technician="T02", start="11:20", promise=("11:00", promise))]  # fmt: skip
    return a_board(
        *(row for who in ("T02", "T05") for row in (a_technician(id=who), a_shift(technician=who))),
        *(replace(each, duration=certain) for each in visits), *rows,
    )  # fmt: skip


def test_several_visits_behind_one_cause_are_one_entry_with_the_first_to_save_in_front():
    (found,) = [each for each in listed(behind_an_overrun(), "10:00") if each.kind != "conflict"]
    assert (found.id, found.visit_id, found.others) == ("overrun:V11", "V12", ("V13",))
    assert (found.band, found.act, found.act_by_s) == (Band.LATE, "a: T05 keeps it", at("10:30"))
    assert found.sentence == (
        "V12 is due at 10:30, expected 10:40: 10 min late (V11 runs over), and V13. "
        "V12 is kept if T05 is sent by 10:30: there at 10:00 if sent now. "
        "V11 runs to 10:40, 40 min over its plan, as reported: "
        "V12 at 10:40 instead of 10:10, 10 min late, V13 at 11:40 instead of 11:20, 10 min late."
    )


def test_what_is_broken_is_told_apart_from_what_the_same_cause_can_still_break():
    found = [each for each in listed(behind_an_overrun(), "10:31") if each.kind != "conflict"]
    assert [(each.id, each.visit_id, each.band) for each in found] == [
        ("overrun:V11", "V13", Band.LATE), ("breach:V12", "V12", Band.BREACHED)]  # fmt: skip
    assert (found[1].act, found[1].others) == ("tell the customer", ())
    assert found[1].sentence == "V12 was due at 10:30, expected 10:40: breached 1 min (V11 runs over)."
    only = [each for each in listed(behind_an_overrun(promise="17:00"), "10:31") if each.kind != "conflict"]
    assert [(each.id, each.visit_id, each.band) for each in only] == [("overrun:V11", "V12", Band.BREACHED)]
    assert only[0].act == "tell the customer"


def test_an_overrun_that_endangers_nobody_is_to_be_watched():
    found = [
        each for each in listed(behind_an_overrun(extended=20, promise="12:30"), "09:30") if each.kind != "conflict"
    ]
    assert [(each.id, each.band, each.visit_id) for each in found] == [("overrun:V11", Band.WATCH, "V11")]
    assert found[0].others == ("V12",), "it has 10 min to spare"


def test_who_is_sick_is_one_entry_with_all_that_is_planned():
    hours = range(9, 16)
    visits = [a_visit(id=f"V{hour - 8}", technician="T04", start=f"{hour}:00", promise=("09:00", "17:00"))
              for hour in hours]  # fmt: skip
    first = a_visit(id="V8", technician="T04", start="08:00", promise=("08:00", "08:30"))
    sick = an_absence(technician="T04", kind="sick", start="07:10", end="17:00")
    board = a_board(a_technician(id="T04"), a_shift(technician="T04"), sick, *visits, first)
    (found,) = [each for each in listed(board, "07:10") if each.kind == "absent"]
    assert (found.id, found.visit_id) == ("absent:T04", "V8")
    assert set(found.others) == {f"V{number}" for number in range(1, 8)}


def test_every_kind_comes_by_its_own_moment():
    released = a_visit(id="V60", technician="T05", start="12:00", travel_minutes=20, state=S.RELEASED,
                       stamps=Stamps(released_s=at("08:00")))  # fmt: skip
    elsewhere = a_visit(id="V61", technician="T06", start="11:00", territory="WEST")
    locked_out = a_visit(id="V62", technician="T07", start="09:00", state=S.NO_ACCESS)
    silent = a_visit(id="V63", technician="T08", start="08:00", state=S.ON_SITE, stamps=Stamps(on_site_s=at("08:00")))
    people = [row for who in ("T05", "T06", "T07", "T08") for row in (a_technician(id=who), a_shift(technician=who))]
    gap = Finding(kind="coverage", subject="territories/EAST:GAS", act_by_s=at("11:20"))
    lack = Finding(kind="data", subject="work_orders/W60")
    found = listed(a_board(*people, released, elsewhere, locked_out, silent), "09:40", gap, lack)
    assert [each.id for each in found] == ["no_access:V62", "conflict:V61", "no_ack:T05", "stale:V63"]
    lookout = Lookout(a_board(), at("09:40"))
    assert [each.id for each in attention(lookout, (lack, gap))] == ["coverage:EAST:GAS", "data:W60"]


def locked_out(**more: object) -> Board:
    """Nobody let T07 in at V62, planned from 09:00 to 10:00, where they came at 09:10; V63 comes at 10:30."""
    shut = a_visit(id="V62", technician="T07", start="09:00", state=S.NO_ACCESS, stamps=Stamps(on_site_s=at("09:10")))
    behind = a_visit(id="V63", technician="T07", start="10:30", **more)  # type: ignore[arg-type]
    return a_board(a_technician(id="T07"), a_shift(technician="T07"), shut, behind)


def test_who_was_not_let_in_waits_as_long_as_was_planned_and_then_comes_after_what_can_be_saved():
    soon = Finding(kind="coverage", subject="territories/EAST:GAS", act_by_s=at("10:05"))
    late = Finding(kind="coverage", subject="territories/WEST:GAS", act_by_s=at("11:20"))
    found = listed(locked_out(), "09:30")
    assert [(each.id, each.act_by_s) for each in found] == [("no_access:V62", at("10:10"))]

    def order(board: Board, clock: str) -> list[str]:
        lookout = Lookout(board, at(clock))
        every = findings(board, at(clock), lookout.route, violations={}, positions={})
        return [each.id for each in attention(lookout, (late, *every, soon))
                if each.id.endswith("GAS") or each.kind == "no_access"]  # fmt: skip

    assert order(locked_out(), "09:30") == ["coverage:EAST:GAS", "no_access:V62", "coverage:WEST:GAS"]
    assert order(locked_out(), "10:11") == ["coverage:WEST:GAS", "no_access:V62", "coverage:EAST:GAS"]
    gone_on = locked_out(state=S.EN_ROUTE, stamps=Stamps(en_route_s=at("09:25")))
    assert order(gone_on, "09:30") == ["coverage:EAST:GAS", "coverage:WEST:GAS", "no_access:V62"]


def test_a_plan_that_breaks_a_rule_comes_late_once_they_should_have_left_and_is_none_once_it_is_over():
    plan = a_visit(id="V61", technician="T06", start="11:00", travel_minutes=20, territory="WEST")
    board = a_board(a_technician(id="T06"), a_shift(technician="T06"), plan)
    other = Finding(kind="coverage", subject="territories/EAST:GAS", act_by_s=at("11:50"))

    def order(clock: str) -> list[tuple[str, int | None]]:
        lookout = Lookout(board, at(clock))
        found = findings(board, at(clock), lookout.route, violations=Watch(board, at(clock)).violations, positions={})
        return [(each.id, each.act_by_s) for each in attention(lookout, (other, *found))
                if each.kind in ("conflict", "coverage")]  # fmt: skip

    mine, its = ("conflict:V61", at("10:40")), (other.id, other.act_by_s)
    assert [order(clock) for clock in ("10:40", "10:41", "11:59")] == [[mine, its], [its, mine], [its, mine]]
    assert order("12:00") == [its]


def test_what_is_still_being_worked_out_comes_by_the_moment_of_its_word():
    waits = a_visit(id="V60", promise=("08:00", "10:20"))
    board = a_board(a_technician(), a_shift(), waits)
    early, late = (Finding(kind="coverage", subject=f"territories/{place}:GAS", act_by_s=at(clock))
                   for place, clock in (("EAST", "10:19"), ("WEST", "10:21")))  # fmt: skip
    lookout = Lookout(board, at("10:00"))
    assert lookout.standing(waits).band is not None
    assert lookout.saving(waits) is None
    assert [each.visit_id or each.subject[12:] for each in attention(lookout, (early, late))] == [
        "EAST:GAS", "V60", "WEST:GAS"]  # fmt: skip


def test_that_nobody_has_heard_of_work_that_runs_over_is_no_second_entry():
    slow = a_visit(id="V11", technician="T02", start="08:00", state=S.WORKING, stamps=Stamps(working_s=at("08:00")))
    board = a_board(a_technician(id="T02"), a_shift(technician="T02"), slow)
    assert [each.id for each in listed(board, "10:59")] == ["overrun:V11"]
    assert [each.id for each in listed(board, "11:00")] == ["stale:V11"]
    behind = a_visit(id="V12", technician="T02", start="10:30", promise=("10:00", "13:00"))
    found = [each for each in listed(a_board(a_technician(id="T02"), a_shift(technician="T02"), slow, behind), "12:50")
             if each.kind != "conflict"]  # fmt: skip
    assert [(each.id, each.visit_id) for each in found] == [("overrun:V11", "V12")]
    assert "No step of V11 was reported for 4 h 50 min" in found[0].sentence
    found = [each for each in listed(a_board(a_technician(id="T02"), a_shift(technician="T02"), slow, behind), "13:01")
             if each.kind != "conflict"]  # fmt: skip
    told = [("stale:V11", "call T02"), ("overrun:V11", "tell the customer")]
    assert [(each.id, each.act) for each in found] == told, "somebody has to be called in any case"


# What somebody looks after.


def test_what_is_looked_after_or_rests_is_quiet():
    row = replace(alert_row(Finding(kind="breach", subject="visits/V60")), raised_s=at("09:00"), worse_s=at("09:00"))
    assert not is_quiet(None, at("09:10"))
    assert not is_quiet(row, at("09:10"))
    seen = replace(row, acknowledged_s=at("09:05"), acknowledged_by="dora")
    assert is_quiet(seen, at("09:10"))
    snoozed = replace(row, snoozed_until_s=at("09:15"))
    assert [is_quiet(snoozed, at(clock)) for clock in ("09:10", "09:14", "09:15")] == [True, True, False]


def test_green_and_paused_visits_are_not_in_it():
    parked = replace(a_visit(id="V61", state=S.PARKED), paused_from_s=at("08:00"))
    green: Visit = a_visit(technician="T05", start="10:00", promise=("10:00", "12:00"))
    board = a_board(a_technician(), a_shift(), green, parked, a_work_order(id="W61", response_due="12:00"))
    assert [each.visit_id for each in listed(board, "08:00")] == []
