"""A board that cannot be is refused with every fault by its place: file, row, field, and what would be right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dispatchtui.cli import run
from dispatchtui.protocol.codec import raw_rows
from tests.builders import a_visit, a_working_board, at

NOW_S = at("07:00")


def a_raw_board() -> dict[str, Any]:
    """V1 stands at 10:00 with T01 on 2019-10-21, V2 waits; as it comes out of a JSON file."""
    board = a_working_board(a_visit(id="V1", technician="T01", start="10:00"), a_visit(id="V2"))
    import msgspec

    raw: dict[str, Any] = json.loads(msgspec.json.encode({"at": NOW_S, "rows": raw_rows(list(board.rows()))}))
    return raw


def line(raw: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = raw["rows"]["visits"][0]["crew"][0]
    return found


def put(table: str, number: int, **fields: Any) -> Callable[[dict[str, Any]], object]:
    return lambda raw: raw["rows"][table][number].update(fields)


def told(raw: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str], code: int = 2) -> list[str]:
    """What is said of a board, a line a fault, without the file's name in front."""
    path = folder / "board.json"
    path.write_text(json.dumps(raw))
    assert run(["check", str(path)]) == code
    lines = capsys.readouterr().err.removeprefix("dispatchtui: ").splitlines()
    assert all(each.startswith(f"{path}, ") for each in lines)
    return [each.removeprefix(f"{path}, ") for each in lines]


