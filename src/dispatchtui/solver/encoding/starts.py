"""When a visit may begin: the spans that its promise, its site, the weather, the slots and the office's terms leave.

Units: epoch seconds; spans of begins, both ends within, in order and apart.
Cost: nothing where only a promise or limits of the customer's own say anything; some microseconds for each rule else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.capacity import capacity_of, inside_s, is_for, is_of, reserved_left_s
from dispatchtui.core.hours import midnight_s, open_spans
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import CapacityCell, Lock, Rules, Visit, VisitState, WorkOrder
from dispatchtui.core.policy import DEFAULTS, rules_for
from dispatchtui.core.work import lines_of
from dispatchtui.core.zones import local

Span = tuple[int, int]
_ALWAYS = 1 << 60


class Terms(Struct, frozen=True):
    """The strictest of the office's rules that may hold for a visit, whoever takes it and whenever."""

    freeze_s: int
    notice_s: int
    lead_s: int
    alone_s: int
    most_bumps: int
    blackouts: tuple[Span, ...] = ()
    holidays: tuple[str, ...] = ()
    on_terms: bool = False


PLAIN = Terms(DEFAULTS.freeze_s or 0, 0, _ALWAYS, _ALWAYS, DEFAULTS.most_bumps or 0)
"""What holds where there is no policy."""


def terms_of(board: Board, visit: Visit, order: WorkOrder | None, at_s: int) -> Terms:
    """The strictest rules for a visit: those now, and of each policy that may come to hold of it."""
    policies = board.indexes.policies
    if not policies:
        return PLAIN
    kind = order.work_type if order is not None else ""
    mine = {"company": "", "territory": visit.territory, "work_type": kind}
    rules: list[Rules] = [rules_for(board, at_s, territory=visit.territory, work_type=kind)]
    changing = [each for each in policies if each.scope == "team" or (
        mine.get(each.scope) == each.scope_id and (each.from_s is not None or each.until_s is not None))]  # fmt: skip
    rules += [each.rules for each in changing]
    if changing:  # and what the wider ones say once the narrower has ended
        rules += [each.rules for each in policies if mine.get(each.scope) == each.scope_id] + [DEFAULTS]
    said = [(each.notice_s, each.lead_s, each.cancel_notice_s, each.most_reschedules) for each in rules]
    blackouts = tuple(sorted({(one.start_s, one.end_s) for each in rules for one in each.blackouts or ()}))
    holidays = tuple(sorted({one for each in rules for one in each.holidays or ()}))
    return Terms(
        freeze_s=max(each.freeze_s or 0 for each in rules),
        notice_s=max(each.notice_s or 0 for each in rules),
        lead_s=min(_ALWAYS if each.lead_s is None else each.lead_s for each in rules),
        alone_s=min(_ALWAYS if each.alone_s is None else each.alone_s for each in rules),
        most_bumps=min(_ALWAYS if each.most_bumps is None else each.most_bumps for each in rules),
        blackouts=blackouts,
        holidays=holidays,
        on_terms=bool(blackouts or holidays) or any(value is not None for each in said for value in each[:2]),
    )


def plain_of(visit: Visit) -> Span:
    """The begins inside the promise and the customer's own limits; upside down where there are none."""
    low_s, high_s = -_ALWAYS, _ALWAYS
    if visit.promise is not None:
        low_s, high_s = visit.promise.start_s, visit.promise.end_s
    if visit.earliest_s is not None and visit.earliest_s > low_s:
        low_s = visit.earliest_s
    if visit.latest_s is not None and visit.latest_s < high_s:
        high_s = visit.latest_s
    return low_s, high_s


def is_plain(board: Board, visit: Visit, order: WorkOrder | None, terms: Terms) -> bool:
    """Whether nothing but the promise and the customer's own limits says when a visit may begin."""
    if visit.dependencies or visit.lock is not Lock.NONE or (terms.on_terms and visit.promise is None):
        return False
    if order is not None and (order.site.hours or order.site.closed):
        return False
    if visit.outdoor and board.indexes.of("weather_alerts", visit.territory):
        return False
    return not board.indexes.of("capacity_cells", visit.territory)


def spans_of(board: Board, visit: Visit, terms: Terms, *, lasts_s: int, within: Span, at_s: int) -> list[Span]:
    """The spans in which a visit may begin, inside a horizon; slots are left to `Slots`, which are shared."""
    low_s, high_s = plain_of(visit)
    low_s, high_s = max(low_s, within[0]), min(high_s, within[1])
    found = [(low_s, high_s)] if low_s <= high_s else []
    order = board.work_orders.get(visit.work_order_id)
    present = visit.assignment
    if found and order is not None and (order.site.hours or order.site.closed):
        zone = order.site.zone
        opening = open_spans(order.site.hours, order.site.closed, zone, low_s, high_s + lasts_s + 1)
        found = both(found, [(from_s, until_s - max(1, lasts_s)) for from_s, until_s in opening])
    if visit.outdoor and visit.territory:
        for key in board.indexes.of("weather_alerts", visit.territory):
            alert = board.tables["weather_alerts"][key]
            found = without(found, (alert.start_s - lasts_s + 1, alert.end_s - 1))
    if terms.on_terms and visit.promise is None:
        found = both(found, _booked(board, visit, terms, lasts_s=lasts_s, within=(low_s, high_s), at_s=at_s))
    for each in visit.dependencies:
        found = both(found, _after(board, each.visit_id, each.min_gap_s, each.max_gap_s))
    if visit.lock is Lock.TIME_RANGE and present is not None and visit.promise is None:
        range_s = (present.start_s if visit.earliest_s is None else visit.earliest_s,
                   present.start_s if visit.latest_s is None else visit.latest_s)  # fmt: skip
        found = both(found, [range_s])
    if visit.lock is Lock.TIME and present is not None:
        found = both(found, [(present.start_s, present.start_s)])
    return found


