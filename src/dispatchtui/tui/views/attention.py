"""What needs somebody, in the order of the key for the next thing.

First it is what the server has raised, later what is found here with what the server has raised beside it.
Never: an alert that the server has raised left out because nothing is found here; a visit told twice.
Why: the alerts come with the board, so the list is there before anything has been worked out.
"""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.core.board import Board
from dispatchtui.core.model import Alert
from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding

NEVER_S = 1 << 40


class Attention:
    """One entry for a cause; `by_id` knows those too that are over, for the rows that still show them."""

    def __init__(self) -> None:
        """Nothing needs anybody yet."""
        self.found: tuple[Finding, ...] = ()
        self.by_id: dict[str, Finding] = {}
        self.present: frozenset[str] = frozenset()
        self._here: tuple[Finding, ...] = ()

    def take(self, board: Board, found: tuple[Finding, ...] | None = None) -> None:
        """Take what was found here, if that is new, with the alerts that stand for nothing of it behind."""
        self._here = self._here if found is None else found
        here = {each.id: each for each in self._here}
        alerts: Iterable[Alert] = board.tables["alerts"].values()
        told = {visit_id for each in here.values() for visit_id in (each.visit_id, *each.others) if visit_id}
        raised = sorted((of_alert(each) for each in alerts if each.id not in here and each.visit_id not in told),
                        key=_first)  # fmt: skip
        every = (*here.values(), *raised)
        self.found, self.present = every, frozenset(each.id for each in every)
        self.by_id |= {each.id: each for each in every}


def of_alert(alert: Alert) -> Finding:
    """What an alert that was raised says."""
    return Finding(
        kind=alert.kind, subject=alert.subject, visit_id=alert.visit_id, territories=alert.territories,
        band=Band(alert.band) if alert.band else None, due_s=alert.due_s, act_by_s=alert.act_by_s,
        percent=alert.percent, outlook=alert.outlook, cause=alert.cause, sentence=alert.sentence,
    )  # fmt: skip


def _first(found: Finding) -> tuple[int, int, str]:
    """By the moment to act, then by when it is due."""
    act_by_s = NEVER_S if found.act_by_s is None else found.act_by_s
    return act_by_s, NEVER_S if found.due_s is None else found.due_s, found.id
