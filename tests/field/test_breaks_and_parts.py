"""Technicians of the field eat when they may, report the parts that they used, and leave reporting to the lead."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Break, PartNeed, PartUse, Row, Stamps, VisitState
from dispatchtui.field import technician
from tests.builders import a_board, a_line, a_shift, a_technician, a_visit, at
from tests.field.day import Played

LUNCH = Break(start_s=at("11:00"), end_s=at("14:00"), length_s=1800)


def next_departure(*rows: Row) -> float:
    played = Played(a_board(a_technician(), replace(a_shift(), breaks=(LUNCH,)), *rows), 1)
    (due,) = [each for each in technician.due(played.phone("T05")) if each.request.act.step is Step.DEPART]
    return due.at_s


def test_who_is_free_in_the_window_of_a_break_takes_it_before_going_on() -> None:
    done = a_visit(id="V60", technician="T05", start="10:00", state=VisitState.DONE)
    worked = Stamps(en_route_s=at("09:50"), on_site_s=at("10:00"), working_s=at("10:00"), done_s=at("11:10"))
    ahead = a_visit(id="V61", technician="T05", start="11:15", state=VisitState.ACCEPTED)
    assert next_departure(replace(done, stamps=worked), ahead) == at("11:40")


def test_a_break_that_was_taken_is_not_taken_again() -> None:
    first = replace(a_visit(id="V60", technician="T05", start="10:00", state=VisitState.DONE),
                    stamps=Stamps(en_route_s=at("09:50"), on_site_s=at("10:00"), done_s=at("11:10")))  # fmt: skip
    second = replace(a_visit(id="V61", technician="T05", start="11:45", state=VisitState.DONE),
                     stamps=Stamps(en_route_s=at("11:41"), on_site_s=at("11:45"), done_s=at("12:30")))  # fmt: skip
    ahead = a_visit(id="V62", technician="T05", start="12:35", state=VisitState.ACCEPTED)
    assert next_departure(first, second, ahead) < at("12:45")


def test_what_was_needed_is_reported_as_used() -> None:
    visit = replace(a_visit(technician="T05", start="09:00", state=VisitState.WORKING),
                    parts=(PartNeed(part="LAMP", quantity=2),), stamps=Stamps(working_s=at("09:00")))  # fmt: skip
    uses = set()
    for seed in range(40):
        played = Played(a_board(a_technician(), a_shift(), visit), seed)
        uses |= {each.request.act.parts_used for each in technician.due(played.phone("T05"))
                 if getattr(each.request.act, "step", None) is Step.COMPLETE}  # fmt: skip
    assert uses == {(PartUse(part="LAMP", quantity=2),)}


def test_of_a_crew_only_the_lead_reports() -> None:
    visit = a_visit(technician="T05", start="09:00", state=VisitState.RELEASED)
    visit = replace(visit, crew=(visit.crew[0], replace(a_line(technician="T06", start="09:00"), role="second")))
    board = a_board(a_technician(), a_technician(id="T06"), a_shift(), a_shift(technician="T06"), visit)
    played = Played(board, 1)
    assert len(technician.due(played.phone("T05"))) == 1
    assert technician.due(played.phone("T06")) == ()
