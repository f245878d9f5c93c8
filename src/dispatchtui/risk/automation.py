"""What is decided without a person, and how far ahead: every such decision in one list.

Nothing decides by itself that is not told here; what needs a person is told as well, so that nobody waits for it.

Units: seconds.
"""

from __future__ import annotations

from msgspec import Struct

from dispatchtui.core.board import Board
from dispatchtui.core.disrupting import UNDO_WITHIN_S
from dispatchtui.core.policy import rules_for
from dispatchtui.core.words import length

KEPT_AT_MIN = (120, 60, 45, 30, 15)
"""How long before something is due what is expected of it is kept, to be scored once the truth is known."""


class Automated(Struct, frozen=True, kw_only=True):
    """One thing to decide: whether automation does so, how far ahead of the moment that it is about, and the rest.

    `ahead_s` is absent where no such moment is named.
    """

    what: str
    automatic: bool
    ahead_s: int | None = None
    sentence: str = ""


def automated(board: Board, now_s: int, release_ahead_s: int | None, *, watches: bool = True) -> tuple[Automated, ...]:
    """What automation decides on this board, by the rules of the company, and what it leaves to people."""
    rules = rules_for(board, now_s)
    assert rules.risk_percent is not None  # rules in force are whole
    assert rules.escalate_s is not None
    narrower = sum(
        each.scope != "company" and (each.rules.risk_percent is not None or each.rules.escalate_s is not None)
        for each in board.indexes.policies
    )
    others = f" {narrower} narrower {'policy says' if narrower == 1 else 'policies say'} otherwise." if narrower else ""
    return (
        _releasing(release_ahead_s),
        Automated(what="alert", automatic=watches,
                  sentence=f"An alert is raised once a visit breaks its word with {rules.risk_percent}% probability "
                  f"or when the last moment to act is near, and it is resolved when its cause is gone.{others}"),
        Automated(what="escalation", automatic=watches,
                  sentence=f"An alert that nobody has acknowledged for {length(rules.escalate_s)} is passed on "
                           "once time presses."),
        Automated(what="prediction", automatic=watches, ahead_s=KEPT_AT_MIN[0] * 60,
                  sentence=f"What is expected of each clock is kept {', '.join(map(str, KEPT_AT_MIN[:-1]))} and "
                  f"{KEPT_AT_MIN[-1]} min before it is due, and scored once the truth is known."),
        Automated(what="learning", automatic=watches,
                  sentence="How long work and ways take is learned from clean stamps; that changes what is expected, "
                  "and no plan."),
        Automated(what="duration", automatic=False,
                  sentence="A learned duration is planned with once a scheduler has accepted it."),
        _planning(board, now_s, watches=watches),
    )  # fmt: skip


def _planning(board: Board, now_s: int, *, watches: bool) -> Automated:
    allowed = {each: rules_for(board, now_s, territory=each).auto_accept or () for each in ("", *board.territories)}
    told = [f"{', '.join(triggers)} in {where or 'all other territories'}" for where, triggers in allowed.items()
            if triggers and (not where or triggers != allowed[""])]  # fmt: skip
    if not told or not watches:
        said = "Visits are placed, moved, parked and cancelled by people alone."
        return Automated(what="plan", automatic=False, sentence=said)
    said = (f"Proposals that ask nobody, touch two visits at most and clearly are the best are applied for "
            f"{'; '.join(told)}; each is listed, and can be undone for {length(UNDO_WITHIN_S)}.")  # fmt: skip
    return Automated(what="plan", automatic=True, sentence=said)


def _releasing(ahead_s: int | None) -> Automated:
    if ahead_s is None:
        said = "Visits are released by people; the setting auto_release_s leaves it to automation."
        return Automated(what="release", automatic=False, sentence=said)
    said = f"A planned visit is released {length(ahead_s)} before its travel begins, if no rule speaks against it."
    return Automated(what="release", automatic=True, ahead_s=ahead_s, sentence=said)
