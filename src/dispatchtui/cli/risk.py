"""`dispatchtui risk`: what will probably happen, how good such predictions were, and what was learned of the days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from dispatchtui.cli.get import JSON, URL

if TYPE_CHECKING:
    from dispatchtui.risk.calibration import Report

app = typer.Typer(help="Read what will probably happen, and how good predictions were.", no_args_is_help=True)

SINCE = typer.Option("", "--from", help="Due from then on, such as 2026-11-21T00:00:00-05:00; 30 days back without it.")
UNTIL = typer.Option("", "--until", help="Due before then.")


@app.command("report")
def report(
    policy: str = typer.Option("", help="Only this SLA policy."),
    horizon: int | None = typer.Option(None, min=1, help="Only what was said so many minutes before."),
    since: str = SINCE,
    until: str = UNTIL,
    as_json: bool = JSON,
    url: str = URL,
) -> None:
    """Show how good the predictions of broken promises were: Brier score, reliability, warnings.

    The diagram has a line for each tenth of probability: what came should lie where it was said. Everything is of the
    territories that you see.

    Examples: `dispatchtui risk report`, `dispatchtui risk report --horizon 60 --policy GOLD --json`.
    """
    import msgspec

    from dispatchtui.cli.moments import moment_of
    from dispatchtui.cli.reach import reach
    from dispatchtui.cli.tables import show_json
    from dispatchtui.risk.calibration import Report

    with reach(url) as way:
        found = way.get("/risk/report", policy=policy, horizon="" if horizon is None else horizon,
                        since=moment_of(since, "--from") if since else "",
                        until=moment_of(until, "--until") if until else "")  # fmt: skip
    if as_json:
        show_json(found)
    else:
        _show(msgspec.convert(found, Report))


def _show(found: Report) -> None:
    from dispatchtui.cli.tables import show_lines
    from dispatchtui.risk.reporting import diagram, sentences, tables

    show_lines(sentences(found))
    if found.n:
        show_lines(("", *diagram(found, *_paper()), "", *tables(found)))


def _paper() -> tuple[int, str]:
    """How wide the terminal is, and what it can draw."""
    import os
    import shutil
    import sys

    from dispatchtui.tui.terminal.detect import detect

    plain = not (sys.stdout.encoding or "").lower().startswith("utf")
    return shutil.get_terminal_size().columns, "ascii" if plain else detect(os.environ).glyphs.tier
