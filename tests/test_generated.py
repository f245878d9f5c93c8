"""What documents say from the code is what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import generators

ROOT = Path(__file__).resolve().parents[1]


def test_every_generated_block_is_fresh() -> None:
    assert generators.refresh(write=False) == [], "run scripts/generate"


def test_every_block_in_the_readme_has_a_maker() -> None:
    marked = re.findall(r"<!-- generated:(\w+) -->", (ROOT / "README.md").read_text())
    assert sorted(marked) == sorted(block.name for block in generators.BLOCKS if block.document == "README.md")


def test_a_block_is_filled_between_its_marks_alone() -> None:
    text = "before\n<!-- generated:keys -->\nold\n<!-- /generated -->\nafter\n"
    filled = generators.filled(text, "keys", "new\\1")
    assert filled == "before\n<!-- generated:keys -->\nnew\\1\n<!-- /generated -->\nafter\n"
    assert generators.filled(text, "imports", "new") is None


def test_a_stale_block_is_named_and_then_written(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("<!-- generated:contracts -->\n<!-- /generated -->\n")
    said = [line for line in generators.refresh(tmp_path, write=False) if "contracts" in line]
    assert said == ["README.md: block 'contracts' is stale."]
    generators.refresh(tmp_path, write=True)
    assert generators.contracts() in (tmp_path / "README.md").read_text()
