"""The replica: what the feed told, checked, with the acts that are under way laid over it.

It promises: facts are applied once, in order, without a gap; the board equals the server's for
this reader's scope at `cursor`, or the replica wishes a resync and says why; an answer never
touches the board. It does not promise to be recent: that is `sync`'s to say.
Source: Kubernetes list-watch (bookmark, gone means relist), Replicache (rebase).
"""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from dispatchtui.client.changes import NOTHING, Changes
from dispatchtui.client.clock import ServerClock
from dispatchtui.client.facts import Facts, Told, subjects_of
from dispatchtui.client.pending import End, Ended, Overlay, Pending, lay
from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, board_of
from dispatchtui.core.events import Event
from dispatchtui.core.model import TABLES, Position, TechnicianId
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.core.rights import Actor
from dispatchtui.protocol.codec import decode_event, decode_rows
from dispatchtui.protocol.frames import (
    Ev,
    FactLine,
    Hello,
    Mark,
    Person,
    Positions,
    Present,
    Resync,
    Rows,
    ServerFrame,
    Snapshot,
    Welcome,
)

__all__ = ["UPGRADE", "Changes", "Replica"]

UPGRADE = "The server tells of things that this version does not know: please upgrade."


class Replica:
    """The board of one reader: `confirmed` is what the feed told, `board` what will be if all goes well.

    Read both anew after each change: a snapshot and each pending act replace the object.
    """

    __slots__ = ("_overlay", "_told_to", "_unknown", "actor", "clock", "confirmed", "cursor", "epoch", "facts", "head",
                 "notice", "pending", "positions", "present", "session", "upgrade", "whole")  # fmt: skip

    def __init__(self) -> None:
        """Start knowing nothing."""
        self.confirmed = Board()
        self.epoch = ""
        self.cursor = 0
        self.head = 0
        self.whole = False
        self.upgrade = False
        self.notice = ""
        self.actor = Actor(id="")
        self.clock = ServerClock()
        self.facts = Facts()
        self.positions: dict[TechnicianId, Position] = {}
        self.present: dict[str, tuple[Person, ...]] = {}
        self.session = ""
        self.pending: dict[str, Pending] = {}
        self._unknown: dict[str, Request] = {}
        self._told_to = 0
        self._overlay = Overlay(self.confirmed, frozenset(), {})

    @property
    def board(self) -> Board:
        """The confirmed board with the pending acts on it; the confirmed one itself when there are none."""
        return self._overlay.board

    @property
    def drawn(self) -> frozenset[str]:
        """The keys of the rows that pending acts make look different from the confirmed ones."""
        return self._overlay.keys

    def hello(self) -> Hello:
        """Say where this replica stands, so that the feed continues from there if it can."""
        if not self.whole:
            return Hello()
        return Hello(epoch=self.epoch, after=self.cursor, digest=self.confirmed.digest_hex())

    def now_s(self, now: float) -> float:
        """The server's time at a local monotonic moment."""
        return self.clock.at(now)

    def apply(self, frame: ServerFrame, now: float) -> Changes:
        """Take one frame of the feed; `now` is the local monotonic time.

        Raises: ProtocolError for rows that cannot be read; the replica is then as it was.
        """
        match frame:
            case Welcome():
                return self._welcome(frame, now)
            case Snapshot():
                return self._snapshot(frame)
            case Ev():
                return self._events(frame)
            case Mark():
                return self._mark(frame, now)
            case Positions():
                self.positions.update({each.technician_id: each for each in frame.positions})
                return Changes(positions=frozenset(each.technician_id for each in frame.positions))
            case Present():
                return self._meet(frame.people)
            case Resync():
                return self._broken(frame.why)
            case _:
                return NOTHING

    def alone(self) -> Changes:
        """Know of nobody on any visit, because the link is gone."""
        return self._meet([])

    # Acts under way.

    def propose(self, request: Request, at_s: int) -> Passed | Refusal:
        """Judge an act on the present board and, if it may happen, lay it over as pending."""
        verdict = judge(self.board, request, self.actor, at_s)
        if isinstance(verdict, Passed) and verdict.events:
            self.pending[request.id] = Pending(request=request, at_s=at_s)
            self._rebase()
        return verdict

    def answer(self, reply: Reply) -> Changes:
        """Take the server's answer; it ends an act only when the feed has told as much."""
        act = self.pending.get(reply.id)
        if act is None:
            return NOTHING
        if reply.status is Status.APPLIED:
            self.pending[reply.id] = replace(act, reply=reply)
            return self._settle(frozenset(), self._contained())
        ended = Ended(request=act.request, how=End.REFUSED, refusal=reply.refusal, reply=reply)
        return self._settle(frozenset(), [ended])

    def give_up(self, request_id: str, sentence: str) -> Changes:
        """Stop drawing an act that nobody answered; if the feed tells of it later, it is said then."""
        act = self.pending.get(request_id)
        if act is None:
            return NOTHING
        self._unknown[request_id] = act.request
        return self._settle(frozenset(), [Ended(request=act.request, how=End.UNKNOWN, sentence=sentence)])

    # The frames, one by one.

    def _welcome(self, frame: Welcome, now: float) -> Changes:
        self.actor, self.notice, self.head = frame.actor, frame.notice, frame.head
        self.session = frame.session
        self.clock.set(frame.now_s, frame.speed, now)
        if frame.mode == "resume":
            if not self.whole or frame.epoch != self.epoch:
                return self._broken("The server wants to go on from a place where this console is not.")
        else:
            self.whole = False
        return self.alone()

    def _snapshot(self, frame: Snapshot) -> Changes:
        if _strange(frame.rows):
            return self._too_old()
        confirmed = board_of(decode_rows(frame.rows), frame.seq)
        if frame.epoch != self.epoch or frame.seq > self._told_to:
            self.facts.restart(frame.seq)
            self._told_to = frame.seq
        self.confirmed, self.epoch, self.cursor = confirmed, frame.epoch, frame.seq
        self.positions = {each.technician_id: each for each in frame.positions}
        self.whole = True
        changes = replace(self._settle(frozenset(), self._contained()), replaced=True)
        if confirmed.digest_hex() == frame.digest:
            return changes
        return changes.plus(self._broken("The server's snapshot does not add up to its own digest."))

    def _events(self, frame: Ev) -> Changes:
        if not self.whole or frame.to <= self.cursor:
            return NOTHING
        if frame.after != self.cursor:
            return self._broken(_gap(self.cursor, frame.after))
        events = [decode_event(line.event) for line in frame.facts]
        if any(event is None for event in events) or _strange(frame.up):
            return self._too_old()
        rows = decode_rows(frame.up)
        known = cast("list[Event]", events)
        # After a snapshot from a little earlier, facts come again that were told before it.
        facts = tuple(Told(line, event, subjects_of(event, self.confirmed))
                      for line, event in zip(frame.facts, known, strict=True) if line.seq > self._told_to)  # fmt: skip
        for table, row_id in frame.gone:
            if table in TABLES:
                self.confirmed.drop(table, row_id)
        for row in rows:
            self.confirmed.put(row)
        self.cursor = self.confirmed.seq = frame.to
        for told in facts:
            self.facts.add(told)
        self._told_to = max(self._told_to, frame.to)
        keys = {f"{table}/{row_id}" for table, row_id in frame.gone} | {f"{row.TABLE}/{row.id}" for row in rows}
        changes = self._settle(frozenset(keys), self._ended_by(frame.facts) + self._contained())
        return replace(changes, facts=facts)

    def _mark(self, frame: Mark, now: float) -> Changes:
        if not self.whole or frame.to < self.cursor:
            return NOTHING
        if frame.after > self.cursor or (frame.after < self.cursor < frame.to):
            return self._broken(_gap(self.cursor, frame.after))
        if self.confirmed.digest_hex() != frame.digest:
            return self._broken("The board no longer adds up to the server's digest.")
        self.clock.heard(frame.now_s, now)
        self.cursor = self.confirmed.seq = frame.to
        ended = self._contained()
        return self._settle(frozenset(), ended) if ended else NOTHING

    def _meet(self, people: list[Person]) -> Changes:
        """Take over who is on which visit, this console itself left out."""
        before, self.present = self.present, {}
        for each in people:
            if each.session != self.session:
                self.present[each.visit_id] = (*self.present.get(each.visit_id, ()), each)
        visits = before.keys() | self.present.keys()
        return Changes(present=frozenset(each for each in visits if before.get(each) != self.present.get(each)))

    # What follows from a change.

    def _broken(self, why: str) -> Changes:
        self.whole = False
        return Changes(resync=why)

    def _too_old(self) -> Changes:
        self.whole, self.upgrade = False, True
        return Changes(resync=UPGRADE, upgrade=True)

    def _ended_by(self, lines: list[FactLine]) -> list[Ended]:
        """The acts whose own facts were just told."""
        found: dict[str, Ended] = {}
        for line in lines:
            act = self.pending.get(line.command_id)
            request = act.request if act else self._unknown.pop(line.command_id, None)
            if request is not None:
                reply = act.reply if act else None
                found[line.command_id] = Ended(request=request, how=End.CONFIRMED, reply=reply)
        return list(found.values())

    def _contained(self) -> list[Ended]:
        """The acts whose answer lies at or before the cursor: what they did is on the board."""
        ended = []
        for act in self.pending.values():
            if act.reply is None:
                continue
            # A reader's epoch is the log's with the scope behind it.
            if act.reply.epoch and not self.epoch.startswith(act.reply.epoch):
                ended.append(Ended(request=act.request, how=End.UNKNOWN, reply=act.reply,
                                   sentence="The server's history was restored from before this act."))  # fmt: skip
            elif act.reply.seq <= self.cursor:
                ended.append(Ended(request=act.request, how=End.CONFIRMED, reply=act.reply))
        return ended

    def _settle(self, keys: frozenset[str], ended: list[Ended]) -> Changes:
        once = {each.request.id: each for each in reversed(ended)}
        for request_id in once:
            self.pending.pop(request_id, None)
        return Changes(keys=keys | self._rebase(), ended=tuple(reversed(once.values())))

    def _rebase(self) -> frozenset[str]:
        """Drop the overlay and lay the pending acts again; answer the keys that either touched."""
        before = self._overlay.keys
        self._overlay = lay(self.confirmed, self.pending.values(), self.actor)
        hindered = self._overlay.hindered
        for request_id, act in self.pending.items():
            if act.hindered != hindered.get(request_id):
                self.pending[request_id] = replace(act, hindered=hindered.get(request_id))
        return before | self._overlay.keys


def _strange(rows: Rows) -> bool:
    return any(table not in TABLES for table in rows)


def _gap(cursor: int, after: int) -> str:
    return f"The feed went on from {after} while this console stands at {cursor}."
