"""Rows that are there at once: acts in parts that stand alone and what the checker says of them, no effects.

They say what is done and whether it may be; what follows from it for others comes with the rows in full.

Units: epoch seconds.
Cost: a check or two for each move, and a projection of whose day is another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from dispatchtui.constraints.check import severity
from dispatchtui.constraints.gate import violations_of
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.difference import Difference
from dispatchtui.core.disrupting import BUMP, MOVE, RESEQUENCE
from dispatchtui.core.lifecycle import TOLD
from dispatchtui.core.refusals import Level
from dispatchtui.core.rehearsal import carry_out
from dispatchtui.core.versions import of_moves
from dispatchtui.solver.proposing.breaking import breaks
from dispatchtui.solver.proposing.endangering import later_than_due
from dispatchtui.solver.proposing.pricing import late_s
from dispatchtui.solver.proposing.proposal import GREEN, HARD, REVIEW, Row
from dispatchtui.solver.proposing.rows import LATE, NEAR_S, RECALL
from dispatchtui.solver.proposing.sentences import row_words
from dispatchtui.solver.proposing.splitting import Part, parts_of
from dispatchtui.solver.what_if import act_of


def brief_rows(board: Board, moves: Sequence[Move], now_s: int, *, subjects: Collection[str] = ()) -> tuple[Row, ...]:
    """The rows that make these moves, in the order in which they are done; `subjects` are the visits it is about."""
    present = board.fork()
    rows: list[Row] = []
    for part in parts_of(board, moves, now_s) if moves else ():
        act = act_of(present, part)
        row = _row(present, part, act, now_s, subjects)
        rows.append(replace(row, pre=of_moves(board, part)))
        if row.acts:
            carry_out(present, act, now_s)
    return tuple(rows)


def _row(board: Board, part: Part, act: Command, now_s: int, subjects: Collection[str]) -> Row:
    """A part as a row, on the board as the parts before it leave it."""
    named = [each for each in part if each.visit_id in subjects] or [each for each in part if each.technician_id]
    lead, after = (named or list(part))[0], board.fork()
    broken = [each for some in violations_of(board, act, now_s).values() for each in some]
    found = tuple(sorted((each for each in broken if each.level is not Level.WARNING), key=severity))
    refusal = carry_out(after, act, now_s)
    visit, then = board.visits[lead.visit_id], after.visits[lead.visit_id]
    was = visit.crew[0].technician_id if visit.crew else ""
    start_s = lead.start_s if lead.technician_id else None
    row = Row(
        visit_id=visit.id, kind=_kind(lead, was), grade=GREEN, acts=(act,), technician_id=lead.technician_id,
        was_technician_id=was, start_s=start_s, arrival_s=start_s, violations=found,
        late_s=late_s(after, then, start_s, now_s) if start_s is not None else 0,
    )  # fmt: skip
    if refusal is not None or (found and found[0].level is Level.NOBODY):
        why = refusal.sentence if refusal is not None else found[0].sentence
        return replace(row, grade=HARD, acts=(), sentence=why)
    asks = [f"override: {each.constraint}" for each in found]
    asks += [RECALL for each in part if board.visits[each.visit_id].state in TOLD][:1]
    found_then = Difference(board, after, now_s, near_s=NEAR_S)
    asks += [LATE] if row.late_s > 0 or later_than_due(found_then) else []
    asks += breaks(found_then, {each.visit_id for each in part}, found)
    row = replace(row, grade=REVIEW if asks else GREEN, asks=tuple(dict.fromkeys(asks)))
    return replace(row, sentence=row_words(board, after, row, part, now_s))


def _kind(lead: Move, was: str) -> str:
    if not lead.technician_id:
        return BUMP
    return RESEQUENCE if lead.technician_id == was else MOVE
