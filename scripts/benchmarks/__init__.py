"""Measurements that a person can repeat: one module for each part, each figure beside what it is held against.

Never: a bare number where a peer or a limit could be measured in the same run, or a figure from another machine.
Why: a time means something only beside another one; a part yields its figures as it finds them, and this package prints
them as a table for eyes or as one JSON object a line for programs.
"""

from benchmarks.figures import Figure, figure

__all__ = ["PARTS", "Figure", "figure"]

# Part -> module. A module's `run()` yields figures; the first line of its docstring is what the listing says.
PARTS: dict[str, str] = {
    "check": "benchmarks.check",
    "live": "benchmarks.live",
    "risk": "benchmarks.risk",
    "setup": "benchmarks.setup",
    "solver": "benchmarks.solver",
    "start": "benchmarks.start",
    "store": "benchmarks.store",
}
