"""`dispatchtui solve`: mistakes are sentences, and a plan is told so that a person and a terminal can bear it."""

from __future__ import annotations

import gc
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from dispatchtui.cli import run
from dispatchtui.cli.plotting import drawn
from dispatchtui.cli.solution import notes_of, plot_of, summary_of
from dispatchtui.cli.solve import _show, _stopping, _warm, _write
from dispatchtui.solver.formats.instance import Opened
from dispatchtui.solver.formats.opening import open_text
from dispatchtui.solver.problem import Plan

WAYS = [[0, 600, 1200], [600, 0, 600], [1200, 600, 0]]


def day(**vehicle: Any) -> bytes:
    """Two jobs and a vehicle."""
    jobs = [{"id": 7, "location_index": 1, "location": [2.30, 48.85], "description": "\x1b[2Jboiler", "service": 300},
            {"id": 8, "location_index": 2, "location": [2.40, 48.90], "skills": [4]}]  # fmt: skip
    van = {"id": 1, "start_index": 0, "start": [2.35, 48.80], "end_index": 0, "end": [2.35, 48.80], **vehicle}
    return json.dumps({"jobs": jobs, "vehicles": [van], "matrices": {"car": {"durations": WAYS}}}).encode()


def opened(**vehicle: Any) -> Opened:
    """That file, opened."""
    return open_text(day(**vehicle), "day", "distance")


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What is said to a mistake."""
    assert run(["solve", *words]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    return seen.err.removeprefix("dispatchtui: ").strip()


def test_mistakes_are_sentences(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "day.json"
    assert refused(capsys, str(file)) == f"There is no file {str(file)!r}."
    file.write_bytes(day(time_window=[10, 5]))
    assert refused(capsys, str(file)) == "vehicles[0].time_window: end 5 is before begin 10."
    assert refused(capsys, str(file), "--objective", "fun") == "--objective is distance or vehicles, not 'fun'."
    file.write_bytes(day())
    assert refused(capsys, str(file), "--objective", "vehicles") == (
        "--objective is for texts of the literature; a file of VROOM says itself what costs."
    )
    assert "--seconds" in refused(capsys, str(file), "--seconds", "0")
    file.write_bytes(b"\xff\xfe\x00")
    assert refused(capsys, str(file)) == "Line 1, column 1: this is not UTF-8 text."


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    nothing, nowhere = str(tmp_path / "nothing.json"), str(tmp_path / "no" / "x.json")
    said = refused(capsys, nothing, "-o", nowhere)
    assert said == f"{nowhere!r} cannot be written: there is no folder {str(tmp_path / 'no')!r}."
    assert refused(capsys, nothing, "-o", str(tmp_path)) == f"{str(tmp_path)!r} cannot be written: it is a folder."
    assert not any(tmp_path.iterdir())


def test_the_table_has_a_row_for_each_vehicle_the_total_and_what_is_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = opened(time_window=[28800, 36000], description="van\x1b]0;owned\x07")
    _show(found, found.answer(Plan(routes=((0, 1),))), plot=False, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "VEHICLE          STOPS  FROM     UNTIL    TRAVEL   WAIT     COST",
        "1 van␛]0;owned␇  1      8:00:00  8:25:00  0:20:00  0:00:00  1,200",
        "Total            1                        0:20:00  0:00:00  1,200",
        "1 route, cost 1,200.",
        "Left out, nobody has the skills: 8.",
    ]


def test_moments_since_1970_are_dates_and_plans_without_a_clock_are_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    summary_of(opened(time_window=[1_700_000_000, 1_700_010_000]).answer(Plan(routes=((0,),))))
    assert "2023-11-14 22:13Z" in capsys.readouterr().out
    text = "T\nVEHICLE\nN C\n1 9\nCUSTOMER\n0 0 0 0 0 99 0\n1 3 4 1 20 50 2\n"
    summary_of(open_text(text.encode(), "t", "distance").answer(Plan(routes=((0,),))))
    assert capsys.readouterr().out.splitlines()[1].split() == ["1", "1", "0.0", "27.0", "10.0", "15.0", "10.0"]


def test_json_is_on_standard_output_alone_and_plain(capsys: pytest.CaptureFixture[str]) -> None:
    found = opened(colour="\x1b[31m")
    answer = found.answer(Plan(routes=((0,),)))
    _show(found, answer, plot=True, as_json=True)
    seen = capsys.readouterr()
    assert json.loads(seen.out) == answer.document
    assert "\x1b" not in seen.out + seen.err
    assert seen.err == "The field 'colour' is unknown and not used: vehicles[0].\n"


def test_the_file_is_json_for_vroom_and_text_for_the_literature(tmp_path: Path) -> None:
    answer = opened().answer(Plan(routes=((0,),)))
    _write(tmp_path / "a.sol", "VROOM", answer)
    assert json.loads((tmp_path / "a.sol").read_text()) == answer.document
    text = "T\nVEHICLE\nN C\n1 9\nCUSTOMER\n0 0 0 0 0 99 0\n1 3 4 1 20 50 2\n"
    other = open_text(text.encode(), "t", "distance").answer(Plan(routes=((0,),)))
    _write(tmp_path / "b.sol", "Solomon", other)
    assert (tmp_path / "b.sol").read_text() == "Route #1: 1\nCost 10.0\n"
    _write(tmp_path / "b.json", "Solomon", other)
    assert json.loads((tmp_path / "b.json").read_text())["cost"] == 10.0


def test_a_plot_fits_and_has_no_colours_in_a_pipe() -> None:
    lines = plot_of(opened(skills=[4]).answer(Plan(routes=((0, 1),))))
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 79
    assert all(each == " " or "\u2800" < each <= "\u28ff" for line in lines for each in line)
    nowhere = json.loads(day())
    for each in (*nowhere["jobs"], *nowhere["vehicles"]):
        for name in ("location", "start", "end"):
            each.pop(name, None)
    bare = open_text(json.dumps(nowhere).encode(), "day", "distance").answer(Plan(routes=((0,),)))
    assert plot_of(bare) == ["There is nothing to draw: no route has two places that are known."]


def test_a_plot_keeps_shapes_and_colours_each_route() -> None:
    assert drawn([[(0, 0), (3, 0)]], 2, 1, coloured=False) == ["⠉⠉"]
    assert drawn([[(0, 0), (0, 3)]], 9, 1, coloured=False) == ["⡇"]
    assert drawn([[(0, 3), (1, 3)], [(0, 0), (1, 0)]], 1, 1, coloured=False) == ["⣉"]
    assert drawn([[(0, 0), (1, 0)], [(2, 0), (3, 0)]], 2, 1, coloured=True) == ["\x1b[36m⠉\x1b[33m⠉\x1b[0m"]
    assert drawn([[(5, 5)]], 9, 9, coloured=False) == []


def test_many_left_out_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    file = json.loads(day())
    file["jobs"] = [{"id": number, "location_index": 1, "skills": [1]} for number in range(30)]
    found = open_text(json.dumps(file).encode(), "day", "distance")
    lines = list(notes_of(found, found.answer(Plan(routes=((),)))))
    assert lines[0] == "0 routes, cost 0."
    assert lines[1] == f"Left out, nobody has the skills: {', '.join(map(str, range(20)))} and 10 more."


def test_ctrl_c_ends_the_search_and_a_second_one_the_command() -> None:
    with _stopping() as stopped:
        assert stopped == []
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped == [signal.SIGINT]
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.slow
def test_a_file_is_planned_alike_for_the_same_seed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file, written = tmp_path / "day.json", tmp_path / "solution.json"
    file.write_bytes(day(skills=[4]))
    options = ["--iterations", "200", "--seed", "3", "--output", str(written)]
    assert run(["solve", str(file), *options, "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["summary"]["cost"] == 2400
    assert first["summary"]["unassigned"] == 0
    assert json.loads(written.read_text()) == first
    assert run(["solve", str(file), *options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["routes"] == first["routes"]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_plan_that_finds_no_room_on_the_disk_is_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "day.json"
    file.write_bytes(day())
    assert run(["solve", str(file), "--iterations", "20", "-o", "/dev/full", "--json"]) == 2
    seen = capsys.readouterr()
    assert json.loads(seen.out)["summary"]["unassigned"] == 1
    assert "'/dev/full' cannot be written: No space left on device." in seen.err


@pytest.mark.slow
def test_nothing_that_was_compiled_is_looked_through_at_the_end() -> None:
    try:
        _warm()
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
