"""Learning: how each stop went is read from the log and kept, and from time to time the field is learned anew.

What was missed while no server ran is read again from the log, on a board that follows it, in short steps; from there
the board of the watch is followed.
Cost: some 100 microseconds a fact that is read again, some microseconds one that is followed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

import msgspec

from dispatchtui.core.board import Board, board_of
from dispatchtui.core.events import Recorded
from dispatchtui.core.evolve import evolve
from dispatchtui.core.model import Behaviour
from dispatchtui.core.zones import local_day
from dispatchtui.risk.learning.observations import Notebook, Observation
from dispatchtui.store import Store
from dispatchtui.store.foresight import Foresight, Seen

log = logging.getLogger(__name__)
AT_ONCE = 250
"""Facts that are read again in one step."""
MOST_FACTS = 200_000
"""How far back facts are read again; what went on before them is not learned from."""
MOST_OBSERVATIONS = 50_000
"""How many are learned from, the latest ones."""
ENOUGH, EVERY_S = 50, 3600
"""So many clean observations more are worth learning anew within a day, at most so often."""
OUTWEIGH = 0.5
"""What is known already stays until there are so many clean observations for each that it rests on."""
REST = 20
"""By how many times as long as learning took it rests, so that a fast clock does not keep it busy."""
_observation = msgspec.json.Decoder(Observation)


class Learner:
    """What was observed, and when to learn from it."""

    def __init__(self, store: Store, board: Board) -> None:
        """Take up the observations that are kept; `board` is where the log stands."""
        self._store, self._kept = store, Foresight(store)
        self._devices, self._asked = self._kept.devices(), time.monotonic()
        self._notebook = Notebook(self._technician_of)
        self.observations: dict[str, Observation] = {}
        for seen in self._kept.observations():
            self._take(_observation.decode(seen.body))
        field: Behaviour | None = board.tables["behaviours"].get("field")
        self._new = max(0, sum(each.clean for each in self.observations.values()) - (field.n if field else 0))
        self._since_s: int | None = None
        self._not_before = 0.0
        self._unkept: list[Seen] = []
        after = max(0, board.seq - MOST_FACTS)
        self._past: Board | None = Board() if after == 0 else _without_visits(board)
        self._past.seq = after

    def follow(self, board: Board, recorded: Recorded) -> None:
        """Take a fact; `board` is as it was before it."""
        if self._past is None:
            self._observe(self._notebook.follow(board, recorded), recorded)

    def catch_up(self, seq: int) -> bool:
        """Read some of the facts up to `seq` again; tell whether nothing is missing any more."""
        past = self._past
        if past is None:
            return True
        for line in self._store.logged(past.seq, seq, AT_ONCE):
            recorded = line.recorded()
            if recorded is not None:
                try:
                    self._observe(self._notebook.follow(past, recorded), recorded)
                except Exception:
                    log.exception("fact %s taught nothing", line.seq)
                evolve(past, recorded)
            past.seq = line.seq
        self.keep()
        if past.seq >= seq:
            self._past = None
        return self._past is None

    def keep(self) -> None:
        """Write what was observed since this was last asked."""
        unkept, self._unkept = self._unkept, []
        self._kept.observe(unkept)

    def learn(
        self, board: Board, now_s: int, how: Callable[[list[Observation], Board, int], tuple[Behaviour, ...]]
    ) -> tuple[Behaviour, ...]:
        """What is learned now, by `how`; nothing while it is not time for that."""
        if self._past is not None or not self._due(board, now_s) or time.monotonic() < self._not_before:
            return ()
        began = time.monotonic()
        rows = how(list(self.observations.values()), board, now_s)
        ended = time.monotonic()
        self._not_before = ended + REST * (ended - began)
        self._new, self._since_s = 0, now_s
        return rows

    def _due(self, board: Board, now_s: int) -> bool:
        """Whether enough is new, or the day over on which something was; few do not take the place of many."""
        if self._new == 0:
            return False
        field: Behaviour | None = board.tables["behaviours"].get("field")
        if field is not None and sum(each.clean for each in self.observations.values()) < OUTWEIGH * field.n:
            return False  # it was learned elsewhere, from days that this log does not hold
        since_s = field.learned_s if field is not None else self._since_s
        if since_s is None:
            since_s = self._since_s = now_s
        if self._new >= ENOUGH and (field is None or now_s - since_s >= EVERY_S):
            return True
        zone = next((each.zone for each in board.territories.values()), "")
        return local_day(since_s, zone) != local_day(now_s, zone)

    def _observe(self, found: list[Observation], recorded: Recorded) -> None:
        """Take what a fact completes; what is known already, as it is, is not new."""
        for each in found:
            if self.observations.get(each.id) != each:
                self._take(each)
                self._new += each.clean
                body = msgspec.json.encode(each).decode()
                self._unkept.append(Seen(visit_id=each.id, seq=each.seq, at_s=recorded.at_s, body=body))

    def _take(self, observation: Observation) -> None:
        self.observations.pop(observation.id, None)
        self.observations[observation.id] = observation
        if len(self.observations) > MOST_OBSERVATIONS:
            del self.observations[next(iter(self.observations))]

    def _technician_of(self, actor: str) -> str:
        """Whose device somebody is; users that came since the last question are asked for once a minute."""
        if actor not in self._devices and time.monotonic() - self._asked > 60:
            self._devices, self._asked = self._kept.devices(), time.monotonic()
        return self._devices.get(actor, actor)


def _without_visits(board: Board) -> Board:
    """Everything that is there but visits, to read facts on that begin in the midst of things."""
    return board_of(row for table, rows in board.tables.items() if table != "visits" for row in rows.values())
