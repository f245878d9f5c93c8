"""A proposal of several rows applied by a server: what was judged as a whole is not done by halves unseen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from msgspec.structs import replace

from dispatchtui.core import versions
from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.commands.ruling import RecordPolicy
from dispatchtui.core.commands.visits import AddNote
from dispatchtui.core.foresight import Effect
from dispatchtui.core.model import Answer, Behaviour, Policy, Position, Rules, TechnicianId
from dispatchtui.server.planning import Done, Planner
from dispatchtui.server.window import Told
from dispatchtui.solver.proposing.proposal import GREEN, Disruption, Option, Proposal, Row
from tests.builders import at
from tests.server.office import PATIENCE_S, Office, place, seed, until

Open = Callable[..., Office]
NOW = at("07:00")
ALLOWED = Policy(id="AUTO", scope="territory", scope_id="EAST", rules=Rules(auto_accept=("TECH_SICK",)))
SEEN = Behaviour(id="field", learned_s=NOW, n=40, work=(Effect(work_type="LEAK", n=40),))
ABOUT = Disruption(id="TECH_SICK:T01", kind="TECH_SICK", subject="technicians/T01", visits=("V1", "V2"),
                   technicians=("T01",), territories=("EAST",), sentence="T01 is sick.")  # fmt: skip


def with_a_day(office: Office) -> Office:
    """T01 has V1 and V2; the policy lets automation give them to others."""
    seed(office.admin)
    office.admin.acts(LearnBehaviour(row=SEEN), RecordPolicy(row=ALLOWED),
                      place("V1", "T01", "10:00"), place("V2", "T01", "12:00"))  # fmt: skip
    return office


@pytest.fixture
def day(sqlite_url: str, open_office: Open) -> Office:
    return with_a_day(open_office(sqlite_url, clock_speed=1e-6))


def parts(office: Office) -> Any:
    assert office.server.office is not None
    return office.server.office


def offered(office: Office, first: str = "V1", then: str = "V2", whom: str = "T03") -> Proposal:
    """Both visits go to somebody else, in two rows, as they stand on the board of the server now."""
    board, rows = parts(office).hub.board, []
    for visit, who in ((first, "T02"), (then, whom)):
        act = place(visit, who, board.visits[visit].crew[0].start_s)
        rows.append(Row(visit_id=visit, kind="move", grade=GREEN, acts=(act,), technician_id=who, sentence=visit,
                        pre=versions.of_moves(board, moves_of(act))))  # fmt: skip
    best = Option(kind="replan", rows=tuple(rows), sentence="Both go.")
    return Proposal(id=ABOUT.id, disruption=ABOUT, options=(best,), basis="b1")


def planner(office: Office) -> Planner:
    return Planner(parts(office).desk, parts(office).hub, parts(office).clock)


def consider(office: Office, proposal: Proposal) -> None:
    """Have a planner of this server's look at a proposal."""
    asyncio.run_coroutine_threadsafe(planner(office).consider(proposal), parts(office)._loop).result(30)


def who(office: Office, *visits: str) -> list[str]:
    return [parts(office).hub.board.visits[each].crew[0].technician_id for each in visits]


def the_answer(office: Office) -> Answer | None:
    found: Answer | None = parts(office).hub.board.tables["answers"].get(ABOUT.id)
    return found


def said(office: Office) -> int:
    """How often something was said to the proposal."""
    return sum(each["event"]["kind"] == "proposal.answered" for each in office.admin.get("/history", limit=200))


class Once:
    """Follows a hub, and does something the first time that a visit is placed."""

    def __init__(self, office: Office, act: Callable[[], object]) -> None:
        self.act, self.done = act, False
        parts(office).hub.followers.append(self)

    def follow(self, told: Sequence[Told]) -> None:
        if not self.done and any(touch.table == "visits" for each in told for touch in each.touched):
            self.done = True
            self.act()

    def moved(self, position: Position) -> None: ...

    def reset(self) -> None: ...


