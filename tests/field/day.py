"""A played day without sockets: what people do is judged and recorded by the same gate as the desk's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dispatchtui.client.api import Brief
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import TechnicianId
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from dispatchtui.field import customers, technician
from dispatchtui.field.draws import Draws
from dispatchtui.field.phone import Due, Phone
from tests.builders import a_request, at

PORTAL = Actor(id="portal", roles=("integration",))
DESK = Actor(id="dora", roles=("dispatcher",))


def device(who: str) -> Actor:
    return Actor(id=who, roles=("technician",), territories=(), technician_id=who)


class Played:
    """A board, and the log of what was done on it."""

    def __init__(self, board: Board, seed: int, arriving: Sequence[tuple[int, object]] = ()) -> None:
        self.board = board
        self.draws = Draws(seed)
        self.people = customers.Customers(at("07:00"), arriving, self.draws)
        self.log: list[tuple[int, str, object]] = []
        self.refused: list[tuple[Request, Refusal]] = []
        self.ids: list[str] = []

    def phone(self, who: str) -> Phone:
        briefs = {visit.id: Brief(visit=visit, work_order=self.board.work_orders[visit.work_order_id])
                  for visit in self.board.route(who)}  # fmt: skip
        return Phone(self.board, TechnicianId(who), briefs, self.draws)

    def due(self) -> list[tuple[Due, Actor]]:
        found = [(each, device(who)) for who in self.board.technicians for each in technician.due(self.phone(who))]
        found += [(each, PORTAL) for each in customers.due(self.people, self.board)]
        return sorted(found, key=lambda pair: (pair[0].at_s, pair[0].request.id))

    def act(self, request: Request, actor: Actor, at_s: float) -> None:
        verdict = judge(self.board, request, actor, int(at_s) + 1)
        if not isinstance(verdict, Passed):
            self.refused.append((request, verdict))
            return
        for event in verdict.events:
            recorded = Recorded(seq=self.board.seq + 1, command_id=request.id, actor=actor.id,
                                at_s=int(at_s) + 1, event=event)  # fmt: skip
            evolve(self.board, recorded)
            self.log.append((recorded.at_s, actor.id, event))
        self.ids.append(request.id)

    def release(self, visit_id: str, at_s: float) -> None:
        act = AdvanceVisit(visit_id=visit_id, step=Step.RELEASE)
        self.act(a_request(act=act, id=f"release-{visit_id}-{at_s}"), DESK, at_s)

    def run(self, until_s: float, dispatch: Callable[[Played, float], None] | None = None) -> Played:
        for _ in range(5000):
            if self.refused:
                break
            waiting = self.due()
            if not waiting or waiting[0][0].at_s > until_s:
                break
            due, actor = waiting[0]
            self.act(due.request, actor, due.at_s)
            if dispatch is not None:
                dispatch(self, due.at_s)
        return self
