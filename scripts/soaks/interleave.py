"""Dispatchers who fight over the same visits and hours over real sockets: nothing lost, nobody double-booked, all told.

They place, move and unplace visits, and move two of them in one act, as in a swap.

Arguments: --rounds N (1000), --engine sqlite|postgresql|both, --seed N. Ten requests are in flight in each round, and
the run goes on until there were 200 conflicts of each kind, too.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import Counter
from itertools import pairwise
from typing import Any

from msgspec import Struct, field

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move, MoveVisits
from dispatchtui.core.commands.visits import PlaceVisit, UnplaceVisit
from dispatchtui.core.model import TechnicianId, Visit, lane_id
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.core.zones import local_day
from soaks.acts import ZONE, Ear, Somebody, beginnings
from soaks.child import Child, database, fresh_id, temporary_home

DISPATCHERS = 10
VISITS = 24
TECHNICIANS = 4
HOUR_S = 3600
LEAST_CONFLICTS = 200


class Tally(Struct):
    """What happened, and whatever should not have."""

    sent: int = 0
    applied: int = 0
    moved_together: int = 0
    conflicts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = []


def run(arguments: list[str]) -> dict[str, object]:
    """Fight on one or both engines."""
    wanted = argparse.ArgumentParser(prog="scripts/soak interleave")
    wanted.add_argument("--rounds", type=int, default=1000)
    wanted.add_argument("--engine", choices=("sqlite", "postgresql", "both"), default="both")
    wanted.add_argument("--seed", type=int, default=1)
    options = wanted.parse_args(arguments)
    engines = ("sqlite", "postgresql") if options.engine == "both" else (options.engine,)
    found = {engine: on_engine(engine, options.rounds, options.seed) for engine in engines}
    return {"part": "interleave", "ok": all(each["ok"] for each in found.values()), **found}


def on_engine(engine: str, rounds: int, seed: int) -> dict[str, Any]:
    """Fight on one engine, with a server process of its own."""
    with temporary_home() as home, database(engine, home) as url:
        child = Child(home / "home", url).start()
        try:
            return asyncio.run(fight(child.url, child.token, rounds, seed))
        finally:
            child.stop()


async def fight(url: str, token: str, rounds: int, seed: int, least: int = LEAST_CONFLICTS) -> dict[str, Any]:
    """Play the rounds against a running server with an empty board."""
    began = time.monotonic()
    chance = random.Random(seed)
    admin = Somebody(url, token)
    now_s = int(time.time())
    await admin.begin(beginnings(VISITS, TECHNICIANS, now_s))
    tokens = [await admin.hire(f"d{number}", "dispatcher") for number in range(DISPATCHERS)]
    people = [Somebody(url, each) for each in tokens]
    ear = Ear(url, tokens[0])
    reading = asyncio.create_task(ear.run())
    tally = Tally()
    played = 0
    await ear.reach(1)
    while played < rounds or (
        min(tally.conflicts["stale"], tally.conflicts["overlap"]) < least and played < 10 * rounds
    ):
        await _round(people, ear, chance, tally, now_s)
        played += 1
    for problem in double_booked(ear.replica.confirmed):
        tally.wrong.append(problem)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    for person in (*people, admin):
        await person.close()
    enough = _fewest(tally) >= least and tally.moved_together > 0
    return {
        "ok": not tally.wrong and not ear.wrong and enough,
        "rounds": played,
        "in_flight": DISPATCHERS,
        "sent": tally.sent,
        "applied": tally.applied,
        "moved_together": tally.moved_together,
        "conflicts": dict(tally.conflicts),
        "wrong": (tally.wrong + ear.wrong)[:10],
        "seed": seed,
        "took_s": round(time.monotonic() - began, 1),
    }


def _fewest(tally: Tally) -> int:
    return min(tally.conflicts["stale"], tally.conflicts["overlap"])


async def _round(people: list[Somebody], ear: Ear, chance: random.Random, tally: Tally, now_s: int) -> None:
    """Everybody acts at once on what they all see; then every answer is held against the log."""
    board = ear.replica.confirmed
    requests = _requests(board, chance, now_s)
    heard = len(ear.facts)
    answers = await asyncio.gather(
        *(person.ask(request) for person, request in zip(people, requests, strict=True)), return_exceptions=True
    )
    replies = [answer for answer in answers if isinstance(answer, Reply)]
    tally.wrong += [f"no answer: {answer!r}" for answer in answers if isinstance(answer, BaseException)]
    tally.sent += len(requests)
    if replies:
        await ear.reach(max(reply.seq for reply in replies))
    facts = Counter(command_id for _, command_id in ear.facts[heard:])
    claimed: set[tuple[str, int]] = set()
    for request, reply in zip(requests, answers, strict=True):
        if isinstance(reply, Reply):
            _judge(request, reply, facts, claimed, tally)
    tally.wrong += double_booked(ear.replica.confirmed)


def _judge(request: Request, reply: Reply, facts: Counter[str], claimed: set[tuple[str, int]], tally: Tally) -> None:
    if reply.status is Status.APPLIED:
        tally.applied += 1
        moved = sum(key.startswith("visits/") for key in reply.versions)
        tally.moved_together += moved > 1
        if facts[request.id] != moved:
            tally.wrong.append(f"{request.id} changed {moved} visits and is told {facts[request.id]} times")
        for key, version in request.pre.items():
            if key not in reply.versions:
                continue
            if (key, version) in claimed:
                tally.wrong.append(f"two acts were applied on version {version} of {key}: an update was lost")
            claimed.add((key, version))
        return
    if facts[request.id]:
        tally.wrong.append(f"{request.id} was refused and is in the log")
    refusal = reply.refusal
    if refusal is None:
        tally.wrong.append(f"{request.id} lost and was not told why")
    elif reply.status is Status.CONFLICT:
        tally.conflicts[refusal.code] += 1
        if not refusal.by or reply.theirs is None or refusal.at_s is None:
            tally.wrong.append(f"{request.id} lost and was not told by whom or what: {refusal.sentence}")
    else:
        tally.conflicts[refusal.code] += 1


def _requests(board: Board, chance: random.Random, now_s: int) -> list[Request]:
    """Ten acts that get in each other's way: few visits, few people, few hours."""
    visits = chance.sample(sorted(board.visits), 4)
    people = chance.sample(sorted(board.technicians), 2)
    hours = [(now_s // HOUR_S + chance.randint(2, 30)) * HOUR_S for _ in range(2)]
    found = []
    for _ in range(DISPATCHERS):
        visit = board.visits[chance.choice(visits)]
        pre = {f"visits/{visit.id}": visit.version}
        if visit.crew and chance.random() < 0.25:
            found.append(Request(id=fresh_id(), act=UnplaceVisit(visit_id=visit.id), pre=pre))
            continue
        other = board.visits[chance.choice(visits)]
        if other.id != visit.id and chance.random() < 0.3:
            moves = _swap(visit, other, chance, people, hours)
            pre[f"visits/{other.id}"] = other.version
            found.append(Request(id=fresh_id(), act=MoveVisits(moves=moves), pre=pre))
            continue
        who, start_s = chance.choice(people), chance.choice(hours) + chance.choice((0, 0, 900, 1800))
        if chance.random() < 0.5:
            lane = lane_id(who, local_day(start_s, ZONE))
            row = board.lanes.get(lane)
            pre[f"lanes/{lane}"] = row.version if row is not None else 0
        act = PlaceVisit(visit_id=visit.id, technician_id=TechnicianId(who), start_s=start_s)
        found.append(Request(id=fresh_id(), act=act, pre=pre))
    return found


def _swap(one: Visit, other: Visit, chance: random.Random, people: list[str], hours: list[int]) -> tuple[Move, ...]:
    """Two visits that take each other's place; one that has none gives a place of nobody's."""
    found = []
    for visit, place in ((one, other), (other, one)):
        who, start_s = chance.choice(people), chance.choice(hours) + HOUR_S * len(found)
        if place.crew:
            who, start_s = place.crew[0].technician_id, place.crew[0].start_s
        found.append(Move(visit_id=visit.id, technician_id=TechnicianId(who), start_s=start_s))
    return tuple(found)


def double_booked(board: Board) -> list[str]:
    """Every pair of plans that take the same time of the same person."""
    lines = sorted(
        (line.technician_id, line.start_s, line.end_s, visit.id)
        for visit in board.visits.values()
        for line in visit.crew
    )
    return [f"{one[3]} and {two[3]} overlap with {one[0]}" for one, two in pairwise(lines)
            if one[0] == two[0] and two[1] < one[2]]  # fmt: skip
