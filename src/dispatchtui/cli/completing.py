"""What the shell may put where the cursor is: visits, technicians, verbs of the console.

Never: an error, or a wait that is felt; who cannot be asked completes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

WITHIN_S = 1.5
"""How long the server may take to name what there is."""
WIDEST = 60
"""Cells of what is told of each."""


def visits(incomplete: str) -> list[tuple[str, str]]:
    """The visits whose id begins so, each with its state and what it is."""
    found = ((row, f"{row.get('state', 'NEW')} {row.get('summary', '')}".strip()) for row in _asked("/visits"))
    return _fitting(found, incomplete)


def technicians(incomplete: str) -> list[tuple[str, str]]:
    """The technicians whose id begins so, each with the name."""
    return _fitting(((row, row.get("name", "")) for row in _asked("/technicians")), incomplete)


def verbs(incomplete: str) -> list[tuple[str, str]]:
    """The verbs of the console that begin so, each with what it does."""
    from dispatchtui.tui.actions import BY_VERB

    return [(verb, each.help) for verb, each in BY_VERB.items() if verb.startswith(incomplete.casefold())]


def _asked(path: str) -> list[dict[str, Any]]:
    from dispatchtui.cli.reach import reach
    from dispatchtui.errors import DispatchError

    try:
        with reach(timeout_s=WITHIN_S) as way:
            found: list[dict[str, Any]] = way.get(path)
    except DispatchError:
        return []
    return found


def _fitting(rows: Iterable[tuple[dict[str, Any], str]], incomplete: str) -> list[tuple[str, str]]:
    from dispatchtui.tui.safe import safe

    fitting = ((str(row["id"]), what) for row, what in rows if str(row["id"]).startswith(incomplete))
    return [(safe(name, WIDEST), safe(what, WIDEST)) for name, what in fitting]
