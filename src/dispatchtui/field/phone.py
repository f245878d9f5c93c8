"""What a technician knows of the day: a pure question of their own rows, the briefs they read, and the draws."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from dispatchtui.client.api import Brief
from dispatchtui.core.board import Board
from dispatchtui.core.model import Location, Shift, TechnicianId, Visit, VisitState
from dispatchtui.core.requests import Request
from dispatchtui.field.draws import Draws
from dispatchtui.field.world import HOME, World


class Due(Struct, frozen=True):
    """An act and the moment, on the server's clock, at which it happens."""

    at_s: float
    request: Request


class Phone(Struct, frozen=True):
    """What a technician knows: their rows, and the briefs of their visits."""

    board: Board
    technician_id: TechnicianId
    briefs: Mapping[str, Brief]
    draws: Draws
    world: World = HOME

    @property
    def nature(self) -> Draws:
        """What people and places are like, on this day and on any other."""
        return self.draws if self.world.seed is None else Draws(self.world.seed)

    @property
    def mine(self) -> tuple[Visit, ...]:
        """My visits, in planned order."""
        return self.board.route(self.technician_id)

    @property
    def shift(self) -> Shift | None:
        """My shift; the last one when there are several."""
        shifts = self.board.shifts_of(self.technician_id)
        return shifts[-1] if shifts else None

    def unread(self) -> tuple[str, ...]:
        """The visits whose brief is still to be read."""
        return tuple(visit.id for visit in self.mine if visit.id not in self.briefs)


def here(phone: Phone, next_visit: Visit | None) -> Location | None:
    """The last place where the technician was: a site they arrived at, or home."""
    been = [each for each in phone.mine
            if each.stamps.on_site_s and each is not next_visit and each.id in phone.briefs]  # fmt: skip
    if been:
        last = max(been, key=lambda each: each.stamps.on_site_s or 0)
        return phone.briefs[last.id].work_order.site.location
    me = phone.board.technicians.get(phone.technician_id)
    return me.home if me else None


def there(phone: Phone, visit: Visit) -> Location | None:
    """Where a visit is."""
    return phone.briefs[visit.id].work_order.site.location


def planned_s(visit: Visit) -> int:
    """How long its work is planned to take."""
    return visit.duration.p50_s if visit.duration else 1800


def free_from_s(visit: Visit) -> int:
    """When the technician was through with a visit, as far as it went."""
    stamps = visit.stamps
    if visit.state is VisitState.NO_ACCESS and visit.changed:
        return visit.changed.at_s
    return max(stamps.done_s or 0, stamps.on_site_s or 0)
