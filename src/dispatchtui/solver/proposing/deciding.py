"""Visits for which no way was found that breaks nothing: somebody has to decide, and is told why and what there is."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from dispatchtui.constraints.check import check_leaving
from dispatchtui.constraints.words import names
from dispatchtui.core.board import Board
from dispatchtui.core.disrupting import HUMAN
from dispatchtui.core.model import Visit
from dispatchtui.core.words import minute
from dispatchtui.solver.offers import Candidate, Ranking
from dispatchtui.solver.proposing.matter import AMONG, Matter
from dispatchtui.solver.proposing.proposal import Option, Row
from dispatchtui.solver.proposing.rows import LOCK, hard_row, option_of
from dispatchtui.solver.proposing.sentences import stands, zone_of


def deciding(matter: Matter) -> Iterator[Option]:
    """Yield that somebody has to decide, for each visit with its reason."""
    rows = [decided(matter, matter.board.fork(), each, None) for each in matter.visits]
    if rows:
        yield option_of(matter.board, HUMAN, rows, matter.now_s, positions=matter.positions)


def decided(matter: Matter, board: Board, visit: Visit, ranking: Ranking | None) -> Row:
    """Why a visit is for somebody to decide, with the least late that there is; `board` is as it has become."""
    found = matter.same_day(visit, board, most=AMONG) if ranking is None else ranking
    locks = [each for each in check_leaving(matter.board, visit.id, matter.now_s).violations
             if each.constraint == "locked" and each.unit == "lock"]  # fmt: skip
    # Who could come on another day only is no answer to why nobody comes on this one.
    there = [each for each in found.candidates
             if each.technician_id != matter.gone and each.start_s < matter.end_of_day_s(visit)]  # fmt: skip
    least = min(there, key=lambda each: (matter.order(visit, each)[0], each.arrival_s), default=None)
    if locks:
        row = hard_row(matter.board, visit.id, _words(matter, visit, locks[0].sentence, least), violations=locks)
        return replace(row, asks=(LOCK,))
    if least is not None:
        why = least.violations[0].sentence if least.violations else _why(matter, visit, least)
        return hard_row(matter.board, visit.id, _words(matter, visit, why, least), violations=least.violations)
    out = next(iter(found.excluded), None)
    why = out.violations[0].sentence if out is not None and out.violations else f"Nobody can take {visit.id}."
    return hard_row(matter.board, visit.id, f"{why} Somebody has to decide about {visit.id}.",
                    violations=out.violations if out is not None else ())  # fmt: skip


def pending(matter: Matter, visit: Visit) -> Row:
    """A visit for which no way is known yet, without a look at who could come."""
    locks = [each for each in check_leaving(matter.board, visit.id, matter.now_s).violations
             if each.constraint == "locked" and each.unit == "lock"]  # fmt: skip
    why = locks[0].sentence if locks else f"Nobody is found for {visit.id} yet."
    return hard_row(matter.board, visit.id, f"{why} Somebody has to decide about {visit.id}.", violations=locks)


def _why(matter: Matter, visit: Visit, least: Candidate) -> str:
    """Why nobody is chosen where somebody breaks no rule."""
    if matter.late_s(visit, least) > 0:
        return f"Nobody can take {visit.id} in time."
    harmed = [each.visit_id for each in least.knock_on if each.displaced or each.late_s > each.was_late_s]
    if harmed:
        return f"Nobody can take {visit.id} in time unless {names(harmed)} comes later or waits."
    return f"Nobody is chosen for {visit.id}."


def _words(matter: Matter, visit: Visit, why: str, least: Candidate | None) -> str:
    words = f"{why} Somebody has to decide about {visit.id}"
    if least is None:
        return f"{words}."
    zone = zone_of(matter.board, visit)
    when = f"{minute(least.arrival_s, zone, matter.now_s)}{stands(matter.board, visit, least.arrival_s, matter.now_s)}"
    return f"{words}: {least.technician_id} could be there at {when}."
