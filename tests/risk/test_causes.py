"""What a lateness goes back to: one stop or one person, that did its part, and stays it once it was told."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Alert, Duration, Policy, Rules, Stamps, Visit, VisitState
from dispatchtui.risk.causes import Cause
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at, north
from tests.risk.test_standing import stands, sure

S = VisitState
SLOW = sure(a_visit(id="V1", technician="T05", start="08:00", state=S.WORKING, extended_minutes=90,
                    stamps=Stamps(working_s=at("08:00"))))  # fmt: skip


def a_day(*visits: Visit, **more: object) -> Board:
    return a_board(a_technician(**more), a_shift(), *visits)  # type: ignore[arg-type]


def test_everything_behind_one_overrun_has_one_cause():
    times = ((2, "09:30", "10:00"), (3, "10:30", "11:00"), (4, "11:30", "12:00"))
    behind = [
        sure(a_visit(id=f"V{number}", technician="T05", start=start, promise=("08:00", end)))
        for number, start, end in times
    ]
    board = a_day(SLOW, *behind)
    cause = Cause(kind="overrun", subject="visits/V1", words="V1 runs over")
    assert [stands(board, each.id, "09:00").cause for each in behind] == [cause] * 3


def test_a_gap_that_takes_the_delay_up_ends_the_search():
    behind = sure(a_visit(id="V2", technician="T05", start="11:00", promise=("08:00", "11:10")))
    assert stands(a_day(SLOW, behind), "V2", "09:00").cause == Cause(
        kind="breach", subject="visits/V2", words="planned close"
    )


def test_of_two_delays_the_greater_is_the_cause():
    second = sure(a_visit(id="V2", technician="T05", start="09:30", extended_minutes=10))
    third = sure(a_visit(id="V3", technician="T05", start="10:30", promise=("08:00", "11:00")))
    found = stands(a_day(SLOW, second, third), "V3", "09:00").cause
    assert found is not None
    assert found.subject == "visits/V1"
    second = replace(second, extended_s=120 * 60)
    found = stands(a_day(SLOW, second, third), "V3", "09:00").cause
    assert found == Cause(kind="overrun", subject="visits/V2", words="V2 takes longer")


def test_an_overrun_that_has_ended_is_still_the_cause():
    ended = sure(a_visit(id="V1", technician="T05", start="08:00", state=S.DONE,
                         stamps=Stamps(working_s=at("08:00"), done_s=at("10:30"))))  # fmt: skip
    behind = sure(a_visit(id="V2", technician="T05", start="09:30", promise=("08:00", "10:20")))
    assert stands(a_day(ended, behind), "V2", "10:30").cause == Cause(
        kind="overrun", subject="visits/V1", words="V1 ran over"
    )


def test_who_is_sick_is_the_cause_of_all_that_was_theirs():
    visit = sure(a_visit(technician="T05", start="11:00", promise=("08:00", "11:10")))
    board = a_board(
        a_technician(), a_shift(), visit, an_absence(technician="T05", start="09:00", end="17:00", kind="sick")
    )
    assert stands(board, "V60").cause == Cause(kind="absent", subject="technicians/T05", words="T05 is sick")


@pytest.mark.parametrize(
    ("state", "stamps", "words"),
    [(S.ACCEPTED, Stamps(), "T05 has not set out"),
     (S.EN_ROUTE, Stamps(en_route_s=at("09:55")), "T05 is late on the way")],
)  # fmt: skip
def test_who_sets_out_late_is_the_cause(state: VisitState, stamps: Stamps, words: str):
    visit = sure(a_visit(technician="T05", start="09:50", state=state, stamps=stamps, promise=("08:00", "10:10")))
    board = a_board(a_technician(home=north(30)), a_shift(), a_work_order(), visit)
    assert stands(board, "V60").cause == Cause(kind="late", subject="technicians/T05", words=words)


def test_what_a_late_arrival_moves_is_the_late_persons():
    stamps = Stamps(en_route_s=at("08:10"), on_site_s=at("09:00"), working_s=at("09:00"))
    came = sure(a_visit(id="V1", technician="T05", start="08:00", state=S.WORKING, stamps=stamps))
    behind = sure(a_visit(id="V2", technician="T05", start="09:30", promise=("08:00", "09:45")))
    assert stands(a_day(came, behind), "V2", "09:20").cause == Cause(
        kind="late", subject="technicians/T05", words="T05 came late to V1"
    )


def test_work_that_runs_into_its_own_due_is_its_own_overrun():
    board = a_board(a_technician(), a_shift(), a_work_order(id="W1", resolution_due="10:00"), SLOW)
    found = stands(board, "V1", "09:00")
    assert found.cause == Cause(kind="overrun", subject="visits/V1", words="work runs on")
    assert found.sentence == "V1 is to be done at 10:00, expected 10:30: 30 min late (work runs on)."


def test_within_the_grace_nothing_else_is_to_blame():
    slow = replace(SLOW, extended_s=5 * 60)
    behind = sure(a_visit(id="V2", technician="T05", start="09:00", promise=("08:00", "09:02")))
    found = stands(a_day(slow, behind), "V2", "08:30")
    assert found.cause == Cause(kind="breach", subject="visits/V2", words="planned close")
    assert stands(a_day(replace(slow, extended_s=6 * 60), behind), "V2", "08:30").cause == Cause(
        kind="overrun", subject="visits/V1", words="V1 runs over"
    )


def running_long(p80_minutes: int = 75, **more: object) -> Board:
    """V1 runs since 08:00 for an hour or more, and V2 behind it is due soon after it is planned."""
    first = replace(SLOW, extended_s=0, duration=Duration(p50_s=3600, p80_s=p80_minutes * 60), **more)
    behind = sure(a_visit(id="V2", technician="T05", start="09:00", promise=("08:00", "09:16")))
    return a_day(first, behind)


def test_work_that_may_run_over_and_has_not_is_no_cause():
    board = running_long()
    early, late = stands(board, "V2", "08:55").cause, stands(board, "V2", "09:05").cause
    assert early == Cause(kind="breach", subject="visits/V2", words="work before it may take longer")
    assert stands(board, "V2", "08:20").cause == Cause(kind="breach", subject="visits/V2", words="planned close")
    assert late == Cause(kind="overrun", subject="visits/V1", words="V1 runs over")
    board.put(Policy(id="P", rules=Rules(grace_s=12 * 60)))
    assert stands(board, "V2", "09:11").cause != late
    assert stands(board, "V2", "09:12").cause == late


def test_what_was_told_stays_the_cause_while_anything_of_it_holds():
    """V1 took 12 minutes longer, then 4: below the grace it stays what it was told to be, until nothing is left."""
    own = Cause(kind="breach", subject="visits/V2", words="planned close")
    behind = sure(a_visit(id="V2", technician="T05", start="09:00", promise=("08:00", "09:02")))
    ended = {done: replace(SLOW, state=S.DONE, extended_s=0, stamps=Stamps(working_s=at("08:00"), done_s=at(done)))
             for done in ("09:04", "09:00")}  # fmt: skip
    told = Alert(id="overrun:V1", kind="overrun", subject="visits/V1")
    over = Cause(kind="overrun", subject="visits/V1", words="V1 ran over")
    assert stands(a_day(ended["09:04"], behind), "V2", "09:04").cause == own
    board = a_day(ended["09:04"], behind)
    board.put(told)
    assert stands(board, "V2", "09:04").cause == over
    board.put(ended["09:00"])
    assert stands(board, "V2", "09:00").cause == own


def test_what_was_told_gives_way_only_to_another_that_does_more_than_the_grace_while_it_does_not():
    second = sure(a_visit(id="V2", technician="T05", start="09:30", extended_minutes=120))
    third = sure(a_visit(id="V3", technician="T05", start="10:30", promise=("08:00", "11:00")))
    board = a_day(SLOW, second, third)
    board.put(Alert(id="overrun:V1", kind="overrun", subject="visits/V1"))
    found = stands(board, "V3", "09:00").cause
    assert found is not None
    assert found.subject == "visits/V1", "the greater is V2, and V1 still does its part"
    board.put(replace(SLOW, extended_s=35 * 60))
    assert stands(board, "V3", "09:00").cause == Cause(kind="overrun", subject="visits/V1", words="V1 runs over")
    board.put(replace(SLOW, extended_s=4 * 60))
    found = stands(board, "V3", "09:00").cause
    assert found is not None
    assert found.subject == "visits/V2"
