"""Long and harsh runs: one module for each part, each ending in one JSON object that says what held.

Never: a soak that cannot fail, or traffic to any address but this machine's own.
Why: what breaks after an hour, a kill or an unlucky order is not found by a test of a second.
"""

# Part -> module. A module's `run(arguments)` returns what it found; `ok` in it decides the exit code.
PARTS: dict[str, str] = {
    "day": "soaks.day",
    "imports": "soaks.imports",
    "interleave": "soaks.interleave",
    "kill": "soaks.kill",
    "optimise": "soaks.optimise",
    "risk": "soaks.risk",
    "setup": "soaks.setup",
    "solver": "soaks.solver",
    "store": "soaks.store",
}
