"""Why nobody is looked for: what a visit is that cannot be given to anybody as it stands, in one sentence.

Units: epoch seconds.
"""

from __future__ import annotations

from typing import Final

from dispatchtui.core.board import Board
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.parts import Stamps
from dispatchtui.core.words import minute
from dispatchtui.solver.proposing.sentences import zone_of

_WORDS: Final = {
    VisitState.NEW: "{visit} is new{why}: it has to be qualified before anybody can have it.",
    VisitState.EN_ROUTE: "{who} is on the way to {visit}{since}: it goes to nobody else unless the travel is stopped.",
    VisitState.ON_SITE: "{who} is on site at {visit}{since}: it goes to nobody else.",
    VisitState.WORKING: "{who} is working on {visit}{since}: it goes to nobody else.",
    VisitState.SUSPENDED: "{visit} is suspended{why}, and {who} has begun it: it goes to nobody else.",
    VisitState.NO_ACCESS: "{who} found no access at {visit}{why}: it goes to nobody until that is decided.",
    VisitState.PARKED: "{visit} is parked{why}: it goes to nobody until it is unparked.",
    VisitState.DONE: "{visit} is done{since}: nobody is needed any more.",
    VisitState.CLOSED: "{visit} is done and closed{since}: nobody is needed any more.",
    VisitState.INCOMPLETE: "{visit} was left incomplete{since}{why}: what is left of it is a visit of its own.",
    VisitState.CANCELLED: "{visit} is cancelled{why}: nobody is needed any more.",
}


def settled(board: Board, visit: Visit, now_s: int) -> str:
    """Why a visit goes to nobody as it stands: begun, ended, parked, cancelled, new; nothing where it can be placed."""
    words = _WORDS.get(visit.state)
    if words is None:
        return ""
    since_s = _since_s(visit.state, visit.stamps)
    since = f" since {minute(since_s, zone_of(board, visit), now_s)}" if since_s is not None else ""
    why = f" ({visit.state_reason.replace('_', ' ')})" if visit.state_reason else ""
    who = visit.crew[0].technician_id if visit.crew else "Somebody"
    return words.format(visit=visit.id, who=who, since=since, why=why)


def _since_s(state: VisitState, stamps: Stamps) -> int | None:
    match state:
        case VisitState.EN_ROUTE:
            return stamps.en_route_s
        case VisitState.ON_SITE:
            return stamps.on_site_s
        case VisitState.WORKING:
            return stamps.resumed_s or stamps.working_s
        case _:
            return stamps.done_s
