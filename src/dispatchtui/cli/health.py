"""`dispatchtui get health` and `dispatchtui get exceptions`: what is missing, and which rules are broken knowingly."""

from __future__ import annotations

import typer

from dispatchtui.cli.get import JSON, URL
from dispatchtui.cli.moments import moment_of
from dispatchtui.cli.reach import reach
from dispatchtui.cli.tables import counted, show_json, show_lines, show_table


def health(as_json: bool = JSON, url: str = URL) -> None:
    """List what silently keeps people or work out, and the act that mends it.

    The server looks, with what is hidden from you.

    Examples: `dispatchtui get health`, `dispatchtui get health --json`.
    """
    with reach(url) as way:
        found = way.get("/data-health")
    if as_json:
        show_json(found)
        return
    show_table(
        ("WHAT", "LACKS", "KEEPS", "MEND"),
        [(each["subject"], each["lacks"], each["excludes"], each["mend"]) for each in found],
    )
    show_lines([each["sentence"] for each in found])


def exceptions(
    since: str = typer.Option("", help="From then on, such as 2026-11-21T00:00:00-05:00; a day back without it."),
    as_json: bool = JSON,
    url: str = URL,
) -> None:
    """Count the rules that were broken knowingly: which, for what reason, by whom, and how often a placing did.

    Examples: `dispatchtui get exceptions`, `dispatchtui get exceptions --since 2026-11-01 --json`.
    """
    with reach(url) as way:
        found = way.get("/exceptions", since=moment_of(since, "--since") if since else "")
    if as_json:
        show_json(found)
        return
    show_table(
        ("CONSTRAINT", "REASON", "BY", "TIMES"),
        [(each["constraint"], each["code"], each["by"], each["count"]) for each in found["by"]],
    )
    placements = counted(found["placements"], "placement")
    show_lines([f"{found['with_override']:,} of {placements} broke a rule: {found['rate']:.1%}."])
