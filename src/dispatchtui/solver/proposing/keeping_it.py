"""The plan stays, and whoever waits is told when somebody comes.

Nothing is done to the board; what the row tells is the time that is expected and the message that it is worth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from dispatchtui.constraints.effects import Effects, effects_of
from dispatchtui.constraints.words import names
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.disrupting import KEEP
from dispatchtui.core.lifecycle import PLACED, STARTED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.core.versions import of_visit
from dispatchtui.core.words import minute
from dispatchtui.risk.standing import stop_in
from dispatchtui.solver.proposing.matter import Matter
from dispatchtui.solver.proposing.pricing import Routes, confidence, cost_of_moves, late_s
from dispatchtui.solver.proposing.proposal import GREEN, REVIEW, Option, Row
from dispatchtui.solver.proposing.rows import LATE
from dispatchtui.solver.proposing.sentences import stands, zone_of

_TOLD = "; the customer is told"


def keeping_it(matter: Matter) -> Iterator[Option]:
    """Yield the present plan with the times that are expected of it."""
    rows = [_row(matter, each) for each in matter.visits if each.crew and each.state in (*PLACED, *STARTED)]
    if rows:
        routes = Routes(matter.board, matter.now_s, matter.positions)
        told = tuple(notice for each in rows for notice in each.effects.notices)
        yield Option(kind=KEEP, rows=tuple(rows), cost=sum(each.cost for each in rows), engine="plan",
                     effects=Effects(notices=told), confidence=confidence(routes, matter.disruption.visits),
                     sentence=_together(rows))  # fmt: skip


def _together(rows: Sequence[Row]) -> str:
    """What the rows tell, and whose customers are told, once."""
    told = [each.visit_id for each in rows if each.effects.notices]
    if len(told) < 2:
        return " ".join(each.sentence for each in rows)
    words = "; ".join(each.sentence.removesuffix(".").removesuffix(_TOLD) for each in rows)
    return f"{words}; the customers of {names(told)} are told."


def _row(matter: Matter, visit: Visit) -> Row:
    line, now_s = visit.crew[0], matter.now_s
    stop = stop_in(matter.route(line.technician_id), visit.id)
    arrival_s = max(line.start_s, stop.arrival.p50_s) if stop is not None else line.start_s
    breach = max((each.breach for each in stop.clocks), default=None) if stop is not None else None
    percent = round(100 * breach) if breach is not None else None
    # As if it were planned when it is expected: what a customer would be told of that is what they are told now.
    then = matter.board.fork()
    moved_s = arrival_s - line.start_s
    crew = tuple(replace(each, start_s=each.start_s + moved_s, end_s=each.end_s + moved_s) for each in visit.crew)
    then.lay(replace(visit, crew=crew))
    effects = effects_of(matter.board, then, now_s, positions=matter.positions)
    told = tuple(each for each in effects.notices if each.to == "customer" and each.visit_id == visit.id)
    zone, late = zone_of(matter.board, visit), late_s(matter.board, visit, arrival_s, now_s)
    when = f"{minute(arrival_s, zone, now_s)}{stands(matter.board, visit, arrival_s, now_s)}"
    there = f"there at {when}" if visit.state in (*PLACED, VisitState.EN_ROUTE) else "who is there"
    words = f"{visit.id} stays with {line.technician_id}, {there}"
    tell = _TOLD if told else ""
    return Row(
        visit_id=visit.id, kind=KEEP, grade=REVIEW if late else GREEN, asks=(LATE,) if late else (),
        pre=of_visit(matter.board, visit),
        technician_id=line.technician_id, was_technician_id=line.technician_id, start_s=line.start_s,
        arrival_s=arrival_s, late_s=late, was_percent=percent,
        percent=percent, effects=Effects(notices=told),
        cost=cost_of_moves(matter.board, then, (_stay(visit, arrival_s),), now_s, travel_s=0),
        sentence=f"{words}{tell}.",
    )  # fmt: skip


def _stay(visit: Visit, start_s: int) -> Move:
    lead, *mates = (line.technician_id for line in visit.crew)
    return Move(visit_id=visit.id, technician_id=lead, start_s=start_s, mates=tuple(mates))
