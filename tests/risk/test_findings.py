"""Who is late, silent or away, what a plan breaks and what data lacks: from when on, and in which words."""

import pytest
from msgspec.structs import replace

from dispatchtui.constraints.watch import Watch
from dispatchtui.core.board import Board
from dispatchtui.core.model import Policy, Position, Row, Rules, Stamps, Visit, VisitState
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.sla import Band
from dispatchtui.risk.case import cases_of
from dispatchtui.risk.delays import delays
from dispatchtui.risk.findings import Finding, alert_row
from dispatchtui.risk.forecast import forecast
from dispatchtui.risk.gaps import conflicts, data_gaps, forgotten_clocks
from dispatchtui.risk.people import absent, unacknowledged
from dispatchtui.risk.rounds import findings
from tests.builders import (
    a_board,
    a_duration,
    a_policy,
    a_shift,
    a_technician,
    a_visit,
    a_work_order,
    an_absence,
    at,
    north,
)
from tests.journeys.scenarios import position

S = VisitState


def a_day(*rows: Row) -> Board:
    """T05 on shift from 08:00 to 17:00, and these rows."""
    return a_board(a_technician(), a_shift(), *rows)


def going(state: VisitState, **more: object) -> Visit:
    """V60 of T05 at 10:00, 20 minutes of driving before."""
    given = {"technician": "T05", "start": "10:00", "travel_minutes": 20, "state": state, **more}
    certain = a_duration(minutes=60, p80_minutes=60)
    return replace(a_visit(**given), duration=certain)  # type: ignore[arg-type]


def late(board: Board, clock: str, position: Position | None = None) -> list[Finding]:
    now_s = at(clock)
    return list(delays(cases_of(board, "T05", now_s, lambda who: forecast(board, who, now_s, position))))


def blind(board: Board, clock: str) -> list[Finding]:
    """The same where nothing is expected of anybody."""
    return list(delays(cases_of(board, "T05", at(clock), lambda who: None)))


def words(found: list[Finding] | tuple[Finding, ...]) -> list[str]:
    return [each.sentence for each in found]


# Late and silent.


def test_who_has_not_set_out_by_the_grace_is_late():
    site = a_work_order(location=north(20))
    board = a_day(going(S.ACCEPTED), site)
    assert late(board, "09:44") == []
    (found,) = late(board, "09:45")
    assert found.sentence == ("T05 should have set out for V60 at 09:40 and has not: 5 min late, expected at 10:05.")
    assert (found.id, found.visit_id, found.cause) == ("late:T05", "V60", "T05 has not set out")
    assert (found.act, found.band) == ("call T05", Band.WATCH)
    board.put(Policy(id="P1", rules=Rules(grace_s=0)))
    assert late(board, "09:39") == []
    assert len(late(board, "09:40")) == 1


def test_who_was_never_told_is_told_to_be_released():
    (found,) = late(a_day(going(S.PLANNED)), "09:52")
    assert found.sentence == (
        "T05 was to set out for V60 at 09:40 and was not told of it: 12 min late, expected at 10:00."
    )
    assert found.act == "release it"


def test_after_a_while_nobody_knows_what_goes_on():
    board = a_day(going(S.ACCEPTED))
    assert [each.kind for each in late(board, "11:09")] == ["late"]
    (found,) = late(board, "11:10")
    assert (found.id, found.cause) == ("stale:T05", "T05 is silent")
    assert found.sentence == ("T05 should have set out for V60 at 09:40, and no step was reported for 1 h 30 min.")


