"""Following the facts: an odd row costs itself alone, and what cannot be followed is begun anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec import Raw
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.alerts import RaiseAlert
from dispatchtui.core.events import VisitAdvanced
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Position
from dispatchtui.protocol.frames import FactLine
from dispatchtui.risk import forecast
from dispatchtui.server.watch import request_for
from dispatchtui.server.watching.post import Lost, Post
from dispatchtui.server.window import Told, told_again
from dispatchtui.solver import lookout
from dispatchtui.store import Store
from tests.builders import a_visit, a_work_order, a_working_board, at
from tests.store.acts import beginnings, record

NINE = at("09:00")


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    opened = Store.open(sqlite_url)
    yield opened
    opened.close()


def two_late() -> Board:
    """V1 of T01 and V2 of T02, each planned an hour after it is due."""
    visits = [a_visit(id=f"V{number}", technician=f"T0{number}", start="12:00") for number in (1, 2)]
    return a_working_board(*visits, *(a_work_order(id=f"W{number}", response_due="11:00") for number in (1, 2)))


def post_of(store: Store, board: Board) -> Post:
    positions: dict[str, Position] = {}
    post = Post(store, board, NINE, positions)
    while not post.work(NINE, lambda: False):
        pass
    return post


def raised(post: Post) -> list[str]:
    return sorted(act.row.id for act in post.look() if isinstance(act, RaiseAlert) and act.row.kind == "breach")


def test_each_late_visit_is_found(store: Store) -> None:
    assert raised(post_of(store, two_late())) == ["breach:V1", "breach:V2"]


def test_a_route_that_cannot_be_worked_out_costs_itself_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = forecast.forecast

    def odd(board: Board, technician_id: str, *rest: object, **more: object) -> object:
        if technician_id == "T01":
            raise ZeroDivisionError
        return real(board, technician_id, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(lookout, "forecast", odd)
    assert "breach:V2" in raised(post_of(store, two_late()))


def test_facts_are_followed_in_order_and_once(store: Store) -> None:
    record(store, *beginnings())
    post = post_of(store, store.load())
    head = post.board.seq
    now = record(store, *(VisitAdvanced(visit_id="V60", step=Step.PARK, occurred_s=NINE) for _ in range(2)))
    told = [told_again(line) for line in store.logged(head)]
    assert post.follow(told, NINE)
    assert (post.board.seq, post.board.digest) == (now.seq, now.digest)
    assert not post.follow(told, NINE), "what was followed is nothing new"


@pytest.mark.parametrize("fault", ["gap", "newer"])
def test_what_cannot_be_followed_is_begun_anew(store: Store, fault: str) -> None:
    record(store, *beginnings())
    post = post_of(store, store.load())
    body = Raw(b'{"kind":"visit.teleported","visit_id":"V60"}')
    line = FactLine(seq=post.board.seq + (2 if fault == "gap" else 1), at_s=NINE, by="x", command_id="c", event=body)
    with pytest.raises(Lost):
        post.follow([Told(line, ())], NINE)


def test_two_that_see_the_same_ask_the_same_and_rest_on_what_they_saw(store: Store) -> None:
    board = two_late()
    (first, *_) = post_of(store, board).look()
    one, other = request_for(board, first, NINE), request_for(board.copy(), first, NINE)
    assert one == other
    assert one.pre == {"alerts/breach:V1": 0}
    assert isinstance(first, RaiseAlert)
    board.put(replace(first.row, version=3))
    later = request_for(board, first, NINE)
    assert (later.pre, later.id == one.id) == ({"alerts/breach:V1": 3}, False)
