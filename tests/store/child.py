"""A process that records acts until it is killed, saying on its output what was acknowledged.

    python child.py URL SESSION [LIMIT_BYTES]

With a limit, files may not grow beyond it at first; the child says `full` when the store does,
lifts the limit, records once more and ends.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from dispatchtui.core.events import NoteAdded
from dispatchtui.errors import StorageError
from dispatchtui.store import Store
from tests.store.acts import append, placed


def main(url: str, session: str, limit: int = 0) -> None:
    """Record batches of three acts; each act is a note and a placing that moves a visit on."""
    store = Store.open(url)
    board = store.load().fork(recording=True)
    say(f"open {store.head().seq}")
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    number = 0
    while True:
        names = [f"{session}-{number + k}" for k in range(3)]
        fork = board.fork(recording=True)
        try:
            with store.writing() as batch:
                for name in names:
                    with batch.savepoint():
                        visit_id = f"V{60 + number % 3}"
                        note = NoteAdded(visit_id=visit_id, text=name * (40 if limit else 1))
                        append(batch, fork, note, placed(visit_id, "T01", 1_000_000 + number * 600, minutes=10),
                               command=name)  # fmt: skip
                        batch.keep_reply(name, "print", name.encode(), 1)
                    number += 1
        except StorageError as error:
            if not limit:
                raise
            say(f"full {store.head().seq} {error.sentence}")
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            store.probe()
            with store.writing() as batch:
                append(batch, board.fork(recording=True), NoteAdded(visit_id="V60", text="after"), command="after")
                batch.keep_reply("after", "print", b"after", 1)
            say("ok after")
            store.close()
            return
        board = fork
        say(f"ok {' '.join(names)}")


def say(line: str) -> None:
    """Tell at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(each) for each in sys.argv[3:]))
