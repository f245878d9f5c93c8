"""How late somebody can be sent and still be there in time: one technician's day for one visit.

A position of a day is left at a moment and reached a drive later; whoever is free and waits comes one minute later for
every minute that nobody acts, and whoever is busy until later loses nothing until then. So the last moment is the last
good begin less the drive. That begin is the latest one in time, or where that one breaks a rule the latest that does
not, found to the minute; each is judged as the gate will judge it at the moment of sending.

Units: epoch seconds.
Cost: a look at a day, and a judgement for each position that could come last.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.constraints.check import check_alone
from dispatchtui.constraints.objectives import Knock
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import Visit
from dispatchtui.core.refusals import WORST_FIRST, Level, Violation
from dispatchtui.core.sla import due_of
from dispatchtui.core.timeline import NIGHT_S
from dispatchtui.solver.days import Day, Stop
from dispatchtui.solver.look import Look
from dispatchtui.solver.offers import Candidate, judged, moves_of, verdict_of, weigh
from dispatchtui.solver.options import cleared, instead
from dispatchtui.solver.positions import Place, Slot, placed_in, slots_in

AHEAD_S = 24 * 3600
"""How far ahead a visit that is due is one that matters."""
CLEAN = len(WORST_FIRST)
"""The level of what breaks nothing, as a number: the place of a level among the strictest first."""


class Way(Struct, frozen=True):
    """One position of a day, looked at for a visit; begun after `word_s`, it would break another visit's word."""

    look: Look
    day: Day
    slot: Slot
    word_s: float


class Act(Struct, frozen=True):
    """One way to be there: sent when, there when, and the rules that it breaks, the strictest first.

    `level` is that of the strictest, `CLEAN` where nothing is broken.
    """

    way: Way
    sent_s: int
    arrives_s: int
    level: int
    broken: tuple[str, ...]
    place: Place

    @property
    def technician_id(self) -> str:
        """Who goes."""
        return self.way.look.technician.id


Sure = Callable[[Way, int, int], bool]
"""Whether who takes a position, to arrive at a moment and sent at another, is there in time surely enough."""


def ways_of(look: Look, limit_s: int, words: Mapping[str, list[float]] | None = None) -> list[Way]:
    """Every position of a technician's days that begins in time and costs nobody's word; `words` of their days."""
    found = []
    for shift in look.shifts:
        if shift.start_s <= limit_s:
            day = look.day(shift)
            known = words.get(shift.id) if words is not None else None
            words_s = words_in(look, day) if known is None else known
            for slot in slots_in(look, day):
                word_s = _word_s(look, day, slot, words_s)
                if slot.start_s <= min(limit_s, word_s):
                    found.append(Way(look, day, slot, word_s))
    return found


def words_in(look: Look, day: Day) -> list[float]:
    """How late each stop of a day may be begun so that neither it nor one behind it breaks its word more than it does.

    What costs no word when it goes back to the queue holds up nothing. Behind the last stop there is no limit.
    """
    found, follows = [inf], None
    for stop in reversed(day.stops):
        word_s = inf
        if not _may_go(look.asked.board, stop.visit, look.asked.at_s):
            live = look.outset.stops.get(stop.visit.id)
            arrival_s = stop.start_s if live is None else live.arrival_s
            own_s = inf if stop.due_s is None else max(stop.due_s, arrival_s)
            rest_s = stop.end_s - stop.start_s
            behind_s = inf if follows is None else _before(follows, found[-1], rest_s + stop.visit.buffer_after_s,
                                                           rest_s, follows.way_s)  # fmt: skip
            word_s = max(stop.start_s, min(own_s, behind_s))
        found.append(word_s)
        follows = stop
    return found[::-1]


def _word_s(look: Look, day: Day, slot: Slot, words_s: list[float]) -> float:
    """The latest begin in a position that costs nobody's word."""
    if slot.number >= len(day.stops):
        return inf
    asked, follows = look.asked, day.stops[slot.number]
    lasts_s, way_s = asked.length_s, travel.seconds(asked.site, follows.site)
    return _before(follows, words_s[slot.number], lasts_s + asked.visit.buffer_after_s, lasts_s, way_s)


def _before(stop: Stop, word_s: float, taken_s: int, lasts_s: int, way_s: int) -> float:
    """The latest begin before a stop that leaves it its word, or lies so long before that it plays no part."""
    return max(word_s - stop.visit.buffer_before_s - way_s - taken_s, stop.start_s - NIGHT_S - lasts_s)


def bound_of(way: Way, limit_s: int) -> int:
    """The latest begin in a position: of who leaves at the last moment before they go on to what comes next."""
    limit_s = int(min(limit_s, way.word_s))
    slot, stops = way.slot, way.day.stops
    if slot.number >= len(stops):
        return min(limit_s, way.day.end_s + way.day.overtime_s)
    follows = stops[slot.number]
    leaves_s = max(way.look.asked.at_s, follows.start_s - travel.seconds(slot.previous, follows.site))
    return min(limit_s, max(slot.start_s, leaves_s + slot.way_s))


