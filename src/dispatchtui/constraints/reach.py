"""How far an actor reaches: the rights that they have, the rows that they see, the territories that they cover.

What lies outside is refused exactly as if it were not there, so that nothing leaks.
"""

from __future__ import annotations

from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command
from dispatchtui.core.commands.ask import absent, missing
from dispatchtui.core.commands.checks import taken
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.commands.visits import AddNote, ExtendVisit
from dispatchtui.core.lifecycle import TRANSITIONS
from dispatchtui.core.model import Row
from dispatchtui.core.refusals import Code, Refusal
from dispatchtui.core.rights import EVERYWHERE, RIGHTS, Actor
from dispatchtui.core.scope import Scope, scope_of, territories_of

_NOTHING = Board()


def without_right(board: Board, act: Command, actor: Actor) -> Refusal | None:
    """Refuse who lacks the right to an act, unless they report on themselves."""
    right = act.right()
    if actor.may(right) or _own_act(board, act, actor):
        return None
    words = RIGHTS.get(right, right)
    return Refusal(code=Code.FORBIDDEN, right=right,
                   sentence=f"{actor.name or actor.id} lacks the right {right}: {words}.")  # fmt: skip


def outside(board: Board, act: Command, actor: Actor) -> Refusal | None:
    """Refuse what is out of scope exactly as if it were not there, so that nothing leaks."""
    scope = scope_of(actor)
    for key in act.subjects():
        if not _reaches(actor, scope, board.row(key)):
            return missing(key)
    hidden = [field for key, field in act.names(board).items() if not _reaches(actor, scope, board.row(key))]
    # A row that the asker may not see counts as absent here too, or what it holds would be told.
    seen = _NOTHING if hidden else board
    for key, field in act.reaches(seen).items():
        if not _reaches(actor, scope, board.row(key)):
            return absent(key, field)
    beyond = [each for each in act.territories(seen) if not actor.covers((each,))]
    if beyond and not _own_act(board, act, actor):
        where = {EVERYWHERE: "for all territories", "": "without a territory"}.get(beyond[0], f"in {beyond[0]}")
        return Refusal(code=Code.FORBIDDEN, right="territory",
                       sentence=f"{actor.name or actor.id} may not act {where}.")  # fmt: skip
    if hidden:
        return taken(hidden[0])
    if isinstance(act, AddNote) and scope.technician_id and not _is_mine(board, act.visit_id, actor):
        return missing(f"visits/{act.visit_id}")
    return None


def _own_act(board: Board, act: Command, actor: Actor) -> bool:
    """Whether a technician reports on their own visit or themselves."""
    if not (actor.technician_id and actor.may("field")):
        return False
    match act:
        case AdvanceVisit():
            return TRANSITIONS[act.step].field and _is_mine(board, act.visit_id, actor)
        case ExtendVisit():
            return _is_mine(board, act.visit_id, actor)
        case RecordAbsence():
            return act.row.technician_id == actor.technician_id
        case _:
            return False


def _is_mine(board: Board, visit_id: str, actor: Actor) -> bool:
    visit = board.visits.get(visit_id)
    return visit is not None and any(line.technician_id == actor.technician_id for line in visit.crew)


def _reaches(actor: Actor, scope: Scope, row: Row | None) -> bool:
    """Whether a row is there for the asker: seen, or written without being read."""
    return row is not None and (scope.sees(row) or _writes_unread(actor, row))


def _writes_unread(actor: Actor, row: Row) -> bool:
    """A role that may write without reading (a portal) is bounded by territory alone."""
    territories = territories_of(row)
    return not actor.may("read") and not actor.technician_id and territories is not None and actor.covers(territories)
