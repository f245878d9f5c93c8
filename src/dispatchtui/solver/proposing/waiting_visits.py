"""Disruptions of single visits: what nobody has, was rejected or displaced, will break its word, or was cancelled.

Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dispatchtui.core.board import Board
from dispatchtui.core.capacity import cells_at
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.sla import clocks, due_of
from dispatchtui.core.words import about
from dispatchtui.solver.proposing.free_times import freed_by
from dispatchtui.solver.proposing.proposal import Disruption
from dispatchtui.solver.proposing.reading import Reading
from dispatchtui.solver.proposing.running_late import is_harmed

DAY_S = 24 * 3600
"""What nobody has is a disruption once it is due within this."""
EMERGENCY = 1
"""The priority of an emergency; a matter of safety is one whatever its priority."""
URGENT = 2
"""Work is urgent up to this priority."""


def is_emergency(board: Board, visit: Visit) -> bool:
    """Whether a visit cannot wait: by its priority, or as a matter of safety."""
    order = board.work_orders.get(visit.work_order_id)
    return order is not None and (order.priority == EMERGENCY or order.safety)


def of_queue(reading: Reading) -> Iterator[Disruption]:
    """Yield what waits for somebody and cannot wait for long."""
    for visit in reading.board.visits.values():
        if visit.crew or visit.state not in (VisitState.QUALIFIED, VisitState.NEW):
            continue
        kind, words = _why(reading, visit)
        if kind:
            yield reading.disruption(kind, f"visits/{visit.id}", [visit], sentence=f"{words}.")


def _why(reading: Reading, visit: Visit) -> tuple[str, str]:
    """Which disruption a visit in the queue is, and in which words; none while it can wait."""
    now_s, due_s = reading.now_s, due_of(reading.board, visit, reading.now_s)
    when = f", due at {reading.clock(due_s, visit)}" if due_s is not None else ""
    done_s = next((each.due_s for each in clocks(reading.board, visit, now_s, None) if each.of_work), None)
    if done_s is not None and (due_s is None or done_s <= due_s):
        when += f", to be done by {reading.clock(done_s, visit)}"
    rejected = [each.technician_id for each in visit.cool_downs if each.until_s > now_s]
    if visit.state is VisitState.NEW and not is_emergency(reading.board, visit):
        return "", ""
    if rejected:
        return "REJECTED", f"{visit.id} was rejected by {rejected[-1]}{when}"
    if visit.bump_count:
        return "BUMPED", f"{visit.id} had to make room{when}"
    if is_emergency(reading.board, visit):
        return "EMERGENCY_NEW", f"{visit.id} is an emergency and has nobody{when}"
    if visit.promise is not None and any(each.closed for each in cells_at(reading.board, visit, visit.promise.start_s)):
        return "CAPACITY_CLOSED", f"{visit.id} is promised in a slot that was closed{when}"
    if due_s is not None and due_s - now_s <= DAY_S:
        return "UNPLACED", f"{visit.id} has nobody yet{when}"
    return "", ""


def at_risk(reading: Reading, known: Collection[str]) -> Iterator[Disruption]:
    """Yield what will probably break its word for no cause that is told already; `known` are the visits of those."""
    for technician_id in reading.board.technicians:
        for stop in reading.routes(technician_id).stops:
            visit = reading.board.visits.get(stop.visit_id)
            if visit is None or visit.id in known or visit.state not in PLACED or not visit.crew:
                continue
            if visit.crew[0].technician_id == technician_id and is_harmed(reading.board, visit, stop, reading.now_s):
                kind = "PRIORITY_RAISED" if _was_raised(reading, visit) else "AT_RISK"
                clock = max(stop.clocks, key=lambda each: each.breach)
                off_s = clock.eta_s - clock.due_s
                how = f"{about(off_s)} late" if off_s > 0 else f"{round(100 * clock.breach)}% late"
                words = f"{visit.id} is due at {reading.clock(clock.due_s, visit)}, expected"
                yield reading.disruption(kind, f"visits/{visit.id}", [visit],
                                         sentence=f"{words} {reading.clock(clock.eta_s, visit)}: {how}.")  # fmt: skip


def _was_raised(reading: Reading, visit: Visit) -> bool:
    """Whether a visit is urgent by what its order was changed to after it got its place."""
    order = reading.board.work_orders.get(visit.work_order_id)
    if order is None or order.changed is None or visit.changed is None or order.priority > URGENT:
        return False
    return order.changed.seq > visit.changed.seq


def cancelled(reading: Reading) -> Iterator[Disruption]:
    """Yield what was cancelled lately and has left somebody time ahead, as far as the board tells."""
    board, now_s = reading.board, reading.now_s
    for visit in board.visits.values():
        lately = visit.changed is not None and now_s - visit.changed.at_s < DAY_S
        freed = freed_by(board, visit, now_s) if visit.state is VisitState.CANCELLED and lately else None
        if freed is not None:
            who, (start_s, end_s) = freed
            between = f"{reading.clock(start_s, visit)} to {reading.clock(end_s, visit)}"
            yield reading.disruption("CUSTOMER_CANCEL", f"visits/{visit.id}", [visit], technicians=[who],
                                     sentence=f"{visit.id} was cancelled: {who} is free {between}.")  # fmt: skip
