"""The one gate before every change: rights, scope, existence, overlap, versions, rules.

Console and server pass the same request through it on their own boards; what it lets through
are the facts to record. The order is the order of the answers that help most: overlap is said
before a bare version error.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

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
from dispatchtui.constraints.veil import veiled
from dispatchtui.core.board import Board
from dispatchtui.core.commands import Command, decide
from dispatchtui.core.commands.ask import Ask, missing
from dispatchtui.core.commands.checks import taken
from dispatchtui.core.commands.lives import AdvanceVisit
from dispatchtui.core.commands.moves import MOST_MOVES, MoveVisits
from dispatchtui.core.commands.technicians import RecordAbsence
from dispatchtui.core.commands.visits import AddNote, ExtendVisit, PlaceVisit, UnplaceVisit
from dispatchtui.core.events import Event, Reason
from dispatchtui.core.lifecycle import TRANSITIONS, Step
from dispatchtui.core.model import TABLES, Override, Row
from dispatchtui.core.refusals import Code, Level, Refusal, Violation, invalid
from dispatchtui.core.requests import Request
from dispatchtui.core.rights import EVERYWHERE, RIGHTS, Actor, Standing
from dispatchtui.core.scope import Scope, scope_of, territories_of

MOST_REQUEST_ID = 64
"""Characters in a request's id."""
_NOTHING = Board()


class Passed(Struct, frozen=True, kw_only=True):
    """A request that may happen: its facts, and warnings that were acknowledged."""

    events: Sequence[Event]
    warnings: tuple[Violation, ...] = ()


def judge(board: Board, request: Request, actor: Actor, at_s: int) -> Passed | Refusal:
    """Judge a request against the board as it is now; the board is only read."""
    act = request.act
    refusal = malformed(request) or _without_right(board, act, actor) or outside(board, act, actor)
    if refusal is not None:
        return refusal
    found = {
        visit_id: veiled(board, each, scope_of(actor))
        for visit_id, each in violations_of(board, act, at_s, standing=actor.standing).items()
    }
    violations = tuple(sorted((each for some in found.values() for each in some), key=severity))
    refusal = _overlapping(board, violations) or _stale(board, request, scope_of(actor))
    if refusal is not None:
        return refusal
    hard = tuple(each for each in violations if each.level is not Level.WARNING)
    overrides: dict[str, tuple[Override, ...]] = {}
    if hard:
        refusal = _unanswered(hard, request.override, actor)
        if refusal is not None:
            return _illegal_first(board, act, Ask(actor=actor, at_s=at_s, reason=request.reason), refusal)
        overrides = {visit_id: _granted(some, request.override, actor, at_s) for visit_id, some in found.items()}
    ask = Ask(actor=actor, at_s=at_s, reason=request.reason, overrides=overrides)
    decision = decide(board, act, ask)
    if isinstance(decision, Refusal):
        return decision
    warnings = tuple(each for each in violations if each.level is Level.WARNING)
    return Passed(events=decision, warnings=warnings)


def malformed(request: Request) -> Refusal | None:
    """Refuse a request whose id or whose versions seen are none, whatever it asks for."""
    if not (1 <= len(request.id) <= MOST_REQUEST_ID and all("!" <= each <= "~" for each in request.id)):
        return invalid("id", f"A request's id is 1 to {MOST_REQUEST_ID} visible ASCII characters.")
    for key in request.pre:
        table, _, row_id = key.partition("/")
        if table not in TABLES or not row_id:
            return invalid("pre", f"{key!r} is no key of a row, such as visits/V60.")
    return None


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
            return {act.visit_id: check_release(board, act.visit_id, at_s)}
        case AdvanceVisit(step=Step.REOPEN):
            return {act.visit_id: check_standing(board, act.visit_id, at_s)}
        case _:
            return {}


def _whole(verdict: Verdict) -> tuple[Violation, ...]:
    return (*verdict.violations, *verdict.warnings)


def _without_right(board: Board, act: Command, actor: Actor) -> Refusal | None:
    right = act.right()
    if actor.may(right) or _own_act(board, act, actor):
        return None
    words = RIGHTS.get(right, right)
    return Refusal(code=Code.FORBIDDEN, right=right,
                   sentence=f"{actor.name or actor.id} lacks the right {right}: {words}.")  # fmt: skip


