"""Makes what the shipped day needs besides real requests: technicians, shifts, customers, commitments.

Run after scripts/derive_day.py. Nobody here exists: names are plainly made, telephone numbers lie
in the range kept for fiction, homes are drawn at random near the requests of a territory.
The same seed always makes the same day.
"""

from __future__ import annotations

import csv
import json
import random
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

DAY = Path(__file__).resolve().parent.parent / "config" / "day"
OPENS = datetime(2019, 10, 21, 7)  # noqa: DTZ001  (a wall clock of the day's zone)
ZONE = "America/New_York"
NOTE = "made for the demo"
SHIFTS = {"early": ("07:00", "15:30"), "day": ("08:00", "16:30"), "late": ("12:00", "20:30")}
BREAKS = {"early": ("10:30", "13:30"), "day": ("11:00", "14:00"), "late": ("15:00", "18:00")}
BREAK_MIN = 30
EVERYWHERE = "NORTH;EAST;SOUTH;WEST"

# name, territory, further territories, skills, shift
ROSTER = (
    ("Ada Lampwright", "NORTH", "EAST", "ELEC:3;HV:1;SIGNAL:1", "early"),
    ("Boris Pipewell", "NORTH", "EAST;WEST", "WATER:3;SEWER:1", "early"),
    ("Cleo Drainsley", "NORTH", "WEST", "SEWER:3;WATER:1;CONFINED:1@2019-10-21T11:00", "early"),
    ("Dov Oakman", "NORTH", EVERYWHERE, "TREE:3;SAW:1;ROAD:1", "early"),
    ("Enid Trapgood", "NORTH", "EAST", "SEWER:2;WATER:2", "day"),
    ("Femi Kerbside", "NORTH", "WEST", "ROAD:2;TREE:1;SAW:1", "day"),
    ("Greta Valvely", "EAST", "NORTH;SOUTH", "WATER:3;SEWER:2", "early"),
    ("Hugo Lanternby", "EAST", "NORTH;SOUTH", "ELEC:2;SIGNAL:2", "early"),
    ("Ines Culverton", "EAST", "NORTH", "SEWER:3;CONFINED:1", "early"),
    ("Jonah Birchall", "EAST", EVERYWHERE, "TREE:2;SAW:1@2019-10-21T12:00;ROAD:1", "early"),
    ("Kira Meterson", "EAST", "SOUTH", "WATER:2;ROAD:1", "day"),
    ("Lars Signalow", "EAST", EVERYWHERE, "SIGNAL:3;ELEC:2", "day"),
    ("Mona Mainsworth", "SOUTH", "WEST", "WATER:3", "early"),
    ("Nico Sewerby", "SOUTH", "WEST;EAST", "SEWER:3;CONFINED:1;WATER:1", "early"),
    ("Olga Brightpost", "SOUTH", "EAST;WEST", "ELEC:3;HV:1@2019-10-21;SIGNAL:1", "early"),
    ("Piet Gullyman", "SOUTH", "EAST", "SEWER:2;WATER:2", "early"),
    ("Quinn Elmsworth", "SOUTH", EVERYWHERE, "TREE:3;SAW:1", "day"),
    ("Rosa Pavewell", "SOUTH", "EAST;WEST", "ROAD:3;SEWER:1", "day"),
    ("Sami Hydranton", "WEST", "NORTH;SOUTH", "WATER:2;SEWER:1", "early"),
    ("Tess Glowacre", "WEST", "NORTH;SOUTH", "ELEC:2;SIGNAL:1;HV:1@2019-10-20", "early"),
    ("Ugo Manholt", "WEST", "NORTH;SOUTH", "SEWER:3;CONFINED:1", "day"),
    ("Vera Latecall", "WEST", EVERYWHERE, "WATER:2;SEWER:2", "late"),
    ("Wim Duskwire", "EAST", EVERYWHERE, "ELEC:3;HV:1;SIGNAL:3", "late"),
    ("Xenia Nightwell", "SOUTH", EVERYWHERE, "SEWER:2;WATER:2;TREE:1;SAW:1", "late"),
)

