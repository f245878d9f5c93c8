"""Positions: where devices are; outside the log, told once a second."""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.commands.checks import on_earth
from dispatchtui.core.model import Location, Position
from dispatchtui.core.rights import RIGHTS
from dispatchtui.server.hostile import wrong_in_value
from dispatchtui.server.problems import Problem, lacks, problem
from dispatchtui.server.routes import Call, Endpoint

MOST = 1_000


class PositionsIn(Struct, frozen=True, kw_only=True):
    """Where devices are."""

    positions: tuple[Position, ...]


class Taken(Struct, frozen=True, kw_only=True):
    """How many positions were taken; those of unknown technicians are not."""

    taken: int


async def take_positions(call: Call) -> Taken | Problem:
    """Take positions: a technician's own, or anybody's in scope from whoever may report on their behalf."""
    body: PositionsIn = call.body
    field, sentence = wrong_in_value(body)
    if sentence:
        return problem(422, sentence, field=field)
    if len(body.positions) > MOST:
        return problem(422, f"At most {MOST} positions are taken at once.", field="positions")
    actor, board = call.actor, call.office.hub.board
    good = []
    for each in body.positions:
        own = bool(actor.technician_id) and each.technician_id == actor.technician_id and actor.may("field")
        if not own and not actor.may("on_behalf"):
            return lacks(actor.name or actor.id, "on_behalf", RIGHTS["on_behalf"])
        if not on_earth(Location(latitude=each.latitude, longitude=each.longitude)):
            return problem(422, "Latitude goes to 90 and longitude to 180 degrees.", field="positions")
        technician = board.technicians.get(each.technician_id)
        if technician is not None and (own or call.scope.sees(technician)):
            good.append(each)
    call.office.hub.moved(good)
    return Taken(taken=len(good))


ENDPOINTS = (
    Endpoint(method="POST", path="/positions", summary="Say where devices are.", handle=take_positions,
             body=PositionsIn, answer=Taken, problems=(403, 422)),
)  # fmt: skip
