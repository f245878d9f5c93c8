"""Objectives about who is sent."""

import pytest
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import (
    Customer,
    Location,
    Policy,
    Row,
    Rules,
    Site,
    Stamps,
    TechnicianId,
    Visit,
    VisitState,
)
from tests.builders import CENTRE, a_board, a_shift, a_technician, a_visit, a_work_order, an_absence, at
from tests.constraints.objectives.weighing import said, weigh


def board(*rows: Row, people: int = 3, needs: dict[str, int] | None = None) -> Board:
    """Plumbers of level 3 (T05, T06, ...) on shift from 08:00 to 17:00, and V60, which needs nothing else."""
    names = [f"T{number:02}" for number in range(5, 5 + people)]
    shifts = [a_shift(technician=each) for each in names]
    crew = [a_technician(id=each) for each in names]
    return a_board(*crew, *shifts, a_visit(id="V60", needs={"PLUMB": 3} if needs is None else needs), *rows)


def done(visit: str, technician: str, clock: str) -> Visit:
    return a_visit(id=visit, technician=technician, state=VisitState.DONE, stamps=Stamps(done_s=at(clock)))


def test_the_sites_preference_is_a_wish():
    order = a_work_order()
    wished = board(replace(order, site=replace(order.site, preferred=(TechnicianId("T06"), TechnicianId("T07")))))
    assert said(weigh(wished), "preferred_technician") == (1, 900, "The site prefers T06 or T07, not T05.")
    assert said(weigh(wished, technician="T06"), "preferred_technician") is None
    assert said(weigh(board()), "preferred_technician") is None


def test_who_was_last_at_the_site_or_with_the_customer_goes_again():
    elsewhere = Location(latitude=40, longitude=-76)
    orders = [
        replace(a_work_order(id="W60"), customer=Customer(id="C1"), site=Site(location=CENTRE)),
        replace(a_work_order(id="W50"), customer=Customer(id="C2"), site=Site(location=CENTRE)),
        replace(a_work_order(id="W51"), customer=Customer(id="C1"), site=Site(location=elsewhere)),
        replace(a_work_order(id="W52"), customer=Customer(id="C2"), site=Site(location=elsewhere)),
    ]
    there = board(*orders, done("V50", "T06", "07:00"), done("V52", "T05", "07:40"))
    assert said(weigh(there), "same_as_last") == (1, 300, "T06 was there last, not T05.")
    assert said(weigh(there, technician="T06"), "same_as_last") is None
    later = board(*orders, done("V50", "T06", "07:00"), done("V51", "T07", "07:30"))
    assert said(weigh(later), "same_as_last") == (1, 300, "T07 was there last, not T05.")
    planned = board(*orders, a_visit(id="V50", technician="T06", start="07:00"))
    assert said(weigh(planned), "same_as_last") is None, "nobody was there yet"


def test_the_accounts_owner_goes():
    owned = board(replace(a_work_order(), account_owner=TechnicianId("T06")))
    assert said(weigh(owned), "account_owner") == (1, 600, "The account is T06's, not T05's.")
    assert said(weigh(owned, technician="T06"), "account_owner") is None


def test_the_customers_language_is_spoken():
    speaking = replace(a_technician(id="T06"), languages=("en", "es"))
    english = replace(a_technician(id="T07"), languages=("en",))
    board_ = board(replace(a_work_order(), customer=Customer(language="es")), speaking, english)
    assert said(weigh(board_, technician="T06"), "language") is None
    assert said(weigh(board_, technician="T07"), "language") == (1, 900, "The customer speaks es; T07 speaks en.")
    assert said(weigh(board_), "language") == (
        1, 900, "The customer speaks es; T05 speaks no language that is known.",
    )  # fmt: skip
    assert said(weigh(board(speaking), technician="T06"), "language") is None


def test_levels_above_what_is_needed_are_spared():
    assert said(weigh(board(needs={"PLUMB": 1})), "over_skill") == (2, 600, "T05 is 2 levels above what is needed.")
    assert said(weigh(board(needs={"PLUMB": 3})), "over_skill") is None
    assert said(weigh(board(needs={"PLUMB": 4})), "over_skill") is None, "too little is the checker's matter"


def test_scarce_skills_are_kept_from_routine_work_and_not_from_urgent():
    gas = a_technician(skills={"PLUMB": 3, "GAS": 2})
    one_in_five = board(gas, people=5)
    assert said(weigh(one_in_five), "over_skill") == (1, 300, "T05 has scarce GAS.")
    assert said(weigh(board(gas, people=4)), "over_skill") is None, "one in four is not scarce"
    assert said(weigh(board(gas, a_work_order(priority=2), people=5)), "over_skill") is None
    assert said(weigh(board(gas, people=5, needs={"GAS": 1, "PLUMB": 3})), "over_skill") == (
        1, 300, "T05 is 1 level above what is needed.",
    )  # fmt: skip


