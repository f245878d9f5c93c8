import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Agreement, Policy, Rules, Window
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from tests.builders import a_board, a_shift, a_technician, a_visit, at, window
from tests.constraints.asking import ask, leave, only

DAY_S = 24 * 3600


def board(*, rules: Rules, **visit: object) -> Board:
    """One visit, and the office's terms."""
    return a_board(a_technician(), a_shift(), a_visit(id="V61", **visit), Policy(id="P1", rules=rules))  # type: ignore[arg-type]


def test_without_terms_nothing_is_judged():
    plain = board(rules=Rules(), technician="T05", start="10:00")
    assert ask(plain, "booking_policy", start="11:00", now="10:59", standing=Standing.CUSTOMER) == ()


def test_too_little_notice_is_told_to_the_minute():
    found = only(ask(board(rules=Rules(notice_s=7200)), "booking_policy", start="10:00", now="09:15"))
    assert found.sentence == ("V61 at 10:00 is 45 min from now; bookings need 2 h of notice: 1 h 15 min too little.")
    assert (found.amount, found.unit, found.subject) == (75, "min", "visits/V61")


def test_exactly_the_notice_is_enough():
    strict = board(rules=Rules(notice_s=7200))
    assert ask(strict, "booking_policy", start="10:00", now="08:00") == ()
    assert only(ask(strict, "booking_policy", start="10:00", now=at("08:00") + 60)).amount == 1


def test_bookings_go_no_further_ahead_than_the_lead():
    ahead = board(rules=Rules(lead_s=7 * DAY_S))
    assert ask(ahead, "booking_policy", start=at("07:00", day="2019-10-28")) == ()
    found = only(ask(ahead, "booking_policy", start=at("10:00", day="2019-10-28")))
    assert found.sentence == "V61 at Mon 28 Oct 10:00 is 7 d 3 h from now; bookings go 7 d ahead: 3 h too far."
    assert found.amount == 180


@pytest.mark.parametrize(("day", "hours"), [("2019-03-10", 3), ("2019-11-03", 5)])
def test_notice_is_time_that_passes_where_a_clock_changes(day: str, hours: int):
    notice = board(rules=Rules(notice_s=hours * 3600))
    assert ask(notice, "booking_policy", start=at("04:00", day=day), now=at("00:00", day=day)) == ()
    found = only(ask(notice, "booking_policy", start=at("04:00", day=day), now=at("00:00", day=day) + 60))
    assert found.amount == 1


@pytest.mark.parametrize(
    ("standing", "level"),
    [(Standing.CUSTOMER, Level.NOBODY), (Standing.AUTOMATION, Level.NOBODY), (Standing.OFFICE, Level.LEAD),
     (Standing.DESK, Level.DISPATCHER)],
)  # fmt: skip
def test_who_asks_decides_who_may_break_it(standing: Standing, level: Level):
    found = only(
        ask(board(rules=Rules(notice_s=7200)), "booking_policy", start="10:00", now="09:00", standing=standing)
    )
    assert found.level is level


def test_a_blackout_is_judged_by_overlap():
    shut = board(rules=Rules(blackouts=(window("12:00", "14:00"),)))
    found = only(ask(shut, "booking_policy", start="11:30"))
    assert found.sentence == "Nothing is booked 12:00 to 14:00; V61 11:30 to 12:30 overlaps by 30 min."
    assert found.amount == 30
    assert ask(shut, "booking_policy", start="11:00") == ()
    assert ask(shut, "booking_policy", start="14:00") == ()
    assert only(ask(shut, "booking_policy", start=at("14:00") - 60)).amount == 1
    night = board(rules=Rules(blackouts=(Window(start_s=at("23:00"), end_s=at("25:00")),)))
    assert only(ask(night, "booking_policy", start="24:30")).amount == 30
    assert ask(night, "booking_policy", start="25:00") == ()


