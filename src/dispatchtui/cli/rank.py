"""`dispatchtui rank`: who could take a visit, best first, and why the others cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from dispatchtui.cli.reach import Reach


def rank(
    visit_id: str = typer.Argument(metavar="VISIT", help="A visit, such as V60 or 60."),
    tech: str = typer.Option("", help="Only this technician: their place in the list, or why not."),
    most: int = typer.Option(0, min=0, help="At most so many candidates; 0 for all."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    url: str = typer.Option("", help="The server; without it the one found as `console` finds it."),
) -> int:
    """Rank who can take a visit: arrival, driving, cost, every broken rule; and why the others cannot.

    Exit code: 0 somebody can take it, 1 nobody can, 2 there is no such visit or technician.

    Examples: `dispatchtui rank V60`, `dispatchtui rank 60 --tech T08 --json`.
    """
    from dispatchtui.cli.reach import reach
    from dispatchtui.cli.tables import show_json

    with reach(url) as way:
        brief = _meant(way, visit_id)
        name = brief["visit"]["id"]
        found = _cut(way.get(f"/visits/{name}/candidates"), name, tech, most)
    if as_json:
        show_json(found)
    else:
        _show(found, brief["work_order"].get("site", {}).get("zone", ""))
    return 0 if found["candidates"] else 1


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


def _show(found: dict[str, Any], zone: str) -> None:
    from dispatchtui.cli.tables import show_lines, show_table
    from dispatchtui.core.zones import clock

    show_table(
        ("", "TECHNICIAN", "ARRIVES", "STARTS", "ADDED", "COST", "TAKES"),
        [
            (
                each["rank"],
                each["technician_id"],
                clock(each["arrival_s"], zone),
                clock(each["start_s"], zone),
                f"{each['added_travel_s'] / 60:+.0f} min",
                f"{each['cost']:,.0f}",
                f"override {min(broken['level'] for broken in each['violations'])}" if each.get("violations") else "",
            )
            for each in found["candidates"]
        ],
    )
    show_lines([f"{each['technician_id']}: {each['sentence']}" for each in found["candidates"] if each.get("sentence")])
    show_lines([f"Not {each['technician_id']}: {each['sentence']}" for each in found["excluded"]])
