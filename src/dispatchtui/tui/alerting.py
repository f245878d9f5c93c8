"""Alerts at the desk: saying that one has seen one, letting it rest for a while, and holding the clocks behind it.

Never: an alert raised or ended from here; that is the watch's.
Why: what everybody sees as looked after is done twice by nobody.
"""

from __future__ import annotations

from dispatchtui.core.commands.alerts import AcknowledgeAlert, SnoozeAlert
from dispatchtui.core.commands.clocks import HoldClock, ResumeClock
from dispatchtui.core.model import Alert
from dispatchtui.tui import deeds
from dispatchtui.tui.effects import Effects, Submit, refuse
from dispatchtui.tui.hindrances import NO_VISIT
from dispatchtui.tui.lookup import find_visit
from dispatchtui.tui.state import State
from dispatchtui.tui.views.alerts import standing_alert
from dispatchtui.tui.views.presence import named
from dispatchtui.tui.views.words import clock

MOST_MINUTES = 24 * 60
"""The longest that an alert can rest, as the gate has it."""


def acknowledge(state: State, typed: str = "") -> Effects:
    """Say that one looks after the alert under the cursor, or that of a visit."""
    alert = _meant(state, typed)
    if isinstance(alert, str):
        return refuse(alert)
    seen = _seen(state, alert)
    if seen:
        return refuse(seen)
    return (Submit(act=AcknowledgeAlert(alert_id=alert.id), label=f"alert {alert.id} acknowledged"),)


def snooze(state: State, minutes: str = "", typed: str = "") -> Effects:
    """Let the alert be quiet, as long as the policy says or so many minutes."""
    alert = _meant(state, typed)
    if isinstance(alert, str):
        return refuse(alert)
    if minutes and not (minutes.isascii() and minutes.isdigit() and 1 <= int(minutes[:6]) <= MOST_MINUTES):
        return refuse(f"An alert rests for 1 to {MOST_MINUTES} minutes, not {minutes[:20]}.")
    how_long = f" for {int(minutes)} min" if minutes else ""
    act = SnoozeAlert(alert_id=alert.id, for_s=int(minutes) * 60 if minutes else None)
    return (Submit(act=act, label=f"alert {alert.id} is quiet{how_long}"),)


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
    alert = _meant(state, "")
    return alert if isinstance(alert, str) else _seen(state, alert)


def hinders_snoozing(state: State) -> str:
    """Why there is nothing to let rest."""
    alert = _meant(state, "")
    return alert if isinstance(alert, str) else ""


def _seen(state: State, alert: Alert) -> str:
    if alert.acknowledged_s is None:
        return ""
    at = clock(alert.acknowledged_s, state.picture.zone, state.picture.now_s)
    return f"{named(state.picture, alert.acknowledged_by)} has acknowledged {alert.id} already, at {at}."


def _meant(state: State, typed: str) -> Alert | str:
    """The alert that is typed by its name or its visit, else the one under the cursor, else why there is none."""
    picture = state.picture
    if typed and typed != ".":
        named_so: Alert | None = picture.board.tables["alerts"].get(typed)
        visit = named_so or find_visit(picture.board, typed)
        if isinstance(visit, str | Alert):
            return visit
        subject = f"visits/{visit.id}"
    elif state.pane == "alerts" and state.alert_id:
        alert: Alert | None = picture.board.tables["alerts"].get(state.alert_id)
        return alert or f"{state.alert_id} is seen from here only so far: the server has raised no alert for it."
    elif state.pane in ("technicians", "timeline") and state.technician_id:
        subject = f"technicians/{state.technician_id}"
    elif state.visit is not None:
        subject = f"visits/{state.visit.id}"
    else:
        return NO_VISIT
    return standing_alert(picture, subject) or f"No alert stands for {subject.partition('/')[2]}."
