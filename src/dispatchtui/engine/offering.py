"""What is offered for disruptions, as it is found: by ranking, and by planning several visits together.

Of a disruption that somebody waits for the first option is told as soon as it is there, and better ones follow. What
somebody changed meanwhile is looked at again before the last answer: an option that rests on a visit as it no longer is
is not told.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from dispatchtui.core.board import Board
from dispatchtui.engine.errand import Errand
from dispatchtui.engine.jobs import Repair
from dispatchtui.engine.lanes import Work
from dispatchtui.engine.together import Together
from dispatchtui.engine.warming import WARMING
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import GREEN, Disruption, Option
from dispatchtui.solver.proposing.settle import propose
from dispatchtui.solver.proposing.ways import each_option

T = TypeVar("T")
TOLD_EVERY_S = 0.1
BRIEF_S = 0.2
"""For so long at most the search alone has the interpreter, until its first answer is there."""
LEAST_S = 0.2
"""A search for several visits is given so long at least."""
MOST_AGAIN = 3
"""So many times it is looked again at what changed while it was looked at."""


def repair(job: Repair, work: Work) -> None:
    """Find ways out of the disruptions of the board.

    Raises: Dropped, when that is not wanted any more.
    """
    offers = _Offers(job, work)
    left = offers.read()
    for _ in range(MOST_AGAIN):
        offers.find(left)
        left = offers.overtaken()
        if not left:
            break
    offers.tell(final=True)


class _Offers:
    """What has been found so far for each disruption: one by one, and by the search."""

    def __init__(self, job: Repair, work: Work) -> None:
        self._job, self._work = job, work
        self._found: dict[str, Disruption] = {}
        self._ranked: dict[str, list[Option]] = {}
        self._planned: dict[str, Option] = {}
        self._told_at = 0.0
        self._something = False

    def read(self) -> list[Disruption]:
        """The disruptions that the job is about, the first to be acted on first."""
        sight, kit = self._work.sight, self._work.kit
        every = self._aside(lambda: disruptions(sight.board, sight.now_s, kit.lookout,
                                                violations=kit.watch.violations))  # fmt: skip
        wanted = [each for each in every if _is_wanted(each, self._job)]
        for gone in self._found.keys() - {each.id for each in wanted}:
            del self._found[gone]
        return wanted

    def find(self, left: list[Disruption]) -> None:
        """Find ways out of each: of what somebody waits for in both ways at once, else the quick one first."""
        if self._job.ids and WARMING.ready:
            for each in left:
                self._plan(each, self._job.seconds / len(left), first=True)
        else:
            for each in left:
                self._rank(each)
            self.tell()
            hard = [each for each in left if self._asks_for_search(each)] if WARMING.ready else []
            for each in hard:
                self._plan(each, self._job.seconds / len(hard))

    def overtaken(self) -> list[Disruption]:
        """Look at the board as it is now, and tell which of the disruptions are to be looked at again."""
        if self._work.kit.newest().board is self._work.sight.board:
            return []
        self._work.look_again()
        before, now = dict(self._found), self._work.sight.board
        return [
            each for each in self.read()
            if each != before.get(each.id) or not all(_stands(one, now) for one in self._options(each))
        ]  # fmt: skip

    def tell(self, *, final: bool = False) -> None:
        """Tell of all that was found, as far as it still stands."""
        sight, now = self._work.sight, self._work.kit.newest().board
        proposals = []
        for each in self._found.values():
            standing = [one for one in self._options(each) if _stands(one, now)]
            proposals.append(propose(sight.board, each, standing, now_s=sight.now_s, final=final))
        self._told_at = monotonic()
        self._something = self._something or any(each.options for each in proposals)
        self._work.tell(proposals=tuple(proposals), final=final)

    def _rank(self, disruption: Disruption, between: Callable[[], None] = lambda: None) -> None:
        """What is found without a search, one by one; `between` is called all the while."""
        sight, options = self._work.sight, list[Option]()
        self._found[disruption.id], self._ranked[disruption.id] = disruption, options
        found = each_option(sight.board, disruption, sight.now_s, positions=sight.positions,
                            lookout=self._work.kit.lookout)  # fmt: skip
        while (option := self._aside(lambda: next(found, None), between)) is not None:
            options.append(option)
            self._tell_now_and_then()

    def _plan(self, disruption: Disruption, seconds: float, *, first: bool = False) -> None:
        """What a search finds; with `first` its first answer is told before it is ranked beside it."""
        self._found[disruption.id] = disruption
        self._ranked.setdefault(disruption.id, [])
        self._planned.pop(disruption.id, None)

        def take(option: Option) -> None:
            self._planned[disruption.id] = option
            self._tell_now_and_then()

        with Together(self._work, disruption, max(LEAST_S, seconds), self._job.seed) as search:
            if first:
                search.wait(BRIEF_S, take)
                self._rank(disruption, lambda: search.take(take))
            search.end(take)

    def _asks_for_search(self, disruption: Disruption) -> bool:
        """Whether planning together may find what ranking did not: of several visits, or where nothing is green."""
        several = len(disruption.visits) > 1
        return several or not any(one.grade == GREEN for one in self._options(disruption))

    def _options(self, disruption: Disruption) -> list[Option]:
        planned = self._planned.get(disruption.id)
        return [*([planned] if planned is not None else []), *self._ranked.get(disruption.id, ())]

    def _tell_now_and_then(self) -> None:
        if not self._something or monotonic() - self._told_at >= TOLD_EVERY_S:
            self.tell()

    def _aside(self, function: Callable[[], T], between: Callable[[], None] = lambda: None) -> T:
        def unwanted() -> bool:
            between()
            return self._work.stopped()

        return Errand(function).result(unwanted)


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
