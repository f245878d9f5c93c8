"""How a visit came to keep its word or to break it, from the facts of the log: what was known when, and what was done.

Units: epoch seconds in, sentences out, their times on one wall clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dispatchtui.core import events as e
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Alert
from dispatchtui.core.words import about, minute
from dispatchtui.risk.alerts import ON_CALL

BANDS = {"breached": "late already", "late": "probably late", "risk": "at risk", "watch": "to be watched"}
"""How a band is told of one visit."""
OUTCOMES = {
    "kept": "the word was kept",
    "breached": "the word was broken",
    "moot": "there was nothing left to be told",
}
"""How it is told that an alert ended."""
Clock = Callable[[int], str]
_STEPS = {
    Step.PARK: "parked it", Step.CANCEL: "cancelled it", Step.REJECT: "rejected it", Step.DEPART: "set out for it",
    Step.RECALL: "recalled it",
}  # fmt: skip


def in_words(event: e.Event, clock: Clock) -> str:
    """A fact about an alert or about a clock in a few words; nothing of any other fact."""
    match event:
        case e.AlertRaised():
            return f"{event.row.kind} alert: {event.row.sentence or event.row.cause}"
        case e.AlertAcknowledged():
            return f"acknowledged {event.alert_id}"
        case e.AlertSnoozed():
            return f"let {event.alert_id} rest until {clock(event.until_s)}"
        case e.AlertEscalated():
            return f"passed {event.alert_id} on to {event.to}"
        case e.AlertResolved():
            more = f" {event.sentence}" if event.sentence else ""
            return f"{event.alert_id} ended: {OUTCOMES.get(event.outcome, event.outcome)}.{more}"
        case e.ClockHeld():
            return f"clock held{f': {event.note}' if event.note else ''}"
        case e.ClockResumed():
            return f"clock runs again{f': {event.note}' if event.note else ''}"
        case _:
            return ""


def story(visit_id: str, facts: Iterable[e.Recorded], zone: str) -> tuple[str, ...]:
    """What was foreseen for a visit, what was done about it and how it ended, oldest first; nothing if nothing was.

    `facts` are those of the visit and of the alerts that name it, in the order of the log.
    """
    teller = _Teller(visit_id, zone)
    for each in facts:
        teller.hear(each)
    return tuple(teller.sentences)


class _Teller:
    """Who tells one visit's story, fact by fact."""

    def __init__(self, visit_id: str, zone: str) -> None:
        self.visit_id, self.zone = visit_id, zone
        self.sentences: list[str] = []
        self.alerts: dict[str, Alert] = {}
        self.seen = self.acted = self.missed = False
        self.began_s: int | None = None
        self.due_s: int | None = None
        self.act_by_s: int | None = None

    def hear(self, fact: e.Recorded) -> None:
        """Take in the next fact."""
        event = fact.event
        match event:
            case e.AlertRaised() if event.row.visit_id == self.visit_id:
                self._raised(event.row, fact.at_s)
            case e.AlertRaised():
                self.alerts.pop(event.row.id, None)
            case e.AlertAcknowledged() if event.alert_id in self.alerts:
                self.seen = True
                self._say(fact.at_s, f"{fact.actor} acknowledged it.")
            case e.AlertSnoozed() if event.alert_id in self.alerts:
                self.seen = True
                self._say(fact.at_s, f"{fact.actor} let it rest until {self._clock(event.until_s, fact.at_s)}.")
            case e.AlertEscalated() if event.alert_id in self.alerts:
                to = "whoever is on call" if event.to == ON_CALL else event.to
                self._say(fact.at_s, f"it was passed on to {to}.")
            case e.AlertResolved() if event.alert_id in self.alerts:
                self._resolved(event, fact.at_s)
            case e.VisitPlaced() | e.VisitUnplaced() | e.VisitAdvanced() if event.visit_id == self.visit_id:
                self._done(event, fact)
            case _:
                pass

    def _raised(self, row: Alert, at_s: int) -> None:
        before = self.alerts.get(row.id)
        self.alerts[row.id] = row
        self.due_s = row.due_s if row.due_s is not None else self.due_s
        if row.act_by_s is not None:
            self.act_by_s = row.act_by_s
        if self.began_s is None:
            self.began_s = at_s
        why = f" ({row.cause})" if row.cause else ""
        if row.outlook == "lost" or row.band == "breached":
            self._miss(at_s, row.band, why)
            return
        percent = f", {row.percent}% likely to break its word" if row.percent is not None else ""
        until = f", with {self._clock(row.act_by_s, at_s)} as the last moment to act" if row.act_by_s else ""
        only = f", savable only by {row.outlook}" if row.outlook else ""
        band = BANDS.get(row.band, f"a matter for somebody: {row.sentence}".removesuffix("."))
        words = f"it got worse: {band}" if before is not None else f"{self.visit_id} was first seen to be {band}"
        self._say(at_s, f"{words}{percent}{until}{only}{why}.")

    def _miss(self, at_s: int, band: str, why: str) -> None:
        """It cannot be saved any more, or is late: what had been done by then is told with it, once."""
        broken = band == "breached"
        self._say(at_s, f"{self.visit_id} {'had broken its word' if broken else 'could not be saved any more'}{why}.")
        if self.missed:
            return
        self.missed = True
        until = f" by {self._clock(self.act_by_s, at_s)}, the last moment to act" if self.act_by_s is not None else ""
        if not self.seen:
            self.sentences.append("Nobody had acknowledged it.")
        if not self.acted:
            self.sentences.append(f"Nothing had been done about it{until}.")

    def _resolved(self, event: e.AlertResolved, at_s: int) -> None:
        del self.alerts[event.alert_id]
        if event.outcome == "breached" and not self.missed:
            self._miss(at_s, "breached", "")
        more = f" {event.sentence}" if event.sentence else ""
        self._say(at_s, f"it ended: {OUTCOMES.get(event.outcome, event.outcome)}.{more}")

    def _done(self, event: e.VisitPlaced | e.VisitUnplaced | e.VisitAdvanced, fact: e.Recorded) -> None:
        """What somebody did about the visit once it was known to be in danger, and when somebody was there."""
        if self.began_s is None:
            return
        match event:
            case e.VisitPlaced():
                line = event.crew[0]
                start = self._clock(line.start_s, fact.at_s)
                self._act(fact, f"{fact.actor} gave it to {line.technician_id} for {start}.")
            case e.VisitUnplaced():
                self._act(fact, f"{fact.actor} put it back into the queue.")
            case e.VisitAdvanced() if event.step is Step.ARRIVE:
                late_s = event.occurred_s - self.due_s if self.due_s is not None else 0
                due = self._clock(self.due_s, fact.at_s) if self.due_s is not None else ""
                tail = f", {about(late_s)} after it was due at {due}" if late_s > 0 else ""
                self._say(event.occurred_s, f"somebody was there{tail}.")
            case e.VisitAdvanced() if event.step in _STEPS:
                self._act(fact, f"{fact.actor} {_STEPS[event.step]}.")
            case _:
                pass

    def _act(self, fact: e.Recorded, words: str) -> None:
        self.acted = True
        self._say(fact.at_s, words)

    def _say(self, at_s: int, words: str) -> None:
        self.sentences.append(f"{minute(at_s, self.zone, self.began_s)}: {words}")

    def _clock(self, at_s: int, beside_s: int) -> str:
        return minute(at_s, self.zone, beside_s)
