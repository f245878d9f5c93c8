"""One watch over one history: its own board, what is expected of it, and what is to be asked and kept.

It belongs to one thread and is made anew when the history is. One odd row costs itself alone: what cannot be worked
out is logged and left out.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from dispatchtui.constraints.watch import Watch
from dispatchtui.core.board import Board
from dispatchtui.core.commands.alerts import RaiseAlert
from dispatchtui.core.commands.learning import LearnBehaviour
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.lifecycle import ENDED
from dispatchtui.core.model import Behaviour, Position, Visit
from dispatchtui.core.sla import Band
from dispatchtui.protocol.codec import decode_event
from dispatchtui.risk.alerts import Asked, Since, follow_up
from dispatchtui.risk.findings import Finding
from dispatchtui.risk.forecast import RouteForecast
from dispatchtui.risk.learning.observations import Observation
from dispatchtui.risk.rounds import Rounds
from dispatchtui.risk.standing import Standing
from dispatchtui.server.watching.learning import Learner
from dispatchtui.server.watching.predicting import Predictions
from dispatchtui.server.watching.telling import Outlook, in_territories, outlook_of
from dispatchtui.server.window import Told
from dispatchtui.solver.attention import attention
from dispatchtui.solver.lookout import Lookout
from dispatchtui.store import Store
from dispatchtui.store.foresight import Foresight

log = logging.getLogger(__name__)
AT_ONCE = 20
"""Plans that are checked between two looks at the clock."""
TOO_LATE_S = 2 * 86_400
"""Of a word that was broken so long ago no alert is raised any more."""


class Lost(Exception):
    """The facts cannot be followed any further; begin anew with the board as it stands."""


class Post:
    """Everything that is kept of one history between two looks; `ready` once every visit was looked at."""

    def __init__(self, store: Store, board: Board, now_s: int, positions: dict[str, Position]) -> None:
        """Begin with a board that is one's own; most of the work is left to `work`."""
        self.board = board
        self.outlook = Outlook()
        self.ready = False
        self._lookout = _Steady(board, now_s, positions)
        self._positions = positions
        self._rounds = Rounds(board, now_s)
        self._violations = Watch(Board(), now_s)
        self._unchecked, self._unseen = _plans_last(board), iter(list(board.visits))
        self._learner = Learner(store, board)
        self._predictions = Predictions(Foresight(store), now_s)
        self._since = Since()
        self._found: tuple[Finding, ...] = ()
        self._changed: set[str] = set()

    def follow(self, told: Iterable[Told], now_s: int) -> bool:
        """Take facts, in order; tell whether there was a new one.

        Raises: Lost, where one is missing or newer than this code.
        """
        keys: dict[str, None] = {}
        for each in told:
            line = each.line
            if line.seq <= self.board.seq:
                continue
            event = decode_event(line.event)
            if event is None or line.seq != self.board.seq + 1:
                raise Lost
            recorded = Recorded(seq=line.seq, command_id=line.command_id, actor=line.by, session=line.session,
                                at_s=line.at_s, event=event, reason=line.reason, cause=line.cause)  # fmt: skip
            self._learner.follow(self.board, recorded)
            evolve(self.board, recorded)
            keys.update((touch.key, None) for touch in each.touched)
        self._changed.update(key.partition("/")[2] for key in keys if key.startswith("visits/"))
        self._lookout.follow(self.board, keys)
        self._rounds.follow(self.board, keys)
        self._violations.follow(keys, now_s, self.board)
        return bool(keys)

    def move(self, position: Position) -> None:
        """Take where somebody is."""
        self._positions[position.technician_id] = position
        self._lookout.move(position)

    def work(self, now_s: int, enough: Callable[[], bool]) -> bool:
        """Work out what is old until it is enough; tell whether all is fresh."""
        while some := tuple(islice(self._unchecked, AT_ONCE)):
            self._violations.follow(some, now_s, self.board)
            if enough():
                return False
        self._lookout.at(now_s)
        for visit_id in self._unseen:
            visit = self.board.visits.get(visit_id)
            if visit is not None and visit.state not in ENDED:
                self._lookout.standing(visit)
            if enough():
                return False
        if not self._go_round(enough):
            return False
        if not self.ready:
            gc.freeze()  # what is kept lasts; looking through it for rubbish would stall everybody
        self.ready = True
        return self._lookout.work(enough) and self._go_round(enough) and self._learner.catch_up(self.board.seq)

    def _go_round(self, enough: Callable[[], bool]) -> bool:
        """Look after people; whoever cannot be looked at is left out until something of theirs changes."""
        try:
            return self._rounds.work(self._lookout.now_s, self._lookout.route, enough)
        except Exception:
            log.exception("somebody was left out of the rounds")
            return False

    def look(self) -> tuple[Asked, ...]:
        """What is to be asked of the desk about alerts, by all that is known now."""
        board, lookout = self.board, self._lookout
        try:
            self._found = self._rounds.found(
                lookout.route, violations=self._violations.violations, positions=self._positions
            )
        except Exception:
            log.exception("the findings of the last look stand in for those of this one")
        self.outlook = outlook_of(lookout, attention(lookout, self._found))
        told = [each for finding in self.outlook.findings for each in in_territories(board, self.outlook, finding)]
        asked, self._since = follow_up(board, told, self._since, lookout.now_s, unsettled=_unsettled(self.outlook))
        return tuple(each for each in asked if not _comes_too_late(board, each, lookout.now_s))

    def keep(self) -> None:
        """Write what was predicted and observed, and score what is known of predictions.

        Raises: StorageError.
        """
        changed, self._changed = self._changed, set()
        self._predictions.look(self._lookout, changed)
        self._learner.keep()

    def learn(
        self, how: Callable[[list[Observation], Board, int], tuple[Behaviour, ...]]
    ) -> tuple[LearnBehaviour, ...]:
        """What was learned since it was last said, when it is time for that."""
        return tuple(LearnBehaviour(row=row) for row in self._learner.learn(self.board, self._lookout.now_s, how))


