"""Whether a proposal may be applied by itself: the one rule of it, with what stands against that in sentences.

It is applied only if all of it holds: the policy of every territory allows its trigger; its best option breaks nothing
and asks nobody; it touches at most two visits, none told, locked or frozen; no promise changes, and customers are told
a new arrival at most; no risk gets worse; the next best costs more by the policy's margin; what it rests on is fresh.

Units: epoch seconds; costs in seconds of travel.
Source: the settled decision on confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dispatchtui.constraints.check import check_moves
from dispatchtui.core.board import Board
from dispatchtui.core.commands.moves import moves_of
from dispatchtui.core.disrupting import HUMAN, KEEP
from dispatchtui.core.durations import LEARNED
from dispatchtui.core.lifecycle import UNPLACED
from dispatchtui.core.model import Behaviour, DurationModel, Lock, Position, Rules, Visit, VisitState, duration_model_id
from dispatchtui.core.policy import rules_for
from dispatchtui.core.rights import Standing
from dispatchtui.core.words import about
from dispatchtui.solver.proposing.proposal import Option, Proposal

MOST_VISITS = 2
FEWEST_SEEN = 20
"""Observations without which a p80 is no measure."""
STALE_FEED_S = 60
"""A board known only until so long ago is not acted on by itself."""
_NEW_ETA = "new_eta"
"""The one thing that a customer may be told of it."""


def withheld(
    board: Board,
    proposal: Proposal,
    now_s: int,
    *,
    positions: Mapping[str, Position] | None = None,
    known_s: int | None = None,
) -> tuple[str, ...]:
    """Why a proposal is not applied by itself; nothing where it may be. `known_s` is until when the board is known."""
    best = proposal.options[0] if proposal.options else None
    if best is None or not best.rows or best.kind in (KEEP, HUMAN):
        return ("There is nothing to apply.",)
    return tuple(dict.fromkeys([
        *_allowed(board, proposal, now_s),
        *_unasked(best),
        *_touched(board, best, now_s),
        *_told(best),
        *_risk(best),
        *_margin(board, proposal, best, now_s),
        *_fresh(board, best, now_s, positions or {}, known_s),
    ]))  # fmt: skip


def _allowed(board: Board, proposal: Proposal, now_s: int) -> Iterator[str]:
    """The policy of every territory that it is about has to allow its trigger."""
    trigger = proposal.disruption.kind
    for territory in proposal.disruption.territories or ("",):
        if trigger not in (_rules(board, territory, now_s).auto_accept or ()):
            where = f" in {territory}" if territory else ""
            yield f"The policy{where} leaves {trigger} to people."


def _unasked(best: Option) -> Iterator[str]:
    for row in best.rows:
        if not row.green or row.violations:
            yield f"{row.visit_id} asks {', '.join(row.asks)}." if row.asks else f"{row.visit_id} is not settled by it."


def _touched(board: Board, best: Option, now_s: int) -> Iterator[str]:
    """At most two visits, none of which was told to anybody, is locked or is frozen; automation itself may do it."""
    visits = _visits(board, best)
    if len(visits) > MOST_VISITS:
        yield f"It touches {len(visits)} visits, more than {MOST_VISITS}."
    for visit in visits:
        if visit.state not in (*UNPLACED, VisitState.PLANNED):
            yield f"{visit.id} is {visit.state.value.lower()}."
        if visit.lock is not Lock.NONE:
            yield f"{visit.id} is locked."
    others = [act for row in best.rows for act in row.acts if not moves_of(act)]
    if others:
        yield "It does more than move visits."
    moves = tuple(move for row in best.rows for act in row.acts for move in moves_of(act))
    for verdict in check_moves(board, moves, at_s=now_s, standing=Standing.AUTOMATION).values():
        yield from (each.sentence for each in verdict.violations)


def _told(best: Option) -> Iterator[str]:
    """No promise changes, and what a customer is told is a new arrival."""
    for each in best.effects.notices:
        if each.to == "customer" and each.template != _NEW_ETA:
            yield f"The customer of {each.visit_id} would be told: {each.template}."


def _risk(best: Option) -> Iterator[str]:
    """No visit that it touches may break its word more probably, or by more."""
    for row in best.rows:
        if row.percent is not None and row.was_percent is not None and row.percent > row.was_percent:
            yield f"{row.visit_id} breaks its word with {row.percent}% instead of {row.was_percent}%."
    moved = {row.visit_id for row in best.rows}
    for each in best.effects.slas:
        worse = each.margin_s is not None and each.was_margin_s is not None and each.margin_s < each.was_margin_s
        if worse and each.margin_s is not None and (each.visit_id not in moved or each.margin_s < 0) and each.band:
            yield each.sentence


def _margin(board: Board, proposal: Proposal, best: Option, now_s: int) -> Iterator[str]:
    """The next best has to cost more than the best by what the policy says."""
    others = [each for each in proposal.options[1:] if each.kind not in (KEEP, HUMAN)]
    if not others:
        return
    least = max((_rules(board, each, now_s).auto_margin_s or 0) for each in proposal.disruption.territories or ("",))
    margin_s = min(each.cost for each in others) - best.cost
    if margin_s < least:
        yield f"The next best costs {about(round(max(0.0, margin_s)))} of travel more, less than {about(least)}."


def _fresh(
    board: Board, best: Option, now_s: int, positions: Mapping[str, Position], known_s: int | None
) -> Iterator[str]:
    """Positions that were used, the feed and the durations have to be fresh."""
    if known_s is not None and now_s - known_s > STALE_FEED_S:
        yield f"The board is known until {about(now_s - known_s)} ago."
    fresh_s = rules_for(board, now_s).fresh_s or 0
    for who in dict.fromkeys(row.technician_id for row in best.rows if row.technician_id):
        position = positions.get(who)
        if position is not None and now_s - position.at_s > fresh_s:
            yield f"The position of {who} is {about(now_s - position.at_s)} old."
    for visit in _visits(board, best):
        seen = _seen(board, visit)
        if seen < FEWEST_SEEN:
            yield f"How long {visit.id} takes rests on {seen} observations, fewer than {FEWEST_SEEN}."


def _visits(board: Board, best: Option) -> list[Visit]:
    named = [row.visit_id for row in best.rows]
    named += [move.visit_id for row in best.rows for act in row.acts for move in moves_of(act)]
    return [board.visits[each] for each in dict.fromkeys(named) if each in board.visits]


def _seen(board: Board, visit: Visit) -> int:
    """How many observations the duration of a visit rests on: an accepted one's, or what was learned of its kind."""
    order = board.work_orders.get(visit.work_order_id)
    kind = order.work_type if order is not None else ""
    models = board.tables["duration_models"]
    names = (duration_model_id(kind, visit.territory), duration_model_id(kind))
    accepted: DurationModel | None = next((models[each] for each in names if each in models), None)
    found = accepted.n if accepted is not None and visit.duration and visit.duration.source == LEARNED else 0
    behaviours: list[Behaviour] = list(board.tables["behaviours"].values())
    effects = [each for behaviour in behaviours for each in behaviour.work]
    return max([found, *(each.n for each in effects if each.work_type == kind and kind and not each.territory
                         and not each.technician_id)])  # fmt: skip


def _rules(board: Board, territory: str, now_s: int) -> Rules:
    return rules_for(board, now_s, territory=territory)
