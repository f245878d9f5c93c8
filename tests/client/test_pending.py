"""The laws of the overlay: guessed acts are drawn at once, and only the feed makes them true."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.client.pending import End, lay
from dispatchtui.client.replica import Replica
from dispatchtui.constraints.gate import Passed
from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.visits import AddNote, PlaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import VisitState
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.requests import Reply, Request, Status
from tests.builders import a_line, a_request, a_visit, at
from tests.client.office import Office, happening


def live(office: Office) -> Replica:
    replica = Replica()
    office.greet(replica)
    return replica


def place(visit: str = "V60", technician: str = "T01", start: str = "10:00", **more: object) -> Request:
    act = PlaceVisit(visit_id=visit, technician_id=technician, start_s=at(start))
    return a_request(act=act, **more)


def carry_out(office: Office, replica: Replica, request: Request, passed: Passed) -> None:
    office.record(*passed.events, command_id=request.id, at_s=at("07:00"))


def bare(board: Board) -> dict[str, object]:
    """A board's rows without who changed them last, which only the server can know."""
    return {f"{row.TABLE}/{row.id}": replace(row, changed=None) for row in board.rows()}


def test_without_pending_acts_the_board_is_the_confirmed_one() -> None:
    replica = live(Office(None, a_visit()))
    assert replica.board is replica.confirmed


def test_an_act_is_drawn_at_once_and_touches_nothing_confirmed() -> None:
    replica = live(Office(None, a_visit()))
    before = replica.confirmed.digest
    verdict = replica.propose(place(), at("07:00"))
    assert isinstance(verdict, Passed)
    assert replica.board.visits["V60"].state is VisitState.PLANNED
    assert replica.confirmed.visits["V60"].state is VisitState.QUALIFIED
    assert replica.confirmed.digest == before
    assert "visits/V60" in replica.drawn


def test_an_act_that_may_not_happen_is_not_drawn() -> None:
    replica = live(Office(None, a_visit()))
    verdict = replica.propose(place(technician="T99"), at("07:00"))
    assert isinstance(verdict, Refusal)
    assert replica.board is replica.confirmed


def test_its_fact_ends_an_act_and_the_guess_was_right() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    request = place()
    verdict = replica.propose(request, at("07:00"))
    guessed = bare(replica.board)
    carry_out(office, replica, request, verdict)
    changes = replica.apply(office.ev(0), 0.0)
    assert [(each.request.id, each.how) for each in changes.ended] == [("r-1", End.CONFIRMED)]
    assert replica.board is replica.confirmed
    assert bare(replica.confirmed) == guessed


def test_a_refusal_rolls_the_guess_back_and_is_told() -> None:
    replica = live(Office(None, a_visit()))
    replica.propose(place(), at("07:00"))
    refusal = Refusal(code=Code.OVERLAP, sentence="T01 is taken.")
    changes = replica.answer(Reply(id="r-1", status=Status.CONFLICT, refusal=refusal))
    assert [(each.how, each.refusal) for each in changes.ended] == [(End.REFUSED, refusal)]
    assert "visits/V60" in changes.keys
    assert replica.board is replica.confirmed


def test_an_answer_before_the_feed_keeps_the_act_drawn_until_the_feed_comes() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    request = place()
    verdict = replica.propose(request, at("07:00"))
    carry_out(office, replica, request, verdict)
    before = replica.confirmed.digest
    assert replica.answer(Reply(id="r-1", status=Status.APPLIED, seq=1)).ended == ()
    assert replica.confirmed.digest == before
    assert replica.board.visits["V60"].state is VisitState.PLANNED
    assert len(replica.apply(office.ev(0), 0.0).ended) == 1


def test_an_answer_after_the_feed_changes_nothing() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    request = place()
    carry_out(office, replica, request, replica.propose(request, at("07:00")))
    replica.apply(office.ev(0), 0.0)
    assert not replica.answer(Reply(id="r-1", status=Status.APPLIED, seq=1))


def test_an_act_that_changed_nothing_ends_with_the_mark_that_covers_its_answer() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    replica.propose(place(), at("07:00"))
    office.record(e.NoteAdded(visit_id="V60", text="unseen"))
    replica.answer(Reply(id="r-1", status=Status.APPLIED, seq=1))
    assert [each.how for each in replica.apply(office.ev(0), 0.0).ended] == [End.CONFIRMED]


