"""What-if: moves tried on a fork that all panes show, judged against the present, then committed or dropped.

The feed goes on underneath: each change of the board lays the moves anew, and what it has overtaken is said.
Never: a fork that looks live; an act sent before it is committed; a try lost without a question.
Why: whoever rebuilds an afternoon needs to see all of it before the first technician is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dispatchtui.core.commands import Command
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import Move, moves_of
from dispatchtui.core.events import Reason
from dispatchtui.core.lifecycle import Step
from dispatchtui.tui import intended, sheets, versions
from dispatchtui.tui.effects import Each, Effects, Say, Submit, refuse
from dispatchtui.tui.state import EFFECTS, Sheet, State
from dispatchtui.tui.views import effects as effects_view
from dispatchtui.tui.views.picture import Picture

if TYPE_CHECKING:
    from dispatchtui.core.board import Board
    from dispatchtui.solver.what_if import Lapsed, WhatIf


@dataclass
class Trying:
    """A what-if under way: the moves, what overtook them, and the reasons given for what they break."""

    what_if: WhatIf
    lapsed: tuple[Lapsed, ...] = ()
    reasons: dict[str, Reason] = field(default_factory=dict)

    @property
    def moves(self) -> tuple[Move, ...]:
        """Where each moved visit goes."""
        return self.what_if.moves


def enter(state: State) -> Effects:
    """Begin to try; while trying, list what would be different."""
    if state.trying is not None:
        return review(state)
    from dispatchtui.solver.what_if import WhatIf  # noqa: PLC0415  (only who tries needs it)

    picture = state.picture
    state.trying = Trying(WhatIf(picture.board.copy(), picture.now_s, standing=picture.me.standing))
    _show(state, ())
    return (Say("What-if: moves are only tried. W lists what changes, y commits, Esc leaves."),)


def begin(state: State, acts: Iterable[Command]) -> Effects:
    """Begin to try with these acts; what cannot be tried is said, the others are shown."""
    enter(state)
    trying = state.trying
    if trying is None:
        return ()
    refused = ""
    for act in acts:
        refusal = trying.what_if.try_(*_moves_of(act)) if _moves_of(act) else None
        refused = refused or (refusal.sentence if refusal is not None else "")
    state.sheet = None
    _show(state, ())
    if refused:
        return refuse(f"{summary(state)} Not tried: {refused}")
    return (Say(f"Tried: {summary(state)} W lists what changes, y commits, Esc leaves."),)


def tried(state: State, submit: Submit) -> None:
    """Try an act instead of sending it; what moves nobody waits until the what-if has ended."""
    trying = state.trying
    if trying is None:
        return
    moves = _moves_of(submit.act)
    if not moves:
        state.say(f"What-if tries moves only; nothing was done of: {submit.label}.", "error")
        return
    before = _touched(trying.moves)
    refusal = trying.what_if.try_(*moves)
    if refusal is not None:
        state.say(refusal.sentence, "error")
        return
    if submit.override is not None:
        trying.reasons |= dict.fromkeys((move.visit_id for move in moves), submit.override)
    state.sheet = None
    _show(state, before)
    state.say(f"Tried: {submit.label}. {summary(state)}")


def back(state: State) -> Effects:
    """Take the last try back."""
    trying = state.trying
    if trying is None:
        return ()
    before = _touched(trying.moves)
    step = trying.what_if.back()
    _show(state, before)
    if not step:
        return refuse("Nothing was tried yet.")
    return (Say(f"No longer tried: {', '.join(move.visit_id for move in step)}. {summary(state)}"),)


def review(state: State) -> Effects:
    """List every difference from the present: arrivals, clocks, rules, parts, messages."""
    trying = state.trying
    if trying is None:
        return refuse("No what-if is under way: W begins one.")
    if not trying.moves:
        return refuse("Nothing was tried yet.")
    rows = effects_view.rows(trying.what_if.effects(state.picture.positions), trying.lapsed)
    rows += effects_view.risk_rows(*_percents(state.picture, trying.what_if))
    state.sheet = Sheet(kind=EFFECTS, title=f"What-if: {summary(state)} Enter commits", rows=rows, columns="effects",
                        at=rows[0].id if rows else "", empty="Nothing but the moves themselves.")  # fmt: skip
    return ()


def _percents(picture: Picture, what_if: WhatIf) -> tuple[dict[str, int], dict[str, int]]:
    """At which percentage visits break their word on the days that are touched: before anything was tried, and now.

    Cost: a forecast of each such day, before and now.
    """
    from dispatchtui.risk.forecast import forecast  # noqa: PLC0415  (only who tries needs it)
    from dispatchtui.risk.standing import standing_of  # noqa: PLC0415

    now_s, touched = picture.known_s, {who for move in what_if.moves for who in move.people}
    for move in what_if.moves:
        visit = what_if.present.visits.get(move.visit_id)
        touched |= {line.technician_id for line in visit.crew} if visit is not None else set()

    def told(board: Board) -> dict[str, int]:
        routes = [forecast(board, who, now_s, picture.positions.get(who)) for who in sorted(touched)]
        found = [standing_of(board, board.visits[stop.visit_id], now_s, route) for route in routes
                 for stop in route.stops if stop.visit_id in board.visits]  # fmt: skip
        return {each.visit_id: each.percent for each in found if each.percent is not None}

    return told(what_if.present), told(what_if.board)


def commit(state: State) -> Effects:
    """Ask the server for the moves, each act on its own, and leave the what-if."""
    trying = state.trying
    if trying is None or not trying.moves:
        return refuse("Nothing was tried yet.")
    picture, present = state.picture, trying.what_if.present
    acts = []
    for act in trying.what_if.acts():
        moves = moves_of(act)
        reason = next((trying.reasons[move.visit_id] for move in moves if move.visit_id in trying.reasons), None)
        acts.append(Submit(act=act, label=intended.label_of(picture, moves), pre=versions.of_moves(present, moves),
                           override=reason))  # fmt: skip
    leave(state)
    return (Each(title=f"What-if, {len(acts)} act{'' if len(acts) == 1 else 's'}", acts=tuple(acts)),)


def ask_to_leave(state: State) -> Effects:
    """Leave the what-if; asks when something was tried."""
    trying = state.trying
    if trying is None:
        return ()
    number = len(trying.moves)
    if not number:
        leave(state)
        return (Say("The board is live again."),)

    def drop() -> Effects:
        leave(state)
        return (Say(f"Dropped: {number} tried. The board is live again."),)

    return sheets.open_confirm(state, f"Drop the {number} move{'' if number == 1 else 's'} tried?", drop)


def leave(state: State) -> None:
    """Show the present again."""
    trying, state.trying = state.trying, None
    if trying is not None:
        state.sheet = None
        state.picture.follow(trying.what_if.present, _touched(trying.moves))


def follow(state: State, board: Board, keys: Collection[str], *, replaced: bool) -> None:
    """Lay the moves on the board as it is now, and say what it has overtaken."""
    trying, picture = state.trying, state.picture
    if trying is None:
        return
    before = _touched(trying.moves)
    trying.what_if, lapsed = trying.what_if.rebased(board.copy(), picture.now_s)
    news = [each for each in lapsed if each not in trying.lapsed]
    trying.lapsed = (*trying.lapsed, *news)
    if replaced:
        picture.replace(trying.what_if.board)
    else:
        _show(state, {*before, *keys})
    if news:
        state.say(f"Overtaken while you tried: {news[-1].sentence}", "alarm")


def summary(state: State) -> str:
    """How many moves, and what they do to clocks and rules, in one sentence."""
    trying = state.trying
    if trying is None:
        return ""
    found = trying.what_if.effects(state.picture.positions)
    return effects_view.summary(len(trying.moves), found)


def _show(state: State, before: Collection[str]) -> None:
    trying = state.trying
    if trying is not None:
        state.picture.follow(trying.what_if.board, {*before, *_touched(trying.moves)})


def _touched(moves: Collection[Move]) -> set[str]:
    """The rows that look different for these moves."""
    visits = {f"visits/{move.visit_id}" for move in moves}
    return visits | {f"technicians/{who}" for move in moves for who in move.people}


def _moves_of(act: Command) -> tuple[Move, ...]:
    """The moves of an act; a recall is a move back to the queue."""
    if isinstance(act, AdvanceVisit) and act.step is Step.RECALL:
        return (Move(visit_id=act.visit_id),)
    return moves_of(act)
