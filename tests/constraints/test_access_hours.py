from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Agreement, Opening
from dispatchtui.core.refusals import Level
from tests.builders import a_board, a_shift, a_technician, a_visit, a_work_order, at
from tests.constraints.asking import ask, only
from tests.time_rows import an_opening

RULE = "access_hours"
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


def board(*hours: Opening, closed: tuple[str, ...] = (), minutes: int = 60, about: str = "", zone: str = "") -> Board:
    order = a_work_order(id="W61")
    site = replace(order.site, hours=hours, closed=closed, zone=zone or order.site.zone)
    agreed = (Agreement(about=about, text="Ring at the back."),) if about else ()
    visit = replace(a_visit(id="V61", minutes=minutes), agreements=agreed)
    return a_board(a_technician(), a_shift(), replace(order, site=site), visit)


def test_nobody_stays_on_site_after_it_closed():
    found = only(ask(board(an_opening()), RULE, start="15:30"))
    assert found.sentence == (
        "The site of V61 is open on Mon 21 Oct from 08:00 to 16:00; 15:30 to 16:30 is 30 min outside, "
        "and no agreement about access is recorded."
    )
    assert (found.level, found.amount, found.unit) == (Level.NOBODY, 30, "min")
    assert found.subject == "work_orders/W61"


def test_from_the_first_to_the_last_second_it_is_open():
    assert ask(board(an_opening()), RULE, start="08:00") == ()
    assert ask(board(an_opening()), RULE, start="15:00") == ()
    assert only(ask(board(an_opening()), RULE, start=at("15:00") + 1)).amount == 1 / 60
    assert only(ask(board(an_opening()), RULE, start=at("08:00") - 1)).amount == 1 / 60


def test_a_site_without_hours_is_always_open_but_on_its_closed_dates():
    assert ask(board(), RULE, start="03:00") == ()
    found = only(ask(board(closed=("2019-10-21",)), RULE))
    assert found.need == "closed on Mon 21 Oct"
    assert found.amount == 60
    assert ask(board(closed=("2019-10-22",)), RULE) == ()
    assert only(ask(board(closed=("2019-10-22",)), RULE, start="23:40")).amount == 40


def test_a_weekday_without_an_opening_is_closed():
    found = only(ask(board(an_opening(weekdays=(1, 2))), RULE))
    assert found.sentence == (
        "The site of V61 is closed on Mon 21 Oct; 10:00 to 11:00 is 1 h outside, "
        "and no agreement about access is recorded."
    )


def test_an_agreement_about_access_makes_it_the_leads_to_answer_for():
    agreed = only(ask(board(an_opening(), about="access"), RULE, start="15:30"))
    assert agreed.level is Level.LEAD
    assert agreed.sentence.endswith("is 30 min outside, as the customer agreed.")
    assert only(ask(board(an_opening(), about="promise"), RULE, start="15:30")).level is Level.NOBODY


def test_a_closed_hour_in_the_middle_counts_alone():
    found = only(
        ask(board(an_opening("08:00", "12:00"), an_opening("13:00", "17:00"), minutes=180), RULE, start="11:00")
    )
    assert found.amount == 60
    assert found.need == "open on Mon 21 Oct from 08:00 to 12:00 and from 13:00 to 17:00"


def test_an_opening_across_midnight_and_the_site_not_the_technician_tells_the_time():
    night = board(an_opening("22:00", "30:00", weekdays=EVERY_DAY), minutes=240)
    assert ask(night, RULE, start="22:00") == ()
    assert ask(night, RULE, start="26:00") == ()
    assert only(ask(night, RULE, start="26:20")).amount == 20
    denver = board(an_opening(), zone="America/Denver")
    assert ask(denver, RULE, start="10:00") == ()
    assert only(ask(denver, RULE, start="09:30")).sentence.startswith(
        "The site of V61 is open on Mon 21 Oct from 08:00 to 16:00; 07:30 to 08:30 is 30 min outside"
    )


def test_the_nights_of_the_change_are_an_hour_shorter_and_longer():
    night = an_opening("22:00", "30:00", weekdays=EVERY_DAY)
    for eve, hours in (("2019-03-09", 7), ("2019-11-02", 9)):
        start = at("22:00", day=eve)
        whole = board(night, minutes=hours * 60)
        assert ask(whole, RULE, start=start, now=start - 3600) == ()
        assert only(ask(whole, RULE, start=start + 900, now=start - 3600)).amount == 15


def test_a_visit_of_unknown_length_arrives_while_it_is_open():
    assert ask(board(an_opening(), minutes=0), RULE, start=at("16:00") - 1) == ()
    assert only(ask(board(an_opening(), minutes=0), RULE, start="16:00")).level is Level.NOBODY
