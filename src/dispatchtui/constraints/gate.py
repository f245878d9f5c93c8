"""The one gate before every change: rights, scope, existence, overlap, versions, rules.

Console and server pass the same request through it on their own boards; what it lets through
are the facts to record. The order is the order of the answers that help most: overlap is said
before a bare version error.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from dispatchtui.constraints.amendments import newly_broken
from dispatchtui.constraints.base import Verdict
from dispatchtui.constraints.check import (
    check_cancelling,
    check_leaving,
    check_moves,
    check_placement,
    check_release,
    check_standing,
    severity,
)
from dispatchtui.constraints.overriding import granted, unanswered
from dispatchtui.constraints.reach import outside, without_right
from dispatchtui.constraints.veil import veiled
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.ask import Ask
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import MOST_MOVES, MoveVisits, unfit_number
from dispatchtui.core.commands.visits import PlaceVisit, UnplaceVisit
from dispatchtui.core.events import Event
from dispatchtui.core.lifecycle import Step
from dispatchtui.core.model import TABLES, Override
from dispatchtui.core.refusals import Code, Level, Refusal, Violation, invalid
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import Actor, Standing
from dispatchtui.core.scope import Scope, scope_of
from dispatchtui.core.text import wrong_code

MOST_REQUEST_ID = 64
"""Characters in a request's id."""


class Passed(Struct, frozen=True, kw_only=True):
    """A request that may happen: its facts, and warnings that were acknowledged."""

    events: Sequence[Event]
    warnings: tuple[Violation, ...] = ()


def judge(board: Board, request: Request, actor: Actor, at_s: int) -> Passed | Refusal:
    """Judge a request against the board as it is now; the board is only read."""
    act = request.act
    refusal = malformed(request) or without_right(board, act, actor) or outside(board, act, actor)
    if refusal is not None:
        return refusal
    scope = scope_of(actor)
    broken = violations_of(board, act, at_s, standing=actor.standing)
    told = {visit_id: veiled(board, some, scope) for visit_id, some in broken.items()}
    violations = tuple(sorted((each for some in told.values() for each in some), key=severity))
    refusal = _overlapping(board, violations) or _stale(board, request, scope)
    if refusal is not None:
        return refusal
    hard = tuple(each for each in violations if each.level is not Level.WARNING)
    overrides: dict[str, tuple[Override, ...]] = {}
    if hard:
        refusal = unanswered(hard, request.override, actor)
        if refusal is not None:
            return _illegal_first(board, act, Ask(actor=actor, at_s=at_s, reason=request.reason), refusal)
        overrides = {
            visit_id: granted(visit_id, zip(some, told[visit_id], strict=True), request.override, actor, at_s)
            for visit_id, some in broken.items()
        }
    ask = Ask(actor=actor, at_s=at_s, reason=request.reason, overrides=overrides)
    decision = decide(board, act, ask)
    if isinstance(decision, Refusal):
        return decision
    warnings = (each for each in violations if each.level is Level.WARNING)
    news = veiled(board, newly_broken(board, decision, at_s), scope)
    return Passed(events=decision, warnings=(*warnings, *news))


def malformed(request: Request) -> Refusal | None:
    """Refuse a request whose id, versions seen or reasons are none, or that asks for too much at once."""
    if not (1 <= len(request.id) <= MOST_REQUEST_ID and all("!" <= each <= "~" for each in request.id)):
        return invalid("id", f"A request's id is 1 to {MOST_REQUEST_ID} visible ASCII characters.")
    for key in request.pre:
        table, _, row_id = key.partition("/")
        if table not in TABLES or not row_id:
            return invalid("pre", f"{key!r} is no key of a row, such as visits/V60.")
    for field, reason in (("reason", request.reason), ("override", request.override)):
        wrong = wrong_code(reason.code) if reason is not None and reason.code else ""
        if wrong:
            return invalid(field, wrong)
    return unfit_number(request.act) if isinstance(request.act, MoveVisits) else None


def violations_of(
    board: Board, act: Command, at_s: int, *, standing: Standing = Standing.DESK
) -> dict[str, tuple[Violation, ...]]:
    """Every rule that an act would break, by visit, worst first; acts that plan nothing break none."""
    match act:
        case PlaceVisit():
            verdict = check_placement(board, act.visit_id, act.technician_id, act.start_s,
                                      at_s=at_s, mates=act.mates, standing=standing)  # fmt: skip
            return {act.visit_id: _whole(verdict)}
        case MoveVisits():
            verdicts = check_moves(board, act.moves[:MOST_MOVES], at_s=at_s, standing=standing)
            return {visit_id: _whole(verdict) for visit_id, verdict in verdicts.items()}
        case UnplaceVisit():
            verdict = check_leaving(board, act.visit_id, at_s, bumped=act.bumped, standing=standing)
            return {act.visit_id: _whole(verdict)}
        case AdvanceVisit(step=Step.RECALL):
            return {act.visit_id: _whole(check_leaving(board, act.visit_id, at_s, standing=standing))}
        case AdvanceVisit(step=Step.CANCEL):
            return {act.visit_id: check_cancelling(board, act.visit_id, at_s, standing=standing)}
        case AdvanceVisit(step=Step.RELEASE):
            return {act.visit_id: check_release(board, act.visit_id, at_s, standing=standing)}
        case AdvanceVisit(step=Step.REOPEN):
            return {act.visit_id: check_standing(board, act.visit_id, at_s)}
        case _:
            return {}


def _whole(verdict: Verdict) -> tuple[Violation, ...]:
    return (*verdict.violations, *verdict.warnings)


def _overlapping(board: Board, violations: Sequence[Violation]) -> Refusal | None:
    for violation in violations:
        if violation.constraint == "no_overlap" and violation.level is Level.NOBODY:
            return _conflict(board, Code.OVERLAP, violation.subject, violation.sentence, (violation,))
    return None


def _stale(board: Board, request: Request, scope: Scope) -> Refusal | None:
    for key, version in request.pre.items():
        found = board.row(key)
        row = found if scope.sees(found) else None
        present = row.version if row is not None else 0
        if present == version:
            continue
        if row is None:
            return Refusal(code=Code.GONE, subject=key, sentence=f"{_name(key)} is gone.")
        by = row.changed.by if row.changed else "somebody"
        return _conflict(board, Code.STALE, key,
                         f"{_name(key)} was changed by {by}: you saw version {version}, "
                         f"it is now {present}.")  # fmt: skip
    return None


def _conflict(board: Board, code: Code, key: str, sentence: str, violations: tuple[Violation, ...] = ()) -> Refusal:
    row = board.row(key)
    changed = row.changed if row is not None else None
    return Refusal(code=code, subject=key, sentence=sentence, violations=violations,
                   by=changed.by if changed else "", at_s=changed.at_s if changed else None)  # fmt: skip


def _name(key: str) -> str:
    table, _, row_id = key.partition("/")
    return f"{row_id.replace(':', ' on ')}" if table == "lanes" else row_id


def _illegal_first(board: Board, act: Command, ask: Ask, refusal: Refusal) -> Refusal:
    """Say that the state forbids the act before saying which rules it would break."""
    decision = decide(board, act, ask)
    return decision if isinstance(decision, Refusal) else refusal
