"""Who may do which work, and who had better: skills, levels, validity, territory, equipment, and what is preferred.

What only kinds of work share is worked out once for each kind. Where eligibility depends on when (a certificate that
ends, a vehicle that is out), the spans in which it holds are kept beside it.

Units: prices in seconds of travel times `SCALE`; instants epoch seconds.
Cost: a pass over the people for each kind of work, some microseconds for each visit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatchtui.constraints.objectives import Scene
from dispatchtui.constraints.objectives.account_owner import ACCOUNT_OWNER
from dispatchtui.constraints.objectives.language import LANGUAGE
from dispatchtui.constraints.objectives.over_skill import OVER_SKILL, ROUTINE
from dispatchtui.constraints.objectives.preferred_technician import PREFERRED_TECHNICIAN
from dispatchtui.constraints.objectives.routing import ROUTING
from dispatchtui.constraints.objectives.same_as_last import SAME_AS_LAST
from dispatchtui.core import travel
from dispatchtui.core.board import Board
from dispatchtui.core.model import Location, SkillNeed, Technician, Visit, WorkOrder
from dispatchtui.core.policy import rules_of
from dispatchtui.core.zones import is_zone

SCALE = 40
"""Units of price in a second of travel: what a second of an objective costs is then a whole number of them."""
TRAINEE = "trainee"
NEARLY_S = 3 * 3600
"""How long after a vehicle is back in service it is counted on: nobody has set out in it before."""
_ALWAYS = 1 << 60

Span = tuple[int, int]
Bools = NDArray[np.bool_]
Prices = NDArray[np.int64]


class Kind(Struct, frozen=True):
    """What a kind of work asks of people: who may do it, when only, and what each of them costs."""

    may: Bools
    spans: dict[int, tuple[Span, ...]]
    cost: Prices


class People:
    """The technicians of one board, and what they may do."""

    def __init__(self, board: Board, at_s: int) -> None:
        """Number the technicians; kinds of work are looked at as they come up."""
        self._scene = Scene(board, at_s)
        self.ids: tuple[str, ...] = tuple(board.technicians)
        self.rows: list[Technician] = [board.technicians[each] for each in self.ids]
        self.number: dict[str, int] = {who: number for number, who in enumerate(self.ids)}
        self.fit: list[bool] = [_complete(board, each) for each in self.rows]
        self._limited = [number for number, each in enumerate(self.rows)
                         if each.radius_m is not None or each.longest_leg_s is not None]  # fmt: skip
        self._kinds: dict[object, Kind] = {}

    def kind(self, board: Board, visit: Visit, order: WorkOrder) -> Kind:
        """What a visit asks of people by its kind."""
        routine = order.priority >= ROUTINE
        type_ = order.work_type if board.indexes.policies else ""
        key = (visit.territory, visit.needs, visit.equipment, routine, type_)
        known = self._kinds.get(key)
        if known is None:
            known = self._kinds[key] = self._look(board, visit, routine=routine)
        return known

    def may(self, visit: Visit, order: WorkOrder, kind: Kind, at_s: int) -> Bools:
        """Who may do a visit: those of its kind, less whom it, its site or its customer does not want."""
        found = kind.may
        if visit.required_technician:
            only = np.zeros_like(found)
            number = self.number.get(visit.required_technician)
            if number is not None:
                only[number] = found[number]
            found = only
        site = order.site.location
        unwanted = [each.technician_id for each in order.site.bans]
        unwanted += [each.technician_id for each in visit.cool_downs if each.until_s > at_s]
        if unwanted:
            found = found.copy()
            found[[self.number[each] for each in unwanted if each in self.number]] = False
        far = [each for each in self._limited if site is not None and found[each] and _too_far(self.rows[each], site)]
        if far:
            found = found.copy()
            found[far] = False
        return found

    def cost(self, order: WorkOrder, kind: Kind, last: str) -> Prices:
        """What it costs that one of the people takes a visit and not somebody else; `last` was there last."""
        total, language = kind.cost, order.customer.language
        named = [(order.site.preferred, PREFERRED_TECHNICIAN), ((order.account_owner,), ACCOUNT_OWNER),
                 ((last,), SAME_AS_LAST)]  # fmt: skip
        wishes: list[tuple[Sequence[str], float]] = [(who, each.weight_s) for who, each in named if any(who)]
        if language:
            wishes.append((tuple(each.id for each in self.rows if language in each.languages), LANGUAGE.weight_s))
        for wanted, weight_s in wishes:
            price = round(weight_s * SCALE)
            total = total + price
            total[[self.number[each] for each in wanted if each in self.number]] -= price
        return total

    def _look(self, board: Board, visit: Visit, *, routine: bool) -> Kind:
        may = np.zeros(len(self.rows), np.bool_)
        cost = np.zeros(len(self.rows), np.int64)
        spans: dict[int, tuple[Span, ...]] = {}
        for number, technician in enumerate(self.rows):
            when = _when(board, technician, visit) if self.fit[number] else ()
            may[number] = bool(when)
            if when and when != ((-_ALWAYS, _ALWAYS),):
                spans[number] = when
            cost[number] = self._price(board, technician, visit, routine=routine)
        return Kind(may, spans, cost)

    def _price(self, board: Board, technician: Technician, visit: Visit, *, routine: bool) -> int:
        person = self._scene.person(technician)
        above = sum(max(0, person.levels.get(need.skill, 0) - need.level) for need in visit.needs)
        needed = {need.skill for need in visit.needs}
        spared = sum(each not in needed for each in person.scarce) if routine else 0
        total, share = OVER_SKILL.weight_s * (above + spared), 1.0
        for method in rules_of(board, visit, technician, self._scene.at_s).routing or ():
            if method == "territory" and visit.territory and visit.territory != technician.territory:
                total += ROUTING.weight_s * share
            elif method == "skill":
                total += ROUTING.weight_s * share * above / 4
            share /= 4
        return round(total * SCALE)


def _complete(board: Board, technician: Technician) -> bool:
    """Whether automation may plan for somebody: they are here, and what a plan rests on is known."""
    known = technician.home is not None and is_zone(technician.zone)
    return (
        technician.active
        and known
        and TRAINEE not in technician.tags
        and bool(board.indexes.of("shifts", technician.id))
    )


def _when(board: Board, technician: Technician, visit: Visit) -> tuple[Span, ...]:
    """The spans in which somebody has all that a visit asks of who goes; none where never."""
    covers = not visit.territory or visit.territory == technician.territory or visit.territory in technician.covers
    if not covers:
        return ()
    spans: tuple[Span, ...] = ((-_ALWAYS, _ALWAYS),)
    for need in visit.needs:
        spans = _both(spans, _valid(technician, need))
    for kind in dict.fromkeys(visit.equipment):
        spans = _both(spans, _brought(board, technician, kind))
    return spans


def _valid(technician: Technician, need: SkillNeed) -> tuple[Span, ...]:
    held = [each for each in technician.skills if each.skill == need.skill and each.level >= need.level]
    found = {
        (-_ALWAYS if each.valid_from_s is None else each.valid_from_s,
         _ALWAYS if each.valid_until_s is None else each.valid_until_s)
        for each in held
    }  # fmt: skip
    return ((-_ALWAYS, _ALWAYS),) if (-_ALWAYS, _ALWAYS) in found else tuple(sorted(found))


def _brought(board: Board, technician: Technician, kind: str) -> tuple[Span, ...]:
    """When one vehicle of somebody's with some equipment is in service."""
    found: list[Span] = []
    for key in board.indexes.of("vehicles", technician.id):
        vehicle = board.tables["vehicles"][key]
        if kind == vehicle.kind or kind in vehicle.equipment:
            if vehicle.out_from_s is None:
                return ((-_ALWAYS, _ALWAYS),)
            found.append((-_ALWAYS, vehicle.out_from_s))
            if vehicle.out_until_s is not None:
                found.append((vehicle.out_until_s + NEARLY_S, _ALWAYS))
    return tuple(sorted(found))


def _both(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in which both hold."""
    shared = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other)
    return tuple(each for each in shared if each[0] < each[1])


def _too_far(technician: Technician, site: Location) -> bool:
    """Whether a site is further from home than somebody goes, or than they drive at a time."""
    home = technician.home
    if home is None:
        return False
    if technician.radius_m is not None and travel.distance_m(home, site) > technician.radius_m:
        return True
    return technician.longest_leg_s is not None and travel.seconds(home, site) > technician.longest_leg_s