def closing_in(way: Way, limit_s: int, sure: Sure, *, level: int) -> Generator[int, None, Act | None]:
    """The last act in a position: ever lower bounds of when it is sent, until it is known or there is none.

    Whoever asks goes on only where the bound is still the latest of all.
    """
    slot, at_s = way.slot, way.look.asked.at_s
    last_s = bound_of(way, limit_s)
    yield last_s - slot.way_s

    def in_time(start_s: int) -> bool:
        return sure(way, start_s, max(at_s, start_s - slot.way_s))

    if last_s < slot.start_s or not in_time(slot.start_s):
        return None
    if not in_time(last_s):
        last_s = yield from _last(slot, slot.start_s, last_s, in_time)
        yield last_s - slot.way_s
    acts: dict[int, Act] = {}

    def judged_well(start_s: int) -> bool:
        act = taken(way, start_s, level=level) if start_s not in acts else None
        if act is not None:
            acts[start_s] = act
        return start_s in acts

    if not judged_well(last_s):
        firsts = [each.start_s for each in cleared(way.look, way.day, way.slot) if each.start_s < last_s]
        first_s = next(filter(judged_well, firsts), None)
        if first_s is None:
            return None
        last_s = yield from _last(slot, first_s, last_s, judged_well)
        if not judged_well(last_s):
            last_s = first_s
    return acts[last_s]


def earliest(way: Way, *, level: int) -> Act | None:
    """The earliest act in a position, however late."""
    for each in cleared(way.look, way.day, way.slot):
        found = taken(way, each.start_s, level=level, late=True)
        if found is not None:
            return found
    return None


def taken(way: Way, start_s: int, *, level: int, late: bool = False) -> Act | None:
    """A position taken from a begin on, judged at the moment of sending; nothing where it may not be so.

    An act that makes another visit late, or takes its place from one that is due, saves nothing; nor does one that
    leaves the visit where it stands.
    """
    look, slot = way.look, way.slot
    asked = look.asked
    sent_s = max(asked.at_s, start_s - slot.way_s)
    close_s = way.day.end_s + way.day.overtime_s
    if look.past_closed(way.day.past_away(start_s, asked.length_s), close_s) != start_s:
        return None
    then = look if sent_s == asked.at_s else replace(look, asked=replace(asked, at_s=sent_s))
    for place in _places(then, way.day, replace(slot, start_s=start_s)):
        if _is_left(look, place) or any(costs_a_word(asked.board, each, asked.at_s) for each in place.knocks):
            continue
        moves = moves_of(then, place)
        alone = check_alone(asked.board, moves, at_s=sent_s, standing=asked.standing)
        hard = [each for each in alone if each.level is not Level.WARNING]
        if not _within(broken_by(asked.visit, hard, late=late)[0], level):
            continue
        worst, broken = broken_by(asked.visit, verdict_of(then, moves).violations, late=late)
        if _within(worst, level):
            return Act(way, sent_s, start_s, worst, broken, place)
    return None


def candidate_of(act: Act) -> Candidate:
    """Everything about an act, as ranking tells it."""
    look = act.way.look
    then = replace(look, asked=replace(look.asked, at_s=act.sent_s))
    return judged(then, weigh(then, act.place))


def costs_a_word(board: Board, knock: Knock, at_s: int) -> bool:
    """Whether another visit would break its word for this one."""
    if not knock.displaced:
        return knock.late_s > knock.was_late_s
    return not _may_go(board, board.visits[knock.visit_id], at_s)


def _may_go(board: Board, visit: Visit, at_s: int) -> bool:
    """Whether it costs no word that another visit goes back to the queue."""
    due_s = due_of(board, visit, at_s)
    return due_s is None or due_s - at_s > AHEAD_S


def _within(worst: int, level: int) -> bool:
    return worst >= level and worst > WORST_FIRST[Level.NOBODY]


def broken_by(visit: Visit, violations: Iterable[Violation], *, late: bool = False) -> tuple[int, tuple[str, ...]]:
    """The strictest level that an act breaks, and which rules, but what always speaks against saving a visit.

    That it is about to leave with somebody else (the freeze) is no reason to let it be late; nor, where it will be
    late in any case, that it will.
    """
    own = f"visits/{visit.id}"
    counted = [
        each
        for each in violations
        if not (each.subject == own and each.constraint == "locked" and each.unit == "min")
        and not (late and each.subject == own and each.constraint == "promise_window")
    ]
    level = min((WORST_FIRST[each.level] for each in counted), default=CLEAN)
    return level, tuple(dict.fromkeys(each.constraint for each in counted))


def _last(slot: Slot, first_s: int, last_s: int, good: Callable[[int], bool]) -> Generator[int, None, int]:
    """The last begin that is good, of who is sent on the minute, with ever lower bounds of when that is.

    The first is good and the last is not, and all that are good come first.
    """
    low, high = (first_s - slot.way_s) // 60, -((slot.way_s - last_s) // 60)
    while high - low > 1:
        middle = (low + high) // 2
        if good(middle * 60 + slot.way_s):
            low = middle
        else:
            high = middle
            yield max(first_s - slot.way_s, (high - 1) * 60)
    return max(first_s, low * 60 + slot.way_s)


def _places(look: Look, day: Day, slot: Slot) -> Iterator[Place]:
    """The position with what it pushes; then with some of that back in the queue."""
    place = placed_in(look, day, slot)
    yield place
    if place.knocks:
        yield from instead(look, day, slot, place)


def _is_left(look: Look, place: Place) -> bool:
    """Whether the visit stays with whom it has, no earlier than it stands, and moves nothing."""
    line = look.asked.visit.assignment
    stays = line is not None and line.technician_id == look.technician.id
    return stays and not place.knocks and line is not None and place.start_s >= line.start_s
