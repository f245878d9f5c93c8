"""What each script in this folder does: set up what it needs, then hand over to the program behind it.

Never: anything outside the standard library; it runs before anything is installed.
Why: one table shows every way in, and a second start costs a look at the stamp and nothing else.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from provision import stamp
from provision.stamp import ROOT, RUNTIME, TESTS


class Way(NamedTuple):
    """One script: the locks it needs, the program it becomes, and whether it keeps the caller's folder."""

    locks: tuple[str, ...]
    program: tuple[str, ...]
    stays: bool = False


WAYS: dict[str, Way] = {
    "console": Way((RUNTIME,), ("dispatchtui", "day"), stays=True),
    "test": Way((RUNTIME, TESTS), ("python", "-m", "suite")),
    "bench": Way((RUNTIME, TESTS), ("python", "-m", "benchmarks")),
    "soak": Way((RUNTIME, TESTS), ("python", "-m", "soaks")),
    "check": Way((RUNTIME, TESTS), ("python", "-m", "checks")),
    "generate": Way((RUNTIME,), ("python", "-m", "generators")),
    "python": Way((RUNTIME,), ("python",), stays=True),
    "screenshot": Way((RUNTIME, TESTS), ("python", "-m", "screenshots")),
    "lock": Way((), ("python", "-m", "locks")),
}


def main(arguments: list[str]) -> int:
    """Set up for the script named first, then become its program; the exit code is 2 when that cannot be done."""
    way = WAYS[arguments[0]]
    place = stamp.place()
    if way.locks and not stamp.covered(place, way.locks):
        code = _set_up(place, way.locks, arguments)
        if code:
            return code
    _become(way, place / "bin" if way.locks else None, arguments[1:])
    return 0


def _set_up(place: Path, locks: tuple[str, ...], arguments: list[str]) -> int:
    import signal

    from provision.environment import Environment, Remake
    from provision.trouble import Trouble

    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        Environment(place).ready(locks)
    except Trouble as trouble:
        sys.stderr.write(f"dispatchtui: {trouble}\n")
        return 2
    except Remake:
        base: str = sys._base_executable  # type: ignore[attr-defined]
        outside = base if Path(base).parent != Path(sys.executable).parent else os.path.realpath(base)
        os.execv(outside, [outside, "-E", "-s", "-S", __file__, *arguments])
    except KeyboardInterrupt:
        sys.stderr.write("\ndispatchtui: The set-up was interrupted; the next run repairs it.\n")
        return 130
    return 0


def _become(way: Way, folder: Path | None, arguments: list[str]) -> None:
    name, *rest = way.program
    program = str(folder / name) if folder else sys.executable
    # The bytecode of this checkout is ours to keep: without it every start is two to three times slower.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if not way.stays:
        os.chdir(ROOT)
        environ["PYTHONPATH"] = str(ROOT / "scripts")
    os.execve(program, [program, *rest, *arguments], environ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
