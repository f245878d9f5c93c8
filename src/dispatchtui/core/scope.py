"""Who may see which row: a pure question of the row and the scope, never of other rows.

Seeing a technician takes one of their territories, their own or one that they cover, so that work of
one's own territory can be placed on somebody who covers it. Changing a technician, their shifts and
their absences takes the technician's own territory; changing what they cover takes all that it names,
before and after. The commands say so in `territories`, and `constraints.gate` asks them.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.model import (
    Absence,
    Alert,
    Answer,
    Behaviour,
    CapacityCell,
    Crew,
    Desk,
    DurationModel,
    Lane,
    PartLevel,
    PartReservation,
    Row,
    Shift,
    StockLocation,
    Technician,
    Territory,
    TerritoryId,
    Vehicle,
    Visit,
    VisitState,
    WeatherAlert,
    WorkOrder,
)
from dispatchtui.core.rights import EVERYWHERE, Actor

_UNTOLD = (VisitState.NEW, VisitState.QUALIFIED, VisitState.PLANNED)


class Audience(Struct, frozen=True, array_like=True):
    """Whom a row concerns, small enough to be kept in the log; nothing means everybody."""

    territories: tuple[str, ...] | None = None
    technicians: tuple[str, ...] | None = None


class Scope(Struct, frozen=True, kw_only=True):
    """What a principal may see: territories, or one technician's own work."""

    territories: tuple[str, ...] = ()
    technician_id: str = ""

    def sees(self, row: Row | None) -> bool:
        """Whether the row lies within this scope; nothing is never seen."""
        return row is not None and self.hears(audience_of(row))

    def hears(self, audience: Audience | None) -> bool:
        """Whether a row with this audience lies within this scope; nothing is never seen."""
        if audience is None:
            return False
        if self.technician_id:
            return audience.technicians is None or self.technician_id in audience.technicians
        if EVERYWHERE in self.territories:
            return True
        territories = audience.territories
        if territories is None:
            # Who neither reads nor works in the field, as a customer, sees none of the office's own rows.
            return bool(self.territories)
        return any(each in self.territories for each in territories)


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
        case Shift() | Absence() | Lane() | PartReservation():
            return row.territories
        case Vehicle() | StockLocation() | PartLevel():
            # What is nobody's van (a depot, a vehicle of the pool) is everybody's.
            return row.territories if row.technician_id else None
        case Alert() | Answer():
            # One of no territory is for those alone who see everything.
            return row.territories
        case Behaviour():
            return row.territories or None
        case WorkOrder() | Visit() | Crew() | CapacityCell() | WeatherAlert():
            return (row.territory,)
        case _:
            return None


def audience_of(row: Row) -> Audience:
    """The territories and the technicians that a row concerns."""
    return Audience(territories_of(row), _technicians_of(row))


def _technicians_of(row: Row) -> tuple[str, ...] | None:
    match row:
        case Technician():
            return (row.id,)
        case Shift() | Absence() | Lane():
            return (row.technician_id,)
        case Vehicle() | StockLocation() | PartLevel():
            return (row.technician_id,) if row.technician_id else None
        case PartReservation():
            return row.told
        case Crew():
            return row.members
        case Visit():
            return () if row.state in _UNTOLD else tuple(line.technician_id for line in row.crew)
        case WorkOrder() | Territory() | Desk() | CapacityCell() | WeatherAlert():
            return ()
        case Alert() | Answer() | Behaviour() | DurationModel():
            return ()
        case _:
            return None
