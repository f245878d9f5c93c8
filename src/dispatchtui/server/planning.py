"""Planning without a person: what a policy lets automation apply, found by a worker and done through the desk.

It sleeps while no policy allows anything. Else a worker process follows the board and is asked when that changed.
Only what `solver.proposing.confidence` lets pass of that is done, each row an act of its own that the gate
judges once more, with the proposal as its cause. What was done is an answer on the board, which names where the visits
stood before, so that anybody may take it back within five minutes.

Never: a search in this process; a second try of what was refused; a word against what a person said to a proposal.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from dispatchtui.core import versions
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.commands.proposals import AnswerProposal
from dispatchtui.core.disrupting import UNDO_WITHIN_S
from dispatchtui.core.events import Reason
from dispatchtui.core.model import Answer, Former, Position, Rules, TerritoryId, VisitId
from dispatchtui.core.policy import rules_for
from dispatchtui.core.requests import Request, Status
from dispatchtui.engine.jobs import Answered, Failed, Repair
from dispatchtui.engine.process import Worker
from dispatchtui.server.clock import Clock
from dispatchtui.server.desk import Desk
from dispatchtui.server.feed import Hub
from dispatchtui.server.rounds import AUTOMATION
from dispatchtui.server.window import Told
from dispatchtui.solver.proposing.proposal import Proposal, Row

log = logging.getLogger(__name__)
LOOK_S = 1.0
"""So often it looks whether something changed, or time alone asks for another look."""
TIME_S = 30.0
"""After so long it asks anew although nothing changed."""
SEARCH_S = 1.5
"""So long better options are searched for before the best is applied."""
BY_PEOPLE_S = 24 * 3600
"""What a person said to a proposal, or took back, is left to people for so long."""
_encode = msgspec.json.Encoder(order="deterministic").encode


class Planner:
    """The worker, what it was told, and what it found last."""

    def __init__(self, desk: Desk, hub: Hub, clock: Clock) -> None:
        """Get ready; `run` begins."""
        self._desk, self._hub, self._clock = desk, hub, clock
        self._worker = Worker(told=self._ring)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._keys: set[str] | None = None
        self._moved: dict[str, Position] = {}
        self._asked_seq, self._asked_at = -1, 0.0
        self._tried: set[str] = set()

    # What the hub tells.

    def follow(self, told: Sequence[Told]) -> None:
        """Take facts that were published."""
        if self._keys is not None:
            self._keys.update(f"{touch.table}/{touch.id}" for each in told for touch in each.touched)

    def moved(self, position: Position) -> None:
        """Take where somebody is."""
        self._moved[position.technician_id] = position

    def reset(self) -> None:
        """Begin anew with the published board."""
        self._keys = None

    # The loop.

    async def run(self) -> None:
        """Plan for as long as there is a policy that allows it."""
        self._loop = asyncio.get_running_loop()
        self._hub.followers.append(self)
        try:
            while True:
                self._news.clear()
                territories = allowing(self._hub.board, self._clock.now_s())
                if territories:
                    self._tell_worker()
                    self._ask(territories)
                    for answer in self._worker.taken():
                        await self._take(answer)
                else:
                    self._worker.close()
                    self._keys = None
                try:
                    async with asyncio.timeout(LOOK_S):
                        await self._news.wait()
                except TimeoutError:
                    pass  # it is time for a look
        finally:
            self._hub.followers.remove(self)
            self._worker.close()

    def _ring(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._news.set)

    def _tell_worker(self) -> None:
        self._worker.follow(self._hub.board, self._keys)
        self._keys = set()
        self._worker.at(self._clock.now_s())
        for position in self._moved.values():
            self._worker.move(position)
        self._moved.clear()

    def _ask(self, territories: tuple[str, ...]) -> None:
        """Ask when the board is another than the last time, or it has been a while; one question at a time."""
        now = asyncio.get_running_loop().time()
        seq = self._hub.board.seq
        if self._worker.busy or (seq == self._asked_seq and now - self._asked_at < TIME_S):
            return
        self._asked_seq, self._asked_at = seq, now
        wanted = () if "" in territories else territories
        self._worker.ask(Repair(territories=wanted, seconds=SEARCH_S))

    async def _take(self, answer: Answered) -> None:
        if isinstance(answer, Failed):
            log.warning("%s", answer.sentence)
        elif answer.final:
            for proposal in answer.proposals:
                await self.consider(proposal)

    async def consider(self, proposal: Proposal) -> None:
        """Apply a proposal if nothing stands against it on the board as it is now."""
        before: Answer | None = self._hub.board.tables["answers"].get(proposal.id)
        name = f"{proposal.id} {proposal.basis}"
        if is_settled(before, self._clock.now_s()) or name in self._tried or self._withheld(proposal):
            return
        self._tried.add(name)
        await self._apply(proposal)

    def _withheld(self, proposal: Proposal) -> bool:
        """Whether anything stands against a proposal, as far as this node knows by now."""
        from dispatchtui.solver.proposing.confidence import withheld  # noqa: PLC0415  (it is wanted by few servers)

        now_s = self._clock.now_s()
        found = withheld(self._hub.board, proposal, now_s, positions=self._hub.whereabouts,
                         known_s=now_s - self._desk.behind_s)  # fmt: skip
        if found:
            log.debug("%s: %s", proposal.id, found[0])
        return bool(found)

    async def _apply(self, proposal: Proposal) -> None:
        """Do each row as an act of its own, the next only if nothing stands against it then; say what was done."""
        best, done = proposal.options[0], Done()
        for number, row in enumerate(best.rows):
            rest = replace(best, rows=best.rows[number:])
            if number and self._withheld(replace(proposal, options=(rest, *proposal.options[1:]))):
                break
            if not await self.do(proposal, row, done):
                break
        if done.acts:
            former = tuple(done.former.values())
            answer = Answer(
                id=proposal.id, trigger=proposal.disruption.kind, subject=proposal.disruption.subject,
                territories=tuple(TerritoryId(each) for each in proposal.disruption.territories), outcome="applied",
                option=best.kind, visits=tuple(each.visit_id for each in former), acts=tuple(done.acts),
                basis=proposal.basis, former=former, sentence=best.sentence,
            )  # fmt: skip
            act = AnswerProposal(row=answer)
            said = _request(proposal, act, "said", versions.of_answer(self._hub.board, proposal.id))
            await self._desk.submit([said], AUTOMATION, "planning", urgent=False)

    async def do(self, proposal: Proposal, row: Row, done: Done) -> bool:
        """Do the acts of a row; whether all of them were done, and by this node."""
        for number, act in enumerate(row.acts):
            # What acts before it changed is expected as they left it, all else as the proposal saw it.
            pre = {key: done.versions.get(key, version) for key, version in row.pre.items()}
            former = former_of(self._hub.board, act)
            request = _request(proposal, act, f"{row.visit_id} {number}", pre)
            (reply,) = await self._desk.submit([request], AUTOMATION, "planning", urgent=False)
            if reply.status is not Status.APPLIED:
                log.info("%s: %s", request.id, reply.refusal.sentence if reply.refusal is not None else "")
                return False
            if reply.duplicate:
                return False  # Another node does this very proposal: it goes on, and says what it did.
            if reply.versions:  # else it stands so already, and nothing was done
                done.acts.append(request.id)
            done.versions |= reply.versions
            done.former |= {
                each.visit_id: each
                for each in former
                if f"visits/{each.visit_id}" in reply.versions and each.visit_id not in done.former
            }
        return True


class Done:
    """What was done of a proposal: by which acts, from where, and the versions of what they changed."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.acts: list[str] = []
        self.former: dict[str, Former] = {}
        self.versions: dict[str, int] = {}


