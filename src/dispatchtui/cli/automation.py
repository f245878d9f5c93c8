"""`dispatchtui get automation`: what is decided without a person."""

from __future__ import annotations

import typer

from dispatchtui.cli.get import JSON, URL
from dispatchtui.cli.reach import reach
from dispatchtui.cli.tables import show_json, show_lines, show_table
from dispatchtui.core.zones import clock


def automation(
    acts: bool = typer.Option(False, "--acts", help="List what was done by itself, the newest first."),
    as_json: bool = JSON,
    url: str = URL,
) -> None:
    """List what the server decides by itself and how far ahead, and what it leaves to people; or what it did.

    Examples: `dispatchtui get automation`, `dispatchtui get automation --acts --json`.
    """
    with reach(url) as way:
        found = way.get("/automation/acts" if acts else "/automation")
    if as_json:
        show_json(found)
    elif acts:
        show_table(
            ("AT (UTC)", "PROPOSAL", "OUTCOME", "BY", "WHAT"),
            [(clock(each["answered_s"], "UTC"), each["id"], each["outcome"], each["answered_by"],
              each.get("sentence", "")) for each in found],
        )  # fmt: skip
    else:
        show_table(
            ("DECIDES", "BY ITSELF", "AHEAD"),
            [(each["what"], "yes" if each["automatic"] else "no", _ahead(each.get("ahead_s"))) for each in found],
        )
        show_lines([each["sentence"] for each in found])


def _ahead(ahead_s: int | None) -> str:
    from dispatchtui.core.words import length

    return length(ahead_s) if ahead_s is not None else ""
