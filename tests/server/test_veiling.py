"""What is left of a text for who does not see all that it names: no name, no time, and each thing once."""

from __future__ import annotations

import pytest

from dispatchtui.core.board import Board
from dispatchtui.core.scope import Scope
from dispatchtui.server.watching.veiling import hides, veiled
from tests.builders import a_technician, a_visit, a_work_order, a_working_board

BOARD: Board = a_working_board(
    *(a_work_order(id=f"W{number}", territory="EAST" if number % 2 else "WEST") for number in range(11, 19)),
    *(a_visit(id=f"V{number}", territory="EAST" if number % 2 else "WEST") for number in range(11, 19)),
    a_technician(id="T05", territory="WEST"),
    a_technician(id="T06", territory="WEST", covers=("EAST",)),
)
"""Odd numbers are of the east, even ones of the west; T06 covers the east."""
EAST, ALL = Scope(territories=("EAST",)), Scope(territories=("*",))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("V13 is due at 12:00: 70% late (V11 runs over).", None),
        ("V13 is due at 12:00: 70% late (V12 runs over).", "V13 is due at 12:00: 70% late (other work runs over)."),
        ("V12 is behind V13, not V122.", "Other work is behind V13, not V122."),
        ("behind V12's work", "behind other work's work"),
        ("V12 runs over", "other work runs over"),
        (("V11 runs 25 min over: V12 at 11:05 instead of 10:15, V13 at 12:25 instead of 11:35, 25 min late, "
         "V14 at 13:55 instead of 13:15, 10 min late, and 2 more."),
         "V11 runs 25 min over: V13 at 12:25 instead of 11:35, 25 min late, and other work."),
        (("V11 runs over: V12 at 11:05 instead of 10:15, V14 at 13:55 instead of 13:15, V16 at 15:00 instead of 14:00, "
         "and V18 at 16:00 instead of 15:00."), "V11 runs over: other work."),
        ("V13 is due at 12:00: 70% late, and V12, V15 and V14.",
         "V13 is due at 12:00: 70% late, and V15 and other work."),
        ("V13 is 70% late, and V15, V17, V12 and 4 more.", "V13 is 70% late, and V15, V17 and other work."),
        ("V12 is late until 11:25, runs on: V13 at 12:25.", "Other work: V13 at 12:25."),
        ("V12 runs over, expected to end at 11:25 (11:20 to 11:40): V13 at 12:25 instead of 11:35.",
         "Other work runs over: V13 at 12:25 instead of 11:35."),
        ("V13 is due at 12:00 (V12 until 11:25).", "V13 is due at 12:00 (other work)."),
        ("V13 waits for W12 and W14.", "V13 waits for other work."),
        ("No step of V12 was reported for 40 min: the work of T06 should have ended by 10:10.", "Other work."),
        ("V13 is 9% late. No step of V12 was reported for 40 min: it should have ended by 10:10.", "V13 is 9% late."),
        ("V13 is 90% late. V13 is kept if T05 is sent by 10:32: there at 10:55.", "V13 is 90% late."),
        ("V13 is 90% late. V13 is kept if T06 is sent by 10:32: there at 10:55.", None),
        ("T05 has not set out: V13 waits.", "Somebody has not set out: V13 waits."),
        ("T05 is away from 10:00 to 12:00: V13 waits.", "V13 waits."),
        ("Nothing is named at 10:00, and 2 more.", None),
        ("", None),
    ],
)  # fmt: skip
def test_nothing_hidden_is_named_or_timed_and_it_is_told_once(text: str, seen: str | None) -> None:
    assert veiled(BOARD, text, EAST) == (text if seen is None else seen)
    assert veiled(BOARD, text, ALL) == text


def test_what_names_something_hidden_is_known() -> None:
    assert [hides(BOARD, text, EAST) for text in ("a: T05 keeps it", "a: T06 keeps it", "call V12")] == [
        True,
        False,
        True,
    ]
    assert not hides(BOARD, "a: T05 keeps it", ALL)
