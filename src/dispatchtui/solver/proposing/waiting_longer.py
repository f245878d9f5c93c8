"""Later the same day, and another day: with the customer's consent where they count on a time.

Consent is written down together with the promise that it is about and the move, as one row.
"""

from __future__ import annotations

from collections.abc import Iterator

from dispatchtui.core.commands.moves import Move
from dispatchtui.core.disrupting import ANOTHER_DAY, LATER
from dispatchtui.core.lifecycle import PLACED
from dispatchtui.core.model import Visit, VisitState
from dispatchtui.solver.proposing.dated import consent, dated_offers
from dispatchtui.solver.proposing.matter import Matter, midnight_after
from dispatchtui.solver.proposing.proposal import Offer, Option
from dispatchtui.solver.proposing.rows import Steps
from dispatchtui.solver.proposing.sentences import zone_of

BUMPED = "BUMPED"
LATER_S = 15 * 60
"""By less it is not later."""
_MOVABLE = (*PLACED, VisitState.QUALIFIED, VisitState.NO_ACCESS)


def later(matter: Matter) -> Iterator[Option]:
    """Yield the first time later on its day at which the same people can come; for what nobody has, anybody.

    A time that keeps the promise comes before one that its customer has to agree to.
    """
    for visit in matter.visits[:1]:
        holders = {line.technician_id for line in visit.crew}
        if visit.state not in _MOVABLE or matter.gone in holders or (not holders and not counts_on(visit)):
            continue
        for promised in (True, False) if visit.promise is not None else (False,):
            offers = dated_offers(
                matter.board, visit.id, matter.now_s, from_s=_after(matter, visit, promised=promised), most=1,
                positions=matter.positions, among=holders.__contains__ if holders else matter.there, promised=promised,
            )  # fmt: skip
            for offer, move in offers:
                if offer.start_s < matter.end_of_day_s(visit):
                    yield from _options(matter, LATER, visit, offer, move)
                    return


def another_day(matter: Matter) -> Iterator[Option]:
    """Yield the first date after the day of the visit; two dates for what had to make room already."""
    for visit in matter.visits[:1]:
        from_s = midnight_after(max(matter.now_s, matter.end_of_day_s(visit) - 1), zone_of(matter.board, visit))
        most = 2 if matter.disruption.kind == BUMPED else 1
        if visit.state in _MOVABLE:
            for offer, move in dated_offers(matter.board, visit.id, matter.now_s, from_s=from_s, most=most,
                                            positions=matter.positions, among=matter.there):  # fmt: skip
                yield from _options(matter, ANOTHER_DAY, visit, offer, move)


def counts_on(visit: Visit) -> bool:
    """Whether a customer counts on a time: they were promised one, or had a place, or lost it."""
    return visit.promise is not None or bool(visit.crew) or visit.bump_count > 0


def steps_for(matter: Matter, visit: Visit, offer: Offer) -> Steps:
    """What is done before the move: the customer's consent where they count on a time that it does not keep."""
    promise = visit.promise
    kept = promise is not None and promise.start_s <= offer.start_s <= promise.end_s
    if kept or not counts_on(visit):
        return {}
    return {visit.id: consent(matter.board, visit, offer.promise)}


def _options(matter: Matter, kind: str, visit: Visit, offer: Offer, move: Move) -> Iterator[Option]:
    option = matter.option(kind, (move,), steps=steps_for(matter, visit, offer))
    if option is not None:
        yield option


def _after(matter: Matter, visit: Visit, *, promised: bool) -> int:
    """From when on it is later: well after the planned begin; for what nobody has, after what it was promised."""
    planned_s = visit.crew[0].start_s + LATER_S if visit.crew else matter.now_s
    if visit.promise is not None and not visit.crew and not promised:
        planned_s = visit.promise.end_s + 1
    return max(matter.now_s, planned_s)
