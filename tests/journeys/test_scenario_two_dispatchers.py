"""Scenario: two dispatchers, one visit, and one hour of one technician; and 200 orders in which all of it may come."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.visits import AddNote, PlaceVisit, UnplaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Row, TechnicianId, VisitState
from dispatchtui.core.refusals import Code
from dispatchtui.core.requests import Reply, Request, Status
from tests.builders import a_shift, a_technician, a_visit, a_work_order, at
from tests.faults import Faults
from tests.journeys.journey import Dispatcher
from tests.journeys.scenarios import Desk, a_console, double_booked, opened
from tests.server.office import Person, ids, place

NOW = at("14:00")
TOMORROW = "2019-10-22"
HELD_BACK_S = 0.5
VERSION = 12
"""Of V60 when both look at it."""
ROUNDS = 200


def the_day() -> list[Row]:
    """Five plumbers today and tomorrow; V60, V61, V62 and four more wait."""
    rows: list[Row] = []
    for number in range(1, 6):
        who = f"T{number:02}"
        rows += [a_technician(id=who), a_shift(technician=who),
                 a_shift(technician=who, start=at("08:00", day=TOMORROW), end=at("17:00", day=TOMORROW))]  # fmt: skip
    for number in range(60, 67):
        promise = ("15:00", "16:00") if number == 60 else None
        rows += [a_work_order(id=f"W{number}", address=f"{number} Mill St"), a_visit(id=f"V{number}", promise=promise)]
    return rows


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = opened(tmp_path / "home", *the_day(), now_s=at("13:00"))
    for number in range(VERSION - 1):
        desk.do(desk.admin, AddNote(visit_id="V60", text=f"note {number}"))
    desk.at(NOW)
    assert desk.board.visits["V60"].version == VERSION
    yield desk
    desk.office.stop()


async def assigned(me: Dispatcher, visit: str, technician: str) -> None:
    await me.type(f":a {visit[1:]} {int(technician[1:])}")
    await me.press("enter")


@pytest.mark.parametrize("choice", ["keep-theirs", "retry-mine"])
async def test_one_visit_is_assigned_once_and_the_other_keeps_theirs_or_retries(desk: Desk, choice: str) -> None:
    port = int(desk.office.url.rpartition(":")[2])
    phone = desk.office.hire("t02", "technician", technician="T02").watch()
    async with (
        Faults("127.0.0.1", port) as way,
        a_console(desk, "dp1") as one,
        a_console(desk, "dp2", url=way.url) as two,
    ):
        way.delay_s = HELD_BACK_S
        await assigned(one, "V60", "T01")
        pressed = time.monotonic()
        await two.until(lambda: time.monotonic() - pressed >= 0.2)
        assert two.state.picture.board.visits["V60"].version == VERSION, "the feed is held back"
        await assigned(two, "V60", "T02")
        await two.until(lambda: two.state.conflicts, 10)
        way.delay_s = 0.0
        assert two.state.conflicts[0].refusal.sentence == (
            f"V60 was changed by dp1: you saw version {VERSION}, it is now {VERSION + 1}."
        )
        await two.until(lambda: two.state.link.live and two.state.picture.board.visits["V60"].crew, 15)
        await two.do("conflict")
        assert two.listed("YOU SAW").split("  ")[-1].strip() == "2 MINE"
        assert _cells(two.listed("▌ V60")) == ["unplaced", "T01 15:00-16:00 planned", "T02 at 15:00"]
        assert _cells(two.listed(f" version {VERSION} ")) == [
            f"version {VERSION}", f"Dp1 at 14:00, version {VERSION + 1}", "you",
        ]  # fmt: skip
        await two.do(choice)
        await two.until(lambda: not two.state.conflicts)
        if choice == "retry-mine":
            await two.until(lambda: desk.board.visits["V60"].version == VERSION + 2)
            assert desk.board.visits["V60"].crew[0].technician_id == "T02"
        else:
            assert desk.board.visits["V60"].version == VERSION + 1
            desk.steps(desk.admin, "V60", Step.RELEASE)
            assert desk.board.visits["V60"].crew[0].technician_id == "T01"
            phone.up_to(desk.head)
            assert phone.replica.confirmed.visits == {}, "T02 was never told"
        phone.close()
        await desk.ends_well_on(one, two)


async def test_who_is_on_a_visit_is_seen_and_locks_nothing(desk: Desk) -> None:
    async with a_console(desk, "dp1") as one, a_console(desk, "dp2") as two:
        for each in (one, two):
            await each.type(":goto 60")
            await each.press("enter")
        await one.until(lambda: one.app.given.session.replica.present.get("V60"))
        assert [each.actor for each in one.app.given.session.replica.present["V60"]] == ["dp2"]
        await assigned(one, "V60", "T01")
        await two.until(lambda: two.state.picture.board.visits["V60"].crew)
        await desk.ends_well_on(one, two)


def test_one_hour_is_given_once_and_the_other_hears_of_the_overlap(desk: Desk) -> None:
    dp1, dp2 = (desk.office.hire(each, "dispatcher") for each in ("dp1", "dp2"))
    one, two = desk.watch(dp1), desk.watch(dp2)
    acts = {
        "V61": place("V61", "T05", at("10:00", day=TOMORROW)),
        "V62": place("V62", "T05", at("10:30", day=TOMORROW)),
    }
    requests = {visit: Request(id=next(ids), act=act, pre=desk.pre(act)) for visit, act in acts.items()}
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(person.ask, requests[visit]) for person, visit in ((dp1, "V61"), (dp2, "V62"))]
        replies = dict(zip(acts, (each.result()[1] for each in asked), strict=True))
    (winner,) = (visit for visit, reply in replies.items() if reply.status is Status.APPLIED)
    (loser,) = set(acts) - {winner}
    refusal = replies[loser].refusal
    assert refusal is not None
    assert (refusal.code, refusal.subject) == (Code.OVERLAP, f"visits/{winner}")
    assert refusal.by == {"V61": "dp1", "V62": "dp2"}[winner]
    began = time.monotonic()
    boards = [each.reach(replies[winner].seq).confirmed for each in (one, two)]
    assert time.monotonic() - began <= 1.0
    assert boards[0].digest == boards[1].digest
    assert [visit.id for visit in boards[0].route("T05")] == [winner]
    desk.ends_well()


def test_two_hundred_orders_lose_no_act_and_book_nobody_twice(desk: Desk) -> None:
    chance = random.Random(7)
    people = [desk.office.hire(f"dp{number}", "dispatcher") for number in range(1, 5)]
    told: list[str] = []
    applied: dict[str, tuple[Request, Reply]] = {}
    with ThreadPoolExecutor(len(people)) as pool:
        for _ in range(ROUNDS):
            requests = [_request(desk, chance) for _ in people]
            hesitations = [chance.randrange(3) for _ in people]
            answers = pool.map(_after, hesitations, people, requests)
            for request, reply in zip(requests, answers, strict=True):
                if reply.status is Status.APPLIED:
                    applied[request.id] = (request, reply)
                else:
                    assert reply.refusal is not None
                    assert reply.status is Status.CONFLICT, reply
                    assert reply.refusal.subject
                    told.append(reply.refusal.code)
            assert list(double_booked(_now(desk))) == []
    claims = [(key, version) for request, reply in applied.values() for key, version in request.pre.items()
              if key in reply.versions]  # fmt: skip
    assert len(claims) == len(set(claims)), "two acts rested on one version: an update was lost"
    server = desk.office.server.office
    assert server is not None
    changing = {request.id for request, reply in applied.values() if reply.versions}
    assert {line.command_id for line in server.store.logged(desk.opened_seq)} >= changing
    assert len(applied) + len(told) == ROUNDS * len(people)
    assert {Code.STALE, Code.OVERLAP} <= set(told)
    desk.ends_well()


def _cells(line: str) -> list[str]:
    """The three sides of a conflict in one line."""
    return [cell.strip() for cell in line.removeprefix("▌ V60").split("   ") if cell.strip()]


def _after(looks: int, person: Person, request: Request) -> Reply:
    """Ask after so many looks at the board, so that who comes first is another one each time."""
    for _ in range(looks):
        person.get("/readyz")
    return person.ask(request)[1]


def _now(desk: Desk) -> Board:
    server = desk.office.server.office
    assert server is not None
    return server.hub.board


def _request(desk: Desk, chance: random.Random) -> Request:
    """Somebody places, moves or unplaces one of a few visits tomorrow, on what is there now."""
    board = _now(desk)
    visit = board.visits[chance.choice(("V61", "V62", "V63", "V64"))]
    act: Command = UnplaceVisit(visit_id=visit.id)
    if visit.state is VisitState.QUALIFIED or chance.random() < 0.7:
        start_s = at("10:00", day=TOMORROW) + chance.randrange(0, 8) * 1800
        act = PlaceVisit(visit_id=visit.id, technician_id=TechnicianId(chance.choice(("T04", "T05"))), start_s=start_s)
    return Request(id=next(ids), act=act, pre={f"visits/{visit.id}": visit.version})
