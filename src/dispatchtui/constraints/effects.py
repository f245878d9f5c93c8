"""What is different between two boards in numbers: arrivals, clocks, rules, travel, overtime, parts, messages.

Only technicians and visits that differ are walked, so a question costs what the change touches.
Cost: a projection of each technician reached, and a check of each of their visits, on either board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from dispatchtui.constraints.check import check_visit, severity
from dispatchtui.constraints.parts_on_van import PARTS_ON_VAN
from dispatchtui.constraints.same_site_duplicate import MOST_ORDERS
from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Rest
from dispatchtui.core.commands.checks import DAY_S
from dispatchtui.core.difference import Difference, Projections
from dispatchtui.core.indexes import site_key
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Position, Shift, Visit
from dispatchtui.core.notices import Notice, notices_in
from dispatchtui.core.refusals import WORST_FIRST, Violation
from dispatchtui.core.sla import Band, band_of, pressing
from dispatchtui.core.timeline import Projection, Stop
from dispatchtui.core.words import about, minute


class EtaChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When one line of a visit is on site now and was before; no time means that nobody came or comes.

    `late_s` is by how much arrival is after the promise, or after the plan where nothing was promised, as `promised`
    tells; `queued` tells that the visit goes back to the queue, `placed` that it came from there.
    """

    visit_id: str
    was_technician_id: str = ""
    technician_id: str = ""
    was_s: int | None = None
    eta_s: int | None = None
    was_late_s: int = 0
    late_s: int = 0
    promised: bool = False
    queued: bool = False
    placed: bool = False
    sentence: str


class SlaChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a visit's most pressing clock stands now and stood before; margins are negative when it is missed."""

    visit_id: str
    was_band: Band | None = None
    band: Band | None = None
    was_margin_s: int | None = None
    margin_s: int | None = None
    sentence: str


