"""Runs the tests, several at a time when all of them are asked for.

Never: a choice that an argument cannot overrule.
Why: a whole run gains from every core, while one test, a debugger or a listing is quicker and clearer in one process.
"""

from __future__ import annotations

import os
import sys

_ONE_PROCESS = (
    "-n",
    "--numprocesses",
    "--pdb",
    "--trace",
    "--collect-only",
    "--co",
    "--fixtures",
    "--markers",
    "-s",
    "-h",
    "--help",
)
_WITH_VALUE = ("-k", "-m", "-o", "-p", "-W")


def command(arguments: list[str], cores: int) -> list[str]:
    """Say what to run for these arguments to pytest."""
    values = {number + 1 for number, argument in enumerate(arguments) if argument in _WITH_VALUE}
    named = [argument for number, argument in enumerate(arguments) if number not in values]
    alone = any(argument.split("=")[0] in _ONE_PROCESS or not argument.startswith("-") for argument in named)
    workers = [] if alone else ["-n", str(min(cores, 4)), "--dist", "loadfile"]
    return [sys.executable, "-m", "pytest", *workers, *arguments]


def main() -> None:
    """Become pytest."""
    whole = command(sys.argv[1:], os.cpu_count() or 1)
    os.execv(whole[0], whole)


if __name__ == "__main__":
    main()
