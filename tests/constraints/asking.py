"""How the tests of constraints ask: one rule, one placement, the violations it gives."""

from __future__ import annotations

from dispatchtui.constraints.check import check_leaving, check_placement
from dispatchtui.core.board import Board
from dispatchtui.core.refusals import Violation
from dispatchtui.core.rights import Standing
from tests.builders import at


def ask(
    board: Board,
    rule: str,
    *,
    visit: str = "V61",
    technician: str = "T05",
    start: str | int = "10:00",
    now: str | int = "07:00",
    mates: tuple[str, ...] = (),
    standing: Standing = Standing.DESK,
) -> tuple[Violation, ...]:
    """What one rule says of a placement, warnings included."""
    start_s = at(start) if isinstance(start, str) else start
    at_s = at(now) if isinstance(now, str) else now
    verdict = check_placement(board, visit, technician, start_s, at_s=at_s, mates=mates, standing=standing)
    return tuple(each for each in (*verdict.violations, *verdict.warnings) if each.constraint == rule)


def leave(
    board: Board, now: str | int, *, visit: str = "V61", bumped: bool = False, standing: Standing = Standing.DESK
) -> tuple[Violation, ...]:
    """What every rule says of taking a visit from its place, warnings included."""
    at_s = at(now) if isinstance(now, str) else now
    verdict = check_leaving(board, visit, at_s, bumped=bumped, standing=standing)
    return (*verdict.violations, *verdict.warnings)


def only(found: tuple[Violation, ...]) -> Violation:
    """The one violation that there is."""
    assert len(found) == 1, found
    return found[0]
