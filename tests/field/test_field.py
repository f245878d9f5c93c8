"""Technicians and customers behave: lawfully, repeatably, and without remembering anything."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.work_orders import TakeRequest
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import VisitState
from dispatchtui.field import pace, technician
from dispatchtui.field.draws import Draws
from dispatchtui.field.world import HOME
from tests.builders import (
    a_board,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_work_type,
    an_absence,
    at,
    north,
)
from tests.field.day import Played

DONE_FOR_NOW = {
    VisitState.DONE,
    VisitState.INCOMPLETE,
    VisitState.NO_ACCESS,
    VisitState.CANCELLED,
    VisitState.QUALIFIED,
}


def a_day(seed: int, visits: int = 4, technicians: int = 3) -> Played:
    """Technicians with planned visits half an hour's drive apart, all released at seven."""
    rows = [a_technician(id=f"T0{n}") for n in range(1, technicians + 1)]
    shifts = [a_shift(technician=each.id, start="07:00") for each in rows]
    planned = [
        a_visit(id=f"V{n}{number}", technician=f"T0{n}", start=at("07:30") + number * 6600, minutes=60)
        for n in range(1, technicians + 1)
        for number in range(visits)
    ]
    orders = [a_work_order(id=each.work_order_id, location=north(index % 5 * 6), requested="06:30",
                           external=(("city", each.id),)) for index, each in enumerate(planned)]  # fmt: skip
    types = [a_work_type(documents=("photo",)), a_work_type(id="GAS_LEAK", safety=True)]
    played = Played(a_board(*types, *rows, *shifts, *orders, *planned), seed)
    for visit in planned:
        played.release(visit.id, at("07:00"))
    return played


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_everything_that_people_do_is_lawful_and_comes_to_an_end(seed: int) -> None:
    played = a_day(seed).run(at("20:00"))
    assert played.refused == []
    sick = {absence.technician_id for absence in played.board.absences.values()}
    for visit in played.board.visits.values():
        line = visit.assignment
        if line is not None and line.technician_id not in sick:
            assert visit.state in DONE_FOR_NOW, visit
    assert len(played.ids) == len(set(played.ids))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_steps_happen_one_after_another_and_nobody_is_in_two_places(seed: int) -> None:
    played = a_day(seed).run(at("20:00"))
    for who in played.board.technicians:
        spans = []
        for visit in played.board.route(who):
            stamps = visit.stamps
            steps = [stamps.released_s, stamps.accepted_s, stamps.en_route_s, stamps.on_site_s, stamps.working_s,
                     stamps.done_s]  # fmt: skip
            known = [each for each in steps if each is not None]
            assert known == sorted(known)
            if stamps.en_route_s and stamps.done_s:
                spans.append((stamps.en_route_s, stamps.done_s))
        assert all(before[1] <= after[0] for before, after in pairwise(sorted(spans)))


def test_the_same_seed_plays_the_same_day_and_another_plays_another() -> None:
    assert a_day(7).run(at("20:00")).log == a_day(7).run(at("20:00")).log
    assert a_day(7).run(at("20:00")).log != a_day(8).run(at("20:00")).log


def test_another_order_of_dispatching_leaves_the_draws_of_a_visit_alone() -> None:
    late = a_day(7)
    for visit in list(late.board.route("T02")):
        late.act(_recall(visit.id), _desk(), at("07:00"))
    early, late = a_day(7).run(at("20:00")), late.run(at("20:00"))
    for visit in early.board.route("T01"):
        assert late.board.visits[visit.id].stamps == visit.stamps


def test_a_field_that_forgets_everything_goes_on_with_the_same_identities() -> None:
    whole = a_day(11).run(at("20:00"))
    broken = a_day(11).run(at("10:00"))
    again = Played(broken.board, 11)
    again.people = broken.people
    again.run(at("20:00"))
    assert broken.ids + again.ids == whole.ids