def test_every_row_is_done_and_where_each_stood_is_kept(day: Office) -> None:
    consider(day, offered(day))
    answer = the_answer(day)
    assert answer is not None
    assert who(day, "V1", "V2") == ["T02", "T03"]
    assert [(each.visit_id, each.people) for each in answer.former] == [("V1", ("T01",)), ("V2", ("T01",))]
    assert (answer.visits, len(answer.acts)) == (("V1", "V2"), 2)


def test_rows_that_go_to_one_day_do_not_hinder_each_other(day: Office) -> None:
    consider(day, offered(day, whom="T02"))
    assert who(day, "V1", "V2") == ["T02", "T02"]


def test_the_first_row_that_is_refused_ends_the_whole(day: Office) -> None:
    proposal = offered(day, "V2", "V1")
    day.admin.act(AddNote(visit_id="V2", text="called"))
    consider(day, proposal)
    assert who(day, "V1", "V2") == ["T01", "T01"]
    assert the_answer(day) is None


def test_what_was_done_before_one_is_refused_is_what_can_be_taken_back(day: Office) -> None:
    proposal = offered(day)
    day.admin.act(AddNote(visit_id="V2", text="called"))
    consider(day, proposal)
    answer = the_answer(day)
    assert answer is not None
    assert who(day, "V1", "V2") == ["T02", "T01"]
    assert answer.visits == ("V1",)
    assert [each.visit_id for each in answer.former] == ["V1"]
    assert len(answer.acts) == 1


def test_every_further_row_is_asked_on_the_board_as_it_is_then(day: Office) -> None:
    old = Position(technician_id=TechnicianId("T03"), latitude=39.3, longitude=-76.6, at_s=NOW - 7200)
    proposal = offered(day)
    Once(day, lambda: parts(day).hub.moved([old]))
    consider(day, proposal)
    assert who(day, "V1", "V2") == ["T02", "T01"], "where T03 is had become known to be too old"


def test_a_policy_withdrawn_after_it_was_found_is_heeded(day: Office) -> None:
    proposal = offered(day)
    day.admin.acts(RecordPolicy(row=replace(ALLOWED, rules=Rules())))
    consider(day, proposal)
    assert who(day, "V1", "V2") == ["T01", "T01"]
    assert the_answer(day) is None


def test_who_finds_that_another_does_it_leaves_it_to_them(day: Office) -> None:
    proposal = offered(day)

    def does() -> tuple[bool, list[str]]:
        done = Done()
        act = planner(day).do(proposal, proposal.options[0].rows[0], done)
        return asyncio.run_coroutine_threadsafe(act, parts(day)._loop).result(30), [*done.former]

    assert does() == (True, ["V1"])
    assert does() == (False, []), "it stands where the other put it, and the other says so"


def test_two_servers_that_find_the_same_at_once_do_it_once(open_office: Open, postgres_url: str) -> None:
    one = with_a_day(open_office(postgres_url, home="one", clock_speed=1e-6))
    two = open_office(postgres_url, home="two", clock_speed=1e-6)
    proposal = offered(one)
    assert offered(two) == proposal
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda office: consider(office, proposal), (one, two)))
    until(lambda: the_answer(one) == the_answer(two) is not None, "one answer on both")
    answer = the_answer(one)
    assert answer is not None
    assert who(one, "V1", "V2") == who(two, "V1", "V2") == ["T02", "T03"]
    assert [each.people for each in answer.former] == [("T01",), ("T01",)]
    placed = [each["event"]["visit_id"] for each in one.admin.get("/history", limit=200)
              if each["event"]["kind"] == "visit.placed" and each.get("cause") == ABOUT.id]  # fmt: skip
    assert (sorted(placed), said(one)) == (["V1", "V2"], 1)


def test_a_log_that_was_not_read_for_a_minute_is_not_acted_on(day: Office, caplog: pytest.LogCaptureFixture) -> None:
    desk, proposal = parts(day).desk, offered(day)
    assert desk.behind_s <= PATIENCE_S, "it is read once a second"
    asyncio.run_coroutine_threadsafe(desk.stop(), parts(day)._loop).result(30)
    desk._read_at -= 80
    with caplog.at_level(logging.DEBUG, "dispatchtui.server.planning"):
        consider(day, proposal)
    assert "TECH_SICK:T01: The board is known until 1 min ago." in caplog.messages
