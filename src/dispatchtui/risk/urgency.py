"""In what order things need somebody, by what is said of them: one order for the desk, the server and every console.

First what an act can still save, by the last moment for it, whatever it is about; then what cannot be saved any more,
what nobody acted on in time, what is only to be watched, what is broken already, and what the data lacks.
"""

from __future__ import annotations

from typing import Final

from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding

SAVABLE, LOST, MISSED, WATCHED, BROKEN, DATA = range(6)
"""In what order entries come, before the last moment to act is asked."""
LATER_S: Final = 1 << 40
"""Behind every moment that is known."""

Rank = tuple[int, int, str]


def urgency(finding: Finding, now_s: int) -> Rank:
    """Where a finding comes by itself.

    Units: epoch seconds.
    """
    act_by_s, due_s = finding.act_by_s, LATER_S if finding.due_s is None else finding.due_s
    if finding.kind == "data":
        return DATA, 0, finding.id
    if finding.band is Band.BREACHED:
        return BROKEN, due_s, finding.id
    if finding.outlook == "lost":
        return LOST, due_s, finding.id
    if finding.band is Band.WATCH:
        return WATCHED, due_s if act_by_s is None else act_by_s, finding.id
    if act_by_s is None:
        return SAVABLE, due_s, finding.id
    # Of what is too late by now, the latest is the one of which most may still be put right.
    return (SAVABLE, act_by_s, finding.id) if act_by_s >= now_s else (MISSED, -act_by_s, finding.id)
