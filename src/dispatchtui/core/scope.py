"""Who may see which row: a pure question of the row and the scope, never of other rows."""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.model import (
    Absence,
    Lane,
    Row,
    Shift,
    Technician,
    Territory,
    TerritoryId,
    Visit,
    VisitState,
    WorkOrder,
)
from dispatchtui.core.rights import EVERYWHERE, Actor

_UNTOLD = (VisitState.NEW, VisitState.QUALIFIED, VisitState.PLANNED)


class Scope(Struct, frozen=True, kw_only=True):
    """What a principal may see: territories, or one technician's own work."""

    territories: tuple[str, ...] = ()
    technician_id: str = ""

    def sees(self, row: Row | None) -> bool:
        """Whether the row lies within this scope; nothing is never seen."""
        if row is None:
            return False
        if self.technician_id:
            return _own(row, self.technician_id)
        if EVERYWHERE in self.territories:
            return True
        territories = territories_of(row)
        return territories is None or any(each in self.territories for each in territories)


def scope_of(actor: Actor) -> Scope:
    """The scope of an actor; one who may not read sees no board, but a technician their own work."""
    if actor.may("read"):
        return Scope(territories=tuple(sorted(actor.territories)))
    return Scope(technician_id=actor.technician_id)


def territories_of(row: Row) -> tuple[TerritoryId, ...] | None:
    """The territories that a row belongs to; nothing for what everybody may see."""
    match row:
        case Territory():
            return (TerritoryId(row.id),)
        case Technician():
            return tuple(dict.fromkeys((row.territory, *row.covers)))
        case Shift() | Absence() | Lane():
            return row.territories
        case WorkOrder() | Visit():
            return (row.territory,)
        case _:
            return None


def _own(row: Row, technician_id: str) -> bool:
    match row:
        case Technician():
            return row.id == technician_id
        case Shift() | Absence() | Lane():
            return row.technician_id == technician_id
        case Visit():
            mine = any(line.technician_id == technician_id for line in row.crew)
            return mine and row.state not in _UNTOLD
        case WorkOrder() | Territory():
            return False
        case _:
            return True
