"""How the desk answers: from a verdict and what it changed to a reply, pure.

Also the fingerprint by which the same request is known again.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from dispatchtui.core.board import Board, Change
from dispatchtui.core.model import Lane, Row
from dispatchtui.core.refusals import CONFLICTS, Code, Refusal, Violation, invalid
from dispatchtui.core.requests import Reply, Request, Status
from dispatchtui.core.rights import Actor
from dispatchtui.core.scope import scope_of

RETRY_S = 1.0
_encode = msgspec.json.Encoder(order="deterministic").encode

UNKNOWN_OUTCOME = "It is not known yet whether this was recorded; ask again with the same id."
FULL = "The desk has more to do than it can take; ask again shortly."
LATE = "The desk did not come to this in time and left it undone; ask again."
BROKEN = "This act failed inside the server and was left undone; its log says how."


def fingerprint(request: Request, actor: Actor) -> str:
    """What makes a request the same one: everything it says, and who says it."""
    return blake2b(_encode(request) + b"\0" + actor.id.encode(), digest_size=16).hexdigest()


def applied(request: Request, seq: int, changes: Sequence[Change], warnings: tuple[Violation, ...]) -> Reply:
    """The answer to an act that was recorded, or that had nothing to change."""
    last = {(change.table, change.id): change for change in changes}
    first: dict[tuple[str, str], Row | None] = {}
    for change in changes:
        first.setdefault((change.table, change.id), change.before)
    return Reply(
        id=request.id,
        status=Status.APPLIED,
        seq=seq,
        versions={f"{table}/{row_id}": change.after.version
                  for (table, row_id), change in last.items() if change.after is not None},
        created=tuple(row_id for (table, row_id), before in first.items() if before is None and table != Lane.TABLE),
        warnings=warnings,
    )  # fmt: skip


def refused(request: Request, refusal: Refusal, board: Board, actor: Actor) -> Reply:
    """The answer to an act that may not happen; a conflict shows the row as it now is, if the asker may see it."""
    conflict = refusal.code in CONFLICTS
    row = board.row(refusal.subject) if conflict and refusal.subject else None
    theirs = msgspec.to_builtins(row) if row is not None and scope_of(actor).sees(row) else None
    status = Status.CONFLICT if conflict else Status.REFUSED
    return Reply(id=request.id, status=status, seq=board.seq, refusal=refusal, theirs=theirs)


def overlapping(board: Board, visit_id: str, technician_id: str, other: str) -> Refusal:
    """The database's own last word: two plans took the same time of the same person."""
    row = board.visits.get(other)
    changed = row.changed if row is not None else None
    sentence = f"{visit_id} overlaps {other or 'another visit'} of {technician_id}."
    return Refusal(code=Code.OVERLAP, subject=f"visits/{other}" if other else "", sentence=sentence,
                   by=changed.by if changed else "", at_s=changed.at_s if changed else None)  # fmt: skip


def reused(request: Request) -> Reply:
    """The answer to an id that was used before for something else."""
    return Reply(id=request.id, status=Status.REFUSED,
                 refusal=invalid("id", f"The id {request.id} was used before for another request."))  # fmt: skip


def not_alone(request: Request, culprit: Request) -> Reply:
    """The answer to an act of an atomic batch of which another was refused."""
    sentence = f"Nothing of this batch was done, because {culprit.id} was refused."
    return Reply(id=request.id, status=Status.REFUSED, refusal=Refusal(code=Code.ILLEGAL, sentence=sentence))


def unavailable(request: Request, sentence: str, code: Code = Code.UNAVAILABLE) -> Reply:
    """The answer when the desk did not record, or cannot say whether it did."""
    retry_after_s = None if sentence == BROKEN else RETRY_S
    return Reply(id=request.id, status=Status.UNAVAILABLE, retry_after_s=retry_after_s,
                 refusal=Refusal(code=code, sentence=sentence))  # fmt: skip
