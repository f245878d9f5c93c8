"""The house rules that no linter knows: sizes, docstrings, words, and what the floor may not touch."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "dispatchtui"
CODE = sorted([*SOURCE.rglob("*.py"), *(ROOT / "scripts").rglob("*.py")])
PACKAGES = sorted(path for path in CODE if path.name == "__init__.py")
SUITE = sorted((ROOT / "tests").rglob("test_*.py"))
FLOOR = ("core", "constraints", "protocol", "solver")
LINES = 300
APP_LINES = 200
FUNCTION_LINES = 60
UNFINISHED = re.compile(r"\b([T]ODO|[F]IXME|[X]XX|[H]ACK)\b")
NOTHING = ("pass", "raise NotImplementedError", "raise NotImplementedError()")
PROOF = re.compile(
    r"\b(assert|raises|warns)\b|\b((check|expect|verify|assert|wait)_\w+|until)\(|\.(check|expect|verify)\w*\("
)
MACHINE = re.compile(r"(?<![\w.])/(home|root|Users)/\w")

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)


def name(path: Path) -> str:
    """How a file is called in a complaint."""
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    """A file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def public(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """The classes, functions and methods that others may use."""
    for child in node.body:
        if isinstance(child, (*type_of_function, ast.ClassDef)) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from public(child)


def calls(node: ast.AST) -> Iterator[tuple[str, int]]:
    """Every call in a tree, as it is written, with its line."""
    for child in ast.walk(node):
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func), child.lineno


def is_sentence(docstring: str | None) -> bool:
    """Whether a docstring begins with one sentence on one line."""
    first = (docstring or "").partition("\n")[0].strip()
    return first.endswith(".") and len(first) > 2


def test_files_stay_short() -> None:
    every = [*CODE, *(ROOT / "tests").rglob("*.py")]
    long = {name(path): size for path in every if (size := len(path.read_text().splitlines())) > LINES}
    assert not long, f"over {LINES} lines: {long}"


def test_the_application_stays_small() -> None:
    app = SOURCE / "tui" / "app.py"
    size = len(app.read_text().splitlines()) if app.exists() else 0
    assert size < APP_LINES, f"{name(app)} has {size} lines; it drains frames, runs an action and draws, no more"


def test_functions_stay_short() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, type_of_function) and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert not long, f"over {FUNCTION_LINES} lines: {long}"


def test_docstrings_begin_with_a_sentence() -> None:
    missing = []
    for path in CODE:
        module = tree(path)
        if not is_sentence(ast.get_docstring(module)):
            missing.append(name(path))
        missing += [
            f"{name(path)}:{node.lineno} {node.name}"
            for node in public(module)
            if not is_sentence(ast.get_docstring(node)) and not is_overload(node)
        ]
    assert not missing, f"no docstring whose first line is a sentence: {missing}"


def is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether a function is one of several signatures, described by the last, or fills an abstract one."""
    return any(
        ast.unparse(mark).rpartition(".")[2] in {"overload", "override", "setter"} for mark in node.decorator_list
    )


@pytest.mark.parametrize("path", PACKAGES, ids=name)
def test_a_package_says_what_it_never_does_and_why_it_is(path: Path) -> None:
    docstring = ast.get_docstring(tree(path)) or ""
    assert "Never:" in docstring
    assert "Why:" in docstring


def test_nothing_is_left_for_later() -> None:
    left = [
        f"{name(path)}:{number}"
        for path in CODE
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert not left


def test_no_function_does_nothing() -> None:
    idle = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, type_of_function)
        and not node.name.startswith("__")
        and ast.unparse(node.body[-1]) in NOTHING
        and len(node.body) == 1 + (ast.get_docstring(node) is not None)
    ]
    assert not idle


def test_only_the_command_line_prints() -> None:
    printing = [
        f"{name(path)}:{line}"
        for path in CODE
        if path.is_relative_to(SOURCE) and not path.is_relative_to(SOURCE / "cli")
        for call, line in calls(tree(path))
        if call == "print"
    ]
    assert not printing


def test_the_floor_takes_time_and_chance_as_arguments() -> None:
    clock = re.compile(r"(datetime|date)\.(now|utcnow|today)|time\.\w+|random\.\w+|secrets\.\w+|uuid\.\w+|open|os\.\w+")
    asking = [
        f"{name(path)}:{line} {call}"
        for folder in FLOOR
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for call, line in calls(tree(path))
        if clock.fullmatch(call)
    ]
    assert not asking


def test_no_exception_is_swallowed_without_a_reason() -> None:
    swallowed = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and all(isinstance(line, ast.Pass) or ast.unparse(line) == "..." for line in node.body)
        and "  # " not in path.read_text().splitlines()[node.body[0].lineno - 1]
    ]
    assert not swallowed, f"act on it, or say beside the pass why nothing needs to be done: {swallowed}"


def test_no_file_knows_a_machine() -> None:
    documents = [path for path in ROOT.glob("*") if path.suffix in {".md", ".toml", ".lock"}]
    knowing = [name(path) for path in (*CODE, *SUITE, *documents) if MACHINE.search(path.read_text())]
    assert not knowing


def each_test(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The tests in a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, type_of_function) and node.name.startswith("test_"):
            yield node


def proving(path: Path) -> set[str]:
    """The helpers of a file that fail when something does not hold."""
    return {
        node.name for node in tree(path).body if isinstance(node, type_of_function) and PROOF.search(ast.unparse(node))
    }


def test_every_test_can_fail() -> None:
    idle = [
        f"{name(path)}:{test.lineno} {test.name}"
        for path in SUITE
        for helpers in [proving(path)]
        for test in each_test(path)
        if not PROOF.search(ast.unparse(test)) and helpers.isdisjoint(call for call, _line in calls(test))
    ]
    assert not idle


def own_calls(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The calls of a test itself; a disturbance defined inside it keeps its own pace."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func), child.lineno
        if not isinstance(child, type_of_function):
            yield from own_calls(child)


def test_no_test_sleeps() -> None:
    sleeping = [
        f"{name(path)}:{line}"
        for path in SUITE
        for test in each_test(path)
        for call, line in own_calls(test)
        if call in {"time.sleep", "asyncio.sleep", "anyio.sleep"}
        and not re.search(r"sleep\(0\)|  # ", path.read_text().splitlines()[line - 1])
    ]
    assert not sleeping, f"wait for a condition instead, or say beside it what the time is for: {sleeping}"
