"""What can still be done for each visit at risk, kept as people's days change.

When a visit is looked at again, only those are asked whose day is other than it was, and who was best: the last moment
of all others is the same. Everybody is asked where something changed that may concern anybody, and now and then.

Units: epoch seconds.
Cost: a ranking of the few who were touched for each visit at risk; of everybody where that tells it no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.model import Position
from dispatchtui.solver.common import Common
from dispatchtui.solver.rescue import Routes, Steps
from dispatchtui.solver.saving import Saving, steps_to_saving

FRESH_FOR_S = 60
"""What nothing touched is worked out again after so long."""
FULL_AFTER_S = 10 * 60
"""After so long everybody is asked again, and not only whoever was touched since."""


class _Kept(Struct, frozen=True):
    """What was found, when, when everybody was asked for it, and how many changes there had been by then."""

    at_s: int
    full_s: int
    changes: int
    saving: Saving


class _Running(Struct, frozen=True):
    """What is being found for a visit, on which board, as of when, and how many changes there had been by then."""

    visit_id: str
    board: Board
    at_s: int
    full_s: int
    changes: int
    steps: Steps[Saving]


class WaysOut:
    """The savings of the visits that ask for one."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: dict[str, _Kept] = {}
        self._old: dict[str, None] = {}
        # What nothing was found for yet, by when it is due.
        self._new: dict[str, int] = {}
        self._anew: set[str] = set()
        # Who was touched by which change, the latest at the end; and the latest change that may concern anybody.
        self._touched: dict[str, int] = {}
        self._changes = self._of_all = 0
        self._rows_changed = False
        self._common: Common | None = None
        self._running: _Running | None = None

    def get(self, visit_id: str) -> Saving | None:
        """What can be done for a visit; nothing where it was not asked for, or is not worked out yet."""
        kept = self._kept.get(visit_id)
        return kept.saving if kept is not None else None

    def ask(self, visit_id: str, due_s: int) -> None:
        """Keep what can be done for a visit from now on; of what is new the first that is due comes before all else."""
        if visit_id not in self._kept:
            self._new[visit_id] = due_s

    def drop(self, visit_id: str) -> None:
        """Keep it no longer."""
        if self._running is not None and self._running.visit_id == visit_id:
            self._running = None
        self._kept.pop(visit_id, None)
        self._old.pop(visit_id, None)
        self._new.pop(visit_id, None)
        self._anew.discard(visit_id)

    def touch(self, technician_id: str) -> None:
        """Somebody's day is other than it was; it is taken into account when a visit is looked at again."""
        self._changes += 1
        self._running = None
        self._touched.pop(technician_id, None)
        self._touched[technician_id] = self._changes
        if self._common is not None:
            self._common.forget(technician_id)

    def touch_all(self) -> None:
        """Something changed that may concern anybody."""
        self._changes += 1
        self._of_all = self._changes
        self._common = self._running = None

    def change(self, visit_ids: Iterable[str]) -> None:
        """These visits themselves changed, or what they depend on: everybody is asked again for them."""
        self._running = None
        self._anew.update(each for each in visit_ids if each in self._kept)

    def age(self) -> None:
        """Look at all of them again, as the board is now."""
        self._rows_changed = True
        self._running = None
        self._old.update(dict.fromkeys(self._kept))

    def work(
        self, board: Board, now_s: int, positions: Mapping[str, Position], routes: Routes, enough: Callable[[], bool]
    ) -> tuple[str, bool] | None:
        """Work out the oldest until it is enough, and go on with it the next time if nothing changed.

        Tells which visit that was and whether it is other than before, or that all are fresh.
        """
        running, self._running = self._running, None
        if running is None or running.at_s != now_s or running.board is not board:
            running = self._begin(board, now_s, positions, routes)
        if running is None:
            return None
        changes = self._changes
        while True:
            try:
                next(running.steps)
            except StopIteration as end:
                return running.visit_id, self._end(running, end.value)
            if enough():
                # Where a route was worked out meanwhile that is another than it was, it is asked anew.
                self._running = running if self._changes == changes else None
                return running.visit_id, False

    def _begin(self, board: Board, now_s: int, positions: Mapping[str, Position], routes: Routes) -> _Running | None:
        first = min(self._new, key=lambda each: (self._new[each], each), default=None)
        visit_id = first or next(iter(self._old), None) or next(iter(self._kept), None)
        if visit_id is None:
            return None
        kept = self._kept.get(visit_id)
        if kept is not None and visit_id not in self._old and abs(now_s - kept.at_s) < FRESH_FOR_S:
            return None
        before = None if kept is None or self._is_full(board, visit_id, kept, now_s) else kept
        steps = steps_to_saving(
            board, visit_id, now_s, positions=positions, routes=routes, common=self._common_at(board, now_s),
            before=before.saving if before is not None else None, before_s=before.at_s if before is not None else 0,
            touched=self._since(before.changes) if before is not None else (),
            latest=kept.saving if kept is not None else None,
        )  # fmt: skip
        full_s = now_s if before is None else before.full_s
        return _Running(visit_id, board, now_s, full_s, self._changes, steps)

    def _end(self, running: _Running, found: Saving) -> bool:
        visit_id = running.visit_id
        kept = self._kept.pop(visit_id, None)
        self._old.pop(visit_id, None)
        self._new.pop(visit_id, None)
        self._anew.discard(visit_id)
        self._kept[visit_id] = _Kept(running.at_s, running.full_s, running.changes, found)
        return kept is None or kept.saving != found

    def _common_at(self, board: Board, now_s: int) -> Common:
        """What all savings have in common now; a board that changed leaves what nothing touched."""
        if self._common is None or self._common.at_s != now_s:
            self._common = Common(board, now_s)
        elif self._rows_changed or self._common.scene.board is not board:
            self._common.follow(board)
        self._rows_changed = False
        return self._common

    def _since(self, changes: int) -> list[str]:
        """Who was touched after so many changes."""
        return [who for who, number in takewhile(lambda each: each[1] > changes, reversed(self._touched.items()))]

    def _is_full(self, board: Board, visit_id: str, kept: _Kept, now_s: int) -> bool:
        """Whether everybody has to be asked again."""
        visit = board.visits.get(visit_id)
        return (
            visit_id in self._anew
            or kept.changes < self._of_all
            or abs(now_s - kept.full_s) >= FULL_AFTER_S
            or visit is None
            or bool(visit.crew_needs)
        )
