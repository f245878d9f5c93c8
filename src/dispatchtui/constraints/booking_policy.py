"""What is booked keeps the office's terms: notice, how far ahead, days on which nothing is sold.

Units: minutes of time that has to pass, so the hour that a clock skips or repeats is no more and no
less; days are the site's. A booking is a time that nobody was promised yet: an arrival inside the
promise keeps its word, and the desk may move what has its place by the same day without selling
anything. Changing or leaving a time is judged too, of a customer and of the office that asks for
one: how long before it, and how often the customer agreed to another promise before (how often a
visit was displaced is no doing of theirs, and other changes are not counted on the visit).
Source: the constraint table of the domain (customer X; CSR L; dispatcher D).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from msgspec.structs import replace

from dispatchtui.constraints.base import Constraint, Leaving, Trial
from dispatchtui.constraints.later import begun, later
from dispatchtui.constraints.words import counted, length, minutes, moment, span
from dispatchtui.core.breaks import first_free
from dispatchtui.core.hours import midnight_s
from dispatchtui.core.model import Rules, Visit
from dispatchtui.core.policy import rules_of
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Standing
from dispatchtui.core.zones import local, local_day

_LEVELS = {Standing.DESK: Level.DISPATCHER, Standing.OFFICE: Level.LEAD}
_ASKING = (Standing.CUSTOMER, Standing.OFFICE)
"""Who brings a customer's wish to change a time; the desk and automation have reasons of their own."""

