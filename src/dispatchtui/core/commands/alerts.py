"""Commands about alerts: automation raises, escalates and resolves them, people acknowledge and snooze them."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from dispatchtui.core.alerting import KINDS, OUTCOMES, alert_id
from dispatchtui.core.board import Board
from dispatchtui.core.commands.ask import MOST_TEXT, Act, Ask, Decision, missing, unchanged
from dispatchtui.core.commands.checks import DAY_S
from dispatchtui.core.events import AlertAcknowledged, AlertEscalated, AlertRaised, AlertResolved, AlertSnoozed
from dispatchtui.core.model import Alert
from dispatchtui.core.plausible import LAST_S
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Code, Refusal, invalid
from dispatchtui.core.sla import Band


class RaiseAlert(Act, frozen=True, kw_only=True, tag="raise_alert"):
    """Raise an alert, or say that it got worse: a snooze ends, and what was acknowledged is raised anew."""

    RIGHT: ClassVar[str] = "watch"
    row: Alert

    def territories(self, board: Board) -> tuple[str, ...]:
        """Where it matters."""
        return self.row.territories


class AcknowledgeAlert(Act, frozen=True, kw_only=True, tag="acknowledge_alert"):
    """Say that one has seen an alert and looks after it."""

    RIGHT: ClassVar[str] = "alerts"
    alert_id: str

    def subjects(self) -> tuple[str, ...]:
        """The alert."""
        return (f"alerts/{self.alert_id}",)


class SnoozeAlert(Act, frozen=True, kw_only=True, tag="snooze_alert"):
    """Let an alert be quiet for a while, as long as the policy says when nobody says how long."""

    RIGHT: ClassVar[str] = "alerts"
    alert_id: str
    for_s: int | None = None

    def subjects(self) -> tuple[str, ...]:
        """The alert."""
        return (f"alerts/{self.alert_id}",)


class EscalateAlert(Act, frozen=True, kw_only=True, tag="escalate_alert"):
    """Pass an alert on that nobody has acknowledged."""

    RIGHT: ClassVar[str] = "watch"
    alert_id: str
    to: str

    def subjects(self) -> tuple[str, ...]:
        """The alert."""
        return (f"alerts/{self.alert_id}",)


class ResolveAlert(Act, frozen=True, kw_only=True, tag="resolve_alert"):
    """Say that what an alert was about is over, and how it ended."""

    RIGHT: ClassVar[str] = "watch"
    alert_id: str
    outcome: str = "moot"
    sentence: str = ""

    def subjects(self) -> tuple[str, ...]:
        """The alert."""
        return (f"alerts/{self.alert_id}",)


Alerting = RaiseAlert | AcknowledgeAlert | SnoozeAlert | EscalateAlert | ResolveAlert


def mind(board: Board, command: Alerting, ask: Ask) -> Decision:
    """Decide any command of this file."""
    if isinstance(command, RaiseAlert):
        return _raised(board, command.row, ask)
    alert: Alert | None = board.tables["alerts"].get(command.alert_id)
    if alert is None:
        return missing(f"alerts/{command.alert_id}")
    match command:
        case AcknowledgeAlert():
            if alert.acknowledged_s is not None:
                return Refusal(code=Code.ILLEGAL, subject=f"alerts/{alert.id}",
                               sentence=f"{alert.acknowledged_by} has acknowledged {alert.id} already.")  # fmt: skip
            return (AlertAcknowledged(alert_id=alert.id),)
        case SnoozeAlert():
            return _snoozed(board, alert, command.for_s, ask)
        case EscalateAlert():
            same = alert.escalated_to == command.to
            return () if same else (AlertEscalated(alert_id=alert.id, to=command.to),)
        case ResolveAlert():
            if command.outcome not in OUTCOMES:
                return invalid("outcome", f"An alert ends as {', '.join(OUTCOMES)}, not {command.outcome!r}.")
            return (AlertResolved(alert_id=alert.id, outcome=command.outcome, sentence=command.sentence),)


def _raised(board: Board, row: Alert, ask: Ask) -> Decision:
    if row.kind not in KINDS:
        return invalid("row.kind", f"An alert is of the kind {', '.join(KINDS)}, not {row.kind!r}.")
    if row.id != alert_id(row.kind, row.subject):
        return invalid("row.id", f"The alert of {row.subject} is called {alert_id(row.kind, row.subject)}.")
    if max(len(row.cause), len(row.sentence), len(row.outlook)) > MOST_TEXT:
        return invalid("row.sentence", f"An alert is told in at most {MOST_TEXT} characters.")
    unfit = _unfit(board, row)
    if unfit is not None:
        return unfit
    before: Alert | None = board.tables["alerts"].get(row.id)
    if before is None:
        return (AlertRaised(row=replace(row, raised_s=ask.at_s, worse_s=ask.at_s, version=0, changed=None)),)
    same = replace(row, raised_s=before.raised_s, worse_s=before.worse_s, snoozed_until_s=before.snoozed_until_s,
                   acknowledged_by=before.acknowledged_by, acknowledged_s=before.acknowledged_s,
                   escalated_to=before.escalated_to, escalated_s=before.escalated_s,
                   version=0, changed=None)  # fmt: skip
    if unchanged(before, same):
        return ()
    worse = replace(same, worse_s=ask.at_s, snoozed_until_s=None)
    if before.acknowledged_s is not None:
        # Whoever looks after it has not seen this: it waits for somebody from now on, and is passed on if nobody comes.
        worse = replace(worse, raised_s=ask.at_s, acknowledged_by="", acknowledged_s=None,
                        escalated_to="", escalated_s=None)  # fmt: skip
    return (AlertRaised(row=worse),)


def _unfit(board: Board, row: Alert) -> Refusal | None:
    """Refuse an alert about what is not there, or with figures that there are not."""
    # What a territory lacks is of that row: `territories/EAST:PLUMB`.
    subject = row.subject.partition(":")[0] if row.kind == "coverage" else row.subject
    if board.row(subject) is None:
        return invalid("row.subject", f"There is no {subject[:60]}.")
    visit = board.visits.get(row.visit_id)
    if row.visit_id and visit is None:
        return invalid("row.visit_id", f"There is no visit {row.visit_id[:60]}.")
    gone = next((each for each in row.territories if each not in board.territories), None)
    if gone is not None:
        return invalid("row.territories", f"There is no territory {gone[:60]}.")
    if visit is not None and row.territories and visit.territory not in row.territories:
        return invalid("row.territories", f"{visit.id} is not in {', '.join(row.territories)}.")
    if row.band and row.band not in list(Band):
        return invalid("row.band", f"A band is {', '.join(Band)}, or none, not {row.band[:60]!r}.")
    if row.outlook not in ("", "lost") and not row.outlook.startswith("override: "):
        return invalid(
            "row.outlook", f"An outlook is lost, override: what is broken, or none, not {row.outlook[:60]!r}."
        )
    if row.percent is not None and not 0 <= row.percent <= 100:
        return invalid("row.percent", f"A percentage goes from 0 to 100, not {row.percent}.")
    for field in ("due_s", "act_by_s"):
        at_s = getattr(row, field)
        if at_s is not None and not 0 <= at_s <= LAST_S:
            return invalid(f"row.{field}", f"A moment goes from 0 to {LAST_S} epoch seconds, not {at_s}.")
    return None


def snoozed_for_s(board: Board, alert: Alert, at_s: int) -> int:
    """How long an alert rests when nobody says how long: as the policy of its visit has it."""
    visit = board.visits.get(alert.visit_id)
    rules = rules_of(board, visit, None, at_s) if visit is not None else None
    return rules.snooze_s if rules is not None and rules.snooze_s else 600


def _snoozed(board: Board, alert: Alert, for_s: int | None, ask: Ask) -> Decision:
    if for_s is None:
        for_s = snoozed_for_s(board, alert, ask.at_s)
    if not 60 <= for_s <= DAY_S:
        return invalid("for_s", "An alert is snoozed for a minute to a day.")
    return (AlertSnoozed(alert_id=alert.id, until_s=ask.at_s + for_s),)
