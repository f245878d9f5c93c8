"""Two dispatchers, one visit, and one hour of one technician: one act stands, the other is told by whom and why."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.technicians import RecordShift
from dispatchtui.core.commands.visits import AddNote, PlaceVisit
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import TechnicianId
from dispatchtui.core.refusals import Code
from dispatchtui.core.requests import Request
from dispatchtui.protocol.frames import Mark
from dispatchtui.server.api.checks import Acts
from tests.builders import a_shift, at
from tests.server.office import Office, Watcher, ids, seed

TOMORROW = "2019-10-22"
Acting = Callable[[str, str, int], Command]


def as_place(visit: str, technician: str, start_s: int) -> Command:
    return PlaceVisit(visit_id=visit, technician_id=TechnicianId(technician), start_s=start_s)


def as_moves(visit: str, technician: str, start_s: int) -> Command:
    return MoveVisits(moves=(Move(visit_id=visit, technician_id=TechnicianId(technician), start_s=start_s),))


@pytest.fixture(params=[as_place, as_moves], ids=["place", "moves"])
def acting(request: pytest.FixtureRequest) -> Acting:
    found: Acting = request.param
    return found


class Scene:
    """V60 stands at version 12; DP1 and DP2 dispatch, T01 and T02 hold their devices."""

    def __init__(self, office: Office) -> None:
        self.admin = office.admin
        seed(office.admin, technicians=5, visits=62)
        office.admin.acts(
            RecordShift(row=a_shift(technician="T05", start=at("08:00", day=TOMORROW), end=at("17:00", day=TOMORROW))),
            *(AddNote(visit_id="V60", text=f"note {number}") for number in range(11)),
        )
        self.dp1, self.dp2 = (office.hire(each, "dispatcher") for each in ("dp1", "dp2"))
        self.one, self.two = self.dp1.watch(), self.dp2.watch()
        self.devices = {
            each: office.hire(each.lower(), "technician", technician=each).watch() for each in ("T01", "T02")
        }
        for watcher in (self.one, self.two, *self.devices.values()):
            watcher.until(lambda frame: isinstance(frame, Mark))
        assert self.one.replica.confirmed.visits["V60"].version == 12

    def converge(self, seq: int) -> None:
        """Both boards come to a fact and equal each other within a second."""
        began = time.monotonic()
        boards = [watcher.reach(seq).confirmed for watcher in (self.one, self.two)]
        assert time.monotonic() - began <= 1.0
        assert boards[0].digest == boards[1].digest
        for watcher in (self.one, self.two):
            watcher.until(lambda frame: isinstance(frame, Mark))

    def instructed(self, technician: str, seq: int) -> set[str]:
        """The visits that a technician's device was ever told of."""
        watcher: Watcher = self.devices[technician]
        watcher.up_to(seq)
        return set(watcher.replica.confirmed.visits) | {
            subject.removeprefix("visits/") for told in watcher.replica.facts for subject in told.subjects
            if subject.startswith("visits/")
        }  # fmt: skip


def test_a_visit_that_two_assign_is_assigned_once_and_the_loser_may_keep_or_retry(office: Office, acting: Acting):
    scene = Scene(office)
    mine = acting("V60", "T02", at("14:30"))
    _, first = scene.dp1.ask(Request(id=next(ids), act=acting("V60", "T01", at("14:30")), pre={"visits/V60": 12}))
    assert (first.status, first.versions["visits/V60"]) == ("applied", 13)
    # 200 ms later DP2, whose feed is held back, still sees version 12.
    assert scene.two.replica.confirmed.visits["V60"].version == 12
    status, second = scene.dp2.ask(Request(id=next(ids), act=mine, pre={"visits/V60": 12}))
    assert status == 409
    refusal = second.refusal
    assert refusal is not None
    assert (refusal.code, refusal.subject, refusal.by) == (Code.STALE, "visits/V60", "dp1")
    assert refusal.sentence == "V60 was changed by dp1: you saw version 12, it is now 13."
    assert second.theirs is not None
    assert (second.theirs["version"], second.theirs["crew"][0]["technician_id"]) == (13, "T01")
    # What a retry would be judged by is version 13, and T02's day as it is now.
    answer = scene.dp2.post("/check", Acts(acts=(mine,))).json()
    assert (answer["ok"], answer["versions"]["visits/V60"]) == (True, 13)
    # DP2 keeps theirs: T01 is told, T02 never was.
    released = scene.dp1.act(AdvanceVisit(visit_id="V60", step=Step.RELEASE))
    scene.converge(released.seq)
    assert [line.technician_id for line in scene.two.replica.confirmed.visits["V60"].crew] == ["T01"]
    assert scene.instructed("T01", released.seq) == {"V60"}
    assert scene.instructed("T02", released.seq) == set()


