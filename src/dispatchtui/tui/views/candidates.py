"""Who could take a visit and who not, each with the reason, as rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dispatchtui.core.lifecycle import TOLD
from dispatchtui.core.model import Visit
from dispatchtui.core.work import service_s
from dispatchtui.tui.views import Piece, ViewRow, effects
from dispatchtui.tui.views.broken import mark
from dispatchtui.tui.views.broken import why as told_why
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.words import BANDS, age, clock, margin, span, symbol, words

if TYPE_CHECKING:
    from dispatchtui.solver.rank import Candidate, Excluded

KEPT_PERCENT = 80
"""From here on a candidate will rather keep the visit's word than not."""
NO_PERCENT = "–"
"""Where no clock runs there is no word to keep."""
OLD_POSITION_S = 10 * 60
"""A position older than this is marked, for it says little about where somebody is."""


def excluded_rows(picture: Picture, excluded: Iterable[Excluded], *, of_work: bool = False) -> tuple[ViewRow, ...]:
    """Who is left out, or which work, and why in a sentence."""
    technicians = picture.board.technicians
    if of_work:
        return tuple(
            ViewRow(each.visit_id, {
                "id": (each.visit_id, "text"), "name": (_kind(picture, each.visit_id), "text"),
                "rule": (words(each.violations[0].constraint) if each.violations else "", "notice"),
                "why": (each.sentence, "text")})
            for each in excluded
        )  # fmt: skip
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
        for each in excluded
    )


def _kind(picture: Picture, visit_id: str) -> str:
    visit = picture.board.visits.get(visit_id)
    order = picture.order(visit) if visit is not None else None
    return order.summary if order is not None else ""


def numbered(number: int, code: str, text: str) -> ViewRow:
    """A choice behind a digit."""
    return ViewRow(code, {"n": (str(number), "strong"), "text": (text, "text")})


def preview(picture: Picture, visit: Visit, candidate: Candidate, rest: str) -> str:
    """What Enter would do, in one sentence; `rest` is what it does beside the visit itself."""
    zone, now_s = picture.zone, picture.now_s
    technician = picture.board.technicians.get(candidate.technician_id)
    name = technician.name if technician else ""
    if candidate.mates:
        name = f"{name} with {' and '.join(candidate.mates)}".strip()
    line = visit.assignment
    before = f"from {line.technician_id} at {clock(line.start_s, zone, now_s)} " if line else ""
    return (f"{visit.id} {before}to {candidate.technician_id} {name}, there at {clock(candidate.start_s, zone, now_s)} "
            f"after {span(candidate.travel_s)} of driving{f'; {rest}' if rest else ''}.")  # fmt: skip


def _doing(picture: Picture, technician_id: str) -> str:
    """What a technician is doing; of one who is off shift, when the shift begins."""
    status = picture.status(technician_id)
    if status.word == "off shift":
        starts = [each.start_s for each in picture.board.shifts_of(technician_id) if each.start_s > picture.now_s]
        if starts:
            return f"from {clock(min(starts), picture.zone, picture.now_s)}"
    return f"is {status.word}"


def row(picture: Picture, visit: Visit, number: int, each: Candidate, keeper: str = "") -> ViewRow:
    """One candidate: arrival, margin, driving, what it makes later, how old the position is, and the worst reason.

    Of the `keeper` it says that they come first because they keep the visit's word.
    """
    technician = picture.board.technicians.get(each.technician_id)
    line = visit.assignment
    here = line is not None and line.technician_id == each.technician_id
    left_s = spare_s(picture, visit, each)
    late = left_s is not None and left_s < 0
    sign, style = BANDS["late" if late else ""]
    broken = each.violations[0] if each.violations else each.warnings[0] if each.warnings else None
    why = "has it now" if here else _doing(picture, each.technician_id)
    if broken:
        why = told_why(each.violations) if each.violations else broken.sentence
    if each.technician_id == keeper:
        why = f"{'brought forward, ' if here else ''}keeps its word{f'; {why}' if broken or not here else ''}"
    name = technician.name if technician else ""
    return ViewRow(
        each.technician_id,
        {
            "n": (str(number) if number < 10 else "", "strong"),
            "id": (" +".join((each.technician_id, *each.mates)), "text"),
            "name": (name, "text"),
            "there": (clock(each.arrival_s, picture.zone, picture.now_s), "text"),
            "left": (f"{symbol(picture.glyphs, sign)} {margin(left_s)}" if late else margin(left_s), style),
            "keeps": ("", "dim"),
            "drive": (span(each.travel_s), "text"),
            "added": (margin(each.added_travel_s), "text"),
            "later": knocked(each),
            "gps": age_piece(each.position_age_s),
            "mark": mark(picture.glyphs.conflict, each.violations, each.warnings),
            "why": (why, "notice" if broken else "dim"),
        },
    )


def with_keeping(row: ViewRow, percent: int | None) -> ViewRow:
    """A row with the percentage at which its candidate keeps the visit's word."""
    text = f"{percent}%" if percent is not None else NO_PERCENT
    style = "dim" if percent is None else "ok" if percent >= KEPT_PERCENT else "notice"
    return ViewRow(row.id, {**row.cells, "keeps": (text, style)})


def spare_s(picture: Picture, visit: Visit, each: Candidate) -> int | None:
    """How long before what is due next the candidate meets it, whether that is to arrive or to be done."""
    standing = picture.standing(visit)
    if standing.due_s is None:
        return None
    return standing.due_s - (each.start_s + service_s(visit) if standing.of_work else each.arrival_s)


def knocked(each: Candidate) -> Piece:
    """The visit that it delays or displaces most, by how many minutes, and how many others."""
    if not each.knock_on:
        return ("", "dim")
    worst = max(each.knock_on, key=lambda knock: (knock.displaced, knock.late_s - knock.was_late_s, knock.later_s))
    more = f" +{len(each.knock_on) - 1} more" if len(each.knock_on) > 1 else ""
    if worst.displaced:
        return (f"{worst.visit_id} to queue{more}", "late")
    late = worst.late_s > worst.was_late_s
    return (f"{worst.visit_id} {margin(worst.later_s)}{more}", "late" if late else "text")


def age_piece(age_s: int | None) -> Piece:
    """How old the position is that the way was measured from; nothing where none is known."""
    if age_s is None:
        return ("", "dim")
    return (age(age_s), "notice" if age_s > OLD_POSITION_S else "dim")


def told_of(picture: Picture, each: Candidate) -> str:
    """What taking the candidate does beside the visit itself: whom it delays, displaces, recalls, who is told."""
    from dispatchtui.constraints.effects import effects_of  # noqa: PLC0415  (only a list needs it)
    from dispatchtui.core.commands.moves import moved  # noqa: PLC0415

    parts = [f"{knock.visit_id} back in the queue" for knock in each.knock_on if knock.displaced]
    parts += [f"{knock.visit_id} {margin(knock.later_s)}{', late' if knock.late_s > knock.was_late_s else ''}"
              for knock in each.knock_on if not knock.displaced]  # fmt: skip
    board = picture.board
    told = [move.visit_id for move in each.moves if board.visits[move.visit_id].state in TOLD]
    if told:
        parts.append(f"recalls {', '.join(told)}")
    found = effects_of(board, moved(board, each.moves), picture.now_s, positions=picture.positions)
    counted = effects.preview(found)
    return "; ".join(
        [*parts[:4], *([f"{len(parts) - 4} more"] if len(parts) > 4 else []), *([counted] if counted else [])]
    )