class Effects(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that an act changes beside its own rows; `travel_s` and `overtime_s` are later less former.

    `broken` is what was not broken or was so by less, `parts` those of them that are about parts.
    """

    etas: tuple[EtaChange, ...] = ()
    slas: tuple[SlaChange, ...] = ()
    broken: tuple[Violation, ...] = ()
    mended: tuple[Violation, ...] = ()
    travel_s: int = 0
    overtime_s: int = 0
    parts: tuple[Violation, ...] = ()
    notices: tuple[Notice, ...] = ()


def effects_of(before: Board, after: Board, at_s: int, positions: Mapping[str, Position] | None = None) -> Effects:
    """What is different between two boards, seen from one moment."""
    return effects_in(Difference(before, after, at_s, positions))


def effects_in(found: Difference) -> Effects:
    """The same of a difference that was found already."""
    broken, mended = _rules(found)
    return Effects(
        etas=tuple(_etas(found)),
        slas=tuple(_slas(found)),
        broken=broken,
        mended=mended,
        travel_s=_travel_s(found.now.values()) - _travel_s(found.was.values()),
        overtime_s=_overtime_s(found.after, found.now) - _overtime_s(found.before, found.was),
        parts=tuple(each for each in broken if each.constraint == PARTS_ON_VAN.name),
        notices=notices_in(found),
    )


def _etas(found: Difference) -> Iterator[EtaChange]:
    was, now = _stops(found.was), _stops(found.now)
    for visit_id in found.reached:
        former, later = _people(found.before, visit_id), _people(found.after, visit_id)
        for place in range(max(len(former), len(later))):
            who = former[place] if place < len(former) else ""
            then = later[place] if place < len(later) else ""
            one, other = was.get((who, visit_id)), now.get((then, visit_id))
            if who == then and (one.arrival_s if one else None) == (other.arrival_s if other else None):
                continue
            if one is None and other is None:
                continue
            yield EtaChange(
                visit_id=visit_id,
                was_technician_id=who,
                technician_id=then,
                was_s=one.arrival_s if one else None,
                eta_s=other.arrival_s if other else None,
                was_late_s=one.late_s if one else 0,
                late_s=other.late_s if other else 0,
                promised=_promised(found.after, visit_id),
                queued=_queued(found.after, visit_id),
                placed=not former,
                sentence=_arrives(found, visit_id, (who, one), (then, other)),
            )


def _arrives(found: Difference, visit_id: str, was: tuple[str, Stop | None], now: tuple[str, Stop | None]) -> str:
    zone = _zone(found.after if visit_id in found.after.visits else found.before, visit_id)
    former = f"{was[0]} at {_when(was[1], found.at_s, zone)}" if was[1] is not None else "nobody"
    if now[1] is None:
        if _queued(found.after, visit_id) and was[1] is not None:
            return f"{visit_id} goes back to the queue; {was[0]} was to come at {_when(was[1], found.at_s, zone)}."
        whom = "Nobody arrives" if not _people(found.after, visit_id) else f"{was[0]} does not arrive"
        return f"{whom} at {visit_id} any more; before {former}."
    than = "late" if _promised(found.after, visit_id) else "after its plan"
    late = f", {about(now[1].late_s)} {than}" if now[1].late_s else ""
    return f"{now[0]} arrives at {visit_id} at {_when(now[1], found.at_s, zone)}{late}; before {former}."


def _when(stop: Stop, at_s: int, zone: str) -> str:
    return minute(stop.arrival_s, zone, at_s)


def _promised(board: Board, visit_id: str) -> bool:
    visit = board.visits.get(visit_id)
    return visit is not None and visit.promise is not None


def _queued(board: Board, visit_id: str) -> bool:
    """Whether a visit waits for somebody."""
    visit = board.visits.get(visit_id)
    return visit is not None and not visit.crew and visit.state not in ENDED


def _slas(found: Difference) -> Iterator[SlaChange]:
    was, now = _stops(found.was), _stops(found.now)
    for visit_id in found.reached:
        former = _margin(found.before, visit_id, found.at_s, was)
        later = _margin(found.after, visit_id, found.at_s, now)
        if former != later:
            yield SlaChange(
                visit_id=visit_id, was_band=former[0], band=later[0], was_margin_s=former[1], margin_s=later[1],
                sentence=_compared(found, visit_id, former, later),
            )  # fmt: skip


def _margin(
    board: Board, visit_id: str, at_s: int, stops: Mapping[tuple[str, str], Stop]
) -> tuple[Band | None, int | None]:
    """The band and margin of a visit's most pressing clock; nothing where none runs."""
    visit = board.visits.get(visit_id)
    if visit is None or visit.state in ENDED:
        return None, None
    stop = stops.get((visit.crew[0].technician_id, visit_id)) if visit.crew else None
    pressed = pressing(board, visit, at_s, stop)
    if pressed is None:
        return None, None
    band = band_of(at_s, pressed.due_s, pressed.eta_s)
    return band, pressed.due_s - (at_s if pressed.eta_s is None or band is Band.BREACHED else pressed.eta_s)


def _compared(
    found: Difference, visit_id: str, former: tuple[Band | None, int | None], later: tuple[Band | None, int | None]
) -> str:
    """How a visit stands and stood; time until it is due is nothing to spare while nobody comes."""
    was, now = _people(found.before, visit_id), _people(found.after, visit_id)
    before = f"before it {_stands(*former, past=True)}" if was else "before it nobody was to come"
    if now or later[1] is None:
        return f"{visit_id} {_stands(*later)}; {before}."
    due = f"is due in {about(later[1])}" if later[1] >= 0 else f"was due {about(later[1])} ago"
    return f"{visit_id} {due} and nobody comes; {before}."


def _stands(band: Band | None, margin_s: int | None, *, past: bool = False) -> str:
    has, stands = ("had", "was") if past else ("has", "is")
    if margin_s is None:
        return f"{has} no clock"
    told = f"{has} {about(margin_s)} to spare" if margin_s >= 0 else f"{stands} late by {about(margin_s)}"
    return f"{told} ({band.value})" if band else told


def _rules(found: Difference) -> tuple[tuple[Violation, ...], tuple[Violation, ...]]:
    """What is broken that was not or was less, and what was broken and no longer is."""
    broken: list[Violation] = []
    mended: list[Violation] = []
    for visit_id in judged(found):
        was = by_subject(check_visit(found.before, visit_id, found.at_s))
        now = by_subject(check_visit(found.after, visit_id, found.at_s))
        broken += [each for key, each in now.items() if key not in was or is_worse(each, was[key])]
        mended += [each for key, each in was.items() if key not in now]
    return tuple(sorted(broken, key=severity)), tuple(sorted(mended, key=severity))


def by_subject(found: Iterable[Violation]) -> dict[tuple[str, str, str], Violation]:
    """Violations of one visit by what makes them the same one, however grave it becomes."""
    return {(each.constraint, each.subject, each.unit): each for each in found}


def is_worse(now: Violation, was: Violation) -> bool:
    """Whether a violation became graver."""
    return now.amount > was.amount or WORST_FIRST[now.level] < WORST_FIRST[was.level]


def judged(found: Difference) -> tuple[str, ...]:
    """The visits reached, those that wait for one that differs or that it waits for, and those at its site."""
    more: dict[str, None] = dict.fromkeys(found.reached)
    for board in (found.before, found.after):
        for visit_id in found.visits:
            visit = board.visits.get(visit_id)
            if visit is not None:
                more |= dict.fromkeys(board.indexes.of("visits", visit_id, "after"))
                more |= dict.fromkeys(each.visit_id for each in visit.dependencies)
                more |= dict.fromkeys(_at_site(board, visit))
    return tuple(more)


def _at_site(board: Board, visit: Visit) -> Iterator[str]:
    """The visits of its property that stand within a day of it."""
    order = board.work_orders.get(visit.work_order_id)
    key = site_key(order.site) if order is not None and visit.crew else ""
    orders = board.indexes.of("work_orders", key, "site") if key else ()
    for order_id in orders if len(orders) <= MOST_ORDERS else ():
        for other in board.visits_of(order_id):
            if any(each.start_s - DAY_S < visit.crew[0].end_s and each.end_s + DAY_S > visit.crew[0].start_s
                   for each in other.crew):  # fmt: skip
                yield other.id


def _travel_s(days: Iterable[Projection]) -> int:
    """Time on the road, without the breaks that interrupt it."""
    return sum(
        stop.arrival_s
        - stop.travel_start_s
        - sum(_shared_s(stop.travel_start_s, stop.arrival_s, rest) for rest in day.rests)
        for day in days
        for stop in day.stops
    )


def _shared_s(from_s: int, until_s: int, rest: Rest) -> int:
    return max(0, min(until_s, rest.end_s) - max(from_s, rest.start_s))


def _overtime_s(board: Board, days: Projections) -> int:
    """Work outside every shift, of those who have one."""
    total_s = 0
    for who, day in days.items():
        shifts = board.shifts_of(who)
        total_s += sum(_outside_s(stop, shifts) for stop in day.stops) if shifts else 0
    return total_s


def _outside_s(stop: Stop, shifts: Iterable[Shift]) -> int:
    from_s, outside_s = stop.start_s, 0
    for shift in shifts:
        if shift.end_s > from_s and shift.start_s < stop.end_s:
            outside_s += max(0, shift.start_s - from_s)
            from_s = min(stop.end_s, shift.end_s)
    return outside_s + stop.end_s - from_s


def _stops(days: Projections) -> dict[tuple[str, str], Stop]:
    return {(who, stop.visit_id): stop for who, day in days.items() for stop in day.stops}


def _people(board: Board, visit_id: str) -> tuple[str, ...]:
    visit = board.visits.get(visit_id)
    return tuple(line.technician_id for line in visit.crew) if visit is not None else ()


def _zone(board: Board, visit_id: str) -> str:
    order = board.work_orders.get(board.visits[visit_id].work_order_id)
    return order.site.zone if order is not None else ""
