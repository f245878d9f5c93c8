"""What people bring: counting, setting aside, using up, handing on, and whose it is."""

import pytest
from msgspec.structs import replace

from dispatchtui.core import events as e
from dispatchtui.core import stock
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.supply import (
    CountStock,
    RecordCrew,
    RecordStockLocation,
    RecordVehicle,
    ReleaseParts,
    ReserveParts,
)
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import PartNeed, PartUse, TechnicianId, TerritoryId, Visit, VisitId, VisitState
from dispatchtui.core.refusals import Code
from tests.builders import a_technician, a_visit, a_working_board, at, record
from tests.core.deciding import S, facts, no, one
from tests.supplies import a_crew, a_depot, a_level, a_part, a_reservation, a_van, a_vehicle

PART = "CAP-45"


def needing(
    *, technician: str = "T01", state: VisitState = S.WORKING, parts: tuple[PartNeed, ...] = ()
) -> Visit:  # fmt: skip
    return replace(a_visit(id="V51", technician=technician, state=state), parts=parts or (a_part(),))


def board(visit: Visit | None = None) -> Board:
    """A visit of T01, whose van has two of the part, and so has the van of T02."""
    levels = (a_level(stock="VAN01", on_hand=2), a_level(stock="VAN02", on_hand=2))
    return a_working_board(a_van(technician="T01"), a_van(technician="T02"), a_depot(), *levels, visit or needing())


def act(there: Board, command: Command) -> list[e.Event]:
    """Decide a command and record what it decides."""
    found = facts(there, command)
    record(there, *found)
    return found


def count(on_hand: int, *, stock_id: str = "VAN01", part: str = PART) -> CountStock:
    return CountStock(stock_id=stock_id, part=part, on_hand=on_hand)


def reserve(quantity: int = 1, *, visit: str = "V51", stock_id: str = "VAN02") -> ReserveParts:
    return ReserveParts(visit_id=VisitId(visit), stock_id=stock_id, part=PART, quantity=quantity)


def step(step: Step, *uses: PartUse, remaining_s: int | None = None) -> AdvanceVisit:
    return AdvanceVisit(visit_id="V51", step=step, reason="parts", remaining_s=remaining_s, parts_used=uses)


def use(quantity: int = 1, stock_id: str = "") -> PartUse:
    return PartUse(part=PART, quantity=quantity, stock_id=stock_id)


def on_hand(there: Board) -> tuple[int, int]:
    return stock.on_hand(there, "VAN01", PART), stock.on_hand(there, "VAN02", PART)


def aside(there: Board, visit: str = "V51") -> list[tuple[str, int]]:
    return [(each.stock_id, each.quantity) for each in stock.reservations_for(there, visit)]


def test_a_count_that_differs_keeps_what_was_expected_and_one_that_agrees_says_nothing():
    there = board()
    fact = one(act(there, count(0)), e.PartLevelRecorded)
    assert (fact.expected, fact.row.on_hand, fact.row.id) == (2, 0, "VAN01:CAP-45")
    assert on_hand(there) == (0, 2)
    assert facts(there, count(0)) == []
    first = one(facts(there, count(0, part="FUSE")), e.PartLevelRecorded)
    assert (first.expected, first.row.on_hand) == (0, 0)