def test_who_is_busy_away_or_has_just_come_free_is_not_late():
    busy = a_visit(id="V59", technician="T05", start="08:30", state=S.WORKING, stamps=Stamps(working_s=at("08:30")))
    assert late(a_day(busy, going(S.ACCEPTED)), "10:00") == []
    done = replace(busy, state=S.DONE, stamps=Stamps(working_s=at("08:30"), done_s=at("09:50")))
    assert late(a_day(done, going(S.ACCEPTED)), "09:54") == []
    assert [each.sentence for each in late(a_day(done, going(S.ACCEPTED)), "09:55")] == [
        "T05 should have set out for V60 at 09:50 and has not: 5 min late, expected at 10:00."
    ]
    sick = an_absence(kind="sick", start="08:00", end="17:00")
    assert late(a_day(sick, going(S.ACCEPTED)), "10:00") == []


def test_a_way_that_takes_too_long_is_told_and_then_that_nobody_arrives():
    set_out = going(S.EN_ROUTE, stamps=Stamps(en_route_s=at("09:40")))
    board = a_day(set_out, a_work_order(location=north(20)))
    assert blind(board, "10:04") == []
    assert late(board, "10:04") == []
    (found,) = blind(board, "10:05")
    assert found.sentence == "T05 set out for V60 at 09:40 and should be there at 10:00: 5 min late."
    assert (found.id, found.cause) == ("late:T05", "T05 is late on the way")
    seen = position("T05", north(9), at("10:00"))
    (found,) = late(board, "10:00", seen)
    assert found.sentence == (
        "T05 set out for V60 at 09:40 and should be there at 10:00: 11 min late, expected at 10:11."
    )
    assert [each.kind for each in late(board, "11:29")] == ["late"]
    (found,) = late(board, "11:30")
    assert (found.id, found.sentence) == ("stale:T05", (
        "No step of V60 was reported for 1 h 50 min: T05 set out at 09:40 and should have been there at 10:00."
    ))  # fmt: skip


def test_on_site_without_a_step():
    board = a_day(going(S.ON_SITE, stamps=Stamps(on_site_s=at("10:00"))))
    assert late(board, "11:29") == []
    (found,) = late(board, "11:35")
    assert found.sentence == "No step of V60 was reported for 1 h 35 min: T05 is on site since 10:00."
    assert (found.id, found.act, found.band) == ("stale:V60", "call T05", None)


def test_work_far_beyond_its_p80_without_a_word():
    working = going(S.WORKING, stamps=Stamps(working_s=at("10:00")))
    board = a_day(replace(working, duration=a_duration(minutes=60, p80_minutes=90)))
    assert late(board, "12:59") == []
    assert words(late(board, "13:00")) == [
        "No step of V60 was reported for 3 h: the work of T05 should have ended by 11:30."
    ]


def test_nobody_let_them_in():
    (found,) = late(a_day(replace(going(S.NO_ACCESS), state_reason="gate locked")), "10:10")
    assert found.sentence == "Nobody let T05 in at V60: gate locked."
    assert (found.id, found.act) == ("no_access:V60", "call the customer")


# People.


def silent(board: Board, clock: str) -> tuple[Finding, ...]:
    return tuple(unacknowledged(cases_of(board, "T05", at(clock), lambda who: None)))


def missing(board: Board) -> tuple[Finding, ...]:
    return tuple(absent(board, "T04", at("07:10"), lambda who: None))


def test_what_nobody_accepts_is_told_with_the_moment_of_leaving():
    released = going(S.RELEASED, stamps=Stamps(released_s=at("08:00")))
    assert silent(a_day(released), "08:09") == ()
    (found,) = silent(a_day(released), "08:12")
    assert found.sentence == "T05 has not accepted V60: released at 08:00, 12 min ago, to set out at 09:40."
    assert (found.id, found.visit_id, found.act_by_s) == ("no_ack:T05", "V60", at("09:40"))
    more = [a_visit(id=f"V{number}", technician="T05", start=f"{number - 50}:30", state=S.RELEASED,
                    stamps=Stamps(released_s=at("08:00"))) for number in (61, 62)]  # fmt: skip
    (found,) = silent(a_day(released, *more), "08:10")
    assert found.sentence == (
        "T05 has not accepted V60 and 2 others: released at 08:00, 10 min ago, to set out at 09:40."
    )
    assert found.others == ("V61", "V62")
    assert silent(a_day(replace(released, state=S.ACCEPTED)), "08:12") == ()


