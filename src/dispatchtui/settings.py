"""Settings: read once from the environment, a file and the command line, then passed down as values.

What stands later wins: built-in, file, environment, command line. A mistake is one sentence that
names the file, its line and field, and what would be right.

Units: seconds (`_s`), bytes (`_bytes`); instants are epoch seconds.
Raises: UserError.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from dispatchtui.errors import UserError

PREFIX = "DISPATCHTUI_"
FILE_NAME = "settings.toml"
SERVE_PORT = 8470
"""Where `serve` listens when nobody says otherwise; the day takes a free port."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
ELSEWHERE = frozenset({"URL", "TOKEN", "VENV", "CONFIG", "KEEP", "LOG", "PROFILE", "ASCII", "THEME", "SEED"})
"""Variables with our prefix that other parts read, so they are not reported as unknown."""


class Limits(Struct, frozen=True, kw_only=True):
    """What one principal may ask of the server; more is refused with a sentence."""

    body_bytes: int = 64 * 1024
    batch_bytes: int = 1024 * 1024
    batch_requests: int = 100
    depth: int = 32
    requests_per_s: float = 100.0
    burst: int = 500
    logins_per_minute: int = 5
    sockets_per_session: int = 20
    deadline_s: float = 2.0
    queue: int = 2_000
    resume_window: int = 20_000
    mark_s: float = 1.0


class Settings(Struct, frozen=True, kw_only=True):
    """Everything that may differ between two installations."""

    home: Path
    database: str
    host: str = "127.0.0.1"
    port: int = SERVE_PORT
    tls_cert: Path | None = None
    tls_key: Path | None = None
    clock_start_s: int | None = None
    clock_speed: float = 1.0
    auto_release_s: int | None = None
    watch: bool = True
    hosts: tuple[str, ...] = ()
    limits: Limits = Limits()
    notices: tuple[str, ...] = ()

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, *, file: Path | None = None, **said: Any) -> Settings:
        """Read the settings; `said` are the fields given on the command line, nothing meaning not given."""
        environ = os.environ if environ is None else environ
        home = Path(said.pop("home", None) or environ.get(PREFIX + "HOME") or default_home()).expanduser()
        chosen = file or (Path(environ[PREFIX + "CONFIG"]) if environ.get(PREFIX + "CONFIG") else None)
        if chosen is not None and not chosen.is_file():
            raise UserError(f"There is no settings file {chosen}.")
        values = _from_file(chosen or home / FILE_NAME)
        values |= _from_environment(environ)
        values |= {name: value for name, value in said.items() if value is not None}
        limits = msgspec.structs.replace(Limits(), **values.pop("limits", {}))
        values.setdefault("database", f"sqlite:///{(home / 'dispatchtui.db').absolute()}")
        settings = cls(home=home, limits=limits, notices=unknown_variables(environ), **values)
        _check(settings)
        return settings

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def local_file(self) -> Path:
        """Where a console on this machine finds the address and a token."""
        return self.home / "local.json"


def default_home() -> Path:
    """Where a person's data lies when nobody says otherwise."""
    import platformdirs  # noqa: PLC0415  (most starts are told their home)

    return Path(platformdirs.user_data_dir("dispatchtui", appauthor=False))


def config_dir() -> Path:
    """The folder of the files that ship: beside the checkout, or inside the installed package."""
    here = Path(__file__).resolve().parent
    for folder in (here / "config", here.parents[1] / "config"):
        if folder.is_dir():
            return folder
    raise UserError("The config folder that ships with dispatchtui is missing; install it again.")


def moment(text: str, where: str) -> int:
    """Read an instant as the settings write it; `where` names the place in the error."""
    return int(_parsed("clock_start_s", text, where))


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """One sentence for each variable with our prefix that nobody reads."""
    known = {*_FIELDS_BY_VARIABLE, "HOME", *ELSEWHERE}
    names = sorted(name[len(PREFIX) :] for name in environ if name.startswith(PREFIX))
    return tuple(
        f"{PREFIX}{name} is not a setting{_meant(name, known, PREFIX)}." for name in names if name not in known
    )


