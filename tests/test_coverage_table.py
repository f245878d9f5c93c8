"""The coverage table names every capability once, and nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| ([A-P]\d+) \| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
LAST = {"A": 18, "B": 25, "C": 19, "D": 15, "E": 15, "F": 10, "G": 5, "H": 14, "I": 5, "J": 6, "K": 6, "L": 8, "M": 6,
        "N": 9, "O": 5, "P": 22}  # fmt: skip
"""The highest number of each group."""


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall((ROOT / "tests" / "COVERAGE.md").read_text(encoding="utf-8"))


def test_every_capability_has_one_row() -> None:
    expected = [f"{group}{number}" for group, last in LAST.items() for number in range(1, last + 1)]
    assert [row[0] for row in rows()] == expected


def test_what_is_there_is_shown_by_a_test_that_exists() -> None:
    for name, _, where, shown in rows():
        tests = re.findall(r"tests/[\w/]+\.py", shown)
        assert bool(tests) == (where != "to come"), name
        missing = [path for path in tests if not (ROOT / path).is_file()]
        assert not missing, f"{name}: {missing}"