def allowing(board: Board, now_s: int) -> tuple[str, ...]:
    """The territories in which some policy lets automation apply something; the empty one stands for all.

    Cost: a look-up where there is no policy.
    """
    if not any(each.rules.auto_accept for each in board.indexes.policies):
        return ()
    found = [each for each in board.territories if _rules(board, each, now_s).auto_accept]
    everywhere = bool(rules_for(board, now_s).auto_accept)
    return ("",) if everywhere else tuple(found)


def is_settled(answer: Answer | None, now_s: int) -> bool:
    """Whether what is offered for a disruption is left alone after what was said to it last."""
    if answer is None or answer.outcome == "expired":
        return False
    within_s = UNDO_WITHIN_S if answer.outcome == "applied" else BY_PEOPLE_S
    return now_s - answer.answered_s <= within_s


def former_of(board: Board, act: Command) -> tuple[Former, ...]:
    """Where every visit that an act moves stands before it."""
    named = dict.fromkeys(move.visit_id for move in moves_of(act))
    visits = [board.visits[each] for each in named if each in board.visits]
    return tuple(
        Former(visit_id=VisitId(each.id), people=tuple(line.technician_id for line in each.crew),
               start_s=each.crew[0].start_s if each.crew else 0)
        for each in visits
    )  # fmt: skip


def _request(proposal: Proposal, act: Command, what: str, pre: dict[str, int] | None = None) -> Request:
    # Two nodes that find the same ask the same, which is done once.
    print_ = hashlib.sha256(_encode((proposal.id, proposal.basis, what, act))).hexdigest()[:24]
    words = f"{proposal.disruption.sentence}"[:200]
    return Request(id=f"plan-{print_}", act=act, pre=pre or {}, cause=proposal.id,
                   reason=Reason(code="automatic", text=words))  # fmt: skip


def _rules(board: Board, territory: str, now_s: int) -> Rules:
    return rules_for(board, now_s, territory=territory)
