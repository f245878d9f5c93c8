"""What rows and options are told as: one sentence each, with the numbers that they rest on.

Units: epoch seconds in, wall clock of the site out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatchtui.constraints.words import names
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Visit
from dispatchtui.core.sla import clocks, due_of
from dispatchtui.core.words import about, minute
from dispatchtui.core.work import service_s
from dispatchtui.solver.proposing.breaking import BREAKS
from dispatchtui.solver.proposing.proposal import GREEN, HARD, Row

_ASKED = {
    "consent": "the customer has to agree",
    "recall": "whoever was told is recalled",
    "lock": "a lock is broken",
    "late": "a word is not kept",
}


def zone_of(board: Board, visit: Visit) -> str:
    """The zone in which the times of a visit are told."""
    order = board.work_orders.get(visit.work_order_id)
    territory = board.territories.get(visit.territory)
    return (order.site.zone if order is not None else "") or (territory.zone if territory is not None else "")


def row_words(
    board: Board, after: Board, row: Row, part: Sequence[Move], now_s: int, *, unsure: Mapping[str, int] | None = None
) -> str:
    """What becomes of a visit, and of those that move along; `unsure` are percentages of words that it endangers."""
    lead = next(each for each in part if each.visit_id == row.visit_id)
    words = [_goes(board, after, lead, row, now_s)]
    words += [_along(board, after, each, now_s) for each in part if each is not lead]
    words += [_asked(each) for each in row.asks
              if each != "late" or not unsure]  # fmt: skip
    words += [f"{visit_id} breaks its word with {percent}%" for visit_id, percent in (unsure or {}).items()]
    return "; ".join(words) + "."


def _asked(ask: str) -> str:
    return ask if ask.startswith(BREAKS) else _ASKED.get(ask, f"needs an {ask.replace(': ', ' of ')}")


def _goes(board: Board, after: Board, move: Move, row: Row, now_s: int) -> str:
    visit = board.visits[move.visit_id]
    zone = zone_of(board, visit)
    former = visit.crew[0] if visit.crew else None
    if not move.technician_id:
        was = f" from {former.technician_id} at {minute(former.start_s, zone, now_s)}" if former is not None else ""
        return f"{visit.id} goes back to the queue{was}"
    people = names(list(move.people))
    arrival_s = row.arrival_s if row.arrival_s is not None else move.start_s
    when = f"at {minute(arrival_s, zone, now_s)}{stands(after, after.visits[visit.id], arrival_s, now_s)}"
    if former is None:
        return f"{visit.id} goes to {people} {when}"
    if former.technician_id == move.technician_id:
        return f"{visit.id} stays with {people}, {when} instead of {minute(former.start_s, zone, arrival_s)}"
    return f"{visit.id} goes from {former.technician_id} to {people} {when}"


def _along(board: Board, after: Board, move: Move, now_s: int) -> str:
    visit = board.visits[move.visit_id]
    if not move.technician_id:
        return f"{visit.id} goes back to the queue"
    zone, former = zone_of(board, visit), visit.crew[0] if visit.crew else None
    whom = (
        "" if former is not None and former.technician_id == move.technician_id else f" to {names(list(move.people))}"
    )
    return f"{visit.id}{whom} at {minute(move.start_s, zone, now_s)}{stands(after, visit, move.start_s, now_s)}"


def stands(board: Board, visit: Visit, arrival_s: int, now_s: int) -> str:
    """How an arrival stands to what was promised or is due, or the end of the work where that is missed by more."""
    due_s, done = due_of(board, visit, now_s), next((each for each in clocks(board, visit, now_s, None)
                                                     if each.of_work), None)  # fmt: skip
    missed_s = arrival_s + service_s(visit) - done.due_s if done is not None else 0
    if missed_s > 0 and (due_s is None or missed_s > arrival_s - due_s):
        return f", done {about(missed_s)} late"
    if due_s is None:
        return ""
    if arrival_s > due_s:
        return f", {about(arrival_s - due_s)} late"
    return f", {about(due_s - arrival_s)} to spare" if due_s > arrival_s else ", nothing to spare"


def option_words(rows: Sequence[Row]) -> str:
    """What an option does: its one row, or how many of its rows are what."""
    if len(rows) == 1:
        return rows[0].sentence
    placed = sum(each.grade == GREEN for each in rows)
    hard = sum(each.grade == HARD for each in rows)
    looked = len(rows) - placed - hard
    parts = [f"{placed} of {len(rows)} at once"] if placed else []
    parts += [f"{looked} of {len(rows)} to be looked at"] if looked else []
    parts += [f"{hard} of {len(rows)} for somebody to decide"] if hard else []
    return f"{names(parts)}."
