"""Days without a server: the same people and the same acts, another field for another seed, and nothing told early."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board, board_of
from dispatchtui.core.events import Recorded, VisitAdvanced
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import STARTED, Step
from dispatchtui.core.model import Break, Stamps, VisitState, Window
from dispatchtui.core.travel import distance_m
from dispatchtui.field import town
from dispatchtui.field.draws import Draws
from dispatchtui.field.headless import HeadlessDay
from dispatchtui.field.pace import rested_s, work_length_s
from dispatchtui.field.phone import Phone
from dispatchtui.field.technician import due
from dispatchtui.field.world import HOME, World, another
from tests.builders import a_board, a_line, a_shift, a_technician, a_visit, at
from tests.field.day import Played

OPENS_S, NIGHT_S = town.begins_s(0) + town.OPENS_S - 3600, town.begins_s(1) + 6 * 3600
WORLD = another(5, tuple(town.TYPES))
LUNCH = Break(start_s=at("11:00"), end_s=at("14:00"), length_s=1800)


def a_morning(seed: int = 5, technicians: int = 6) -> Board:
    company = town.a_town(seed, technicians)
    return board_of((*company.rows(), *town.a_day(company, seed, 0)))


def played(world: World = WORLD, seed: int = 1) -> tuple[Board, list[Recorded]]:
    facts: list[Recorded] = []
    day = HeadlessDay(a_morning(), world, Draws(seed), OPENS_S, [lambda _, each: facts.append(each)])
    day.play(NIGHT_S)
    return day.board, facts


def test_a_day_comes_to_its_end_and_its_facts_alone_give_the_same_board() -> None:
    board, facts = played()
    told = a_morning()
    for each in facts:
        evolve(told, each)
    assert told.digest_hex() == board.digest_hex()
    assert not [each.id for each in board.visits.values() if each.state in STARTED]
    assert sum(each.state is VisitState.DONE for each in board.visits.values()) > 30
    assert [each.at_s for each in facts] == sorted(each.at_s for each in facts)


def test_a_day_played_in_steps_is_the_day_played_at_once() -> None:
    day = HeadlessDay(a_morning(), WORLD, Draws(1), OPENS_S)
    for at_s in range(OPENS_S, NIGHT_S, 600):
        day.play(at_s)
        assert max(each.changed.at_s for each in day.board.visits.values() if each.changed) <= at_s
    day.play(NIGHT_S)
    assert day.board.digest_hex() == played()[0].digest_hex()


def test_people_stay_the_same_from_day_to_day_in_one_world_and_differ_in_another() -> None:
    board = a_morning()
    (visit, *_) = board.route("T01")
    calm = replace(WORLD, work_sigma=0.0, day_sigma=0.0)
    lengths = {
        (world.seed, seed): work_length_s(HeadlessDay(board, world, Draws(seed), NIGHT_S).phone("T01"), visit)
        for world in (calm, replace(calm, seed=6))
        for seed in (1, 2)
    }
    assert lengths[5, 1] == lengths[5, 2] != lengths[6, 1] == lengths[6, 2]


def test_another_world_has_other_numbers_and_the_usual_one_keeps_its_own() -> None:
    one, two = another(1, ("REPAIR",)), another(2, ("REPAIR",))
    assert one.type_medians != two.type_medians
    assert one.travel_median != two.travel_median
    assert (HOME.work_sigma, HOME.travel_median, HOME.type_medians["CABLE_FAULT"]) == (0.30, 1.06, 1.25)


def test_a_device_tells_where_it_is_while_it_moves_and_never_what_is_still_to_come() -> None:
    day = HeadlessDay(a_morning(), WORLD, Draws(1), OPENS_S)
    assert day.position("T01", OPENS_S) is None
    seen = 0
    for at_s in range(OPENS_S + 3600, OPENS_S + 4 * 3600, 45):
        day.play(at_s)
        for who in day.board.technicians:
            position = day.position(who, at_s)
            moves = any(each.state is VisitState.EN_ROUTE for each in day.board.route(who))
            assert position is not None
            assert 0 <= at_s - position.at_s < (60 if moves else 600)
            seen += moves
    assert seen > 50


def test_a_device_gets_nearer_to_where_it_is_driven() -> None:
    day = HeadlessDay(a_morning(), WORLD, Draws(1), OPENS_S)
    at_s = OPENS_S
    while not (driving := [each for each in day.board.route("T01") if each.state is VisitState.EN_ROUTE]):
        at_s += 60
        day.play(at_s)
    there = day.board.work_orders[driving[0].work_order_id].site.location
    ways = []
    while day.board.visits[driving[0].id].state is VisitState.EN_ROUTE:
        position = day.position("T01", at_s)
        assert position is not None
        assert there is not None
        ways.append(distance_m(replace(there, latitude=position.latitude, longitude=position.longitude), there))
        at_s += 60
        day.play(at_s)
    assert ways == sorted(ways, reverse=True)
    assert ways[-1] < ways[0] / 2


def test_a_customer_gives_up_only_what_nobody_has_set_out_for() -> None:
    world = replace(WORLD, cancel=1.0, cancel_after_s=(0, 8 * 3600))
    board, facts = played(world)
    cancelled = [each.event.visit_id for each in facts
                 if isinstance(each.event, VisitAdvanced) and each.event.step is Step.CANCEL]  # fmt: skip
    assert len(cancelled) == len(set(cancelled)) > 10
    for each in facts:
        if isinstance(each.event, VisitAdvanced) and each.event.step is Step.DEPART:
            assert each.event.visit_id not in cancelled
    assert all(board.visits[each].state is VisitState.CANCELLED for each in cancelled)


def departure_s(world: World, next_start: str, minutes: int, seed: int = 1, *, left: str = "09:50",
                lunch: Break = LUNCH) -> float:  # fmt: skip
    """When somebody who is free at 11:10, half an hour of lunch owed, sets out for what is planned next."""
    done = a_visit(id="V60", technician="T05", start="10:00", state=VisitState.DONE)
    done = replace(done, stamps=Stamps(en_route_s=at(left), on_site_s=at("11:00"), done_s=at("11:10")))
    ahead = a_visit(id="V61", technician="T05", start=next_start, minutes=minutes, state=VisitState.ACCEPTED)
    shift = replace(a_shift(), breaks=(lunch,))
    phone = Played(a_board(a_technician(), shift, done, ahead), 1).phone("T05")
    phone = Phone(phone.board, phone.technician_id, phone.briefs, Draws(seed), world)
    return rested_s(phone, shift, ahead, at("11:12"), max(at("11:12"), at(next_start)))


def test_a_break_waits_while_it_would_delay_and_can_still_be_taken_later_where_that_is_the_habit() -> None:
    habit = replace(HOME, eager=0.0)
    assert departure_s(habit, "11:15", 60) == at("11:15")
    assert departure_s(HOME, "11:15", 60) == at("11:40") == a_line(start="11:40").start_s


def test_a_break_is_taken_first_where_it_cannot_wait_or_delays_nothing() -> None:
    habit = replace(HOME, eager=0.0)
    assert departure_s(habit, "11:15", 150) == at("11:40")
    assert departure_s(habit, "12:30", 60) == at("12:30")


def test_who_is_patient_waits_for_the_promise_to_begin_and_who_is_not_begins() -> None:
    promise = Window(start_s=at("10:00"), end_s=at("12:00"))
    early = a_visit(id="V61", technician="T05", start="10:00", state=VisitState.ON_SITE, promise=promise)
    early = replace(early, stamps=Stamps(en_route_s=at("09:20"), on_site_s=at("09:50")))
    begun = {}
    for patient in (0.0, 1.0):
        world = replace(HOME, no_access=0.0, patient=patient)
        phone = Played(a_board(a_technician(), a_shift(), early), 1).phone("T05")
        (start,) = due(Phone(phone.board, phone.technician_id, phone.briefs, Draws(1), world))
        begun[patient] = start.at_s
    assert at("09:51") <= begun[0] <= at("09:54")
    assert begun[1] - begun[0] == 600


def test_so_many_breaks_as_are_taken_at_once_make_people_late_and_the_others_wait() -> None:
    left = [departure_s(replace(HOME, eager=0.3), "11:15", 60, seed) for seed in range(300)]
    assert set(left) == {at("11:15"), at("11:40")}
    assert 60 <= left.count(at("11:40")) <= 120


def test_who_has_driven_on_since_a_break_might_have_begun_takes_it_by_the_rule() -> None:
    assert departure_s(HOME, "11:15", 60, left="10:50") == at("11:40"), "its window opened while they worked"
    early = replace(LUNCH, start_s=at("10:30"), end_s=at("14:00"))
    assert departure_s(HOME, "11:15", 60, left="10:50", lunch=early) == at("11:15")


def test_a_break_that_ended_after_its_window_is_not_taken_again() -> None:
    late = replace(LUNCH, start_s=at("08:00"), end_s=at("09:00"))
    assert departure_s(HOME, "11:15", 60, left="09:50", lunch=late) == at("11:15"), "there was time before the first"
    assert departure_s(HOME, "11:15", 60, left="08:20", lunch=late) == at("11:40"), "there was not"