def test_a_retry_is_judged_anew_on_the_new_version(lite: Office, acting: Acting):
    scene = Scene(lite)
    scene.dp1.ask(Request(id=next(ids), act=acting("V60", "T01", at("14:30")), pre={"visits/V60": 12}))
    blocked = scene.dp1.act(acting("V59", "T02", at("14:00")))
    mine = acting("V60", "T02", at("14:30"))
    _, again = scene.dp2.ask(Request(id=next(ids), act=mine, pre={"visits/V60": 13}))
    assert again.refusal is not None
    assert (again.refusal.code, again.refusal.subject) == (Code.OVERLAP, "visits/V59")
    later = acting("V60", "T02", at("16:00"))
    _, applied = scene.dp2.ask(Request(id=next(ids), act=later, pre={"visits/V60": 13}))
    assert (applied.status, applied.versions["visits/V60"]) == ("applied", 14)
    scene.converge(applied.seq)
    board = scene.one.replica.confirmed
    assert [line.technician_id for line in board.visits["V60"].crew] == ["T02"]
    assert list(board.indexes.route("T01")) == []
    assert blocked.status == "applied"


def test_an_hour_that_two_give_away_is_given_once_and_the_other_hears_of_the_overlap(office: Office, acting: Acting):
    scene = Scene(office)
    starts = {"V61": at("10:00", day=TOMORROW), "V62": at("10:30", day=TOMORROW)}
    lane = f"lanes/T05:{TOMORROW}"
    requests = {
        visit: Request(id=next(ids), act=acting(visit, "T05", start_s), pre={f"visits/{visit}": 1, lane: 0})
        for visit, start_s in starts.items()
    }
    with ThreadPoolExecutor(2) as pool:
        asked = {
            visit: pool.submit(person.ask, requests[visit])
            for visit, person in zip(starts, (scene.dp1, scene.dp2), strict=True)
        }
        replies = {visit: each.result() for visit, each in asked.items()}
    (winner,) = (visit for visit, (status, _) in replies.items() if status == 200)
    (loser,) = (visit for visit, (status, _) in replies.items() if status == 409)
    refusal = replies[loser][1].refusal
    assert refusal is not None
    assert (refusal.code, refusal.subject) == (Code.OVERLAP, f"visits/{winner}")
    assert refusal.by == {"V61": "dp1", "V62": "dp2"}[winner]
    assert replies[loser][1].theirs is not None
    scene.converge(replies[winner][1].seq)
    board = scene.two.replica.confirmed
    assert [visit.id for visit in board.route("T05")] == [winner]
    assert board.visits[loser].crew == ()
    # The rest of the promise: a swap in one act is not in its own way.
    away = Move(visit_id=winner, technician_id=TechnicianId("T04"), start_s=at("10:00"))
    instead = Move(visit_id=loser, technician_id=TechnicianId("T05"), start_s=starts["V61"])
    swap = MoveVisits(moves=(away, instead))
    scene.converge(scene.dp2.act(swap).seq)
    assert [visit.id for visit in scene.one.replica.confirmed.route("T05")] == [loser]
