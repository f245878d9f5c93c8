"""Derives the table of real requests that the shipped day starts from, and draws the territories.

Run: scripts/derive_day.py SOURCE, where SOURCE is the city's export of 311 requests from Friday
2019-10-18 to Monday 2019-10-21. Only facts are taken over: request id, type, channel, times,
neighbourhood, districts, coordinates rounded to four decimals; no street address.
"""

from __future__ import annotations

import csv
import sys
import tomllib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

DAY = Path(__file__).resolve().parent.parent / "config" / "day"
BACKLOG_FROM = datetime(2019, 10, 19)  # noqa: DTZ001  (the source's wall clock)
OPENS = datetime(2019, 10, 21, 7)  # noqa: DTZ001
SOURCE_TIME = "%m/%d/%Y %I:%M:%S %p"
SETTLED = ("Duplicate", "Transferred")
ATTRIBUTION = (
    "# Facts derived from: City of Baltimore, Open Baltimore, 311 Customer Service Requests (public record)",
    "# Requests that a field crew serves: open on Monday 2019-10-21 at 07:00, or made that day until 11:49.",
    "# No street addresses; coordinates rounded to four decimals; times are local (America/New_York).",
)
COLUMNS = ("request_id", "type", "channel", "created", "due", "neighborhood", "council_district", "police_district",
           "latitude", "longitude")  # fmt: skip

Point = tuple[float, float]


def served(rows: Iterable[dict[str, str]], types: set[str]) -> list[dict[str, str]]:
    """Choose the requests of the day: of a served type, with a place, and open when the day opens."""
    return sorted((row for row in rows if row["SRType"] in types and _belongs(row)), key=_created)


def _created(row: dict[str, str]) -> datetime:
    return datetime.strptime(row["CreatedDate"], SOURCE_TIME)  # noqa: DTZ007


def _belongs(row: dict[str, str]) -> bool:
    if row["Latitude"] in ("", "NA") or not row["PoliceDistrict"] or any(word in row["SRStatus"] for word in SETTLED):
        return False
    closed = row["CloseDate"]
    if closed not in ("", "NA") and datetime.strptime(closed, SOURCE_TIME) < OPENS:  # noqa: DTZ007
        return False
    return _created(row) >= BACKLOG_FROM


def facts(row: dict[str, str]) -> dict[str, str]:
    """Take over the facts of one request that may be taken over."""
    due = row["DueDate"]
    return {
        "request_id": row["ServiceRequestNum"],
        "type": row["SRType"],
        "channel": row["MethodReceived"],
        "created": _created(row).isoformat(),
        "due": "" if due in ("", "NA") else datetime.strptime(due, SOURCE_TIME).isoformat(),  # noqa: DTZ007
        "neighborhood": row["Neighborhood"],
        "council_district": row["CouncilDistrict"],
        "police_district": row["PoliceDistrict"].title(),
        "latitude": f"{float(row['Latitude']):.4f}",
        "longitude": f"{float(row['Longitude']):.4f}",
    }


def outline(points: list[Point]) -> list[Point]:
    """The convex outline of points, counter-clockwise, without the outermost hundredth on each side.

    Source: Andrew's monotone chain.
    """
    spare = len(points) // 100
    for axis in (0, 1):
        points = sorted(points, key=lambda point, axis=axis: point[axis])  # type: ignore[misc]
        points = points[spare : len(points) - spare]
    points = sorted(set(points))
    return [*_chain(points), *_chain(points[::-1])]


def _chain(points: list[Point]) -> list[Point]:
    hull: list[Point] = []
    for point in points:
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) <= 0:
            hull.pop()
        hull.append(point)
    return hull[:-1]


def _turn(one: Point, two: Point, three: Point) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def territories(rows: Iterable[dict[str, str]], groups: dict[str, str]) -> str:
    """Draw each territory around the places of its police districts."""
    places: dict[str, set[Point]] = {name: set() for name in ("NORTH", "EAST", "SOUTH", "WEST")}
    for row in rows:
        group = groups.get(row["PoliceDistrict"].title())
        if group and row["Latitude"] not in ("", "NA"):
            places[group].add((round(float(row["Latitude"]), 3), round(float(row["Longitude"]), 3)))
    lines = [ATTRIBUTION[0], "# Groups of police districts (see requests.toml), outlined around their requests.", ""]
    for name, points in places.items():
        ring = ", ".join(f"[{latitude}, {longitude}]" for latitude, longitude in outline(list(points)))
        lines += ["[[territories]]", f'id = "{name}"', f'name = "{name.title()} Baltimore"',
                  'zone = "America/New_York"', f"ring = [{ring}]", ""]  # fmt: skip
    return "\n".join(lines)


def main(source: Path) -> None:
    """Write requests.csv and territories.toml."""
    mapping = tomllib.loads((DAY / "requests.toml").read_text(encoding="utf-8"))
    with source.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    chosen = served(rows, set(mapping["tables"]["work_types"]))
    with (DAY / "requests.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("\n".join(ATTRIBUTION) + "\n")
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(facts(row) for row in chosen)
    (DAY / "territories.toml").write_text(territories(rows, mapping["tables"]["territories"]), encoding="utf-8")
    backlog = sum(1 for row in chosen if _created(row) < OPENS)
    print(f"{backlog} requests open at 07:00 and {len(chosen) - backlog} made after it.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: scripts/derive_day.py SOURCE")
    main(Path(sys.argv[1]))
