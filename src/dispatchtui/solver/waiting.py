"""What somebody could take: which waiting visit next, and which of them into a time that has become free.

Pressing work comes first, by when it is due; then the more urgent; then what costs less. What nothing speaks against
comes before what somebody would have to answer for.

Units: epoch seconds.
Cost: a ranking with one technician for each waiting visit that is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from msgspec import Struct

from dispatchtui.constraints.objectives import Scene
from dispatchtui.constraints.words import minutes, moment
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Location, Position, Technician, Visit, VisitState
from dispatchtui.core.refusals import Level, Violation
from dispatchtui.core.rights import Standing
from dispatchtui.core.sla import Band, band_of, due_of
from dispatchtui.core.timeline import line_of
from dispatchtui.core.words import length
from dispatchtui.core.work import ends_s
from dispatchtui.solver.clear import first_clear
from dispatchtui.solver.look import Asked, Look, ask, look_at
from dispatchtui.solver.offers import Candidate, Excluded, Ranking, excluded_of, judged, weigh
from dispatchtui.solver.positions import Place
from dispatchtui.solver.search import Search

_BANDS = {band: place for place, band in enumerate(Band)}


def next_for(
    board: Board,
    technician_id: str,
    at_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    most: int | None = None,
    standing: Standing = Standing.DESK,
) -> Ranking:
    """The waiting visits that a technician could take next, best first, and why not the others.

    With `most`, so many are given; of what is less pressing only the number is told, as `further`.
    """
    technician = board.technicians.get(technician_id)
    if technician is None or not technician.active:
        return Ranking()
    scene = Scene(board, at_s)
    asked = [ask(board, visit, at_s, positions=positions, standing=standing, scene=scene) for visit in _waiting(board)]
    asked.sort(key=lambda each: (_urgency(each), each.visit.id))
    clean: list[Candidate] = []
    broken: list[Candidate] = []
    excluded: list[Excluded] = []
    looked_at = 0
    for _, group in groupby(asked, key=_urgency):
        some = list(group)
        looked_at += len(some)
        search = Search((each, technician) for each in some)
        for candidate in search:
            (broken if candidate.violations else clean).append(candidate)
        excluded += search.excluded
        if most is not None and len(clean) >= most:
            break
    given = (*clean, *broken)[:most]
    return Ranking(candidates=given, excluded=tuple(sorted(excluded, key=lambda each: each.visit_id)),
                   further=len(asked) - looked_at + len(clean) + len(broken) - len(given))  # fmt: skip


def backfill(
    board: Board,
    technician_id: str,
    start_s: int,
    end_s: int,
    at_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    standing: Standing = Standing.DESK,
) -> Ranking:
    """What could fill a time that has become free between a technician's other work, best first, and why not the rest.

    The waiting visits come into question, and those placed later whose customer wants to come earlier: who said a
    time from which they can be visited that lies before the end of the free time (`earliest_s`), or who agreed to
    another promise (an agreement about the promise). Nothing is pushed: the ways from the stop before and to the stop
    after must fit in as well.
    """
    technician = board.technicians.get(technician_id)
    if technician is None or not technician.active:
        return Ranking()
    scene, free = Scene(board, at_s), _free(board, technician, start_s, end_s, at_s)
    offers: list[tuple[tuple[object, ...], Candidate]] = []
    excluded: list[Excluded] = []
    for visit in (*_waiting(board), *_earlier(board, free)):
        asked = ask(board, visit, at_s, positions=positions, standing=standing, scene=scene)
        look = look_at(asked, technician)
        place = _place(look, free)
        if isinstance(place, Violation):
            excluded.append(Excluded(technician_id=technician.id, visit_id=visit.id, violations=(place,),
                                     sentence=place.sentence))  # fmt: skip
            continue
        found = judged(look, weigh(look, place))
        if found.level is Level.NOBODY:
            excluded.append(excluded_of(found))
            continue
        # Who wants to come earlier is asked whether the promise may change; that is no fault of the offer.
        faults = [each for each in found.violations if not (visit.crew and each.constraint == "promise_window")]
        offers.append(((bool(faults), *_urgency(asked), found.cost, visit.id), found))
    return Ranking(candidates=tuple(each for _, each in sorted(offers, key=lambda each: each[0])),
                   excluded=tuple(sorted(excluded, key=lambda each: each.visit_id)))  # fmt: skip


class _Free(Struct, frozen=True):
    """A free time and what is beside it: when one is done before, where, and when one must be where after."""

    start_s: int
    end_s: int
    number: int
    before: Visit | None
    after: Visit | None
    ready_s: int
    due_s: int
    rests: bool


def _free(board: Board, technician: Technician, start_s: int, end_s: int, at_s: int) -> _Free:
    """Find the neighbours of a free time."""
    shift = next((each for each in board.shifts_of(technician.id) if each.start_s <= start_s < each.end_s), None)
    opens_s = shift.start_s if shift is not None else start_s
    before = after = None
    ready_s, due_s, number = start_s, end_s, 0
    for visit in board.route(technician.id):
        line = line_of(visit, technician.id)
        if visit.state in ENDED or line is None or ends_s(visit, line) <= opens_s:
            continue
        if line.start_s < start_s:
            before, ready_s, number = visit, ends_s(visit, line), number + 1
        elif after is None and (shift is None or line.start_s < shift.end_s + shift.overtime_s):
            after, due_s = visit, line.start_s
    return _Free(max(start_s, at_s), end_s, number, before, after, ready_s, due_s, start_s <= opens_s)


def _place(look: Look, free: _Free) -> Place | Violation:
    """Where a visit fits into the free time, or why it does not."""
    asked, board, visit = look.asked, look.asked.board, look.asked.visit
    origin = _origin(look, free)
    way_s = travel.seconds(origin, asked.site)
    begin_s = max(free.start_s, free.ready_s + way_s) if free.before is not None or not free.rests else free.start_s
    limit_s, out_s, straight_s = free.end_s, 0, 0
    if free.after is not None:
        there = travel.site_of(board, free.after)
        out_s, straight_s = travel.seconds(asked.site, there), travel.seconds(origin, there)
        limit_s = min(limit_s, free.due_s - out_s - visit.buffer_after_s - free.after.buffer_before_s)
    room_s = limit_s - begin_s
    if asked.length_s > room_s:
        return _too_long(asked, room_s)
    lowest_s = look.from_s if not visit.crew else visit.earliest_s or begin_s
    start_s = max(begin_s, lowest_s)
    if start_s + asked.length_s > limit_s:
        return _too_early(look, lowest_s, limit_s)
    start_s = first_clear(look, start_s, way_s, limit_s - asked.length_s + 1)
    added_s = way_s + out_s - straight_s
    least = look.least_of(start_s, start_s + asked.length_s, added_s, ())
    return Place(least, free.number, free.before.id if free.before else "", free.after.id if free.after else "",
                 start_s, way_s, added_s)  # fmt: skip


def _origin(look: Look, free: _Free) -> Location | None:
    """Where one sets out from into the free time."""
    if free.before is not None:
        return travel.site_of(look.asked.board, free.before)
    return look.outset.place if free.start_s < look.midnight_s else look.technician.home


def _too_long(asked: Asked, room_s: int) -> Violation:
    need, have = asked.length_s // 60, max(0, room_s) // 60
    return Violation(
        constraint="room", level=Level.NOBODY, subject=f"visits/{asked.visit.id}", need=f"{need} min",
        have=f"{have} min", amount=minutes(asked.length_s - max(0, room_s)), unit="min",
        sentence=f"{need} > {have}: {asked.visit.id} takes {need} min and the free time has room for {have} min.",
    )  # fmt: skip


def _too_early(look: Look, lowest_s: int, limit_s: int) -> Violation:
    visit, zone = look.asked.visit, look.technician.zone
    latest_s = limit_s - look.asked.length_s
    opens, latest = moment(lowest_s, zone, latest_s), moment(latest_s, zone, lowest_s)
    return Violation(
        constraint="room", level=Level.NOBODY, subject=f"visits/{visit.id}", need=f"from {opens}",
        have=f"begin by {latest}", amount=minutes(lowest_s - latest_s), unit="min",
        sentence=f"access from {opens}: {visit.id} would have to begin by {latest}, {length(lowest_s - latest_s)} "
                 "earlier.",
    )  # fmt: skip


def _waiting(board: Board) -> list[Visit]:
    return [each for each in board.visits.values() if each.state is VisitState.QUALIFIED and not each.crew]


def _earlier(board: Board, free: _Free) -> Iterator[Visit]:
    """The visits placed after the free time whose customer wants to come earlier."""
    for visit in board.visits.values():
        if visit.crew and visit.state in PLACED and visit.crew[0].start_s >= free.end_s:
            agreed = any(each.about == "promise" for each in visit.agreements)
            if agreed or (visit.earliest_s is not None and visit.earliest_s < free.end_s):
                yield visit


def _urgency(asked: Asked) -> tuple[int, int, int]:
    """Pressing work by when it is due, then all other work by its priority."""
    due_s = due_of(asked.board, asked.visit, asked.at_s)
    band = band_of(asked.at_s, due_s, None) if due_s is not None and not asked.visit.crew else None
    return (_BANDS[band], due_s or 0, asked.priority) if band is not None else (len(_BANDS), 0, asked.priority)
