"""What needs somebody, in the order of the key for the next thing.

First it is what the server has raised, later what is found here with what the server has raised beside it.
Never: an alert that the server has raised left out because nothing is found here; a visit told twice.
Why: the alerts come with the board, so the list is there before anything has been worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dispatchtui.core.board import Board
from dispatchtui.core.disrupting import KINDS
from dispatchtui.core.model import Alert
from dispatchtui.core.sla import Band
from dispatchtui.risk.alerts import LATENESS
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.urgency import urgency

if TYPE_CHECKING:
    from dispatchtui.solver.proposing.proposal import Proposal

ASKED_FOR = "OPTIMISE"
"""What somebody asked for is no cause."""
QUIET = ("UNPLACED", "AT_RISK", "TECH_AHEAD", "CUSTOMER_CANCEL")
"""Causes that press nobody by themselves: whether they do is foreseen, and told then."""
PROPOSAL = "proposal"
"""The kind of an entry that stands there only because something is offered for it."""


class Attention:
    """One entry for a cause; `by_id` knows those too that are over, for the rows that still show them.

    `about` are the entries of a visit, whether it is the one that is told of or another behind the same cause. `quiet`
    are causes that press nobody yet, but for which something is offered.
    """

    def __init__(self) -> None:
        """Nothing needs anybody yet."""
        self.found: tuple[Finding, ...] = ()
        self.by_id: dict[str, Finding] = {}
        self.present: frozenset[str] = frozenset()
        self.about: dict[str, list[Finding]] = {}
        self._here: tuple[Finding, ...] = ()
        self._offered: tuple[Finding, ...] = ()
        self.quiet: tuple[Finding, ...] = ()

    def offer(self, board: Board, proposals: Iterable[Proposal], now_s: int) -> None:
        """Take what is offered: a cause that nothing here is about comes in its place, with its sentence."""
        every = [each for each in proposals if each.disruption.kind != ASKED_FOR]
        self._offered = tuple(of_proposal(each) for each in every if each.disruption.kind not in QUIET)
        self.take(board, None, now_s)
        quiet = (each for each in every if each.disruption.kind in QUIET)
        self.quiet = tuple(of_proposal(each) for each in quiet if not self.about.keys() & each.disruption.visits)
        self.by_id |= {each.id: each for each in self.quiet}

    def take(self, board: Board, found: tuple[Finding, ...] | None = None, now_s: int = 0) -> None:
        """Take what was found here, if that is new, with the alerts that stand for nothing of it behind."""
        self._here = self._here if found is None else found
        here = {each.id: each for each in self._here}
        alerts: Iterable[Alert] = board.tables["alerts"].values()
        told = {visit_id for each in here.values() for visit_id in (each.visit_id, *each.others) if visit_id}
        raised = sorted((of_alert(each) for each in alerts if each.id not in here and each.visit_id not in told),
                        key=lambda each: urgency(each, now_s))  # fmt: skip
        every = self._with_offered((*here.values(), *raised), now_s)
        self.found, self.present = every, frozenset(each.id for each in every)
        self.by_id |= {each.id: each for each in every}
        self.about = {}
        for each in every:
            for visit_id in dict.fromkeys((each.visit_id, *each.others)):
                self.about.setdefault(visit_id, []).append(each)

    def _with_offered(self, every: tuple[Finding, ...], now_s: int) -> tuple[Finding, ...]:
        """The causes for which something is offered and that are not told of yet, where they have to be acted on."""
        subjects = {each.subject for each in every}
        visits = {visit_id for each in every for visit_id in (each.visit_id, *each.others) if visit_id}
        merged = list(every)
        for each in self._offered:
            if each.subject in subjects or (each.visit_id and visits.issuperset((each.visit_id, *each.others))):
                continue
            rank = urgency(each, now_s)
            at = next((place for place, one in enumerate(merged) if urgency(one, now_s) > rank), len(merged))
            merged.insert(at, each)
        return tuple(merged)

    def entry_of(self, visit_id: str, cause_id: str) -> Finding | None:
        """The entry to which a visit belongs: that of its cause, else the first that is about it."""
        about = self.about.get(visit_id, ())
        return next((each for each in about if each.id == cause_id), next(iter(about), None))

    def alert_of(self, board: Board, found: Finding) -> Alert | None:
        """The alert of an entry; where the cause is another by now, that which was raised for the former one."""
        alerts: Mapping[str, Alert] = board.tables["alerts"]
        if found.id in alerts or not found.visit_id or found.kind not in LATENESS:
            return alerts.get(found.id)
        return next((each for each in alerts.values() if each.visit_id == found.visit_id
                     and each.kind in LATENESS and each.id not in self.present), None)  # fmt: skip


def of_proposal(proposal: Proposal) -> Finding:
    """What is offered, as an entry of its own."""
    found = proposal.disruption
    first, *others = found.visits or ("",)
    return Finding(kind=PROPOSAL, subject=found.subject, visit_id=first, others=tuple(others),
                   territories=found.territories, due_s=found.due_s, act_by_s=found.act_by_s,
                   cause=proposal_words(found.kind), sentence=found.sentence)  # fmt: skip


def proposal_words(kind: str) -> str:
    """What a kind of cause is called where no more is said."""
    return KINDS[kind].words if kind in KINDS else kind.lower()


def of_alert(alert: Alert) -> Finding:
    """What an alert that was raised says."""
    return Finding(
        kind=alert.kind, subject=alert.subject, visit_id=alert.visit_id, territories=alert.territories,
        band=Band(alert.band) if alert.band else None, due_s=alert.due_s, act_by_s=alert.act_by_s,
        percent=alert.percent, outlook=alert.outlook, cause=alert.cause, sentence=alert.sentence,
    )  # fmt: skip
