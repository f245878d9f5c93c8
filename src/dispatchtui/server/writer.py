"""One transaction of the desk: what waits is judged, folded and written, all or nothing.

The head row is taken first, so the board that a request is judged on is the one that it changes,
whole-board rules included, however many nodes there are; group commit pays for it. Requests are
judged on a fork, and the board itself changes only after the commit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.gate import Passed, judge
from dispatchtui.core.board import Board, Change
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.refusals import Refusal
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.core.rights import Actor
from dispatchtui.errors import StorageError
from dispatchtui.server import answers
from dispatchtui.server.clock import Clock
from dispatchtui.server.queue import Piece
from dispatchtui.server.window import Told, told_again, told_of
from dispatchtui.store import Batch, Caught, Overlap, Store, StoredReply

log = logging.getLogger(__name__)
_replies = msgspec.json.Decoder(Reply)


class Written(Struct):
    """What one transaction did: the answers by piece, the facts, the changed rows."""

    answers: list[tuple[Piece, list[Reply]]]
    told: list[Told]
    changes: list[Change]


class _Undone(Exception):
    """Unwinds an atomic batch in which something was refused."""


class Restored(Exception):
    """Another history was put in the place of the one that the board was loaded from."""


class Writer:
    """Records pieces on the store; the board is read here and changed by whoever publishes."""

    def __init__(self, store: Store, board: Board, epoch: str, clock: Clock) -> None:
        """Write on top of this board of this history."""
        self.store = store
        self.board = board
        self.epoch = epoch
        self.clock = clock

    def record(self, pieces: Sequence[Piece]) -> Written:
        """Answer the pieces in one transaction; when this returns all of it is durable.

        Raises: StorageError when nothing of it was recorded, or nobody can say; Restored when the
        board is of a history that is no more.
        """
        with self.store.writing() as batch:
            if batch.epoch != self.epoch:
                raise Restored
            fork = self.board.fork(recording=True)
            caught = batch.catch_up(self.board.seq)
            caught.onto(fork)
            sitting = _Sitting(batch, fork, self._moment(caught))
            sitting.told.extend(told_again(line) for line in caught.logged)
            sitting.known = batch.stored_replies([each.id for piece in pieces for each in piece.requests])
            answered = [(piece, sitting.answer(piece)) for piece in pieces]
        return Written(answered, sitting.told, fork.changes or [])

    def look(self) -> Written:
        """See what other nodes recorded.

        Raises: StorageError; Restored.
        """
        if self.store.epoch != self.epoch:
            raise Restored
        caught = self.store.catch_up(self.board.seq)
        if not caught.logged:
            return Written([], [], [])
        self._moment(caught)
        fork = self.board.fork(recording=True)
        caught.onto(fork)
        return Written([], [told_again(line) for line in caught.logged], fork.changes or [])

    def _moment(self, caught: Caught) -> int:
        """The time of what is recorded now: never before what stands in the log."""
        if caught.logged:
            self.clock.not_before(caught.logged[-1].at_s)
        at_s = self.clock.now_s()
        self.clock.not_before(at_s)
        return at_s


class _Sitting:
    """The inside of one transaction."""

    def __init__(self, batch: Batch, fork: Board, at_s: int) -> None:
        """Sit down before a fork of the board."""
        self.batch = batch
        self.fork = fork
        self.at_s = at_s
        self.known: dict[str, StoredReply] = {}
        self.told: list[Told] = []
        self.changes = fork.changes if fork.changes is not None else []

    def answer(self, piece: Piece) -> list[Reply]:
        """Answer a piece's requests in order; those of an atomic one all or none."""
        unit = piece.unit
        if time.monotonic() > unit.deadline:
            return [answers.unavailable(request, answers.LATE) for request in piece.requests]
        if not unit.atomic or len(piece.requests) == 1:
            return [self._safely(request, unit.actor, unit.session) for request in piece.requests]
        mark, known = self._mark(), dict(self.known)
        replies: list[Reply] = []
        try:
            with self.batch.savepoint():
                for request in piece.requests:
                    replies.append(self._safely(request, unit.actor, unit.session))
                    if replies[-1].status is not Status.APPLIED:
                        raise _Undone  # noqa: TRY301  (only raising makes the savepoint roll back)
        except _Undone:
            self._undo(mark)
            self.known = known
            culprit = piece.requests[len(replies) - 1]
            return [replies[-1] if each is culprit else answers.not_alone(each, culprit) for each in piece.requests]
        return replies

    def _safely(self, request: Request, actor: Actor, session: str) -> Reply:
        """Answer one request; a fault in it is undone and costs nobody else anything."""
        mark = self._mark()
        try:
            return self._answer(request, actor, session)
        except StorageError:
            raise
        except Overlap as overlap:
            self._undo(mark)
            refusal = answers.overlapping(self.fork, overlap.visit_id, overlap.technician_id, overlap.other)
            return self._keep(request, actor, answers.refused(request, refusal, self.fork, actor))
        except Exception:
            log.exception("request %s of %s failed", request.id, actor.id)
            self._undo(mark)
            return answers.unavailable(request, answers.BROKEN)

    def _answer(self, request: Request, actor: Actor, session: str) -> Reply:
        stored = self.known.get(request.id)
        if stored is not None:
            if stored.fingerprint != answers.fingerprint(request, actor):
                return answers.reused(request)
            return replace(_replies.decode(stored.body), duplicate=True)
        verdict = judge(self.fork, request, actor, self.at_s)
        if isinstance(verdict, Refusal):
            return self._keep(request, actor, answers.refused(request, verdict, self.fork, actor))
        with self.batch.savepoint():
            mark = len(self.changes)
            self._write(request, actor, session, verdict)
            reply = answers.applied(request, self.batch.head, self.changes[mark:], verdict.warnings)
            return self._keep(request, actor, reply)

    def _write(self, request: Request, actor: Actor, session: str, verdict: Passed) -> None:
        for event in verdict.events:
            recorded = Recorded(
                seq=self.batch.head + 1,
                command_id=request.id,
                actor=actor.id,
                session=session,
                at_s=self.at_s,
                event=event,
                reason=request.reason,
                cause=request.cause,
                based_on=request.pre,
            )
            mark = len(self.changes)
            evolve(self.fork, recorded)
            changes = self.changes[mark:]
            self.batch.append(recorded, changes)
            self.told.append(told_of(recorded, changes))

    def _keep(self, request: Request, actor: Actor, reply: Reply) -> Reply:
        body = msgspec.json.encode(reply)
        print_ = answers.fingerprint(request, actor)
        now_s = int(time.time())
        self.batch.keep_reply(request.id, print_, body, now_s)
        self.known[request.id] = StoredReply(id=request.id, fingerprint=print_, body=body, seq=reply.seq, at_s=now_s)
        return reply

    def _mark(self) -> tuple[int, int, int]:
        return len(self.changes), len(self.told), self.fork.seq

    def _undo(self, mark: tuple[int, int, int]) -> None:
        """Take back what was folded since, newest first."""
        changes, told, seq = mark
        undone = self.changes[changes:]
        for change in reversed(undone):
            if change.before is None:
                self.fork.drop(change.table, change.id)
            else:
                self.fork.put(change.before)
        del self.changes[changes:], self.told[told:]
        self.fork.seq = seq
