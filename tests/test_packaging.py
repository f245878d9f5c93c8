"""What is shipped: locks that hold what was asked for, a wheel that is whole, scripts that are thin."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

from packaging.requirements import Requirement

import bootstrap
from provision import packages

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"


def pins(lock: str) -> dict[str, str]:
    """What a lock names, with its version."""
    blocks = packages.requirements((ROOT / lock).read_text())
    assert all("--hash=sha256:" in block for block in blocks)
    return {block.partition("==")[0]: block.partition("==")[2].split()[0] for block in blocks}


def test_the_locks_hold_what_pyproject_asks_for_and_name_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    runtime, tests = pins("requirements.lock"), pins("tests/requirements.lock")
    for wanted, lock in ((project["dependencies"] + extras["build"], runtime), (extras["test"], tests)):
        for requirement in map(Requirement, wanted):
            assert requirement.specifier.contains(lock[requirement.name], prereleases=True), requirement.name
    assert runtime.items() <= tests.items()
    peers = "scripts/benchmarks/solver_peers/requirements.lock"
    assert {"pyvroom", "pyvrp", "vrp-cli"} <= pins(peers).keys()
    for lock_name in ("requirements.lock", "tests/requirements.lock", peers):
        assert "://" not in (ROOT / lock_name).read_text()


def test_the_wheel_brings_its_configuration_and_changelog(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    assert "dispatchtui/CHANGELOG.md" in names
    assert {f"dispatchtui/config/{path.name}" for path in (ROOT / "config").glob("*.*")} <= names


def test_every_script_is_executable_and_thin() -> None:
    for name in bootstrap.WAYS.keys() - {"python"}:
        script = SCRIPTS / name
        assert os.access(script, os.X_OK), name
        lines = script.read_text().splitlines()
        assert lines[0] == "#!/bin/sh"
        assert lines[1].startswith("# ")
        assert lines[-1] == f'exec "${{self%/*}}/provision/find-python" {name} "$@"'


def test_the_command_tells_the_version_that_is_packaged() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    done = subprocess.run(
        [sys.executable, "-m", "dispatchtui", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"dispatchtui {version}\n", "")


def test_the_command_alone_shows_what_there_is_and_complains_about_nothing() -> None:
    done = subprocess.run([sys.executable, "-m", "dispatchtui"], capture_output=True, text=True, check=False)
    assert "Usage: dispatchtui" in done.stdout
    assert (done.returncode, done.stderr) == (2, "")
