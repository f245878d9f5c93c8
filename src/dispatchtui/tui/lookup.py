"""Finding the row that a few typed characters mean: 60, v60, T08, 8, or part of a name.

Never: a guess between two; an exception for what was typed.
Why: on the command line a dispatcher types what is quickest, and must be told when it is not enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

from dispatchtui.core.board import Board
from dispatchtui.core.model import Row, Technician, Visit

R = TypeVar("R", bound=Row)


def find_visit(board: Board, typed: str) -> Visit | str:
    """The visit meant, or the sentence why there is none; a work order stands for its last visit."""
    found = _by_id(board.visits, typed, "V")
    if found is not None:
        return found
    order = _by_id(board.work_orders, typed, "W")
    visits = board.visits_of(order.id) if order is not None else ()
    if visits:
        return visits[-1]
    return f"There is no visit {typed[:20]}.{_near(typed.upper(), board.visits)}"


def find_technician(board: Board, typed: str) -> Technician | str:
    """The technician meant, by id, number or part of a name, or the sentence why there is none."""
    found = _by_id(board.technicians, typed, "T")
    if found is not None:
        return found
    wanted = typed.casefold()
    named = [row for row in board.technicians.values() if wanted and wanted in row.name.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        some = ", ".join(f"{row.id} {row.name}" for row in named[:3])
        return f"{typed[:20]} may be {some}{' and others' if len(named) > 3 else ''}: type the id."
    return f"There is no technician {typed[:20]}.{_near(typed.upper(), board.technicians)}"


def _by_id(rows: Mapping[str, R], typed: str, prefix: str) -> R | None:
    name = typed.upper()
    if name in rows:
        return rows[name]
    if typed in rows:
        return rows[typed]
    digits = name.removeprefix(prefix)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        return None
    number = int(digits)
    for width in range(len(str(number)), 7):
        candidate = f"{prefix}{number:0{width}}"
        if candidate in rows:
            return rows[candidate]
    return None


def _near(name: str, rows: Mapping[str, R]) -> str:
    near = get_close_matches(name, list(rows)[:5000], n=1, cutoff=0.75)
    return f" Did you mean {near[0]}?" if near else ""
