"""One person takes over somebody's whole day: each visit stays at its time, and customers are told one new name.

Why: it is the least that changes, where there is somebody with time.
Cost: a check of the visits together, for each of the few nearest who have nothing to do then.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatchtui.constraints.check import check_moves
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.model import Technician, TechnicianId, Visit
from dispatchtui.core.refusals import Level
from dispatchtui.solver.proposing.matter import Matter

MOST_ASKED = 6
"""So many of the nearest who have time are asked."""
LEAST = 2
"""Fewer visits are no day to be handed over."""


def handed_over(matter: Matter, board: Board, visits: Sequence[Visit]) -> tuple[Move, ...]:
    """What whoever can take most of it would take, everything at its time; nothing where nobody has time for it."""
    plain = [each for each in visits if len(each.crew) == 1]
    if len(plain) < LEAST:
        return ()
    from_s, until_s = min(each.crew[0].start_s for each in plain), max(each.crew[0].end_s for each in plain)
    best: tuple[Move, ...] = ()
    for technician in _idle(matter, board, plain[0], from_s, until_s):
        moves = tuple(Move(visit_id=each.id, technician_id=TechnicianId(technician.id), start_s=each.crew[0].start_s)
                      for each in plain)  # fmt: skip
        verdicts = check_moves(board, moves, at_s=matter.now_s)
        clean = tuple(each for each in moves
                      if all(one.level is Level.WARNING for one in verdicts[each.visit_id].violations))  # fmt: skip
        if len(clean) > max(len(best), LEAST - 1):
            best = clean
    return best


def _idle(matter: Matter, board: Board, first: Visit, from_s: int, until_s: int) -> list[Technician]:
    """Those on shift with nothing planned then, the nearest to the first visit first."""
    holders, site = {line.technician_id for line in first.crew}, travel.site_of(board, first)
    found = [
        each
        for each in board.technicians.values()
        if each.active and each.id not in holders and each.id != matter.absent
        and any(one.start_s <= from_s and until_s <= one.end_s + one.overtime_s for one in board.shifts_of(each.id))
        and not _busy(board, each.id, from_s, until_s)
    ]  # fmt: skip
    return sorted(found, key=lambda each: (travel.seconds(each.home, site), each.id))[:MOST_ASKED]


def _busy(board: Board, technician_id: str, from_s: int, until_s: int) -> bool:
    return any(start_s < until_s and end_s > from_s for start_s, end_s, _ in board.indexes.route(technician_id)) or any(
        each.start_s < until_s and each.end_s > from_s for each in board.absences_of(technician_id)
    )
