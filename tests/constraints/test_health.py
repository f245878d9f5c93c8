"""What is missing is found and named with the act that mends it; nothing is said of data that is whole."""

from __future__ import annotations

import re

import msgspec
import pytest
from msgspec.structs import replace

from dispatchtui.cli import build
from dispatchtui.constraints.check import check_placement
from dispatchtui.constraints.health import Gap, health
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.supply import RecordVehicle
from dispatchtui.core.model import (
    PartLevel,
    PartNeed,
    Policy,
    Position,
    Row,
    Rules,
    StockLocation,
    TechnicianId,
    TerritoryId,
    Vehicle,
)
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from tests.builders import (
    a_board,
    a_competence,
    a_shift,
    a_technician,
    a_territory,
    a_visit,
    a_work_order,
    at,
)

NOW_S = at("07:00")
DAY_S = 24 * 3600


def a_whole_board(*rows: Row) -> Board:
    """Nothing is missing: T05 works in EAST and WEST, two visits wait."""
    both = a_technician(covers=("WEST",), skills={"PLUMB": 3, "ELEC": 2, "GAS": 1})
    waiting = [a_visit(id="V61", needs={"PLUMB": 2}), a_visit(id="V62", needs={"ELEC": 1})]
    return a_board(both, a_shift(), *waiting, *rows)


def gaps(*rows: Row, now_s: int = NOW_S) -> tuple[Gap, ...]:
    return health(a_whole_board(*rows), now_s)


def only(found: tuple[Gap, ...]) -> Gap:
    assert len(found) == 1, found
    return found[0]


def test_whole_data_has_no_gap() -> None:
    assert gaps() == ()


def van(*rows: Row) -> tuple[Row, ...]:
    needy = replace(a_visit(id="V61", needs={"PLUMB": 2}), parts=(PartNeed(part="CAP-45"),))
    return (StockLocation(id="VAN5", technician_id=TechnicianId("T05")), needy, *rows)


def vehicle(**more: int | str) -> Vehicle:
    return Vehicle(id="TRUCK5", technician_id=TechnicianId("T05"), equipment=("ladder",), **more)  # type: ignore[arg-type]


def skilled(**more: int) -> Row:
    rest = tuple(a_competence(skill=skill) for skill in ("PLUMB", "GAS"))
    return a_technician(covers=("WEST",), skills=(*rest, a_competence(skill="ELEC", **more)))  # type: ignore[arg-type]


SKILLS = {"PLUMB": 3, "ELEC": 2, "GAS": 1}
FOUND: list[tuple[tuple[Row, ...], str, str, str, str]] = [
    ((a_technician(home=None, covers=("WEST",), skills=SKILLS),), "technicians/T05", "start location",
     "automation from giving T05 any of 2 of 2 waiting visits",
     "T05 has no start location, so every way from home is a guess of 20 min."),
    ((a_technician(zone="Mars/Olympus", covers=("WEST",), skills=SKILLS),), "technicians/T05", "time zone",
     "automation from giving T05 any of 2 of 2 waiting visits",
     "T05 has the zone 'Mars/Olympus', which is none, so their days and times are told in UTC."),
    ((a_work_order(id="W61", location=None),), "work_orders/W61", "location", "automation from placing V61",
     "V61 has no location, so every way to it is a guess of 20 min."),
    ((a_work_order(id="W61", zone=""),), "work_orders/W61", "time zone", "automation from placing V61",
     "The site of V61 has no time zone."),
    ((a_visit(id="V61", minutes=None, needs={"PLUMB": 2}),), "visits/V61", "duration", "automation from placing V61",
     "V61 has no duration."),
    ((a_visit(id="V61", minutes=0, needs={"PLUMB": 2}),), "visits/V61", "duration", "automation from placing V61",
     "V61 has a duration of 0 min."),
    ((a_work_order(id="W61", work_type=""),), "work_orders/W61", "work type",
     "V61 from the skills, parts and SLA of its kind", "V61 has no work type."),
    ((a_work_order(id="W61", work_type="MAGIC"),), "work_orders/W61", "work type",
     "V61 from the skills, parts and SLA of its kind", "V61 has the work type 'MAGIC', which is not known."),
    ((a_visit(id="V62", needs={"ELEC": 5}),), "skills/ELEC", "anybody who has it",
     "everybody from 1 of 2 waiting visits", "Nobody has ELEC at level 5, which 1 waiting visit needs."),
    ((a_territory(id="NORTH", name="North"), a_visit(id="V62", territory="NORTH")), "territories/NORTH",
     "anybody who covers it", "everybody from 1 of 2 waiting visits", "Nobody covers NORTH."),
    (van(), "stock_locations/VAN5", "counted parts", "T05 from 1 of 2 waiting visits",
     "VAN5, the van of T05, was never counted, and work that they could take needs parts."),
    (van()[1:], "technicians/T05", "counted parts", "T05 from 1 of 2 waiting visits",
     "T05 has no van stock, and work that they could take needs parts."),
    ((vehicle(out_from_s=at("06:00"), out_until_s=at("12:00"), out_reason="brakes"),), "vehicles/TRUCK5", "service",
     "T05 from 2 of 2 waiting visits",
     "TRUCK5 of T05 is out of service until 12:00 (brakes); without it they have no ladder."),
    ((skilled(valid_until_s=at("06:00")),), "technicians/T05", "valid ELEC", "T05 from 1 of 2 waiting visits",
     "ELEC of T05 expired 06:00, 1 h ago."),
    ((skilled(valid_until_s=NOW_S + 7 * DAY_S),), "technicians/T05", "valid ELEC",
     "T05 from 1 of 2 waiting visits after Mon 28 Oct 07:00", "ELEC of T05 expires Mon 28 Oct 07:00, in 7 d."),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "subject", "lacks", "excludes", "sentence"), FOUND, ids=lambda each: str(each)[:30])
