"""Assignments from a file: placed by the gate's own verdict, in the file's order; what it refuses is set aside."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dispatchtui.core.board import Board
from dispatchtui.core.model import VisitState
from dispatchtui.core.zones import clock
from dispatchtui.integrations.importers.imports import import_rows
from dispatchtui.integrations.importers.placing import finder
from dispatchtui.integrations.importers.rehearsal import Rehearsal
from dispatchtui.integrations.importers.report import Report
from tests.builders import ZONE, a_visit, a_work_order, a_working_board, an_actor, at
from tests.integrations.desk import CONFIG, Desk, a_file, shipped

HEAD = "visit,external_id,source,technician_id,zone,start,mates,override,override_text"


def a_desk() -> Desk:
    """Three plumbers on shift, V1 to V4 waiting; the order of V4 came as A-4 from a CSV, with two visits."""
    desk = Desk()
    orders = [a_work_order(id="W4", external=(("csv", "A-4"),))]
    ended = a_visit(id="V3", work_order="W4", state=VisitState.CANCELLED)
    desk.board = a_working_board(*orders, ended, a_visit(id="V4", number=2), *(a_visit(id=f"V{n}") for n in (1, 2)))
    return desk


def assigned(folder: Path, desk: Desk, *rows: str, rehearsed: bool = False, name: str = "rows.csv") -> Report:
    path = a_file(folder, "\n".join((HEAD, *rows)) + "\n", name)
    submit = Rehearsal(desk.board, an_actor("admin"), at("07:00")).submit if rehearsed else desk.submit
    return import_rows(path, shipped("assignments"), submit, by="ann", rehearsed=rehearsed, find=finder(desk.board))


def plan(board: Board) -> dict[str, tuple[str, str]]:
    return {
        key: (" ".join(line.technician_id for line in visit.crew), clock(visit.crew[0].start_s, ZONE))
        for key, visit in board.visits.items()
        if visit.crew
    }


def test_rows_place_by_id_and_by_outside_name(tmp_path: Path) -> None:
    desk = a_desk()
    rows = ("V1,,,T01,America/New_York,2019-10-21 10:00,,,",
            ",A-4,,T02,America/New_York,2019-10-21 11:00,T03,,",
            "V2,,,T01,America/Chicago,2019-10-21 10:00,,,")  # fmt: skip
    report = assigned(tmp_path, desk, *rows)
    assert (report.rows, report.amended, report.rejected) == (3, 3, 0)
    assert plan(desk.board) == {"V1": ("T01", "10:00"), "V4": ("T02 T03", "11:00"), "V2": ("T01", "11:00")}
    again = assigned(tmp_path, desk, *rows)
    assert (again.unchanged, again.amended, again.rejected) == (3, 0, 0)


def test_what_the_gate_refuses_is_set_aside_with_its_very_sentence(tmp_path: Path) -> None:
    desk = a_desk()
    late = "T01 works 08:00 to 17:00; V1 16:30 to 17:30 is 30 min outside, no overtime allowed."
    report = assigned(
        tmp_path, desk,
        "V1,,,T01,America/New_York,2019-10-21 16:30,,,",
        "V2,,,T02,America/New_York,2019-10-21 10:00,,,",
        ",A-4,,T02,America/New_York,2019-10-21 10:30,,,",
        ",A-5,,T02,America/New_York,2019-10-21 12:30,,,",
        "V9,,,T02,America/New_York,2019-10-21 12:30,,,",
    )  # fmt: skip
    assert plan(desk.board) == {"V2": ("T02", "10:00")}
    assert (report.amended, report.rejected, report.exit_code) == (1, 4, 1)
    with Path(report.rejected_file).open(encoding="utf-8", newline="") as file:
        found = {row["rejected_line"]: row["rejected_because"] for row in csv.DictReader(file)}
    assert found == {
        "2": f"Line 2: {late} A reason code is needed to override it.",
        "4": "Line 4: T02 is at V2 from 10:00 to 11:00; V4 10:30 to 11:30 overlaps by 30 min.",
        "5": "Line 5: there is no visit for 'A-5' of 'csv'.",
        "6": "Line 6: There is no visit V9.",
    }


def test_a_reason_in_the_row_answers_for_the_rule(tmp_path: Path) -> None:
    desk = a_desk()
    row = "V1,,,T01,America/New_York,2019-10-21 16:30,,{},{}"
    assert assigned(tmp_path, desk, row.format("urgent", "")).rejected == 1
    assert assigned(tmp_path, desk, row.format("urgent", "the main burst")).amended == 1
    (override,) = desk.board.visits["V1"].overrides
    assert (override.constraint, override.code, override.text, override.amount) == (
        "shift_hours", "urgent", "the main burst", 30,
    )  # fmt: skip


def test_a_dry_run_judges_each_row_on_what_those_before_it_did_and_writes_nothing(tmp_path: Path) -> None:
    desk = a_desk()
    before = desk.board.digest
    rows = ("V1,,,T01,America/New_York,2019-10-21 10:00,,,", "V2,,,T01,America/New_York,2019-10-21 10:30,,,")
    report = assigned(tmp_path, desk, *rows, rehearsed=True)
    assert (report.dry_run, report.ready, report.rejected, report.amended) == (True, 1, 1, 0)
    assert report.problems == ["Line 3: T01 is at V1 from 10:00 to 11:00; V2 10:30 to 11:30 overlaps by 30 min."]
    assert "1  ready; nothing was recorded (dry run)" in report.as_text()
    assert desk.board.digest == before
    real = assigned(tmp_path, desk, *rows)
    assert real.problems == report.problems


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,,T01,America/New_York,2019-10-21 10:00,,,", "it names no visit: its visit or its external_id is needed."),
        ("V1,,,,America/New_York,2019-10-21 10:00,,,", "technician_id: '' is empty, and technician_id is needed."),
        ("V1,,,T01,America/New_York,2019-11-03 01:30,,,", "happened twice in America/New_York"),
        ("V1,,,T01,America/New_York,2019-03-10 02:30,,,", "did not happen in America/New_York"),
        ("V1,,,T01,America/New_York,2019-10-21 10:00,,,so", "it has an override_text without the code of an override."),
        ("V1,,,T77,America/New_York,2019-10-21 10:00,,,", "There is no technician T77."),
    ],
)
def test_a_row_that_is_wrong_is_told_by_its_line(tmp_path: Path, row: str, said: str) -> None:
    report = assigned(tmp_path, a_desk(), row)
    assert report.rejected == 1
    assert report.problems[0].startswith("Line 2")
    assert said in report.problems[0]


def test_the_same_visit_twice_is_one_too_many(tmp_path: Path) -> None:
    rows = ("V1,,,T01,America/New_York,2019-10-21 10:00,,,", "V1,,,T02,America/New_York,2019-10-21 10:00,,,")
    report = assigned(tmp_path, a_desk(), *rows)
    assert report.problems == ["Line 3, visit: 'V1' is already in line 2 with other content; keep one of the two."]


def test_the_sample_reads(tmp_path: Path) -> None:
    path = a_file(tmp_path, (CONFIG / "samples" / "assignments.csv").read_bytes())
    report = import_rows(path, shipped("assignments"), None)
    assert (report.ready, report.rejected, report.unknown_columns) == (3, 0, ())
