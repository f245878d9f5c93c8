"""Whole imports: what is taken, what is set aside, and that doing it twice is doing it once."""

# ruff: noqa: DTZ001  (wall clocks, as files hold them)

from __future__ import annotations

import csv
import tracemalloc
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatchtui.core.model import VisitState
from dispatchtui.core.text import MOST_TEXT, wrong_with
from dispatchtui.errors import Unavailable, UserError
from dispatchtui.integrations.importers.aside import safe_cell
from dispatchtui.integrations.importers.day import load_day
from tests.integrations.desk import CONFIG, SIMPLE, Desk, a_file, a_mapping, imported
from tests.integrations.workbooks import write_workbook

HEAD = "id,what,details,when,priority,lat,lon\n"
ROWS = "".join(f"{n},Leak {n},,10/21/2019 07:0{n % 10},2,39.29{n:02},-76.61{n:02}\n" for n in range(1, 6))


@pytest.fixture
def simple(tmp_path):
    return a_mapping(tmp_path, SIMPLE)


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_becomes_work_orders_with_their_first_visits(tmp_path, simple):
    desk = Desk()
    report = imported(a_file(tmp_path, HEAD + ROWS), simple, desk)
    assert (report.rows, report.created, report.rejected, report.exit_code) == (5, 5, 0, 0)
    order = desk.board.by_external("test", "3")
    assert order.summary == "Leak 3"
    assert order.priority == 2
    assert order.requested_s == 1571655600 + 180
    assert order.site.location.longitude == -76.6103
    assert [visit.state for visit in desk.board.visits_of(order.id)] == [VisitState.NEW]


def test_importing_twice_doubles_nothing_and_amends_what_changed(tmp_path, simple):
    desk = Desk()
    path = a_file(tmp_path, HEAD + ROWS)
    imported(path, simple, desk)
    digest = desk.board.digest
    again = imported(path, simple, desk)
    assert (again.created, again.amended, again.unchanged) == (0, 0, 5)
    assert desk.board.digest == digest
    other = imported(a_file(tmp_path, HEAD + ROWS.replace("Leak 2", "Flood"), "later.csv"), simple, desk)
    assert (other.created, other.amended, other.unchanged) == (0, 1, 4)
    assert len(desk.board.work_orders) == 5
    assert desk.board.by_external("test", "2").summary == "Flood"


def test_two_people_may_import_the_same_file(tmp_path, simple):
    desk = Desk()
    path = a_file(tmp_path, HEAD + ROWS)
    imported(path, simple, desk, by="ann")
    ids = {request.id for request in desk.asked}
    report = imported(path, simple, desk, by="ben")
    assert (report.unchanged, report.rejected) == (5, 0)
    assert ids.isdisjoint(request.id for request in desk.asked[5:])


def test_an_interrupted_import_goes_on_where_it_stopped(tmp_path, simple):
    rows = "".join(f"{n},Leak,,10/21/2019 07:00,2,,\n" for n in range(1, 351))
    path = a_file(tmp_path, HEAD + rows)
    desk = Desk()
    desk.down_after = 230
    with pytest.raises(Unavailable) as caught:
        imported(path, simple, desk)
    assert "200 of 350 rows are recorded" in caught.value.sentence
    assert len(desk.board.work_orders) == 230
    desk.down_after = None
    report = imported(path, simple, desk)
    assert (report.created, report.unchanged) == (120, 230)
    assert len(desk.board.work_orders) == len(desk.board.visits) == 350


def test_what_the_desk_refuses_is_set_aside_and_asked_anew_next_time(tmp_path):
    mapping = a_mapping(tmp_path, SIMPLE + 'work_type = { column = "type" }\n')
    path = a_file(tmp_path, "id,what,type\n1,Leak,WATER_LEAK\n")
    desk = Desk()
    report = imported(path, mapping, desk)
    assert (report.rejected, report.exit_code) == (1, 1)
    assert report.problems == ["Line 2: There is no work type WATER_LEAK (row.work_type)."]
    assert "--reference FOLDER" in report.hint
    assert rows_of(tmp_path / "rows.csv.rejected.csv")[0]["id"] == "1"
    for act in load_day(CONFIG).setup:
        desk.answer(replace(desk.asked[0], id=f"r{id(act)}", act=act))
    assert imported(path, mapping, desk).created == 1
    assert not (tmp_path / "rows.csv.rejected.csv").exists()


