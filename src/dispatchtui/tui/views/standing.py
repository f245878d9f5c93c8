"""How a visit stands against its word, as the views read it.

First it stands by its plain projection, later by what will probably happen.
Never: a probability before it was worked out; until then a visit is late or in time by its projection.
Why: the board is there at once, and no key waits for what is merely likely.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from dispatchtui.core.alerting import alert_id
from dispatchtui.core.board import Board
from dispatchtui.core.clocks import clock_words, still_since
from dispatchtui.core.model import Visit
from dispatchtui.core.sla import Band, band_of, pressing
from dispatchtui.core.timeline import Stop

if TYPE_CHECKING:
    from dispatchtui.risk.forecast import Spread
    from dispatchtui.risk.standing import Standing as Risk
    from dispatchtui.solver.saving import Saving


class Standing(Struct, frozen=True, kw_only=True):
    """One visit against the clock that speaks; all of it empty where nothing is due.

    `percent` is of breach, `expected` the curve of when the clock is met, both absent until they are worked out;
    `advice` says what to do until when, `saving` who would, and when they would be there.
    `cause_id` is the identity of the alert for its cause.
    Units: epoch seconds; the margin is negative when the moment is missed.
    """

    due_s: int | None = None
    eta_s: int | None = None
    margin_s: int | None = None
    band: str = ""
    of_work: bool = False
    percent: int | None = None
    expected: Spread | None = None
    cause: str = ""
    cause_id: str = ""
    sentence: str = ""
    paused: bool = False
    act_by_s: int | None = None
    outlook: str = ""
    advice: str = ""
    saving: Saving | None = None

    @property
    def at_best(self) -> bool:
        """Whether the margin is that of the best arrival: nobody has the visit, and nobody would keep its word."""
        return self.eta_s is None and self.outlook not in ("", "none") and self.band != "breached" and not self.paused


NOTHING_DUE = Standing()


def plain(board: Board, visit: Visit, now_s: int, stop: Stop | None) -> Standing:
    """How a visit stands by its projection alone: broken, late, to be watched or in time; unplaced also at risk."""
    pressed = pressing(board, visit, now_s, stop)
    if pressed is None:
        return NOTHING_DUE
    due_s, eta_s = pressed.due_s, pressed.eta_s
    still = still_since(board, visit) is not None
    margin_s = due_s - (now_s if eta_s is None or still or now_s > due_s else eta_s)
    band = band_of(now_s, due_s, eta_s)
    if eta_s is not None and band is Band.RISK:
        band = Band.WATCH  # what has somebody is at risk by its probability alone
    return Standing(
        due_s=due_s, eta_s=eta_s, margin_s=margin_s, of_work=pressed.of_work, paused=still,
        band="" if still or band is None else band.value, cause=clock_words(board, visit, now_s),
    )  # fmt: skip


def probable(found: Risk, saving: Saving | None) -> Standing:
    """How a visit stands by what will probably happen, with what still helps."""
    if found.due_s is None:
        return NOTHING_DUE
    return Standing(
        due_s=found.due_s, eta_s=found.eta_s, margin_s=found.margin_s, band=found.band.value if found.band else "",
        of_work=found.of_work, percent=found.percent, expected=found.arrival,
        cause=found.cause.words if found.cause is not None else "",
        cause_id=alert_id(found.cause.kind, found.cause.subject) if found.cause is not None else "",
        sentence=found.sentence, paused=found.paused,
        act_by_s=saving.act_by_s if saving is not None else None,
        outlook=saving.outlook if saving is not None else "", advice=saving.sentence if saving is not None else "",
        saving=saving,
    )  # fmt: skip