def test_who_has_more_than_the_mean_of_the_territory_has_enough():
    busy = board(*(a_visit(id=f"V{n}", technician="T05", start=f"{n}:00") for n in (11, 12)))
    assert said(weigh(busy), "balance") == (4, 240, "T05 would have 2.0 visits and 2.0 h more than the mean of EAST.")
    assert said(weigh(busy, technician="T06"), "balance") is None
    short = board(*(a_visit(id=f"V{n}", technician="T05", start=f"{n}:00", minutes=30) for n in (11, 12)))
    found = said(weigh(short), "balance")
    assert found is not None
    assert found[0] == pytest.approx(2 + 2 - 2 / 3)


def test_balance_counts_a_visit_that_moves_once_and_one_day_alone():
    mine = board(a_visit(id="V60", technician="T05", start="10:00"), people=2)
    words = "T05 would have 0.5 visits and 0.5 h more than the mean of EAST."
    assert said(weigh(mine, start="12:00"), "balance") == (1, 60, words)
    tomorrow = board(*(a_visit(id=f"V{n}", technician="T05", start=f"{n}:00") for n in (35, 36)))
    found = said(weigh(tomorrow), "balance")
    assert found is not None
    assert found[0] == pytest.approx(4 / 3)
    alone = board(people=1)
    assert said(weigh(alone), "balance") is None


def test_a_stop_in_the_neighbourhood_the_same_day_is_a_gain():
    def away(metres: float) -> Board:
        near = Location(latitude=CENTRE.latitude + metres / 111_194.93, longitude=CENTRE.longitude)
        return board(a_work_order(id="W61", location=near), a_visit(id="V61", technician="T05", start="14:00"))

    assert said(weigh(away(400)), "grouping") == (-1, -120, "T05 has a stop 400 m away that day.")
    assert said(weigh(away(499)), "grouping") is not None
    assert said(weigh(away(501)), "grouping") is None
    assert said(weigh(away(400), technician="T06"), "grouping") is None
    assert said(weigh(away(400), start=at("10:00", day="2019-10-22")), "grouping") is None


@pytest.mark.parametrize("day", ["2019-03-10", "2019-11-03"])
def test_a_local_day_is_whole_where_a_clock_changes(day: str):
    first, last = at("00:00", day=day), at("23:59", day=day)
    held = board(a_visit(id="V61", technician="T05", start=last), a_visit(id="V62", technician="T05", start=last + 60))
    assert weigh(held, start=first).day.work_s == 3600
    assert weigh(held, start=last + 60).day.work_s == 3600


def test_the_last_one_free_in_an_hour_is_kept():
    taken = a_visit(id="V61", technician="T06", start="10:30", minutes=30)
    away = an_absence(technician="T07", start="09:00", end="10:01")
    words = "T05 is the last of EAST for such work who is free 10:00 to 11:00."
    assert said(weigh(board(taken, away)), "coverage_reserve") == (1, 600, words)
    assert said(weigh(board(taken)), "coverage_reserve") is None
    assert said(weigh(board(taken, away), start="11:00"), "coverage_reserve") is None
    assert (
        said(weigh(board(taken, an_absence(technician="T07", start="09:00", end="10:00"))), "coverage_reserve") is None
    )
    weak = a_technician(id="T07", skills={"PLUMB": 2})
    assert said(weigh(board(taken, weak)), "coverage_reserve") is not None
    over = a_visit(id="V62", technician="T07", start="09:00")
    assert said(weigh(board(taken, over)), "coverage_reserve") is None, "what ends with the hour before is over"
    ends = a_shift(technician="T07", end="10:59")
    assert said(weigh(board(taken, ends)), "coverage_reserve") is not None


def test_the_office_says_in_which_order_work_is_handed_out():
    west = a_technician(id="T06", territory="WEST", covers=("EAST",))
    assert said(weigh(board(west), technician="T06"), "routing") == (
        1, 900, "Routing speaks against T06 by 1.00: another territory.",
    )  # fmt: skip
    assert said(weigh(board(west)), "routing") is None
    assert said(weigh(board(west, needs={"PLUMB": 1}), technician="T06"), "routing") == (
        1.125, 1012.5, "Routing speaks against T06 by 1.12: another territory, more skill than needed.",
    )  # fmt: skip


def test_each_method_has_its_say_and_the_earlier_the_louder():
    def ruled(*methods: str) -> Board:
        stops = [a_visit(id=f"V{n}", technician="T05", start=f"{n}:00") for n in (11, 12)]
        order = replace(a_work_order(), account_owner=TechnicianId("T07"))
        return board(order, a_work_order(id="W50"), done("V50", "T06", "07:00"), *stops,
                     Policy(id="P1", rules=Rules(routing=methods)))  # fmt: skip

    def points(technician: str, *methods: str) -> float:
        found = said(weigh(ruled(*methods), technician=technician), "routing")
        return found[0] if found is not None else 0

    assert [points(who, "round_robin") for who in ("T05", "T07")] == [0.5, 0]
    assert [points(who, "account_owner") for who in ("T05", "T07")] == [1, 0]
    assert [points(who, "last_touch") for who in ("T05", "T06")] == [1, 0]
    assert [points(who, "account_owner", "last_touch") for who in ("T05", "T06", "T07")] == [1.25, 1, 0.25]
    assert points("T05", *()) == 0
