"""Who could take a visit, best first, each with a place, a cost, what it moves and every broken rule.

For each technician every position of their days is looked at: where the visit fits, where it pushes later stops or
displaces one, and what the same checker that the desk uses says of that. Who has no place but such as break what
nobody may break is excluded, with the reasons.

Units: cost in seconds of travel, as the objectives price it; a broken rule is dearer than any detour.
Cost: see `scripts/bench check`; with `most`, who cannot come among so many is not weighed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position
from dispatchtui.core.rights import Standing
from dispatchtui.solver.look import BROKEN_S, ask
from dispatchtui.solver.offers import Candidate, Excluded, Ranking
from dispatchtui.solver.search import Search, places_of

if TYPE_CHECKING:  # Chances are worked out with numpy, which a ranking alone does not need.
    from dispatchtui.solver.saving import Saving

__all__ = ["BROKEN_S", "Candidate", "Excluded", "Ranking", "kept_first", "place_at", "places", "rank", "why_not"]


def rank(
    board: Board,
    visit_id: str,
    at_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    most: int | None = None,
    standing: Standing = Standing.DESK,
) -> Ranking:
    """Rank all technicians for a visit; nobody for a visit that is not there.

    With `most`, so many candidates are given, exactly as without; of the others only their number is told, and
    excluded is who was found to be out until then. `why_not` says it of one who is in neither.
    """
    visit = board.visits.get(visit_id)
    if visit is None:
        return Ranking()
    asked = ask(board, visit, at_s, positions=positions, standing=standing)
    search = Search((asked, each) for each in board.technicians.values() if each.active)
    candidates = tuple(islice(search, most))
    excluded = tuple(sorted(search.excluded, key=lambda each: each.technician_id))
    return Ranking(candidates=candidates, excluded=excluded, further=search.left)


def kept_first(
    ranking: Ranking, saving: Saving | None, keep_percent: int, kept: Callable[[Candidate], int | None]
) -> Ranking:
    """The ranking with who saves the visit first, where its own first does not keep the word surely enough.

    `saving` is what can still be done, which is told beside it; `kept` the percentage with which a candidate keeps the
    word, as `saving.keeps` tells it. Nothing is other where only an override saves it, or nothing does.
    """
    best = saving.best if saving is not None and not saving.outlook else None
    if saving is None or best is None or best.level is not None or round(100 * saving.chance) < keep_percent:
        return ranking

    def good(candidate: Candidate) -> bool:
        percent = kept(candidate)
        return candidate.level is None and (percent is None or percent >= keep_percent)

    if (ranking.candidates and good(ranking.candidates[0])) or any(
        each.technician_id == best.technician_id for each in ranking.excluded
    ):
        return ranking
    own = next((each for each in ranking.candidates if each.technician_id == best.technician_id), None)
    others = tuple(each for each in ranking.candidates if each is not own)
    # What is cheapest for whoever saves it is preferred to the earliest, where that keeps the word too.
    first = own if own is not None and good(own) else best
    further = ranking.further if own is not None else max(0, ranking.further - 1)
    return replace(ranking, candidates=(first, *others), further=further)


def places(
    board: Board,
    visit_id: str,
    technician_id: str,
    at_s: int,
    *,
    position: Position | None = None,
    standing: Standing = Standing.DESK,
) -> tuple[Candidate, ...]:
    """Every position in a technician's days, best first; those that nobody may take come last, with the reason."""
    visit, technician = board.visits.get(visit_id), board.technicians.get(technician_id)
    if visit is None or technician is None:
        return ()
    positions = {technician_id: position} if position is not None else {}
    return tuple(places_of(ask(board, visit, at_s, positions=positions, standing=standing), technician))


def place_at(
    board: Board,
    visit_id: str,
    technician_id: str,
    at_s: int,
    *,
    position: Position | None = None,
    standing: Standing = Standing.DESK,
) -> Candidate | None:
    """The best place with one named technician, with all that it breaks; nothing when either is not there."""
    found = places(board, visit_id, technician_id, at_s, position=position, standing=standing)
    return found[0] if found else None


def why_not(
    board: Board,
    visit_id: str,
    technician_id: str,
    at_s: int,
    *,
    position: Position | None = None,
    standing: Standing = Standing.DESK,
) -> Excluded | None:
    """Why one technician is not offered at all, as `rank` says it of everybody; nothing where they can be offered.

    Cost: as much of a ranking as this one technician takes, a few milliseconds at most.
    """
    visit, technician = board.visits.get(visit_id), board.technicians.get(technician_id)
    if visit is None or technician is None:
        return None
    positions = {technician_id: position} if position is not None else {}
    search = Search([(ask(board, visit, at_s, positions=positions, standing=standing), technician)])
    return search.excluded[0] if next(iter(search), None) is None else None
