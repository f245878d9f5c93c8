"""Who does which job: the one table of them. Each loads what it needs when it is first asked for.

Cost: importing this loads no engine, so that a first repair need not wait for one.
"""

from __future__ import annotations

from dispatchtui.engine.lanes import Doer

DOERS: dict[str, Doer] = {}
"""The doer of each kind of job, by its tag."""
