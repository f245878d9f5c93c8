"""What is offered for disruptions, as it is found: by ranking, and by planning several visits together.

Of a disruption that somebody waits for the first option is told as soon as it is there, and better ones follow. What
somebody changed meanwhile is looked at again before the last answer: an option that rests on a visit as it no longer is
is not told.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.engine.errand import Errand
from dispatchtui.engine.jobs import Repair
from dispatchtui.engine.lanes import Work
from dispatchtui.engine.together import Together
from dispatchtui.engine.warming import WARMING
from dispatchtui.solver.proposing.disruptions import disruptions
from dispatchtui.solver.proposing.proposal import GREEN, Disruption, Option
from dispatchtui.solver.proposing.settle import basis_of, propose
from dispatchtui.solver.proposing.ways import each_option

T = TypeVar("T")
TOLD_EVERY_S = 0.1
BRIEF_S = 0.2
"""For so long at most the search alone has the interpreter, until its first answer is there."""
LEAST_S = 0.2
"""A search for several visits is given so long at least."""
FRESH_S = 120
"""What was found is not looked for again so soon, where nothing that it rests on changed."""
MOST_AGAIN = 3
"""So many times it is looked again at what changed while it was looked at."""


def repair(job: Repair, work: Work) -> None:
    """Find ways out of the disruptions of the board.

    Raises: Dropped, when that is not wanted any more.
    """
    offers = _Offers(job, work)
    left = [each for each in offers.read() if not offers.remember(each)]
    for _ in range(MOST_AGAIN):
        offers.find(left)
        left = offers.overtaken()
        if not left:
            break
    offers.tell(final=True)
    offers.keep()


class Kept(Struct, frozen=True):
    """What was found for a disruption the last time that it was looked at, and when that was."""

    basis: str
    ranked: tuple[Option, ...]
    planned: Option | None
    at_s: int


class _Offers:
    """What has been found so far for each disruption: one by one, and by the search."""

    def __init__(self, job: Repair, work: Work) -> None:
        self._job, self._work = job, work
        self._found: dict[str, Disruption] = {}
        self._ranked: dict[str, list[Option]] = {}
        self._planned: dict[str, Option] = {}
        self._at_s: dict[str, int] = {}
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

    def remember(self, disruption: Disruption) -> bool:
        """Take what was found a short while ago, where the disruption and all that it rests on stand as they did."""
        self._found[disruption.id] = disruption
        kept, board = self._work.kit.offers.get(disruption.id), self._work.sight.board
        if kept is None or self._job.ids or kept.basis != basis_of(board, disruption):
            return False
        if self._work.sight.now_s > kept.at_s + FRESH_S:
            return False
        options = [*kept.ranked, *([kept.planned] if kept.planned is not None else [])]
        if not all(_stands(each, board, "visits", "lanes") for each in options):
            return False
        self._ranked[disruption.id] = list(kept.ranked)
        if kept.planned is not None:
            self._planned[disruption.id] = kept.planned
        self._at_s[disruption.id] = kept.at_s
        return True

    def keep(self) -> None:
        """Keep what was found for the next time; what is over is forgotten once all was looked at."""
        offers, board, now_s = self._work.kit.offers, self._work.sight.board, self._work.sight.now_s
        if not self._job.ids:
            offers.clear()
        for each in self._found.values():
            if each.id in self._ranked:
                offers[each.id] = Kept(basis_of(board, each), tuple(self._ranked[each.id]), self._planned.get(each.id),
                                       self._at_s.get(each.id, now_s))  # fmt: skip

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
        if (left := self._planned.get(disruption.id)) is not None and left.brief:
            del self._planned[disruption.id]  # nothing came of it in full

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


def _stands(option: Option, board: Board, *tables: str) -> bool:
    """Whether every visit, or row of these tables, that an option rests on is as it was when it was thought of."""
    return all(
        (row.version if (row := board.row(key)) is not None else 0) == version
        for each in option.rows for key, version in each.pre.items() if key.partition("/")[0] in (tables or ("visits",))
    )  # fmt: skip
