"""Runs `dispatchtui` as a child that stops when its parent is gone.

The parent holds the other end of standard input open and never writes; its end is the end.
"""

from __future__ import annotations

import os
import signal
import sys
import threading


def hold() -> None:
    """Stop this process as soon as the parent's end of standard input closes."""

    def wait() -> None:
        while os.read(0, 4096):
            continue
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="leash", daemon=True).start()


if __name__ == "__main__":
    hold()
    from dispatchtui.cli import run

    sys.exit(run(sys.argv[1:]))
