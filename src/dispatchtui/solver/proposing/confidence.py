"""Whether a proposal may be applied by itself: the one rule of it, with what stands against that in sentences.

It is applied only if all of it holds: the policy of every territory allows its trigger; its best option breaks nothing
at any visit and asks nobody; it touches at most two visits, none told, locked or frozen; no promise changes, and
customers are told a new arrival at most; no risk gets worse; the next best costs more by the policy's margin; what it
rests on is fresh. All of it is asked of the board as it is, whatever was true when the option was found.

Units: epoch seconds; costs in seconds of travel.
Source: the settled decision on confidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dispatchtui.constraints.check import check_moves
from dispatchtui.core.board import Board
from dispatchtui.core.disrupting import HUMAN, KEEP
from dispatchtui.core.durations import LEARNED
from dispatchtui.core.lifecycle import UNPLACED
from dispatchtui.core.model import Behaviour, DurationModel, Lock, Position, Rules, Visit, VisitState, duration_model_id
from dispatchtui.core.policy import rules_for
from dispatchtui.core.refusals import Level
from dispatchtui.core.rights import Standing
from dispatchtui.core.sla import due_of
from dispatchtui.core.words import about
from dispatchtui.solver.proposing.outcome import Outcome
from dispatchtui.solver.proposing.proposal import Option, Proposal

MOST_VISITS = 2
FEWEST_SEEN = 20
"""Observations without which a p80 is no measure."""
OLDEST_POSITION_S = 10 * 60
"""No policy makes an older position good enough."""
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
    """Why a proposal is not applied by itself; nothing where it may be. `known_s` is until when the board is known.

    Cost: some milliseconds, for its best option is done on a fork and counted anew.
    """
    best = proposal.options[0] if proposal.options else None
    if best is None or not best.rows or best.kind in (KEEP, HUMAN):
        return ("There is nothing to apply.",)
    found = Outcome(board, best, now_s, positions)
    territories = tuple(dict.fromkeys([*proposal.disruption.territories, *found.territories])) or ("",)
    used = dict.fromkeys([*found.people, *proposal.disruption.technicians])
    aged = {who: now_s - positions[who].at_s for who in used if positions and who in positions}
    return tuple(dict.fromkeys([
        *_allowed(found, proposal.disruption.kind, territories),
        *_unasked(best),
        *_broken(found),
        *_touched(found),
        *_told(found),
        *_risk(found, best),
        *_margin(found, proposal, territories),
        *_fresh(found, aged, territories, known_s),
    ]))  # fmt: skip


def _allowed(found: Outcome, trigger: str, territories: Sequence[str]) -> Iterator[str]:
    """The policy of every territory whose visits or people it is about has to allow its trigger."""
    for territory in territories:
        if trigger not in (_rules(found, territory).auto_accept or ()):
            where = f" in {territory}" if territory else ""
            yield f"The policy{where} leaves {trigger} to people."


def _unasked(best: Option) -> Iterator[str]:
    for row in best.rows:
        if not row.green or row.violations:
            yield f"{row.visit_id} asks {', '.join(row.asks)}." if row.asks else f"{row.visit_id} is not settled by it."


def _broken(found: Outcome) -> Iterator[str]:
    """No rule may be broken anew or by more, at any visit, and every act has to be possible as the board is now."""
    if found.refused:
        yield found.refused
    for effects in found.effects:
        yield from (each.sentence for each in effects.broken if each.level is not Level.WARNING)


def _touched(found: Outcome) -> Iterator[str]:
    """At most two visits, none of which was told to anybody, is locked or is frozen; automation itself may do it."""
    if len(found.visits) > MOST_VISITS:
        yield f"It touches {len(found.visits)} visits, more than {MOST_VISITS}."
    for visit in found.visits:
        if visit.state not in (*UNPLACED, VisitState.PLANNED):
            yield f"{visit.id} is {visit.state.value.lower()}."
        if visit.lock is not Lock.NONE:
            yield f"{visit.id} is locked."
    if not found.only_moves:
        yield "It does more than move visits."
    for verdict in check_moves(found.board, found.moves, at_s=found.now_s, standing=Standing.AUTOMATION).values():
        yield from (each.sentence for each in verdict.violations)


def _told(found: Outcome) -> Iterator[str]:
    """No promise changes, and what a customer is told is a new arrival."""
    for each in (notice for effects in found.effects for notice in effects.notices):
        if each.to == "customer" and each.template != _NEW_ETA:
            yield f"The customer of {each.visit_id} would be told: {each.template}."


def _risk(found: Outcome, best: Option) -> Iterator[str]:
    """No visit that it moves may break its word more probably; nobody's time to spare may shrink to what presses."""
    for row in best.rows:
        if row.percent is not None and row.was_percent is not None and row.percent > row.was_percent:
            yield _worse(row.visit_id, row.was_percent, row.percent)
    for visit in found.visits:
        was, now = found.was.percent(visit.id), found.now.percent(visit.id)
        then = found.after.visits[visit.id]
        unknown = now is None and due_of(found.after, then, found.now_s) is not None
        if unknown or (visit.crew and was is None and now is not None):
            # What nobody has counted is not taken for no worse.
            yield f"How probably {visit.id} breaks its word is not known."
        elif was is not None and now is not None and now > was:
            yield _worse(visit.id, was, now)
    waited = {each.id for each in found.visits if not each.crew}
    for change in (each for effects in found.effects for each in effects.slas):
        was_s, now_s = change.was_margin_s, change.margin_s
        worse = was_s is not None and now_s is not None and now_s < was_s
        # For whom nobody came there was nothing to spare, but time until it is due.
        if worse and change.band and (change.visit_id not in waited or (now_s or 0) < 0):
            yield change.sentence


def _worse(visit_id: str, was: int, now: int) -> str:
    return f"{visit_id} breaks its word with {now}% instead of {was}%."


def _margin(found: Outcome, proposal: Proposal, territories: Sequence[str]) -> Iterator[str]:
    """The next best has to cost more than the best by what the policy says."""
    others = [each for each in proposal.options[1:] if each.kind not in (KEEP, HUMAN)]
    if not others:
        return
    least = max((_rules(found, each).auto_margin_s or 0) for each in territories)
    margin_s = min(each.cost for each in others) - proposal.options[0].cost
    if margin_s < least:
        yield f"The next best costs {about(round(max(0.0, margin_s)))} of travel more, less than {about(least)}."


def _fresh(found: Outcome, aged: Mapping[str, int], territories: Sequence[str], known_s: int | None) -> Iterator[str]:
    """The positions of everybody whose day it rests on, the feed and the durations have to be fresh."""
    if known_s is not None and found.now_s - known_s > STALE_FEED_S:
        yield f"The board is known until {about(found.now_s - known_s)} ago."
    most_s = min(OLDEST_POSITION_S, *(_rules(found, each).fresh_s or 0 for each in ("", *territories)))
    for who, age_s in aged.items():
        if age_s > most_s:
            yield f"The position of {who} is {about(age_s)} old."
    for visit in found.visits:
        seen = _seen(found.board, visit)
        if seen < FEWEST_SEEN:
            yield f"How long {visit.id} takes rests on {seen} observations, fewer than {FEWEST_SEEN}."


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


def _rules(found: Outcome, territory: str) -> Rules:
    return rules_for(found.board, found.now_s, territory=territory)
