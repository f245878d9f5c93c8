"""Looking ahead beside the keys, on a thread of its own that begins once the board is there.

Never: a key that waits for it; numpy before the first paint.
Why: what can still be done for one visit takes a tenth of a second, and a dispatcher moves on meanwhile.
"""

from __future__ import annotations

import sys
from threading import Event, Thread
from time import perf_counter
from typing import Final

from dispatchtui.tui.state import State
from dispatchtui.tui.views.picture import Picture
from dispatchtui.tui.views.risks import Risks

SLICE_S: Final = 0.005
"""After so long the thread looks for what was posted meanwhile."""
TAKING_S: Final = 0.003
"""How long a key may wait for what was worked out to be taken over."""
IDLE_S: Final = 0.1
HUSHED_S, AT_LEAST_EVERY_S = 1.0, 3.0
"""A key that was pressed quiets the thread for so long; yet now and then it works, however many keys come."""
SWITCH_S: Final = 0.001
"""After so long the interpreter lets another thread run: a key waits no longer for this one."""


class Foreseeing:
    """A thread that works on the risks of a picture, whichever they are at the moment."""

    def __init__(self) -> None:
        """Nothing runs yet, and nothing is known."""
        self._risks: Risks | None = None
        self._runs: Thread | None = None
        self._ends = Event()
        self._failed = ""
        self._pressed = self._worked = 0.0
        self.all_known = False

    def work(self, state: State) -> None:
        """Begin when there is a board, tell of what changed, take over what was worked out.

        While the feed is silent what was worked out stays as it is; a board that is tried on is worked out also then.
        """
        picture = state.picture
        if self._failed:
            self._give_up(state)
            return
        if picture.risks is None:
            picture.watch()
        still = picture.risks is not None and picture.risks.settled and picture.known_s < picture.now_s
        self._risks = None if still and state.trying is None else picture.risks
        if self._risks is None:
            return
        if self._runs is None:
            sys.setswitchinterval(SWITCH_S)
            self._runs = Thread(target=self._run, name="foreseeing", daemon=True)
            self._runs.start()
        self.all_known = self._taken(picture)

    def hush(self) -> None:
        """Let the keys have the processor: one was pressed."""
        self._pressed = perf_counter()

    def stop(self) -> None:
        """Let the thread end with what it has in hand."""
        self._ends.set()

    def _taken(self, picture: Picture) -> bool:
        until = perf_counter() + TAKING_S
        return picture.take_foreseen(lambda: perf_counter() > until)

    def _run(self) -> None:
        try:
            while not self._ends.is_set():
                began = perf_counter()
                quiet_s = self._pressed + HUSHED_S - began
                if quiet_s > 0 and began < self._worked + AT_LEAST_EVERY_S:
                    self._ends.wait(min(quiet_s, IDLE_S))
                    continue
                known = self._risks is None or self._risks.work(lambda began=began: self._enough(began))  # type: ignore[misc]
                self._worked = perf_counter()
                self._ends.wait(IDLE_S if known else self._worked - began)
        except Exception as error:  # noqa: BLE001  (the board itself must stay usable)
            self._failed = f"{type(error).__name__}: {error}"

    def _enough(self, began: float) -> bool:
        return perf_counter() > began + SLICE_S or self._pressed > began

    def _give_up(self, state: State) -> None:
        """Show the plain projection from now on, and say so once."""
        if state.picture.risks is not None:
            state.picture.risks = None
            state.say(f"Nothing is foreseen any more, only projected, until the next start ({self._failed}).", "alarm")
        self.all_known = False