def test_a_snapshot_that_contains_an_act_ends_it() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    request = place()
    carry_out(office, replica, request, replica.propose(request, at("07:00")))
    replica.answer(Reply(id="r-1", status=Status.APPLIED, seq=1))
    replica.whole = False
    ended = [each for changes in office.greet(replica) for each in changes.ended]
    assert [each.how for each in ended] == [End.CONFIRMED]
    assert replica.board.visits["V60"].state is VisitState.PLANNED


def test_an_act_answered_before_a_restore_ends_as_unknown() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    replica.propose(place(), at("07:00"))
    replica.answer(Reply(id="r-1", status=Status.APPLIED, seq=9, epoch="first"))
    ended = [each for changes in Office(None, a_visit(), epoch="second").greet(replica) for each in changes.ended]
    assert [(each.how, each.sentence) for each in ended] == [
        (End.UNKNOWN, "The server's history was restored from before this act.")
    ]


def test_an_act_given_up_is_no_longer_drawn_but_told_when_the_feed_knows() -> None:
    office = Office(None, a_visit())
    replica = live(office)
    request = place()
    verdict = replica.propose(request, at("07:00"))
    assert [each.how for each in replica.give_up("r-1", "Nobody answered.").ended] == [End.UNKNOWN]
    assert replica.board is replica.confirmed
    carry_out(office, replica, request, verdict)
    assert [each.how for each in replica.apply(office.ev(0), 0.0).ended] == [End.CONFIRMED]


def test_a_pending_act_overtaken_by_somebody_draws_nothing_and_waits_for_its_answer() -> None:
    office = Office(None, a_visit(), a_visit(id="V61"))
    replica = live(office)
    replica.propose(place(), at("07:00"))
    office.record(e.VisitPlaced(visit_id="V61", crew=(a_line(technician="T01", start="10:00"),)), by="dan")
    replica.apply(office.ev(0), 0.0)
    assert replica.pending["r-1"].hindered.code is Code.OVERLAP
    assert replica.board.visits["V60"].state is VisitState.QUALIFIED


def test_two_acts_follow_one_another() -> None:
    replica = live(Office(None, a_visit()))
    replica.propose(place(), at("07:00"))
    version = replica.board.visits["V60"].version
    release = AdvanceVisit(visit_id="V60", step=Step.RELEASE)
    replica.propose(a_request(act=release, id="r-2", pre={"visits/V60": version}), at("07:00"))
    assert replica.board.visits["V60"].state is VisitState.RELEASED
    replica.answer(Reply(id="r-1", status=Status.REFUSED, refusal=Refusal(code=Code.ILLEGAL, sentence="No.")))
    assert replica.pending["r-2"].hindered.code is Code.STALE
    assert replica.board.visits["V60"].state is VisitState.QUALIFIED


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("happens"), st.integers(0, 6), st.integers(0, 9), st.integers(0, 50)),
            st.tuples(st.just("asks"), st.integers(0, 2), st.integers(0, 9), st.integers(1, 3)),
            st.tuples(st.just("answers"), st.integers(0, 4), st.integers(0, 9), st.integers(0, 3)),
        ),
        max_size=25,
    )
)
def test_the_board_is_always_the_pending_acts_laid_on_what_the_feed_told(
    steps: list[tuple[str, int, int, int]],
) -> None:
    visits = [a_visit(id=f"V{60 + number}") for number in range(6)]
    office = Office(None, *visits)
    replica = live(office)
    for number, (what, a, b, c) in enumerate(steps):
        changed_before = bare(replica.board)
        if what == "happens":
            after = office.head
            office.record(*happening(office, a, b, c))
            keys = replica.apply(office.ev(after), 0.0).keys
        elif what == "asks":
            visit = f"V{60 + b % 6}"
            act = AddNote(visit_id=visit, text="x") if a == 0 else PlaceVisit(
                visit_id=visit, technician_id=f"T0{c}", start_s=at("10:00") + b * 1800)  # fmt: skip
            replica.propose(a_request(act=act, id=f"r-{number}"), at("07:00"))
            keys = replica.drawn
        else:
            waiting = list(replica.pending)
            if not waiting:
                continue
            status = Status.APPLIED if c else Status.REFUSED
            keys = replica.answer(Reply(id=waiting[a % len(waiting)], status=status, seq=office.head + c - 2)).keys
        assert replica.confirmed.digest_hex() == office.digests[replica.cursor]
        fresh = lay(replica.confirmed, replica.pending.values(), replica.actor)
        assert replica.board.digest == fresh.board.digest
        now = bare(replica.board)
        differ = {key for key in now.keys() | changed_before.keys() if now.get(key) != changed_before.get(key)}
        assert differ <= keys