def test_a_holiday_is_the_sites_and_begins_at_its_midnight():
    holiday = board(rules=Rules(holidays=("2019-10-22",)))
    found = only(ask(holiday, "booking_policy", start=at("10:00", day="2019-10-22")))
    assert found.sentence == ("2019-10-22 is a holiday, on which V61 10:00 to 11:00 cannot be booked.")
    assert (found.amount, found.unit) == (1, "day")
    assert ask(holiday, "booking_policy", start="23:00") == (), "it ends with the day before"
    assert len(ask(holiday, "booking_policy", start=at("23:00") + 60)) == 1
    assert ask(holiday, "booking_policy", start="48:00") == ()


def test_an_arrival_inside_the_promise_is_no_new_booking():
    rules = Rules(notice_s=DAY_S, holidays=("2019-10-21",))
    promised = board(rules=rules, promise=("10:00", "12:00"))
    assert ask(promised, "booking_policy", start="12:00", now="09:55") == ()
    assert len(ask(promised, "booking_policy", start=at("12:00") + 60, now="09:55")) == 2


def test_the_desk_moves_what_stands_within_its_day_without_being_asked():
    rules = Rules(notice_s=2 * DAY_S)
    placed = board(rules=rules, technician="T05", start="10:00")
    assert ask(placed, "booking_policy", start="15:00") == ()
    assert ask(placed, "booking_policy", start="15:00", standing=Standing.AUTOMATION) == ()
    assert only(ask(placed, "booking_policy", start=at("00:00", day="2019-10-22"))).amount == (48 - 17) * 60
    assert only(ask(placed, "booking_policy", start="15:00", standing=Standing.OFFICE)).amount == 40 * 60
    assert ask(placed, "booking_policy", start="10:00", standing=Standing.OFFICE) == (), "it stays where it is"


def test_a_customer_changes_a_time_early_enough_or_not_at_all():
    kept = board(rules=Rules(cancel_notice_s=4 * 3600), technician="T05", start="14:00")
    assert ask(kept, "booking_policy", start="16:00", now="10:00", standing=Standing.CUSTOMER) == ()
    found = only(ask(kept, "booking_policy", start="16:00", now="12:30", standing=Standing.CUSTOMER))
    assert found.sentence == (
        "V61 at 14:00 is 1 h 30 min from now and may be changed until 4 h before: 2 h 30 min too late."
    )
    assert (found.level, found.amount) == (Level.NOBODY, 150)
    assert ask(kept, "booking_policy", start="16:00", now="12:30", standing=Standing.DESK) == ()


def test_giving_a_time_back_is_judged_of_who_asks_for_the_customer():
    kept = board(rules=Rules(cancel_notice_s=4 * 3600), technician="T05", start="14:00")

    def terms(now: str, standing: Standing) -> list[str]:
        return [each.sentence for each in leave(kept, now, standing=standing) if each.constraint == "booking_policy"]

    assert terms("10:00", Standing.OFFICE) == []
    late = "V61 at 14:00 is 3 h 59 min from now and may be given back until 4 h before: 1 min too late."
    assert terms("10:01", Standing.OFFICE) == [late]
    assert terms("10:01", Standing.DESK) == []


def test_a_customer_changes_a_time_as_often_as_is_granted():
    rules = Rules(most_reschedules=1)
    once = board(rules=rules, technician="T05", start="14:00")
    assert ask(once, "booking_policy", start="16:00", standing=Standing.OFFICE) == ()
    twice = board(rules=rules)
    agreed = (Agreement(about="promise", text="later"), Agreement(about="access", text="ring"))
    twice.put(replace(once.visits["V61"], agreements=agreed, bump_count=5))
    found = only(ask(twice, "booking_policy", start="16:00", standing=Standing.OFFICE))
    assert found.sentence == "V61 may change its time 1 time and has done so 1 time."
    assert (found.level, found.amount, found.unit) == (Level.LEAD, 1, "change")
