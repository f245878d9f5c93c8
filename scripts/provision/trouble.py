"""What can stand in the way of setting up, each in one sentence a person can act on."""

from __future__ import annotations

import errno
import re
from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})

_NO_ANSWER = (
    "NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProtocolError|ProxyError"
    "|Connection (broken|refused|reset)|Temporary failure in name resolution|timed out"
)

# The first pattern found in pip's output names the trouble; pip mentions a lost connection before the package it lacks.
_PIP: tuple[tuple[str, str], ...] = (
    (
        "No space left on device|Disk quota exceeded",
        "The disk filled up while packages were installed; make room and run this again",
    ),
    (
        "Read-only file system|Permission denied",
        "Packages cannot be written: the environment's folder or the temporary folder is read-only",
    ),
    (
        "DO NOT MATCH THE HASHES",
        "A package is not the one that was locked and was left out: the index, or something on the way, changed it",
    ),
    (
        "certificate verify failed|CERTIFICATE_VERIFY",
        "The package index cannot be trusted: its certificate is unknown here (pip's `cert` names one to trust)",
    ),
    (
        r"\b(401|403|407) (Client )?Error|Proxy Authentication",
        "The package index refused to answer: it, or a proxy on the way, asks for a login",
    ),
    (
        _NO_ANSWER,
        "The package index cannot be reached; check the network, or pip's `index-url` and `proxy`, and run this again",
    ),
    (
        r"\(from versions: none\)",
        "The package index offered nothing: it cannot be reached, or it does not carry what was locked",
    ),
    (
        r"No matching distribution found for (?P<what>[\w.-]+)",
        "The package index does not have {what} as it was locked for this Python and system",
    ),
    (
        r"Failed (building wheel for|to build) (?P<what>[\w.-]+)",
        "{what} cannot be built for this Python and system; try another Python with PYTHON=/path/to/python",
    ),
)


class Trouble(Exception):
    """Setting up cannot go on; the text is the sentence to show, and the exit code is 2."""


def of_pip(output: str, code: int, log: Path) -> Trouble:
    """Name what pip failed at, and where its own words are kept."""
    for pattern, sentence in _PIP:
        found = re.search(pattern, output)
        if found:
            return Trouble(f"{sentence.format(**found.groupdict())}. What pip said is in {log}")
    return Trouble(f"pip stopped with exit code {code}. What it said is in {log}")


def of_disk(error: OSError, folder: Path) -> Trouble:
    """Name what the file system refused, and what to do about it."""
    if error.errno in _FULL:
        return Trouble(f"There is no room left on the disk of {folder}; make some and run this again.")
    if error.errno in _CLOSED:
        return Trouble(f"{folder} cannot be written; name a folder that can with DISPATCHTUI_VENV=/path/to/folder.")
    return Trouble(f"The file system refused {error.filename or folder}: {error.strerror}.")