# How each field is read from text, and what would be right.


def _whole(text: str) -> int:
    return int(text)


def _moment(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError("no zone")
    return int(when.timestamp())


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number <= 10_000:
        raise ValueError("out of range")
    return number


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


class _Field(Struct, frozen=True):
    """One setting: how to read it and a sentence's end that says what would be right."""

    parse: Callable[[str], Any]
    right: str


_FIELDS: dict[str, _Field] = {
    "database": _Field(str, "sqlite:///path/to/file.db or postgresql://user@host/name"),
    "host": _Field(str, "an address such as 127.0.0.1"),
    "port": _Field(_whole, "a number from 0 (any free one) to 65535"),
    "tls_cert": _Field(Path, "the path of a PEM file"),
    "tls_key": _Field(Path, "the path of a PEM file"),
    "clock_start_s": _Field(_moment, "epoch seconds or 2019-10-21T07:00:00-04:00"),
    "clock_speed": _Field(_positive, "a number above 0 and at most 10000"),
    "auto_release_s": _Field(_whole, "how many seconds before the planned travel a visit is released"),
    "hosts": _Field(_names, "the names under which clients reach the server, with commas between"),
}
_FIELDS_BY_VARIABLE = {name.upper(): name for name in _FIELDS}


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for variable, name in _FIELDS_BY_VARIABLE.items():
        text = environ.get(PREFIX + variable, "")
        if text:
            found[name] = _parsed(name, text, PREFIX + variable)
    return found


def _from_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} is not TOML: {error}.") from error
    found: dict[str, Any] = {}
    for name, value in table.items():
        where = f"{path}, line {_line_of(text, name)}, {name}"
        if name == "limits" and isinstance(value, dict):
            found[name] = _limits(value, text, path)
        elif name not in _FIELDS:
            raise UserError(f"{where}: there is no such setting{_meant(name, {*_FIELDS, 'limits'})}.")
        else:
            plain = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            found[name] = _parsed(name, plain, where)
    return found


def _limits(table: dict[str, Any], text: str, path: Path) -> dict[str, Any]:
    known = {field.name: field.type for field in msgspec.structs.fields(Limits)}
    for name, value in table.items():
        where = f"{path}, line {_line_of(text, name)}, limits.{name}"
        if name not in known:
            raise UserError(f"{where}: there is no such limit{_meant(name, set(known))}.")
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise UserError(f"{where}: {value!r} is not right; it is a number above 0.")
        if known[name] is int and not isinstance(value, int):
            raise UserError(f"{where}: {value!r} is not right; it is a whole number.")
    return table


def _parsed(name: str, text: str, where: str) -> Any:
    field = _FIELDS[name]
    try:
        return field.parse(text)
    except ValueError as error:
        raise UserError(f"{where}: {text!r} is not right; it is {field.right}.") from error


def _check(settings: Settings) -> None:
    if not 0 <= settings.port <= 65535:
        raise UserError(f"Port {settings.port} is not right; it is {_FIELDS['port'].right}.")
    if not settings.database.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise UserError(f"Database {settings.database!r} is not right; it is {_FIELDS['database'].right}.")
    if (settings.tls_cert is None) != (settings.tls_key is None):
        raise UserError("tls_cert and tls_key are given together or not at all.")
    for path in (settings.tls_cert, settings.tls_key):
        if path is not None and not path.is_file():
            raise UserError(f"There is no TLS file {path}.")
    if not settings.loopback and settings.tls_cert is None:
        raise UserError(
            f"The server does not listen on {settings.host} without TLS, for tokens would travel in the open.",
            hint="Give tls_cert and tls_key, or listen on 127.0.0.1.",
        )


def _line_of(text: str, name: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip().lstrip("[").strip("\"' ")
        if bare.startswith(name):
            return number
    return 1


def _meant(name: str, known: set[str], prefix: str = "") -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {prefix}{close[0]}?".rstrip("?") if close else ""
