"""The life of alerts: from what stands and what is found now, what automation asks of the desk.

One alert stands for a cause, and is said again only when it got worse: a worse band, or less that can be done. It
ends when it was fine for a while, or with its visit; another cause for a visit of which somebody knows already waits
as long, so that nothing flickers. What can still be done is waited for a little, so that it is told with what it is
about and not once more as worse. A last moment that moves by some minutes is no event.

Never: a word to the desk about what a person said of an alert; that is theirs.
Units: epoch seconds.
Cost: some microseconds an alert and finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.commands.alerts import EscalateAlert, RaiseAlert, ResolveAlert
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Alert, Rules, Visit, VisitState
from dispatchtui.core.policy import rules_for, rules_of
from dispatchtui.core.sla import Band
from dispatchtui.risk.findings import Finding, alert_row

FINE_S = 120
"""How long it must have been fine before an alert ends, and how long another cause for the same visit waits."""
SETTLED_S = 15
"""How long it is waited for what can still be done about a visit, before it is told without that."""
SLACK_PERCENT = 5
"""By how much a visit has to be better than at risk to be fine."""
PRESSING = 3
"""Of what there is time to act for longer than so many waits for an answer, nobody else is told yet."""
ON_CALL = "on call"
"""To whom is passed on what nobody sits at the desk for."""
NOBODYS = ("data",)
"""Kinds that can wait until somebody looks."""
LATENESS = ("breach", "late", "overrun", "absent")
"""Kinds of which one is enough for a visit at a time, unless another is worse."""

Asked = RaiseAlert | EscalateAlert | ResolveAlert
_BANDS = {band.value: place for place, band in enumerate(Band)}
_NO_BAND = len(_BANDS)


class Since(Struct, frozen=True, kw_only=True):
    """What the last look left to remember: since when each standing alert is fine, and each other cause is there."""

    fine: dict[str, int] = {}
    come: dict[str, int] = {}


def follow_up(
    board: Board, findings: Sequence[Finding], since: Since, now_s: int, *, unsettled: Collection[str] = ()
) -> tuple[tuple[Asked, ...], Since]:
    """What to ask of the desk now, and what to remember for the next look.

    Findings say what is so; the alerts on the board say what has been told. `unsettled` are the visits of which it is
    still being worked out what can be done.
    """
    standing: dict[str, Alert] = dict(board.tables["alerts"])
    known = {str(alert.visit_id): alert for alert in standing.values() if alert.visit_id and alert.kind in LATENESS}
    found = {each.id: each for each in findings}
    asked: list[Asked] = []
    come: dict[str, int] = {}
    for finding in found.values():
        alert = standing.get(finding.id)
        if matters(finding) if alert is None else worse(alert, finding):
            come[finding.id] = since.come.get(finding.id, now_s)
        waited_s = now_s - come.get(finding.id, now_s)
        if finding.id in come and finding.visit_id in unsettled and waited_s < SETTLED_S:
            continue
        if alert is not None:
            asked += _again(board, alert, finding, now_s)
            come.pop(finding.id, None)
        elif finding.id in come:
            other = known.get(finding.visit_id) if finding.kind in LATENESS and not _is_over(board, finding) else None
            if other is None or worse(other, finding) or waited_s >= FINE_S:
                asked.append(RaiseAlert(row=alert_row(finding)))
                del come[finding.id]
    fine: dict[str, int] = {}
    elsewhere = {each.visit_id for each in found.values() if each.visit_id and matters(each)}
    for alert in standing.values():
        if not _fine(board, alert, found.get(alert.id), now_s):
            continue
        fine[alert.id] = since.fine.get(alert.id, now_s)
        if now_s - fine[alert.id] >= FINE_S or (alert.id not in found and _over(board, alert)):
            asked.append(_resolved(board, alert, also=alert.visit_id in elsewhere and alert.id not in found))
    return tuple(asked), Since(fine=fine, come=come)


def matters(finding: Finding) -> bool:
    """Whether somebody has to be told: not of what is only watched, but of work that itself runs over."""
    if finding.band is Band.WATCH:
        return finding.kind == "overrun" and finding.subject == f"visits/{finding.visit_id}"
    return finding.band is not None or finding.kind != "breach"


def _is_over(board: Board, finding: Finding) -> bool:
    """Whether work has run over by now: that is told at once, for it neither comes nor goes."""
    visit = board.row(finding.subject)
    return finding.kind == "overrun" and isinstance(visit, Visit) and visit.state is VisitState.WORKING


def worse(alert: Alert, finding: Finding) -> bool:
    """Whether it got worse than it was told: a worse band, or less that can be done about it."""
    band = finding.band.value if finding.band is not None else ""
    if _BANDS.get(band, _NO_BAND) < _BANDS.get(alert.band, _NO_BAND):
        return True
    return hopelessness(finding.outlook) > hopelessness(alert.outlook)


def hopelessness(outlook: str) -> int:
    """How little can be done: 0 while an act helps, 1 where only breaking a rule does, 2 where nothing does."""
    return 2 if outlook == "lost" else int(outlook.startswith("override"))


def pass_on_to(board: Board, territories: Iterable[str]) -> str:
    """Who is told of what nobody looks after: whoever sits at the desk of a territory, else who is on call."""
    wanted = set(territories)
    desks = sorted(board.tables["desks"].values(), key=lambda each: each.id)
    return next((desk.holder for desk in desks if desk.holder and wanted & set(desk.territories)), ON_CALL)


def _again(board: Board, alert: Alert, finding: Finding, now_s: int) -> tuple[Asked, ...]:
    """What is said again of a cause that was told before."""
    if worse(alert, finding):
        return (RaiseAlert(row=alert_row(finding)),)
    quiet = alert.snoozed_until_s is not None and now_s < alert.snoozed_until_s
    seen = alert.acknowledged_s is not None or alert.escalated_s is not None or quiet
    if seen or alert.kind in NOBODYS or alert.band == Band.WATCH.value:
        return ()
    after_s = _rules(board, alert, now_s).escalate_s or 0
    since_s = max(alert.raised_s, alert.snoozed_until_s or 0)
    waited = now_s - since_s >= after_s
    if finding.act_by_s is None:
        return () if not waited else _passed_on(board, alert)
    if finding.act_by_s - now_s >= after_s * (PRESSING if waited else 1):
        return ()
    return _passed_on(board, alert)


def _passed_on(board: Board, alert: Alert) -> tuple[Asked, ...]:
    return (EscalateAlert(alert_id=alert.id, to=pass_on_to(board, alert.territories)),)


def _fine(board: Board, alert: Alert, finding: Finding | None, now_s: int) -> bool:
    """Whether nothing is left of what an alert was about."""
    if finding is None:
        return True
    if matters(finding):
        return False
    if finding.percent is None:
        return finding.band is None
    return finding.percent < (_rules(board, alert, now_s).risk_percent or 0) - SLACK_PERCENT


def _over(board: Board, alert: Alert) -> bool:
    """Whether an alert ends at once: its subject is gone, or its visit has come to an end or begun."""
    visit = board.visits.get(alert.visit_id)
    if _gone(board, alert):
        return True
    return visit is not None and (visit.state in ENDED or visit.stamps.on_site_s is not None)


def _gone(board: Board, alert: Alert) -> bool:
    """Whether there is nothing any more that it could be about; what a territory lacks is of that row."""
    if alert.visit_id and alert.visit_id not in board.visits:
        return True
    return board.row(alert.subject) is None and board.row(alert.subject.partition(":")[0]) is None


def _resolved(board: Board, alert: Alert, *, also: bool) -> ResolveAlert:
    """The end of an alert; `also` says that its visit is in danger for another cause by now."""
    visit = board.visits.get(alert.visit_id)
    about = alert.visit_id or alert.subject.partition("/")[2]
    if _gone(board, alert):
        outcome, sentence = "moot", f"{about} is gone."
    elif visit is not None and visit.state is VisitState.CANCELLED:
        outcome, sentence = "moot", f"{about} was cancelled."
    elif alert.band == Band.BREACHED.value:
        outcome, sentence = "breached", f"{about} broke its word."
    elif also:
        outcome, sentence = "moot", f"{about} is in danger for another cause by now."
    elif visit is None or alert.due_s is None:
        outcome, sentence = "moot", f"{about} needs nobody any more."
    else:
        outcome, sentence = "kept", _kept(visit)
    return ResolveAlert(alert_id=alert.id, outcome=outcome, sentence=sentence)


def _kept(visit: Visit) -> str:
    if visit.state in ENDED:
        return f"{visit.id} came to its end in time."
    return f"{visit.id} {'was reached' if visit.stamps.on_site_s is not None else 'is expected'} in time."


def _rules(board: Board, alert: Alert, now_s: int) -> Rules:
    visit = board.visits.get(alert.visit_id)
    if visit is not None:
        return rules_of(board, visit, None, now_s)
    return rules_for(board, now_s, territory=next(iter(alert.territories), ""))
