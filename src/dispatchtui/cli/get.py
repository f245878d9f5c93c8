"""`dispatchtui get`: the board from the shell, as a table or as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import typer

from dispatchtui.cli import completing
from dispatchtui.cli.reach import Reach, reach
from dispatchtui.cli.tables import show_json, show_table
from dispatchtui.core.events import Reason, Recorded
from dispatchtui.core.model import VisitState
from dispatchtui.core.zones import clock
from dispatchtui.errors import UserError
from dispatchtui.risk.story import in_words, story

app = typer.Typer(help="Read the board: visits, technicians, alerts, history.", no_args_is_help=True)

URL = typer.Option("", help="The server; without it the one found as `console` finds it.")
JSON = typer.Option(False, "--json", help="Print JSON.")
ZONE = typer.Option("", help="The time zone of the table; without it the visit's or technician's own.")


@app.command("visits")
def visits(
    state: str = typer.Option("", help="Only this state, such as QUALIFIED."),
    territory: str = typer.Option("", help="Only this territory."),
    technician: str = typer.Option("", help="Only this technician's.", autocompletion=completing.technicians),
    as_json: bool = JSON,
    zone: str = ZONE,
    url: str = URL,
) -> None:
    """List visits. Examples: `dispatchtui get visits --state QUALIFIED`, `dispatchtui get visits --json`."""
    if state and state.upper() not in VisitState.__members__:
        known = ", ".join(VisitState.__members__)
        raise UserError(f"There is no state {state}.", hint=f"States: {known}.")
    with reach(url) as way:
        found = way.get("/visits", state=state.upper(), territory=territory, technician=technician)
    if as_json:
        show_json(found)
        return
    show_table(
        ("VISIT", "STATE", "PRIO", "TERRITORY", "TECHNICIAN", "START", "END", "WORK"),
        [_visit(each, zone) for each in found],
    )


@app.command("visit")
def visit(visit_id: str = typer.Argument(metavar="VISIT", autocompletion=completing.visits), url: str = URL) -> None:
    """Show everything about one visit, as JSON. Example: `dispatchtui get visit V60`."""
    with reach(url) as way:
        show_json(way.get(f"/visits/{visit_id}"))


@app.command("technicians")
def technicians(as_json: bool = JSON, zone: str = ZONE, url: str = URL) -> None:
    """List technicians with what they are doing. Example: `dispatchtui get technicians`."""
    with reach(url) as way:
        found = way.get("/technicians")
    if as_json:
        show_json(found)
        return
    show_table(
        ("TECHNICIAN", "NAME", "STATUS", "SINCE", "VISIT", "NEXT FREE", "TERRITORY"),
        [_technician(each, zone) for each in found],
    )


@app.command("alerts")
def alerts(as_json: bool = JSON, zone: str = ZONE, url: str = URL) -> None:
    """List visits whose promise or SLA is in danger, most urgent first. Example: `dispatchtui get alerts --json`."""
    with reach(url) as way:
        found = way.get("/alerts")
    if as_json:
        show_json(found)
        return
    show_table(
        ("VISIT", "BAND", "DUE", "ETA", "WHAT"),
        [
            [
                each["visit_id"],
                each["band"],
                _time(each.get("due_s"), zone or each.get("zone", "")),
                _time(each.get("eta_s"), zone or each.get("zone", "")),
                each["sentence"],
            ]
            for each in found
        ],
    )


@app.command("history")
def history(
    subject: str = typer.Argument("", help="A visit, work order, technician or alert; without it the whole log."),
    after: int = typer.Option(0, min=0, help="Only what was recorded after this number."),
    limit: int = typer.Option(200, min=1, max=1000, help="At most this many facts."),
    as_json: bool = JSON,
    zone: str = ZONE,
    url: str = URL,
) -> None:
    """Show who did what, when and why; of one visit also how it came to keep its word or to break it.

    Examples: `dispatchtui get history V60 --zone America/Chicago`, `dispatchtui get history --after 900 --json`.
    """
    with reach(url) as way:
        found = way.get("/history", subject=subject, after=after, limit=limit)
        zone = zone or ("" if as_json else _zone_of(way, subject.rpartition("/")[2]))
    if as_json:
        show_json(found)
        return
    heading = "TIME" if zone else "TIME UTC"
    facts = [_recorded(each) for each in found]
    show_table(("SEQ", heading, "WHO", "WHAT", "WHY"), [_fact(each, zone) for each in facts])
    for sentence in story(subject.removeprefix("visits/"), facts, zone):
        typer.echo(sentence)


def _zone_of(way: Reach, subject: str) -> str:
    """The zone of a visit's site or a technician; for other subjects the one in which most technicians live."""
    for path, inner, name in (("visits", "work_order", "site"), ("technicians", "", "technician")):
        try:
            found = way.get(f"/{path}/{subject}") if subject else {}
        except UserError:
            continue
        row = (found.get(inner, {}) if inner else found).get(name, {})
        if row.get("zone"):
            return str(row["zone"])
    zones = Counter(each["zone"] for each in way.get("/technicians") if each.get("zone"))
    return zones.most_common(1)[0][0] if zones else ""


def _visit(row: dict[str, Any], zone: str) -> list[Any]:
    line = (row.get("crew") or [{}])[0]
    zone = zone or row.get("zone", "")
    return [
        row["id"],
        row.get("state", "NEW"),
        f"P{row.get('priority', 3)}",
        row.get("territory"),
        line.get("technician_id"),
        _time(line.get("start_s"), zone),
        _time(line.get("end_s"), zone),
        row.get("summary"),
    ]


def _technician(row: dict[str, Any], zone: str) -> list[Any]:
    status = row.get("status") or {}
    zone = zone or row.get("zone", "")
    return [
        row["id"],
        row.get("name"),
        status.get("word"),
        _time(status.get("since_s"), zone),
        status.get("visit_id"),
        _time(status.get("next_free_s"), zone),
        row.get("territory"),
    ]


def _recorded(fact: dict[str, Any]) -> Recorded:
    return msgspec.convert({"actor": fact.get("by", ""), **fact}, Recorded)


def _fact(fact: Recorded, zone: str) -> list[Any]:
    event, reason = fact.event, fact.reason or Reason(code="")
    words = [str(event.__struct_config__.tag), getattr(event, "step", ""), getattr(event, "visit_id", "")]
    said = (reason.code, reason.text, getattr(event, "reason", ""), in_words(event, lambda at_s: clock(at_s, zone)))
    why = ": ".join(dict.fromkeys(part for part in said if part))
    return [fact.seq, _time(fact.at_s, zone), fact.actor, " ".join(word for word in words if word), why]


def _time(at_s: int | None, zone: str) -> str:
    return clock(at_s, zone) if at_s is not None else ""
