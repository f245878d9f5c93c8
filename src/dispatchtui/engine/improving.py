"""Plans that become better and better, told as they come: what they cost often, what they change now and then.

The rows of a plan are worked out beside the search, which does not wait for them, on the newest board: a move of a
visit that somebody changed meanwhile is left out, every other is graded anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import Move
from dispatchtui.core.difference import same
from dispatchtui.core.disrupting import REPLAN
from dispatchtui.core.model import Visit
from dispatchtui.engine.errand import Errand
from dispatchtui.engine.lanes import Work
from dispatchtui.engine.mirror import Sight
from dispatchtui.solver.problem import Plan, Progress
from dispatchtui.solver.proposing.proposal import Option
from dispatchtui.solver.proposing.rows import option_of, rows_of

TOLD_EVERY_S = 0.2
ROWS_EVERY_S = 0.5
FIRST_ROWS = 300
"""So many rows of a plan are shown at most while a better one is looked for, the first ones; in the end all are."""
ROWS_REST = 3.0
"""Between two times that rows are worked out, so many times as long passes as that took."""


class Shown(Struct, frozen=True, kw_only=True):
    """A plan as a diff against the board as it is now, what had to be left out of it, and whether that is all of it."""

    sight: Sight
    option: Option | None
    sentences: tuple[str, ...] = ()
    whole: bool = True


class Improving:
    """What a search has found so far, told to whoever asked."""

    def __init__(
        self,
        work: Work,
        moves_of: Callable[[Plan], Sequence[Move]],
        first_cost: int | None = None,
        *,
        scale: int = 1,
    ) -> None:
        """Begin; `scale` of the plans' costs are a second of travel, `first_cost` is that of the plan as it stands.

        Where that is not given the search tells it.
        """
        self._work, self._moves_of, self._scale = work, moves_of, scale
        self._best = self._first_cost = first_cost
        self._last: dict[str, Any] = {}
        self._plan: Plan | None = None
        self._showing: Plan | None = None
        self._told_at = self._rows_at = self._rows_began = monotonic()
        self._errand: Errand[Shown] | None = None

    def take(self, progress: Progress) -> None:
        """Take over a better plan."""
        if self._first_cost is None:
            self._first_cost = progress.first_cost
        if self._best is None or progress.plan.cost < self._best:
            self._best, self._plan = progress.plan.cost, progress.plan
        self._last = self._costs(self._best) | {"iterations": progress.iterations, "engine": progress.engine}

    def stopped(self) -> bool:
        """Whether the search is to stop; it asks that often, and what there is to tell is told."""
        now = monotonic()
        if self._errand is not None and self._errand.ended:
            self._show(self._errand.result(self._work.stopped), now)
        elif now - self._told_at >= TOLD_EVERY_S:
            self._told_at = now
            self._work.tell(**self._last)
        if self._errand is None and self._plan is not None and now >= self._rows_at:
            plan, self._plan, self._rows_began = self._plan, None, now
            self._showing = plan
            self._errand = Errand(lambda: shown(self._work, self._moves_of(plan), FIRST_ROWS))
        return self._work.stopped()

    def end(self, plan: Plan, say: tuple[str, ...] = ()) -> None:
        """Tell what was found in the end, with what else there is to `say` of it.

        Raises: Dropped, when that is not wanted any more.
        """
        found = None
        if self._errand is not None and self._showing is not None and self._showing.routes == plan.routes:
            found = self._errand.result(self._work.stopped)
        if found is None or not found.whole:
            self.drop()
            self._errand = Errand(lambda: shown(self._work, self._moves_of(plan)))
            found = self._errand.result(self._work.stopped)
        sentences = (*found.sentences, *say)
        if found.option is None:
            sentences = (*sentences, f"Nothing better was found in {self._work.elapsed_s:.1f} s.")
        self._work.tell(**self._last | self._costs(plan.cost), option=found.option, seq=found.sight.seq,
                        at_s=found.sight.now_s, sentences=sentences, final=True)  # fmt: skip

    def drop(self) -> None:
        """Let go of rows that are being worked out."""
        if self._errand is not None:
            self._errand.drop()
            self._errand = None

    def _costs(self, cost: int) -> dict[str, float]:
        first_cost = cost if self._first_cost is None else self._first_cost
        return {"cost": cost / self._scale, "first_cost": first_cost / self._scale}

    def _show(self, found: Shown, now: float) -> None:
        self._errand, self._told_at = None, now
        self._rows_at = now + max(ROWS_EVERY_S, ROWS_REST * (now - self._rows_began))
        self._work.tell(**self._last, option=found.option, seq=found.sight.seq, at_s=found.sight.now_s,
                        sentences=found.sentences)  # fmt: skip


def shown(work: Work, moves: Sequence[Move], most: int = 0) -> Shown:
    """Moves as rows on the board as it is now, without those that it has overtaken; so many at most, where given."""
    newest = work.kit.newest()
    board, now_s, positions = newest.board, newest.now_s, newest.positions
    fresh = [each for each in moves if not overtaken(work.sight.board, board, each)]
    some = fresh[:most] if most else fresh
    rows = rows_of(board, some, now_s, positions=positions) if some else ()
    sound = [each for each in rows if each.acts]
    whole = len(some) == len(fresh)
    sentences = tuple(filter(None, (
        _told(len(moves) - len(fresh), "was changed meanwhile and stays as it is now",
              "were changed meanwhile and stay as they are now"),
        # What waits for a move that is not shown yet may well be moved in the end.
        _told(len(rows) - len(sound) if whole else 0, "can no longer be moved so", "can no longer be moved so"),
        "" if whole else f"{len(sound)} of {len(fresh)} moves are shown while a better plan is looked for.",
    )))  # fmt: skip
    option = option_of(board, REPLAN, sound, now_s, positions=positions, engine="search") if sound else None
    return Shown(sight=newest, option=option, sentences=sentences, whole=whole)


def overtaken(was: Board, now: Board, move: Move) -> bool:
    """Whether a visit says something else than when its move was thought of; notes say nothing of it."""
    return not same(_unremarked(was, move), _unremarked(now, move))


def _unremarked(board: Board, move: Move) -> Visit | None:
    visit = board.visits.get(move.visit_id)
    return replace(visit, notes=()) if visit is not None else None


def _told(count: int, one: str, more: str) -> str:
    if not count:
        return ""
    return f"1 visit {one}." if count == 1 else f"{count} visits {more}."
