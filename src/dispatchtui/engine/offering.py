"""What is offered for disruptions, as it is found: by ranking at once, then by planning several visits together.

The first option is told as soon as it is there; better ones follow. What somebody changed meanwhile is looked at again
before the last answer: an option that rests on a visit as it no longer is, is not told.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from dispatchtui.core.board import Board
from dispatchtui.engine.errand import Errand
from dispatchtui.engine.jobs import Repair
from dispatchtui.engine.lanes import Work
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import Disruption, Option
from dispatchtui.solver.proposing.settle import propose
from dispatchtui.solver.proposing.ways import each_option

T = TypeVar("T")
TOLD_EVERY_S = 0.1
MOST_AGAIN = 3
"""So many times it is looked again at what changed while it was looked at."""


def repair(job: Repair, work: Work) -> None:
    """Find ways out of the disruptions of the board.

    Raises: Dropped, when that is not wanted any more.
    """
    offers = _Offers(job, work)
    left = offers.read()
    for _ in range(MOST_AGAIN):
        offers.rank(left)
        offers.plan(left)
        left = offers.overtaken()
        if not left:
            break
    offers.tell(final=True)


class _Offers:
    """What has been found so far for each disruption."""

    def __init__(self, job: Repair, work: Work) -> None:
        self._job, self._work = job, work
        self._found: dict[str, tuple[Disruption, list[Option]]] = {}
        self._told_at = 0.0
        self._something = False

    def read(self) -> list[Disruption]:
        """The disruptions that the job is about, the first to be acted on first."""
        work, job = self._work, self._job
        every = self._aside(lambda: disruptions(
            work.sight.board, work.sight.now_s, work.kit.lookout, violations=work.kit.watch.violations))  # fmt: skip
        wanted = [each for each in every if _is_wanted(each, job)]
        for gone in self._found.keys() - {each.id for each in wanted}:
            del self._found[gone]
        return wanted

    def rank(self, left: list[Disruption]) -> None:
        """What is found without a search, told one by one."""
        sight, lookout = self._work.sight, self._work.kit.lookout
        for each in left:
            options: list[Option] = []
            self._found[each.id] = each, options
            found = each_option(sight.board, each, sight.now_s, positions=sight.positions, lookout=lookout)
            while (option := self._aside(lambda found=found: next(found, None))) is not None:  # type: ignore[misc]
                options.append(option)
                self._tell_now_and_then()
        self.tell()

    def plan(self, left: list[Disruption]) -> None:
        """What a search finds for each, in its share of the time."""

    def overtaken(self) -> list[Disruption]:
        """Look at the board as it is now, and tell which of the disruptions are to be looked at again."""
        was, now = self._work.sight.board, self._work.kit.newest().board
        if was is now:
            return []
        self._work.look_again()
        before = dict(self._found)
        return [each for each in self.read()
                if each.id not in before or each != before[each.id][0]
                or any(not _stands(option, now) for option in before[each.id][1])]  # fmt: skip

    def tell(self, *, final: bool = False) -> None:
        """Tell of all that was found, as far as it still stands."""
        sight, now = self._work.sight, self._work.kit.newest().board
        proposals = []
        for disruption, options in self._found.values():
            standing = [each for each in options if _stands(each, now)]
            proposals.append(propose(sight.board, disruption, standing, now_s=sight.now_s, final=final))
        self._told_at = monotonic()
        self._something = self._something or any(each.options for each in proposals)
        self._work.tell(proposals=tuple(proposals), final=final)

    def _tell_now_and_then(self) -> None:
        if not self._something or monotonic() - self._told_at >= TOLD_EVERY_S:
            self.tell()

    def _aside(self, function: Callable[[], T]) -> T:
        return Errand(function).result(self._work.stopped)


def _is_wanted(each: Disruption, job: Repair) -> bool:
    if job.ids and each.id not in job.ids:
        return False
    return not job.territories or not each.territories or any(one in job.territories for one in each.territories)


def _stands(option: Option, board: Board) -> bool:
    """Whether every visit that an option rests on is still as it was when the option was thought of."""
    return all(
        (row := board.row(key)) is not None and row.version == version
        for each in option.rows for key, version in each.pre.items() if key.startswith("visits/")
    )  # fmt: skip
