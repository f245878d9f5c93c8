"""The time that people have: a technician's shifts that hang together as one span, with its blocks, breaks and limits.

A span begins where and when its technician is free (see outset), or at the shift from home: who is to be there when the
shift begins drives before it. What cuts a span short, an absence at its end, a limit of the law, is cut off; what lies
inside it, a meeting or the hours between two parts of a split shift, is a break that has its time.

Units: epoch seconds.
Cost: some tens of microseconds for who has work today, less for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.breaks import Gap, room_missing
from dispatchtui.core.duty import ON_CALL, ONE_DUTY_S, duties, on_duty, shift_spans, weeks_of, works_of
from dispatchtui.core.hours import joined, open_spans
from dispatchtui.core.lifecycle import ENDED, PLACED
from dispatchtui.core.model import Break, Hours, Location, Position, Shift, Technician
from dispatchtui.core.policy import rules_for
from dispatchtui.core.timeline import NIGHT_S
from dispatchtui.core.travel import seconds, site_of
from dispatchtui.solver.outset import Outset, outset_of

BESIDE_S = 36 * 3600
"""How far beside a span duties and rests that bear on it are looked for."""
CLEAR_S = 3 * 3600
"""Work this long after a span does not touch it, however far away it is."""
_ALWAYS = 1 << 62

Span = tuple[int, int]


class Day(Struct, frozen=True, kw_only=True):
    """A span of a technician's time: from where and when they go, until when, what stands in it, and its breaks.

    Breaks are (earliest, latest, length). `free_s` is when they could set out, which may be before it opens. `held` are
    the visits of before, which are planned so or begun; `route` those planned in it, in their order. `limited`: the law
    has a say, so that the span must not be longer.
    """

    technician_id: str
    shift_id: str
    open_s: int
    close_s: int
    shift_end_s: int
    overtime_s: int
    start: Location | None
    free_s: int
    breaks: tuple[tuple[int, int, int], ...] = ()
    held: tuple[str, ...] = ()
    route: tuple[str, ...] = ()
    sound: bool = True
    limited: bool = False


def days_of(
    board: Board, technician: Technician, at_s: int, *, position: Position | None, fresh_s: int, within: Span
) -> tuple[Day, ...]:
    """A technician's spans of time that touch a horizon and are not over, earliest first."""
    shifts = [each for each in board.shifts_of(technician.id) if each.end_s > at_s]
    if not shifts or technician.home is None:
        return ()
    outset = outset_of(board, technician, at_s, position=position, fresh_s=fresh_s, skip="")
    limits = _limits(board, technician, at_s)
    found: list[Day] = []
    for group in _groups(shifts):
        if group[0].start_s < within[1] and within[0] < group[-1].end_s + group[-1].overtime_s:
            day = _day(board, technician, group, outset=outset, limits=limits, at_s=at_s)
            if day is not None:
                found.append(day)
    return tuple(found)


def _groups(shifts: Sequence[Shift]) -> list[list[Shift]]:
    """Shifts parted where there is a night between them."""
    found: list[list[Shift]] = []
    for each in shifts:
        if found and each.start_s - max(one.end_s for one in found[-1]) < NIGHT_S:
            found[-1].append(each)
        else:
            found.append([each])
    return found