def test_once_they_should_have_left_it_is_that_they_have_not():
    released = going(S.RELEASED, stamps=Stamps(released_s=at("08:00")))
    board = a_day(released)
    assert [each.id for each in findings_at(board, "09:44")] == ["no_ack:T05"]
    assert [each.id for each in findings_at(board, "09:45")] == ["late:T05"]


def test_who_is_away_is_one_finding_with_all_that_is_planned():
    visits = [a_visit(id=f"V{number}", technician="T04", start=f"{number + 8}:00") for number in range(1, 9)]
    sick = an_absence(technician="T04", kind="sick", start="07:10", end="17:00")
    board = a_board(a_technician(id="T04"), sick, *visits)
    (found,) = missing(board)
    assert found.sentence == "T04 is sick until 17:00: 8 visits are still planned with them, V1 at 09:00 first."
    assert (found.id, found.visit_id, found.others) == ("absent:T04", "V1", tuple(f"V{each}" for each in range(2, 9)))
    assert (found.act, found.act_by_s) == ("a: give it to somebody else", at("09:00"))
    board = a_board(a_technician(id="T04"), sick, visits[0], replace(visits[1], state=S.DONE))
    assert words(missing(board)) == ["T04 is sick until 17:00: V1 at 09:00 is still planned with them."]
    meeting = replace(sick, kind="meeting")
    assert missing(a_board(a_technician(id="T04"), meeting, *visits)) == ()
    assert missing(a_board(a_technician(id="T04"), sick)) == ()


# Plans and data.


def findings_at(board: Board, clock: str) -> tuple[Finding, ...]:
    now_s = at(clock)
    watch = Watch(board, now_s)
    found = findings(board, now_s, lambda who: forecast(board, who, now_s), violations=watch.violations, positions={})
    return tuple(each for each in found if each.kind not in ("coverage", "data"))


def broken(board: Board) -> list[Finding]:
    return list(conflicts(board, at("08:00"), lambda who: None, Watch(board, at("08:00")).violations))


def test_a_plan_that_breaks_a_rule_is_told_before_the_truck_rolls():
    needy = a_visit(technician="T05", start="10:00", travel_minutes=20, territory="WEST")
    (found,) = broken(a_day(needy))
    assert found.sentence == "V60 is in WEST; T05 covers EAST."
    assert (found.id, found.act_by_s, found.cause) == ("conflict:V60", at("09:40"), "territory")
    assert found.act == "a: give it another place, or override: territory"
    assert broken(a_day(replace(needy, territory="EAST"))) == []


def test_an_overlap_is_told_once_and_not_of_what_runs_over():
    one, other = going(S.PLANNED), a_visit(id="V61", technician="T05", start="10:30")
    (found,) = broken(a_day(one, other))
    assert (found.id, found.act) == ("conflict:V61", "a: give it another place")
    assert found.sentence == "T05 is at V60 from 10:00 to 11:00; V61 10:30 to 11:30 overlaps by 30 min."
    over = going(S.WORKING, extended_minutes=30, minutes=30, stamps=Stamps(working_s=at("10:00")))
    assert broken(a_day(over, other)) == []
    ran_over = going(S.DONE, minutes=30, stamps=Stamps(working_s=at("10:00"), done_s=at("10:50")))
    assert broken(a_day(ran_over, other)) == [], "nor once it is done"
    twice = replace(ran_over, crew=one.crew)
    assert [each.id for each in broken(a_day(twice, other))] == ["conflict:V61"], "planned twice for the same time"


