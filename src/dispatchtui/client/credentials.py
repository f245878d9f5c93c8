"""Where the server is and which token opens it: said, in the environment, logged in, or local.

Raises: UserError when none of them names a server, or a file of ours cannot be read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.errors import UserError

LOGIN_FILE = "logins.json"


class Credentials(Struct, frozen=True, kw_only=True):
    """A server and a token; `source` says in words where they were found, `given` that the token was said."""

    url: str
    token: str
    source: str = ""
    given: bool = False


class _Local(Struct):
    url: str
    token: str


def find(
    *, url: str = "", token: str = "", environ: Mapping[str, str], home: Path, config: Path | None = None
) -> Credentials:
    """Find server and token; what is said first wins, and a token is only used for its own server.

    `home` holds the local server's `local.json`; `config` the login file (see `config_folder`).
    """
    wanted = normal(url or environ.get("DISPATCHTUI_URL", ""))
    given = token or environ.get("DISPATCHTUI_TOKEN", "")
    if wanted and given:
        return Credentials(url=wanted, token=given, source="the command line or the environment", given=True)
    local = _local(home / "local.json")
    if not wanted and local is not None:
        return Credentials(url=normal(local.url), token=given or local.token, source=f"{home / 'local.json'}",
                           given=bool(given))  # fmt: skip
    logins = read_logins(config or config_folder())
    if not wanted:
        if len(logins) != 1:
            raise UserError("No server is known.", hint=_how(logins))
        wanted = next(iter(logins))
    if local is not None and normal(local.url) == wanted and not given:
        return Credentials(url=wanted, token=local.token, source=f"{home / 'local.json'}")
    if given or wanted in logins:
        return Credentials(url=wanted, token=given or logins[wanted], source="the login file", given=bool(given))
    raise UserError(f"There is no token for {wanted}.", hint=f"Log in first: dispatchtui login {wanted}")


def home_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Where this machine's own server leaves its address: DISPATCHTUI_HOME, else the usual place."""
    named = environ.get("DISPATCHTUI_HOME")
    if named:
        return Path(named)
    from dispatchtui.settings import default_home  # noqa: PLC0415  (most starts are told their home)

    return default_home()


def known(url: str = "", token: str = "") -> Credentials:
    """Server and token for this process: what is said, the environment, this machine's own server, a login.

    Raises: UserError when there is none.
    """
    return find(url=url, token=token, environ=os.environ, home=home_folder())


def renewal(found: Credentials, home: Path) -> Callable[[], Credentials | None]:
    """How a session finds this machine's own server again after it started anew; nothing for any other.

    A token that was said is kept: the server's own would make its bearer somebody else.
    """
    path = home / "local.json"

    def look() -> Credentials | None:
        if found.source != str(path):
            return None
        try:
            local = _local(path)
        except UserError:
            return None  # it is being written, or spoilt: the next try looks again
        if local is None:
            return None
        return replace(found, url=normal(local.url), token=found.token if found.given else local.token)

    return look


def normal(url: str) -> str:
    """One spelling of a server's address; refuses what is no address of one."""
    if not url:
        return ""
    trimmed = url.strip().rstrip("/")
    if not trimmed.startswith(("http://", "https://")):
        raise UserError(f"{url!r} is no server's address.", hint="It begins with http:// or https://.")
    return trimmed


def config_folder() -> Path:
    """Where a person's login file lies."""
    import platformdirs  # noqa: PLC0415  (most starts find their server without it)

    return Path(platformdirs.user_config_dir("dispatchtui", appauthor=False))


def read_logins(folder: Path) -> dict[str, str]:
    """The tokens of the login file, by server; none when there is no file."""
    path = folder / LOGIN_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.", hint="Delete it and log in again.") from error


def keep_login(folder: Path, url: str, token: str) -> Path:
    """Write a server's token into the login file, which nobody else may read; answer its path."""
    logins = read_logins(folder) | {normal(url): token}
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / LOGIN_FILE
    # mkstemp makes the file 0600, and replacing is whole or not at all.
    handle, name = tempfile.mkstemp(dir=folder, prefix=".logins-")
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(logins), indent=1))
    Path(name).replace(path)
    return path


def _local(path: Path) -> _Local | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Local)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}.", hint="Start the server again to write it anew.") from error


def _how(logins: Mapping[str, str]) -> str:
    if logins:
        return f"Say which with --url: {', '.join(logins)}."
    return "Start one with dispatchtui serve, name one with --url, or log in: dispatchtui login URL."
