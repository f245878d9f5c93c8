"""Who would be told what, and why: a pure question of the board before an act and after it.

Shown before the act, sent after it. One notice a person and visit, that of the weightiest cause.
A customer counts on the plan as it stood, once they were promised or told of it; a technician on what
was released to them.

Units: epoch seconds; wall-clock minutes of the site's day for the hours of messages.
Never: a customer's name, address or number in a sentence; a word to a technician about what is merely planned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.difference import Difference
from dispatchtui.core.lifecycle import PLACED, TOLD
from dispatchtui.core.model import Assignment, Position, Rules, Visit, VisitState, Window
from dispatchtui.core.policy import rules_of
from dispatchtui.core.timeline import Projection, line_of
from dispatchtui.core.words import length, moment
from dispatchtui.core.zones import local

S = VisitState
_COMING = (*TOLD, S.EN_ROUTE)
"""Somebody was told to go and is not there yet."""
_SENT = (*_COMING, S.ON_SITE)


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that one person would be told.

    `to` is customer or technician; `template` names the message and `reason` its cause. It is not sent
    before `not_before_s`.
    """

    to: str
    visit_id: str
    technician_id: str = ""
    template: str
    reason: str
    not_before_s: int
    sentence: str


class _Word(Struct, frozen=True):
    """What a customer is told: template, cause, and the rest of the sentence."""

    template: str
    reason: str
    words: str


def notices_of(
    before: Board, after: Board, at_s: int, *, positions: Mapping[str, Position] | None = None
) -> tuple[Notice, ...]:
    """Everything that somebody would be told if the board went from one to the other at a moment."""
    return notices_in(Difference(before, after, at_s, positions))


def notices_in(found: Difference) -> tuple[Notice, ...]:
    """The same of a difference that was found already."""
    notices: list[Notice] = []
    for visit_id in found.reached:
        was, now = found.before.visits.get(visit_id), found.after.visits.get(visit_id)
        if was is not None and now is not None:
            notices += _customer(found, was, now)
            notices += _technicians(found, was, now)
    return tuple(notices)


def sendable_s(at_s: int, rules: Rules, zone: str) -> int:
    """The first moment from `at_s` on at which a customer may be told something, on the wall clock of a zone."""
    earliest_min, latest_min = rules.earliest_message_min or 0, rules.latest_message_min
    opens_s = _wall_s(local(at_s, zone), earliest_min)
    if at_s < opens_s:
        return opens_s
    if latest_min is None or latest_min < earliest_min or at_s <= _wall_s(local(at_s, zone), latest_min):
        return at_s
    return _wall_s(local(at_s, zone) + timedelta(days=1), earliest_min)


def _wall_s(day: datetime, minute: int) -> int:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    # Added to the wall clock and not to the instant, so that 08:00 is 08:00 on the day that the clock changes.
    return int((midnight + timedelta(minutes=minute)).timestamp())


def _customer(found: Difference, was: Visit, now: Visit) -> Iterator[Notice]:
    zone = _zone(found.after, now)
    rules = rules_of(found.after, now, None, found.at_s)
    word = _word(found, was, now, rules, zone)
    if word is not None:
        yield Notice(to="customer", visit_id=now.id, template=word.template, reason=word.reason,
                     not_before_s=sendable_s(found.at_s, rules, zone),
                     sentence=f"The customer of {now.id} is told: {word.words}.")  # fmt: skip


def _word(found: Difference, was: Visit, now: Visit, rules: Rules, zone: str) -> _Word | None:
    if now.state is S.CANCELLED:
        return None if was.state is S.CANCELLED else _Word("cancelled", "cancelled", "the visit is cancelled")
    if not now.crew:
        return _apology(found, was, now, zone)
    if now.state not in (S.PLANNED, *_COMING):
        return None
    return _coming(found, was, now, rules, zone)


def _apology(found: Difference, was: Visit, now: Visit, zone: str) -> _Word | None:
    """A visit that lost its place, when somebody counts on it or something displaced it."""
    bumped = now.bump_count > was.bump_count
    counted_on = was.promise is not None or was.state in _SENT
    if not was.crew or was.state not in (S.PLANNED, *_SENT) or not (counted_on or bumped):
        return None
    words = f"nobody comes at {_moment(was.crew[0].start_s, found.at_s, zone)}"
    if was.promise is not None:
        words = f"the promise of {_span(was.promise, found.at_s, zone)} is not kept"
    return _Word("apology", "displaced by another visit" if bumped else "put back into the queue",
                 f"{words}, with an apology and other times to choose from")  # fmt: skip


