from msgspec.structs import replace

from dispatchtui.constraints.check import check_board, check_moves, check_placement
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.commands.supply import CountStock
from dispatchtui.core.model import PartNeed, PartUse, Row, TechnicianId, Visit, VisitState
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Standing
from tests.builders import a_board, a_shift, a_technician, a_visit, at, record
from tests.constraints.asking import ask, only
from tests.core.deciding import facts
from tests.supplies import a_level, a_part, a_reservation, a_van

RULE = "parts_on_van"


def needing(name: str, *parts: PartNeed, start: str = "", technician: str = "T05", **more: object) -> Visit:
    visit = a_visit(id=name, technician=technician if start else "", start=start or "10:00", **more)  # type: ignore[arg-type]
    return replace(visit, parts=parts or (a_part(),))


def board(*more: Row, on_hand: int | None = 1, visit: Visit | None = None) -> Board:
    people = (a_technician(), a_technician(id="T09"), a_shift(), a_shift(technician="T09"))
    levels = () if on_hand is None else (a_level(on_hand=on_hand),)
    return a_board(*people, a_van(), a_van(technician="T09"), *levels, visit or needing("V61"), *more)


def test_a_part_that_is_not_there_is_a_leads_to_do_without():
    found = only(ask(board(visit=needing("V61", a_part(quantity=3))), RULE))
    assert found.sentence == "V61 needs 3 of CAP-45 and VAN05 of T05 has 1 left for it: 2 too few."
    assert (found.level, found.subject, found.amount, found.unit) == (Level.LEAD, "part_levels/VAN05:CAP-45", 2, "part")
    assert (found.need, found.have) == ("3 of CAP-45", "1 of CAP-45")


def test_exactly_as_many_as_are_needed_suffice():
    assert ask(board(on_hand=3, visit=needing("V61", a_part(quantity=3))), RULE) == ()
    assert only(ask(board(on_hand=2, visit=needing("V61", a_part(quantity=3))), RULE)).amount == 1
    assert ask(board(on_hand=None, visit=a_visit(id="V61")), RULE) == ()


def test_what_was_never_counted_is_not_there_and_below_zero_is_nothing():
    assert only(ask(board(on_hand=None), RULE)).amount == 1
    assert only(ask(board(on_hand=-2), RULE)).sentence == (
        "V61 needs 1 of CAP-45 and VAN05 of T05 has 0 left for it: 1 too few."
    )


def test_a_part_that_is_not_mandatory_is_a_warning():
    found = only(ask(board(on_hand=0, visit=needing("V61", a_part(mandatory=False))), RULE))
    assert (found.level, found.amount) == (Level.WARNING, 1)


def test_what_is_set_aside_elsewhere_is_to_be_fetched_and_a_dispatchers_risk():
    found = only(ask(board(a_reservation(stock="VAN09", quantity=2), on_hand=0), RULE))
    assert found.sentence == (
        "V61 needs 1 of CAP-45 and VAN05 of T05 has 0 left for it: 1 to be fetched from VAN09 of T09."
    )
    assert (found.level, found.amount) == (Level.DISPATCHER, 1)
    depot = only(ask(board(a_reservation(stock="DEPOT"), on_hand=0), RULE))
    assert depot.sentence.endswith("1 to be fetched from DEPOT.")


def test_what_is_set_aside_elsewhere_may_still_be_too_few():
    visit = needing("V61", a_part(quantity=4))
    found = only(ask(board(a_reservation(stock="VAN09"), visit=visit), RULE))
    assert found.sentence == (
        "V61 needs 4 of CAP-45 and VAN05 of T05 has 1 left for it: 1 set aside at VAN09 of T09, 2 too few."
    )
    assert (found.level, found.amount) == (Level.LEAD, 2)
    enough = only(ask(board(a_reservation(stock="VAN09", quantity=3), visit=visit), RULE))
    assert (enough.level, enough.amount) == (Level.DISPATCHER, 3)