EQUIPMENT = {"ELEC": ("bucket truck",), "CONFINED": ("gas detector", "winch"), "SAW": ("chainsaw",)}
PARTS = {"ELEC": {"LAMP-LED": 9}, "WATER": {"CLAMP-100": 6, "METER-58": 4, "VALVE-HYD": 1}}
SHORT_OF_LAMPS = "Hugo Lanternby"

AT_HOME = frozenset({"NO_WATER", "WATER_IN_BASEMENT", "WATER_QUALITY", "WATER_METER", "TURN_OFF", "SEWER_BASEMENT",
                     "TREE_INSPECTION"})  # fmt: skip
"""Work for which somebody must be there, and is told a window."""
WINDOWS = ((8, 10), (9, 11), (10, 12), (12, 14), (13, 15), (14, 16), (15, 17))
ACCESS = ("", "", "", "", "Ring twice", "Gate on the alley side", "Call before arrival", "Dog in the yard")

Row = dict[str, str]


def requests() -> list[Row]:
    """The derived table."""
    with (DAY / "requests.csv").open(encoding="utf-8", newline="") as file:
        for _ in range(3):
            next(file)
        return list(csv.DictReader(file))


def write(name: str, columns: tuple[str, ...], rows: list[Row], first: str = "") -> None:
    """Write one made table."""
    with (DAY / name).open("w", encoding="utf-8", newline="") as file:
        file.write(first)
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def technicians(draw: random.Random, places: dict[str, list[tuple[float, float]]]) -> list[Row]:
    """The roster, each person's home near some request of their territory."""
    rows = []
    for number, (name, territory, covers, skills, shift) in enumerate(ROSTER, 1):
        latitude, longitude = draw.choice(places[territory])
        further = ";".join(each for each in covers.split(";") if each != territory)
        rows.append({
            "id": f"T{number:02}", "name": name, "zone": ZONE, "territory": territory, "covers": further,
            "skills": skills, "latitude": f"{latitude + draw.uniform(-0.008, 0.008):.4f}",
            "longitude": f"{longitude + draw.uniform(-0.008, 0.008):.4f}", "tags": shift if shift == "late" else "",
            "phone": f"+1 410 555 01{number:02}", "note": NOTE, "active": "yes",
        })  # fmt: skip
    return rows


def shifts() -> list[Row]:
    """One shift each, on the day."""
    rows = []
    for number, (*_, shift) in enumerate(ROSTER, 1):
        start, end = SHIFTS[shift]
        earliest, latest = BREAKS[shift]
        rows.append({"id": f"T{number:02}-2019-10-21", "technician_id": f"T{number:02}", "zone": ZONE,
                     "start": f"2019-10-21 {start}", "end": f"2019-10-21 {end}", "overtime": "60",
                     "break_start": f"2019-10-21 {earliest}", "break_end": f"2019-10-21 {latest}",
                     "break_length": str(BREAK_MIN)})  # fmt: skip
    return rows


