"""Looking ahead beside the keys: what it needs is loaded once the board is there, then worked with a slice at a time.

Never: loaded before the first paint, or while a key waits.
Why: numpy costs a tenth of a second, which a dispatcher who connects should not see; until then the plain projection
shows.
"""

from __future__ import annotations

from importlib import import_module
from threading import Thread
from time import perf_counter
from typing import Final

from dispatchtui.tui.state import State

MODULES: Final = ("dispatchtui.solver.lookout", "dispatchtui.solver.attention", "dispatchtui.risk.rounds")
SLICE_S: Final = 0.003
"""How long a key may wait for what is worked out ahead."""
RESTED_S, RESTING_SLICE_S = 0.3, 0.012
"""When no key has come for so long, a slice may take this."""


class Foreseeing:
    """Loads what looks ahead on a thread of its own, and lets the picture work with it afterwards."""

    def __init__(self) -> None:
        """Nothing is loaded yet, and nothing known."""
        self._loads: Thread | None = None
        self.all_known = False

    def work(self, state: State, pressed: float) -> None:
        """Look ahead for a slice; begin with it once everything is loaded. `pressed` is when a key came last."""
        picture = state.picture
        if self._loads is None:
            self._loads = Thread(target=_load, name="foreseeing", daemon=True)
            self._loads.start()
        if self._loads.is_alive():
            return
        if picture.risks is None:
            picture.watch()
        now = perf_counter()
        at_rest = now - pressed > RESTED_S
        until = now + (RESTING_SLICE_S if at_rest else SLICE_S)
        self.all_known = picture.foresee(lambda: perf_counter() > until, at_rest=at_rest)


def _load() -> None:
    for name in MODULES:
        import_module(name)
