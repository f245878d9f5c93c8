"""Days that are played without a server, as fast as they can be computed.

The same people do the same things as in the field that is played against a server; what they do is decided and
folded on one board. Nobody dispatches: the plan is released in the morning, and what happens then follows from it.

Cost: a day of 30 technicians and 300 visits takes about half a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush

from dispatchtui.client.api import Brief
from dispatchtui.core.board import Board
from dispatchtui.core.commands import decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Position, TechnicianId, VisitState
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor
from dispatchtui.field import customers
from dispatchtui.field.customers import Customers
from dispatchtui.field.draws import Draws
from dispatchtui.field.pace import where
from dispatchtui.field.phone import Phone
from dispatchtui.field.technician import due
from dispatchtui.field.world import World

Told = Callable[[Board, Recorded], None]
"""Who is told of a fact, with the board as it was before."""
_NOBODY = ""


class HeadlessDay:
    """One day on a board, act by act.

    An act touches one technician, so only that technician is asked again what is due.
    """

    def __init__(self, board: Board, world: World, draws: Draws, start_s: int, told: Iterable[Told] = ()) -> None:
        """Take the board in the morning, the world and the chance of the day."""
        self.board, self.now_s = board, float(start_s)
        self._world, self.draws, self._told = world, draws, tuple(told)
        self._briefs: dict[str, dict[str, Brief]] = {who: {} for who in board.technicians}
        self._waiting: list[tuple[float, int, str, int, Request]] = []
        self._turn = dict.fromkeys((*board.technicians, _NOBODY), 0)
        self._asked: set[str] = set()
        self._release(start_s)
        people = Customers(start_s, (), self.draws, world)
        for each in customers.due(people, board):
            self._wait(each.at_s, _NOBODY, each.request)
        for who in board.technicians:
            self._ask(who)

    def play(self, until_s: float) -> None:
        """Let everything happen that happens up to a moment."""
        while self._waiting and self._waiting[0][0] <= until_s:
            at_s, _, who, turn, request = heappop(self._waiting)
            if turn != self._turn[who] or request.id in self._asked:
                continue
            self._asked.add(request.id)
            # What came due while it could not be done is done at once.
            self.now_s = max(self.now_s, at_s)
            touched = self._touched(request) if who == _NOBODY else who
            if who == _NOBODY and not self._may_cancel(request):
                continue
            self._act(request, who or "portal", int(self.now_s))
            if touched:
                self._ask(touched)
        self.now_s = max(self.now_s, until_s)

    def position(self, who: str, now_s: int) -> Position | None:
        """What a technician's device reported last; nothing before the shift."""
        phone = self.phone(who)
        shift = phone.shift
        if shift is None or now_s < shift.start_s:
            return None
        driving = [each for each in phone.mine if each.state is VisitState.EN_ROUTE]
        since_s, every_s = shift.start_s, self._world.position_still_s
        if driving:
            since_s, every_s = driving[0].stamps.en_route_s or now_s, self._world.position_moving_s
        else:
            since_s = max((since_s, *(each.stamps.on_site_s or 0 for each in phone.mine)))
        at_s = since_s + max(0, now_s - since_s) // every_s * every_s
        found = where(phone, at_s)
        if found is None:
            return None
        place, _ = found
        return Position(technician_id=TechnicianId(who), latitude=round(place.latitude, 5),
                        longitude=round(place.longitude, 5), at_s=at_s, accuracy_m=15.0)  # fmt: skip

    def phone(self, who: str) -> Phone:
        """What a technician knows."""
        return Phone(self.board, TechnicianId(who), self._briefs[who], self.draws, self._world)

    def _release(self, start_s: int) -> None:
        for visit in list(self.board.visits.values()):
            for line in visit.crew:
                brief = Brief(visit=visit, work_order=self.board.work_orders[visit.work_order_id])
                self._briefs[line.technician_id][visit.id] = brief
            if visit.state is VisitState.PLANNED:
                act = AdvanceVisit(visit_id=visit.id, step=Step.RELEASE, occurred_s=start_s)
                self._act(Request(id=f"release {visit.id}", act=act), "dispatcher", start_s)

    def _ask(self, who: str) -> None:
        """Ask a technician anew what is due; what was due before is forgotten."""
        self._turn[who] += 1
        for each in due(self.phone(who)):
            if each.request.id not in self._asked:
                self._wait(each.at_s, who, each.request)
                return

    def _wait(self, at_s: float, who: str, request: Request) -> None:
        heappush(self._waiting, (at_s, len(self._asked) + len(self._waiting), who, self._turn[who], request))

    def _act(self, request: Request, who: str, at_s: int) -> None:
        decided = decide(self.board, request.act, Ask(actor=Actor(id=who), at_s=at_s))
        if isinstance(decided, Refusal):
            return
        for event in decided:
            recorded = Recorded(seq=self.board.seq + 1, command_id=request.id, actor=who, at_s=at_s, event=event)
            for tell in self._told:
                tell(self.board, recorded)
            evolve(self.board, recorded)

    def _touched(self, request: Request) -> str:
        """Whose visit a customer gives up."""
        visit = self.board.visits.get(request.act.visit_id) if isinstance(request.act, AdvanceVisit) else None
        return visit.assignment.technician_id if visit is not None and visit.assignment is not None else ""

    def _may_cancel(self, request: Request) -> bool:
        visit = self.board.visits.get(request.act.visit_id) if isinstance(request.act, AdvanceVisit) else None
        return visit is not None and customers.may_cancel(visit)
