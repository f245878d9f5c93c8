"""The lead's van has the parts that the visit needs, and leaves those that the day's other visits need.

Units: pieces of a part. What is set aside for visits of others is theirs. The lead's visits of the
day are served in planned order, whoever is there already first, each from what is set aside for it
and then from what is left. What is set aside for a visit in another stock has yet to be fetched. A
van that was never recorded has nothing on it.
Cost: a walk over one day of one route, and only where parts are needed; the parts are dealt out
only where there may be too few.
Source: the constraint table of the domain (D if a pickup or transfer is planned; without one L for
a mandatory part and W for another; to call the work done without is refused by its command).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

from dispatchtui.constraints.base import Constraint, Trial
from dispatchtui.constraints.words import moment, names, zone_of
from dispatchtui.core import stock
from dispatchtui.core.commands.uses import left_over
from dispatchtui.core.lifecycle import ENDED, STARTED
from dispatchtui.core.model import PartNeed, StockLocation, Visit, level_id
from dispatchtui.core.refusals import Level, Violation

_DAY_S = 36 * 3600
"""Nothing of one local day begins further than this from anything else of it."""


class _Served(Struct, frozen=True, kw_only=True):
    """A visit of the day, what it still needs of a part, and what it gets; `elsewhere` is set aside in other stocks."""

    visit: Visit
    start_s: int
    need: PartNeed
    elsewhere: int
    there: int

    @property
    def short(self) -> int:
        """What neither the van nor another stock has for it."""
        return max(0, self.need.quantity - self.there - self.elsewhere)


def check(trial: Trial) -> Iterator[Violation]:
    """Yield each part of which the visit is short, and of which it makes a later visit of the day short."""
    needs = left_over(trial.visit, ())
    if not needs:
        return
    van = stock.van_of(trial.board, trial.people[0].technician_id)
    day = _day(trial)
    for need in needs:
        if van is not None and _ample(trial, van, need.part, day):
            continue
        served = _serve(trial, van, need.part, day)
        own = next(each for each in served if each.visit.id == trial.visit.id)
        if own.there < own.need.quantity:
            yield _short(trial, van, own)
        others = tuple(each for each in day if each[1].id != trial.visit.id)
        without = {each.visit.id: each.short for each in _serve(trial, van, need.part, others)}
        for each in served:
            if each is not own and each.short > without[each.visit.id]:
                yield _taken_from(trial, van, each, each.short - without[each.visit.id])


def _not_there(trial: Trial) -> Iterator[Violation]:
    """Yield each part of which the van has too few even if nobody else took any."""
    needs = left_over(trial.visit, ())
    if not needs:
        return
    van = stock.van_of(trial.board, trial.people[0].technician_id)
    for need in needs:
        there = max(0, stock.on_hand(trial.board, van.id, need.part)) if van is not None else 0
        if there < need.quantity:
            aside = stock.reservations_for(trial.board, trial.visit.id)
            elsewhere = sum(each.quantity for each in aside
                            if each.part == need.part and (van is None or each.stock_id != van.id))  # fmt: skip
            yield _short(trial, van, _Served(visit=trial.visit, start_s=trial.line.start_s, need=need,
                                             elsewhere=elsewhere, there=there))  # fmt: skip


def _day(trial: Trial) -> tuple[tuple[int, Visit], ...]:
    """The lead's visits of the day with their starts, in the order in which they are served, this one among them."""
    board, lead = trial.board, trial.people[0]
    route = board.indexes.route(lead.technician_id)
    low = bisect_left(route, (lead.start_s - _DAY_S, 0, ""))
    high = bisect_left(route, (lead.start_s + _DAY_S, 0, ""))
    found = [(lead.start_s, trial.visit)]
    for start_s, _, visit_id in route[low:high]:
        other = board.visits[visit_id]
        first = other.crew[0]
        theirs = (first.technician_id, first.day) == (lead.technician_id, lead.day)
        if theirs and visit_id != trial.visit.id and other.parts and other.state not in ENDED:
            found.append((start_s, other))
    return tuple(sorted(found, key=lambda each: (each[1].state not in STARTED, each[0], each[1].id)))


