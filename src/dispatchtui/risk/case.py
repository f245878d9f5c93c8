"""One visit with somebody at a moment, and what is asked of it before anything can be said about it.

Units: epoch seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from dispatchtui.core.absences import GONE
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import PLACED, STARTED
from dispatchtui.core.model import Assignment, Rules, Visit, VisitState
from dispatchtui.core.policy import rules_of
from dispatchtui.core.sla import Band
from dispatchtui.core.timeline import AHEAD_S, BACK_S
from dispatchtui.core.words import minute
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.forecast import RouteForecast, StopForecast
from dispatchtui.risk.standing import stop_in

Routes = Callable[[str], RouteForecast | None]
"""What is expected of a technician now."""
DAY_S = 24 * 3600
"""Work planned to begin longer ago than this is no longer waited for: its day is to be closed."""


class Case(Struct, frozen=True, kw_only=True):
    """A visit that somebody has, looked at now."""

    board: Board
    visit: Visit
    now_s: int
    routes: Routes

    @property
    def line(self) -> Assignment:
        """The lead's line."""
        return self.visit.crew[0]

    @property
    def who(self) -> str:
        """The lead."""
        return self.line.technician_id

    @property
    def leave_s(self) -> int:
        """When the lead is to set out."""
        return self.line.start_s - self.line.travel_s

    @property
    def rules(self) -> Rules:
        """The office's rules for it now; every field is set but those that have no default."""
        return rules_of(self.board, self.visit, self.board.technicians.get(self.who), self.now_s)

    @property
    def away(self) -> bool:
        """Whether the lead is sick or on leave when it is planned."""
        line = self.line
        return any(
            each.kind in GONE and each.start_s < line.end_s and line.start_s < each.end_s
            for each in self.board.absences_of(self.who)
        )

    @property
    def forecast(self) -> StopForecast | None:
        """What is expected of it."""
        return stop_in(self.routes(self.who), self.visit.id)

    def clock(self, at_s: int) -> str:
        """A moment on the site's own clock, as the standing of the visit tells it; or else the lead's."""
        technician = self.board.technicians.get(self.who)
        order = self.board.work_orders.get(self.visit.work_order_id)
        zone = order.site.zone if order is not None else ""
        return minute(at_s, zone or (technician.zone if technician is not None else ""), self.now_s)

    def finding(
        self,
        kind: str,
        subject: str,
        *,
        cause: str,
        sentence: str,
        act: str,
        act_by_s: int | None = None,
        others: Sequence[Visit] = (),
        band: Band | None = None,
    ) -> Finding:
        """A finding about it and the other visits behind the same cause."""
        places = dict.fromkeys(each.territory for each in (self.visit, *others) if each.territory)
        return Finding(
            kind=kind, subject=subject, visit_id=self.visit.id, others=tuple(each.id for each in others),
            territories=tuple(places), band=band, act_by_s=act_by_s, cause=cause, sentence=sentence, act=act,
        )  # fmt: skip


def cases_of(board: Board, technician_id: str, now_s: int, routes: Routes) -> list[Case]:
    """What somebody leads that is planned or under way, earliest planned first."""
    return [
        Case(board=board, visit=visit, now_s=now_s, routes=routes)
        for visit in board.around(technician_id, now_s - BACK_S, now_s + AHEAD_S)
        if visit.crew[0].technician_id == technician_id and _is_open(visit, now_s)
    ]


def _is_open(visit: Visit, now_s: int) -> bool:
    if visit.state in PLACED:
        return visit.crew[0].start_s > now_s - DAY_S
    return visit.state in STARTED or visit.state is VisitState.NO_ACCESS
