"""What a filter may ask of a visit or a technician, one row of a table each.

Never: a field that a pane does not show or explain.
Why: help, error sentences and the language itself are read from these tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from dispatchtui.core.lifecycle import ENDED, STARTED, UNPLACED
from dispatchtui.core.model import Lock, Technician, Visit, WorkOrder
from dispatchtui.core.zones import local
from dispatchtui.tui.filter import Field, Filter, Wrong, compile_filter
from dispatchtui.tui.views import desks
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import LOCKS, LOST, NOTHING_NEEDED, STATES, needs, words


class VisitAsked(NamedTuple):
    """A visit as a filter sees it."""

    picture: Picture
    visit: Visit

    @property
    def order(self) -> WorkOrder | None:
        """Its work order."""
        return self.picture.order(self.visit)


class TechnicianAsked(NamedTuple):
    """A technician as a filter sees them."""

    picture: Picture
    technician: Technician


def _in_band(band: str) -> Callable[[VisitAsked], bool]:
    return lambda a: a.picture.standing(a.visit).band == band


VISIT_FLAGS: Final[dict[str, Callable[[VisitAsked], bool]]] = {
    "unplaced": lambda a: a.visit.state in UNPLACED,
    "placed": lambda a: bool(a.visit.crew) and a.visit.state not in ENDED,
    "started": lambda a: a.visit.state in STARTED,
    "open": lambda a: a.visit.state not in ENDED,
    "ended": lambda a: a.visit.state in ENDED,
    "breached": _in_band("breached"),
    "late": _in_band("late"),
    "risk": _in_band("risk"),
    "watch": _in_band("watch"),
    "lost": lambda a: a.picture.standing(a.visit).outlook == LOST,
    "held": lambda a: a.picture.standing(a.visit).paused,
    "noack": lambda a: a.picture.unacknowledged(a.visit),
    "locked": lambda a: a.visit.lock is not Lock.NONE,
    "override": lambda a: bool(a.visit.overrides),
    "broken": lambda a: a.visit.id in a.picture.broken,
    "others": lambda a: a.visit.id in a.picture.present,
    "pending": lambda a: a.picture.is_pending("visits", a.visit.id),
    "safety": lambda a: bool(a.order and a.order.safety),
    "promised": lambda a: a.visit.promise is not None,
    "returned": lambda a: a.visit.kind == "return" or a.visit.bump_count > 0,
}


def _technician_texts(asked: VisitAsked) -> tuple[str, ...]:
    names = []
    for line in asked.visit.crew:
        technician = asked.picture.board.technicians.get(line.technician_id)
        names += [line.technician_id, technician.name if technician else ""]
    return tuple(names)


def _place_texts(asked: VisitAsked) -> tuple[str, ...]:
    order = asked.order
    territory = asked.picture.board.territories.get(asked.visit.territory)
    return (asked.visit.territory, territory.name if territory else "", order.site.address if order else "")


def _type_texts(asked: VisitAsked) -> tuple[str, ...]:
    order = asked.order
    work_type = asked.picture.board.work_types.get(order.work_type) if order else None
    return (order.work_type if order else "", work_type.name if work_type else "")


def _local_minutes(asked: VisitAsked, at_s: float | None) -> float | None:
    """Minutes since midnight of today in the board's zone, so that tomorrow at 9 is 33 o'clock."""
    if at_s is None:
        return None
    then, now = local(int(at_s), asked.picture.zone), local(asked.picture.now_s, asked.picture.zone)
    return (then.date() - now.date()).days * 1440 + then.hour * 60 + then.minute


def _due(asked: VisitAsked) -> float | None:
    return asked.picture.standing(asked.visit).due_s


def _margin(asked: VisitAsked) -> float | None:
    margin_s = asked.picture.standing(asked.visit).margin_s
    return None if margin_s is None else margin_s / 60


def _outlook(asked: VisitAsked) -> str:
    """What still helps a visit, in words; nothing while that is not worked out."""
    standing = asked.picture.standing(asked.visit)
    if standing.outlook == NOTHING_NEEDED:
        return "none needed"
    kept = "kept" if standing.act_by_s is not None and not standing.outlook else ""
    return words(standing.outlook) or kept


def _start(asked: VisitAsked) -> float | None:
    line = asked.visit.assignment
    return line.start_s if line else None


VISIT_FIELDS: Final[tuple[Field[VisitAsked], ...]] = (
    Field("is", "flag", f"One of {', '.join(VISIT_FLAGS)}.", flags=VISIT_FLAGS),
    Field("id", "text", "The visit or its work order.", texts=lambda a: (a.visit.id, a.visit.work_order_id),
          aliases=("visit", "order")),
    Field("state", "text", "A state such as working or parked.", texts=lambda a: (STATES[a.visit.state][0],)),
    Field("p", "number", "Priority, 1 the most urgent.", value=lambda a: a.order.priority if a.order else None,
          aliases=("priority", "prio")),
    Field("due", "clock", "When its clock runs out.", value=lambda a: _local_minutes(a, _due(a))),
    Field("margin", "minutes", "Minutes left when it will be reached; negative is late.", value=_margin,
          aliases=("slack",)),
    Field("risk", "number", "The percentage at which it will break its word: risk>20.",
          value=lambda a: a.picture.standing(a.visit).percent, aliases=("percent",)),
    Field("actby", "clock", "Until when somebody has to act to keep its word: actby<16:00.",
          value=lambda a: _local_minutes(a, a.picture.standing(a.visit).act_by_s), aliases=("act",)),
    Field("outlook", "text", "What still helps: kept, none needed, lost, or override and the rule to break.",
          texts=lambda a: (_outlook(a),)),
    Field("eta", "clock", "When its clock will probably be met.",
          value=lambda a: _local_minutes(a, a.picture.standing(a.visit).eta_s)),
    Field("start", "clock", "When it is planned to begin.", value=lambda a: _local_minutes(a, _start(a)),
          aliases=("time", "at")),
    Field("tech", "text", "The technician, by id or name.", texts=_technician_texts, aliases=("t", "technician")),
    Field("desk", "text", "A desk area by name; mine, or free where nobody sits.",
          texts=lambda a: tuple(desks.asked(a.picture, a.visit.territory))),
    Field("type", "text", "The kind of work.", texts=_type_texts),
    Field("skill", "text", "A skill it needs.", texts=lambda a: (needs(a.visit.needs),), aliases=("needs",)),
    Field("place", "text", "Territory or address.", texts=_place_texts,
          aliases=("territory", "area", "address", "site")),
    Field("customer", "text", "The customer's name or telephone.",
          texts=lambda a: (a.order.customer.name, a.order.customer.phone) if a.order else (), aliases=("phone",)),
    Field("lock", "text", "What automation may not move.", texts=lambda a: (LOCKS[a.visit.lock],)),
    Field("note", "text", "Words of a note.", texts=lambda a: tuple(note.text for note in a.visit.notes)),
    Field("ref", "text", "The name another system gives it.",
          texts=lambda a: tuple(ref.id for ref in a.order.external) if a.order else ()),
)  # fmt: skip


def _status(asked: TechnicianAsked) -> str:
    return asked.picture.status(asked.technician.id).word


OFF: Final = ("off shift", "sick", "leave", "gone")
TECHNICIAN_FLAGS: Final[dict[str, Callable[[TechnicianAsked], bool]]] = {
    "free": lambda a: _status(a) == "free",
    "busy": lambda a: _status(a) not in ("free", *OFF),
    "off": lambda a: _status(a) in OFF,
    "late": lambda a: any(stop.late_s > 0 for stop in a.picture.stops(a.technician.id)),
}


TECHNICIAN_FIELDS: Final[tuple[Field[TechnicianAsked], ...]] = (
    Field("is", "flag", f"One of {', '.join(TECHNICIAN_FLAGS)}.", flags=TECHNICIAN_FLAGS),
    Field("id", "text", "The technician's id or name.", texts=lambda a: (a.technician.id, a.technician.name),
          aliases=("tech", "name", "t")),
    Field("status", "text", "What they are doing.", texts=lambda a: (_status(a),), aliases=("state",)),
    Field("skill", "text", "A skill they have.",
          texts=lambda a: tuple(str(each.skill) for each in a.technician.skills)),
    Field("place", "text", "Their territory, or one they cover.",
          texts=lambda a: (a.technician.territory, *a.technician.covers), aliases=("territory", "area")),
    Field("desk", "text", "A desk area that theirs lies in, by name; mine, or free where nobody sits.",
          texts=lambda a: tuple(desks.asked(a.picture, a.technician.territory, *a.technician.covers))),
    Field("tag", "text", "A tag they carry.", texts=lambda a: a.technician.tags),
)  # fmt: skip

_VISIT_IS = VISIT_FIELDS[0]
_TECHNICIAN_IS = TECHNICIAN_FIELDS[0]


def visit_filter(text: str) -> Filter[VisitAsked] | Wrong:
    """Compile a filter of visits."""
    return compile_filter(text, VISIT_FIELDS, _visit_text, _VISIT_IS)


def technician_filter(text: str) -> Filter[TechnicianAsked] | Wrong:
    """Compile a filter of technicians."""
    return compile_filter(text, TECHNICIAN_FIELDS, _technician_text, _TECHNICIAN_IS)


def _visit_text(asked: VisitAsked) -> str:
    """All of a visit that a word may be found in."""
    return asked.picture.text_of(asked.visit, _fresh_text)


def _fresh_text(picture: Picture, visit: Visit, order: WorkOrder | None) -> str:
    asked = VisitAsked(picture, visit)
    parts = [
        *_technician_texts(asked),
        visit.id,
        visit.work_order_id,
        STATES[visit.state][0],
        visit.kind,
        needs(visit.needs),
        visit.state_reason,
    ]
    parts += [note.text for note in visit.notes]
    parts += _place_texts(asked)
    if order is not None:
        parts += [*_type_texts(asked), order.summary, order.details, order.customer.name, order.customer.phone,
                  order.customer.id, order.channel, *order.extra.values()]  # fmt: skip
        parts += [ref.id for ref in order.external]
    return "\n".join(parts).casefold()


def _technician_text(asked: TechnicianAsked) -> str:
    technician = asked.technician
    parts = [technician.id, technician.name, _status(asked), technician.territory, *technician.covers, *technician.tags,
             *(str(each.skill) for each in technician.skills), technician.note]  # fmt: skip
    return "\n".join(parts).casefold()
