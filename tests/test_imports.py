"""Who may load whom: each import contract bites, and no deferred import slips past them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "dispatchtui"
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}

OFFICE = {"numba", "numpy", "ortools", "pydantic", "sqlalchemy", "sqlmodel", "starlette", "typer", "uvicorn"}

# One offence against each contract: where it is planted, and what is planted.
OFFENCES = [
    ("direction", "core/planted.py", "import dispatchtui.protocol"),
    ("direction", "constraints/planted.py", "import dispatchtui.client"),
    ("direction", "tui/planted.py", "import dispatchtui.server"),
    ("direction", "server/planted.py", "import dispatchtui.field"),
    ("direction", "client/planted.py", "import dispatchtui.cli"),
    ("direction", "elsewhere.py", "import dispatchtui.core"),
    ("floor", "core/planted.py", "import time"),
    ("floor", "constraints/planted.py", "from pathlib import Path"),
    ("floor", "protocol/planted.py", "import httpx"),
    ("floor", "solver/planted.py", "from random import Random"),
    ("core", "core/planted.py", "import zstandard"),
    ("console", "tui/planted.py", "import dispatchtui.store"),
    ("console", "client/planted.py", "from sqlalchemy import select"),
    ("replica", "client/planted.py", "import rich.text"),
    ("floor", "solver/planted.py", "import numba"),
    ("engine", "server/planted.py", "import dispatchtui.engine.kernel"),
    ("engine", "client/planted.py", "import ortools"),
    ("office", "server/planted.py", "import dispatchtui.client"),
    ("office", "store/planted.py", "import rich"),
    ("office", "integrations/planted.py", "import textual.app"),
    ("field", "field/planted.py", "import dispatchtui.constraints"),
    ("field", "field/planted.py", "import dispatchtui.server"),
    ("tables", "server/planted.py", "import sqlalchemy.orm"),
    ("tables", "cli/planted.py", "import sqlite3"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree and its contracts, free to be spoilt."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copytree(SOURCE, root / "src" / "dispatchtui", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def lint(root: Path, contract: str) -> tuple[int, str]:
    """What the linter says about one contract, as one line."""
    program = "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command as run; run()"
    command = [sys.executable, "-c", program, "--no-cache", "--contract", contract]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.returncode, re.sub(r"\s+", " ", done.stdout + done.stderr)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_each_contract_holds(copy: Path, contract: str) -> None:
    code, said = lint(copy, contract)
    assert code == 0, said


@pytest.mark.parametrize(("contract", "place", "line"), OFFENCES)
def test_each_contract_bites(copy: Path, contract: str, place: str, line: str) -> None:
    planted = copy / "src" / "dispatchtui" / place
    planted.write_text(f"{line}\n")
    try:
        code, said = lint(copy, contract)
    finally:
        planted.unlink()
    assert code == 1
    assert f"{CONTRACTS[contract]} BROKEN" in said
    assert planted.stem in said


def test_no_contract_is_without_an_offence() -> None:
    assert {contract for contract, _place, _line in OFFENCES} == CONTRACTS.keys()


def test_the_core_imports_msgspec_and_the_standard_library_alone() -> None:
    allowed = sys.stdlib_module_names | {"msgspec", "dispatchtui"}
    imported = re.compile(r"^\s*(?:from|import)\s+(\w+)", re.MULTILINE)
    others = {
        path.name: strangers
        for path in (SOURCE / "core").rglob("*.py")
        if (strangers := set(imported.findall(path.read_text())) - allowed)
    }
    assert not others


def loaded(program: str) -> set[str]:
    """The top-level packages in memory after a program."""
    ending = "import sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    command = [sys.executable, "-c", f"{program}\n{ending}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def everything_in(*packages: str) -> str:
    """A program that imports every module of some packages."""
    modules = [
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        for package in packages
        for path in sorted((SOURCE / package).rglob("*.py"))
        if "versions" not in path.parts and path.name not in {"env.py", "__main__.py"}
    ]
    assert modules
    return "\n".join(f"import {module}" for module in modules)


def test_the_server_loads_no_screen() -> None:
    assert loaded(everything_in("server", "store", "integrations")).isdisjoint({"textual", "rich", "typer"})


def test_the_console_loads_no_solver_no_database_no_server_and_no_command_line_library() -> None:
    entry = "import dispatchtui.__main__, dispatchtui.cli.fast"
    assert loaded(f"{entry}\n{everything_in('tui', 'client')}").isdisjoint(OFFICE)


def test_the_floor_loads_nothing_heavy() -> None:
    heavy = {"textual", "rich", "asyncio", "httpx", "anyio", "sqlalchemy", "sqlmodel", "pydantic", "ssl", "sqlite3"}
    assert loaded(everything_in("core", "constraints", "protocol", "solver")).isdisjoint(heavy)


def test_the_package_itself_loads_nothing() -> None:
    before = loaded("")
    assert loaded("import dispatchtui, dispatchtui.errors") - before <= {"dispatchtui", "__future__"}
