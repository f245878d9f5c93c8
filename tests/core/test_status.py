"""What a technician is doing, in one word, and when they are next free."""

import pytest

from dispatchtui.core.model import Stamps, VisitState
from dispatchtui.core.status import TechnicianStatus, technician_status
from tests.builders import a_board, a_shift, a_technician, a_visit, an_absence, at

S = VisitState
STAMPS = Stamps(en_route_s=at("09:40"), on_site_s=at("09:55"), working_s=at("10:00"))


@pytest.mark.parametrize(
    ("state", "word", "since", "free"),
    [
        (S.EN_ROUTE, "travelling", "09:40", "11:00"),
        (S.ON_SITE, "on site", "09:55", "11:15"),
        (S.WORKING, "working", "10:00", "11:00"),
    ],
)
def test_a_busy_technician(state: VisitState, word: str, since: str, free: str):
    given = {
        S.EN_ROUTE: Stamps(en_route_s=at("09:40")),
        S.ON_SITE: Stamps(en_route_s=at("09:40"), on_site_s=at("09:55")),
        S.WORKING: STAMPS,
    }[state]
    now = {S.EN_ROUTE: "10:00", S.ON_SITE: "10:15", S.WORKING: "10:15"}[state]
    board = a_board(a_technician(), a_shift(), a_visit(technician="T05", state=state, stamps=given))
    assert technician_status(board, "T05", at(now)) == TechnicianStatus(
        word=word, since_s=at(since), visit_id="V60", next_free_s=at(free)
    )


def test_who_works_is_not_said_to_be_in_a_meeting():
    board = a_board(
        a_technician(), a_shift(), a_visit(technician="T05", state=S.WORKING, stamps=STAMPS), an_absence(start="10:00")
    )
    assert technician_status(board, "T05", at("12:10")).word == "working"


def test_an_absent_technician_is_free_when_the_shift_goes_on():
    board = a_board(a_technician(), a_shift(), an_absence(kind="meeting"))
    assert technician_status(board, "T05", at("12:30")) == TechnicianStatus(
        word="meeting", since_s=at("12:00"), next_free_s=at("13:00")
    )
    sick = a_board(a_technician(), a_shift(), an_absence(kind="sick", start="06:00", end="20:00"))
    assert technician_status(sick, "T05", at("12:30")) == TechnicianStatus(word="sick", since_s=at("06:00"))


def test_a_free_technician_is_free_since_the_last_visit_or_the_begin_of_the_shift():
    board = a_board(a_technician(), a_shift())
    assert technician_status(board, "T05", at("09:00")) == TechnicianStatus(
        word="free", since_s=at("08:00"), next_free_s=at("09:00")
    )
    done = a_visit(technician="T05", start="08:00", state=S.DONE, stamps=Stamps(working_s=1, done_s=at("08:50")))
    assert technician_status(a_board(a_technician(), a_shift(), done), "T05", at("09:30")).since_s == at("08:50")


def test_off_shift_and_gone():
    board = a_board(a_technician(), a_shift())
    assert technician_status(board, "T05", at("07:00")) == TechnicianStatus(word="off shift", next_free_s=at("08:00"))
    assert technician_status(board, "T05", at("17:00")) == TechnicianStatus(word="off shift")
    assert technician_status(a_board(a_technician(active=False)), "T05", 0).word == "gone"
    assert technician_status(board, "T99", 0).word == "gone"