def test_rejected_rows_name_line_column_and_value_and_can_be_mended(tmp_path, simple):
    bad = (
        "6,Leak,,13/40/2019 07:00,2,,\n"
        "7,Leak,,,2,-76.61,39.29\n"
        ",Leak,,,2,,\n"
        "8,Leak,,,9,,\n"
        "9,Leak\n"
        '1,Other,,,2,,\n'
    )  # fmt: skip
    path = a_file(tmp_path, HEAD + ROWS + bad)
    desk = Desk()
    report = imported(path, simple, desk)
    assert (report.rows, report.created, report.rejected) == (11, 5, 6)
    assert report.problems == [
        "Line 7, when: '13/40/2019 07:00' is not a time like 11/21/2026 14:05.",
        "Line 8, lat, lon: '-76.61, 39.29' is swapped: lat and lon seem to be in each other's column.",
        "Line 9, id: '' is empty, and external_id is needed.",
        "Line 10: priority goes from 1 to 4, not 9.",
        "Line 11: it has 2 cells, and the header has 7.",
        "Line 12, id: '1' is already in line 2 with other content; keep one of the two.",
    ]
    aside = tmp_path / "rows.csv.rejected.csv"
    assert [row["rejected_line"] for row in rows_of(aside)] == ["7", "8", "9", "10", "11", "12"]
    mended = aside.read_text().replace("13/40/2019", "10/21/2019").replace("-76.61,39.29", "39.29,-76.61")
    report = imported(a_file(tmp_path, mended, "mended.csv"), simple, desk)
    assert report.created == 2
    assert desk.board.by_external("test", "7").extra == {}


def test_what_is_repeated_word_for_word_is_taken_once(tmp_path, simple):
    report = imported(a_file(tmp_path, HEAD + ROWS + ROWS), simple, Desk())
    assert (report.created, report.repeated, report.rejected) == (5, 5, 0)


def test_unknown_columns_are_kept_within_bounds(tmp_path, simple):
    names = [f"more{n}" for n in range(100)]
    text = f"id,what,{','.join(names)}\n1,Leak,{','.join(f'v{n}' for n in range(100))}\n"
    desk = Desk()
    report = imported(a_file(tmp_path, text), simple, desk)
    extra = desk.board.by_external("test", "1").extra
    assert extra["more0"] == "v0"
    assert len(extra) == 64
    assert report.cleaned == 1
    assert rows_of(tmp_path / "rows.csv.cleaned.csv")[0]["more99"] == "v99"


HOSTILE = "\x1b]52;c;ZXZpbA==\x07\x9b31m[bold]x[/]\u202egnp.exe\u2066\U000e0041 =cmd|' /C calc'!A0"


def test_hostile_text_is_cleaned_on_the_board_and_kept_aside_as_escapes(tmp_path, simple):
    long = "A" * 100_000
    desk = Desk()
    report = imported(a_file(tmp_path, HEAD + f'1,"{HOSTILE}","{long}",,,,\n2,plain,,,,,\n'), simple, desk)
    assert (report.created, report.cleaned, report.rejected) == (2, 1, 0)
    order = desk.board.by_external("test", "1")
    assert wrong_with(order.summary) == ""
    assert "[bold]x[/]" in order.summary
    assert order.details == "A" * MOST_TEXT
    raw = (tmp_path / "rows.csv.cleaned.csv").read_text()
    assert long in raw
    assert r"\x1b]52;c;ZXZpbA==\x07\x9b31m" in raw
    assert wrong_with(raw, 10**9) == ""


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("+49", "+49"), ("-76.61", "-76.61"), ("-cmd", "'-cmd"), ("@SUM(A1)", "'@SUM(A1)"),
     ("\t=1", "'\t=1"), ("plain", "plain"), ("a\x1b[m\\", r"a\x1b[m\\"), ("C:\\x", "C:\\x")],
)  # fmt: skip
def test_what_is_set_aside_cannot_act_in_a_spreadsheet_or_a_terminal(text, safe):
    assert safe_cell(text) == safe