_MOST_STEPS = 24
"""Holidays and blackouts that are stepped past one after another."""


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each term that the booking, or the change of a booking, does not keep."""
    visit, present, rules = trial.visit, trial.visit.assignment, trial.rules
    if _say_nothing(rules) or (present is not None and present.start_s == trial.line.start_s):
        return
    zone = _zone(trial, visit)
    found: list[Violation] = []
    if not _keeps_its_time(trial, zone):
        found += [*_ahead(trial, rules, zone), *_shut(trial, rules, zone)]
    if present is not None and trial.standing in _ASKING:
        found += [*_late_change(visit, rules, trial.at_s, zone, "changed"), *_often(visit, rules)]
    yield from _levelled(found, trial.standing, visit)


def leaving(leave: Leaving) -> Iterator[Violation]:
    """Yield by how much a customer, or the office for them, gives a time back too late."""
    visit, present = leave.visit, leave.visit.assignment
    if present is None or leave.standing not in _ASKING:
        return
    rules = rules_of(leave.board, visit, leave.board.technicians.get(present.technician_id), present.start_s)
    found = _late_change(visit, rules, leave.at_s, _zone(leave, visit), "given back")
    yield from _levelled(found, leave.standing, visit)


def _say_nothing(rules: Rules) -> bool:
    """Whether the office has no terms, as where no policy sets any."""
    return (
        rules.notice_s is rules.lead_s is rules.cancel_notice_s is rules.most_reschedules is None
        and not rules.blackouts
        and not rules.holidays
    )


def _keeps_its_time(trial: Trial, zone: str) -> bool:
    """Whether nothing new is sold: the promise holds the arrival, or the desk moves work within its day."""
    visit, arrival_s = trial.visit, trial.line.start_s
    if visit.promise is not None:
        return visit.promise.start_s <= arrival_s <= visit.promise.end_s
    present = visit.assignment
    if present is None or trial.standing in _ASKING:
        return False
    return local_day(present.start_s, zone) == local_day(arrival_s, zone)


def _ahead(trial: Trial, rules: Rules, zone: str) -> Iterator[Violation]:
    """Yield by how much the arrival is too soon or too far away."""
    ahead_s = trial.line.start_s - trial.at_s
    soon_s = 0 if rules.notice_s is None else rules.notice_s - ahead_s
    far_s = 0 if rules.lead_s is None else ahead_s - rules.lead_s
    if max(soon_s, far_s) <= 0:
        return
    what = f"{trial.visit.id} at {moment(trial.line.start_s, zone, trial.at_s)}"
    away = f"{_length(ahead_s)} from now" if ahead_s >= 0 else f"{length(ahead_s)} ago"
    if soon_s > 0:
        notice = length(rules.notice_s or 0)
        sentence = f"{what} is {away}; bookings need {notice} of notice: {length(soon_s)} too little."
        yield _violation(f"{notice} of notice", away, minutes(soon_s), "min", sentence)
    if far_s > 0:
        lead = _length(rules.lead_s or 0)
        sentence = f"{what} is {away}; bookings go {lead} ahead: {length(far_s)} too far."
        yield _violation(f"at most {lead} ahead", away, minutes(far_s), "min", sentence)


def _shut(trial: Trial, rules: Rules, zone: str) -> Iterator[Violation]:
    """Yield each blackout and holiday that the work falls into."""
    visit, line = trial.visit, trial.line
    for each in rules.blackouts or ():
        if line.start_s < each.end_s and each.start_s < max(line.end_s, line.start_s + 1):
            shared_s = min(line.end_s, each.end_s) - max(line.start_s, each.start_s)
            shut = span(each.start_s, each.end_s, zone, line.start_s)
            work = span(line.start_s, line.end_s, zone)
            sentence = f"Nothing is booked {shut}; {visit.id} {work} overlaps by {_length(shared_s)}."
            yield _violation("outside blackouts", f"blackout {shut}", minutes(shared_s), "min", sentence)
    if rules.holidays:
        days = dict.fromkeys(local_day(each, zone) for each in (line.start_s, max(line.start_s, line.end_s - 1)))
        for day in days:
            if day in rules.holidays:
                work = span(line.start_s, line.end_s, zone)
                sentence = f"{day} is a holiday, on which {visit.id} {work} cannot be booked."
                yield _violation("a working day", f"holiday {day}", 1, "day", sentence)


def _late_change(visit: Visit, rules: Rules, at_s: int, zone: str, done: str) -> Iterator[Violation]:
    """Yield by how much it is too late to change or give back the time that a visit has."""
    present, notice_s = visit.assignment, rules.cancel_notice_s
    if present is None or notice_s is None or present.start_s - at_s >= notice_s:
        return
    left_s = present.start_s - at_s
    left, notice = (f"{_length(left_s)} from now" if left_s >= 0 else f"{length(left_s)} ago"), length(notice_s)
    yield _violation(
        f"{notice} before", left, minutes(notice_s - left_s), "min",
        f"{visit.id} at {moment(present.start_s, zone, at_s)} is {left} and may be {done} until {notice} before: "
        f"{length(notice_s - left_s)} too late.",
    )  # fmt: skip


def _often(visit: Visit, rules: Rules) -> Iterator[Violation]:
    """Yield by how many changes the customer has had more than the office grants."""
    most, had = rules.most_reschedules, sum(each.about == "promise" for each in visit.agreements)
    if most is not None and had >= most:
        yield _violation(
            f"at most {counted(most, 'change')}", counted(had, "change"), had + 1 - most, "change",
            f"{visit.id} may change its time {counted(most, 'time')} and has done so {counted(had, 'time')}.",
        )  # fmt: skip


def _length(duration_s: int) -> str:
    return length(duration_s) if duration_s else "0 min"


def _zone(asked: Trial | Leaving, visit: Visit) -> str:
    """The zone of the site, in which its days are told; else that of the territory."""
    order = asked.board.work_orders.get(visit.work_order_id)
    territory = asked.board.territories.get(visit.territory)
    return (order.site.zone if order is not None else "") or (territory.zone if territory is not None else "")


def _levelled(found: Iterator[Violation] | list[Violation], standing: Standing, visit: Visit) -> Iterator[Violation]:
    for each in found:
        yield replace(each, level=_LEVELS.get(standing, Level.NOBODY), subject=f"visits/{visit.id}")


def _violation(need: str, have: str, amount: float, unit: str, sentence: str) -> Violation:
    return Violation(constraint="booking_policy", level=Level.NOBODY, need=need, have=have, amount=amount, unit=unit,
                     sentence=sentence)  # fmt: skip


def clears(trial: Trial) -> int | None:
    """The first begin with enough notice, outside blackouts and holidays; a promise ahead is kept whatever they say."""
    visit, present = trial.visit, trial.visit.assignment
    if _say_nothing(trial.rules) or (present is not None and present.start_s == trial.line.start_s):
        return None
    zone = _zone(trial, visit)
    start_s = trial.line.start_s
    promised_s = visit.promise.start_s if visit.promise is not None else start_s
    for _ in range(_MOST_STEPS):
        there = begun(trial, start_s)
        if _keeps_its_time(there, zone):
            return later(trial, start_s)
        next_s = _open_s(there, there.rules, zone)
        if next_s == start_s:
            return later(trial, start_s) if not any(True for _ in _ahead(there, there.rules, zone)) else None
        start_s = min(next_s, promised_s) if start_s < promised_s else next_s
    return None


def _open_s(trial: Trial, rules: Rules, zone: str) -> int:
    """The end of what forbids the begin, or the begin itself."""
    line = trial.line
    start_s = line.start_s if rules.notice_s is None else max(line.start_s, trial.at_s + rules.notice_s)
    lasts_s = max(1, line.end_s - line.start_s)
    start_s = first_free(start_s, lasts_s, [(each.start_s, each.end_s) for each in rules.blackouts or ()])
    for at_s in (start_s + lasts_s - 1, start_s):
        if rules.holidays and local_day(at_s, zone) in rules.holidays:
            return midnight_s(local(at_s, zone).date() + timedelta(days=1), zone)
    return start_s


BOOKING_POLICY = Constraint(
    name="booking_policy",
    requires="A booking keeps the office's terms: notice, lead, blackouts, holidays, late and many changes.",
    override="X for a customer and automation; L for the office; D for a dispatcher.",
    check=check,
    clears=clears,
    alone=check,
    of_plans=False,
    of_visit=True,
    leaving=leaving,
)