def test_several_broken_rules_of_a_visit_are_one_finding_and_a_warning_is_none():
    many = {"V60": tuple(Violation(constraint=name, level=Level.LEAD, sentence=f"{name} is broken.")
                         for name in ("shift_hours", "equipment"))}  # fmt: skip
    board = a_day(going(S.PLANNED))
    (found,) = conflicts(board, at("08:00"), lambda who: None, many)
    assert found.sentence == "shift_hours is broken (1 more)."
    warned = {"V60": (replace(many["V60"][0], level=Level.WARNING),)}
    assert conflicts(board, at("08:00"), lambda who: None, warned) == ()


def lacking(board: Board, clock: str = "08:00") -> list[tuple[str, str, str]]:
    return [(each.id, each.visit_id, each.sentence) for each in data_gaps(board, at(clock), {})]


def test_data_that_keeps_placed_or_due_work_out_is_told_and_the_rest_is_not():
    nowhere = a_work_order(location=None, response_due="12:00")
    assert lacking(a_day(a_visit(), nowhere)) == [
        ("data:W60", "V60", "V60 has no location, so every way to it is a guess of 20 min.")
    ]
    no_end = a_work_order(location=None)
    assert lacking(a_day(a_visit(), no_end)) == [], "nothing is due"
    assert [each[0] for each in lacking(a_day(going(S.PLANNED), no_end))] == ["data:W60"]
    bare = replace(a_technician(), skills=(), home=None)
    assert lacking(a_board(bare, a_shift())) == [], "nothing is planned with them"
    (found,) = data_gaps(a_board(bare, a_shift(), going(S.PLANNED)), at("08:00"), {})
    assert (found.id, found.sentence) == (
        "data:T05", "T05 has no start location, so every way from home is a guess of 20 min (1 more)."
    )  # fmt: skip
    assert found.act == "dispatchtui import FILE -m technicians"
    unknown = a_visit(needs={"ELEC": 1})
    assert [each[0] for each in lacking(a_day(unknown, a_work_order(response_due="12:00")))] == ["data:ELEC"]


@pytest.mark.parametrize(("clock", "number"), [("24:00", 0), ("34:00", 0), ("34:01", 1)])
def test_a_clock_that_is_held_for_more_than_a_day_is_told_of(clock: str, number: int):
    held = replace(a_visit(), held_from_s=at("10:00"), held_note="waiting for parts")
    found = forgotten_clocks(a_day(held), at(clock))
    assert len(found) == number
    if found:
        assert found[0].sentence == ("V60: clock held since Mon 21 Oct 10:00: waiting for parts; that is 1 d.")
        assert (found[0].id, found[0].act) == ("stale:V60", "let the clock run")


def test_what_is_parked_for_more_than_a_day_is_told_of_where_that_holds_the_clock():
    parked = replace(a_visit(state=S.PARKED), paused_from_s=at("10:00"), state_reason="no answer")
    order = a_work_order(sla_policy="STD", response_due="12:00")
    assert words(forgotten_clocks(a_day(parked, order, a_policy(pauses_when_parked=True)), at("40:00"))) == [
        "V60: parked since Mon 21 Oct 10:00: no answer; that is 1 d 6 h."
    ]
    assert forgotten_clocks(a_day(parked, order), at("40:00")) == ()


def test_an_alert_says_what_a_finding_says():
    (found,) = silent(a_day(going(S.RELEASED, stamps=Stamps(released_s=at("08:00")))), "08:12")
    row = alert_row(replace(found, band=Band.RISK, percent=30, outlook="lost", due_s=at("12:00")))
    assert (row.id, row.kind, row.subject, row.visit_id) == ("no_ack:T05", "no_ack", "technicians/T05", "V60")
    assert (row.band, row.percent, row.outlook, row.act_by_s, row.due_s) == (
        "risk", 30, "lost", at("09:40"), at("12:00"))  # fmt: skip
    assert (row.sentence, row.cause, row.territories) == (found.sentence, "T05 has not accepted", ("EAST",))