def test_who_has_no_van_recorded_has_nothing_and_automation_does_not_guess():
    bare = board(on_hand=None)
    bare.drop("stock_locations", "VAN05")
    found = only(ask(bare, RULE))
    assert found.sentence == "V61 needs 1 of CAP-45 and T05 has no van stock recorded: 1 too few."
    assert (found.level, found.subject) == (Level.LEAD, "technicians/T05")
    assert only(ask(bare, RULE, standing=Standing.AUTOMATION)).level is Level.NOBODY
    assert only(ask(board(on_hand=0), RULE, standing=Standing.AUTOMATION)).level is Level.LEAD


def test_what_an_earlier_visit_of_the_day_needs_is_not_there_for_a_later_one():
    there = board(needing("V60", start="08:00"))
    found = only(ask(there, RULE))
    assert (found.subject, found.amount) == ("part_levels/VAN05:CAP-45", 1)
    assert ask(board(needing("V60", start="08:00"), on_hand=2), RULE) == ()
    assert ask(board(needing("V60", start="08:00", technician="T09")), RULE) == ()


def test_a_later_visit_that_is_made_short_is_told_by_name():
    found = only(ask(board(needing("V62", start="14:00")), RULE))
    assert found.sentence == (
        "V62 at 14:00 needs 1 of CAP-45 too, and with V61 before it VAN05 of T05 has 0 left for it: 1 too few."
    )
    assert (found.level, found.subject, found.amount, found.unit) == (Level.LEAD, "visits/V62", 1, "part")
    assert ask(board(needing("V62", start="14:00"), on_hand=2), RULE) == ()


def test_of_two_later_ones_only_who_is_made_short_is_told():
    two = board(needing("V62", start="12:00"), needing("V63", start="14:00"))
    assert only(ask(two, RULE)).subject == "visits/V62"
    two = board(needing("V62", start="12:00"), needing("V63", start="14:00"), on_hand=2)
    assert only(ask(two, RULE)).subject == "visits/V63"
    assert [each.subject for each in ask(two, RULE, start="15:00")] == ["part_levels/VAN05:CAP-45"]
    pickup = board(needing("V62", start="12:00"), a_reservation(visit="V62", stock="VAN09"))
    assert ask(pickup, RULE) == ()


def test_what_is_set_aside_on_the_van_is_for_that_visit_alone():
    assert ask(board(a_reservation(), needing("V60", start="08:00")), RULE) == ()
    both = board(a_reservation(), on_hand=2, visit=needing("V61", a_part(quantity=2)))
    assert ask(both, RULE) == ()
    fetched = board(needing("V60", start="08:00"), a_reservation(visit="V60", stock="VAN09"))
    assert ask(fetched, RULE) == ()
    other = a_reservation(visit="V99")
    assert only(ask(board(other), RULE)).amount == 1
    later = board(a_reservation(visit="V62"), needing("V62", start="14:00"))
    assert only(ask(later, RULE)).subject == "part_levels/VAN05:CAP-45"


def test_more_set_aside_than_there_is_goes_to_the_earlier_visit():
    there = board(a_reservation(), a_reservation(visit="V62"), needing("V62", start="14:00"))
    assert ask(there, RULE) == ()
    assert only(ask(there, RULE, start="16:00")).subject == "part_levels/VAN05:CAP-45"
    there.put(needing("V61", start="10:00"))
    assert told(there) == [
        ("part_levels/VAN05:CAP-45", "V62 needs 1 of CAP-45 and VAN05 of T05 has 0 left for it: 1 too few.")
    ]


def test_what_was_used_is_needed_no_more():
    used = (PartUse(part="CAP-45", stock_id="VAN05"),)
    there = board(replace(needing("V60", start="08:00", state=VisitState.WORKING), parts_used=used))
    assert ask(there, RULE) == ()
    ended = board(needing("V60", start="08:00", state=VisitState.DONE))
    assert ask(ended, RULE) == ()