def _day(
    board: Board, technician: Technician, group: Sequence[Shift], *, outset: Outset, limits: Hours | None, at_s: int
) -> Day | None:
    """One span; nothing where no time is left in it."""
    spans = joined([(each.start_s, each.end_s) for each in group])
    last = max(group, key=lambda each: each.end_s)
    first_s, last_s = spans[0][0], spans[-1][1]
    held, route, busy_s, after_s = _around(board, technician.id, (first_s, last_s))
    away = outset.place != technician.home and first_s - at_s < NIGHT_S
    today = first_s <= at_s or outset.free_s > first_s or bool(held) or away
    place, free_s = (outset.place, max(outset.free_s, busy_s)) if today else (technician.home, max(at_s, busy_s))
    if held and board.visits[held[-1]].state in PLACED:
        place = site_of(board, board.visits[held[-1]])
    open_s, close_s = max(first_s, free_s, at_s), last_s
    blocks = [(one[1], other[0]) for one, other in pairwise(spans)]
    blocks += [(each.start_s, each.end_s) for each in board.absences_of(technician.id)]
    blocks += _out_of_service(board, technician, (first_s, last_s))
    blocks += _business(board, technician, (first_s, last_s), at_s)
    open_s, close_s = _legal(board, technician, limits, (first_s, last_s), (open_s, close_s))
    open_s, close_s, inner = _cut(blocks, open_s, close_s)
    owed = [each for shift in group for each in shift.breaks]
    open_s, breaks = _owed(board, technician, owed, open_s, (first_s, last_s))
    breaks = [*breaks, *((from_s, from_s, until_s - from_s) for from_s, until_s in inner)]
    since_s = min([first_s, open_s, *(each.start_s for each in works_of(board, technician.id, first_s, open_s))])
    breaks += _pauses(limits, breaks, since_s, (open_s, close_s))
    if open_s >= close_s:
        return None
    return Day(
        technician_id=technician.id,
        shift_id=last.id,
        open_s=open_s,
        close_s=close_s,
        shift_end_s=last_s,
        overtime_s=last.overtime_s if close_s == last_s else 0,
        start=place,
        free_s=max(free_s, open_s) if open_s > max(first_s, free_s, at_s) else free_s,
        breaks=tuple(sorted(breaks, key=lambda each: (each[1], each[0]))),
        held=held,
        route=route,
        sound=after_s - last_s >= CLEAR_S,
        limited=limits is not None,
    )


def _around(board: Board, technician_id: str, span: Span) -> tuple[tuple[str, ...], tuple[str, ...], int, int]:
    """The visits before a span, those planned in it, until when the former last, and when the next one comes."""
    held: list[str] = []
    route: list[str] = []
    busy_s, after_s = 0, _ALWAYS
    for start_s, end_s, visit_id in board.indexes.around(technician_id, span[0], span[1]):
        visit = board.visits[visit_id]
        if visit.state in ENDED or end_s + CLEAR_S <= span[0]:
            continue
        if start_s >= span[1]:
            after_s = min(after_s, start_s)
        elif visit.state not in PLACED or start_s < span[0]:
            held.append(visit_id)
            busy_s = max(busy_s, end_s + visit.buffer_after_s)
        else:
            route.append(visit_id)
    return tuple(held), tuple(route), busy_s, after_s


def _cut(blocks: Iterable[Span], open_s: int, close_s: int) -> tuple[int, int, list[Span]]:
    """Cut off what a span is blocked of at its ends; what is left are the blocks inside it."""
    inner: list[Span] = []
    for from_s, until_s in joined([each for each in blocks if each[0] < each[1]]):
        if until_s <= open_s or close_s <= from_s:
            continue
        if from_s <= open_s:
            open_s = until_s
        elif until_s >= close_s:
            close_s = from_s
        else:
            inner.append((from_s, until_s))
    return open_s, close_s, inner


def _out_of_service(board: Board, technician: Technician, span: Span) -> list[Span]:
    """The time for which somebody who drives vehicles of their own has none in service, and all after it."""
    vehicles = [board.tables["vehicles"][key] for key in board.indexes.of("vehicles", technician.id)]
    spans = [(each.out_from_s, each.out_until_s or _ALWAYS) for each in vehicles if each.out_from_s is not None]
    out = [each for each in spans if each[0] < span[1] and span[0] - CLEAR_S < each[1]]
    return [(max(from_s for from_s, _ in out), _ALWAYS)] if vehicles and len(out) == len(vehicles) else []


def _business(board: Board, technician: Technician, span: Span, at_s: int) -> list[Span]:
    """The hours of business, for which who is on call is kept."""
    if ON_CALL not in technician.tags:
        return []
    rules = rules_for(board, at_s, team=technician.team)
    kept = [rules, *(each.rules for each in board.indexes.policies)]
    if rules.on_call_in_hours and not any(each.on_call_in_hours is False for each in kept):
        return []
    return [one for each in kept if each.working
            for one in open_spans(each.working, (), technician.zone, span[0], span[1])]  # fmt: skip


def _limits(board: Board, technician: Technician, at_s: int) -> Hours | None:
    """The strictest limits that may hold for somebody: their own, and those of every policy."""
    said = [technician.hours, rules_for(board, at_s, team=technician.team).legal]
    said += [each.rules.legal for each in board.indexes.policies]
    every = [each for each in said if each is not None]
    if not every:
        return None
    found = {}
    for name in Hours.__struct_fields__:
        values = [value for each in every if (value := getattr(each, name)) is not None]
        found[name] = (max if name in {"rest_s", "break_s"} else min)(values, default=None)
    return Hours(**found)


