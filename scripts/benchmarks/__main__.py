"""Runs one part and prints its figures."""

from __future__ import annotations

import sys

from benchmarks import PARTS
from benchmarks.figures import as_json, as_row, heading
from parts import load, refuse


def main(arguments: list[str]) -> int:
    """Print the figures of the part named; without one, list the parts."""
    for_programs = "--json" in arguments
    names = [argument for argument in arguments if argument != "--json"]
    # The name of the part comes first; what follows is for a part that has options.
    if not names:
        for name in PARTS:
            print(f"{name:<12} {load(PARTS, name).__doc__.splitlines()[0]}")
        return 0
    name, *rest = names
    part = load(PARTS, name) if name in PARTS else None
    if part is None or (rest and not hasattr(part, "options")):
        return refuse("bench", names, PARTS)
    if not for_programs:
        print(heading())
    for one in part.run(part.options(rest)) if hasattr(part, "options") else part.run():
        print(as_json(one) if for_programs else as_row(one), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