def test_who_is_at_work_already_is_served_first():
    there = board(needing("V62", start="14:00", state=VisitState.WORKING))
    assert only(ask(there, RULE)).subject == "part_levels/VAN05:CAP-45"


def test_the_vans_day_is_the_leads_and_another_day_has_its_own_stock():
    tomorrow = board(needing("V60", start="32:00"))
    assert ask(tomorrow, RULE) == ()
    mate = board(needing("V60", start="08:00", technician="T09"))
    crew = (*mate.visits["V60"].crew, *a_visit(technician="T05", start="08:00").crew)
    mate.put(replace(mate.visits["V60"], crew=crew))
    assert ask(mate, RULE) == ()


def test_a_visit_is_not_counted_twice_when_it_moves():
    there = board(needing("V61", start="08:00"))
    there.put(needing("V61", start="08:00"))
    assert ask(there, RULE, start="15:00") == ()


def test_moves_in_one_act_share_the_stock():
    there = board(needing("V62"))
    moves = [Move(visit_id=name, technician_id=TechnicianId("T05"), start_s=at(start))
             for name, start in (("V61", "10:00"), ("V62", "12:00"))]  # fmt: skip
    verdicts = check_moves(there, moves, at_s=at("07:00"))
    assert only(verdicts["V61"].violations).subject == "visits/V62"
    assert only(verdicts["V62"].violations).subject == "part_levels/VAN05:CAP-45"
    assert check_placement(there, "V62", "T05", at("12:00"), at_s=at("07:00")).ok


def told(there: Board) -> list[tuple[str, str]]:
    return [(each.subject, each.sentence) for each in check_board(there, at("10:12")) if each.constraint == RULE]


def test_a_part_missing_on_site_flags_the_later_visit_at_once_and_setting_aside_mends_it():
    present: list[Row] = [
        needing("V51", start="10:00", state=VisitState.WORKING),
        needing("V57", start="14:00"),
        a_level(stock="VAN09", on_hand=2),
    ]
    there = board(*present, on_hand=2)
    assert told(there) == []
    record(there, *facts(there, CountStock(stock_id="VAN05", part="CAP-45", on_hand=0)))
    assert told(there) == [
        ("part_levels/VAN05:CAP-45", "V57 needs 1 of CAP-45 and VAN05 of T05 has 0 left for it: 1 too few.")
    ]
    there.put(a_reservation(visit="V51", stock="VAN09"))
    there.put(a_reservation(visit="V57", stock="VAN09"))
    assert told(there) == [
        (
            "part_levels/VAN05:CAP-45",
            "V57 needs 1 of CAP-45 and VAN05 of T05 has 0 left for it: 1 to be fetched from VAN09 of T09.",
        )
    ]
    taken: Violation = only(ask(there, RULE, technician="T09", start="15:00"))
    assert taken.sentence == "V61 needs 1 of CAP-45 and VAN09 of T09 has 0 left for it: 1 too few."


def test_the_day_is_the_technicians_own_across_midnight_and_in_the_night_when_the_clock_goes_back():
    late = board(needing("V60", start="23:30"))
    assert ask(late, RULE, start="24:30") == ()
    assert only(ask(late, RULE, start="22:00")).subject == "visits/V60"
    fall = board()
    fall.put(
        replace(needing("V60", start="08:00"), crew=a_visit(technician="T05", start=at("00:10", day="2019-11-03")).crew)
    )
    end = at("23:50", day="2019-11-03")
    assert end - at("00:10", day="2019-11-03") == 24 * 3600 + 40 * 60
    assert only(ask(fall, RULE, start=end)).amount == 1
    spring = board()
    spring.put(
        replace(needing("V60", start="08:00"), crew=a_visit(technician="T05", start=at("23:50", day="2019-03-10")).crew)
    )
    assert (
        only(ask(spring, RULE, start=at("00:10", day="2019-03-10"), now=at("00:00", day="2019-03-10"))).subject
        == "visits/V60"
    )
