"""Predictions: what is expected of each clock is kept at fixed horizons, and scored once the truth is known.

What was said first stays, so a restart or a second node says nothing twice. A due moment that passes unmet is a
breach at once; should it turn out that the step was taken in time and told late, that is put right. One that moved,
or whose visit was cancelled, comes to nothing.

Units: epoch seconds.
Cost: some microseconds a clock, once a minute.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from msgspec.structs import replace

from dispatchtui.core import sla
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.sla import Band
from dispatchtui.risk.automation import KEPT_AT_MIN
from dispatchtui.risk.calibration import BREACHED, FIRST_WARNING, KEPT, VOIDED
from dispatchtui.risk.forecast import ClockForecast, RouteForecast
from dispatchtui.solver.lookout import Lookout
from dispatchtui.store.foresight import Foresight, Said

LATEST_S, MOST_LATE_S = 120, 300
"""How long after its horizon a prediction still counts as made there, at the pace of looking and at most."""
FOLLOWED_S = 86_400
"""How long after a breach somebody waits to hear that it was none."""
RESOLUTION, PROMISE, RESPONSE = "resolution", "promise", "response"
WARNED = (Band.RISK, Band.LATE)
Key = tuple[str, str, int]


class Predictions:
    """The predictions that wait for the truth, and what is said next."""

    def __init__(self, kept: Foresight, now_s: int) -> None:
        """Go on with those that waited when the last process ended."""
        self._kept = kept
        self._open: dict[str, dict[Key, Said]] = {}
        self._dues: list[tuple[int, str]] = []
        self._said: dict[Key, int] = {each.key: each.due_s for each in kept.predictions(now_s - MOST_LATE_S)}
        self._last_s = now_s - 60
        for each in (*kept.waiting(), *kept.unmet(now_s - FOLLOWED_S)):
            self._wait(each)

    def look(self, lookout: Lookout, changed: Iterable[str]) -> None:
        """Say what is due to be said, and settle what is known of `changed` visits and of moments that passed."""
        now_s = lookout.now_s
        self._settle(lookout.board, {*changed, *self._passed(now_s)}, now_s)
        if now_s - self._last_s < 60:
            return
        late_s = min(MOST_LATE_S, max(LATEST_S, 2 * (now_s - self._last_s)))
        self._last_s = now_s
        said = [each for technician_id in lookout.board.technicians
                for each in self._new(lookout, lookout.route(technician_id), late_s)]  # fmt: skip
        self._kept.predict(said)
        for each in said:
            self._said[each.key] = each.due_s
            self._wait(each)
        if len(self._said) > 4 * sum(map(len, self._open.values())) + 1000:
            self._said = {key: due_s for key, due_s in self._said.items() if due_s >= now_s}

    def _wait(self, said: Said) -> None:
        self._open.setdefault(said.visit_id, {})[said.key] = said
        heapq.heappush(self._dues, (said.due_s, said.visit_id))

    def _passed(self, now_s: int) -> Iterable[str]:
        """The visits of which something was due before now."""
        while self._dues and self._dues[0][0] < now_s:
            yield heapq.heappop(self._dues)[1]

    def _new(self, lookout: Lookout, route: RouteForecast, late_s: int) -> Iterable[Said]:
        """What is to be said now of the clocks on a route, and was not said before."""
        for stop in route.stops:
            visit = lookout.board.visits.get(stop.visit_id)
            if visit is None or not visit.crew or visit.crew[0].technician_id != route.technician_id:
                continue
            for clock in stop.clocks:
                ahead_s = clock.due_s - route.at_s
                horizons = [each for each in KEPT_AT_MIN if each * 60 - late_s < ahead_s <= each * 60]
                if ahead_s > 0 and self._warns(lookout, visit, clock):
                    horizons.append(FIRST_WARNING)
                for horizon_min in horizons:
                    name = name_of(visit, clock.due_s, of_work=clock.of_work)
                    if (visit.id, name, horizon_min) not in self._said:
                        yield _said(lookout, route, clock, horizon_min, visit)

    def _warns(self, lookout: Lookout, visit: Visit, clock: ClockForecast) -> bool:
        """Whether somebody is warned now because of this clock."""
        if clock.breach < 0.01 or (visit.id, name_of(visit, clock.due_s, of_work=clock.of_work), 0) in self._said:
            return False
        standing = lookout.standing(visit)
        return standing.band in WARNED and (standing.due_s, standing.of_work) == (clock.due_s, clock.of_work)

    def _settle(self, board: Board, visit_ids: Iterable[str], now_s: int) -> None:
        known = []
        for visit_id in visit_ids:
            waiting = self._open.get(visit_id, {})
            visit = board.visits.get(visit_id)
            for key, said in list(waiting.items()):
                after = settled(board, visit, said, now_s)
                if after == said:
                    continue
                known.append(after)
                if after.outcome == BREACHED and after.met_s is None:
                    waiting[key] = after
                else:
                    del waiting[key]
            if not waiting:
                self._open.pop(visit_id, None)
        self._kept.settle(known)


def settled(board: Board, visit: Visit | None, said: Said, now_s: int) -> Said:
    """A prediction with what came of it, as far as that is known now."""
    if visit is None or visit.state is VisitState.CANCELLED:
        return replace(said, outcome=VOIDED) if said.outcome is None else said
    of_work = said.clock == RESOLUTION
    met_s = visit.stamps.done_s if of_work else visit.stamps.on_site_s
    if met_s is not None:
        return replace(said, outcome=BREACHED if met_s > said.due_s else KEPT, met_s=met_s)
    if said.outcome is not None:
        return said
    running = {name_of(visit, each.due_s, of_work=each.of_work): each.due_s
               for each in sla.clocks(board, visit, now_s, None)}  # fmt: skip
    if visit.state in ENDED or running.get(said.clock) != said.due_s:
        return replace(said, outcome=VOIDED)
    return replace(said, outcome=BREACHED) if now_s > said.due_s else said


def name_of(visit: Visit, due_s: int, *, of_work: bool) -> str:
    """Which clock of a visit it is: its resolution, what was promised, or the response."""
    if of_work:
        return RESOLUTION
    return PROMISE if visit.promise is not None and visit.promise.end_s == due_s else RESPONSE


def _said(lookout: Lookout, route: RouteForecast, clock: ClockForecast, horizon_min: int, visit: Visit) -> Said:
    board = lookout.board
    order = board.work_orders.get(visit.work_order_id)
    field = board.tables["behaviours"].get("field")
    cause = lookout.standing(visit).cause
    return Said(
        visit_id=visit.id,
        clock=name_of(visit, clock.due_s, of_work=clock.of_work),
        horizon_min=horizon_min,
        policy=order.sla_policy if order is not None else "",
        territory=visit.territory,
        work_type=order.work_type if order is not None else "",
        technician_id=route.technician_id,
        behaviour=field.version if field is not None else 0,
        made_s=route.at_s,
        due_s=clock.due_s,
        eta_s=clock.eta_s,
        probability=clock.breach,
        cause=cause.words if cause is not None else "",
    )
