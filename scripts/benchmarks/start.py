"""Start: from the command to the console's first paint, beside a Textual app with nothing in it.

Both run in a pty that answers as a terminal does, in turns, so that a busy machine slows both alike. The console is
given a server that is not there: what is measured ends before anything is connected.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator

from benchmarks.figures import Figure, figure, median

ROUNDS = 9
LIMIT = 1.5
PATIENCE_S = 20.0
EMPTY = "from textual.app import App\nclass Empty(App):\n    pass\nEmpty().run()\n"
CONSOLE = ("-m", "dispatchtui", "console", "--url", "http://127.0.0.1:9", "--token", "none")
_PAINTED = b"48;2;"
_BOARD = b"QUEUE"


def figures() -> Iterator[Figure]:
    """Time both in turns; the ratio is that of the medians."""
    empty: list[float] = []
    console: list[float] = []
    panes: list[float] = []
    for _round in range(ROUNDS):
        empty.append(first_ms([sys.executable, "-c", EMPTY], _PAINTED)[_PAINTED])
        seen = first_ms([sys.executable, *CONSOLE], b"CONNECTING", _BOARD)
        console.append(seen[b"CONNECTING"])
        panes.append(seen[_BOARD])
    ratio = median(console) / median(empty)
    yield figure("empty_app_first_paint_ms", median(empty), "ms")
    yield figure("console_first_paint_ms", median(console), "ms", "an empty Textual app", ratio)
    yield figure("console_panes_ms", median(panes), "ms", "an empty Textual app", median(panes) / median(empty))
    yield figure("start_ratio", ratio, "times", f"limit {LIMIT}", ratio / LIMIT)


run = figures


def first_ms(command: list[str], *texts: bytes) -> dict[bytes, float]:
    """Run a command on a terminal of 120x40 until it has written each of these; milliseconds to each.

    Raises: TimeoutError when one does not appear.
    """
    began = time.perf_counter()
    child, master = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8")
        os.execv(command[0], command)
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    written = b""
    found: dict[bytes, float] = {}
    try:
        while len(found) < len(texts):
            if time.perf_counter() - began > PATIENCE_S:
                raise TimeoutError(f"{command} did not write {set(texts) - set(found)} in {PATIENCE_S:g} s")
            if not select.select([master], [], [], 0.1)[0]:
                continue
            fresh = os.read(master, 65_536)
            written += fresh
            for _question in range(fresh.count(b"\x1b[6n")):
                os.write(master, b"\x1b[1;1R")
            now_ms = (time.perf_counter() - began) * 1000
            found |= {text: now_ms for text in texts if text in written and text not in found}
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(master)
    return found
