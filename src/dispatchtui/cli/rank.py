"""`dispatchtui rank`: who could take a visit, or what somebody could take, best first, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import typer

from dispatchtui.cli import completing

if TYPE_CHECKING:
    from dispatchtui.cli.reach import Reach


def rank(
    visit_id: str = typer.Argument(
        "", metavar="[VISIT]", help="A visit, such as V60 or 60.", autocompletion=completing.visits
    ),
    tech: str = typer.Option(
        "", help="Only this technician: their place in the list, or why not.", autocompletion=completing.technicians
    ),
    next_of: str = typer.Option(
        "",
        "--next",
        metavar="TECH",
        help="Instead of a visit: what they could take next, 20 at most.",
        autocompletion=completing.technicians,
    ),
    slot: tuple[str, str, str] = typer.Option(
        ("", "", ""), metavar="TECH START END", help="Instead of a visit: what fits into a free time of theirs."
    ),
    most: int = typer.Option(0, min=0, help="At most so many candidates; 0 for all."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    url: str = typer.Option("", help="The server; without it the one found as `console` finds it."),
) -> int:
    """Rank who can take a visit: arrival, driving, cost, every broken rule; and why the others cannot.

    TAKES says which right the strictest broken rule takes: D a dispatcher's, L a lead's. Times are those of the site,
    with the date when it is not today.

    Exit code: 0 somebody can take it or take something, 1 nobody can, 2 there is no such visit or technician.

    Examples: `dispatchtui rank V60`, `dispatchtui rank 60 --tech T08 --json`, `dispatchtui rank --next T05`,
    `dispatchtui rank --slot T05 2026-11-21T14:00:00-05:00 2026-11-21T16:00:00-05:00`.
    """
    from dispatchtui.cli.reach import reach
    from dispatchtui.cli.tables import show_json
    from dispatchtui.errors import UserError

    if sum(map(bool, (visit_id, next_of, slot[0]))) != 1:
        raise UserError("Name a visit, or --next with a technician, or --slot with a technician and a free time.")
    with reach(url) as way:
        if visit_id:
            brief = _meant(way, visit_id)
            name = brief["visit"]["id"]
            found = _cut(way.get(f"/visits/{name}/candidates"), name, tech, most)
            zone = brief["work_order"].get("site", {}).get("zone", "")
        else:
            found, zone = _taken(way, next_of or slot[0], slot[1:] if slot[0] else None, most)
        now_s = 0 if as_json else int(way.get("/me")["now_s"])
    if as_json:
        show_json(found)
    else:
        _show(found, zone, now_s, "TECHNICIAN" if visit_id else "VISIT")
    return 0 if found["candidates"] else 1


def _taken(way: Reach, typed: str, span: tuple[str, ...] | None, most: int) -> tuple[dict[str, Any], str]:
    """What a technician could take next or in a free time, and the zone in which it is told."""
    from dispatchtui.cli.moments import moment_of
    from dispatchtui.errors import UserError

    if "/" in typed:
        raise UserError(f"There is no technician {typed[:60]}.")
    who = f"T{typed:>02}" if typed.isdigit() else typed.upper()
    zone = way.get(f"/technicians/{who}")["technician"].get("zone", "")
    if span is None:
        found = way.get(f"/technicians/{who}/next", most=most or "")
    else:
        start_s, end_s = (moment_of(each, "--slot") for each in span)
        found = way.get(f"/technicians/{who}/backfill", start=start_s, end=end_s)
    candidates = [{"rank": rank, **each} for rank, each in enumerate(found["candidates"], 1)]
    return {**found, "technician_id": who, "candidates": candidates[: most or None]}, zone


def _meant(way: Reach, typed: str) -> dict[str, Any]:
    """The visit of an id, or of its number, with its work order."""
    from dispatchtui.errors import UserError

    if "/" in typed:
        raise UserError(f"There is no visit {typed[:60]}.")
    try:
        found: dict[str, Any] = way.get(f"/visits/{f'V{typed}' if typed.isdigit() else typed}")
    except UserError:
        if typed == typed.upper():
            raise
        return _meant(way, typed.upper())
    return found


def _cut(found: dict[str, Any], visit_id: str, tech: str, most: int) -> dict[str, Any]:
    """The part that was asked for; candidates keep their place in the whole list."""
    from dispatchtui.errors import UserError

    candidates = [{"rank": rank, **each} for rank, each in enumerate(found["candidates"], 1)]
    excluded = found["excluded"]
    if tech:
        wanted = (tech, tech.upper(), f"T{tech:>02}")
        candidates = [each for each in candidates if each["technician_id"] in wanted]
        excluded = [each for each in excluded if each["technician_id"] in wanted]
        if not candidates and not excluded:
            raise UserError(f"There is no technician {tech[:60]}.")
    return {**found, "visit_id": visit_id, "candidates": candidates[: most or None], "excluded": excluded}


def _show(found: dict[str, Any], zone: str, now_s: int, whom: str) -> None:
    from dispatchtui.cli.moments import told
    from dispatchtui.cli.tables import show_lines, show_table

    name = f"{whom.lower()}_id"
    show_table(
        ("", whom, "ARRIVES", "STARTS", "ADDED", "COST", "TAKES"),
        [
            (
                each["rank"],
                each[name],
                told(each["arrival_s"], zone, now_s),
                told(each["start_s"], zone, now_s),
                f"{each['added_travel_s'] / 60:+.0f} min",
                f"{each['cost']:,.0f}",
                _takes(each.get("violations", ())),
            )
            for each in found["candidates"]
        ],
    )
    show_lines([f"{each[name]}: {each['sentence']}" for each in found["candidates"] if each.get("sentence")])
    show_lines([f"Not {each[name]}: {each['sentence']}" for each in found["excluded"]])


def _takes(violations: Iterable[dict[str, Any]]) -> str:
    """What taking a candidate takes: the right to break the strictest rule that is in the way."""
    from dispatchtui.core.refusals import WORST_FIRST, Level

    levels = [Level(each["level"]) for each in violations]
    return f"override {min(levels, key=WORST_FIRST.__getitem__)}" if levels else ""
