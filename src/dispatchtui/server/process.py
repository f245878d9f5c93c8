"""The server as a process or inside one: opened, announced, and stopped within seconds.

Raises: UserError and StorageError, in one sentence, before anything listens.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn

import dispatchtui
from dispatchtui.errors import UserError
from dispatchtui.server.access import local_token
from dispatchtui.server.app import application
from dispatchtui.server.office import Office
from dispatchtui.settings import Settings
from dispatchtui.store import Store

log = logging.getLogger(__name__)
STOP_WITHIN_S = 3
SWITCH_S = 0.0005
"""How long one thread keeps the interpreter: the loop must not wait long for the desk."""
START_WITHIN_S = 30.0
SEND_BUFFER = 256 * 1024
"""What the kernel keeps for a reader who does not read; without a bound it is megabytes."""


class Server:
    """One server; `start` and `stop` from any thread, or `run` to stay."""

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; nothing is opened yet."""
        self.settings = settings
        self.url = ""
        self.token = ""
        self.office: Office | None = None
        self._ready = threading.Event()
        self._uvicorn: _Uvicorn | None = None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def start(self) -> Server:
        """Serve in a thread of its own; answers when requests are taken."""
        self._thread = threading.Thread(target=self._guarded, name="server", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_WITHIN_S) or self._failure is not None:
            raise self._failure or UserError("The server did not start in time.")
        return self

    def stop(self) -> None:
        """Say goodbye to the readers, finish what waits, and let go of everything."""
        if self._uvicorn is not None:
            self._uvicorn.should_exit = True
        if self._thread is not None:
            self._thread.join()

    def run(self, announce: Path | None = None) -> None:
        """Serve until a signal says stop; `announce` is written when requests are taken."""
        store = Store.open(self.settings.database)
        try:
            listener = _listen(self.settings)
            self._open(store, listener)
        except BaseException:
            store.close()
            raise
        assert self._uvicorn is not None
        self._uvicorn.on_ready = lambda: self._announce(announce)
        if threading.current_thread() is threading.main_thread():
            sys.setswitchinterval(SWITCH_S)
            gc.freeze()  # the board outlives everything; looking through it for rubbish would stall a command
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(self._uvicorn.serve(sockets=[listener]))

    def _open(self, store: Store, listener: socket.socket) -> None:
        settings = self.settings
        host, port = listener.getsockname()[:2]
        scheme = "https" if settings.tls_cert else "http"
        self.url = f"{scheme}://{_name(settings, host)}:{port}"
        # Whoever may read the home folder may do everything here; that is how the first users come to be.
        self.token = local_token(store, settings.home)
        self.office = Office(settings, store)
        config = uvicorn.Config(
            application(self.office),
            http="h11",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_max_size=64 * 1024,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_WITHIN_S,
            ssl_certfile=str(settings.tls_cert) if settings.tls_cert else None,
            ssl_keyfile=str(settings.tls_key) if settings.tls_key else None,
        )
        self._uvicorn = _Uvicorn(config, self.office)

    def _announce(self, announce: Path | None) -> None:
        told = {"url": self.url, "token": self.token, "pid": os.getpid()}
        _write_private(self.settings.local_file, told)
        if announce is not None:
            _write_private(announce, told)
        where = self.office.store.database.where if self.office is not None else ""
        log.info("dispatchtui %s listens at %s; its board is in %s.", dispatchtui.__version__, self.url, where)
        self._ready.set()

    def _guarded(self) -> None:
        try:
            self.run()
        except BaseException as error:  # noqa: BLE001  (whoever called `start` hears of it)
            self._failure = error
        finally:
            self._ready.set()


class _Uvicorn(uvicorn.Server):
    """Uvicorn that opens the office first and says goodbye before it closes sockets."""

    def __init__(self, config: uvicorn.Config, office: Office) -> None:
        super().__init__(config)
        self._office = office
        self.on_ready: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the office, then listen."""
        await self._office.open()
        await super().startup(sockets)
        self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say goodbye, let the goodbyes out, close, and finish the desk's work."""
        await self._office.farewell()
        await super().shutdown(sockets)
        await self._office.close()


def run(settings: Settings) -> None:
    """Serve until a signal says stop."""
    Server(settings).run()


def serve(settings: Settings, announce: Path | None = None) -> None:
    """Serve until a signal says stop; `announce` gets {"url", "token", "pid"} when requests are taken."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for talkative in ("alembic", "uvicorn"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    Server(settings).run(announce)


def _name(settings: Settings, host: str) -> str:
    """What clients call this server: its first name when it has one, this machine's when it listens everywhere."""
    if settings.hosts:
        return settings.hosts[0]
    if host in ("0.0.0.0", "::"):  # noqa: S104  (a comparison)
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise UserError(
            f"The server cannot listen on {settings.host} port {settings.port}: {error.strerror or error}.",
            hint="Choose another port, or 0 for any free one.",
        ) from error
    return listener


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        return None
    return uvloop.new_event_loop


def _write_private(path: Path, told: dict[str, object]) -> None:
    """Write a file that nobody else may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(told, file)
    Path(name).replace(path)