def _legal(board: Board, technician: Technician, limits: Hours | None, shift: Span, free: Span) -> Span:
    """What of a span of time may be worked by the limits of duty, rest and week; who is on call is left alone."""
    open_s, close_s = free
    if limits is None or (limits.duty_s, limits.rest_s, limits.week_s, limits.overtime_week_s) == (None,) * 4:
        return free
    if ON_CALL in technician.tags:
        return open_s, open_s
    near = shift[0] - BESIDE_S, shift[1] + BESIDE_S
    works = [each[:2] for each in works_of(board, technician.id, *near)]
    stretches = on_duty(technician, shift_spans(board, technician, *near), works)
    every = duties(stretches, min(ONE_DUTY_S, limits.rest_s or ONE_DUTY_S))
    for place, (from_s, until_s) in enumerate(every):
        if until_s <= open_s or close_s <= from_s:
            continue
        if limits.duty_s is not None:
            close_s = min(close_s, from_s + limits.duty_s)
        if limits.rest_s is not None and place > 0:
            open_s = max(open_s, every[place - 1][1] + limits.rest_s)
        if limits.rest_s is not None and place + 1 < len(every):
            close_s = min(close_s, every[place + 1][0] - limits.rest_s)
    if limits.week_s is not None:
        for week in weeks_of(*shift, technician.zone):
            close_s = min(close_s, _spent(board, technician, week, limits.week_s))
    return open_s, max(open_s, close_s)


def _spent(board: Board, technician: Technician, week: Span, most_s: int) -> int:
    """When the duty of a week has come to what is allowed."""
    works = [each[:2] for each in works_of(board, technician.id, *week)]
    left_s = most_s
    for from_s, until_s in on_duty(technician, shift_spans(board, technician, *week), works):
        inside_s = min(until_s, week[1]) - max(from_s, week[0])
        if inside_s > left_s:
            return max(from_s, week[0]) + left_s
        left_s -= max(0, inside_s)
    return _ALWAYS


def _owed(
    board: Board, technician: Technician, breaks: Sequence[Break], open_s: int, span: Span
) -> tuple[int, list[tuple[int, int, int]]]:
    """The breaks that are still to be taken, and from when on there is work: after those that cannot wait any more."""
    if not breaks:
        return open_s, []
    from_s = min(each.start_s for each in breaks)
    works = works_of(board, technician.id, from_s, span[1])
    past = [each for each in works if each.start_s < open_s and board.visits[each.visit_id].state not in PLACED]
    gaps: list[Gap] = []
    free_s, here = -_ALWAYS, None
    for work in past:
        there = site_of(board, board.visits[work.visit_id])
        gaps.append(Gap(free_s, work.start_s, seconds(here, there) if gaps else 0))
        free_s, here = work.end_s, there
    gaps.append(Gap(free_s, open_s))  # What is driven from here on is driven after it.
    found: list[tuple[int, int, int]] = []
    for window, short_s in room_missing(breaks, gaps):
        latest_s = window.end_s - window.length_s
        if short_s and latest_s >= open_s:
            found.append((window.start_s, latest_s, window.length_s))
        elif short_s and window.end_s > open_s:
            open_s = window.end_s
    return open_s, [each for each in found if each[1] >= open_s]


def _pauses(
    limits: Hours | None, breaks: Sequence[tuple[int, int, int]], since_s: int, free: Span
) -> list[tuple[int, int, int]]:
    """Further breaks, so that nobody works longer at a stretch than is legal, whatever their route."""
    if limits is None or limits.work_s is None or limits.break_s is None:
        return []
    length_s, most_s = limits.break_s, limits.work_s
    open_s, close_s = free
    long = [each for each in breaks if each[2] >= length_s]
    found: list[tuple[int, int, int]] = []
    while close_s - since_s > most_s:
        due_s = since_s + most_s
        own = next((each for each in long if each[0] >= since_s and each[1] <= due_s), None)
        if own is None:
            latest_s = max(due_s, open_s)
            own = (max(since_s + most_s // 2, open_s), latest_s, length_s)
            found.append(own)
        since_s = own[0] + own[2]
    return found
