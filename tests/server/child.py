"""A server as a process of its own, which can be killed, starved and asked after."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from dispatchtui.server import serve
from dispatchtui.settings import Settings
serve(Settings.load(), Path(sys.argv[1]))
"""
START_WITHIN_S = 30.0


class Child:
    """One server process; `start` may be called again after it ended."""

    def __init__(self, home: Path, database: str, port: int = 0, **environ: str) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        (home / "settings.toml").write_text(
            "[limits]\nmark_s = 0.1\nrequests_per_s = 100000\nburst = 100000\nsockets_per_session = 1000\n"
        )
        self.environ = {
            "DISPATCHTUI_HOME": str(home), "DISPATCHTUI_DATABASE": database, "DISPATCHTUI_PORT": str(port),
            "DISPATCHTUI_CLOCK_START": "2019-10-21T07:00:00-04:00", **environ,
        }  # fmt: skip
        self.url = self.token = ""
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Child:
        """Start the process and wait until it takes requests."""
        announce = self.home / "announce.json"
        announce.unlink(missing_ok=True)
        log = (self.home / "server.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(announce)], env=os.environ | self.environ, stdout=log, stderr=log
        )
        log.close()
        deadline = time.monotonic() + START_WITHIN_S
        while not announce.exists():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.005)
        told = json.loads(announce.read_text())
        self.url, self.token = told["url"], told["token"]
        assert told["pid"] == self.process.pid
        self.environ["DISPATCHTUI_PORT"] = self.url.rsplit(":", 1)[1]
        return self

    def kill(self) -> None:
        """End it without a word."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> float:
        """Ask it to stop; answer how long it took."""
        assert self.process is not None
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(15)
        return time.monotonic() - began

    def log(self) -> str:
        return (self.home / "server.log").read_text()
