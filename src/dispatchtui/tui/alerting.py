"""Alerts at the desk: saying that one has seen one, letting it rest for a while, and holding the clocks behind it.

Never: an alert raised or ended from here; that is the watch's.
Why: what everybody sees as looked after is done twice by nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatchtui.core.commands.alerts import AcknowledgeAlert, SnoozeAlert, snoozed_for_s
from dispatchtui.core.commands.clocks import HoldClock, ResumeClock
from dispatchtui.core.model import Alert, Visit
from dispatchtui.tui import deeds
from dispatchtui.tui.effects import Effects, Submit, refuse
from dispatchtui.tui.hindrances import NO_VISIT
from dispatchtui.tui.lookup import find_visit
from dispatchtui.tui.state import State
from dispatchtui.tui.views.alerts import called, covers, entry_of, standing_alert
from dispatchtui.tui.views.attention import of_alert
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.presence import named
from dispatchtui.tui.views.words import clock
from dispatchtui.tui.walking import brought_here

if TYPE_CHECKING:
    from dispatchtui.risk.findings import Finding

MOST_MINUTES = 24 * 60
"""The longest that an alert can rest, as the gate has it."""


def acknowledge(state: State, typed: str = "") -> Effects:
    """Say that one looks after the alert under the cursor, or that of a visit."""
    meant = _meant(state, typed)
    if isinstance(meant, str):
        return refuse(meant)
    found, alert = meant
    seen = _seen(state, alert)
    if seen:
        return refuse(seen)
    return (Submit(act=AcknowledgeAlert(alert_id=alert.id), label=f"{called(found)}: seen by you{covers(found)}"),)


def snooze(state: State, minutes: str = "", typed: str = "") -> Effects:
    """Let the alert be quiet, as long as the policy says or so many minutes."""
    meant = _meant(state, typed)
    if isinstance(meant, str):
        return refuse(meant)
    if minutes and not (minutes.isascii() and minutes.isdigit() and 1 <= int(minutes[:6]) <= MOST_MINUTES):
        return refuse(f"An alert rests for 1 to {MOST_MINUTES} minutes, not {minutes[:20]}.")
    found, alert = meant
    act = SnoozeAlert(alert_id=alert.id, for_s=int(minutes) * 60 if minutes else None)
    picture = state.picture
    until_s = picture.now_s + (act.for_s or snoozed_for_s(picture.board, alert, picture.now_s))
    until = clock(until_s, picture.zone, picture.now_s)
    return (Submit(act=act, label=f"{called(found)}: quiet until {until}{covers(found)}"),)


def hold_clock(state: State, typed: str = "", *words: str) -> Effects:
    """Stop the SLA clocks of a visit, with a note of why."""
    visit = find_visit(state.picture.board, typed) if typed and typed != "." else state.visit or NO_VISIT
    if isinstance(visit, str):
        return refuse(visit)
    if not words:
        return refuse(f"Why are the clocks of {visit.id} held? hold-clock {visit.id} NOTE.")
    command = HoldClock(visit_id=visit.id, note=" ".join(words))
    return deeds.act(state, visit, command, f"clocks of {visit.id} held")


def resume_clock(state: State, typed: str = "", *words: str) -> Effects:
    """Let the SLA clocks of a visit run again."""
    visit = find_visit(state.picture.board, typed) if typed and typed != "." else state.visit or NO_VISIT
    if isinstance(visit, str):
        return refuse(visit)
    command = ResumeClock(visit_id=visit.id, note=" ".join(words))
    return deeds.act(state, visit, command, f"clocks of {visit.id} run again")


def hinders_acknowledging(state: State) -> str:
    """Why there is nothing to acknowledge, or who has done so already."""
    meant = _meant(state, "")
    return meant if isinstance(meant, str) else _seen(state, meant[1])


def hinders_snoozing(state: State) -> str:
    """Why there is nothing to let rest."""
    meant = _meant(state, "")
    return meant if isinstance(meant, str) else ""


def _seen(state: State, alert: Alert) -> str:
    if alert.acknowledged_s is None:
        return ""
    at = clock(alert.acknowledged_s, state.picture.zone, state.picture.now_s)
    return f"{named(state.picture, alert.acknowledged_by)} has acknowledged {alert.id} already, at {at}."


def _meant(state: State, typed: str) -> tuple[Finding, Alert] | str:
    """What is typed by name or by visit, else what one was brought to or stands on, with its alert; or why not."""
    picture = state.picture
    if typed and typed != ".":
        named_so: Alert | None = picture.board.tables["alerts"].get(typed)
        if named_so is not None:
            return picture.attention.by_id.get(typed) or of_alert(named_so), named_so
        visit = find_visit(picture.board, typed)
        return visit if isinstance(visit, str) else _of_visit(picture, visit)
    found = brought_here(state)
    if found is None and state.pane == "alerts":
        found = picture.attention.by_id.get(state.alert_id)
    if found is not None:
        return _raised(picture, found)
    if state.pane in ("technicians", "timeline") and state.technician_id:
        return _standing(picture, f"technicians/{state.technician_id}")
    return NO_VISIT if state.visit is None else _of_visit(picture, state.visit)


def _of_visit(picture: Picture, visit: Visit) -> tuple[Finding, Alert] | str:
    """The entry to which a visit belongs as it stands."""
    found = entry_of(picture, visit)
    return _raised(picture, found) if found is not None else _standing(picture, f"visits/{visit.id}")


def _raised(picture: Picture, found: Finding) -> tuple[Finding, Alert] | str:
    alert = picture.attention.alert_of(picture.board, found)
    if alert is None:
        return f"{called(found)} is seen from here only so far: the server has raised no alert for it."
    return found, alert


def _standing(picture: Picture, subject: str) -> tuple[Finding, Alert] | str:
    alert = standing_alert(picture, subject)
    return (of_alert(alert), alert) if alert is not None else f"No alert stands for {subject.partition('/')[2]}."