def test_each_gap_is_told_with_what_it_excludes(
    rows: tuple[Row, ...], subject: str, lacks: str, excludes: str, sentence: str
) -> None:
    gap = only(gaps(*rows))
    assert (gap.subject, gap.lacks, gap.excludes, gap.sentence) == (subject, lacks, excludes, sentence)


NO_GAP: list[tuple[Row, ...]] = [
    (skilled(valid_until_s=NOW_S + 7 * DAY_S + 1),),
    van(PartLevel(id="VAN5:CAP-45", stock_id="VAN5", part="CAP-45", on_hand=0)),
    (vehicle(out_from_s=at("06:00"), out_until_s=NOW_S),),
    (vehicle(out_from_s=NOW_S + 1),),
    (replace(a_technician(id="T09", home=None), active=False),),
]


@pytest.mark.parametrize("rows", NO_GAP)
def test_what_is_just_in_order_is_no_gap(rows: tuple[Row, ...]) -> None:
    assert gaps(*rows) == ()


def test_a_certificate_that_another_one_continues_is_no_gap() -> None:
    first = a_competence(skill="ELEC", valid_until_s=at("12:00"))
    rest = [a_competence(skill=skill) for skill in ("PLUMB", "GAS")]
    for gap_s, expected in ((0, 0), (1, 1)):
        second = a_competence(skill="ELEC", valid_from_s=at("12:00") + gap_s)
        assert len(gaps(a_technician(covers=("WEST",), skills=(*rest, first, second)))) == expected


@pytest.mark.parametrize(("later_s", "lacking"), [(-1, False), (0, True)])
def test_a_shift_is_looked_for_fourteen_days_ahead(later_s: int, lacking: bool) -> None:
    board = a_whole_board()
    board.drop("shifts", "T05:2019-10-21")
    start_s = NOW_S + 14 * DAY_S + later_s
    board.put(replace(a_shift(), id="S1", start_s=start_s, end_s=start_s + 3600))
    found = health(board, NOW_S)
    assert [each.lacks for each in found] == (["shift"] if lacking else [])


def test_a_past_shift_is_told_of() -> None:
    board = a_whole_board()
    gap = only(health(board, at("17:00")))
    assert gap.sentence == "T05 has no shift in the coming 14 d; the last one ended 17:00."
    assert gap.mend == "dispatchtui import FILE -m shifts"


@pytest.mark.parametrize(("age_s", "sentence"), [
    (None, "T05 is on shift with no position; it should be at most 10 min old."),
    (600, ""),
    (601, "T05 is on shift with a position that is 10 min 1 s old; it should be at most 10 min old."),
])  # fmt: skip
def test_a_position_is_wanted_while_on_shift(age_s: int | None, sentence: str) -> None:
    now_s = at("09:00")
    positions = {}
    if age_s is not None:
        positions["T05"] = Position(technician_id=TechnicianId("T05"), latitude=39.2, longitude=-76.6,
                                    at_s=now_s - age_s)  # fmt: skip
    assert [each.sentence for each in health(a_whole_board(), now_s, positions)] == ([sentence] if sentence else [])
    assert health(a_whole_board(), NOW_S) == ()


def test_the_policy_says_how_fresh_a_position_is() -> None:
    policy = Policy(id="P1", scope="territory", scope_id=TerritoryId("EAST"), rules=Rules(fresh_s=60))
    gap = only(health(a_whole_board(policy), at("09:00")))
    assert gap.sentence.endswith("at most 1 min old.")


@pytest.mark.parametrize("rows", [each[0] for each in FOUND if each[3].startswith("automation")])
def test_automation_cannot_place_what_a_gap_keeps_from_it(rows: tuple[Row, ...]) -> None:
    board = a_whole_board(*rows)
    verdict = check_placement(board, "V61", "T05", at("10:00"), at_s=NOW_S, standing=Standing.AUTOMATION)
    assert Level.NOBODY in [each.level for each in verdict.violations]


def test_without_a_shift_ahead_automation_is_refused_too() -> None:
    board = a_whole_board()
    later_s = at("10:00") + DAY_S
    verdict = check_placement(board, "V61", "T05", later_s, at_s=at("17:00"), standing=Standing.AUTOMATION)
    assert {each.level for each in verdict.violations} <= {Level.NOBODY, Level.LEAD}
    assert verdict.violations


def test_every_way_to_mend_exists() -> None:
    """What is to be filled in stands in capitals; filled in, the act is one that the desk takes apart."""
    verbs = {each.name for each in build().registered_commands}
    blanks = {"SECONDS": "60", "NUMBER": "3", "PART": "CAP-45", "WORK_ORDER": '{"id": "W61"}'}
    for rows, *_ in [*FOUND, ((replace(a_shift(), end_s=NOW_S),), "")]:
        for gap in gaps(*rows):
            verb = re.fullmatch(r"dispatchtui (\w+) (FILE -m (?:technicians|shifts|work-orders)|'.*')", gap.mend)
            assert verb
            assert verb[1] in verbs
            if verb[1] == "do":
                text = verb[2].strip("'")
                for blank, value in blanks.items():
                    text = text.replace(blank, value)
                msgspec.json.decode(text, type=Command)


def test_a_vehicle_s_way_to_mend_is_its_row_in_service_whatever_its_name() -> None:
    gap = only(gaps(vehicle(name="Bo's truck", out_from_s=at("06:00"), out_reason="brakes")))
    head, text, end = gap.mend.split("'")
    assert (head, end) == ("dispatchtui do ", "")
    assert msgspec.json.decode(text, type=Command) == RecordVehicle(row=vehicle(name="Bo's truck"))