def _coming(found: Difference, was: Visit, now: Visit, rules: Rules, zone: str) -> _Word | None:
    """A visit that somebody comes to: another person, outside the promise, or at another time."""
    lead, former = now.crew[0], was.crew[0] if was.crew else None
    told = was.state in _COMING
    eta_s = _eta_s(found, now, lead)
    when, tail = _moment(eta_s, found.at_s, zone), _beyond(now.promise, eta_s, found.at_s, zone)
    if told and former is not None and former.technician_id != lead.technician_id:
        return _Word(
            "new_technician", "another technician comes", f"{lead.technician_id} comes instead, at {when}{tail}"
        )
    if former is None:
        if _inside(now.promise, lead.start_s):
            return None
        return _Word("outside_promise", "placed outside the promise", f"{lead.technician_id} comes at {when}{tail}")
    words = f"{lead.technician_id} comes at {when} instead of {_moment(former.start_s, found.at_s, zone)}{tail}"
    if _inside(was.promise, former.start_s) and not _inside(now.promise, lead.start_s):
        return _Word("outside_promise", "moved outside the promise", words)
    by_s, from_s = abs(eta_s - former.start_s), rules.eta_change_s or 0
    if not (told or was.promise is not None) or by_s < max(1, from_s):
        return None
    return _Word("new_eta", f"expected {length(by_s)} {'later' if eta_s > former.start_s else 'earlier'}, "
                            f"told from {length(from_s)} on", words)  # fmt: skip


def _eta_s(found: Difference, visit: Visit, lead: Assignment) -> int:
    """When the visit is to begin as things run; the plan where nothing better is known.

    Who is there before the promise waits for it, unless the plan itself says so.
    """
    day = found.now.get(lead.technician_id, Projection())
    arrival_s = next((stop.arrival_s for stop in day.stops if stop.visit_id == visit.id), lead.start_s)
    if visit.promise is None or lead.start_s < visit.promise.start_s:
        return arrival_s
    return max(arrival_s, visit.promise.start_s)


def _inside(promise: Window | None, start_s: int) -> bool:
    return promise is None or promise.start_s <= start_s <= promise.end_s


def _beyond(promise: Window | None, eta_s: int, at_s: int, zone: str) -> str:
    if promise is None or _inside(promise, eta_s):
        return ""
    early = eta_s < promise.start_s
    by_s = promise.start_s - eta_s if early else eta_s - promise.end_s
    return f", {length(by_s)} {'before' if early else 'after'} the promise of {_span(promise, at_s, zone)}"


def _technicians(found: Difference, was: Visit, now: Visit) -> Iterator[Notice]:
    people = dict.fromkeys(line.technician_id for line in (*was.crew, *now.crew))
    for who in people:
        told = _told(found, was, now, who)
        if told is not None:
            template, reason, words = told.template, told.reason, told.words
            yield Notice(to="technician", visit_id=now.id, technician_id=who, template=template, reason=reason,
                         not_before_s=found.at_s, sentence=f"{who} is told: {now.id} {words}.")  # fmt: skip


def _told(found: Difference, was: Visit, now: Visit, who: str) -> _Word | None:
    """What one person is told of one visit."""
    technician = found.after.technicians.get(who)
    zone = technician.zone if technician is not None else ""
    former = line_of(was, who) if was.state in _SENT else None
    line = line_of(now, who) if now.crew and now.state is not S.PLANNED else None
    if former is None:
        if line is None or was.state not in (S.NEW, S.QUALIFIED, S.PARKED, *PLACED) or now.state not in _SENT:
            return None
        return _Word(
            "released", "released to them", f"is theirs, to begin at {_moment(line.start_s, found.at_s, zone)}"
        )
    if line is None:
        return _taken(found, was, now, former, zone)
    if line.start_s == former.start_s or now.state not in _SENT:
        return None
    return _Word("retimed", "begins at another time",
                 f"begins at {_moment(line.start_s, found.at_s, zone)} instead of "
                 f"{_moment(former.start_s, found.at_s, zone)}")  # fmt: skip


def _taken(found: Difference, was: Visit, now: Visit, former: Assignment, zone: str) -> _Word | None:
    """What somebody is told who need not go any more; who rejected it knows."""
    rejected = {each.technician_id for each in now.cool_downs[len(was.cool_downs) :]}
    if former.technician_id in rejected:
        return None
    when = _moment(former.start_s, found.at_s, zone)
    if now.state is S.CANCELLED:
        return _Word("cancelled", "cancelled", f"at {when} is cancelled")
    return _Word("recalled", "recalled from them", f"at {when} is no longer theirs")


def _zone(board: Board, visit: Visit) -> str:
    """The zone of a visit's site, else of its territory."""
    order = board.work_orders.get(visit.work_order_id)
    territory = board.territories.get(visit.territory)
    return (order.site.zone if order is not None else "") or (territory.zone if territory is not None else "")


def _moment(at_s: int, beside_s: int, zone: str) -> str:
    """An instant as 11:27, whole minutes being what people are told."""
    return moment(at_s - at_s % 60, zone, beside_s)


def _span(promise: Window, beside_s: int, zone: str) -> str:
    return f"{_moment(promise.start_s, beside_s, zone)} to {_moment(promise.end_s, promise.start_s, zone)}"