def supply() -> str:
    """A vehicle and a van's stock for everybody, by what they are able to do; one van is nearly out of lamps."""
    lines = ["# Made for the demo: vehicles with what they carry, and the parts on each van.\n"]
    for number, (name, _, _, skills, _) in enumerate(ROSTER, 1):
        able = {each.partition(":")[0] for each in skills.split(";")}
        equipment = [thing for skill, things in EQUIPMENT.items() if skill in able for thing in things]
        parts = {part: count for skill, counts in PARTS.items() if skill in able for part, count in counts.items()}
        if name == SHORT_OF_LAMPS:
            parts["LAMP-LED"] = 2
        lines.append(f'[[vehicles]]\nid = "VAN{number:02}"\nname = "Van {number}"\ntechnician = "T{number:02}"\n'
                     f"equipment = {json.dumps(equipment)}\n")  # fmt: skip
        table = ", ".join(f'"{part}" = {count}' for part, count in parts.items())
        lines.append(f'[[stocks]]\nid = "STOCK{number:02}"\nname = "Stock of van {number}"\n'
                     f'technician = "T{number:02}"\nparts = {{ {table} }}\n')  # fmt: skip
    depot = ", ".join(f'"{part}" = 50' for counts in PARTS.values() for part in counts)
    lines.append(f'[[stocks]]\nid = "DEPOT"\nname = "Depot"\nplace = [39.2905, -76.6106]\nparts = {{ {depot} }}\n')
    return "\n".join(lines)


def commitment(draw: random.Random, number: int, row: Row, work_type: Row) -> Row:
    """A made customer, and what they were told.

    What was left over from the weekend has a response due on Monday, because its clocks ran out
    before the day opened; what arrives keeps the clocks of its policy.
    """
    at_home = work_type["id"] in AT_HOME
    made: Row = {"request_id": row["request_id"], "customer_id": f"C{number:03}" if at_home else "",
                 "customer_name": f"Household {number:03} (made)" if at_home else "",
                 "customer_phone": f"+1 443 555 0{100 + number % 100}" if at_home else "",
                 "customer_language": draw.choice(("en", "en", "en", "es")) if at_home else "",
                 "customer_tier": draw.choice(("", "", "", "medical")) if at_home else "",
                 "access_notes": draw.choice(ACCESS) if at_home else ""}  # fmt: skip
    created = datetime.fromisoformat(row["created"])
    left_over = created < OPENS
    told = at_home and draw.random() < 0.6
    if told:
        spans = [span for span in WINDOWS if OPENS.replace(hour=span[0]) > max(created, OPENS) + timedelta(minutes=40)]
        start, end = draw.choice(spans)
        made["promise_start"] = OPENS.replace(hour=start).isoformat()
        made["promise_end"] = OPENS.replace(hour=end).isoformat()
    priority = int(work_type["priority"])
    if left_over and priority < 4:
        earliest, latest = {1: (75, 210), 2: (150, 420), 3: (300, 600)}[priority]
        due = OPENS + timedelta(minutes=15 * round(draw.uniform(earliest, latest) / 15))
        made["response_due"] = made.get("promise_end", due.isoformat())
    return made


def main() -> None:
    """Write technicians.csv, shifts.csv, supply.toml and commitments.csv."""
    draw = random.Random("monday in baltimore")
    mapping = tomllib.loads((DAY / "requests.toml").read_text(encoding="utf-8"))["tables"]
    types = {each["id"]: each for each in tomllib.loads((DAY / "work_types.toml").read_text("utf-8"))["work_types"]}
    rows = requests()
    places: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        territory = mapping["territories"][row["police_district"]]
        places.setdefault(territory, []).append((float(row["latitude"]), float(row["longitude"])))
    people = technicians(draw, places)
    write("technicians.csv", tuple(people[0]), people)
    rows_of_shifts = shifts()
    write("shifts.csv", tuple(rows_of_shifts[0]), rows_of_shifts)
    (DAY / "supply.toml").write_text(supply(), encoding="utf-8")
    made = [
        commitment(draw, number, row, types[mapping["work_types"][row["type"]]]) for number, row in enumerate(rows, 1)
    ]
    columns = ("request_id", "customer_id", "customer_name", "customer_phone", "customer_language", "customer_tier",
               "access_notes", "promise_start", "promise_end", "response_due")  # fmt: skip
    write("commitments.csv", columns, made, "# Made for the demo: no customer and no commitment here is real.\n")
    print(f"{len(people)} technicians, {sum(1 for each in made if each.get('promise_start'))} promises.")


if __name__ == "__main__":
    main()
