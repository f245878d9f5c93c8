"""Opens a day through the public API: reference data, roster, what is known, users, a morning plan.

The plan is what a scheduler left in the evening: what was known then is placed by the same
ranking that the console uses; what came in the night waits for the dispatcher.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.client.api import Api
from dispatchtui.client.ids import Ids
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import MoveVisits
from dispatchtui.core.commands.visits import AmendVisit, PlaceVisit
from dispatchtui.core.events import Reason, Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.requests import Request, Status
from dispatchtui.core.rights import Actor
from dispatchtui.core.sla import clocks
from dispatchtui.core.work import service_s
from dispatchtui.errors import UserError
from dispatchtui.integrations.importers.day import Day
from dispatchtui.protocol.codec import decode_rows
from dispatchtui.protocol.frames import Snapshot
from dispatchtui.solver.rank import Candidate, rank

AT_ONCE = 100
OVERNIGHT = 0.2
"""The share of what is known at the start that came after the scheduler went home."""
STANDBY_S = 4 * 3600
"""How long into the day the best hand at each skill is kept free for what comes."""
BETWEEN_S = 8 * 60
"""What the plan leaves free after each visit: for papers, parking and finding the door."""
SPARE_S = 10 * 60
"""By how much the plan keeps every word, so that not every delay breaks one."""
MOST_LOOKED_AT = 12
"""Candidates among which the plan looks for one that breaks nothing."""
SCHEDULER = "scheduler"
DISPATCHER = "dispatcher"
PORTAL = "portal"
TOKEN_DAYS = 7.0


class _Issued(Struct):
    token: str


class _Named(Struct):
    id: str


class Opened(Struct, frozen=True, kw_only=True):
    """A day that is ready: the tokens of everybody who plays in it."""

    dispatcher: str
    portal: str
    technicians: dict[str, str]
    placed: int = 0
    unplaced: int = 0


async def open_day(url: str, token: str, day: Day, now_s: int) -> Opened:
    """Record the day, its users and its morning plan; `now_s` is the time on the server's clock."""
    async with Api(url, token) as admin:
        await _ask_all(admin, (*day.setup, *day.at_start))
        staff = await _staff(admin, day)
        await _user(admin, SCHEDULER, "Sam Scheduler", ("lead",))
        scheduler = (await admin.post("/tokens", {"user": SCHEDULER, "days": TOKEN_DAYS}, _Issued)).token
    placed, unplaced = await _plan(url, scheduler, max(now_s, day.start_s))
    return replace(staff, placed=placed, unplaced=unplaced)


async def reopen_day(url: str, token: str, day: Day) -> Opened:
    """Give everybody of a day that is already recorded a fresh token."""
    async with Api(url, token) as admin:
        return await _staff(admin, day)


async def _staff(admin: Api, day: Day) -> Opened:
    dispatcher = await _user(admin, DISPATCHER, "Dora Desk", ("lead",))
    portal = await _user(admin, PORTAL, "Customer portal", ("integration",))
    technicians = {}
    for act in day.setup:
        row = getattr(act, "row", None)
        if row is not None and row.TABLE == "technicians":
            technicians[row.id] = await _user(admin, f"device-{row.id}", row.name, ("technician",), row.id)
    return Opened(dispatcher=dispatcher, portal=portal, technicians=technicians)


async def _plan(url: str, token: str, at_s: int) -> tuple[int, int]:
    async with Api(url, token) as api:
        actor = Actor(id=SCHEDULER, roles=("lead",))
        snapshot = await api.get("/snapshot", Snapshot)
        board = board_of(decode_rows(snapshot.rows), snapshot.seq)
        known = sorted((visit for visit in board.visits.values() if visit.state is VisitState.QUALIFIED),
                       key=lambda visit: board.work_orders[visit.work_order_id].requested_s)  # fmt: skip
        evening = known[: round(len(known) * (1 - OVERNIGHT))]
        acts = morning_plan(board, evening, actor, at_s)
        # The clock runs meanwhile: what began before it was asked, or was released on time already, stays as it is.
        await _ask_all(api, acts, needed=False)
        return len([act for act in acts if isinstance(act, PlaceVisit | MoveVisits)]), len(board.visits) - len(
            [visit for visit in board.visits.values() if visit.crew]
        )