class _Steady(Lookout):
    """A lookout that leaves out what cannot be worked out, and says so once."""

    _odd: frozenset[str] = frozenset()

    def work(self, enough: Callable[[], bool]) -> bool:
        while True:
            try:
                return super().work(enough)
            except Exception:
                if self._is_new(""):
                    log.exception("something was left out of the watch")
                if enough():
                    return False

    def route(self, technician_id: str) -> RouteForecast:
        try:
            return super().route(technician_id)
        except Exception:
            if self._is_new(technician_id):
                log.exception("the route of %s was left out of the watch", technician_id)
            return RouteForecast(technician_id=technician_id, at_s=self.now_s)

    def standing(self, visit: Visit) -> Standing:
        try:
            return super().standing(visit)
        except Exception:
            if self._is_new(visit.id):
                log.exception("%s was left out of the watch", visit.id)
            return Standing(visit_id=visit.id)

    def _is_new(self, what: str) -> bool:
        """Whether this was not left out before."""
        new = what not in self._odd
        self._odd |= {what}
        return new


def _unsettled(outlook: Outlook) -> frozenset[str]:
    """The visits in danger of which it is still being worked out what can be done."""
    danger = (Band.LATE, Band.RISK)
    return frozenset(
        key for key, each in outlook.standings.items() if each.band in danger and key not in outlook.savings
    )


def _comes_too_late(board: Board, act: Asked, now_s: int) -> bool:
    """Whether something would be raised of a word that was broken days ago: it is told when asked for, no more."""
    if not isinstance(act, RaiseAlert) or act.row.id in board.tables["alerts"] or act.row.due_s is None:
        return False
    return act.row.due_s < now_s - TOO_LATE_S


def _plans_last(board: Board) -> Iterator[str]:
    """The keys of all rows; visits come last, since they are checked against the others."""
    keys = [f"{table}/{row_id}" for table, rows in board.tables.items() if table != "visits" for row_id in rows]
    return iter([*keys, *(f"visits/{row_id}" for row_id in board.visits)])