def _own_act(board: Board, act: Command, actor: Actor) -> bool:
    """Whether a technician reports on their own visit or themselves."""
    if not (actor.technician_id and actor.may("field")):
        return False
    match act:
        case AdvanceVisit():
            return TRANSITIONS[act.step].field and _is_mine(board, act.visit_id, actor)
        case ExtendVisit():
            return _is_mine(board, act.visit_id, actor)
        case RecordAbsence():
            return act.row.technician_id == actor.technician_id
        case _:
            return False


def _is_mine(board: Board, visit_id: str, actor: Actor) -> bool:
    visit = board.visits.get(visit_id)
    return visit is not None and any(line.technician_id == actor.technician_id for line in visit.crew)


def outside(board: Board, act: Command, actor: Actor) -> Refusal | None:
    """Refuse what is out of scope exactly as if it were not there, so that nothing leaks."""
    scope = scope_of(actor)
    for key in act.subjects():
        if not _reaches(actor, scope, board.row(key)):
            return missing(key)
    hidden = [field for key, field in act.names(board).items() if not _reaches(actor, scope, board.row(key))]
    # A row that the asker may not see counts as absent here too, or its territory would be told.
    beyond = [each for each in act.territories(_NOTHING if hidden else board) if not actor.covers((each,))]
    if beyond and not _own_act(board, act, actor):
        where = {EVERYWHERE: "for all territories", "": "without a territory"}.get(beyond[0], f"in {beyond[0]}")
        return Refusal(code=Code.FORBIDDEN, right="territory",
                       sentence=f"{actor.name or actor.id} may not act {where}.")  # fmt: skip
    if hidden:
        return taken(hidden[0])
    if isinstance(act, AddNote) and scope.technician_id and not _is_mine(board, act.visit_id, actor):
        return missing(f"visits/{act.visit_id}")
    return None


def _reaches(actor: Actor, scope: Scope, row: Row | None) -> bool:
    """Whether a row is there for the asker: seen, or written without being read."""
    return row is not None and (scope.sees(row) or _writes_unread(actor, row))


def _writes_unread(actor: Actor, row: Row) -> bool:
    """A role that may write without reading (a portal) is bounded by territory alone."""
    territories = territories_of(row)
    return not actor.may("read") and not actor.technician_id and territories is not None and actor.covers(territories)


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


def _unanswered(violations: tuple[Violation, ...], override: Reason | None, actor: Actor) -> Refusal | None:
    """Refuse unless every violation is one that the actor may break and answers for."""
    for violation in violations:
        right = {Level.LEAD: "override_lead", Level.DISPATCHER: "override"}.get(violation.level)
        if right is None:
            return _broken(violations, violation.sentence)
        if not actor.may(right):
            return _broken(violations, f"{violation.sentence} Breaking it takes the right {right}.",
                           right)  # fmt: skip
        if override is None or not override.code:
            return _broken(violations, f"{violation.sentence} A reason code is needed to override it.")
        if not override.text.strip() and (right == "override_lead" or override.code == "other"):
            return _broken(violations, f"{violation.sentence} Overriding it needs the reason in words.")
    return None


def _broken(violations: tuple[Violation, ...], sentence: str, right: str = "") -> Refusal:
    return Refusal(code=Code.VIOLATIONS, sentence=sentence, right=right, violations=violations)


def _illegal_first(board: Board, act: Command, ask: Ask, refusal: Refusal) -> Refusal:
    """Say that the state forbids the act before saying which rules it would break."""
    decision = decide(board, act, ask)
    return decision if isinstance(decision, Refusal) else refusal


def _granted(
    violations: tuple[Violation, ...], override: Reason | None, actor: Actor, at_s: int
) -> tuple[Override, ...]:
    """What is stored of an override: each rule broken, with the facts that were answered for."""
    code = override.code if override else ""
    text = override.text if override else ""
    # A whole number would be written as one and read back as a fraction: another row, by its hash.
    return tuple(
        Override(constraint=each.constraint, code=code, text=text, by=actor.id, at_s=at_s, level=each.level.value,
                 subject=each.subject, need=each.need, have=each.have, amount=float(each.amount), unit=each.unit)
        for each in violations
        if each.level is not Level.WARNING
    )  # fmt: skip