def morning_plan(board: Board, visits: Iterable[Visit], actor: Actor, at_s: int) -> list[Command]:
    """Place visits one by one where each costs least, in time and without a violation; release everybody's first.

    The best hand at each skill stays free for the first hours, unless a promise needs them. The board is changed
    as the desk will change it.
    """
    acts: list[Command] = []
    standby = _standby(board, at_s)
    for visit in sorted(visits, key=lambda each: _urgency(board, each)):
        if not _try(board, between := AmendVisit(visit_id=visit.id, buffer_after_s=BETWEEN_S), actor, at_s):
            continue
        acts.append(between)
        good = [each for each in rank(board, visit.id, at_s, most=MOST_LOOKED_AT).candidates
                if not each.violations and _in_time(board, visit, each, at_s) and _moves_nobody(each)]  # fmt: skip
        spared = [each for each in good if each.technician_id not in standby or each.start_s >= at_s + STANDBY_S]
        best = next(iter(spared or good), None)
        if best is None:
            continue
        if _try(board, best.act, actor, at_s):
            acts.append(best.act)
    for technician_id in sorted(board.technicians):
        first = next(iter(board.route(technician_id)), None)
        if first is not None and first.state is VisitState.PLANNED:
            act_of_release = AdvanceVisit(visit_id=first.id, step=Step.RELEASE)
            if _try(board, act_of_release, actor, at_s):
                acts.append(act_of_release)
    return acts


def _in_time(board: Board, visit: Visit, candidate: Candidate, at_s: int) -> bool:
    """Whether a placement meets every clock of its visit with something to spare."""
    end_s = candidate.start_s + service_s(visit)
    return all(
        (end_s if clock.of_work else candidate.arrival_s) + SPARE_S <= clock.due_s
        for clock in clocks(board, visit, at_s, None)
    )


def _moves_nobody(candidate: Candidate) -> bool:
    """Whether what stands already keeps its place and its time."""
    return not candidate.knock_on


def _standby(board: Board, at_s: int) -> set[str]:
    """One technician a skill: the best at it of those who work now."""
    here = [
        each
        for each in board.technicians.values()
        if any(shift.start_s <= at_s < shift.end_s for shift in board.shifts_of(each.id))
    ]
    kept: set[str] = set()
    for skill in sorted(board.skills):
        able = [(has.level, each.id) for each in here for has in each.skills if has.skill == skill]
        if able and not kept & {name for level, name in able if level == max(able)[0]}:
            kept.add(max(able)[1])
    return kept


def _try(board: Board, act: Command, actor: Actor, at_s: int) -> bool:
    verdict = judge(board, Request(id="plan", act=act), actor, at_s)
    if not isinstance(verdict, Passed):
        return False
    for event in verdict.events:
        evolve(board, Recorded(seq=board.seq + 1, command_id="plan", actor=actor.id, at_s=at_s, event=event))
    return True


def _urgency(board: Board, visit: Visit) -> tuple[int, int, str]:
    order = board.work_orders[visit.work_order_id]
    due_s = order.response_due_s or order.resolution_due_s or order.requested_s + 10 * 86_400
    return (order.priority, due_s, visit.id)


async def _user(api: Api, name: str, title: str, roles: Sequence[str], technician_id: str = "") -> str:
    """Add a user and answer a token for it."""
    body = {"id": name, "name": title, "roles": roles, "territories": [] if technician_id else ["*"],
            "technician_id": technician_id}  # fmt: skip
    await api.post("/users", body, _Named)
    return (await api.post("/tokens", {"user": name, "label": "day", "days": TOKEN_DAYS}, _Issued)).token


async def _ask_all(api: Api, acts: Sequence[Command], *, needed: bool = True) -> None:
    ids = Ids(time.time, random.SystemRandom().getrandbits)
    reason = Reason(code="day", text="opening the day")
    for start in range(0, len(acts), AT_ONCE):
        asked = [Request(id=ids.next(), act=act, reason=reason) for act in acts[start : start + AT_ONCE]]
        for request, reply in zip(asked, await api.ask(asked), strict=True):
            if needed and reply.status is not Status.APPLIED:
                why = reply.refusal.sentence if reply.refusal else reply.status
                raise UserError(f"The day cannot be opened: {type(request.act).__name__} was refused: {why}")
