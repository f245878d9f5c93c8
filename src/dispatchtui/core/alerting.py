"""The kinds of alert, and how one lives on: seen, quiet for a while, passed on.

An alert is raised and resolved by automation, which watches; people acknowledge it and let it rest.
"""

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core import events as e
from dispatchtui.core.board import Board
from dispatchtui.core.model import Alert, Changed
from dispatchtui.core.recording import successor

KINDS: dict[str, str] = {
    "breach": "a visit breaks its word or may",
    "overrun": "work runs over its time",
    "absent": "somebody is not there for what they are planned to do",
    "late": "somebody is behind their plan",
    "no_ack": "nobody has accepted what was released",
    "no_access": "nobody let the technician in",
    "stale": "no step was reported for too long",
    "conflict": "a plan breaks a rule",
    "data": "something is missing that keeps people or work out",
    "coverage": "a territory is about to be left without somebody qualified",
}
"""What an alert may be about, by the word that stands in its identity."""
OUTCOMES = ("kept", "breached", "moot")
"""How what an alert was about may end."""


def alert_id(kind: str, subject: str) -> str:
    """The identity of the one alert for a cause: `overrun:V11` for what `visits/V11` causes."""
    return f"{kind}:{subject.partition('/')[2]}"


def is_quiet(alert: Alert | None, now_s: int) -> bool:
    """Whether somebody looks after an alert or lets it rest; no longer once it has got worse."""
    if alert is None:
        return False
    return alert.acknowledged_s is not None or (alert.snoozed_until_s is not None and alert.snoozed_until_s > now_s)


def follow(board: Board, event: e.AlertAcknowledged | e.AlertSnoozed | e.AlertEscalated, changed: Changed) -> None:
    """Fold what became of an alert; nothing when it is over."""
    before: Alert | None = board.tables["alerts"].get(event.alert_id)
    if before is None:
        return
    match event:
        case e.AlertAcknowledged():
            after = replace(before, acknowledged_by=changed.by, acknowledged_s=changed.at_s)
        case e.AlertSnoozed():
            after = replace(before, snoozed_until_s=event.until_s)
        case _:
            after = replace(before, escalated_to=event.to, escalated_s=changed.at_s)
    board.put(successor(before, after, changed))
