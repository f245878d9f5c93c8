"""A ranking for a visit with whoever keeps its word first, as things are now.

Why: what is taken with one key is the first of the list, and a cheap arrival that is too late is no help.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position
from dispatchtui.core.policy import rules_of
from dispatchtui.core.rights import Standing
from dispatchtui.risk.forecast import RouteForecast
from dispatchtui.solver.latest import costs_a_word
from dispatchtui.solver.offers import Candidate, Ranking
from dispatchtui.solver.rank import kept_first, places
from dispatchtui.solver.saving import Saving, keeps

AMONG = 9
"""Where it is not known who saves a visit, so many are asked, from the first."""
Percent = Callable[[Candidate], int | None]


def keeper_first(
    board: Board,
    visit_id: str,
    ranking: Ranking,
    now_s: int,
    *,
    saving: Saving | None = None,
    routes: Callable[[str], RouteForecast | None],
    positions: Mapping[str, Position] | None = None,
    standing: Standing = Standing.DESK,
    allowed: Callable[[Candidate], bool] = lambda _: True,
) -> Ranking:
    """The ranking with whoever keeps the word first, where its own first does not, and the sentence that says so.

    `saving` is what was last worked out; the place of whoever it names is looked for anew, for it is older than the
    ranking. Places that are not `allowed` are not offered.
    Cost: that of one technician's places, and `keeps` of a few.
    """
    visit = board.visits.get(visit_id)
    if visit is None or not ranking.candidates:
        return ranking
    keep_percent = rules_of(board, visit, None, now_s).keep_percent or 0
    found = {id(each): each for each in ranking.candidates}

    @cache
    def percent_of(key: int) -> int | None:
        each = found[key]
        return keeps(board, each, now_s, route=routes(each.technician_id), visit_id=visit_id)

    def percent(each: Candidate) -> int | None:
        found.setdefault(id(each), each)
        return percent_of(id(each))

    begins: dict[str, int] = {line.technician_id: line.start_s for line in visit.crew}

    def good(each: Candidate) -> bool:
        """Whether it breaks no rule and no other word, keeps this one, and is earlier than who has the visit now."""
        sooner = each.start_s < begins.get(each.technician_id, each.start_s + 1)
        harmless = each.level is None and not any(costs_a_word(board, knock, now_s) for knock in each.knock_on)
        return sooner and harmless and (percent(each) or 0) >= keep_percent and allowed(each)

    own = ranking.candidates[0]
    if percent(own) is None or good(own) or (own.technician_id in begins and (percent(own) or 0) >= keep_percent):
        return ranking
    who = saving.best.technician_id if saving is not None and not saving.outlook and saving.best is not None else ""
    position = (positions or {}).get(who)
    every = places(board, visit_id, who, now_s, position=position, standing=standing) if who else ()
    others = (each for each in ranking.candidates[:AMONG] if each.technician_id not in begins)
    best = next(filter(good, every), None) or next(filter(good, others), None)
    if best is None:
        return ranking
    as_now = Saving(visit_id=visit_id, outlook="", best=best, chance=(percent(best) or 0) / 100)
    told = kept_first(ranking, as_now, keep_percent, percent)
    first = told.candidates[0]
    if first is own:
        return ranking
    words = f"first because it keeps the word with {percent(first)}%, {own.technician_id} with {percent(own)}%"
    return replace(told, candidates=(replace(first, sentence=f"{words}; {first.sentence}"), *told.candidates[1:]))
