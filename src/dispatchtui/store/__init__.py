"""What lasts: the log, the board's rows, replies and principals, on SQLite or PostgreSQL.

    store = Store.open("sqlite:///path/to.db")          # or postgresql://user@host/name
    board = store.load()                                # rows at store.head().seq
    with store.writing() as batch:                      # one transaction; the head is taken at once
        batch.catch_up(board.seq).onto(board)           # what other nodes recorded
        answered = batch.stored_replies(request_ids)    # {id: StoredReply(fingerprint, body, seq, at_s)}
        with batch.savepoint():                         # raises Overlap(visit_id, technician_id, other)
            evolve(fork, recorded)                      # recorded.seq == batch.head + 1
            batch.append(recorded, fork.changes[mark:]) # the changes of this one fact
            batch.keep_reply(request_id, fingerprint, reply_bytes, at_s)
    # here everything is durable, or a StorageError was raised and nothing was recorded

Reading from any thread: `head()`, `epoch`, `logged(after, upto, limit)`, `catch_up(after)`,
`history(subject, actor=...)`; `Logged.touched` tells whom each changed row concerned before and
after (`Audience`, for `Scope.hears`). `Principals(store)` keeps users and tokens.

Never: a decision, a clock, or a driver's exception beyond this package.
Why: whatever was acknowledged must be there after any crash, told once, in one order; so there
is one way to write, and the database itself has the last word on overlaps.
"""

from __future__ import annotations

from dispatchtui.store.batch import Batch, Caught, StoredReply
from dispatchtui.store.database import Overlap
from dispatchtui.store.log import Logged, Touched, touched_by
from dispatchtui.store.store import Head, Store

__all__ = ["Batch", "Caught", "Head", "Logged", "Overlap", "Store", "StoredReply", "Touched", "touched_by"]
