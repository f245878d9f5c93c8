"""`dispatchtui doctor`: what is wrong on this machine or with its server, and what would mend it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import typer
from msgspec import Struct

from dispatchtui.cli.reach import Reach, known
from dispatchtui.cli.tables import show_json
from dispatchtui.errors import DispatchError
from dispatchtui.settings import Settings, config_dir

LEAST_PYTHON = (3, 11)
LEAST_DISK_BYTES = 200 * 1024 * 1024


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was looked at: well, a warning or wrong; `mend` says what would help."""

    what: str
    state: str
    found: str
    mend: str = ""


def doctor(
    url: str = typer.Option("", help="The server to look at; without it the one that `console` would use."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> int:
    """Look at everything the console and the server need; exit code 1 when something is wrong.

    Examples: `dispatchtui doctor`, `dispatchtui doctor --url https://dispatch.example.com --json`.
    """
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (_python, _sqlite, _settings, _terminal, lambda: _server(url))
    findings = [finding for look in looks for finding in look()]
    if as_json:
        show_json([{name: getattr(each, name) for name in each.__struct_fields__} for each in findings])
    else:
        for each in findings:
            typer.echo(f"{each.state:<8}{each.what:<12}{each.found}")
            if each.mend:
                typer.echo(f"{'':<20}{each.mend}")
    return 1 if any(each.state == "wrong" for each in findings) else 0


def _python() -> Iterator[Finding]:
    version = sys.version.split()[0]
    fits = sys.version_info >= LEAST_PYTHON
    yield Finding(
        what="python",
        state="well" if fits else "wrong",
        found=version,
        mend="" if fits else "Python 3.11 or later is needed.",
    )


def _sqlite() -> Iterator[Finding]:
    from dispatchtui.store.sqlite import driver, outdated  # type: ignore[attr-defined]

    warning = " ".join(outdated(tuple(driver.sqlite_version_info)))
    yield Finding(what="sqlite", state="warning" if warning else "well", found=driver.sqlite_version, mend=warning)


def _settings() -> Iterator[Finding]:
    try:
        settings = Settings.load()
        yield Finding(what="config", state="well", found=str(config_dir()))
    except DispatchError as error:
        yield Finding(what="settings", state="wrong", found=error.sentence, mend=error.hint)
        return
    home = settings.home
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    if not os.access(place, os.W_OK):
        yield Finding(
            what="data",
            state="wrong",
            found=f"{home} cannot be written.",
            mend="Set DISPATCHTUI_HOME to a folder of yours.",
        )
        return
    yield from _modes(home)
    free = shutil.disk_usage(place).free
    low = free < LEAST_DISK_BYTES
    yield Finding(
        what="data",
        state="warning" if low else "well",
        found=f"{home}, {free // 2**20:,} MiB free",
        mend="Less than 200 MiB are free; the server stops recording when nothing is." if low else "",
    )


def _modes(home: Path) -> Iterator[Finding]:
    """Files with customers, hashes or tokens in them that others may read."""
    for path in sorted((*home.glob("*.db*"), *home.glob("*.json"))):
        if path.is_file() and path.stat().st_mode & 0o077 and not path.name.endswith(".lock"):
            yield Finding(what="data", state="warning", found=f"{path} can be read by others.",
                          mend=f"chmod 600 {path}")  # fmt: skip


def _terminal() -> Iterator[Finding]:
    term = os.environ.get("TERM", "")
    if not sys.stdout.isatty():
        yield Finding(what="terminal", state="well", found="none; output goes to a file or a pipe")
        return
    size = shutil.get_terminal_size()
    found = f"TERM={term or 'unset'}, {size.columns}x{size.lines}, {sys.stdout.encoding}"
    if term in ("", "dumb"):
        yield Finding(
            what="terminal",
            state="wrong",
            found=found,
            mend="The console needs a terminal that can move its cursor; `dispatchtui get` does not.",
        )
    elif sys.stdout.encoding.lower() != "utf-8":
        yield Finding(what="terminal", state="warning", found=found, mend="Set LANG=C.UTF-8 for the full symbols.")
    elif size.columns < 80 or size.lines < 24:
        yield Finding(what="terminal", state="warning", found=found, mend="80x24 shows one whole pane.")
    else:
        yield Finding(what="terminal", state="well", found=found)


def _server(url: str) -> Iterator[Finding]:
    try:
        credentials = known(url)
    except DispatchError as error:
        # Without --url there need not be a server; one that was named must be reachable.
        yield Finding(what="server", state="wrong" if url else "warning", found=error.sentence, mend=error.hint)
        return
    try:
        with Reach(credentials) as way:
            me = way.get("/me")
        yield Finding(what="server", state="well", found=f"{credentials.url}, you are {me['id']}")
    except DispatchError as error:
        yield Finding(what="server", state="wrong", found=error.sentence, mend=error.hint)
