"""Everything that makes the plan wrong, read off the board: one disruption for each cause.

Read are: TECH_SICK, CALENDAR_BLOCK, VEHICLE_DOWN, CERT_EXPIRED, SKILL_WRONG, WEATHER, STOCK_WRONG, DOUBLE_BOOK_FOUND
and CUSTOMER_RESCHEDULE off plans that break a rule (the last one where an amended promise no longer holds the plan);
PART_MISSING off work under way; NO_ACK, NO_ACCESS, STATUS_STALE, TECH_LATE_START, TECH_AHEAD, TRAVEL_DELAY,
OVERRUN_REPORTED and OVERRUN_PROJECTED off the stamps of the day; REJECTED, BUMPED, EMERGENCY_NEW, CAPACITY_CLOSED and
UNPLACED off the queue; AT_RISK off what is expected, and PRIORITY_RAISED where that is urgent work whose order was
changed after it got its place; CUSTOMER_CANCEL off the day that changed with what was cancelled.
The board cannot tell TECH_UNREACHABLE, ROAD_CLOSED, ADDRESS_WRONG, CUSTOMER_NO_SHOW, WALK_IN and SYNC_CONFLICT: no row
says so. A slot that was closed concerns what was promised in it and has nobody; what is planned there stays.

Units: epoch seconds.
Cost: some milliseconds for 800 visits where standing violations and forecasts are kept by somebody; else theirs too.
"""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.solver.lookout import Lookout
from dispatchtui.solver.proposing.broken import broken_plans, missing_parts
from dispatchtui.solver.proposing.proposal import Disruption
from dispatchtui.solver.proposing.reading import Reading, Violations
from dispatchtui.solver.proposing.running_late import of_people
from dispatchtui.solver.proposing.waiting_visits import at_risk, cancelled, of_queue

_NEVER = 1 << 60


def disruptions(
    board: Board, now_s: int, lookout: Lookout | None = None, *, violations: Violations | None = None
) -> tuple[Disruption, ...]:
    """Every disruption of a board, the first to be acted on first.

    `lookout` knows what is expected of everybody; without one it is worked out here. `violations` are those of the
    standing plans, as `constraints.watch` keeps them; without them every plan is checked here.
    """
    reading = Reading(board, now_s, lookout, violations)
    found: dict[str, Disruption] = {}
    for each in (*broken_plans(reading), *missing_parts(reading), *of_people(reading), *of_queue(reading),
                 *cancelled(reading)):  # fmt: skip
        found.setdefault(each.id, each)
    known = {visit_id for each in found.values() for visit_id in each.visits}
    for each in at_risk(reading, known):
        found.setdefault(each.id, each)
    return tuple(sorted(found.values(), key=_urgency))


def _urgency(each: Disruption) -> tuple[int, int, str]:
    return (_NEVER if each.act_by_s is None else each.act_by_s, _NEVER if each.due_s is None else each.due_s, each.id)
