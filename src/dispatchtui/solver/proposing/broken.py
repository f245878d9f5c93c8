"""Disruptions that show as plans which break a rule: somebody is away, a vehicle is out, weather, stock, two at once.

One for each cause: whoever is away is one disruption, however many visits it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.constraints.base import Trial
from dispatchtui.constraints.parts_on_van import PARTS_ON_VAN
from dispatchtui.constraints.words import counted
from dispatchtui.core.absences import GONE
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED, STARTED
from dispatchtui.core.model import Absence, Visit, VisitState
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.solver.proposing.proposal import Disruption
from dispatchtui.solver.proposing.reading import Reading

Cause = tuple[str, str]
"""The kind of a disruption and the row that causes it."""


def broken_plans(reading: Reading) -> Iterator[Disruption]:
    """Yield what the standing plans break, by its cause."""
    causes: dict[Cause, dict[str, Violation]] = {}
    for visit_id, every in reading.broken.items():
        visit = reading.board.visits.get(visit_id)
        if visit is None or not reading.is_planned(visit):
            continue
        for each in every:
            cause = _cause(reading, visit, each) if each.level is not Level.WARNING else None
            if cause is not None:
                causes.setdefault(cause, {}).setdefault(visit_id, each)
    for absence in reading.board.absences.values():
        for visit in _on_the_way(reading, absence):
            causes.setdefault(("TECH_SICK", f"technicians/{absence.technician_id}"), {}).setdefault(visit.id, _NOTHING)
    for (kind, subject), found in _without_repeats(causes).items():
        visits = sorted(
            (reading.board.visits[each] for each in found), key=lambda each: (each.crew[0].start_s, each.id)
        )
        yield reading.disruption(kind, subject, visits, sentence=_words(reading, kind, subject, visits, found),
                                 at_s=_since_s(reading, kind, subject))  # fmt: skip


def _without_repeats(causes: dict[Cause, dict[str, Violation]]) -> dict[Cause, dict[str, Violation]]:
    """The causes without what else is wrong with visits whose technician is away: they are planned anew in any case."""
    away = {visit_id for (kind, _), found in causes.items() if kind == "TECH_SICK" for visit_id in found}
    kept = {cause: found if cause[0] == "TECH_SICK" else {key: each for key, each in found.items() if key not in away}
            for cause, found in causes.items()}  # fmt: skip
    return {cause: found for cause, found in kept.items() if found}


def _begins(visit: Visit) -> tuple[int, str]:
    return visit.crew[0].start_s, visit.id


_NOTHING = Violation(constraint="time_off", level=Level.NOBODY, sentence="")


def _cause(reading: Reading, visit: Visit, violation: Violation) -> Cause | None:
    """Which disruption a broken rule belongs to; nothing where it is none of its own."""
    own, subject = f"visits/{visit.id}", violation.subject
    table = subject.partition("/")[0]
    match violation.constraint:
        case "time_off":
            return _of_absence(reading, subject)
        case "equipment" if table == "vehicles":
            return "VEHICLE_DOWN", subject
        case "certification_valid":
            return "CERT_EXPIRED", f"technicians/{visit.crew[0].technician_id}"
        case "required_skills":
            return "SKILL_WRONG", own
        case "safety" if table == "weather_alerts":
            return "WEATHER", subject
        case "parts_on_van" if table != "visits":  # What takes a part from a later visit is told by that one.
            return None if visit.id in fetched(reading.board) else ("STOCK_WRONG", own)
        case "no_overlap" if violation.level is Level.NOBODY and _is_later(reading, visit, subject):
            return "DOUBLE_BOOK_FOUND", own
        case "promise_window":
            return "CUSTOMER_RESCHEDULE", own
        case _:
            return None


def _of_absence(reading: Reading, subject: str) -> Cause:
    absence = reading.board.row(subject)
    if not isinstance(absence, Absence):
        return "TECH_SICK", subject
    return (
        ("TECH_SICK", f"technicians/{absence.technician_id}") if absence.kind in GONE else ("CALENDAR_BLOCK", subject)
    )


def _is_later(reading: Reading, visit: Visit, subject: str) -> bool:
    """Whether a visit is the later of two plans at once; what runs over, or is behind, is told as that."""
    other = reading.board.row(subject)
    if not isinstance(other, Visit) or not other.crew or not reading.is_planned(other):
        return False
    return (visit.crew[0].start_s, visit.id) > (other.crew[0].start_s, other.id)


def _on_the_way(reading: Reading, absence: Absence) -> Iterator[Visit]:
    """What somebody has set out for who is away now."""
    if absence.kind in GONE and absence.start_s <= reading.now_s < absence.end_s:
        for visit in reading.board.around(absence.technician_id, absence.start_s, absence.end_s):
            if visit.state is VisitState.EN_ROUTE and visit.crew[0].start_s < absence.end_s:
                yield visit


def _since_s(reading: Reading, kind: str, subject: str) -> int | None:
    """When it came up: when somebody was reported away; else the visits tell it."""
    if kind != "TECH_SICK":
        row = reading.board.row(subject)
        return row.changed.at_s if row is not None and row.changed is not None else None
    gone = [each for each in reading.board.absences_of(subject.partition("/")[2]) if each.kind in GONE]
    return max((each.changed.at_s for each in gone if each.changed is not None), default=None)


def _words(reading: Reading, kind: str, subject: str, visits: list[Visit], found: dict[str, Violation]) -> str:
    first = visits[0]
    named = f"{first.id} at {reading.clock(first.crew[0].start_s, first)}"
    many = named if len(visits) == 1 else f"{counted(len(visits), 'visit')}, {named} first"
    row_id = subject.partition("/")[2]
    if kind == "TECH_SICK":
        gone = [each for each in reading.board.absences_of(row_id) if each.kind in GONE and each.end_s > reading.now_s]
        how = GONE[gone[-1].kind] if gone else "no longer works here"
        until = f" until {reading.clock(gone[-1].end_s, first)}" if gone else ""
        return f"{row_id} {how}{until}: {many}."
    if len(visits) == 1:
        return found[first.id].sentence
    heads = {
        "VEHICLE_DOWN": f"Vehicle {row_id} is out of service",
        "CERT_EXPIRED": f"{row_id} lacks a valid certificate",
        "WEATHER": f"{first.territory} has unsafe weather",
    }
    return f"{heads[kind] if kind in heads else found[first.id].sentence.rstrip('.')}: {many}."


def fetched(board: Board) -> frozenset[str]:
    """The visits for which somebody is to fetch parts, so that nobody need think of a way any more.

    Cost: a walk over all visits.
    """
    under_way = (each for each in board.visits.values() if each.fetches and each.crew and each.state not in ENDED)
    return frozenset(part.visit_id for each in under_way for part in each.fetches)


def missing_parts(reading: Reading) -> Iterator[Disruption]:
    """Yield work under way that lacks a part which it cannot be done without."""
    for visit in reading.board.visits.values():
        if not visit.parts or visit.state not in STARTED or not visit.crew:
            continue
        technician = reading.board.technicians.get(visit.crew[0].technician_id)
        if technician is None:
            continue
        trial = Trial(board=reading.board, visit=visit, technician=technician, line=visit.crew[0],
                      at_s=reading.now_s, crew=visit.crew)  # fmt: skip
        own = [each for each in PARTS_ON_VAN.check(trial)
               if each.level is not Level.WARNING and not each.subject.startswith("visits/")]  # fmt: skip
        if own and visit.id not in fetched(reading.board):
            yield reading.disruption("PART_MISSING", f"visits/{visit.id}", [visit], sentence=own[0].sentence)
