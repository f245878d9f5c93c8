"""The owner of the worker: when it starts, what it is told, when it looks again; and what is offered by then."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from dispatchtui.client.changes import Changes
from dispatchtui.client.replica import Replica
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.model import Answer
from dispatchtui.engine.jobs import Found, Optimise, Repair
from dispatchtui.tui.deciding import open_proposals, pane_of
from dispatchtui.tui.effects import Work
from dispatchtui.tui.offered import Offered, overtaken
from dispatchtui.tui.planning import Planning, raised
from dispatchtui.tui.state import Link, State
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.status import status
from tests.builders import a_visit, a_work_order, a_working_board, an_absence, an_actor, at
from tests.tui.small_worker import SmallWorker, a_proposal, an_option

NOW = at("10:00")


def a_console() -> tuple[State, Replica, SmallWorker, Planning]:
    board = a_working_board(a_work_order(id="W60", response_due="12:00"), a_visit(id="V60"),
                            a_visit(id="V61", technician="T01", start="11:00"))  # fmt: skip
    replica = Replica()
    replica.confirmed, replica.whole = board, True
    picture = Picture(board, NOW)
    picture.me = an_actor()
    state = State(picture=picture, link=Link(word="live", live=True))
    state.offered.there = True
    worker = SmallWorker()
    return state, replica, worker, Planning(worker.made)


def begun(planning: Planning) -> None:
    """Let the time have passed that a person has to look."""
    planning._since = 0.0


def test_nothing_starts_while_the_board_is_new_and_keys_come_but_in_the_end_it_does() -> None:
    state, replica, worker, planning = a_console()
    planning.work(state, replica, None)
    assert worker.jobs == {}
    begun(planning)
    planning.hush()
    planning.work(state, replica, None)
    assert worker.jobs == {}
    planning._latest = 0.0
    planning.work(state, replica, Changes(keys=frozenset({"visits/V60"})))  # keys do not put it off for ever
    assert worker.jobs == {"1": Repair(seconds=1.0)}
    assert worker.board.digest == replica.confirmed.digest
    assert worker.now_s == NOW


def test_it_looks_again_when_something_changed_that_makes_plans_wrong_and_not_too_often() -> None:
    state, replica, worker, planning = a_console()
    begun(planning)
    planning.work(state, replica, None)
    replica.confirmed.put(replace(replica.confirmed.visits["V60"], version=2))
    planning.work(state, replica, Changes(keys=frozenset({"visits/V60"})))
    assert worker.board.digest == replica.confirmed.digest
    assert len(worker.jobs) == 1  # it has just looked
    planning._asked = 0.0
    planning.work(state, replica, Changes(keys=frozenset({"desks/D1"})))
    assert len(worker.jobs) == 2
    planning._asked = 0.0
    planning.work(state, replica, Changes(keys=frozenset({"desks/D1"})))
    assert len(worker.jobs) == 2  # a desk makes no plan wrong
    state.picture.at(NOW + 60)
    planning.work(state, replica, None)
    assert len(worker.jobs) == 3  # a minute does


def test_what_somebody_has_just_caused_is_looked_at_at_once_and_then_everything() -> None:
    state, replica, worker, planning = a_console()
    begun(planning)
    planning.work(state, replica, None)
    raised(state, RecordAbsence(row=an_absence(technician="T01")), untouched=False)
    planning.work(state, replica, None)
    assert worker.jobs["2"] == Repair(ids=("TECH_SICK:T01",), seconds=3.0)
    planning._asked = 0.0
    planning.work(state, replica, None)
    planning.work(state, replica, None)
    assert worker.jobs["3"] == Repair(seconds=1.0)


def test_what_is_final_lets_go_of_what_is_offered_no_more() -> None:
    offered, board = Offered(), a_console()[0].picture.board
    one = an_option(board, NOW, Move(visit_id="V60", technician_id="T02", start_s=NOW))
    first, second = (a_proposal(one, subject=f"technicians/{who}") for who in ("T01", "T02"))
    offered.take(Found(job_id="1", proposals=(first, second)))
    offered.take(Found(job_id="1", proposals=(first,)))
    assert list(offered.repairs) == [first.id, second.id]  # more may come
    offered.take(Found(job_id="1", proposals=(), final=True), ids=(second.id,))
    assert list(offered.repairs) == [first.id]
    offered.take(Found(job_id="2", final=True))
    assert offered.repairs == {}


def test_what_is_ready_stands_in_the_order_of_the_last_moment_and_what_was_settled_does_not() -> None:
    state = a_console()[0]
    board, offered = state.picture.board, state.offered
    one = an_option(board, NOW, Move(visit_id="V60", technician_id="T02", start_s=NOW))
    late = a_proposal(one, subject="technicians/T02", act_by_s=at("12:00"), visits=("V61",))
    soon = a_proposal(one, subject="technicians/T01", act_by_s=at("10:30"), visits=("V60",))
    empty = a_proposal(subject="technicians/T03", act_by_s=at("10:10"))
    offered.take(Found(job_id="1", proposals=(late, empty, soon)))
    offered.settle(state.picture)
    assert [each.id for each in offered.ready] == [soon.id, late.id]
    assert offered.about["visits/V61"] == (late.id,)
    assert state.picture.ways == {"technicians/T01": 1, "visits/V60": 1, "technicians/T02": 1, "visits/V61": 1}
    answer = Answer(id=soon.id, trigger="TECH_SICK", subject="technicians/T01", outcome="rejected", basis=soon.basis)
    board.put(answer)
    offered.settle(state.picture)
    assert [each.id for each in offered.ready] == [late.id]
    board.put(replace(answer, basis="of something else", version=2))
    offered.settle(state.picture)
    assert [each.id for each in offered.ready] == [soon.id, late.id]
    board.put(replace(answer, outcome="accepted", option="keep_and_tell", version=3))
    offered.settle(state.picture)
    assert [each.id for each in offered.ready] == [late.id]


def test_what_is_wrong_with_a_row_itself_comes_before_what_presses_more_and_only_touches_it() -> None:
    state = a_console()[0]
    one = an_option(state.picture.board, NOW, Move(visit_id="V60", technician_id="T02", start_s=NOW))
    silent = a_proposal(one, kind="STATUS_STALE", act_by_s=at("10:05"), visits=("V60", "V61"))
    short = a_proposal(one, kind="STOCK_WRONG", subject="visits/V61", act_by_s=at("10:50"), visits=("V61",))
    state.offered.take(Found(job_id="1", proposals=(silent, short)))
    state.offered.settle(state.picture)
    assert [each.id for each in state.offered.ready] == [silent.id, short.id]
    assert state.offered.about["visits/V61"] == (short.id, silent.id)
    assert state.offered.about["technicians/T01"] == state.offered.about["visits/V60"] == (silent.id,)


def test_visits_that_nobody_has_are_listed_and_counted_only_around_the_last_moment_to_act() -> None:
    state = a_console()[0]
    one = an_option(state.picture.board, NOW, Move(visit_id="V60", technician_id="T02", start_s=NOW))
    when = {"V61": "09:10", "V62": "10:45", "V63": "15:00", "V64": "07:00"}
    waiting = [a_proposal(one, kind="UNPLACED", subject=f"visits/{each}", visits=(each,), act_by_s=at(act_by))
               for each, act_by in when.items()]  # fmt: skip
    emergency = a_proposal(one, kind="EMERGENCY_NEW", subject="visits/V60", visits=("V60",), act_by_s=at("15:00"))
    state.offered.take(Found(job_id="1", proposals=(*waiting, emergency)))
    state.offered.settle(state.picture)
    assert [each.disruption.subject for each in state.offered.pressing] == ["visits/V61", "visits/V62", "visits/V60"]
    left, _ = status(state, Counter(), 200)
    assert "3 proposals: p" in {piece.strip() for piece, _ in left}
    assert state.offered.about["visits/V63"] == ("UNPLACED:V63",)  # on its own row the key shows it
    state.visit_id = "V63"
    open_proposals(state)
    pane = pane_of(state)
    assert pane is not None
    assert (pane.id, pane.ids) == ("UNPLACED:V63", ("UNPLACED:V63", *(each.id for each in state.offered.pressing)))


def test_a_row_is_overtaken_by_what_it_rests_on_and_by_nothing_else() -> None:
    board = a_console()[0].picture.board
    (row,) = an_option(board, NOW, Move(visit_id="V60", technician_id="T02", start_s=NOW)).rows
    board.put(replace(board.visits["V61"], version=9))
    assert overtaken(board, row) == ()
    board.put(replace(board.visits["V60"], version=9))
    assert overtaken(board, row) == ("visits/V60",)


def test_causes_that_press_are_entries_and_quiet_ones_come_behind_them() -> None:
    state = a_console()[0]
    one = an_option(state.picture.board, NOW, Move(visit_id="V60", technician_id="T02", start_s=NOW))
    sick = a_proposal(one, act_by_s=at("10:30"), visits=("V61",), sentence="T01 is away.")
    waits = a_proposal(one, kind="UNPLACED", subject="visits/V60", visits=("V60",))
    asked_for = a_proposal(one, kind="OPTIMISE", subject="days/2019-10-21", visits=("V60",))
    state.picture.attention.offer(state.picture.board, (sick, waits, asked_for), NOW)
    attention = state.picture.attention
    assert [(each.id, each.sentence) for each in attention.found] == [("proposal:T01", "T01 is away.")]
    assert [each.subject for each in attention.quiet] == ["visits/V60"]
    assert attention.entry_of("V61", "") == attention.found[0]


def test_who_may_place_nothing_starts_no_worker() -> None:
    state, replica, worker, planning = a_console()
    state.picture.me = an_actor("support", id="sue")
    begun(planning)
    planning.work(state, replica, None)
    assert worker.jobs == {}


def test_better_ways_are_looked_for_while_somebody_looks_at_one_cause() -> None:
    state, replica, worker, planning = a_console()
    one = an_option(state.picture.board, NOW, Move(visit_id="V60", technician_id="T02", start_s=NOW))
    worker.ways = lambda board, now_s: [a_proposal(one, visits=("V60",))]
    begun(planning)
    planning.work(state, replica, None)
    planning.work(state, replica, None)
    state.visit_id = "V60"
    assert open_proposals(state) == ()
    planning.work(state, replica, None)
    assert worker.jobs["2"] == Repair(ids=("TECH_SICK:T01",), seconds=3.0)


def test_who_asks_for_a_plan_at_once_gets_one_of_the_board_as_it_is() -> None:
    state, replica, worker, planning = a_console()
    planning.work(state, replica, None)
    job = Optimise(from_s=NOW, until_s=at("17:00"))
    planning.ask(state, Work(job=job, title="Plan everybody today"))
    assert worker.jobs == {"1": job}
    assert worker.board.digest == replica.confirmed.digest
    assert worker.now_s == NOW
    assert state.offered.running is not None
    assert state.offered.running.title == "Plan everybody today"
