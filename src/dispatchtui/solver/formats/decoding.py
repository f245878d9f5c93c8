"""JSON in parts: the outer objects first, each of their values when it is known what belongs there.

Never: an exception of a decoder let through; each is a sentence with the line and column, or with the field.
Why: a file of ways has millions of numbers, of which only the rows in use are read.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from dispatchtui.errors import UserError
from dispatchtui.solver.formats.fields import told, wrong

_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


def decoded(text: bytes) -> str:
    """The text of a file.

    Raises: UserError with the line and column of what is not UTF-8.
    """
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise UserError(f"{_place(text, error.start)}: this is not UTF-8 text.") from None


def top(text: bytes) -> dict[str, msgspec.Raw]:
    """The values of the outermost object, not read yet.

    Raises: UserError with the line and column of what is no JSON.
    """
    try:
        if not text.isascii():
            decoded(text)
        return msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        raise UserError("The file: an object with jobs and vehicles belongs here.") from None
    except RecursionError:
        raise UserError(_nested(text)) from None
    except msgspec.DecodeError as error:
        said, _, place = str(error).partition(" (byte ")
        what = said.partition(": ")[2] or "it ends too early"
        at = int(place.rstrip(")")) if place else len(text)
        raise UserError(f"{_place(text, at)}: this is not JSON: {what}.") from None


def fields(raw: msgspec.Raw, path: str) -> dict[str, msgspec.Raw]:
    """The values of an object, not read yet."""
    found: dict[str, msgspec.Raw] = _read(raw, dict[str, msgspec.Raw], path, "an object belongs here")
    return found


def rows(raw: msgspec.Raw, path: str) -> list[msgspec.Raw]:
    """The rows of a matrix, not read yet."""
    found: list[msgspec.Raw] = _read(raw, list[msgspec.Raw], path, "an array of rows belongs here")
    return found


def values(raw: msgspec.Raw, path: str) -> Any:
    """All that is in a part of a file."""
    return _read(raw, Any, path, "")


def _read(raw: msgspec.Raw, kind: Any, path: str, belongs: str) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        if belongs:
            raise wrong(path, f"{belongs}.") from None
        at = _endless(json.loads(bytes(raw), parse_int=float), path) or path
        raise wrong(at, "this number is beyond all that can be counted.") from None
    except RecursionError:
        raise wrong(path, "arrays and objects lie in one another too deeply here.") from None
    except msgspec.DecodeError as error:
        said = str(error).partition(" (byte ")[0].partition(": ")[2]
        raise wrong(path, f"this is not JSON: {said or 'it ends too early'}.") from None


def _endless(value: Any, path: str) -> str:
    """The path of the first number that no computer number holds; nothing if there is none."""
    if isinstance(value, dict):
        inside = ((each, f"{path}.{name}" if name.isidentifier() else f"{path}[{told(name)}]")
                  for name, each in value.items())  # fmt: skip
    elif isinstance(value, list):
        inside = ((each, f"{path}[{place}]") for place, each in enumerate(value))
    else:
        return path if isinstance(value, float) and abs(value) == float("inf") else ""
    return next((at for each, place in inside if (at := _endless(each, place))), "")


def _place(text: bytes, at: int) -> str:
    line, column = text.count(b"\n", 0, at) + 1, at - text.rfind(b"\n", 0, at)
    return f"Line {line:,}, column {column:,}"


def _nested(text: bytes) -> str:
    """The sentence of a file that nests too deeply, with the place where it is deepest."""
    depth, deepest, where = 0, 0, 0
    for found in _NESTING.finditer(text):
        if found[0] in (b"[", b"{"):
            depth += 1
            if depth > deepest:
                deepest, where = depth, found.start()
        elif found[0] in (b"]", b"}"):
            depth -= 1
    return f"{_place(text, where)}: {deepest:,} arrays and objects lie in one another here, which is too deep."
