"""When the SLA clocks of a visit stand still, for how long they have, and how that is told.

They stand still while somebody holds them, while work is suspended and while a visit is parked, where its
policy says so. Time that is parked and held at once counts once. A promise to a customer never moves, nor does a
clock that was missed before it was stopped.

Units: epoch seconds; lengths in seconds.
"""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.model import SlaPolicy, Still, Visit, VisitState
from dispatchtui.core.words import minute


def policy_of(board: Board, visit: Visit) -> SlaPolicy | None:
    """The SLA policy under which a visit's clocks run."""
    order = board.work_orders.get(visit.work_order_id)
    return board.sla_policies.get(order.sla_policy) if order is not None else None


def paused_for(visit: Visit, now_s: int) -> int:
    """How long a visit was parked while nobody held its clocks, up to now."""
    running_s = 0 if visit.paused_from_s is None else max(0, now_s - visit.paused_from_s)
    return visit.paused_s + running_s


def held_for(visit: Visit, now_s: int) -> int:
    """How long a visit's clocks were stopped by a decision or by suspended work, up to now."""
    running_s = 0 if visit.held_from_s is None else max(0, now_s - visit.held_from_s)
    return visit.held_s + running_s


def stills_until(visit: Visit, now_s: int) -> tuple[Still, ...]:
    """Each time in which a visit's clocks were held or it was parked, up to now, the first first."""
    if visit.held_from_s is not None:
        return (*visit.stills, Still(from_s=visit.held_from_s, until_s=max(visit.held_from_s, now_s), held=True))
    if visit.paused_from_s is not None:
        return (*visit.stills, Still(from_s=visit.paused_from_s, until_s=max(visit.paused_from_s, now_s)))
    return visit.stills


def moved(board: Board, visit: Visit, due_s: int, now_s: int) -> int:
    """When a clock is due by now that was set to a moment: what stood still before it was missed makes it later."""
    policy = policy_of(board, visit)
    parked = policy is not None and policy.pauses_when_parked
    stills = stills_until(visit, now_s)
    # Of rows from before single times were kept only the sums are known.
    due_s += held_for(visit, now_s) - sum(each.until_s - each.from_s for each in stills if each.held)
    if parked:
        due_s += paused_for(visit, now_s) - sum(each.until_s - each.from_s for each in stills if not each.held)
    for each in stills:
        if (each.held or parked) and each.from_s <= due_s:
            due_s += each.until_s - each.from_s
    return due_s


def still_since(board: Board, visit: Visit) -> int | None:
    """Since when a visit's clocks stand still; nothing while they run."""
    if visit.held_from_s is not None:
        return visit.held_from_s
    policy = policy_of(board, visit)
    parked = visit.state is VisitState.PARKED and policy is not None and policy.pauses_when_parked
    return visit.paused_from_s if parked else None


def clock_words(board: Board, visit: Visit, now_s: int) -> str:
    """Since when and why a visit's clocks stand still; nothing while they run."""
    since_s = still_since(board, visit)
    if since_s is None:
        return ""
    order = board.work_orders.get(visit.work_order_id)
    since = minute(since_s, order.site.zone if order is not None else "", now_s)
    by_hand = visit.held_from_s is not None
    what, why = ("clock held", visit.held_note) if by_hand else ("parked", visit.state_reason)
    return f"{what} since {since}{': ' if why else ''}{why}"