def test_a_neutralised_formula_comes_back_as_it_was(tmp_path, simple):
    desk = Desk()
    imported(a_file(tmp_path, HEAD + "1,'=1+1,,,,,\n"), simple, desk)
    assert desk.board.by_external("test", "1").summary == "=1+1"


def test_a_dry_run_records_nothing_and_still_sets_aside(tmp_path, simple):
    report = imported(a_file(tmp_path, HEAD + ROWS + "x,,,,,,\n"), simple)
    assert (report.ready, report.created, report.rejected, report.dry_run) == (5, 0, 1, True)
    assert (tmp_path / "rows.csv.rejected.csv").exists()


def test_a_file_that_changes_meanwhile_records_nothing(tmp_path, simple):
    from dispatchtui.integrations.importers.imports import import_rows

    path = a_file(tmp_path, HEAD + ROWS)
    desk = Desk()

    def told(phase, rows, share):
        path.write_text(HEAD + ROWS.replace("Leak", "Flood"))

    with pytest.raises(UserError, match="changed while it was read"):
        import_rows(path, simple, desk.submit, progress=told)
    assert desk.asked == []


def test_a_workbook_says_the_same_as_the_csv(tmp_path, simple):
    path = write_workbook(
        tmp_path / "rows.xlsx",
        requests=[
            ["id", "what", "when", "priority", "lat", "lon"],
            [21215.0, "Leak", datetime(2019, 10, 21, 7, 0), 2.0, 39.2904, -76.6122],
            [1.0, "Light", "10/21/2019 08:30", 3.0, "", ""],
        ],
    )
    desk = Desk()
    assert imported(path, simple, desk).created == 2
    order = desk.board.by_external("test", "21215")
    assert order.requested_s == 1571655600
    assert order.site.location.latitude == 39.2904
    assert desk.board.by_external("test", "1").requested_s == 1571655600 + 5400


def test_a_workbook_with_several_sheets_asks_which(tmp_path, simple):
    sheet = [["id", "what"], [1.0, "Leak"]]
    path = write_workbook(tmp_path / "rows.xlsx", one=sheet, two=[["id", "what"], [2.0, "Light"]])
    with pytest.raises(UserError, match="has 2 sheets: one, two"):
        imported(path, simple)
    with pytest.raises(UserError, match="has no sheet 'three'; it has one, two"):
        imported(path, replace(simple, sheet="three"))
    desk = Desk()
    assert imported(path, replace(simple, sheet="two"), desk).created == 1
    assert desk.board.by_external("test", "2").summary == "Light"


def test_a_long_file_takes_the_memory_of_a_batch(tmp_path, simple):
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write(HEAD)
        file.writelines(
            f"{n},Leak at number {n},{'x' * 200},10/21/2019 07:00,2,39.2904,-76.6122\n" for n in range(10_000)
        )
    tracemalloc.start()
    report = imported(path, simple)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.ready == 10_000
    assert peak < 4_500_000


_CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "NA", "1", "39", "39.29", "-76.61", "10/21/2019 07:00", "=1", "\x1b[2J", '"', "a\nb", "1e999"]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(_CELLS, min_size=7, max_size=7), max_size=6))
def test_any_cells_become_a_record_or_a_reason_and_twice_is_once(tmp_path, simple, rows):
    path = tmp_path / "any.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD.strip().split(","))
        writer.writerows(rows)
    desk = Desk()
    report = imported(path, simple, desk)
    assert report.rows == report.created + report.amended + report.unchanged + report.rejected + report.repeated
    for order in desk.board.work_orders.values():
        assert wrong_with(order.summary) == wrong_with(order.details) == ""
    digest = desk.board.digest
    again = imported(path, simple, desk)
    assert (again.created, again.amended, again.rejected) == (0, 0, report.rejected)
    assert desk.board.digest == digest


_TEXTS = st.text(max_size=200).map(lambda text: (HEAD + text).encode("utf-8", "replace"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=200), _TEXTS))
def test_any_bytes_are_a_file_or_one_sentence(tmp_path, simple, content):
    path = a_file(tmp_path, content, "any.csv")
    try:
        report = imported(path, simple)
    except UserError as caught:
        error = caught
    else:
        assert report.rows == report.ready + report.rejected + report.repeated
        return
    assert str(path) in error.sentence
    assert error.sentence.endswith(".")
