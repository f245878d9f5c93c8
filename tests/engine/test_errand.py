"""An errand comes to something, or ends where it stands when nobody wants it any more."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event

import pytest

from dispatchtui.engine.errand import Dropped, Errand


def test_what_it_comes_to_is_told_and_what_goes_wrong_is_raised() -> None:
    assert Errand(lambda: 6 * 7).result(lambda: False) == 42
    with pytest.raises(ZeroDivisionError):
        Errand(lambda: 1 // 0).result(lambda: False)


def test_plain_code_that_never_looks_up_is_dropped_at_once() -> None:
    counted = [0]

    def forever() -> None:
        while True:
            counted[0] += 1

    for handled in (False, True):
        errand = Errand(forever if not handled else lambda: _stubborn(forever))
        while not counted[0]:
            pass
        began = time.monotonic()
        with pytest.raises(Dropped):
            errand.result(lambda: True)
        assert time.monotonic() - began < 1.0
        assert errand.ended
        after, counted[0] = counted[0], 0
        assert after
        assert counted[0] == 0


def test_what_ended_before_it_was_dropped_is_only_let_go_of() -> None:
    done = Event()
    errand = Errand(done.set)
    done.wait()
    errand.drop()
    assert errand.ended
    errand.drop()


def _stubborn(function: Callable[[], None]) -> None:
    """Code that would handle any error."""
    with suppress(Exception):
        function()
    raise AssertionError("an errand was kept alive")