def test_what_people_do_varies_over_days() -> None:
    kinds: Counter[str] = Counter()
    for seed in range(60):
        for _, _, event in a_day(seed).run(at("20:00")).log:
            kinds[str(getattr(event, "step", type(event).__name__))] += 1
    for kind in ("accept", "reject", "depart", "arrive", "no_access", "start", "suspend", "resume", "complete",
                 "leave_incomplete", "cancel", "DurationExtended", "AbsenceRecorded", "WorkOrderOpened"):  # fmt: skip
        assert kinds[kind] > 0, kind
    assert kinds["WorkOrderOpened"] == 60 * HOME.emergencies
    assert 0.8 < kinds["complete"] / kinds["start"] < 1


@pytest.mark.parametrize(("start", "earliest", "latest"), [("08:00", "07:00", "07:59"), ("10:00", "08:00", "09:59")])
def test_whoever_is_to_be_there_when_the_shift_begins_drives_before_it(start: str, earliest: str, latest: str) -> None:
    visit = a_visit(technician="T05", start=start, state=VisitState.ACCEPTED)
    played = Played(a_board(a_technician(home=north(20)), a_shift(), visit), 1)
    (due,) = technician.due(played.phone("T05"))
    assert due.request.act.step is Step.DEPART
    assert at(earliest) <= due.at_s <= at(latest)


def test_nobody_drives_before_their_shift_or_while_absent() -> None:
    visit = a_visit(technician="T05", start="08:30", state=VisitState.ACCEPTED)
    played = Played(a_board(a_technician(), a_shift(), visit), 1)
    (due,) = technician.due(played.phone("T05"))
    assert due.request.act.step is Step.DEPART
    assert due.at_s >= at("08:00")
    absent = Played(a_board(a_technician(), a_shift(), an_absence(start="08:00", end="17:00"), visit), 1)
    assert technician.due(absent.phone("T05")) == ()


def test_an_overrun_is_reported_before_it_happens_and_only_once() -> None:
    for seed in range(200):
        played = a_day(seed, visits=1, technicians=1).run(at("20:00"))
        facts = [event for _, _, event in played.log if type(event).__name__ == "DurationExtended"]
        assert len(facts) <= 1
        if facts:
            visit = played.board.visits[facts[0].visit_id]
            assert visit.stamps.done_s - visit.stamps.working_s >= 3600 + HOME.overrun_from_s
            assert facts[0].by_s % 300 == 0
            return
    pytest.fail("two hundred days without an overrun")


def test_customers_ask_when_they_really_did_and_only_once() -> None:
    act = TakeRequest(row=a_work_order(id="", external=(("city", "19-1"),)))
    played = Played(a_board(), 3, [(at("09:12"), act)]).run(at("09:11"))
    assert [order.external[0].source for order in played.board.work_orders.values()].count("city") == 0
    played.run(at("09:13"))
    played.run(at("20:00"))
    assert [order.external[0].source for order in played.board.work_orders.values()].count("city") == 1


def test_a_device_on_the_road_is_between_its_places() -> None:
    visit = a_visit(technician="T05", start="09:00", state=VisitState.EN_ROUTE)
    order = a_work_order(location=north(20))
    played = Played(a_board(a_technician(), a_shift(), order, visit), 1)
    before, moves = pace.where(played.phone("T05"), 0)
    assert moves
    assert before == played.board.technicians["T05"].home
    after, _ = pace.where(played.phone("T05"), at("23:00"))
    assert after == north(20)


def test_draws_belong_to_their_key() -> None:
    draws = Draws(5)
    first = draws.unit("V60", "work")
    [draws.unit(number) for number in range(100)]
    assert draws.unit("V60", "work") == first
    assert draws.unit("V60", "drive") != first
    assert Draws(6).unit("V60", "work") != first
    many = [draws.lognormal(100, 0.3, number) for number in range(2000)]
    assert 97 < median(many) < 103
    assert 0.01 < sum(draws.chance(0.03, number) for number in range(3000)) / 3000 < 0.05
    assert {draws.one_of("abc", number) for number in range(50)} == set("abc")


def _recall(visit_id: str) -> object:
    from tests.builders import a_request

    return a_request(act=AdvanceVisit(visit_id=visit_id, step=Step.RECALL), id=f"recall-{visit_id}", override="other",
                     override_text="test")  # fmt: skip


def _desk() -> object:
    from tests.field.day import DESK

    return DESK
