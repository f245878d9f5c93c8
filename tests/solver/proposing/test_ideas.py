"""Each idea alone: what it offers where it is a good one, and nothing where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import AmendVisit, RecordAgreement
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import CoolDown, CrewNeed, Duration, Lock, Row, Stamps, TechnicianId, Visit, VisitState
from dispatchtui.solver.proposing.dated import dated_offers, promise_around
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.keeping_it import keeping_it
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.moving import moving
from dispatchtui.solver.proposing.proposal import REVIEW, Disruption, Option
from dispatchtui.solver.proposing.replanning import replanning
from dispatchtui.solver.proposing.resequencing import resequencing
from dispatchtui.solver.proposing.settle import propose
from dispatchtui.solver.proposing.swapping import swapping
from dispatchtui.solver.proposing.waiting_longer import another_day, later
from tests.builders import (
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    a_working_board,
    an_absence,
    at,
    north,
    window,
)
from tests.solver.proposing.scenes import brief, flood, here, offered

NOW = at("10:00")
S = VisitState


def sure(visit: Visit) -> Visit:
    return replace(visit, duration=Duration(p50_s=3600, p80_s=3600))


def about(*visits: str, kind: str = "AT_RISK", subject: str = "") -> Disruption:
    return Disruption(id="x", kind=kind, subject=subject or f"visits/{visits[0]}", visits=visits, sentence="It is so.")


def asked(idea: Callable[[Matter], Iterator[Option]], board: Board, disruption: Disruption) -> list[Option]:
    return list(idea(Matter(board, disruption, NOW)))


def tomorrow(*people: str, days: int = 1) -> list[Row]:
    return [a_shift(technician=each, start=f"{8 + 24 * day}:00", end=f"{17 + 24 * day}:00", id=f"{each}:{day}")
            for each in people for day in range(1, days + 1)]  # fmt: skip


def far(*rows: Row) -> Board:
    """T01 in the north and T02 in the south; each has a visit at 12:00 where the other one is."""
    return a_working_board(
        a_technician(id="T01", home=north(40)), a_technician(id="T02", home=north(-40)),
        a_work_order(id="W1", location=north(-40)), a_work_order(id="W2", location=north(40), address="2 Mill St"),
        sure(a_visit(id="V1", technician="T01", start="12:00", travel_minutes=80)),
        sure(a_visit(id="V2", technician="T02", start="12:00", travel_minutes=80)),
        *rows, technicians=2,
    )  # fmt: skip


def test_two_change_places_where_that_saves_the_way() -> None:
    (option,) = asked(swapping, far(), about("V1"))
    (row,) = option.rows
    assert (row.visit_id, row.technician_id, row.effects.travel_s) == ("V1", "T02", -2 * 80 * 60)
    assert option.cost < 0
    assert row.sentence == "V1 goes from T01 to T02 at 12:00; V2 to T01 at 12:00."


def test_nobody_changes_places_with_who_may_not_do_the_work() -> None:
    board = far(sure(a_visit(id="V2", technician="T02", start="12:00", needs={"ELEC": 1})))
    assert asked(swapping, board, about("V1")) == []


def test_the_same_people_go_in_another_order_where_that_keeps_the_words() -> None:
    board = a_working_board(
        sure(a_visit(id="V1", technician="T01", start="11:00")),
        sure(a_visit(id="V2", technician="T01", start="12:00", promise=("11:00", "11:30"))), technicians=1,
    )  # fmt: skip
    (option,) = asked(resequencing, board, about("V2"))
    assert [(each.visit_id, each.arrival_s, each.late_s) for each in option.rows] == [("V2", at("11:00"), 0)]
    promised = sure(a_visit(id="V1", technician="T01", start="11:00", promise=("11:00", "11:15")))
    board.put(promised)
    assert asked(resequencing, board, about("V2")) == [], "the other one would break its word"


def test_later_is_the_same_people_and_asks_who_counts_on_a_time() -> None:
    board = a_working_board(sure(a_visit(id="V1", technician="T01", start="12:00", promise=("11:30", "12:30"))),
                            an_absence(technician="T01", start="12:00", end="14:00", kind="meeting"))  # fmt: skip
    (option,) = asked(later, board, about("V1", kind="CALENDAR_BLOCK", subject="absences/A1"))
    (row,) = option.rows
    assert (row.technician_id, row.arrival_s, row.grade, row.asks) == ("T01", at("14:00"), REVIEW, ("consent",))
    assert row.acts[:2] == (
        RecordAgreement(visit_id="V1", about="promise",
                        text="Mon 21 Oct 14:00 to 15:00 instead of Mon 21 Oct 11:30 to 12:30."),
        AmendVisit(visit_id="V1", promise=window("14:00", "15:00")),
    )  # fmt: skip


def test_another_day_is_dated_and_keeps_the_length_of_the_promise() -> None:
    board = a_working_board(sure(a_visit(id="V1", technician="T01", start="12:00", promise=("11:30", "12:30"))),
                            *tomorrow("T01", "T02"))  # fmt: skip
    (option,) = asked(another_day, board, about("V1"))
    (row,) = option.rows
    assert (row.kind, row.start_s, row.asks) == ("another_day", at("32:00"), ("consent",))
    assert asked(another_day, a_working_board(board.visits["V1"]), about("V1")) == [], "nobody works then"


def test_what_had_to_make_room_is_offered_two_dates() -> None:
    bumped = replace(a_visit(id="V1"), bump_count=1)
    board = a_working_board(bumped, *tomorrow("T01", days=3))
    options = asked(another_day, board, about("V1", kind="BUMPED"))
    assert [each.rows[0].start_s for each in options] == [at("32:00"), at("56:00")]
    offers = dated_offers(board, "V1", NOW, from_s=at("24:00"))
    assert [each.sentence for each, _ in offers] == [
        "Tue 22 Oct 08:00 to 10:00 with T01, there at 08:00.", "Wed 23 Oct 08:00 to 10:00 with T01, there at 08:00.",
    ]  # fmt: skip


def test_who_was_not_let_in_is_taken_back_before_another_time_is_given() -> None:
    visit = a_visit(id="V1", technician="T01", start="09:30", state=S.NO_ACCESS, stamps=Stamps(on_site_s=at("09:30")))
    board = a_working_board(visit, *tomorrow("T01"))
    for idea in (later, another_day):
        (option,) = asked(idea, board, about("V1", kind="NO_ACCESS"))
        assert option.rows[0].acts[0] == AdvanceVisit(visit_id="V1", step=Step.RETURN)
        assert "consent" in option.rows[0].asks


def test_a_promise_begins_on_the_half_hour_of_the_wall_clock() -> None:
    board = a_working_board(a_visit(id="V1", promise=("10:00", "11:00")))
    visit = board.visits["V1"]
    assert promise_around(board, visit, at("14:47")) == window("14:30", "15:30")
    assert promise_around(board, replace(visit, promise=None), at("14:47")) == window("14:30", "16:30")
    # In the night in which the clock goes back the hour from one to two is there twice.
    night = at("01:45", day="2019-11-03", fold=1)
    assert promise_around(board, visit, night).start_s == night - 15 * 60


def test_to_leave_it_tells_when_somebody_comes_and_who_is_told() -> None:
    running = sure(a_visit(id="V1", technician="T01", start="09:00", state=S.WORKING, extended_minutes=60,
                           stamps=Stamps(working_s=at("09:00"))))  # fmt: skip
    board = a_working_board(
        running, sure(a_visit(id="V2", technician="T01", start="10:15", promise=("10:00", "10:30")))
    )
    (found,) = disruptions(board, NOW)
    (option,) = asked(keeping_it, board, found)
    assert brief(option) == ("keep_and_tell", ("V2", "T01", at("11:00")))
    assert [each.sentence for each in option.effects.notices] == [
        "The customer of V2 is told: T01 comes at 11:00 instead of 10:15, 30 min after the promise of 10:00 to 10:30."
    ]
    assert (option.rows[0].acts, option.rows[0].green) == ((), False)


def test_less_urgent_work_makes_room_and_nobody_else_is_harmed() -> None:
    board = a_working_board(
        a_work_order(id="W1", priority=1, response_due="10:20"), sure(a_visit(id="V1")),
        a_work_order(id="W2", priority=4),
        sure(a_visit(id="V2", technician="T01", start="10:30", promise=("10:00", "10:40"))),
        *tomorrow("T01", days=2), technicians=1,
    )  # fmt: skip
    options = asked(moving, board, about("V1", kind="EMERGENCY_NEW"))
    assert [(each.kind, each.rows[0].technician_id, each.rows[0].arrival_s) for each in options][:1] == [
        ("bump", "T01", at("10:00")),
    ]  # fmt: skip
    assert [each.start_s for each in options[0].rows[0].offers] == [at("11:00"), at("32:00")]


def test_a_lock_is_for_people_and_a_locked_time_is_kept() -> None:
    sick = an_absence(technician="T01", start="09:00", end="17:00", kind="sick")
    held = sure(a_visit(id="V1", technician="T01", start="12:00", lock=Lock.TIME))
    fixed = sure(a_visit(id="V2", technician="T01", start="14:00", lock=Lock.RESOURCE))
    board = a_working_board(held, fixed, sick)
    (found,) = disruptions(board, NOW)
    option = asked(replanning, board, found)[0]
    assert [(each.visit_id, each.grade, each.start_s, each.asks) for each in option.rows] == [
        ("V1", "green", at("12:00"), ()), ("V2", "hard", None, ("lock",)),
    ]  # fmt: skip


def test_a_crew_of_which_one_is_missing_goes_at_its_time_with_another() -> None:
    visit = sure(a_visit(id="V1", technician="T01", start="12:00"))
    mate = replace(visit.crew[0], technician_id=TechnicianId("T02"), role="second")
    crew = replace(visit, crew_needs=(CrewNeed(),), crew=(*visit.crew, mate))
    for absent, people in (("T01", ("T03", "T02")), ("T02", ("T01", "T03"))):
        board = a_working_board(crew, an_absence(technician=absent, start="09:00", end="17:00", kind="sick"))
        (found,) = disruptions(board, NOW)
        row = asked(replanning, board, found)[0].rows[0]
        act = row.acts[0]
        assert (act.technician_id, *act.mates) == people, absent  # type: ignore[union-attr]
        assert row.start_s == at("12:00")


def test_who_is_on_the_way_and_falls_sick_is_stopped_first() -> None:
    visit = sure(
        a_visit(id="V1", technician="T01", start="10:15", state=S.EN_ROUTE, stamps=Stamps(en_route_s=at("09:55")))
    )
    board = a_working_board(visit, an_absence(technician="T01", start="09:50", end="17:00", kind="sick"))
    (found,) = disruptions(board, NOW)
    row = asked(replanning, board, found)[0].rows[0]
    assert row.acts[0] == AdvanceVisit(visit_id="V1", step=Step.STOP_TRAVEL)
    assert (row.technician_id, "recall" in row.asks) == ("T02", False)


def test_who_rejected_it_is_not_offered_it_again_by_itself() -> None:
    visit = replace(a_visit(id="V1"), cool_downs=(CoolDown(technician_id=TechnicianId("T01"), until_s=at("34:00")),))
    board = a_working_board(visit, *tomorrow("T01", "T02"), technicians=2)
    (found,) = disruptions(board, NOW)
    assert found.kind == "REJECTED"
    assert [each.rows[0].technician_id for each in asked(moving, board, found)] == ["T02"]
    assert [each.technician_id for each, _ in dated_offers(board, "V1", NOW)] == ["T02", "T02"]


def test_the_same_acts_are_offered_once_whatever_they_are_called() -> None:
    board = flood()
    first = offered(board, "EMERGENCY_NEW:V60", at("11:20"), positions=here(at("11:20"))).options[0]
    (cause,) = [each for each in disruptions(board, at("11:20")) if each.id == "EMERGENCY_NEW:V60"]
    same = [replace(first, kind=kind) for kind in ("replan", "later", "move")]
    assert [each.kind for each in propose(board, cause, same, now_s=at("11:20")).options] == ["later"]
