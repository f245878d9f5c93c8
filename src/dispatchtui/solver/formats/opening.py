"""Which format a file is in, told by how it begins, and the file opened."""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.errors import UserError
from dispatchtui.solver.formats.customers import opened
from dispatchtui.solver.formats.decoding import decoded
from dispatchtui.solver.formats.instance import Opened
from dispatchtui.solver.formats.solomon import read_solomon
from dispatchtui.solver.formats.vroom import open_vroom
from dispatchtui.solver.formats.vrplib import read_vrplib


def open_text(text: bytes, name: str, objective: str) -> Opened:
    """Open a file of any format; `objective` is the convention where the file is one of the literature.

    Raises: UserError with the place of what is wrong.
    """
    head = text[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise UserError("The file is empty.")
    if head[:1] in b"{[":
        return open_vroom(text.removeprefix(b"\xef\xbb\xbf"), name)
    words = decoded(text).removeprefix("\ufeff")
    if "EDGE_WEIGHT_TYPE" in words or "_SECTION" in words:
        customers, unknown = read_vrplib(words)
        found = opened(customers, objective)
        return replace(found, instance=replace(found.instance, notes=(*found.instance.notes, *unknown)))
    if "CUSTOMER" in words.upper():
        return opened(read_solomon(words), objective)
    raise UserError("The file is neither JSON of VROOM nor a text of Solomon, Homberger or VRPLIB.")
