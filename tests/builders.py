"""Boards, actors and requests for tests, and the rows to make them of: everything by name.

The day is Monday 2019-10-21 in Baltimore; `at("10:30")` is an instant of it. Sites and homes
stand on one spot unless a test says otherwise, so that travel is nought and times are exact.
"""

# ruff: noqa: A002  (rows have ids, and tests read better when they are called so)

from __future__ import annotations

from msgspec.structs import replace

from dispatchtui.core.board import Board, board_of
from dispatchtui.core.commands import Command
from dispatchtui.core.events import Event, Reason, Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.model import (
    Row,
    TechnicianId,
    Visit,
)
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import EVERYWHERE, Actor
from tests.rows import (
    CENTRE,
    DAY,
    NEVER,
    ZONE,
    a_competence,
    a_duration,
    a_line,
    a_policy,
    a_shift,
    a_skill,
    a_technician,
    a_territory,
    a_visit,
    a_work_order,
    a_work_type,
    an_absence,
    at,
    north,
    window,
)

__all__ = [
    "CENTRE",
    "DAY",
    "NEVER",
    "ZONE",
    "a_board",
    "a_competence",
    "a_duration",
    "a_line",
    "a_policy",
    "a_request",
    "a_shift",
    "a_skill",
    "a_technician",
    "a_territory",
    "a_visit",
    "a_work_order",
    "a_work_type",
    "a_working_board",
    "an_absence",
    "an_actor",
    "at",
    "basics",
    "moved",
    "north",
    "record",
    "window",
]


def basics() -> tuple[Row, ...]:
    """Two territories, three skills (one of them licensed), a policy and a work type."""
    return (
        a_territory(),
        a_territory(id="WEST", name="West"),
        a_skill(),
        a_skill(id="ELEC"),
        a_skill(id="GAS", licensed=True),
        a_policy(),
        a_work_type(),
    )


def a_board(*rows: Row, seq: int = 0) -> Board:
    """A board of the basics and these rows; a visit without its work order gets a plain one."""
    given = {(row.TABLE, row.id): row for row in (*basics(), *rows)}
    for row in rows:
        if isinstance(row, Visit):
            plain = a_work_order(id=row.work_order_id, territory=row.territory)
            given.setdefault(("work_orders", row.work_order_id), plain)
    return board_of(given.values(), seq)


def a_working_board(*rows: Row, technicians: int = 3) -> Board:
    """A board with so many plumbers (T01, T02, ...) on shift from 08:00 to 17:00, and these rows."""
    people = [a_technician(id=f"T{number:02}") for number in range(1, technicians + 1)]
    return a_board(*people, *(a_shift(technician=each.id) for each in people), *rows)


def an_actor(
    *roles: str,
    id: str = "dora",
    name: str = "",
    territories: tuple[str, ...] = (EVERYWHERE,),
    technician_id: str = "",
) -> Actor:
    """A dispatcher unless roles are named."""
    return Actor(
        id=id,
        name=name or id.title(),
        roles=roles or ("dispatcher",),
        territories=territories,
        technician_id=technician_id,
    )


def a_request(
    *,
    act: Command,
    id: str = "r-1",
    pre: dict[str, int] | None = None,
    reason: str = "",
    override: str = "",
    override_text: str = "",
) -> Request:
    return Request(
        id=id,
        act=act,
        pre=pre or {},
        reason=Reason(code=reason) if reason else None,
        override=Reason(code=override, text=override_text) if override else None,
    )


def record(board: Board, *events: Event, by: str = "dora", at_s: int | None = None) -> None:
    """Fold facts into a board as if the desk had recorded them one after another."""
    for event in events:
        seq = board.seq + 1
        moment = at("07:00") if at_s is None else at_s
        evolve(board, Recorded(seq=seq, command_id=f"c-{seq}", actor=by, at_s=moment, event=event))


def moved(visit: Visit, *, start: str, technician: str = "") -> Visit:
    """The same visit on another line."""
    line = visit.crew[0]
    span_s = line.end_s - line.start_s
    start_s = at(start)
    return replace(
        visit,
        crew=(
            replace(
                line,
                technician_id=TechnicianId(technician or line.technician_id),
                start_s=start_s,
                end_s=start_s + span_s,
            ),
        ),
    )
