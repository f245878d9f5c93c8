"""The story of a miss, and of a save, from the facts of the log."""

from __future__ import annotations

from dispatchtui.core import events as e
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import Alert, TerritoryId, VisitId
from dispatchtui.core.words import minute
from dispatchtui.risk.story import in_words, story
from tests.builders import ZONE, a_line, at


def fact(clock: str, event: e.Event, by: str = "watch") -> e.Recorded:
    return e.Recorded(seq=1, command_id="c", actor=by, at_s=at(clock), event=event)


def raised(clock: str, *, visit: str = "V13", **alert: object) -> e.Recorded:
    given = {"band": "risk", "percent": 35, "act_by_s": at("10:40"), "due_s": at("12:00"), "cause": "V11 runs over",
             **alert}  # fmt: skip
    row = Alert(id="overrun:V11", kind="overrun", subject="visits/V11", visit_id=VisitId(visit),
                territories=(TerritoryId("EAST"),), **given)  # type: ignore[arg-type]  # fmt: skip
    return fact(clock, e.AlertRaised(row=row))


def arrived(clock: str, visit: str = "V13") -> e.Recorded:
    return fact(clock, e.VisitAdvanced(visit_id=visit, step=Step.ARRIVE, occurred_s=at(clock)), by="t02")


def test_a_miss_tells_when_it_was_seen_who_did_what_and_when_it_was_lost():
    facts = [
        raised("10:05"),
        fact("10:15", e.AlertEscalated(alert_id="overrun:V11", to="sam")),
        raised("10:31", band="late", percent=80),
        raised("10:41", band="late", percent=97, outlook="lost", act_by_s=None),
        raised("12:01", band="breached", percent=None, act_by_s=None),
        arrived("12:15"),
        fact("12:15", e.AlertResolved(alert_id="overrun:V11", outcome="breached")),
    ]
    assert story("V13", facts, ZONE) == (
        (
            "10:05: V13 was first seen to be at risk, 35% likely to break its word, with 10:40 as the last moment to "
            "act (V11 runs over)."
        ),
        "10:15: it was passed on to sam.",
        (
            "10:31: it got worse: probably late, 80% likely to break its word, with 10:40 as the last moment to act "
            "(V11 runs over)."
        ),
        "10:41: V13 could not be saved any more (V11 runs over).",
        "Nobody had acknowledged it.",
        "Nothing had been done about it by 10:40, the last moment to act.",
        "12:01: V13 had broken its word (V11 runs over).",
        "12:15: somebody was there, 15 min after it was due at 12:00.",
        "12:15: it ended: the word was broken.",
    )


def test_a_save_tells_who_acted():
    facts = [
        raised("10:05"),
        fact("10:07", e.AlertAcknowledged(alert_id="overrun:V11"), by="dora"),
        fact("10:20", e.VisitPlaced(visit_id="V13", crew=(a_line(start="11:27"),)), by="dora"),
        fact("10:23", e.AlertResolved(alert_id="overrun:V11", outcome="moot", sentence="T05 takes V13.")),
        arrived("11:27"),
    ]
    assert story("V13", facts, ZONE)[1:] == (
        "10:07: dora acknowledged it.",
        "10:20: dora gave it to T05 for 11:27.",
        "10:23: it ended: there was nothing left to be told. T05 takes V13.",
        "11:27: somebody was there.",
    )


def test_what_was_seen_and_rested_and_then_lost_says_so():
    facts = [
        raised("10:05", outlook="override: territory"),
        fact("10:07", e.AlertSnoozed(alert_id="overrun:V11", until_s=at("10:17")), by="dora"),
        fact("10:30", e.VisitUnplaced(visit_id="V13"), by="dora"),
        fact("12:01", e.AlertResolved(alert_id="overrun:V11", outcome="breached")),
    ]
    assert story("V13", facts, ZONE) == (
        (
            "10:05: V13 was first seen to be at risk, 35% likely to break its word, with 10:40 as the last moment to "
            "act, savable only by override: territory (V11 runs over)."
        ),
        "10:07: dora let it rest until 10:17.",
        "10:30: dora put it back into the queue.",
        "12:01: V13 had broken its word.",
        "12:01: it ended: the word was broken.",
    )


def test_what_concerns_another_visit_is_not_told():
    facts = [raised("10:05", visit="V12"), fact("10:06", e.AlertAcknowledged(alert_id="overrun:V11"), by="dora"),
             arrived("12:15"), fact("10:04", e.VisitUnplaced(visit_id="V13"))]  # fmt: skip
    assert story("V13", facts, ZONE) == ()
    facts = [raised("10:05"), raised("10:06", visit="V12"),
             fact("10:07", e.AlertAcknowledged(alert_id="overrun:V11"), by="dora")]  # fmt: skip
    assert len(story("V13", facts, ZONE)) == 1


def test_another_day_is_named():
    facts = [raised("10:05"), fact("34:00", e.AlertResolved(alert_id="overrun:V11", outcome="kept"))]
    assert story("V13", facts, ZONE)[1] == "Tue 22 Oct 10:00: it ended: the word was kept."


def test_facts_about_alerts_and_clocks_are_told_in_a_few_words():
    def clock(at_s: int) -> str:
        return minute(at_s, ZONE)

    alert = "overrun:V11"
    told = {
        e.AlertRaised(row=raised("10:05", sentence="V13 will be late.").event.row): "overrun alert: V13 will be late.",
        e.AlertAcknowledged(alert_id=alert): "acknowledged overrun:V11",
        e.AlertSnoozed(alert_id=alert, until_s=at("10:17")): "let overrun:V11 rest until 10:17",
        e.AlertEscalated(alert_id=alert, to="sam"): "passed overrun:V11 on to sam",
        e.AlertResolved(alert_id=alert, outcome="kept"): "overrun:V11 ended: the word was kept.",
        e.ClockHeld(visit_id="V60", occurred_s=0, note="waiting for parts"): "clock held: waiting for parts",
        e.ClockResumed(visit_id="V60", occurred_s=0): "clock runs again",
        e.NoteAdded(visit_id="V60", text="x"): "",
    }
    assert [in_words(event, clock) for event in told] == list(told.values())
