"""Writes what documents say from the code that knows it, or tells which of them have gone stale.

Never: a word of prose; what stands outside the marks belongs to whoever wrote it.
Why: a table copied by hand is wrong within a week. A block stands between `<!-- generated:NAME -->` and
`<!-- /generated -->` in its document, and a test fails when it is not what its maker says.
"""

from __future__ import annotations

import importlib
import itertools
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Block:
    """One generated block: its document, its name between the marks, and the `module:function` that makes it."""

    document: str
    name: str
    maker: str

    def text(self) -> str:
        """Make the block as it should be."""
        module, _colon, function = self.maker.partition(":")
        maker: Callable[[], str] = getattr(importlib.import_module(module), function)
        return maker().strip("\n")


BLOCKS: tuple[Block, ...] = (
    Block("README.md", "keys", "dispatchtui.tui.actions:key_reference"),
    Block("README.md", "constraints", "generators:constraints"),
    Block("README.md", "objectives", "generators:objectives"),
    Block("README.md", "imports", "generators:imports"),
    Block("README.md", "contracts", "generators:contracts"),
)


def constraints() -> str:
    """List every rule: what it requires, and who may break it."""
    rules = importlib.import_module("dispatchtui.constraints").CONSTRAINTS
    rows = [f"| `{each.name}` | {each.requires} | {each.override} |" for each in rules]
    return "\n".join(["| constraint | what it requires | override |", "|---|---|---|", *rows])


def objectives() -> str:
    """List every soft objective: what there is to be less of, and the price of a unit."""
    every = importlib.import_module("dispatchtui.constraints.objectives").OBJECTIVES
    rows = [f"| `{each.name}` | {each.minimises} | {each.weight_s:,g} s a {each.unit} |" for each in every]
    return "\n".join(["| objective | less of | price in seconds of travel |", "|---|---|---|", *rows])


def imports() -> str:
    """List the mappings that ship, each by the first sentence it says about itself."""
    rows = ["| `--mapping` | reads |", "|---|---|"]
    for mapping in sorted((ROOT / "config" / "mappings").glob("*.toml")):
        lines = itertools.takewhile(
            lambda line: line.startswith("# "), mapping.read_text(encoding="utf-8").splitlines()
        )
        words = " ".join(line.removeprefix("# ") for line in lines)
        rows.append(f"| `{mapping.stem}` | {re.split(r'(?<=[.])(?= |$)', words)[0]} |")
    return "\n".join(rows)


def contracts() -> str:
    """List the import contracts, each by the name that says its reason."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return "\n".join(f"- {contract['name']}." for contract in project["tool"]["importlinter"]["contracts"])


def filled(text: str, name: str, block: str) -> str | None:
    """Put a block between its marks; None where the marks are missing."""
    marks = re.compile(rf"(<!-- generated:{re.escape(name)} -->\n).*?(<!-- /generated -->)", re.DOTALL)
    if not marks.search(text):
        return None
    return marks.sub(lambda found: f"{found[1]}{block}\n{found[2]}", text)


def refresh(root: Path = ROOT, *, write: bool) -> list[str]:
    """Find each block that is not as it should be, and write it where asked; tells about them one by one."""
    said = []
    for block in BLOCKS:
        document = root / block.document
        before = document.read_text(encoding="utf-8")
        after = filled(before, block.name, block.text())
        if after is None:
            said.append(f"{block.document} has no block {block.name!r}.")
        elif after != before:
            said.append(f"{block.document}: block {block.name!r} {'was written' if write else 'is stale'}.")
            if write:
                document.write_text(after, encoding="utf-8")
    return said


def main(arguments: list[str]) -> int:
    """Write every block, or with --check exit with 1 when one is stale."""
    check = "--check" in arguments
    said = refresh(write=not check)
    for line in said:
        print(line)
    missing = any(" has no block " in line for line in said)
    return 1 if missing or (check and said) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
