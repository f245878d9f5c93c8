"""What looking ahead costs: a route, the whole board of 800 and of 8,000 with act-by, and one event among them.

The boards stand at noon of a simulated day, with what is known of how the day goes on them. An event is work that
somebody says takes longer: it makes one route old, and what can still be done for the visits at risk on it. Whoever
asks it where nobody is at risk and where everybody is sees that it is these that it costs.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator

from msgspec.structs import replace

from benchmarks.figures import Figure, figure, median
from benchmarks.risk_days import a_headless_day
from benchmarks.risk_oracle import oracle
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Position, VisitState
from dispatchtui.core.timeline import project
from dispatchtui.field.headless import HeadlessDay
from dispatchtui.field.town import OPENS_S, TYPES, a_day, a_town, begins_s
from dispatchtui.field.world import another
from dispatchtui.risk.forecast import forecast
from dispatchtui.solver.lookout import Lookout

VISITS = (800, 8_000)
A_DAY = 7.2
"""Visits of one technician."""
NOON_S = OPENS_S + 4 * 3600
CALM, BUSY = 3, 1
"""Worlds in which a day leaves much to spare, and little."""
EVENTS, ROUTES = 7, 60
MOST_S = 12.0
"""No more events are timed on a board after so long."""
BOARD_LIMIT_MS = {800: 2_000.0, 8_000: 20_000.0}
EVENT_LIMIT_MS, ROUTE_LIMIT_MS = 50.0, 10.0


def at_noon(visits: int, seed: int) -> tuple[Board, int, dict[str, Position]]:
    """A board of so many visits in the middle of its day, what is known of the field on it, and where people are."""
    town, world = a_town(seed, round(visits / A_DAY)), another(seed, tuple(TYPES))
    board = board_of((*town.rows(), *a_day(town, seed, 0), oracle(world, town)))
    played: HeadlessDay = a_headless_day(board, world, seed, 0)
    now_s = begins_s(0) + NOON_S
    played.play(now_s)
    found = {who: played.position(who, now_s) for who in board.technicians}
    return board, now_s, {who: each for who, each in found.items() if each is not None}


def figures() -> Iterator[Figure]:
    """Time the boards, and single events on the boards that are kept."""
    first: tuple[float, float] | None = None
    for visits in VISITS:
        board, now_s, positions = at_noon(visits, CALM)
        if visits == VISITS[0]:
            yield _route(board, now_s, positions)
        lookout, whole_ms = _looked_out(board, now_s, positions)
        limit_ms = BOARD_LIMIT_MS[visits]
        yield figure(f"risk_board_ms_{visits}", whole_ms, "ms", f"limit {limit_ms:.0f} ms, {_told(lookout)}",
                     whole_ms / limit_ms)  # fmt: skip
        own = _event_ms(lookout)
        first = first or own
        yield from _of_event(f"{visits}", lookout, own, first)
    lookout, whole_ms = _looked_out(*at_noon(VISITS[0], BUSY))
    yield figure(f"risk_board_ms_{VISITS[0]}_busy", whole_ms, "ms", _told(lookout))
    yield from _of_event(f"{VISITS[0]}_busy", lookout, _event_ms(lookout), first or (1.0, 1.0))


def _of_event(
    name: str, lookout: Lookout, taken_ms: tuple[float, float], first_ms: tuple[float, float]
) -> Iterator[Figure]:
    """What an event costs, beside what it costs on the first board."""
    against = f"{VISITS[0]} visits, limit {EVENT_LIMIT_MS:.0f} ms"
    yield figure(f"risk_event_ms_{name}", taken_ms[0], "ms", against, taken_ms[0] / first_ms[0])
    risks = max(1, len(lookout.at_risk()))
    told = f"{VISITS[0]} visits, {taken_ms[1] / risks:.3g} ms for each of {risks} at risk"
    yield figure(f"risk_event_act_by_ms_{name}", taken_ms[1], "ms", told, taken_ms[1] / first_ms[1])


def _looked_out(board: Board, now_s: int, positions: dict[str, Position]) -> tuple[Lookout, float]:
    """A board looked at for the first time, and what that took."""
    gc.collect()
    gc.freeze()  # as console and server do with a board that they hold
    began = time.perf_counter()
    lookout = Lookout(board, now_s, positions)
    while not lookout.work(_never):
        pass
    return lookout, 1000 * (time.perf_counter() - began)


def _told(lookout: Lookout) -> str:
    return f"{len(lookout.board.visits)} visits, {len(lookout.at_risk())} at risk"


def _never() -> bool:
    return False


def _route(board: Board, now_s: int, positions: dict[str, Position]) -> Figure:
    """One route, beside the bare projection of it."""
    people = [who for who in board.technicians if board.route(who)][:ROUTES]
    taken, plain = [], []
    for who in people:
        began = time.perf_counter()
        forecast(board, who, now_s, positions.get(who))
        then = time.perf_counter()
        project(board, who, now_s, positions.get(who))
        taken.append(1000 * (then - began))
        plain.append(1000 * (time.perf_counter() - then))
    route_ms = median(taken)
    told = f"bare projection {median(plain):.3g} ms, limit {ROUTE_LIMIT_MS:.0f} ms"
    return figure("risk_route_ms", route_ms, "ms", told, route_ms / median(plain))


def _working(board: Board, who: str) -> str | None:
    """What somebody is at who has more to do after it."""
    route = board.route(who)
    at_work = [each.id for each in route if each.state is VisitState.WORKING]
    ahead = [each for each in route if each.state not in ENDED]
    return at_work[0] if at_work and len(ahead) > 1 else None


def _event_ms(lookout: Lookout) -> tuple[float, float]:
    """From the fact that work takes five minutes longer to the risk of its route, and to everything that follows."""
    risks: list[float] = []
    wholes: list[float] = []
    at_work = [who for who in sorted(lookout.board.technicians) if _working(lookout.board, who) is not None]
    for who in at_work[:: max(1, len(at_work) // EVENTS)][:EVENTS]:
        if sum(wholes) > 1000 * MOST_S:
            break
        visit = lookout.board.visits[_working(lookout.board, who) or ""]
        lookout.board.put(replace(visit, extended_s=visit.extended_s + 300))
        began = time.perf_counter()
        lookout.follow(lookout.board, (f"visits/{visit.id}",))
        for each in lookout.board.route(who):
            lookout.standing(each)
        risks.append(1000 * (time.perf_counter() - began))
        while not lookout.work(_never):
            pass
        wholes.append(1000 * (time.perf_counter() - began))
    return median(risks), median(wholes)
