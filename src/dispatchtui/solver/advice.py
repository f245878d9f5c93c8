"""What can still be done for a visit, in a sentence: who keeps it and until when, or who would be least late.

Who has the visit already is not sent but brings it forward, and a lock that stands against it is named: of a visit
under way it is that somebody would have to leave it.

Units: epoch seconds; chances from 0 to 1.
Cost: some microseconds.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.lifecycle import STARTED
from dispatchtui.core.refusals import Violation
from dispatchtui.core.words import about, minute
from dispatchtui.solver.look import Asked
from dispatchtui.solver.offers import Candidate


class Own(Struct, frozen=True):
    """What whoever has a visit will do if it is left as it is: how likely in time, and there when."""

    technician_id: str = ""
    chance: float = 0.0
    arrives_s: int | None = None


def saved_words(asked: Asked, best: Candidate, act_by_s: int, outlook: str) -> str:
    """Who keeps a visit, until when, and what stands against it."""
    visit, who = asked.visit.id, best.technician_id
    by, there = _at(asked, act_by_s), _at(asked, best.arrival_s)
    own = _has_it(asked, who)
    if not outlook:
        if own:
            return f"{visit} is kept if brought forward with {who} by {by}: there at {there} if begun now."
        return f"{visit} is kept if {who} is sent by {by}: there at {there} if sent now."
    told = f"brought forward with {who}, there at {there} if begun now" if own else (
        f"{who} would be there at {there} if sent now")  # fmt: skip
    return f"{visit} is savable only by {outlook}, until {by}: {'; '.join((told, *_locks(asked, best)))}."


def lost_words(
    asked: Asked, limit_s: int, own: Own, best: Candidate | None, *, chance: float = 0.0, override: str = ""
) -> str:
    """Who would be least late for a visit that nothing saves any more, or likeliest in time where nobody is surely."""
    visit = asked.visit.id
    if best is None:
        return f"{visit} cannot be saved: nobody can go."
    by = f", by {override}" if override else ""
    if best.arrival_s <= limit_s:
        words = f"Nobody keeps {visit} surely enough"
        if own.chance >= chance:
            return f"{words}: {own.technician_id}, who has it, keeps it with {round(100 * own.chance)}%."
        return (
            f"{words}: {best.technician_id} at {_at(asked, best.arrival_s)} keeps it with {round(100 * chance)}%{by}."
        )
    words = f"{visit} cannot be saved: the least late is"
    if own.arrives_s is not None and limit_s < own.arrives_s <= best.arrival_s:
        late = about(own.arrives_s - limit_s)
        return f"{words} {own.technician_id}, who has it, at {_at(asked, own.arrives_s)}, {late} late."
    return f"{words} {best.technician_id} at {_at(asked, best.arrival_s)}, {about(best.arrival_s - limit_s)} late{by}."


def _has_it(asked: Asked, technician_id: str) -> bool:
    line = asked.visit.assignment
    return line is not None and line.technician_id == technician_id


def _locks(asked: Asked, best: Candidate) -> list[str]:
    """What each lock that an act breaks means for whoever is held by it."""
    found = [each for each in best.violations if each.constraint == "locked"]
    return list(dict.fromkeys(words for each in found if (words := _lock(asked, each))))


def _lock(asked: Asked, lock: Violation) -> str:
    """One lock in words; nothing of the visit's own freeze window, which is no reason to let it be late."""
    visit = asked.board.visits.get(lock.subject.removeprefix("visits/"))
    line = visit.assignment if visit is not None else None
    if visit is None or line is None:
        return lock.sentence.removesuffix(".")
    if visit.state in STARTED:
        return f"{line.technician_id} would have to leave {visit.id}"
    if lock.unit == "min":
        return "" if visit.id == asked.visit.id else f"{visit.id} of {line.technician_id} is in its freeze window"
    return lock.sentence.removesuffix(".")


def _at(asked: Asked, at_s: int) -> str:
    order = asked.board.work_orders.get(asked.visit.work_order_id)
    return minute(at_s, order.site.zone if order is not None else "", asked.at_s)
