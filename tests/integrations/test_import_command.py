"""The verb itself, as a person runs it: words, JSON and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.integrations.desk import CONFIG, a_file

COMMAND = "import sys; from dispatchtui.cli import run; sys.exit(run(['import', *sys.argv[1:]]))"


def run(*arguments: object, home=None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "NO_COLOR": "1", "HOME": str(home or "/nonexistent")}
    return subprocess.run([sys.executable, "-c", COMMAND, *map(str, arguments)], capture_output=True, text=True,
                          check=False, timeout=60, env=environment)  # fmt: skip


def test_a_dry_run_needs_no_server_and_says_what_it_found(tmp_path):
    path = a_file(tmp_path, (CONFIG / "samples" / "technicians.csv").read_bytes() + b"S\x1b]52;c;x\x07,,,,,,,,,,,\n")
    done = run(path, "-m", "technicians", "--dry-run")
    assert done.returncode == 1, done.stderr
    assert "3  ready; nothing was recorded (dry run)" in done.stdout
    assert "1  rejected, see" in done.stdout
    assert "name: '' is empty, and name is needed" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_the_report_as_json(tmp_path):
    path = a_file(tmp_path, (CONFIG / "samples" / "work-orders.csv").read_bytes())
    done = run(path, "-m", "work-orders", "--dry-run", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["ready"], found["rejected"], found["exit_code"]) == (0, 3, 0, 0)
    assert found["unknown_columns"] == ["contract"]


def test_a_person_s_mistake_is_one_sentence_and_exit_code_2(tmp_path):
    path = a_file(tmp_path, "a,b\n")
    for arguments, said in (
        (
            (tmp_path / "absent.csv", "-m", "shifts", "--dry-run"),
            "absent.csv.",
        ),
        ((path, "-m", "boston", "--dry-run"), "There is no mapping 'boston'."),
        ((path, "-m", "shifts", "--dry-run"), "has no column 'id'"),
        ((path, "-m", "shifts", "--dry-run", "--report", tmp_path / "none"), "There is no folder"),
    ):
        done = run(*arguments)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_without_a_server_nothing_is_written(tmp_path):
    path = a_file(tmp_path, "id,technician_id,zone,start,end\n")
    done = run(path, "-m", "shifts", home=tmp_path)
    assert done.returncode == 2
    assert "No server is known." in done.stderr


def test_reference_data_is_refused_where_it_is_not_used_and_read_where_it_is(tmp_path):
    assignments = a_file(tmp_path, b"visit,technician,start\n")
    done = run(assignments, "-m", "assignments", "--reference", "day", "--dry-run", home=tmp_path)
    assert done.returncode == 2
    assert "Assignments place visits that are there already, so they take no --reference." in done.stderr
    orders = a_file(tmp_path, (CONFIG / "samples" / "work-orders.csv").read_bytes())
    absent = run(orders, "-m", "work-orders", "--reference", tmp_path / "absent", "--dry-run")
    assert (absent.returncode, absent.stdout) == (2, "")
    assert "absent" in absent.stderr
    assert run(orders, "-m", "work-orders", "--reference", "day", "--dry-run").returncode == 0