def _booked(board: Board, visit: Visit, terms: Terms, *, lasts_s: int, within: Span, at_s: int) -> list[Span]:
    """The begins that keep the office's terms, or the day that a visit without a promise has already."""
    order = board.work_orders.get(visit.work_order_id)
    territory = board.territories.get(visit.territory)
    zone = (order.site.zone if order is not None else "") or (territory.zone if territory is not None else "")
    found = both([within], [(at_s + terms.notice_s, at_s + terms.lead_s)])
    for from_s, until_s in terms.blackouts:
        found = without(found, (from_s - max(lasts_s, 1) + 1, until_s - 1))
    for day in terms.holidays:
        first = date.fromisoformat(day)
        from_s, until_s = midnight_s(first, zone), midnight_s(first + timedelta(days=1), zone)
        found = without(found, (from_s - max(lasts_s, 1) + 1, until_s - 1))
    if visit.assignment is not None:
        today = local(visit.assignment.start_s, zone).date()
        own = (midnight_s(today, zone), midnight_s(today + timedelta(days=1), zone) - 1)
        found = merged([*found, *both([within], [own])])
    return found


def _after(board: Board, visit_id: str, min_gap_s: int, max_gap_s: int | None) -> list[Span]:
    """The begins that are neither too soon nor too long after what has ended; none where it has not."""
    awaited = board.visits.get(visit_id)
    if awaited is None:
        return [(-_ALWAYS, _ALWAYS)]
    if awaited.state is VisitState.CANCELLED or awaited.state not in ENDED or not awaited.crew:
        return []
    planned_s = max(line.end_s for line in lines_of(awaited))
    end_s = planned_s if awaited.stamps.done_s is None else awaited.stamps.done_s
    return [(end_s + min_gap_s, _ALWAYS if max_gap_s is None else end_s + max_gap_s)]


class Slots:
    """What may still be sold of each slot, dealt out to one visit after another."""

    def __init__(self, board: Board, at_s: int) -> None:
        """Begin with what is left of each slot now."""
        self.board, self.at_s = board, at_s
        self._left: dict[str, tuple[int, int]] = {}

    def left(self, visit: Visit, spans: list[Span], lasts_s: int) -> list[Span]:
        """The spans without the slots that may not be sold to a visit; what it may take is kept for it."""
        board = self.board
        for key in board.indexes.of("capacity_cells", visit.territory):
            cell: CapacityCell = board.tables["capacity_cells"][key]
            if not both(spans, [(cell.start_s, cell.end_s - 1)]) or not is_of(board, visit, cell):
                continue
            for shut in self._shut(visit, cell, lasts_s):
                spans = without(spans, shut)
        return spans

    def _shut(self, visit: Visit, cell: CapacityCell, lasts_s: int) -> Iterable[Span]:
        present = visit.assignment
        if present is not None and cell.start_s <= present.start_s < cell.end_s:
            # It stands there: it may begin later in the slot, and earlier where it takes no more of it.
            held_s = inside_s(lines_of(visit), cell)
            return () if held_s >= lasts_s else [(cell.start_s, present.start_s - 1)]
        whole = [(cell.start_s, cell.end_s - 1)]
        if cell.closed or (cell.close_at_s is not None and self.at_s > cell.close_at_s):
            return whole
        if cell.id not in self._left:
            found = capacity_of(self.board, cell)
            left_s = found.limit_s - found.sold_s
            self._left[cell.id] = left_s - reserved_left_s(cell, found), left_s
        free_s, own_s = self._left[cell.id]
        mine_s = own_s if is_for(self.board, visit, cell) else free_s
        if mine_s < lasts_s:
            return whole
        self._left[cell.id] = free_s - lasts_s, own_s - lasts_s
        return ()


def both(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """What lies in spans of either kind, both ends within."""
    shared = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
    return sorted(each for each in shared if each[0] <= each[1])


def without(spans: Sequence[Span], shut: Span) -> list[Span]:
    """Spans less another, both ends within."""
    if shut[0] > shut[1]:
        return list(spans)
    before = [(from_s, min(until_s, shut[0] - 1)) for from_s, until_s in spans]
    after = [(max(from_s, shut[1] + 1), until_s) for from_s, until_s in spans]
    return sorted(each for each in (*before, *after) if each[0] <= each[1])


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap made one."""
    found: list[Span] = []
    for from_s, until_s in sorted(spans):
        if found and from_s <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], until_s))
        else:
            found.append((from_s, until_s))
    return found
