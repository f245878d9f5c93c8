"""The clocks of each visit, which of them has less to spare, and simple bands over a projected arrival.

Two clocks run: until arrival (the promise and the response due, whichever is earlier) and
until done (the resolution due); the one with less to spare speaks. A clock stands still while a
visit is parked under a policy that says so; what was promised to a customer does not move, nor what was missed.

Units: epoch seconds; margins are seconds, negative when the moment has passed.
Cost: some microseconds a visit.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.clocks import moved, policy_of
from dispatchtui.core.lifecycle import ENDED, PICKUP
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.timeline import Stop


class Band(StrEnum):
    """How urgent a visit is, worst first."""

    BREACHED = "breached"
    LATE = "late"
    RISK = "risk"
    WATCH = "watch"


RISK_S, WATCH_S = 15 * 60, 30 * 60
"""Margins of a projected arrival below which it is at risk, or to be watched."""
RISK_UNPLACED_S, WATCH_UNPLACED_S = 60 * 60, 3 * 3600
"""The same for a visit that nobody has yet, counted to the due moment itself."""

_ARRIVED = (VisitState.ON_SITE, VisitState.WORKING, VisitState.SUSPENDED, VisitState.NO_ACCESS)


class Clock(Struct, frozen=True, kw_only=True):
    """One clock of a visit: when it is due, when it is expected to be met, and whether it counts the work's end."""

    due_s: int
    eta_s: int | None = None
    of_work: bool = False


def pressing(board: Board, visit: Visit, now_s: int, stop: Stop | None) -> Clock | None:
    """Of a visit's clocks the one with less to spare; nothing when none is set."""
    found = clocks(board, visit, now_s, stop)
    return min(found, key=lambda each: each.due_s - (now_s if each.eta_s is None else each.eta_s), default=None)


def clocks(board: Board, visit: Visit, now_s: int, stop: Stop | None) -> tuple[Clock, ...]:
    """Every clock of a visit that has not been met: for arrival what was promised and the response, then the work."""
    found: list[Clock] = []
    if visit.state in ENDED or visit.kind == PICKUP:
        return ()
    if visit.state not in _ARRIVED:
        eta_s = stop.arrival_s if stop is not None else None
        found += [Clock(due_s=due_s, eta_s=eta_s) for due_s in sorted(_arrival_dues(board, visit, now_s))]
    done_s = _done_due(board, visit, now_s)
    if done_s is not None:
        found.append(Clock(due_s=done_s, eta_s=stop.end_s if stop is not None else None, of_work=True))
    return tuple(found)


def due_of(board: Board, visit: Visit, now_s: int) -> int | None:
    """The moment that counts next: for arrival until there, then for done; nothing when none is set."""
    if visit.kind == PICKUP:
        return None
    due = _done_due if visit.state in _ARRIVED else _arrival_due
    return due(board, visit, now_s)


def _done_due(board: Board, visit: Visit, now_s: int) -> int | None:
    order = board.work_orders.get(visit.work_order_id)
    if order is None or order.resolution_due_s is None:
        return None
    return moved(board, visit, order.resolution_due_s, now_s)


def _arrival_due(board: Board, visit: Visit, now_s: int) -> int | None:
    return min(_arrival_dues(board, visit, now_s), default=None)


def _arrival_dues(board: Board, visit: Visit, now_s: int) -> set[int]:
    """Until when somebody has to be there: by the promise, and by the response that the order asks for."""
    order = board.work_orders.get(visit.work_order_id)
    policy = policy_of(board, visit)
    waits = visit.state is VisitState.PARKED and policy is not None and policy.pauses_when_parked
    dues = {visit.promise.end_s} if visit.promise is not None and not waits else set()
    if order is not None and order.response_due_s is not None:
        dues.add(moved(board, visit, order.response_due_s, now_s))
    return dues


def band_of(now_s: int, due_s: int, eta_s: int | None) -> Band | None:
    """The band of a due moment, given when it is expected to be met; nothing while there is time."""
    if now_s > due_s:
        return Band.BREACHED
    if eta_s is None:
        margin_s, risk_s, watch_s = due_s - now_s, RISK_UNPLACED_S, WATCH_UNPLACED_S
    else:
        margin_s, risk_s, watch_s = due_s - eta_s, RISK_S, WATCH_S
    if margin_s < 0:
        return Band.LATE
    if margin_s <= risk_s:
        return Band.RISK
    return Band.WATCH if margin_s <= watch_s else None