def test_the_board_that_the_faults_are_put_into_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(a_raw_board(), tmp_path, capsys, code=0) == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda raw: raw["rows"]["visits"].append(raw["rows"]["visits"][1]),
         "rows.visits[2].id: V2 is rows.visits[1] already; each id stands there once."),
        (put("visits", 1, id=""), "rows.visits[1].id: an id is needed, such as V1."),
        (put("visits", 1, work_order_id="W9"),
         "rows.visits[1].work_order_id: there is no work order W9; rows.work_orders has W1, W2."),
        (put("visits", 1, work_order_id=""),
         "rows.visits[1].work_order_id: a work order is needed; rows.work_orders has W1, W2."),
        (put("visits", 1, territory="MARS"),
         "rows.visits[1].territory: there is no territory MARS; rows.territories has EAST, WEST."),
        (put("visits", 1, needs=[{"skill": "MAGIC"}]), "rows.visits[1].needs[0].skill: there is no skill MAGIC;"),
        (put("visits", 1, needs=[{"skill": "PLUMB", "level": 6}]),
         "rows.visits[1].needs[0].level: skill levels go from 1 to 5, not 6."),
        (put("visits", 1, dependencies=[{"visit_id": "V7"}]),
         "rows.visits[1].dependencies[0].visit_id: there is no visit V7; rows.visits has V1, V2."),
        (put("visits", 1, dependencies=[{"visit_id": "V2"}]),
         "rows.visits[1].dependencies: V2 waits for itself; it waits for other visits only."),
        (put("visits", 1, parts_used=[{"part": "P", "stock_id": "VAN9"}]),
         "rows.visits[1].parts_used[0].stock_id: there is no stock location VAN9; rows.stock_locations is empty."),
        (put("visits", 1, state="ACCEPTED"),
         "rows.visits[1].crew: V2 is ACCEPTED and has nobody; a crew is needed, or the state QUALIFIED."),
        (put("visits", 1, state="WORKING"), "rows.visits[1].crew: V2 is WORKING and has nobody;"),
        (put("visits", 0, state="QUALIFIED"),
         "rows.visits[0].state: V1 has a crew and is QUALIFIED; PLANNED is the state of a visit that is placed."),
        (put("visits", 0, state="PARKED"), "rows.visits[0].state: V1 has a crew and is PARKED;"),
        (lambda raw: raw["rows"]["visits"][0]["crew"].append(line(raw)),
         "rows.visits[0].crew: T01 stands there twice; each technician goes once."),
        (lambda raw: line(raw).update(technician_id="T9"),
         "rows.visits[0].crew[0].technician_id: there is no technician T9; rows.technicians has T01, T02, T03."),
        (lambda raw: line(raw).update(end_s=at("10:00") - 1),
         (f"rows.visits[0].crew[0].end_s: {at('10:00') - 1} is less than start_s, which is {at('10:00')}; "
         f"{at('10:00')} or more is right.")),
        (lambda raw: line(raw).update(day="x"),
         "rows.visits[0].crew[0].day: 'x' is no date such as 2019-10-21."),
        (lambda raw: line(raw).update(day="2019-10-22"),
         "rows.visits[0].crew[0].day: 2019-10-22 is not the day on which it starts; that is 2019-10-21."),
        (lambda raw: line(raw).update(start_s=10**15, end_s=10**15),
         "rows.visits[0].crew[0].start_s: 1000000000000000 is no time or duration in seconds between 1970 and 2200."),
        (put("shifts", 0, end_s=at("07:00")), f"rows.shifts[0].end_s: {at('07:00')} is less than start_s,"),
        (put("shifts", 0, technician_id=""), "rows.shifts[0].technician_id: a technician is needed;"),
        (put("work_orders", 0, priority=9), "rows.work_orders[0].priority: priority goes from 1 to 4, not 9."),
        (put("technicians", 0, home={"latitude": 91, "longitude": 0}),
         "rows.technicians[0].home: latitude goes to 90 and longitude to 180 degrees."),
        (lambda raw: raw["rows"].update(part_levels=[{"id": "L1", "stock_id": "VAN", "part": "P"}],
                                        stock_locations=[{"id": "VAN"}]),
         "rows.part_levels[0].id: L1 is not the id of this row; it is VAN:P."),
    ],
)  # fmt: skip
def test_one_fault_is_one_line(
    spoil: Callable[[dict[str, Any]], object], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = a_raw_board()
    spoil(raw)
    lines = told(raw, tmp_path, capsys)
    assert [each for each in lines if each.startswith(said)], lines


def test_every_fault_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line_ = {"technician_id": "T9", "start_s": 5, "end_s": 1, "day": "x"}
    first = {"id": "V1", "work_order_id": "W1", "state": "PLANNED", "crew": [line_]}
    raw = {"at": 1795435200, "rows": {"visits": [first, {"id": "V1", "work_order_id": "W1"}]}}
    assert told(raw, tmp_path, capsys) == [
        "rows.visits[0].work_order_id: there is no work order W1; rows.work_orders is empty.",
        "rows.visits[0].crew[0].end_s: 1 is less than start_s, which is 5; 5 or more is right.",
        "rows.visits[0].crew[0].technician_id: there is no technician T9; rows.technicians is empty.",
        "rows.visits[0].crew[0].day: 'x' is no date such as 2026-11-21.",
        "rows.visits[1].id: V1 is rows.visits[0] already; each id stands there once.",
        "rows.visits[1].work_order_id: there is no work order W1; rows.work_orders is empty.",
    ]


def test_the_day_is_that_of_the_technician_and_not_of_utc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = a_raw_board()
    line(raw).update(start_s=at("23:30"), end_s=at("24:30"))  # the 22nd in UTC
    assert told(raw, tmp_path, capsys, code=1) == []


def test_a_part_of_a_board_may_name_what_is_hidden(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = a_raw_board() | {"digest": "0", "epoch": "e", "seq": 1}
    raw["rows"]["visits"][1]["dependencies"] = [{"visit_id": "V7"}]
    assert told(raw, tmp_path, capsys, code=0) == []


def test_a_small_board_need_not_describe_its_skills(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = a_raw_board()
    for table in ("skills", "territories", "work_types"):
        raw["rows"].pop(table, None)
    assert told(raw, tmp_path, capsys, code=0) == []


def test_not_a_number_is_none_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "board.json"
    path.write_text('{"at": NaN, "rows": {}}')
    assert run(["check", str(path)]) == 2
    assert capsys.readouterr().err == f"dispatchtui: {path}: NaN is no number in JSON.\n"
    path.write_text('{"at": 1e99, "rows": {}}')
    assert run(["check", str(path)]) == 2
    path.write_text('{"at": true, "rows": {}}')
    assert run(["check", str(path)]) == 2
