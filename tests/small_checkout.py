"""A small checkout whose lock holds one home-made package, so that setting up needs no index."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
BACKEND = """
import pathlib, zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "dispatchtui-0.1.0-py3-none-any.whl"
    info = "dispatchtui-0.1.0.dist-info"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        wheel.writestr("dispatchtui.pth", str(pathlib.Path("src").resolve()))
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: dispatchtui\\nVersion: 0.1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", "[console_scripts]\\ndispatchtui = dispatchtui.__main__:main\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "dispatchtui"
version = "0.1.0"
"""
MAIN = "import sys, pebble\ndef main():\n    print('console', *sys.argv[1:])\n"


def a_wheel(folder: Path) -> Path:
    """A package of one module."""
    made = folder / "pebble-1.0-py3-none-any.whl"
    info = "pebble-1.0.dist-info"
    with zipfile.ZipFile(made, "w") as wheel:
        wheel.writestr("pebble.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: pebble\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return made


class Checkout:
    """A small checkout, and what its scripts answer."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.venv = self.root / ".venv"
        self.wheels = folder / "wheels"
        self.wheels.mkdir(parents=True)
        shutil.copytree(SCRIPTS, self.root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        source = self.root / "src" / "dispatchtui"
        source.mkdir(parents=True)
        (source / "__init__.py").touch()
        (source / "__main__.py").write_text(MAIN)
        (self.root / "backend.py").write_text(BACKEND)
        (self.root / "pyproject.toml").write_text(PROJECT)
        digest = hashlib.sha256(a_wheel(self.wheels).read_bytes()).hexdigest()
        (self.root / "tests").mkdir()
        for name in ("requirements.lock", "tests/requirements.lock"):
            (self.root / name).write_text(f"pebble==1.0 \\\n    --hash=sha256:{digest}\n")

    def environ(self, **changes: str) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "DISPATCHTUI_"))
        }
        pip = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        return kept | pip | {"PYTHON": getattr(sys, "_base_executable", sys.executable)} | changes

    def run(self, script: Path | str = "console", *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.root / "scripts" / script), *arguments]
        environ = {name: value for name, value in self.environ(**changes).items() if value}
        return subprocess.run(command, env=environ, capture_output=True, text=True, cwd="/", check=False)

    def held(self) -> dict[str, object]:
        return json.loads((self.venv / "setup.json").read_text())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that was set up once."""
    made = Checkout(tmp_path_factory.mktemp("set-up"))
    first = made.run("console", "--from nothing")
    assert first.returncode == 0, first.stderr
    assert first.stdout == "console day --from nothing\n"
    assert [line.split()[0] for line in first.stderr.splitlines()] == [
        "Setting",
        "environment",
        "packages",
        "dispatchtui",
        "bytecode",
        "ready",
    ]
    return made


def a_python(folder: Path, version: str) -> Path:
    """A Python too old to say anything but its version."""
    made = folder / "python3"
    made.write_text(f'#!/bin/sh\n[ "$1" = -V ] && echo "Python {version}" && exit 0\nexit 1\n')
    made.chmod(0o755)
    return made


def the_sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What a person is told when setting up cannot go on: the last line, after the steps that went well."""
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ERROR" not in done.stderr
    return done.stderr.splitlines()[-1]
