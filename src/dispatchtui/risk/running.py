"""Work that runs: when it should end, and whether it has run over its time by now.

Units: epoch seconds.
Cost: about a microsecond.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.work import ends_s


class Running(Struct, frozen=True, kw_only=True):
    """Work that runs: since when, by when half and four fifths of such work is done, and what was added to it."""

    since_s: int
    p50_s: int
    p80_s: int
    added_s: int

    def is_over(self, now_s: int, grace_s: int) -> bool:
        """Whether it should have ended, and some grace more is over as well."""
        return now_s >= self.p50_s + grace_s


def running_of(visit: Visit) -> Running | None:
    """When the work of a visit should end; nothing unless it runs."""
    line, since_s = visit.assignment, visit.stamps.working_s
    if visit.state is not VisitState.WORKING or line is None or since_s is None:
        return None
    if visit.stamps.resumed_s is not None:
        # What remained was asked anew: of that there is one figure and no curve.
        since_s = visit.stamps.resumed_s
        p50_s = since_s + (visit.remaining_s or 0) + visit.extended_s
        return Running(since_s=since_s, p50_s=p50_s, p80_s=p50_s, added_s=visit.extended_s)
    p50_s = since_s + ends_s(visit, line) - line.start_s
    p80_s = since_s + visit.duration.p80_s + visit.extended_s if visit.duration is not None else p50_s
    return Running(since_s=since_s, p50_s=p50_s, p80_s=max(p50_s, p80_s), added_s=visit.extended_s)
