"""`dispatchtui risk`: what will probably happen, how good such predictions were, and what was learned of the days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from dispatchtui.cli import completing
from dispatchtui.cli.get import JSON, URL, ZONE

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


@app.command("visits")
def visits(
    visit: str = typer.Option("", help="Only this visit.", autocompletion=completing.visits),
    as_json: bool = JSON,
    zone: str = ZONE,
    url: str = URL,
) -> None:
    """List every visit against its word, what needs somebody first.

    RISK is the probability that the word is broken, EARLY and LATE the moments before which the visit is reached, or
    done where that is due, in 10 and in 90 of 100 cases. ACT BY is the last moment at which the best act still keeps
    the word.

    Examples: `dispatchtui risk visits`, `dispatchtui risk visits --visit V60 --json`.
    """
    from dispatchtui.cli.reach import reach
    from dispatchtui.cli.tables import show_json, show_lines, show_table

    with reach(url) as way:
        found = way.get("/risk", visit=visit)
    if as_json:
        show_json(found)
        return
    show_table(
        ("VISIT", "BAND", "RISK", "DUE", "ETA", "EARLY", "LATE", "ACT BY", "OUTLOOK", "CAUSE"),
        [_visit(each, zone or each["zone"], found["at_s"]) for each in found["visits"]],
    )
    told = (each["sentence"] + (f" {each['act']}" if each["act"] else "") for each in found["visits"])
    show_lines([each for each in told if each])


def _visit(row: dict[str, Any], zone: str, now_s: int) -> tuple[str, ...]:
    from dispatchtui.cli.moments import told

    def at(at_s: int | None) -> str:
        return "" if at_s is None else told(at_s, zone, now_s)

    eta = row["eta"] or {}
    percent = "" if row["percent"] is None else f"{row['percent']}%"
    outlook = "" if row["outlook"] == "none" else row["outlook"] or "savable"
    band = "paused" if row["paused"] else row["band"] or ""
    between = (at(eta.get("p10_s")), at(eta.get("p90_s")))
    return (row["visit_id"], band, percent, at(row["due_s"]), at(row["eta_s"]), *between, at(row["act_by_s"]), outlook,
            row["cause"])  # fmt: skip


@app.command("learn")
def learn(as_json: bool = JSON, url: str = URL) -> int:
    """Let the server learn from everything that was observed, at once; it also does so by itself.

    Exit code: 0 something was learned, 1 there is too little to learn from.

    Example: `dispatchtui risk learn`.
    """
    from dispatchtui.cli.reach import reach
    from dispatchtui.cli.tables import counted, show_json

    with reach(url) as way:
        found = way.send("POST", "/risk/learn")
    refused = [each["refusal"]["sentence"] for each in found["replies"] if each.get("refusal")]
    learned = len(found["replies"]) - len(refused)
    if as_json:
        show_json(found)
    elif learned:
        typer.echo(f"Learned from {found['clean']:,} of {counted(found['observations'], 'observation')}: "
                   f"{counted(learned, 'row')} changed.")  # fmt: skip
    else:
        why = refused[0] if refused else f"There are {found['clean']:,} clean observations, too few to learn from."
        typer.echo(why)
    return 0 if learned else 1


@app.command("groups")
def groups(
    by: str = typer.Option("", help="Only the table of work_type, technician or territory."),
    since: str = typer.Option("", "--from", help="Of what ended from then on, such as 2026-11-21T00:00:00-05:00."),
    until: str = typer.Option("", "--until", help="Of what ended before then."),
    as_json: bool = JSON,
    url: str = URL,
) -> None:
    """Show which jobs overran, who runs ahead and which areas take longer than planned.

    TIMES is the median share of the planned time that the work took, with where it lies 19 times out of 20; WAY the
    same of the travel estimate. Groups of few stops are not judged.

    Examples: `dispatchtui risk groups`, `dispatchtui risk groups --by technician --json`.
    """
    from dispatchtui.cli.moments import moment_of
    from dispatchtui.cli.reach import reach
    from dispatchtui.cli.tables import show_json, show_table

    with reach(url) as way:
        found = way.get("/risk/groups", by=by, since=moment_of(since, "--from") if since else "",
                        until=moment_of(until, "--until") if until else "")  # fmt: skip
    if as_json:
        show_json(found)
        return
    show_table(
        ("BY", "WHAT", "NAME", "N", "TIMES", "BETWEEN", "OVER", "OVERRAN", "WAY", "VERDICT"),
        [
            (each["by"].replace("_", " "), each["id"], each["name"], each["n"], f"{each['factor']:.2f}",
             f"{each['low']:.2f} to {each['high']:.2f}", f"{each['over_min']:+} min", f"{each['overran']:.0%}",
             "" if each["travel"] is None else f"{each['travel']:.2f}", each["verdict"])
            for each in found
        ],
    )  # fmt: skip


@app.command("suggestions")
def suggestions(as_json: bool = JSON, url: str = URL) -> None:
    """List the planned durations that the days suggest to change; `risk accept` takes one over.

    HALF IN is the time within which half of the work is done, 4 OF 5 IN the one for four fifths.

    Examples: `dispatchtui risk suggestions`, `dispatchtui risk suggestions --json`.
    """
    from dispatchtui.cli.reach import reach
    from dispatchtui.cli.tables import show_json, show_lines, show_table

    with reach(url) as way:
        found = way.get("/risk/suggestions")
    if as_json:
        show_json(found)
        return
    show_table(
        ("WORK", "TERRITORY", "PLANNED", "HALF IN", "4 OF 5 IN", "N", "BETWEEN"),
        [
            (model["work_type"], model.get("territory") or "all", _minutes(model.get("was_s", 0)),
             _minutes(model["p50_s"]), _minutes(model["p80_s"]), model.get("n", 0),
             f"{_minutes(model.get('low_s', 0))} to {_minutes(model.get('high_s', 0))}")
            for model in (each["model"] for each in found)
        ],
    )  # fmt: skip
    show_lines([f"{each['sentence']}." for each in found])


@app.command("accept")
def accept(
    work_type: str = typer.Argument(metavar="TYPE", help="The work type, as `risk suggestions` lists it."),
    territory: str = typer.Argument("", metavar="[TERRITORY]", help="The territory; without it that for all."),
    url: str = URL,
) -> None:
    """Plan with a suggested duration from now on, and for what nobody has been given yet.

    Example: `dispatchtui risk accept TUNEUP SOUTH`.
    """
    import uuid

    from dispatchtui.cli.reach import reach
    from dispatchtui.core.foresight import duration_model_id
    from dispatchtui.errors import UserError

    with reach(url) as way:
        found = {each["model"]["id"]: each for each in way.get("/risk/suggestions")}
        suggestion = found.get(duration_model_id(work_type, territory))
        if suggestion is None:
            there = ", ".join(" ".join(name.split(":")).strip() for name in found) or "none"
            where = f"in {territory}" if territory else "for all territories"
            raise UserError(f"Nothing is suggested for {work_type} {where}.", hint=f"There are: {there}.")
        act = {"type": "record_duration_model", "row": suggestion["model"]}
        way.send("POST", "/commands", {"id": str(uuid.uuid4()), "act": act})
    typer.echo(f"{work_type} in {territory or 'all territories'} is planned with "
               f"{_minutes(suggestion['model']['p50_s'])}.")  # fmt: skip


def _minutes(duration_s: int) -> str:
    return f"{round(duration_s / 60)} min"


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
