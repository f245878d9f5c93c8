"""Whose word is endangered by what is offered: by how probable it is, and by when people will really be there.

Units: epoch seconds; percentages of breach.
"""

from __future__ import annotations

from collections.abc import Iterable

from dispatchtui.core.difference import Difference
from dispatchtui.core.policy import rules_of
from dispatchtui.core.sla import clocks
from dispatchtui.solver.proposing.pricing import Routes

CLEARLY_PERCENT = 5
"""What was at risk before is endangered by so much more at least."""
LATER_S = 60
"""What was late before is later by so much at least."""


class Words:
    """How probably words are broken, as rows are done one after another."""

    def __init__(self, routes: Routes) -> None:
        """Begin with what is expected before any."""
        self.routes = routes
        self._percents: dict[str, int | None] = {}

    def endangered(self, now: Routes, visit_ids: Iterable[str]) -> dict[str, int]:
        """The visits that break their word more probably than the office takes, and more so than before this row.

        Cost: what is expected of everybody who has one of them, on either board.
        """
        found: dict[str, int] = {}
        for visit_id in dict.fromkeys(visit_ids):
            percent = now.percent(visit_id)
            if percent is None:
                continue
            at_risk = rules_of(now.board, now.board.visits[visit_id], None, now.now_s).risk_percent or 0
            former = self._percents.get(visit_id, self.routes.percent(visit_id)) or 0
            if percent >= at_risk and percent - former >= (CLEARLY_PERCENT if former >= at_risk else 1):
                found[visit_id] = percent
        return found

    def go_on(self, now: Routes, visit_ids: Iterable[str]) -> None:
        """Go on from what is expected once a row is done."""
        self._percents.update({visit_id: now.percent(visit_id) for visit_id in visit_ids})


def later_than_due(found: Difference) -> tuple[str, ...]:
    """The visits that somebody is to have and that are missed as things run, and were not, or by less.

    Cost: a projection of everybody whose day is another, on either board.
    """
    was = _missed(found, former=True)
    return tuple(visit_id for visit_id, missed_s in _missed(found, former=False).items()
                 if is_later(missed_s, was.get(visit_id)))  # fmt: skip


def is_later(missed_s: int, was_missed_s: int | None) -> bool:
    """Whether a word is missed, and was not, or by less."""
    return missed_s > 0 and (was_missed_s is None or was_missed_s <= 0 or missed_s - was_missed_s >= LATER_S)


def _missed(found: Difference, *, former: bool) -> dict[str, int]:
    """By how much each visit of those whose day is another misses its clocks; less than nothing in time."""
    board, days = (found.before, found.was) if former else (found.after, found.now)
    margins: dict[str, int] = {}
    for day in days.values():
        for stop in day.stops:
            visit = board.visits[stop.visit_id]
            missed = [each.eta_s - each.due_s for each in clocks(board, visit, found.at_s, stop)
                      if each.eta_s is not None]  # fmt: skip
            if missed:
                margins[visit.id] = max(missed)
    return margins
