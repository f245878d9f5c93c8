"""Runs one part and prints what it found as one JSON object."""

from __future__ import annotations

import json
import sys

from parts import load, refuse
from soaks import PARTS


def main(arguments: list[str]) -> int:
    """Run the part named with the arguments after it; without one, list the parts."""
    if not arguments:
        for name in PARTS:
            print(f"{name:<12} {load(PARTS, name).__doc__.splitlines()[0]}")
        return 0
    if arguments[0] not in PARTS:
        return refuse("soak", arguments[:1], PARTS)
    found = load(PARTS, arguments[0]).run(arguments[1:])
    print(json.dumps(found))
    return 0 if found["ok"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