def _ample(trial: Trial, van: StockLocation, part: str, day: Sequence[tuple[int, Visit]]) -> bool:
    """Whether the van has enough for everybody of the day besides all that is set aside, so that no order matters."""
    most = sum(need.quantity for _, visit in day for need in visit.parts if need.part == part)
    return most <= stock.free(trial.board, van.id, part)


def _serve(trial: Trial, van: StockLocation | None, part: str, day: Sequence[tuple[int, Visit]]) -> tuple[_Served, ...]:
    """Give out a part from the van in order, to those of the day who need it."""
    needing = [(start_s, visit, need) for start_s, visit in day for need in left_over(visit, ()) if need.part == part]
    held, elsewhere = [0] * len(needing), [0] * len(needing)
    for place, (_, visit, _) in enumerate(needing):
        for each in stock.reservations_for(trial.board, visit.id):
            if each.part == part:
                (held if van is not None and each.stock_id == van.id else elsewhere)[place] += each.quantity
    left = 0
    if van is not None:
        aside = sum(each.quantity for each in stock.reservations_at(trial.board, van.id, part))
        left = stock.on_hand(trial.board, van.id, part) - (aside - sum(held))
    later, served = sum(held), []
    for place, (start_s, visit, need) in enumerate(needing):
        later -= held[place]
        there = max(0, left - later, min(held[place], left))
        left -= min(there, max(held[place], need.quantity - elsewhere[place]))
        served.append(_Served(visit=visit, start_s=start_s, need=need, elsewhere=elsewhere[place], there=there))
    return tuple(served)


def _short(trial: Trial, van: StockLocation | None, own: _Served) -> Violation:
    need, who = own.need, trial.people[0].technician_id
    have = f"{van.id} of {who} has {own.there} left for it" if van is not None else f"{who} has no van stock recorded"
    missing = need.quantity - own.there
    planned = own.short == 0
    where = names(_sources(trial, van, need.part))
    if planned:
        tail = f"{missing} to be fetched from {where}"
    else:
        tail = f"{own.elsewhere} set aside at {where}, {own.short} too few" if own.elsewhere else f"{own.short} too few"
    level = Level.DISPATCHER if planned else Level.LEAD if need.mandatory else Level.WARNING
    if van is None and need.mandatory and not planned and trial.automated:
        level = Level.NOBODY
    return Violation(
        constraint="parts_on_van",
        level=level,
        subject=f"part_levels/{level_id(van.id, need.part)}" if van is not None else f"technicians/{who}",
        need=f"{need.quantity} of {need.part}",
        have=f"{own.there} of {need.part}",
        amount=missing if planned else own.short,
        unit="part",
        sentence=f"{trial.visit.id} needs {need.quantity} of {need.part} and {have}: {tail}.",
    )


def _sources(trial: Trial, van: StockLocation | None, part: str) -> list[str]:
    """The other stocks in which a part is set aside for the visit, and whose they are."""
    found: dict[str, None] = {}
    for each in stock.reservations_for(trial.board, trial.visit.id):
        if each.part == part and (van is None or each.stock_id != van.id):
            whose = f" of {each.technician_id}" if each.technician_id else ""
            found[f"{each.stock_id}{whose}"] = None
    return list(found)


def _taken_from(trial: Trial, van: StockLocation | None, later: _Served, short: int) -> Violation:
    part, who = later.need.part, trial.people[0].technician_id
    start = moment(later.start_s, zone_of(trial), trial.line.start_s)
    where = f"{van.id} of {who}" if van is not None else who
    return Violation(
        constraint="parts_on_van",
        level=Level.LEAD if later.need.mandatory else Level.WARNING,
        subject=f"visits/{later.visit.id}",
        need=f"{later.need.quantity} of {part}",
        have=f"{later.there} of {part}",
        amount=short,
        unit="part",
        sentence=(
            f"{later.visit.id} at {start} needs {later.need.quantity} of {part} too, and with {trial.visit.id} before "
            f"it {where} has {later.there} left for it: {short} too few."
        ),
    )


PARTS_ON_VAN = Constraint(
    name="parts_on_van",
    requires="Stock and reservations cover all the technician's visits of the day.",
    override="D where what is missing is set aside in another stock; else L, and W for a part that is not mandatory.",
    check=check,
    alone=_not_there,
    of_visit=True,
)
