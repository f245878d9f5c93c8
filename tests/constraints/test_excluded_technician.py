from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Ban, TechnicianId
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit
from tests.constraints.asking import ask, only
from tests.supplies import an_order_at


def banned(*by: str, who: str = "T05") -> Board:
    bans = tuple(Ban(technician_id=TechnicianId(who), by=each) for each in by)
    people = (a_technician(), a_technician(id="T06"), a_shift(), a_shift(technician="T06"))
    return a_board(*people, an_order_at(bans=bans), a_visit(id="V61"))


def test_a_ban_of_the_customer_or_of_safety_nobody_breaks():
    found = only(ask(banned("customer"), "excluded_technician"))
    assert found.sentence == "The customer of V61 does not want T05 sent."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.NOBODY, "work_orders/W61", 1, "ban")
    assert (found.need, found.have) == ("anybody but T05", "T05")
    safety = only(ask(banned("safety"), "excluded_technician"))
    assert (safety.level, safety.sentence) == (Level.NOBODY, "T05 is barred from the site of V61 for safety.")


def test_a_ban_of_the_office_is_a_leads_to_break():
    found = only(ask(banned("office"), "excluded_technician"))
    assert (found.level, found.sentence) == (Level.LEAD, "The office does not send T05 to the site of V61.")


def test_of_several_bans_the_strictest_is_told():
    assert only(ask(banned("office", "customer"), "excluded_technician")).level is Level.NOBODY
    assert "for safety" in only(ask(banned("office", "customer", "safety"), "excluded_technician")).sentence


def test_who_is_not_banned_goes_and_who_goes_along_is_judged_too():
    board = banned("customer", who="T06")
    assert ask(board, "excluded_technician") == ()
    assert only(ask(board, "excluded_technician", mates=("T06",))).have == "T06"


def test_a_ban_from_one_site_is_none_from_another():
    board = banned("customer")
    board.put(replace(a_visit(id="V62")))
    assert ask(board, "excluded_technician", visit="V62") == ()
