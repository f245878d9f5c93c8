"""What needs somebody, in the order of the key for the next thing.

First it is what the server has raised, later what is found here with what the server has raised beside it.
Never: an alert that the server has raised left out because nothing is found here; a visit told twice.
Why: the alerts come with the board, so the list is there before anything has been worked out.
"""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING

from dispatchtui.core.board import Board
from dispatchtui.core.model import Alert
from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding

if TYPE_CHECKING:
    from dispatchtui.tui.views.picture import Picture
    from dispatchtui.tui.views.risks import Risks

NEVER_S = 1 << 40
LOOK_EVERY_S = 60
"""The board is looked over again after so long on the server's clock, whatever changes."""
REST_FACTOR = 20
MEANWHILE_S = 1.0


class Attention:
    """One entry for a cause; `by_id` knows those too that are over, for the rows that still show them."""

    def __init__(self) -> None:
        """Nothing needs anybody yet."""
        self.found: tuple[Finding, ...] = ()
        self.by_id: dict[str, Finding] = {}
        self.present: frozenset[str] = frozenset()
        self._old = self._looks = True
        self._looked_s, self._look_again, self._taken_at = 0, 0.0, perf_counter()

    @property
    def fresh(self) -> bool:
        """Whether nothing has changed since it was brought up."""
        return not (self._old or self._looks)

    def touch(self, *, round_too: bool = True) -> None:
        """Note that something changed: visits that stand otherwise, or rows that a look round rests on."""
        self._old = True
        self._looks |= round_too

    def work(self, picture: Picture, risks: Risks, *, all_known: bool, at_rest: bool) -> bool:
        """Bring it up to what is known now; tell whether anything differs.

        While not all is known it is brought up only now and then.
        Only with the keys `at_rest` the board is looked over for everything that is no visit at risk, and then not
        for many times as long as it took.
        """
        began = perf_counter()
        if not all_known and began < self._taken_at + MEANWHILE_S:
            return False
        due = self._looks or abs(picture.known_s - self._looked_s) >= LOOK_EVERY_S
        if at_rest and due and began >= self._look_again:
            self._looks, self._looked_s, self._old = False, picture.known_s, True
            risks.look_round(picture.broken, picture.positions)
            self._look_again = perf_counter() + (perf_counter() - began) * REST_FACTOR
        if not self._old:
            return False
        self._old, self._taken_at = False, perf_counter()
        return self.take(risks.attention(), picture.board)

    def take(self, found: Iterable[Finding], board: Board) -> bool:
        """Take what was found, with the alerts that stand for nothing of it behind; tell whether anything differs."""
        here = {each.id: each for each in found}
        alerts: Iterable[Alert] = board.tables["alerts"].values()
        told = {visit_id for each in here.values() for visit_id in (each.visit_id, *each.others) if visit_id}
        raised = sorted((of_alert(each) for each in alerts if each.id not in here and each.visit_id not in told),
                        key=_first)  # fmt: skip
        every = (*here.values(), *raised)
        if every == self.found:
            return False
        self.found, self.present = every, frozenset(each.id for each in every)
        self.by_id |= {each.id: each for each in every}
        return True


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
