"""Times on dates that a customer may be offered instead of what they were promised, and the acts of their consent.

What is offered breaks no rule, pushes nobody into lateness and displaces nothing. Two offers are on different dates.

Units: epoch seconds.
Cost: a ranking for each offer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.commands.visits import AmendVisit, RecordAgreement
from dispatchtui.core.model import Position, Visit, Window
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.words import minute
from dispatchtui.core.zones import local, local_day
from dispatchtui.solver.look import ask
from dispatchtui.solver.offers import Candidate
from dispatchtui.solver.proposing.matter import midnight_after, rejected
from dispatchtui.solver.proposing.proposal import Offer
from dispatchtui.solver.proposing.rows import first_steps
from dispatchtui.solver.proposing.sentences import zone_of
from dispatchtui.solver.search import Search

USUAL_S = 2 * 3600
"""How long a promise is where there was none before."""
_GRID_S = 30 * 60
_AMONG = 4
_DAYS = 5
"""Dates that are looked at for an offer before it is given up."""


def dated_offers(
    board: Board,
    visit_id: str,
    now_s: int,
    *,
    from_s: int | None = None,
    positions: Mapping[str, Position] | None = None,
    most: int = 2,
    among: Callable[[str], bool] = lambda _: True,
    promised: bool = False,
) -> tuple[tuple[Offer, Move], ...]:
    """So many times on different dates, from a moment on, the earliest first, each with the move that keeps it.

    Only those are offered whom `among` names; only times that keep what was `promised`, where that is wanted.
    """
    ready = board.fork()
    for act in first_steps(board, visit_id):
        carry_out(ready, act, now_s)
    visit = ready.visits.get(visit_id)
    if visit is None:
        return ()
    zone, found = zone_of(board, visit), []
    after_s = max(now_s, from_s or now_s, visit.earliest_s or now_s)
    people = [each for each in board.technicians.values() if each.active and among(each.id)]
    for _ in range(_DAYS):
        fork = ready.fork()
        wanted = replace(visit, promise=visit.promise if promised else None, earliest_s=after_s)
        fork.lay(wanted)
        asked = ask(fork, wanted, now_s, positions=positions)
        candidate = _clean(list(islice(Search((asked, each) for each in people), _AMONG)), zone)
        if candidate is None:
            break
        found.append((_offer(board, visit, candidate), candidate.moves[0]))
        if len(found) == most:
            break
        after_s = midnight_after(candidate.start_s, zone)
    return tuple(found)


def _clean(candidates: Sequence[Candidate], zone: str) -> Candidate | None:
    """The best of those that break nothing and move nobody, on the earliest date that has one."""
    clean = [each for each in candidates if each.level is None and not each.knock_on and not rejected(each)]
    return min(clean, key=lambda each: (local_day(each.start_s, zone), each.cost), default=None)


def _offer(board: Board, visit: Visit, candidate: Candidate) -> Offer:
    promise = promise_around(board, visit, candidate.start_s)
    zone = zone_of(board, visit)
    words = f"{dated(promise, zone)} with {candidate.technician_id}"
    return Offer(visit_id=visit.id, technician_id=candidate.technician_id, start_s=candidate.start_s, promise=promise,
                 sentence=f"{words}, there at {minute(candidate.start_s, zone, promise.start_s)}.")  # fmt: skip


def promise_around(board: Board, visit: Visit, start_s: int) -> Window:
    """What is promised of a begin: as long as it was before, from the last half hour of the wall clock on."""
    then = local(start_s, zone_of(board, visit))
    from_s = start_s - (then.minute * 60 + then.second) % _GRID_S
    length_s = visit.promise.end_s - visit.promise.start_s if visit.promise is not None else USUAL_S
    return Window(start_s=from_s, end_s=max(from_s + length_s, start_s))


def dated(promise: Window, zone: str) -> str:
    """A promise with its date: Tue 22 Oct 08:00 to 10:00."""
    day = local(promise.start_s, zone)
    until = minute(promise.end_s, zone, promise.start_s)
    return f"{day:%a} {day.day} {day:%b} {minute(promise.start_s, zone)} to {until}"


def consent(board: Board, visit: Visit, promise: Window) -> tuple[Command, ...]:
    """What is written down once the customer agrees to another promise: that they did, and the promise."""
    zone = zone_of(board, visit)
    was = f" instead of {dated(visit.promise, zone)}" if visit.promise is not None else ""
    agreed = RecordAgreement(visit_id=visit.id, about="promise", text=f"{dated(promise, zone)}{was}.")
    return agreed, AmendVisit(visit_id=visit.id, promise=promise)