@pytest.mark.parametrize(
    ("command", "field", "sentence"),
    [
        (count(-1), "on_hand", "What lies there is counted from 0 to 1000000."),
        (count(1_000_001), "on_hand", "What lies there is counted from 0 to 1000000."),
        (count(1, part=""), "part", "A part is named by 1 to 64 characters, without a colon or blanks around it."),
        (count(1, part="A:B"), "part", "A part is named by 1 to 64 characters, without a colon or blanks around it."),
        (count(1, part=" A"), "part", "A part is named by 1 to 64 characters, without a colon or blanks around it."),
        (RecordCrew(row=a_crew(members=("T01",))), "row.members", "A crew is two people or more, each once."),
        (RecordCrew(row=a_crew(members=("T01", "T01"))), "row.members", "A crew is two people or more, each once."),
        (RecordCrew(row=a_crew(members=("T01", "T02"), from_s=9, until_s=9)), "row.until_s",
         "A crew must end after it begins."),
        (RecordCrew(row=replace(a_crew(), territory=TerritoryId("MOON"))), "row.territory",
         "There is no territory MOON."),
        (RecordVehicle(row=a_vehicle(technician="T99")), "row.technician_id", "There is no technician T99."),
        (RecordVehicle(row=a_vehicle(technician="T01", out=(9, 9))), "row.out_until_s",
         "A vehicle is back after it has gone out of service."),
        (RecordVehicle(row=a_vehicle(technician="T01", out=(None, 9))), "row.out_until_s",
         "A vehicle is back after it has gone out of service."),
        (RecordStockLocation(row=replace(a_depot(), kind="shed")), "row.kind",
         "A stock is a van or a depot, not 'shed'."),
        (RecordStockLocation(row=replace(a_depot(), technician_id=TechnicianId("T01"))), "row.technician_id",
         "A van's stock has a technician, and a depot has none."),
        (RecordStockLocation(row=replace(a_van(), technician_id=TechnicianId(""))), "row.technician_id",
         "A van's stock has a technician, and a depot has none."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(command: Command, field: str, sentence: str):
    refusal = no(board(), command)
    assert (refusal.code, refusal.field, refusal.sentence) == (Code.INVALID, field, sentence)


def test_a_technician_has_one_van_stock_and_may_go_on_with_it():
    there = board()
    van = a_van(technician="T02")
    record(there, *facts(there, RecordStockLocation(row=van)))
    more = no(there, RecordStockLocation(row=replace(van, id="VAN2")))
    assert (more.field, more.sentence) == ("row.technician_id", f"T02 has the van stock {van.id} already.")
    assert len(facts(there, RecordStockLocation(row=replace(van, name="Big van")))) == 1


def test_crews_vehicles_and_stocks_are_recorded_once():
    there = board()
    for command in (
        RecordCrew(row=a_crew(members=("T01", "T02"))),
        RecordVehicle(row=a_vehicle(technician="T01")),
        RecordStockLocation(row=a_van(technician="T03")),
    ):
        assert len(act(there, command)) == 1
        assert facts(there, command) == []
    assert there.indexes.of("crews", "T02") == ("CREW1",)
    assert there.tables["vehicles"]["CAR05"].territories == ("EAST",)
    broken = a_vehicle(technician="T01", out=(at("10:00"), None), reason="flat tyre")
    act(there, RecordVehicle(row=broken))
    assert there.tables["vehicles"]["CAR05"].out_reason == "flat tyre"


def test_what_is_set_aside_is_not_free_for_anybody_else_and_no_more_than_there_is():
    there = board()
    fact = one(act(there, reserve(2)), e.PartReserved)
    assert (fact.row.visit_id, fact.row.stock_id, fact.row.quantity) == ("V51", "VAN02", 2)
    assert (stock.free(there, "VAN02", PART), stock.free(there, "VAN02", PART, but="V51")) == (0, 2)
    refusal = no(there, reserve(1))
    assert (refusal.code, refusal.subject) == (Code.ILLEGAL, "part_levels/VAN02:CAP-45")
    assert refusal.sentence == "VAN02 has 0 free of CAP-45; 1 cannot be set aside."
    assert no(there, reserve(0, stock_id="VAN01")).code is Code.ILLEGAL
    assert len(facts(there, reserve(2, stock_id="VAN01"))) == 1
    assert no(there, reserve(3, stock_id="VAN01")).sentence == "VAN01 has 2 free of CAP-45; 3 cannot be set aside."


def test_nothing_is_set_aside_for_a_visit_that_has_ended_or_is_not_there():
    assert no(board(needing(state=S.DONE)), reserve()).code is Code.NOT_FOUND
    assert no(board(), reserve(visit="V99")).code is Code.NOT_FOUND


def test_what_is_released_is_free_again_and_its_number_is_not_used_twice():
    there = board()
    first = one(act(there, reserve(2)), e.PartReserved).row.id
    act(there, ReleaseParts(reservation_id=first))
    assert (aside(there), stock.free(there, "VAN02", PART)) == ([], 2)
    assert no(there, ReleaseParts(reservation_id=first)).code is Code.NOT_FOUND
    assert one(act(there, reserve()), e.PartReserved).row.id != first
    again = board_of(board().rows(), there.seq)
    assert one(facts(again, reserve()), e.PartReserved).row.id not in {first, *again.tables["part_reservations"]}


def test_work_is_not_done_while_a_mandatory_part_is_not_recorded():
    there = board(needing(parts=(a_part(quantity=2), a_part(part="TAPE", mandatory=False))))
    refusal = no(there, step(Step.COMPLETE, use(1)))
    assert (refusal.code, refusal.field) == (Code.INVALID, "parts_used")
    assert refusal.sentence == "V51 needs 2 of CAP-45 recorded as used, and has 1, before it is done."
    act(there, step(Step.COMPLETE, use(2)))
    assert (there.visits["V51"].state, on_hand(there)) == (S.DONE, (0, 2))


def test_a_part_is_used_once_though_both_phones_report_it():
    there = board()
    act(there, step(Step.SUSPEND, use()))
    act(there, step(Step.RESUME, use(stock_id="VAN01")))
    act(there, step(Step.COMPLETE, use()))
    assert on_hand(there) == (1, 2)
    assert there.visits["V51"].parts_used == (use(stock_id="VAN01"),)


def test_what_was_set_aside_elsewhere_comes_from_there_once_whoever_reports_it():
    there = board()
    act(there, reserve(1))
    act(there, step(Step.SUSPEND, use()))
    assert (on_hand(there), aside(there), stock.free(there, "VAN02", PART)) == ((2, 1), [], 1)
    act(there, step(Step.RESUME, use()))
    act(there, step(Step.COMPLETE, use(stock_id="VAN02")))
    assert on_hand(there) == (2, 1)


def test_more_or_less_said_later_is_put_right_in_the_stock():
    there = board(needing(parts=(a_part(quantity=3),)))
    act(there, reserve(2))
    act(there, step(Step.SUSPEND, use(1, "VAN02")))
    assert (on_hand(there), aside(there)) == ((2, 1), [("VAN02", 1)])
    act(there, step(Step.RESUME, use(3, "VAN02")))
    assert (on_hand(there), aside(there)) == ((2, -1), [])
    act(there, step(Step.SUSPEND, use(2, "VAN02")))
    assert on_hand(there) == (2, 0)


def test_of_two_parcels_set_aside_only_as_much_goes_as_was_used():
    there = board()
    act(there, reserve(1))
    act(there, reserve(1))
    act(there, step(Step.SUSPEND, use(1)))
    assert (on_hand(there), aside(there)) == ((2, 1), [("VAN02", 1)])


def test_who_has_no_van_uses_what_nobody_counts():
    there = board(needing(technician="T03"))
    act(there, step(Step.COMPLETE, use()))
    assert (on_hand(there), there.visits["V51"].parts_used) == ((2, 2), (use(),))


@pytest.mark.parametrize("state", [S.PLANNED, S.EN_ROUTE])
def test_nothing_is_used_before_somebody_is_there(state: VisitState):
    steps = {S.PLANNED: Step.RELEASE, S.EN_ROUTE: Step.ARRIVE}
    refusal = no(board(needing(state=state)), step(steps[state], use()))
    assert refusal.sentence == "Nothing is used at V51 before somebody is there."


def test_what_cannot_have_been_used_and_a_stock_that_is_not_there_are_refused():
    assert no(board(), step(Step.SUSPEND, use(-1))).sentence == "-1 of 'CAP-45' cannot have been used."
    assert no(board(), step(Step.SUSPEND, use(1, "VAN99"))).sentence == "There is no stock location VAN99."


def test_incomplete_work_hands_what_is_left_to_the_visit_that_follows():
    there = board(needing(parts=(a_part(quantity=3), a_part(part="TAPE"))))
    act(there, reserve(2))
    act(there, reserve(1, stock_id="VAN01"))
    act(there, step(Step.LEAVE_INCOMPLETE, use(1, "VAN02"), remaining_s=1800))
    (child,) = [each for each in there.visits.values() if each.kind == "return"]
    assert child.parts == (a_part(quantity=2), a_part(part="TAPE"))
    assert (aside(there), aside(there, child.id)) == ([], [("VAN02", 1), ("VAN01", 1)])
    assert on_hand(there) == (2, 1)
    assert (stock.free(there, "VAN01", PART), stock.free(there, "VAN02", PART)) == (1, 0)


def test_what_was_used_before_work_was_left_is_not_taken_from_the_rest_again():
    there = board(needing(parts=(a_part(quantity=2),)))
    act(there, reserve(2))
    act(there, step(Step.SUSPEND, use(1)))
    act(there, step(Step.LEAVE_INCOMPLETE, remaining_s=600))
    (child,) = [each for each in there.visits.values() if each.kind == "return"]
    assert (child.parts, aside(there, child.id), on_hand(there)) == ((a_part(),), [("VAN02", 1)], (2, 1))


def test_a_visit_that_ends_frees_what_was_set_aside_for_it():
    there = board(needing(state=S.PLANNED))
    act(there, reserve(2))
    act(there, step(Step.CANCEL))
    assert (aside(there), stock.free(there, "VAN02", PART)) == ([], 2)


def test_stock_follows_its_technician_to_another_territory_and_to_another_technician():
    there = board()
    act(there, reserve(1))
    record(there, e.TechnicianRecorded(row=replace(a_technician(id="T02"), territory=TerritoryId("WEST"))))
    rows = [there.tables["stock_locations"]["VAN02"], there.tables["part_levels"]["VAN02:CAP-45"]]
    assert [(each.territories, each.technician_id) for each in rows] == [(("WEST",), "T02")] * 2
    act(there, RecordStockLocation(row=a_van(technician="T03", id="VAN02")))
    rows = [there.tables["part_levels"]["VAN02:CAP-45"], *stock.reservations_for(there, "V51")]
    assert [(each.territories, each.technician_id) for each in rows] == [(("EAST",), "T03")] * 2
    found = stock.van_of(there, "T03")
    assert found is not None
    assert (found.id, stock.van_of(there, "T02")) == ("VAN02", None)


def test_a_reservation_of_one_visit_is_none_of_anothers():
    there = board()
    there.put(a_reservation(visit="V51", stock="VAN02"))
    there.put(a_reservation(visit="V52", stock="VAN02", part="FUSE"))
    assert [each.id for each in stock.reservations_at(there, "VAN02", PART)] == ["R51"]
    assert [each.id for each in stock.reservations_for(there, "V52")] == ["R52"]
