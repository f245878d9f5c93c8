"""Everything about one visit, in the order in which a dispatcher on the telephone asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.core.lifecycle import ENDED, work_order_status
from dispatchtui.core.model import Stamps, Visit, WorkOrder
from dispatchtui.core.zones import local
from dispatchtui.tui.safe import safe_lines
from dispatchtui.tui.views import Line, presence
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.standing import Standing
from dispatchtui.tui.views.words import (
    BAND_WORDS,
    BANDS,
    LOCKS,
    LOST,
    STATES,
    STILL,
    act_by,
    between,
    clock,
    expected,
    needs,
    outlook_words,
    span,
    symbol,
    to_spare,
    words,
)

NAME_CELLS = 11
MOST_LINES = 40
_STAMPS = (("released_s", "released"), ("accepted_s", "accepted"), ("en_route_s", "set out"), ("on_site_s", "arrived"),
           ("working_s", "started"), ("resumed_s", "resumed"), ("done_s", "done"), ("closed_s", "closed"))  # fmt: skip

Facts = Iterator[tuple[str, str, str]]
"""Name, text and style of each fact."""


def lines(picture: Picture, visit_id: str, width: int) -> list[Line]:
    """All there is to say of a visit, wrapped to a width; a sentence when there is none."""
    visit = picture.board.visits.get(visit_id)
    if visit is None:
        return [((" Select a visit." if not visit_id else f" {visit_id} is gone.", "dim"),)]
    order = picture.order(visit)
    facts = [*_now(picture, visit), *_asked(picture, visit, order), *_where(picture, order), *_happened(picture, visit),
             *_beside(picture, visit, order)]  # fmt: skip
    found: list[Line] = []
    for name, text, style in facts:
        found += _wrapped(name, text, style, width)
    return found


def _wrapped(name: str, text: str, style: str, width: int) -> list[Line]:
    if not text:
        return []
    room = max(8, width - NAME_CELLS - 1)
    parts = safe_lines(text, room, MOST_LINES)
    return [((f" {name if number == 0 else '':<{NAME_CELLS}}", "dim"), (part, style))
            for number, part in enumerate(parts)]  # fmt: skip


def _now(picture: Picture, visit: Visit) -> Facts:
    word, sign, style = STATES[visit.state]
    pending = ", our change is under way" if picture.is_pending("visits", visit.id) else ""
    reason = f": {visit.state_reason}" if visit.state_reason else ""
    yield visit.id, f"{symbol(picture.glyphs, sign)} {word}{reason}{pending}", "pending" if pending else style
    for person in picture.present.get(visit.id, ()):
        since = f" since {clock(person.since_s, picture.zone, picture.now_s)}" if person.since_s else ""
        yield "here", f"{picture.glyphs.present} {presence.phrase(person)} it{since} ({person.actor})", "notice"
    standing = picture.standing(visit)
    if standing.due_s is not None:
        band_sign, band_style = BANDS[standing.band]
        left = f"{symbol(picture.glyphs, band_sign)} {BAND_WORDS[standing.band]} ".lstrip() if standing.band else ""
        cause = f" ({standing.cause})" if standing.cause else ""
        due = clock(standing.due_s, picture.zone, picture.now_s)
        best = " at best" if standing.at_best and standing.margin_s is not None else ""
        if not standing.paused:
            yield "due", f"{due}  {left}{to_spare(standing)}{best}{cause}", band_style if standing.band else "text"
        yield from _ahead(picture, visit, standing)
    for line in visit.crew:
        technician = picture.board.technicians.get(line.technician_id)
        name = technician.name if technician else "not on the board"
        phone = f", {technician.phone}" if technician and technician.phone else ""
        yield "technician", f"{line.technician_id} {name}{phone}", "text"
        times = f"{clock(line.start_s, picture.zone, picture.now_s)} to {clock(line.end_s, picture.zone, line.start_s)}"
        yield "planned", f"{times}, {span(line.travel_s)} drive before", "text"
    yield from _course(picture, visit)
    if visit.lock.value != "NONE":
        yield "lock", LOCKS[visit.lock], "notice"
    for each in visit.overrides:
        said = f" {each.text}" if each.text else ""
        at = clock(each.at_s, picture.zone, picture.now_s)
        lapsed = any(one.constraint == each.constraint for one in picture.broken.get(visit.id, ()))
        rest = "; lapsed: the facts got worse" if lapsed else ""
        yield "override", f"{words(each.constraint)}: {words(each.code)}{said} ({each.by} {at}){rest}", "notice"
    for broken in picture.broken.get(visit.id, ()):
        yield "breaks", f"{broken.sentence} ({broken.level.value})", "late"


def _ahead(picture: Picture, visit: Visit, standing: Standing) -> Facts:
    """How likely the clock is missed, when it will be met, and until when what can be done about it."""
    zone, now_s = picture.zone, picture.known_s
    if standing.paused:
        why = STILL.get(visit.state, "held")
        left = span(standing.margin_s)
        yield "clock", f"{picture.glyphs.held} {why}: its clock stands still with {left} left", "held"
    if standing.percent is not None:
        sign, style = BANDS[standing.band]
        yield "risk", f"{symbol(picture.glyphs, sign)} {standing.percent}% late", style if standing.band else "text"
    if standing.expected is not None:
        span_of = between(standing.expected, zone, now_s)
        what = "done" if standing.of_work else "there"
        eight = f" (8 in 10: {span_of})" if span_of else ""
        yield "ETA", f"{what} {expected(standing.expected, standing.eta_s, zone, now_s)}{eight}", "text"
    until = act_by(standing.act_by_s, standing.outlook, zone, now_s)
    if until:
        words_of = outlook_words(standing.outlook)
        said = words_of if standing.outlook == LOST else f"{until}{f', {words_of}' if words_of else ''}"
        yield "act by", said, "late" if standing.outlook == LOST else "notice" if words_of else "strong"
    yield "", standing.advice, "text"


def _course(picture: Picture, visit: Visit) -> Facts:
    """When somebody will be there and when the work ends, where that is not as planned or not certain."""
    stop, seen = picture.stop(visit), picture.forecast(visit)
    if stop is None or stop.state in ENDED:
        return
    zone, now_s = picture.zone, picture.now_s
    if seen is None or (seen.arrival.certain and seen.end.certain):
        if abs(stop.arrival_s - stop.planned_start_s) >= 60:
            yield "expected", f"{clock(stop.arrival_s, zone)} to {clock(stop.end_s, zone)}", "text"
        return
    for word, curve in (("arrival", seen.arrival), ("work ends", seen.end)):
        told = between(curve, zone, now_s)
        if told:
            yield word, f"{expected(curve, None, zone, now_s)} (8 in 10: {told})", "text"


def _asked(picture: Picture, visit: Visit, order: WorkOrder | None) -> Facts:
    if order is not None:
        work_type = picture.board.work_types.get(order.work_type)
        urgent = ", SAFETY" if order.safety else ""
        kind = f"{work_type.name or work_type.id if work_type else order.work_type or 'no type'}"
        yield "work", f"{kind}, priority {order.priority}{urgent}", "strong" if urgent else "text"
        yield "", order.summary, "text"
        yield "", order.details, "dim"
    yield "needs", needs(visit.needs) or "no special skill", "text"
    if visit.duration is not None:
        more = f", {span(visit.extended_s)} added" if visit.extended_s else ""
        left = f", {span(visit.remaining_s)} remain" if visit.remaining_s is not None else ""
        yield "takes", f"{span(visit.duration.p50_s)}, up to {span(visit.duration.p80_s)}{more}{left}", "text"
    if visit.promise is not None:
        zone = picture.zone_at(visit)
        start, end = visit.promise.start_s, visit.promise.end_s
        yield (
            "promised",
            f"{clock(start, zone, picture.now_s)} to {clock(end, zone, start)}{_where_zone(picture, zone)}",
            "text",
        )
    if order is not None:
        policy = picture.board.sla_policies.get(order.sla_policy)
        dues = [f"{word} by {clock(at, picture.zone, picture.now_s)}"
                for word, at in (("arrive", order.response_due_s), ("done", order.resolution_due_s))
                if at is not None]  # fmt: skip
        if dues or policy:
            yield "SLA", f"{policy.name or policy.id if policy else 'own'}: {', '.join(dues) or 'no clock'}", "text"
    if visit.bump_count:
        yield "displaced", f"{visit.bump_count} times", "notice"


def _where(picture: Picture, order: WorkOrder | None) -> Facts:
    if order is None:
        return
    customer, site = order.customer, order.site
    tier = f" ({customer.tier})" if customer.tier else ""
    yield "customer", f"{customer.name or customer.id}{tier}", "text"
    yield "reach", ", ".join(part for part in (customer.phone, customer.email, customer.language) if part), "text"
    yield "site", site.address, "text"
    if site.location is None:
        yield "", "no location: drives are guessed at 20 min", "notice"
    else:
        yield "", f"{site.location.latitude:.5f}, {site.location.longitude:.5f}", "dim"
    territory = picture.board.territories.get(order.territory)
    yield "territory", f"{order.territory} {territory.name if territory else ''}".strip(), "text"
    yield "access", site.access_notes, "notice"


def _happened(picture: Picture, visit: Visit) -> Facts:
    yield from _stamps(picture, visit.stamps)
    for former in visit.former_stamps:
        yield "before", ", ".join(f"{name} {text}" for name, text, _ in _stamps(picture, former)), "dim"
    for note in reversed(visit.notes):
        yield "note", f"{clock(note.at_s, picture.zone, picture.now_s)} {note.by}: {note.text}", "text"
    if visit.changed is not None:
        yield "changed", f"{clock(visit.changed.at_s, picture.zone, picture.now_s)} by {visit.changed.by}", "dim"


def _beside(picture: Picture, visit: Visit, order: WorkOrder | None) -> Facts:
    if order is None:
        yield "order", f"{visit.work_order_id} is not in view", "dim"
        return
    siblings = picture.board.visits_of(order.id)
    others = ", ".join(each.id for each in siblings if each.id != visit.id)
    status = words(work_order_status(siblings))
    yield "order", f"{order.id} {status}{f', also {others}' if others else ''}", "text"
    asked = clock(order.requested_s, picture.zone, picture.now_s) if order.requested_s else "?"
    yield "requested", f"{asked}{f' by {order.channel}' if order.channel else ''}", "text"
    for ref in order.external:
        yield "known as", f"{ref.id} ({ref.source})", "dim"
    for name, text in order.extra.items():
        yield "", f"{name}: {text}", "dim"


def _stamps(picture: Picture, stamps: Stamps) -> Facts:
    for attribute, word in _STAMPS:
        at_s = getattr(stamps, attribute, None)
        if at_s is not None:
            yield word, clock(at_s, picture.zone, picture.now_s), "text"


def _where_zone(picture: Picture, zone: str) -> str:
    """The site's zone when it is not the board's."""
    if not zone or zone == picture.zone:
        return ""
    return f" {local(picture.now_s, zone).tzname()}"
