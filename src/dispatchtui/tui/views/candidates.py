"""Who could take a visit and who not, each with the reason, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import Violation
from dispatchtui.tui.views import ViewRow
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import BANDS, clock, margin, span, symbol, words

if TYPE_CHECKING:
    from dispatchtui.solver.rank import Candidate, Ranking


def rows(picture: Picture, visit: Visit, ranking: Ranking) -> tuple[ViewRow, ...]:
    """The candidates, best first."""
    return tuple(_row(picture, visit, number, each) for number, each in enumerate(ranking.candidates, 1))


def excluded_rows(picture: Picture, ranking: Ranking) -> tuple[ViewRow, ...]:
    """Who is left out, and why in a sentence."""
    technicians = picture.board.technicians
    return tuple(
        ViewRow(
            each.technician_id,
            {
                "id": (each.technician_id, "text"),
                "name": (technicians[each.technician_id].name if each.technician_id in technicians else "", "text"),
                "rule": (words(each.violations[0].constraint) if each.violations else "", "notice"),
                "why": (each.sentence, "text"),
            },
        )
        for each in ranking.excluded
    )


def numbered(number: int, code: str, text: str) -> ViewRow:
    """A choice behind a digit."""
    return ViewRow(code, {"n": (str(number), "strong"), "text": (text, "text")})


def preview(picture: Picture, visit: Visit, candidate: Candidate) -> str:
    """What Enter would do, in one sentence."""
    zone, now_s = picture.zone, picture.now_s
    technician = picture.board.technicians.get(candidate.technician_id)
    name = technician.name if technician else ""
    line = visit.assignment
    before = f"from {line.technician_id} at {clock(line.start_s, zone, now_s)} " if line else ""
    told = " Both are told: it was released." if line and visit.stamps.released_s is not None else ""
    return (f"{visit.id} {before}to {candidate.technician_id} {name}, there at {clock(candidate.start_s, zone, now_s)} "
            f"after {span(candidate.travel_s)} of driving.{told}")  # fmt: skip


def overriding(label: str, broken: Violation, reason: str) -> str:
    """What Enter would do although a rule is broken, in one sentence without its full stop."""
    return f"{label} although {broken.sentence.partition(':')[0].rstrip('.')}, because {reason}"


def _doing(picture: Picture, technician_id: str) -> str:
    """What a technician is doing; of one who is off shift, when the shift begins."""
    status = picture.status(technician_id)
    if status.word == "off shift":
        starts = [each.start_s for each in picture.board.shifts_of(technician_id) if each.start_s > picture.now_s]
        if starts:
            return f"from {clock(min(starts), picture.zone, picture.now_s)}"
    return f"is {status.word}"


def _row(picture: Picture, visit: Visit, number: int, each: Candidate) -> ViewRow:
    technician = picture.board.technicians.get(each.technician_id)
    line = visit.assignment
    here = line is not None and line.technician_id == each.technician_id
    due_s = picture.standing(visit).due_s
    left_s = None if due_s is None else due_s - each.arrival_s
    late = left_s is not None and left_s < 0
    sign, style = BANDS["late" if late else ""]
    broken = each.violations[0] if each.violations else each.warnings[0] if each.warnings else None
    why = broken.sentence if broken else "has it now" if here else _doing(picture, each.technician_id)
    return ViewRow(
        each.technician_id,
        {
            "n": (str(number) if number < 10 else "", "strong"),
            "id": (each.technician_id, "text"),
            "name": (technician.name if technician else "", "text"),
            "there": (clock(each.arrival_s, picture.zone, picture.now_s), "text"),
            "left": (f"{symbol(picture.glyphs, sign)} {margin(left_s)}" if late else margin(left_s), style),
            "drive": (span(each.travel_s), "text"),
            "added": (margin(each.added_travel_s), "text"),
            "rule": (f"{picture.glyphs.conflict} {words(broken.constraint)}" if broken else "", "notice"),
            "why": (why, "notice" if broken else "dim"),
        },
    )
